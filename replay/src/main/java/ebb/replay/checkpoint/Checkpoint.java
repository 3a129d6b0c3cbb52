package ebb.replay.checkpoint;

import ebb.runtime.MachineState;

/** The whole state of a machine at one icount, immutable. */
public final class Checkpoint {
  private final long icount;
  private final int events;
  private final MachineState state;
  private final PageMap map;

  Checkpoint(long icount, int events, MachineState state, PageMap map) {
    this.icount = icount;
    this.events = events;
    this.state = state;
    this.map = map;
  }

  public long icount() {
    return icount;
  }

  /** How many inputs have been delivered before it. */
  public int events() {
    return events;
  }

  /** Everything but RAM. */
  MachineState state() {
    return state;
  }

  PageMap map() {
    return map;
  }

  @Override
  public String toString() {
    return "checkpoint at " + icount;
  }
}
