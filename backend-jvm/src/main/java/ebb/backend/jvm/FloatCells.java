package ebb.backend.jvm;

import ebb.ir.Block;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.Type;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Which cells are better kept in floats and doubles than in ints and longs: those that
 * floating-point ops use more often than others do. Any may be, as only bits are moved between
 * them; but in a loop HotSpot carries a double from one round to the next in a register of its kind
 * only if the local is of that kind.
 */
final class FloatCells {
  private static final int NO_CELL = -1;

  private final Cells cells;
  private final int[] votes;

  private FloatCells(Cells cells) {
    this.cells = cells;
    votes = new int[cells.count()];
  }

  static BitSet of(List<Block> blocks, Cells cells) {
    BitSet result = new BitSet();
    if (cells.floats()) {
      FloatCells all = new FloatCells(cells);
      blocks.forEach(all::count);
      for (int cell = 0; cell < all.votes.length; cell++) {
        result.set(cell, all.votes[cell] > 0);
      }
    }
    return result;
  }

  private void count(Block block) {
    Op[] definitions = new Op[block.tempTypes().size()];
    int[] from = new int[definitions.length];
    Arrays.fill(from, NO_CELL);
    for (Inst inst : block.code()) {
      switch (inst.op().kind) {
        case READ -> from[inst.dst()] = whole(inst, inst.op().result);
        case WRITE -> {
          put(inst, definitions[inst.a()]);
          // What was loaded and put is used as the temp from then on.
          if (from[inst.a()] == NO_CELL) {
            from[inst.a()] = whole(inst, inst.op().args.get(0));
          }
        }
        // Memory takes either.
        case STORE -> {}
        default -> {
          for (int i = 0; i < inst.argCount(); i++) {
            int cell = from[inst.arg(i)];
            if (cell != NO_CELL) {
              votes[cell] += FloatWriter.takesFloats(inst.op()) ? 1 : -1;
            }
          }
        }
      }
      if (inst.dst() >= 0) {
        definitions[inst.dst()] = inst.op();
      }
    }
  }

  private void put(Inst inst, Op definition) {
    int cell = whole(inst, inst.op().args.get(0));
    if (cell != NO_CELL) {
      if (FloatWriter.makesFloat(definition)) {
        votes[cell]++;
      } else if (definition.kind == Op.Kind.PURE || definition.kind == Op.Kind.CALL) {
        votes[cell]--;
      }
    }
  }

  /** The cell, if all of it is accessed and nothing else; parts count against it. */
  private int whole(Inst access, Type type) {
    int cell = cells.at((int) access.imm());
    if (cell == NO_CELL) {
      return NO_CELL;
    }
    if (type == Type.V128) {
      votes[cell]--;
      votes[cells.at((int) access.imm() + 8)]--;
      return NO_CELL;
    }
    if (cells.wide(cell) != (type == Type.I64)) {
      votes[cell]--;
      return NO_CELL;
    }
    return cell;
  }
}
