package ebb.replay;

import ebb.replay.checkpoint.Checkpoint;
import ebb.replay.checkpoint.CheckpointList;
import ebb.replay.checkpoint.Snapshots;
import ebb.runtime.Machine;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The checkpoints of one timeline.
 *
 * <p>The lasting ones are taken by processor time spent executing, which is what a later seek will pay again, and
 * become sparser with age. The passing ones are close to where somebody is looking right now and make the next small
 * step back cheap. Both stay within one memory budget. When they are taken depends on the host; the guest cannot tell.
 */
final class History {
  /** Passing checkpoints kept. */
  private static final int PASSING = 96;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Machine machine;
  private final EventLog log;
  private final Snapshots snapshots;
  private final CheckpointList lasting;
  private final CheckpointList passing;
  private final long budget;
  private final long intervalNanos;
  private long executedNanos;
  private long begin;

  /**
   * @param budget bytes of host memory
   * @param intervalNanos processor time between lasting checkpoints
   */
  History(Machine machine, EventLog log, long budget, long intervalNanos) {
    this.machine = machine;
    this.log = log;
    this.budget = budget;
    this.intervalNanos = intervalNanos;
    snapshots = new Snapshots(machine);
    lasting = new CheckpointList(snapshots::release);
    passing = new CheckpointList(snapshots::release);
    begin = machine.clock().icount();
    lasting.add(take());
  }

  /** The earliest state there is. */
  long begin() {
    return begin;
  }

  Checkpoint take() {
    return snapshots.take(log.position());
  }

  void release(Checkpoint checkpoint) {
    snapshots.release(checkpoint);
  }

  void restore(Checkpoint checkpoint) {
    snapshots.restore(checkpoint);
    executedNanos = 0;
    log.setPosition(checkpoint.events());
  }

  /** The latest checkpoint of either kind at or before an icount; there always is one from {@link #begin} on. */
  Checkpoint atOrBefore(long icount) {
    Checkpoint one = lasting.atOrBefore(icount);
    Checkpoint other = passing.atOrBefore(icount);
    return other != null && other.icount() > one.icount() ? other : one;
  }

  /** Processor time of this thread so far; the difference of two is execution without waiting. */
  static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Tells of execution; takes a lasting checkpoint when it is time for one. */
  void executed(long nanos) {
    long now = machine.clock().icount();
    executedNanos += nanos;
    Checkpoint before = lasting.atOrBefore(now);
    Checkpoint after = lasting.after(now);
    if (executedNanos < intervalNanos || before.icount() == now) {
      return;
    }
    executedNanos = 0;
    if (after != null && after.icount() - now < now - before.icount()) {
      return;
    }
    lasting.add(take());
    if (after == null) {
      lasting.thin((now - before.icount()) / 2);
    }
    fit();
  }

  /** Remembers the present state for a while. */
  void pass() {
    long now = machine.clock().icount();
    if (atOrBefore(now).icount() == now) {
      return;
    }
    passing.add(take());
    while (passing.size() > PASSING) {
      passing.dropFarthest(now);
    }
    fit();
  }

  /** Forgets all states after an icount. */
  void truncate(long icount) {
    lasting.truncate(icount);
    passing.truncate(icount);
  }

  int checkpoints() {
    return lasting.size() + passing.size();
  }

  long bytes() {
    return snapshots.bytes();
  }

  private void fit() {
    if (snapshots.bytes() > budget / 2) {
      snapshots.store().compress(512);
    }
    while (snapshots.bytes() > budget && passing.size() > 0) {
      passing.dropFarthest(machine.clock().icount());
    }
    while (snapshots.bytes() > budget && lasting.dropCheapest()) {
      // Each turn gives one up.
    }
  }
}
