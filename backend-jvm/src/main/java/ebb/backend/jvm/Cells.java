package ebb.backend.jvm;

import ebb.ir.Block;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
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

  /** Of each word of the state up to the last cell: the cell that holds it, or -1. */
  private final int[] atWord;

  private final boolean floats;
  private BitSet floating = new BitSet();

  private Cells(TreeMap<Integer, Boolean> found, boolean floats) {
    this.floats = floats;
    offsets = new int[found.size()];
    wide = new boolean[found.size()];
    atWord = new int[found.isEmpty() ? 0 : (found.lastKey() >> 2) + 2];
    Arrays.fill(atWord, -1);
    int cell = 0;
    for (Map.Entry<Integer, Boolean> each : found.entrySet()) {
      int offset = each.getKey();
      offsets[cell] = offset;
      wide[cell] = each.getValue();
      Arrays.fill(atWord, offset >> 2, (offset >> 2) + (wide[cell] ? 2 : 1), cell);
      cell++;
    }
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
    int word = offset >> 2;
    return word < atWord.length ? atWord[word] : -1;
  }

  /** The cell that a get or put touches, the first one of a v128; -1 if it goes to memory. */
  int first(Inst access) {
    return at((int) access.imm());
  }

  /** The other cell of a v128, which is the next one; else the same as {@link #first}. */
  int last(Inst access) {
    return at((int) access.imm() + access.slotBytes() - 4);
  }

  /** True if this i32 access is to the high half of a wide cell. */
  boolean highHalf(int cell, int offset) {
    return offset != offsets[cell];
  }

  /** Adds the cells that a get or put touches to the set. */
  void touched(Inst inst, BitSet into) {
    int first = first(inst);
    if (first >= 0) {
      into.set(first, last(inst) + 1);
    }
  }

  /** True if a put writes only part of its cell. */
  boolean partial(Inst inst) {
    int cell = at((int) inst.imm());
    return inst.op() == Op.PUT32 && cell >= 0 && wide[cell];
  }
}
