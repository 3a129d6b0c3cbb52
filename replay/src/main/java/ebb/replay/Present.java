package ebb.replay;

import ebb.replay.checkpoint.Checkpoint;
import ebb.runtime.Machine;
import ebb.runtime.Stop;

/**
 * Where a history ends, and what is beyond: nothing, or a guest that goes on with inputs from
 * outside. Looking at the past means to leave the present, whose state is kept for the way back.
 */
final class Present {
  private final Machine machine;
  private final Recorder recorder;
  private final History history;

  /** The last icount of the history; the present one while live. */
  private long end;

  /** True if beyond {@link #end} the guest can run on, with inputs from outside. */
  private boolean open = true;

  /** The live state that was left to look at the past; null while it has not been left. */
  private Checkpoint away;

  private boolean recorded;
  private long parted;
  private Runnable liveAction = () -> {};

  Present(Recorder recorder, History history) {
    this.recorder = recorder;
    this.history = history;
    machine = recorder.machine();
    end = now();
  }

  /** There is nothing but a recording up to an icount, whose inputs the machine gets. */
  void followRecording(long last) {
    machine.inputs().setScript(recorder.log());
    open = false;
    recorded = true;
    end = last;
  }

  /** What the host's side does whenever the guest has begun to hear the outside again. */
  void setLiveAction(Runnable action) {
    liveAction = action;
  }

  private long now() {
    return machine.clock().icount();
  }

  /** The last icount that can be gone to without running into the unknown. */
  long end() {
    return live() ? now() : end;
  }

  /** True if the next tick happens for the first time, with inputs from outside. */
  boolean live() {
    return !machine.inputs().replaying();
  }

  /** True if the guest can run on beyond the end. */
  boolean open() {
    return open;
  }

  /** True if the history is that of a recording, which has not been left. */
  boolean ofRecording() {
    return recorded;
  }

  /** The icount at which a recording was left, or else where the history begins. */
  long parted() {
    return parted;
  }

  /** Steps out of a live machine into its history. */
  void leave() {
    if (live()) {
      end = now();
      drop();
      away = history.take();
      machine.inputs().setScript(recorder.log());
    }
  }

  /** Restores the state that was left, if it is that of an icount. */
  boolean restore(long icount) {
    boolean there = away != null && icount == away.icount();
    if (there) {
      history.restore(away);
    }
    return there;
  }

  /**
   * At the end of history: makes the future happen.
   *
   * @return false if there is none
   */
  boolean resume() {
    if (open && !live()) {
      if (away != null) {
        history.restore(away);
      }
      listen();
    }
    return open;
  }

  /** The state of the machine becomes the end of history; the guest hears the outside. */
  void branch() {
    parted = recorded ? now() : Math.min(parted, now());
    recorded = false;
    recorder.truncate();
    history.truncate(now());
    open = true;
    end = now();
    listen();
  }

  private void listen() {
    drop();
    machine.inputs().setScript(null);
    liveAction.run();
  }

  private void drop() {
    if (away != null) {
      history.release(away);
      away = null;
    }
  }

  /** Something has stopped a motion; while live it may have been the guest's end. */
  void stopped(Stop stop) {
    if (live()) {
      end = now();
      open =
          !(stop instanceof Stop.PowerOff
              || stop instanceof Stop.Reset
              || stop instanceof Stop.Halted);
    }
  }
}
