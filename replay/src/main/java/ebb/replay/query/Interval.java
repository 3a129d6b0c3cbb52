package ebb.replay.query;

import ebb.ir.guest.Vcpu;
import ebb.replay.Timeline;
import ebb.replay.TimelineStop;
import ebb.runtime.DebugHook;
import ebb.runtime.Machine;
import ebb.runtime.OutputChannel;
import ebb.runtime.Stop;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * An interval of history that a {@link Scan} is to execute; its machine stands at the beginning.
 */
public final class Interval {
  private static final DebugHook NOTHING =
      new DebugHook() {
        @Override
        public boolean breakpoint(int vcpu, long pc) {
          return false;
        }

        @Override
        public boolean watchpoint(int vcpu, long pc, long va, int bytes, boolean write) {
          return false;
        }
      };

  /** Ticks between two reports of progress. */
  private static final long SLICE = 1L << 26;

  private final Replica replica;
  private final long from;
  private final long to;
  private final BooleanSupplier cancelled;
  private final Runnable stop;
  private final LongConsumer executed;

  Interval(
      Replica replica,
      long from,
      long to,
      BooleanSupplier cancelled,
      Runnable stop,
      LongConsumer executed) {
    this.replica = replica;
    this.from = from;
    this.to = to;
    this.cancelled = cancelled;
    this.stop = stop;
    this.executed = executed;
  }

  /** Icount of its first tick. */
  public long from() {
    return from;
  }

  /** Icount of the first tick that is not part of it. */
  public long to() {
    return to;
  }

  public Machine machine() {
    return replica.timeline().machine();
  }

  public List<OutputChannel> outputs() {
    return replica.outputs();
  }

  /** The present icount. */
  public long now() {
    return replica.timeline().now();
  }

  /**
   * Executes to the end, every hit of a break- or watchpoint shown to a hook; those at the very
   * present too unless it has just stopped there.
   *
   * @return the stop that the hook wanted; null if this interval is done with, because its end is
   *     reached or the search is over
   */
  Stop run(DebugHook hook, boolean resumeOver) {
    return run(to, hook, resumeOver);
  }

  /** {@link #run(DebugHook, boolean)} to an icount before the end. */
  Stop run(long goal, DebugHook hook, boolean resumeOver) {
    Timeline timeline = replica.timeline();
    boolean over = resumeOver;
    while (timeline.now() < goal && !cancelled.getAsBoolean()) {
      long start = timeline.now();
      Stop reason = timeline.sweep(Math.min(goal, start + SLICE), hook, over);
      long ticks = timeline.now() - start;
      if (ticks > 0) {
        executed.accept(ticks);
      }
      over = over && ticks == 0;
      switch (reason) {
        case Stop.Limit limit -> {}
        case Stop.Interrupted request -> interrupted();
        case Stop.Breakpoint hit -> {
          return hit;
        }
        case Stop.Watchpoint hit -> {
          return hit;
        }
        default -> {
          return null;
        }
      }
    }
    return null;
  }

  /**
   * Unless somebody else means the search, it may be an interval before this one that was meant.
   */
  private void interrupted() {
    if (replica.shared()) {
      stop.run();
    }
  }

  /** Goes to the beginning; false if the search is over before. */
  boolean begin() {
    Timeline timeline = replica.timeline();
    while (timeline.now() != from && !cancelled.getAsBoolean()) {
      if (timeline.seek(from) instanceof TimelineStop.Stopped(Stop reason)) {
        if (!(reason instanceof Stop.Interrupted)) {
          break;
        }
        interrupted();
      }
    }
    return timeline.now() == from;
  }

  /** To an icount with nothing looked at; false if the search is over before. */
  boolean runTo(long goal) {
    run(goal, NOTHING, true);
    return now() >= goal;
  }

  /** One tick. */
  void step() {
    runTo(now() + 1);
  }

  /** The icount of the tick that a CPU is about to execute, in a hook. */
  long icount(int vcpu) {
    Vcpu cpu = machine().vcpus().get(vcpu);
    return cpu.limit - cpu.budget;
  }
}
