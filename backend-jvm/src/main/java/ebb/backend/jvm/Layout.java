package ebb.backend.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.objectweb.asm.Opcodes;

/** The JVM locals of a region's method. */
final class Layout {
  static final int THIS = 0;
  static final int CPU = 1;

  /** long: raw address of the CPU's state. */
  static final int STATE = 2;

  /** int: ticks left. */
  static final int BUDGET = 4;

  /** int: the fault point that was reached, or the exit code. */
  static final int AT = 5;

  /** int: an address that is not in a local of its own. */
  static final int ADDRESS = 6;

  /** long: a soft-TLB entry; at exits: the next pc. */
  static final int ENTRY = 7;

  /** int: a condition. */
  static final int VALUE = 9;

  /** long: raw address of the CPU's soft-TLB tables. */
  static final int TLB = 10;

  private static final int FIRST = 12;

  private final long start;
  private final Cells cells;
  private final int[] cellLocals;
  private final int limit;
  private final LocalPool pool;

  /**
   * @param limited floating-point ops take a limit
   */
  Layout(RegionGraph graph, boolean limited) {
    start = graph.start();
    cells = graph.cells;
    int next = FIRST;
    cellLocals = new int[cells.count()];
    for (int cell = 0; cell < cellLocals.length; cell++) {
      cellLocals[cell] = next;
      next += cells.wide(cell) ? 2 : 1;
    }
    limit = limited ? next++ : -1;
    pool = new LocalPool(next);
  }

  /** The pc that the region was formed at. */
  long start() {
    return start;
  }

  Cells cells() {
    return cells;
  }

  /** Locals of temps. */
  LocalPool pool() {
    return pool;
  }

  /** The local of a cell, of the cell's type to {@link Code#local}. */
  int local(int cell) {
    return cellLocals[cell];
  }

  /** float: {@link ebb.ir.fp.HostFloat#limit}, if floating-point ops take it; else -1. */
  int limit() {
    return limit;
  }

  /**
   * Locals that hold 0 before their first use, so that every frame of the method is the same: ints.
   */
  List<Integer> zeroedInts() {
    List<Integer> all = new ArrayList<>(List.of(AT, ADDRESS, VALUE));
    all.addAll(pool.ints());
    return all;
  }

  /** The same for longs. */
  List<Integer> zeroedLongs() {
    List<Integer> all = new ArrayList<>(List.of(ENTRY));
    all.addAll(pool.longs());
    return all;
  }

  /** Verification types of the locals, complete once all blocks have been planned. */
  Object[] frame(String thisClass) {
    Object[] types = new Object[pool.end()];
    types[STATE] = Opcodes.LONG;
    types[TLB] = Opcodes.LONG;
    types[BUDGET] = Opcodes.INTEGER;
    zeroedInts().forEach(i -> types[i] = Opcodes.INTEGER);
    zeroedLongs().forEach(i -> types[i] = Opcodes.LONG);
    pool.floats().forEach(i -> types[i] = Opcodes.FLOAT);
    pool.doubles().forEach(i -> types[i] = Opcodes.DOUBLE);
    for (int cell = 0; cell < cellLocals.length; cell++) {
      boolean floats = cells.floating(cell);
      types[cellLocals[cell]] =
          cells.wide(cell)
              ? floats ? Opcodes.DOUBLE : Opcodes.LONG
              : floats ? Opcodes.FLOAT : Opcodes.INTEGER;
    }
    if (limit >= 0) {
      types[limit] = Opcodes.FLOAT;
    }
    List<Object> frame = new ArrayList<>(List.of(thisClass, "ebb/ir/guest/Vcpu"));
    Arrays.stream(types, STATE, types.length).filter(Objects::nonNull).forEach(frame::add);
    return frame.toArray();
  }
}
