package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;

/**
 * Removes puts that are overwritten before anybody can see them. Everybody sees the slots at fault
 * points, helpers that look at state, labels, branches and the block's end; in the interpreter's
 * form also at every instruction, because the budget may end there.
 */
final class DeadStores implements Pass {
  private final boolean instructionsObserve;

  DeadStores(boolean instructionsObserve) {
    this.instructionsObserve = instructionsObserve;
  }

  @Override
  public Block run(Block block, StateLayout layout) {
    return run(block, instructionsObserve, new BitSet());
  }

  /**
   * @param deadAtExit words of the state (byte offset / 4) that nobody reads after the block
   */
  static Block run(Block block, boolean instructionsObserve, BitSet deadAtExit) {
    List<Inst> code = block.code();
    boolean[] overwritten = new boolean[Math.max(words(code), deadAtExit.length())];
    deadAtExit.stream().forEach(w -> overwritten[w] = true);
    if (block.terminal() instanceof Terminal.Jump || block.terminal() instanceof Terminal.Branch) {
      Arrays.fill(overwritten, StateLayout.PC >> 2, (StateLayout.PC >> 2) + 2, true);
      overwritten[StateLayout.AUX >> 2] = true;
    }
    List<Inst> kept = new ArrayList<>(code.size());
    for (int i = code.size() - 1; i >= 0; i--) {
      Inst inst = code.get(i);
      if (inst.op().kind == Op.Kind.WRITE) {
        if (!put(inst, overwritten)) {
          continue;
        }
      } else {
        observe(inst, overwritten, instructionsObserve);
      }
      kept.add(inst);
    }
    if (kept.size() == code.size()) {
      return block;
    }
    Collections.reverse(kept);
    return block.withCode(kept, block.terminal(), block.tempTypes());
  }

  /** Words of the state that the block's slot accesses reach. */
  static int words(List<Inst> code) {
    int end = StateLayout.LINES + 4;
    for (Inst inst : code) {
      if (inst.op().kind == Op.Kind.READ || inst.op().kind == Op.Kind.WRITE) {
        end = Math.max(end, (int) inst.imm() + 16);
      }
    }
    return end >> 2;
  }

  /** False if all of what the put writes is overwritten. */
  private static boolean put(Inst inst, boolean[] overwritten) {
    int first = (int) inst.imm() >> 2;
    int end = first + (inst.op().args.get(0).bytes >> 2);
    boolean needed = false;
    for (int w = first; w < end; w++) {
      needed |= !overwritten[w];
      overwritten[w] = true;
    }
    return needed;
  }

  private static void observe(Inst inst, boolean[] overwritten, boolean instructionsObserve) {
    switch (inst.op().kind) {
      case READ -> {
        int first = (int) inst.imm() >> 2;
        Arrays.fill(overwritten, first, first + (inst.op().result.bytes >> 2), false);
      }
      case FLOAT -> {
        overwritten[StateLayout.FPCTL >> 2] = false;
        overwritten[StateLayout.FPFLAGS >> 2] = false;
      }
      case CONTROL, LOAD, STORE, CALL -> {
        if (observes(inst, instructionsObserve)) {
          Arrays.fill(overwritten, false);
        }
      }
      default -> {}
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
