package ebb.replay;

import ebb.replay.checkpoint.Checkpoint;
import ebb.replay.checkpoint.CheckpointList;
import ebb.replay.checkpoint.Snapshots;
import ebb.replay.checkpoint.Spill;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import ebb.runtime.Machine;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/**
 * The checkpoints of one timeline.
 *
 * <p>The lasting ones are taken by processor time spent executing, which is what a later seek will
 * pay again, and become sparser with age. The passing ones are close to where somebody is looking
 * right now and make the next small step back cheap. Both stay within one memory budget. When they
 * are taken depends on the host; the guest cannot tell.
 */
final class History {
  /** Checkpoints in a recording after which their spacing doubles. */
  private static final int SPILLS = 8;

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
  private final long recentEvery;
  private final long begin;
  private long executedNanos;
  private long recentNanos;

  /**
   * Processor time until the next checkpoint goes to the recording, and between two: it doubles
   * every so often.
   */
  private long spillIn;

  private long spillEvery;
  private int spilled;
  private Spill spill;

  History(Machine machine, EventLog log, Timeline.Options options) {
    this.machine = machine;
    this.log = log;
    budget = options.memoryBudget();
    intervalNanos = options.checkpointNanos();
    recentEvery = options.recentNanos();
    spillEvery = options.spillNanos();
    spillIn = spillEvery;
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

  /**
   * The latest checkpoint of either kind at or before an icount; there always is one from {@link
   * #begin} on.
   */
  Checkpoint atOrBefore(long icount) {
    Checkpoint one = lasting.atOrBefore(icount);
    Checkpoint other = passing.atOrBefore(icount);
    return other != null && other.icount() > one.icount() ? other : one;
  }

  /** Processor time of this thread so far; the difference of two is execution without waiting. */
  static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /** Tells of execution; takes a checkpoint when it is time for one. */
  void executed(long nanos) {
    long now = machine.clock().icount();
    executedNanos += nanos;
    spillIn -= nanos;
    recentNanos += nanos;
    if (recentNanos >= recentEvery) {
      recentNanos = 0;
      pass();
    }
    Checkpoint before = lasting.atOrBefore(now);
    Checkpoint after = lasting.after(now);
    if (executedNanos < intervalNanos || before.icount() == now) {
      return;
    }
    executedNanos = 0;
    if (after != null && after.icount() - now < now - before.icount()) {
      return;
    }
    Checkpoint taken = take();
    lasting.add(taken);
    if (spill != null && spillIn <= 0) {
      spill.write(taken, machine.saveState());
      if (++spilled % SPILLS == 0) {
        spillEvery *= 2;
      }
      spillIn = spillEvery;
    }
    if (after == null) {
      lasting.thin((now - before.icount()) / 2);
    }
    fit();
  }

  /** From now on some checkpoints go to a recording too; null stops that. */
  void setWriter(RecordingWriter writer) {
    if (spill != null) {
      spill.close();
    }
    spill = writer == null ? null : new Spill(snapshots, writer);
  }

  /** Takes over the checkpoints of a recording. */
  void load(RecordingReader recording) {
    Spill.read(snapshots, recording).forEach(lasting::add);
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
