package ebb.replay;

import ebb.replay.checkpoint.Checkpoint;
import ebb.replay.checkpoint.CheckpointList;
import ebb.replay.checkpoint.LentCheckpoints;
import ebb.replay.checkpoint.Snapshots;
import ebb.replay.checkpoint.StoredCheckpoints;
import ebb.replay.log.RecordingException;
import ebb.replay.log.RecordingReader;
import ebb.runtime.Machine;
import ebb.runtime.StateInput;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The checkpoints of one timeline.
 *
 * <p>The lasting ones are taken by processor time spent executing, which is what a later seek will
 * pay again, and become sparser with age. The passing ones are close to where somebody is looking
 * right now and make the next small step back cheap. Both stay within one memory budget. When they
 * are taken depends on the host; the guest cannot tell. Those of the recording, or of another
 * timeline, cost next to nothing and stay; one that turns out not to be what the recording vouches
 * for is forgotten.
 */
final class History {
  /** Passing checkpoints kept. */
  private static final int PASSING = 96;

  /** What is known of contents may take this part of the heap. */
  private static final int HEAP_PART = 8;

  /** Contents that are compressed at a time, when half of the budget is used. */
  private static final int COMPRESS = 64;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Machine machine;
  private final Recorder recorder;
  private final EventLog log;
  private final Snapshots snapshots;
  private final LentCheckpoints lentCheckpoints;
  private final CheckpointList lasting;
  private final CheckpointList passing;

  /** Those of the recording, or of the timeline that lends its own. */
  private final CheckpointList given;

  /** Those that the user asked for; never given up. */
  private final CheckpointList kept;

  private final long budget;
  private final long heapBudget;
  private final long intervalNanos;
  private final long recentEvery;
  private final long begin;
  private final HeapPressure heap = new HeapPressure();
  private final Set<Checkpoint> trusted = new HashSet<>();
  private boolean lent;
  private long executedNanos;
  private long recentNanos;

  History(Recorder recorder, Timeline.Options options) {
    this.recorder = recorder;
    machine = recorder.machine();
    log = recorder.log();
    // Whoever asks for more than there is gets fewer checkpoints, not a failure. Contents are not
    // in the heap, but its limit is what the user has said of the host's memory.
    budget = Math.min(options.memoryBudget(), Runtime.getRuntime().maxMemory() / 2);
    heapBudget = Runtime.getRuntime().maxMemory() / HEAP_PART;
    intervalNanos = options.checkpointNanos();
    recentEvery = options.recentNanos();
    snapshots = new Snapshots(recorder.dirtyPages(), new Thinning());
    lasting = new CheckpointList(snapshots::release);
    passing = new CheckpointList(snapshots::release);
    given = new CheckpointList(snapshots::release);
    kept = new CheckpointList(snapshots::release);
    lentCheckpoints = new LentCheckpoints(snapshots);
    begin = machine.clock().icount();
    lasting.add(take());
  }

  /** The earliest state there is. */
  long begin() {
    return begin;
  }

  /**
   * Takes one that must not be lost.
   *
   * @throws OutOfMemoryError if all the others that can be given up leave no memory for it
   */
  Checkpoint take() {
    Checkpoint checkpoint = takeSoon();
    if (!snapshots.finish()) {
      throw new OutOfMemoryError("no memory for a checkpoint");
    }
    return checkpoint;
  }

  private void takeInto(CheckpointList list) {
    try {
      list.add(takeSoon());
    } catch (OutOfMemoryError e) {
      // There is one less.
    }
  }

  /** Takes one whose pages are read while the guest runs on. */
  private Checkpoint takeSoon() {
    while (true) {
      try {
        recorder.footprints().cut();
        return snapshots.take(log.position());
      } catch (OutOfMemoryError e) {
        if (!dropLeastNeeded()) {
          throw e;
        }
      }
    }
  }

  /** Reads what is left to be read of the last one. */
  void complete() {
    snapshots.finish();
  }

  /** The present state; what is executed until {@link #restore} is not history. */
  Checkpoint leave() {
    Checkpoint left = take();
    recorder.footprints().stop();
    return left;
  }

  void release(Checkpoint checkpoint) {
    snapshots.release(checkpoint);
  }

  void restore(Checkpoint checkpoint) {
    recorder.footprints().cut();
    snapshots.restore(checkpoint);
    recorder.footprints().restart();
    executedNanos = 0;
    log.setPosition(checkpoint.events());
  }

  /**
   * Restores the latest checkpoint at or before an icount, and says which that was. One of the
   * recording that proves to be wrong is passed over, now and later.
   */
  Checkpoint restoreAtOrBefore(long icount) {
    // Where memory is short this gives others up; none of them must be the one chosen.
    complete();
    while (true) {
      Checkpoint from = atOrBefore(icount);
      if (!from.recorded() || trusted.contains(from)) {
        restore(from);
        return from;
      }
      try {
        restore(from);
        boolean placed =
            machine.clock().icount() == from.icount()
                && log.position() == log.due(from.icount(), machine.clock().nanos());
        if (placed && recorder.vouched() && recorder.agrees()) {
          trusted.add(from);
          return from;
        }
      } catch (RecordingException | StateInput.CorruptState wrong) {
        // As if the recording had none here.
      }
      given.remove(from);
    }
  }

  /**
   * The latest checkpoint of any kind at or before an icount; there always is one from {@link
   * #begin} on.
   */
  Checkpoint atOrBefore(long icount) {
    Checkpoint here = later(lasting.atOrBefore(icount), passing.atOrBefore(icount));
    return later(later(here, given.atOrBefore(icount)), kept.atOrBefore(icount));
  }

  private static Checkpoint later(Checkpoint one, Checkpoint other) {
    return other == null || one != null && one.icount() >= other.icount() ? one : other;
  }

  /** Processor time of this thread so far; the difference of two is execution without waiting. */
  static long cpuNanos() {
    return THREADS.getCurrentThreadCpuTime();
  }

  /**
   * While it is set checkpoints are neither taken nor given up, so that others can make use of
   * them.
   */
  void setLent(boolean on) {
    complete();
    lent = on;
  }

  /** Those in memory that last, by ascending icount. */
  List<Checkpoint> inMemory() {
    return Stream.of(lasting, kept)
        .flatMap(list -> list.view().stream())
        .sorted(Comparator.comparingLong(Checkpoint::icount))
        .toList();
  }

  /**
   * The checkpoints are another timeline's, and the machine goes to one near the present icount.
   */
  void adopt(Loan loan) {
    given.view().stream().filter(one -> !one.recorded()).forEach(given::remove);
    given.truncate(loan.parted());
    lentCheckpoints.of(loan.checkpoints()).forEach(given::add);
    restoreAtOrBefore(Math.min(machine.clock().icount(), loan.end()));
  }

  /** Tells of execution; takes a checkpoint when it is time for one. */
  void executed(long nanos) {
    if (lent) {
      return;
    }
    executedNanos += nanos;
    recentNanos += nanos;
    if (recentNanos >= recentEvery) {
      recentNanos = 0;
      pass();
    }
    if (executedNanos >= intervalNanos) {
      last();
    }
    fit();
  }

  /** Remembers the present state for long, unless it can be reached in no time. */
  private void last() {
    long now = machine.clock().icount();
    Checkpoint before = later(lasting.atOrBefore(now), given.atOrBefore(now));
    Checkpoint after = lasting.after(now);
    if (before.icount() == now) {
      return;
    }
    executedNanos = 0;
    if (after != null && after.icount() - now < now - before.icount()) {
      return;
    }
    takeInto(lasting);
    if (after == null) {
      lasting.thin((now - before.icount()) / 2);
    }
  }

  /** Takes over the checkpoints of a recording. */
  void load(RecordingReader recording) {
    StoredCheckpoints.of(recording, snapshots, lasting.atOrBefore(begin)).forEach(given::add);
    recorder.footprints().load(recording);
  }

  /** Remembers the present state for a while, if there is memory for it. */
  void pass() {
    long now = machine.clock().icount();
    if (budget == 0 || lent || atOrBefore(now).icount() == now) {
      return;
    }
    takeInto(passing);
    while (passing.size() > PASSING) {
      dropPassing();
    }
    fit();
  }

  /** Remembers the present state for as long as it is part of history. */
  void keep() {
    takeInto(kept);
    fit();
  }

  List<Checkpoint> kept() {
    return kept.view();
  }

  /**
   * The lowest icount from which on nothing is known to have stopped the machine, with its break-
   * and watchpoints as they are, up to another one.
   *
   * @param enough asked on the way; true ends the search
   */
  long quietFrom(long to, BooleanSupplier enough) {
    return recorder.footprints().quietFrom(to, begin, machine::mayStopIn, enough);
  }

  /** Forgets all states after an icount. */
  void truncate(long icount) {
    lasting.truncate(icount);
    passing.truncate(icount);
    given.truncate(icount);
    kept.truncate(icount);
  }

  /** Of all checkpoints, ascending; going to one of them takes no execution. */
  List<Long> icounts() {
    return Stream.of(lasting, passing, given, kept)
        .flatMap(list -> list.view().stream())
        .map(Checkpoint::icount)
        .sorted()
        .distinct()
        .toList();
  }

  int checkpoints() {
    return lasting.size() + passing.size() + given.size() + kept.size();
  }

  long budget() {
    return budget;
  }

  long bytes() {
    return snapshots.bytes();
  }

  private void fit() {
    if (snapshots.bytes() > budget / 2) {
      snapshots.compress(COMPRESS);
    }
    while (snapshots.bytes() > budget || snapshots.heapBytes() > heapBudget) {
      if (!dropLeastNeeded()) {
        return;
      }
    }
    if (heap.rose()) {
      // What others need is not there any more, and nobody else has anything to give up.
      for (int i = (passing.size() + lasting.size()) / 2; i > 0; i--) {
        dropLeastNeeded();
      }
    }
  }

  /** One checkpoint less; false if there is none to spare. */
  private boolean dropLeastNeeded() {
    return dropPassing() || lasting.dropCheapest();
  }

  private boolean dropPassing() {
    return passing.dropFarthest(machine.clock().icount());
  }

  private final class Thinning implements Snapshots.Shortage {
    @Override
    public boolean relieve() {
      return dropLeastNeeded();
    }

    @Override
    public void lost(Checkpoint checkpoint) {
      lasting.remove(checkpoint);
      passing.remove(checkpoint);
      kept.remove(checkpoint);
    }
  }
}
