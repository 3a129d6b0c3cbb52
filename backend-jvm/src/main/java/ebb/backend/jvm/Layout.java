package ebb.backend.jvm;

import ebb.ir.Block;
import ebb.ir.Inst;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.guest.Access;
import ebb.ir.guest.GuestMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
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

  /** int: a value to store. */
  static final int VALUE = 9;

  /** long: a value to store, or an address. */
  static final int WIDE_VALUE = 10;

  static final int WIDE_ADDRESS = 12;
  private static final int FIRST = 14;

  private final Cells cells;
  private final TreeMap<Long, Integer> tables = new TreeMap<>();
  private final int[] cellLocals;
  private final int limit;
  private final LocalPool pool;

  Layout(RegionGraph graph) {
    cells = graph.cells;
    int next = FIRST;
    for (Block block : graph.blocks) {
      for (Inst inst : block.code()) {
        if (inst.op().mayFault() && tables.putIfAbsent(tableOffset(inst), next) == null) {
          next += 2;
        }
      }
    }
    cellLocals = new int[cells.count()];
    for (int cell = 0; cell < cellLocals.length; cell++) {
      cellLocals[cell] = next;
      next += cells.wide(cell) ? 2 : 1;
    }
    limit = cells.floats() ? next++ : -1;
    pool = new LocalPool(next);
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

  /** float: {@link ebb.ir.fp.HostFloat#limit}, in a region with floating-point ops; else -1. */
  int limit() {
    return limit;
  }

  /** long: raw address of the soft-TLB table that a load or store uses. */
  int table(Inst access) {
    return tables.get(tableOffset(access));
  }

  /** Soft-TLB tables in use: from offset to local. */
  TreeMap<Long, Integer> tables() {
    return tables;
  }

  private static long tableOffset(Inst inst) {
    Access access = inst.op().kind == Op.Kind.LOAD ? Access.READ : Access.WRITE;
    return GuestMemory.tableOffset(MemOp.mmuIndex((int) inst.imm()), access);
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
    List<Integer> all = new ArrayList<>(List.of(ENTRY, WIDE_VALUE, WIDE_ADDRESS));
    all.addAll(pool.longs());
    return all;
  }

  /** Verification types of the locals, complete once all blocks have been planned. */
  Object[] frame(String thisClass) {
    Object[] types = new Object[pool.end()];
    types[STATE] = Opcodes.LONG;
    types[BUDGET] = Opcodes.INTEGER;
    zeroedInts().forEach(i -> types[i] = Opcodes.INTEGER);
    zeroedLongs().forEach(i -> types[i] = Opcodes.LONG);
    pool.floats().forEach(i -> types[i] = Opcodes.FLOAT);
    pool.doubles().forEach(i -> types[i] = Opcodes.DOUBLE);
    tables.values().forEach(i -> types[i] = Opcodes.LONG);
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
