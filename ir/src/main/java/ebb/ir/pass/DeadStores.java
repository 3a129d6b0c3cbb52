package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import java.util.BitSet;

/**
 * Removes puts that are overwritten before anybody can see them. Everybody sees the slots at fault
 * points, floating-point ops (where regions may be left), helpers that look at state, labels,
 * branches and the block's end; in the interpreter's form also at every instruction, because the
 * budget may end there.
 */
final class DeadStores implements Pass {
  private static final BitSet NOTHING = new BitSet();

  private final boolean instructionsObserve;

  DeadStores(boolean instructionsObserve) {
    this.instructionsObserve = instructionsObserve;
  }

  @Override
  public Block run(Block block, StateLayout layout) {
    return run(block, instructionsObserve, NOTHING);
  }

  /**
   * @param deadAtExit words of the state (byte offset / 4) that nobody reads after the block
   */
  static Block run(Block block, boolean instructionsObserve, BitSet deadAtExit) {
    Inst[] ops = Rewriter.ops(block);
    // For each word: the look, counted from the end, before which it is overwritten; else 0.
    int[] overwritten = new int[Math.max(words(ops), deadAtExit.length())];
    int look = 1;
    for (int w = deadAtExit.nextSetBit(0); w >= 0; w = deadAtExit.nextSetBit(w + 1)) {
      overwritten[w] = look;
    }
    if (block.terminal() instanceof Terminal.Jump || block.terminal() instanceof Terminal.Branch) {
      set(overwritten, StateLayout.PC, 8, look);
      set(overwritten, StateLayout.AUX, 4, look);
    }
    int first = ops.length;
    for (int i = ops.length - 1; i >= 0; i--) {
      Inst inst = ops[i];
      switch (inst.op().kind) {
        case WRITE -> {
          if (!needed(inst, overwritten, look)) {
            continue;
          }
          set(overwritten, (int) inst.imm(), inst.slotBytes(), look);
        }
        case READ -> set(overwritten, (int) inst.imm(), inst.slotBytes(), 0);
        case FLOAT -> {
          set(overwritten, StateLayout.FPCTL, 4, 0);
          set(overwritten, StateLayout.FPFLAGS, 4, 0);
          look++;
        }
        default -> {
          if (observes(inst, instructionsObserve)) {
            look++;
          }
        }
      }
      ops[--first] = inst;
    }
    return first == 0
        ? block
        : Rewriter.with(block, ops, first, ops.length, block.terminal(), block.tempTypes());
  }

  /** Words of the state that the block's slot accesses reach. */
  private static int words(Inst[] ops) {
    int end = StateLayout.LINES + 4;
    for (Inst inst : ops) {
      if (inst.op().kind == Op.Kind.READ || inst.op().kind == Op.Kind.WRITE) {
        end = Math.max(end, (int) inst.imm() + 16);
      }
    }
    return end >> 2;
  }

  /** False if all of what the put writes is overwritten. */
  private static boolean needed(Inst put, int[] overwritten, int look) {
    int first = (int) put.imm() >> 2;
    int end = first + (put.slotBytes() >> 2);
    for (int w = first; w < end; w++) {
      if (overwritten[w] != look) {
        return true;
      }
    }
    return false;
  }

  private static void set(int[] overwritten, int offset, int bytes, int look) {
    for (int w = offset >> 2; w < offset + bytes >> 2; w++) {
      overwritten[w] = look;
    }
  }

  /** True if somebody may look at all slots, or paths part or join. */
  static boolean observes(Inst inst, boolean instructionsObserve) {
    return switch (inst.op().kind) {
      case CONTROL -> inst.op() != Op.INSN || instructionsObserve;
      case LOAD, STORE -> true;
      case CALL -> inst.helper().effect() != Helper.Effect.PURE;
      default -> false;
    };
  }
}
