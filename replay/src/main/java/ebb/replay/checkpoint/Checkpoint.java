package ebb.replay.checkpoint;

import ebb.runtime.Machine;
import ebb.runtime.MachineState;

/** The whole state of a machine at one icount, immutable. */
public final class Checkpoint {
  private final long icount;
  private final int events;
  private final MachineState state;
  private final byte[] stored;
  private final PageMap map;

  /**
   * @param state everything but RAM, or null if it is in {@code stored}
   * @param stored the serialised form of the state, or null
   */
  Checkpoint(long icount, int events, MachineState state, byte[] stored, PageMap map) {
    this.icount = icount;
    this.events = events;
    this.state = state;
    this.stored = stored;
    this.map = map;
  }

  public long icount() {
    return icount;
  }

  /** How many inputs have been delivered before it. */
  public int events() {
    return events;
  }

  void restoreState(Machine machine) {
    if (stored != null) {
      machine.loadState(stored);
    } else {
      machine.restore(state);
    }
  }

  /** Of the state. */
  int bytes() {
    return stored != null ? stored.length : state.small().length;
  }

  PageMap map() {
    return map;
  }

  @Override
  public String toString() {
    return "checkpoint at " + icount;
  }
}
