package ebb.replay.checkpoint;

import ebb.runtime.Machine;
import ebb.runtime.MachineState;
import java.util.function.Supplier;

/**
 * The whole state of a machine at one icount, immutable. What its pages are may be known only
 * later.
 */
public final class Checkpoint {
  private final long icount;
  private final int events;
  private final MachineState state;
  private final Supplier<byte[]> stored;
  private final Supplier<PageMap> others;
  private PageMap map;

  /**
   * @param state everything but RAM
   */
  Checkpoint(long icount, int events, MachineState state) {
    this(icount, events, state, null, null);
  }

  /**
   * @param stored reads the serialised form of everything but RAM
   * @param map makes the map, which is somebody else's, when it is needed
   */
  Checkpoint(long icount, int events, Supplier<byte[]> stored, Supplier<PageMap> map) {
    this(icount, events, null, stored, map);
  }

  private Checkpoint(
      long icount,
      int events,
      MachineState state,
      Supplier<byte[]> stored,
      Supplier<PageMap> others) {
    this.icount = icount;
    this.events = events;
    this.state = state;
    this.stored = stored;
    this.others = others;
  }

  /**
   * The same for another machine that was built the same way.
   *
   * @param pages makes the map, which is somebody else's, when it is needed
   */
  Checkpoint lent(Supplier<PageMap> pages) {
    return new Checkpoint(icount, events, state, stored, pages);
  }

  public long icount() {
    return icount;
  }

  /** How many inputs have been delivered before it. */
  public int events() {
    return events;
  }

  /** True if it comes from a recording. */
  public boolean recorded() {
    return stored != null;
  }

  /** True if its map is somebody else's, and so are the bytes that it takes. */
  boolean borrowed() {
    return others != null;
  }

  void restoreState(Machine machine) {
    if (stored != null) {
      machine.loadState(stored.get());
    } else {
      machine.restore(state);
    }
  }

  /** Bytes of memory that its state takes. */
  int bytes() {
    return borrowed() ? 0 : state.small().length;
  }

  /** These are its pages; takes the reference over. */
  void settle(PageMap pages) {
    map = pages;
  }

  /** Its pages; null if they are its own, and have not been {@linkplain #settle settled}. */
  PageMap map() {
    return borrowed() ? others.get() : map;
  }

  @Override
  public String toString() {
    return "checkpoint at " + icount;
  }
}
