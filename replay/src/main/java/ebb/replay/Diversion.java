package ebb.replay;

import ebb.replay.checkpoint.Checkpoint;
import ebb.runtime.OutputChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * A trial beside the history: the guest as a user has changed it at some place of its past, and
 * what it does from there, with no input and with nobody listening. Its end brings back the state
 * in which it began; the history does not know of it.
 */
final class Diversion {
  private final Recorder recorder;
  private final History history;
  private final List<OutputChannel> outputs = new ArrayList<>();

  /** The state to come back to; null while there is no diversion. */
  private Checkpoint origin;

  Diversion(Recorder recorder, History history) {
    this.recorder = recorder;
    this.history = history;
  }

  /** An output that is not heard in a diversion. */
  void add(OutputChannel output) {
    outputs.add(output);
  }

  boolean active() {
    return origin != null;
  }

  /** The icount at which it began; of one that is active. */
  long origin() {
    return origin.icount();
  }

  /** Begins one in the state that the machine is in. */
  void begin() {
    origin = history.leave();
    outputs.forEach(output -> output.setMuted(true));
    // Recorded inputs were meant for a guest that did something else.
    recorder.log().setPosition(recorder.log().all().size());
    recorder.setAside(true);
  }

  /** Back to where it began; false if there is none. */
  boolean end() {
    if (origin == null) {
      return false;
    }
    recorder.setAside(false);
    history.restore(origin);
    history.release(origin);
    origin = null;
    outputs.forEach(output -> output.setMuted(false));
    return true;
  }
}
