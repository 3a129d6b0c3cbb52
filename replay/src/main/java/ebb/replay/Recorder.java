package ebb.replay;

import ebb.replay.checkpoint.CheckpointWriter;
import ebb.replay.checkpoint.DirtyPages;
import ebb.replay.checkpoint.Footprints;
import ebb.replay.checkpoint.PageHashes;
import ebb.replay.log.DigestPoint;
import ebb.replay.log.Event;
import ebb.replay.log.RecordingEnd;
import ebb.replay.log.RecordingFormat;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import ebb.runtime.Machine;
import ebb.runtime.OutputChannel;
import ebb.runtime.Stop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Notes what comes into a machine and what its state is every so often: in memory always, in a file
 * if one is set. The file gets digests of RAM and checkpoints too.
 *
 * <p>It costs a call per input, a digest of the state per {@link #interval} ticks, and at a
 * checkpoint a copy of the pages written since the one before. In a replay it compares instead of
 * noting.
 */
public final class Recorder {
  /** Places between two digests of the state where a checkpoint may be taken. */
  private static final int SLICES = 16;

  /**
   * Host time between two digests where the guest is slow. A recording that is cut off ends at one,
   * so a killed recorder loses no more than this and the writer's half a second.
   */
  private static final long DIGEST_NANOS = 200_000_000;

  private final Machine machine;
  private final EventLog log = new EventLog();
  private final DigestPoints digests = new DigestPoints();
  private final DigestPoints ramDigests = new DigestPoints();
  private final DirtyPages dirty;
  private final PageHashes hashes;
  private final Footprints footprints;
  private final DirtyPages.Reader unhashed;

  /** The pages that were written since the first tick. */
  private final DirtyPages.Reader unsaved;

  private final long beginning;
  private final long interval;
  private final long slice;
  private long noted = System.nanoTime();
  private final List<Transcript> transcripts = new ArrayList<>();
  private RecordingReader source;
  private RecordingWriter writer;
  private CheckpointWriter checkpoints;

  /** Inputs that were delivered before the file begins. */
  private int omitted;

  private boolean aside;

  /** Of each transcript, what is in the file. */
  private int[] written = {};

  /**
   * @param machine at its first tick
   * @param interval ticks between state digests
   */
  public Recorder(Machine machine, long interval) {
    this.machine = machine;
    this.interval = interval;
    slice = Math.max(1, interval / SLICES);
    dirty = new DirtyPages(machine);
    hashes = new PageHashes(machine.ram().pages());
    footprints = new Footprints(machine);
    unhashed = dirty.reader();
    hashes.update(machine.ram(), unhashed.take());
    unsaved = unhashed.copy();
    beginning = 31 * machine.stateDigest() + hashes.digest();
    machine
        .inputs()
        .setTap(
            (icount, nanos, channel, data) -> {
              if (!machine.inputs().replaying()) {
                note(new Event(icount, nanos, channel.number(), data));
              }
            });
  }

  public Recorder(Machine machine) {
    this(machine, RecordingFormat.DIGEST_INTERVAL);
  }

  public long interval() {
    return interval;
  }

  /** {@link #setWriter(RecordingWriter, boolean)} with checkpoints. */
  public void setWriter(RecordingWriter newWriter) {
    setWriter(newWriter, true);
  }

  /**
   * From now on all goes to a file too; what was noted before is written at once, and in the middle
   * of a history a checkpoint of the present. Null stops that.
   *
   * @param withCheckpoints false to leave them out
   */
  public void setWriter(RecordingWriter newWriter, boolean withCheckpoints) {
    leaveWriter();
    writer = newWriter;
    if (writer != null) {
      log.delivered().forEach(writer::event);
      digests.passed().forEach(writer::digest);
      ramDigests.passed().forEach(writer::ramDigest);
      omitted = 0;
      written = new int[transcripts.size()];
      startCheckpoints(withCheckpoints);
      if (machine.clock().icount() > 0) {
        takeCheckpoint();
      }
    }
  }

  /**
   * From now on all goes to a file too, which begins with the present state. Returns once that is
   * written.
   */
  public void setWriterFromHere(RecordingWriter newWriter) {
    leaveWriter();
    writer = newWriter;
    omitted = log.position();
    written = transcripts.stream().mapToInt(Transcript::position).toArray();
    startCheckpoints(true);
    checkpoints.begin();
  }

  private void leaveWriter() {
    if (checkpoints != null) {
      checkpoints.close();
      checkpoints = null;
    }
    writer = null;
  }

  private void startCheckpoints(boolean store) {
    checkpoints =
        new CheckpointWriter(
            machine, unsaved.copy(), hashes().copy(), footprints, writer, interval, store);
  }

  /** Keeps what an output says, so that its lines can be gone to. At the start of history. */
  public void follow(OutputChannel output) {
    Transcript transcript = new Transcript(output, machine.clock());
    if (source != null) {
      transcript.expect(source.said(output.id()), source.lastIcount());
    }
    transcripts.add(transcript);
    written = Arrays.copyOf(written, transcripts.size());
  }

  List<Transcript> transcripts() {
    return transcripts;
  }

  private void writeText() {
    for (int i = 0; i < written.length; i++) {
      written[i] = transcripts.get(i).write(written[i], writer);
    }
  }

  public RecordingWriter writer() {
    return writer;
  }

  /** Inputs delivered up to the present state. */
  public List<Event> events() {
    return log.delivered();
  }

  /** Runs a live machine as {@link Machine#run(long)} does, with digests on the way. */
  public Stop run(long until) {
    while (true) {
      Stop stop = machine.run(Math.min(until, nextDigest()));
      captureSome();
      if (!(stop instanceof Stop.Limit)) {
        return stop;
      }
      atDigestPoint();
      if (machine.clock().icount() >= until) {
        return stop;
      }
    }
  }

  /**
   * Completes the file.
   *
   * @param reason one line for {@code ebb info}
   */
  public void end(String reason, List<OutputChannel> outputs) {
    if (writer == null) {
      return;
    }
    takeCheckpoint();
    writeText();
    checkpoints.close();
    checkpoints = null;
    List<RecordingEnd.Output> said = said(outputs);
    writer.end(
        new RecordingEnd(
            machine.clock().icount(),
            machine.clock().nanos(),
            machine.stateDigest(),
            reason,
            said));
    writer = null;
  }

  /** Of the present state, unless it is one in the middle of a wait. */
  private void takeCheckpoint() {
    if (!machine.waited()) {
      note(machine.clock().icount());
      checkpoints.take(log.position() - omitted);
    }
  }

  static List<RecordingEnd.Output> said(List<OutputChannel> outputs) {
    return outputs.stream()
        .map(out -> new RecordingEnd.Output(out.id(), out.count(), out.digest()))
        .toList();
  }

  // ---- for the timeline
  // --------------------------------------------------------------------------

  Machine machine() {
    return machine;
  }

  DirtyPages dirtyPages() {
    return dirty;
  }

  /** Between two ticks, now and then: goes on with the checkpoints that are not complete. */
  void captureSome() {
    dirty.captureSome();
  }

  Footprints footprints() {
    return footprints;
  }

  EventLog log() {
    return log;
  }

  /** Adds an event that has happened now. */
  void note(Event event) {
    log.append(event);
    if (writer != null) {
      writer.event(event);
    }
  }

  /** Takes over the inputs that a recording has, and what it has to be compared with. */
  void expect(RecordingReader recording, boolean compare) {
    source = recording;
    log.addAll(recording.events());
    if (compare) {
      digests.expect(recording.digests());
      ramDigests.expect(recording.ramDigests());
    }
  }

  /** The history is another recorder's; the machine is in no state of it before a restore. */
  void adopt(Loan loan) {
    log.replace(loan.events());
    digests.clear();
    digests.expect(loan.digests());
    ramDigests.clear();
    ramDigests.expect(loan.ramDigests());
    footprints.adopt(loan.footprints(), loan.parted());
  }

  /** A digest of the machine at its first tick, RAM included. */
  long beginning() {
    return beginning;
  }

  List<DigestPoint> digests() {
    return digests.all();
  }

  List<DigestPoint> ramDigests() {
    return ramDigests.all();
  }

  /** The icount of the next digest, to be noted or compared, or of the next possible checkpoint. */
  long nextDigest() {
    if (aside) {
      return Long.MAX_VALUE;
    }
    long now = machine.clock().icount();
    return machine.inputs().replaying()
        ? Math.min(digests.next(now), ramDigests.next(now))
        : Math.min((now / slice + 1) * slice, (now / interval + 1) * interval);
  }

  /** While it is set what is executed is no history: no digests are noted or compared. */
  void setAside(boolean on) {
    aside = on;
  }

  /**
   * Notes or compares the digests that are due at the present icount.
   *
   * @throws DivergenceException if the state is not the recorded one
   */
  void atDigestPoint() {
    if (aside) {
      return;
    }
    long now = machine.clock().icount();
    if (machine.inputs().replaying()) {
      long after = Math.max(0, digests.lastPassed());
      DigestPoint state = digests.due(now);
      if (state != null) {
        compare(state, machine.stateDigest(), after, "state digest differs");
        digests.pass();
      }
      DigestPoint ram = ramDigests.due(now);
      if (ram != null) {
        compare(ram, ramDigest(), Math.max(0, ramDigests.lastPassed()), "digest of RAM differs");
        ramDigests.pass();
      }
    } else if ((now % slice == 0 || now % interval == 0) && now > 0) {
      boolean checkpoint = checkpoints != null && checkpoints.due();
      if (checkpoint || now % interval == 0 || System.nanoTime() - noted > DIGEST_NANOS) {
        note(now);
      }
      if (checkpoint) {
        checkpoints.take(log.position() - omitted);
      }
    }
  }

  private void note(long now) {
    noted = System.nanoTime();
    if (digests.lastPassed() < now) {
      DigestPoint point = new DigestPoint(now, machine.stateDigest());
      digests.note(point);
      if (writer != null) {
        writer.digest(point);
        writeText();
      }
    }
  }

  private static void compare(DigestPoint point, long digest, long after, String what) {
    if (digest != point.digest()) {
      throw new DivergenceException(after, point.icount(), what);
    }
  }

  /** A digest of all RAM as it is. Costs the pages written since it was asked for last. */
  long ramDigest() {
    return hashes().digest();
  }

  /** Of RAM as it is; not to be changed. */
  PageHashes hashes() {
    hashes.update(machine.ram(), unhashed.take());
    return hashes;
  }

  /** From now on a replay is not compared with its recording. */
  void stopComparing() {
    digests.clear();
    ramDigests.clear();
  }

  /**
   * True if the recording has both digests for the present icount, as it has for its checkpoints;
   * one of version 1 need not.
   */
  boolean vouched() {
    long now = machine.clock().icount();
    return ramDigests.isEmpty() || digests.at(now) != null && ramDigests.at(now) != null;
  }

  /** False if the present state is not the one whose digests the recording has for this icount. */
  boolean agrees() {
    long now = machine.clock().icount();
    DigestPoint state = digests.at(now);
    DigestPoint ram = ramDigests.at(now);
    return (state == null || state.digest() == machine.stateDigest())
        && (ram == null || ram.digest() == ramDigest());
  }

  /** History goes on differently from here: later inputs and digests are forgotten. */
  void truncate() {
    log.truncate();
    long now = machine.clock().icount();
    digests.truncate(now);
    ramDigests.truncate(now);
    transcripts.forEach(Transcript::truncate);
    footprints.truncate();
    source = null;
  }
}
