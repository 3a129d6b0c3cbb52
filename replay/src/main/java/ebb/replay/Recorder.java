package ebb.replay;

import ebb.replay.log.DigestPoint;
import ebb.replay.log.Event;
import ebb.replay.log.RecordingEnd;
import ebb.replay.log.RecordingFormat;
import ebb.replay.log.RecordingWriter;
import ebb.runtime.Machine;
import ebb.runtime.OutputChannel;
import ebb.runtime.Stop;
import java.util.ArrayList;
import java.util.List;

/**
 * Notes what comes into a machine and what its state is every so often: in memory always, in a file
 * if one is set.
 *
 * <p>It costs a call per input and a digest per {@link #interval} ticks. In a replay it compares
 * instead of noting.
 */
public final class Recorder {
  private final Machine machine;
  private final EventLog log = new EventLog();
  private final List<DigestPoint> digests = new ArrayList<>();
  private final long interval;
  private RecordingWriter writer;

  /** Digests in {@link #digests} up to here agree with the machine's present history. */
  private int checked;

  /**
   * @param interval ticks between state digests
   */
  public Recorder(Machine machine, long interval) {
    this.machine = machine;
    this.interval = interval;
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

  /**
   * From now on all goes to a file too; what was noted before is written at once. Null stops that.
   */
  public void setWriter(RecordingWriter newWriter) {
    writer = newWriter;
    if (writer != null) {
      log.delivered().forEach(writer::event);
      digests.subList(0, checked).forEach(writer::digest);
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

  static List<RecordingEnd.Output> said(List<OutputChannel> outputs) {
    return outputs.stream()
        .map(out -> new RecordingEnd.Output(out.id(), out.count(), out.digest()))
        .toList();
  }

  // ---- for the timeline
  // --------------------------------------------------------------------------

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

  /** Takes over what a recording says of the future. */
  void expect(List<Event> events, List<DigestPoint> points) {
    log.addAll(events);
    digests.addAll(points);
  }

  /** The icount of the next digest, to be noted or compared. */
  long nextDigest() {
    long now = machine.clock().icount();
    if (machine.inputs().replaying()) {
      int next = checked;
      while (next < digests.size() && digests.get(next).icount() <= now) {
        next++;
      }
      return next < digests.size() ? digests.get(next).icount() : Long.MAX_VALUE;
    }
    return (now / interval + 1) * interval;
  }

  /**
   * Notes or compares a digest if one is due at the present icount.
   *
   * @throws DivergenceException if the state is not the recorded one
   */
  void atDigestPoint() {
    long now = machine.clock().icount();
    if (machine.inputs().replaying()) {
      while (checked < digests.size() && digests.get(checked).icount() < now) {
        checked++;
      }
      if (checked < digests.size() && digests.get(checked).icount() == now) {
        long digest = machine.stateDigest();
        if (digest != digests.get(checked).digest()) {
          long after = checked == 0 ? 0 : digests.get(checked - 1).icount();
          throw new DivergenceException(after, now, "state digest differs");
        }
        checked++;
      }
    } else if (now % interval == 0 && now > 0 && (checked == 0 || lastChecked() < now)) {
      DigestPoint point = new DigestPoint(now, machine.stateDigest());
      digests.add(point);
      checked = digests.size();
      if (writer != null) {
        writer.digest(point);
      }
    }
  }

  /** History goes on differently from here: later inputs and digests are forgotten. */
  void truncate() {
    log.truncate();
    long now = machine.clock().icount();
    digests.removeIf(point -> point.icount() > now);
    checked = digests.size();
  }

  private long lastChecked() {
    return digests.get(checked - 1).icount();
  }
}
