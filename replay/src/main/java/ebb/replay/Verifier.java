package ebb.replay;

import ebb.replay.log.Event;
import ebb.replay.log.RecordingEnd;
import ebb.replay.log.RecordingReader;
import ebb.runtime.Machine;
import ebb.runtime.OutputChannel;
import ebb.runtime.Stop;
import java.util.List;
import java.util.OptionalLong;

/**
 * Replays a recording from its first tick to its last and compares everything that it vouches for:
 * digests of state and RAM, checkpoints, what the guest said, and the end.
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
   * @param divergence the interval in which a digest shows that the replay went apart, else null
   */
  public record Result(long icount, int digests, String problem, DivergenceException divergence) {
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
    DivergenceException divergence = null;
    try {
      problem = execute(progress);
    } catch (DivergenceException e) {
      problem = e.getMessage();
      divergence = e;
    }
    long now = timeline.now();
    long agreed = divergence != null ? now - 1 : now;
    int digests =
        (int) recording.digests().stream().filter(point -> point.icount() <= agreed).count();
    return new Result(now, digests, problem, divergence);
  }

  /** To the end; says what is wrong, or null. */
  private String execute(Runnable progress) {
    long last = recording.lastIcount();
    try (StoredCheckpointCheck checkpoints =
        new StoredCheckpointCheck(recording, timeline.recorder())) {
      do {
        long goal = Math.min(Math.min(last, timeline.now() + SLICE), checkpoints.nextIcount());
        Stop stop = timeline.motion().executeTo(goal);
        progress.run();
        if (timeline.now() < goal) {
          return "replay stops at icount " + timeline.now() + " with " + stop;
        }
        if (goal == checkpoints.nextIcount()) {
          String wrong = checkpoints.arrived();
          if (wrong != null) {
            return wrong;
          }
        }
      } while (timeline.now() < last);
      String wrong = checkpoints.finish();
      return wrong != null ? wrong : end();
    }
  }

  /** What of the end is not as recorded, or null. */
  private String end() {
    RecordingEnd end = recording.end();
    if (end == null) {
      return null;
    }
    Machine machine = timeline.machine();
    // A machine that was left while it waited has a later time than its last tick; that state has
    // no tick to go to.
    if (machine.clock().nanos() != end.nanos()) {
      return null;
    }
    if (machine.stateDigest() != end.digest() || !timeline.recorder().agrees()) {
      return "final state at icount " + end.icount() + " differs";
    }
    List<RecordingEnd.Output> said = Recorder.said(outputs);
    for (int i = 0; i < said.size() && i < end.outputs().size(); i++) {
      if (!said.get(i).equals(end.outputs().get(i))) {
        return said.get(i).name() + " differs from what the guest said when recorded";
      }
    }
    return null;
  }

  /**
   * After a {@link Result#divergence}: looks for the instruction, by comparing this machine with
   * one that executes in another way. If both do the same, it is the recorded run that did
   * something else, and the inputs there are what remains to look at.
   *
   * @param other built as the recording says, at its first tick
   * @param otherName how it executes
   * @param resetAction of the other machine
   * @return one line
   */
  public String locate(
      DivergenceException divergence, Machine other, String otherName, Runnable resetAction) {
    timeline.recorder().stopComparing();
    timeline.load(recording);
    Timeline reference = Timeline.fromStart(other, recording, false, Timeline.Options.DEFAULT);
    reference.setResetAction(resetAction);
    reference.load(recording);
    OptionalLong found = new Bisect(timeline, reference).run(divergence.after(), divergence.by());
    if (found.isEmpty()) {
      return "the " + otherName + " agrees with this replay; " + inputs(divergence);
    }
    long first = found.getAsLong();
    String instruction = StateDifference.instruction(timeline.machine());
    timeline.seek(first);
    reference.seek(first);
    return String.format(
        "the %s goes another way at icount %d, %s: afterwards %s",
        otherName, first - 1, instruction, StateDifference.between(timeline.machine(), other));
  }

  private String inputs(DivergenceException divergence) {
    List<Event> between =
        recording.events().stream()
            .filter(e -> e.icount() >= divergence.after() && e.icount() <= divergence.by())
            .toList();
    if (between.isEmpty()) {
      return "no input is recorded there";
    }
    Event first = between.getFirst();
    return String.format(
        "%d inputs are recorded there, the first at icount %d from %s",
        between.size(),
        first.icount(),
        first.channel() == Event.PATCH
            ? "the user"
            : recording.config().channels().get(first.channel()));
  }
}
