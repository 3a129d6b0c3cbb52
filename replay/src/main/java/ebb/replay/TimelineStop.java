package ebb.replay;

import ebb.runtime.Stop;

/** Where a motion along a {@link Timeline} ended. */
public sealed interface TimelineStop {
  /** The icount asked for has been reached. */
  record Arrived() implements TimelineStop {}

  /**
   * A breakpoint, a watchpoint, an interruption, or the guest's own end, as {@link
   * ebb.runtime.Machine#run} reports it.
   *
   * <p>After a reverse motion to a watchpoint the state is the one <em>before</em> the access, as
   * in forward motion. Debugger protocols of architectures that trap after the access want the
   * state behind it: one {@link Timeline#stepForward} leads there.
   */
  record Stopped(Stop stop) implements TimelineStop {}

  /** There is no earlier state. */
  record HistoryBegin() implements TimelineStop {}

  /** A reverse motion has ended a diversion: the state is the one in which it began. */
  record DiversionEnd() implements TimelineStop {}

  /** Nothing later is recorded. */
  record HistoryEnd() implements TimelineStop {}
}
