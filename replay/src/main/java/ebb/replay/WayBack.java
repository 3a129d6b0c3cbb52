package ebb.replay;

import ebb.replay.checkpoint.Checkpoint;
import ebb.runtime.Machine;

/**
 * A place in a history that is come back to at the end of an excursion, by restoring it: however
 * far that went, and whether or not the user has had enough, it costs the pages that differ and no
 * execution. An interruption of the excursion is over with it.
 */
public final class WayBack implements AutoCloseable {
  private final History history;
  private final Motion motion;
  private final Machine machine;
  private final Checkpoint here;

  /** The present is the place. No diversion is under way, neither now nor when this is closed. */
  WayBack(History history, Motion motion, Machine machine) {
    this.history = history;
    this.motion = motion;
    this.machine = machine;
    here = history.take();
  }

  @Override
  public void close() {
    if (machine.clock().icount() != here.icount()) {
      history.restore(here);
      motion.forgetInterruption();
    }
    history.release(here);
  }
}
