package ebb.replay;

import ebb.replay.log.RecordingEnd;
import ebb.replay.log.RecordingReader;
import ebb.runtime.Machine;
import ebb.runtime.OutputChannel;
import java.util.List;
import java.util.Optional;

/**
 * Replays a recording from its first tick to its last and compares everything that it vouches for.
 */
public final class Verifier {
  /** Ticks between two calls of the progress action. */
  private static final long SLICE = 1L << 26;

  private final RecordingReader recording;
  private final List<OutputChannel> outputs;
  private final Timeline timeline;

  /**
   * What a verification found.
   *
   * @param icount how far the replay came
   * @param digests how many state digests agree
   * @param problem one line, or null if all is as recorded
   */
  public record Result(long icount, int digests, String problem) {
    public boolean ok() {
      return problem == null;
    }
  }

  /**
   * @param machine built as the recording says, at its first tick
   * @param outputs those whose digests were recorded, in the same order
   * @param resetAction see {@link Timeline#setResetAction}, may be null
   */
  public Verifier(
      Machine machine,
      RecordingReader recording,
      List<OutputChannel> outputs,
      Runnable resetAction) {
    this.recording = recording;
    this.outputs = outputs;
    timeline =
        Timeline.fromStart(
            machine, recording, true, new Timeline.Options(0, Long.MAX_VALUE, Long.MAX_VALUE));
    timeline.setResetAction(resetAction);
  }

  /**
   * Runs it all.
   *
   * @param progress called now and then
   */
  public Result run(Runnable progress) {
    String problem;
    boolean diverged = false;
    long last = recording.lastIcount();
    try {
      TimelineStop stop = timeline.seek(Math.min(last, SLICE));
      while (stop instanceof TimelineStop.Arrived && timeline.now() < last) {
        progress.run();
        stop = timeline.seek(Math.min(last, timeline.now() + SLICE));
      }
      problem =
          stop instanceof TimelineStop.Arrived
              ? end().orElse(null)
              : "replay stops at icount " + timeline.now() + " with " + stop;
    } catch (DivergenceException e) {
      problem = e.getMessage();
      diverged = true;
    }
    long now = timeline.now();
    long agreed = diverged ? now - 1 : now;
    int digests =
        (int) recording.digests().stream().filter(point -> point.icount() <= agreed).count();
    return new Result(now, digests, problem);
  }

  private Optional<String> end() {
    RecordingEnd end = recording.end();
    if (end == null) {
      return Optional.empty();
    }
    Machine machine = timeline.machine();
    // A machine that was left while it waited has a later time than its last tick; that state has
    // no tick to go to.
    boolean same = machine.clock().nanos() == end.nanos();
    if (same && machine.stateDigest() != end.digest()) {
      return Optional.of("final state at icount " + end.icount() + " differs");
    }
    List<RecordingEnd.Output> said = Recorder.said(outputs);
    for (int i = 0; same && i < said.size() && i < end.outputs().size(); i++) {
      if (!said.get(i).equals(end.outputs().get(i))) {
        return Optional.of(said.get(i).name() + " differs from what the guest said when recorded");
      }
    }
    return Optional.empty();
  }
}
