package ebb.replay;

import ebb.replay.checkpoint.Checkpoint;
import ebb.replay.checkpoint.Footprints;
import ebb.replay.log.DigestPoint;
import ebb.replay.log.Event;
import java.util.List;

/**
 * A timeline's history as it is now, for machines that were built the same way to execute beside
 * it. The timeline can go about in it meanwhile, but neither takes checkpoints nor gives any up
 * until this is closed.
 */
public final class Loan implements AutoCloseable {
  private final History lender;
  private final long beginning;
  private final List<Event> events;
  private final List<DigestPoint> digests;
  private final List<DigestPoint> ramDigests;
  private final List<Checkpoint> checkpoints;
  private final Footprints.Known footprints;
  private final long parted;
  private final long end;

  /** On the lender's guest thread, as is {@link #close}. */
  Loan(Recorder recorder, History history, Present present) {
    lender = history;
    lender.setLent(true);
    beginning = recorder.beginning();
    events = List.copyOf(recorder.log().all());
    digests = recorder.digests();
    ramDigests = recorder.ramDigests();
    checkpoints = history.inMemory();
    footprints = recorder.footprints().known();
    end = present.end();
    parted = present.ofRecording() ? end : present.parted();
  }

  /** A digest of the machine at its first tick. */
  long beginning() {
    return beginning;
  }

  List<Event> events() {
    return events;
  }

  List<DigestPoint> digests() {
    return digests;
  }

  List<DigestPoint> ramDigests() {
    return ramDigests;
  }

  /** Those in memory, by ascending icount. */
  List<Checkpoint> checkpoints() {
    return checkpoints;
  }

  Footprints.Known footprints() {
    return footprints;
  }

  /** The icount up to which the history is that of a recording, if there is one. */
  long parted() {
    return parted;
  }

  /** The last icount of the history. */
  long end() {
    return end;
  }

  @Override
  public void close() {
    lender.setLent(false);
  }
}
