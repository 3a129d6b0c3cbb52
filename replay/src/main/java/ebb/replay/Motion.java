package ebb.replay;

import ebb.replay.log.Event;
import ebb.runtime.Machine;
import ebb.runtime.Stop;

/**
 * Execution along one history, forwards from wherever a checkpoint is, with what a history has
 * beside the guest's own ticks: the user's changes, resets, digests, and checkpoints left on the
 * way. Of these a diversion has the resets only.
 */
final class Motion {
  /**
   * Distances from the goal of a seek, as powers of two, at which it leaves a passing checkpoint.
   */
  private static final int NEAREST = 10;

  private static final int FARTHEST = 22;

  /** A slice of forward motion between two looks at the clock, in ns of processor time. */
  private static final long SLICE_NANOS = 40_000_000;

  private final Machine machine;
  private final Recorder recorder;
  private final EventLog log;
  private final History history;
  private final Hits hits;
  private final Present present;
  private final Diversion diversion;

  private Runnable resetAction;
  private long slice = 1 << 20;
  private volatile boolean interrupted;

  Motion(Recorder recorder, History history, Hits hits, Present present, Diversion diversion) {
    this.recorder = recorder;
    this.history = history;
    this.hits = hits;
    this.present = present;
    this.diversion = diversion;
    machine = recorder.machine();
    log = recorder.log();
  }

  /** What a guest's reset does to the machine; without one a reset is a stop. */
  void setResetAction(Runnable action) {
    resetAction = action;
  }

  /** From any thread: what is under way, or comes next, ends soon. */
  void interrupt() {
    interrupted = true;
    machine.interrupt();
  }

  /** What has been interrupted is over: the next motion is not meant. */
  void forgetInterruption() {
    interrupted = false;
  }

  /** True after an {@link #interrupt} that no motion has seen. */
  boolean interrupted() {
    return interrupted;
  }

  /** {@link #interrupted}, which is seen now. */
  boolean takeInterrupt() {
    boolean was = interrupted;
    interrupted = false;
    return was;
  }

  private long now() {
    return machine.clock().icount();
  }

  /** Exactly to an icount in the history, breakpoints passed over. Limit, or what prevented it. */
  Stop goTo(long goal) {
    if (diversion.active()) {
      throw new IllegalStateException("a diversion is not in the history");
    }
    hits.ignore();
    if (present.live()) {
      if (goal >= now()) {
        return new Stop.Limit();
      }
      present.leave();
    }
    if (present.restore(goal)) {
      return new Stop.Limit();
    }
    if (goal < now() || history.atOrBefore(goal).icount() > now()) {
      history.restoreAtOrBefore(goal);
    }
    for (int distance = FARTHEST; distance >= NEAREST; distance--) {
      long stage = goal - (1L << distance);
      if (stage > now()) {
        Stop stop = execute(stage, true);
        if (!(stop instanceof Stop.Limit)) {
          return stop;
        }
        history.pass();
      }
    }
    return execute(goal, true);
  }

  /** Forward to an icount in the history by executing every tick up to it. */
  Stop executeTo(long goal) {
    hits.ignore();
    return execute(goal, true);
  }

  /** {@link #advance} with checkpoints on the way. */
  Stop execute(long goal, boolean resumeOver) {
    if (diversion.active()) {
      return advance(goal, resumeOver);
    }
    boolean over = resumeOver;
    while (true) {
      long start = now();
      long until = Math.min(goal, start + slice);
      long cpu = History.cpuNanos();
      Stop stop = advance(until, over);
      long spent = History.cpuNanos() - cpu;
      long ticks = now() - start;
      if (ticks == slice) {
        slice = Math.clamp(slice * SLICE_NANOS / Math.max(spent, 1_000_000), 1 << 16, 1 << 28);
      }
      if (!(stop instanceof Stop.Limit)) {
        present.stopped(stop);
        return stop;
      }
      history.executed(spent);
      if (now() >= goal) {
        return stop;
      }
      over = over && ticks == 0;
    }
  }

  /**
   * Forward to an icount or a stop, with the user's changes and resets made and digests looked at.
   *
   * @param resumeOver whether break- and watchpoints at the very present are passed over
   */
  Stop advance(long goal, boolean resumeOver) {
    long start = now();
    boolean over = resumeOver;
    while (true) {
      if (now() < goal) {
        makeChanges();
      }
      Event change = present.live() ? null : log.nextPatch();
      long until = Math.min(goal, recorder.nextDigest());
      if (change != null) {
        until = Math.min(until, change.icount());
      }
      Stop stop = machine.run(until, over && now() == start);
      recorder.captureSome();
      switch (stop) {
        case Stop.Limit limit -> {
          recorder.atDigestPoint();
          if (now() >= goal) {
            return limit;
          }
        }
        case Stop.Reset reset when resetAction != null -> resetAction.run();
        case Stop.Interrupted request -> {
          if (interrupted) {
            interrupted = false;
            return request;
          }
        }
        default -> {
          return stop;
        }
      }
    }
  }

  private void makeChanges() {
    while (!present.live() && log.patchDue(now())) {
      Event event = log.nextPatch();
      Patch.of(event, machine.vcpus().size()).apply(machine);
      log.setPosition(log.position() + 1);
    }
  }
}
