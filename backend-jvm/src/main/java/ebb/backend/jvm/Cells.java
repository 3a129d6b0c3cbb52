package ebb.backend.jvm;

import ebb.ir.Block;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/**
 * The pieces of CPU state that a region keeps in JVM locals: one cell for each slot it gets or
 * puts. A v128 slot is two i64 cells; an i32 access to half of an i64 slot is a part of its cell.
 * AUX is among them where it can be other than 0 at a jump.
 *
 * <p>A region with floating-point ops leaves FPCTL and FPFLAGS in memory, where those ops use them.
 */
final class Cells {
  private final int[] offsets;
  private final boolean[] wide;
  private final TreeMap<Integer, Integer> byOffset = new TreeMap<>();

  private final boolean floats;
  private BitSet floating = new BitSet();

  private Cells(TreeMap<Integer, Boolean> found, boolean floats) {
    this.floats = floats;
    offsets = new int[found.size()];
    wide = new boolean[found.size()];
    found.forEach(
        (offset, isWide) -> {
          int cell = byOffset.size();
          offsets[cell] = offset;
          wide[cell] = isWide;
          byOffset.put(offset, cell);
        });
  }

  static Cells of(List<Block> blocks) {
    BitSet quads = new BitSet();
    BitSet words = new BitSet();
    if (blocks.getFirst().key() >>> 24 != 0) {
      words.set(StateLayout.AUX);
    }
    boolean floats = false;
    for (Block block : blocks) {
      for (Inst inst : block.code()) {
        int offset = (int) inst.imm();
        switch (inst.op()) {
          case GET32, PUT32 -> words.set(offset);
          case GET64, PUT64 -> quads.set(offset);
          case GET128, PUT128 -> {
            quads.set(offset);
            quads.set(offset + 8);
          }
          default -> floats |= inst.op().kind == Op.Kind.FLOAT;
        }
      }
    }
    TreeMap<Integer, Boolean> found = new TreeMap<>();
    quads.stream().forEach(offset -> found.put(offset, true));
    words.stream().filter(offset -> !quads.get(offset & -8)).forEach(o -> found.put(o, false));
    if (floats) {
      found.remove(StateLayout.FPCTL);
      found.remove(StateLayout.FPFLAGS);
    }
    Cells cells = new Cells(found, floats);
    cells.floating = FloatCells.of(blocks, cells);
    return cells;
  }

  /** True if there are floating-point ops. */
  boolean floats() {
    return floats;
  }

  int count() {
    return offsets.length;
  }

  int offset(int cell) {
    return offsets[cell];
  }

  /** True for 64 bits, false for 32. */
  boolean wide(int cell) {
    return wide[cell];
  }

  /** True if the local is a float or a double. */
  boolean floating(int cell) {
    return floating.get(cell);
  }

  /** The cell that holds the bytes at this offset, or -1 if they stay in memory. */
  int at(int offset) {
    Integer cell = byOffset.get(offset);
    if (cell == null) {
      cell = byOffset.get(offset & -8);
      if (cell != null && !wide[cell]) {
        cell = null;
      }
    }
    return cell == null ? -1 : cell;
  }

  /** True if this i32 access is to the high half of a wide cell. */
  boolean highHalf(int cell, int offset) {
    return offset != offsets[cell];
  }

  /** Adds the cells that a get or put touches to the set. */
  void touched(Inst inst, BitSet into) {
    int offset = (int) inst.imm();
    int cell = at(offset);
    if (cell >= 0) {
      into.set(cell);
      if (inst.op() == Op.GET128 || inst.op() == Op.PUT128) {
        into.set(at(offset + 8));
      }
    }
  }

  /** True if a put writes only part of its cell. */
  boolean partial(Inst inst) {
    int cell = at((int) inst.imm());
    return inst.op() == Op.PUT32 && cell >= 0 && wide[cell];
  }
}
