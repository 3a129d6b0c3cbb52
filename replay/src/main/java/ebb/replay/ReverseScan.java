package ebb.replay;

import ebb.replay.checkpoint.Checkpoint;
import ebb.runtime.DebugHook;
import ebb.runtime.Machine;
import ebb.runtime.Stop;

/**
 * Finds the last hit before an icount: interval by interval backwards, each run forward once with
 * the last hit remembered, but for those that are known to have none. An interval with many hits is
 * run to its end at full speed, leaving checkpoints, and then its parts are searched from the last.
 */
final class ReverseScan {
  /** Hits after which an interval counts as having many. */
  private static final int MANY = 500;

  /** An interval of up to this many ticks is searched whole, whatever its hits. */
  private static final long SHORT = 1 << 15;

  /** Parts that a long interval falls into. */
  private static final int PARTS = 8;

  private record Hit(long icount, Stop stop) {}

  private final Motion motion;
  private final Machine machine;
  private final History history;
  private final Hits hits;

  /** What ended a scan early, or null. */
  private Stop cut;

  ReverseScan(Motion motion, Machine machine, History history, Hits hits) {
    this.motion = motion;
    this.machine = machine;
    this.history = history;
    this.hits = hits;
  }

  /**
   * Searches back from an icount and goes to what is found.
   *
   * @param earliest what is before is searched only as far as it costs nothing
   */
  TimelineStop from(long present, DebugHook filter, long earliest) {
    Checkpoint origin = history.take();
    try {
      return from(origin, present, filter, earliest);
    } finally {
      history.release(origin);
    }
  }

  private TimelineStop from(Checkpoint origin, long present, DebugHook filter, long earliest) {
    long limit = Math.max(earliest, history.begin());
    cut = null;
    long to = quietFrom(present);
    while (cut == null && to > limit) {
      long start = history.restoreAtOrBefore(to - 1).icount();
      Hit hit = search(start, to, filter, MANY);
      if (hit != null) {
        motion.goTo(hit.icount);
        return new TimelineStop.Stopped(hit.stop);
      }
      to = cut == null ? quietFrom(start) : to;
    }
    if (cut != null && to == present) {
      // There need not be another checkpoint here, and whoever interrupts does not want to wait.
      history.restore(origin);
    } else {
      motion.goTo(to);
    }
    return cut == null ? new TimelineStop.HistoryBegin() : new TimelineStop.Stopped(cut);
  }

  private long quietFrom(long to) {
    long from = history.quietFrom(to, motion::interrupted);
    if (motion.takeInterrupt()) {
      cut = new Stop.Interrupted();
    }
    return from;
  }

  /**
   * The last hit from the present state, at {@code first}, to before {@code to}; null if none.
   *
   * @param most hits after which it is divided
   */
  private Hit search(long first, long to, DebugHook filter, int most) {
    boolean divisible = to - first > SHORT && most != Integer.MAX_VALUE;
    hits.collect(filter, divisible ? most : Integer.MAX_VALUE);
    try {
      run(first, to, divisible);
    } finally {
      hits.ignore();
    }
    if (cut != null) {
      return null;
    }
    if (!hits.overflowed()) {
      return hits.last() == null ? null : new Hit(hits.lastIcount(), hits.last());
    }
    long partEnd = to;
    while (partEnd > first) {
      // The checkpoints left on the way may have been given up again for want of memory.
      long part = history.restoreAtOrBefore(partEnd - 1).icount();
      boolean whole = partEnd == to && part <= first;
      Hit hit = search(part, partEnd, filter, whole ? Integer.MAX_VALUE : MANY);
      if (hit != null || cut != null) {
        return hit;
      }
      partEnd = part;
    }
    return null;
  }

  private void run(long first, long to, boolean divisible) {
    long part = divisible ? Math.max(SHORT / 2, (to - first) / PARTS) : to - first;
    boolean over = false;
    while (machine.clock().icount() < to) {
      long now = machine.clock().icount();
      long goal = Math.min(to, now + part - (now - first) % part);
      Stop stop = motion.advance(goal, over);
      over = false;
      switch (stop) {
        case Stop.Limit limit -> {
          if (divisible && goal < to) {
            history.pass();
          }
        }
        case Stop.Breakpoint hit -> {
          hits.ignore();
          over = true;
        }
        case Stop.Watchpoint hit -> {
          hits.ignore();
          over = true;
        }
        default -> {
          if (machine.clock().icount() < to) {
            cut = stop;
          }
          return;
        }
      }
    }
  }
}
