package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.Type;
import java.util.Arrays;
import java.util.List;

/**
 * Removes ops that nobody uses and code that nobody reaches, and numbers the remaining temps in
 * order. INSN ops stay, reached or not: their number is the block's number of instructions.
 */
final class DeadCode implements Pass {
  @Override
  public Block run(Block block, StateLayout layout) {
    Inst[] ops = Rewriter.ops(block);
    int end = block.labels() == 0 ? ops.length : keepReached(ops, block.labels());
    int first = keepUsed(ops, end, block);
    boolean same = first == 0 && end == ops.length;
    return same && inOrder(ops, block.tempTypes().size())
        ? block
        : renumber(block, ops, first, end);
  }

  /**
   * Drops what follows a BR up to the next label that reachable code branches to.
   *
   * @return where the code ends now
   */
  private static int keepReached(Inst[] ops, int labels) {
    boolean[] target = new boolean[labels];
    boolean reachable;
    boolean again;
    do {
      boolean[] skipped = new boolean[labels];
      reachable = true;
      again = false;
      for (Inst inst : ops) {
        int label = (int) inst.imm();
        if (inst.op() == Op.LABEL) {
          reachable |= target[label];
          skipped[label] = !reachable;
        } else if (reachable && branches(inst)) {
          target[label] = true;
          // A loop that is entered at its end.
          again |= skipped[label];
          reachable = inst.op() != Op.BR;
        }
      }
    } while (again);
    if (!reachable) {
      return ops.length;
    }
    int end = 0;
    for (Inst inst : ops) {
      reachable |= inst.op() == Op.LABEL && target[(int) inst.imm()];
      if (reachable || inst.op() == Op.INSN) {
        ops[end++] = inst;
      }
      reachable &= inst.op() != Op.BR;
    }
    return dropIdleLabels(ops, end, labels);
  }

  /** Drops branches to the label that follows them, and labels that no branch goes to. */
  private static int dropIdleLabels(Inst[] ops, int end, int labels) {
    int[] branches = new int[labels];
    for (int i = 0; i < end; i++) {
      if (branches(ops[i])) {
        branches[(int) ops[i].imm()]++;
      }
    }
    int kept = 0;
    for (int i = 0; i < end; i++) {
      Inst inst = ops[i];
      if (inst.op() == Op.LABEL) {
        int label = (int) inst.imm();
        while (kept > 0 && branches(ops[kept - 1]) && ops[kept - 1].imm() == label) {
          kept--;
          branches[label]--;
        }
        if (branches[label] == 0) {
          continue;
        }
      }
      ops[kept++] = inst;
    }
    return kept;
  }

  private static boolean branches(Inst inst) {
    return inst.op() == Op.BR || inst.op() == Op.BRNZ || inst.op() == Op.BRZ;
  }

  /**
   * Drops ops whose result nobody uses.
   *
   * @return where the code begins now
   */
  private static int keepUsed(Inst[] ops, int end, Block block) {
    boolean[] used = new boolean[block.tempTypes().size()];
    if (block.terminal() instanceof Terminal.Branch branch) {
      used[branch.condition()] = true;
    }
    int first = end;
    for (int i = end - 1; i >= 0; i--) {
      Inst inst = ops[i];
      if (inst.dst() >= 0 && !used[inst.dst()] && removable(inst)) {
        continue;
      }
      int count = inst.argCount();
      for (int k = 0; k < count; k++) {
        used[inst.arg(k)] = true;
      }
      ops[--first] = inst;
    }
    return first;
  }

  private static boolean inOrder(Inst[] ops, int temps) {
    int next = 0;
    for (Inst inst : ops) {
      if (inst.dst() >= 0 && inst.dst() != next++) {
        return false;
      }
    }
    return next == temps;
  }

  private static boolean removable(Inst inst) {
    return switch (inst.op().kind) {
      case PURE, READ -> true;
      case CALL -> inst.helper().effect().compareTo(Helper.Effect.READS_STATE) <= 0;
      default -> false;
    };
  }

  private static Block renumber(Block block, Inst[] ops, int first, int end) {
    int[] numbers = new int[block.tempTypes().size()];
    Type[] types = new Type[numbers.length];
    int temps = 0;
    for (int i = first; i < end; i++) {
      Inst inst = ops[i];
      int dst = -1;
      if (inst.dst() >= 0) {
        dst = temps++;
        numbers[inst.dst()] = dst;
        types[dst] = inst.op().result;
      }
      ops[i] = inst.renamed(dst, numbers);
    }
    Terminal terminal =
        block.terminal() instanceof Terminal.Branch branch
            ? branch.on(numbers[branch.condition()])
            : block.terminal();
    return Rewriter.with(block, ops, first, end, terminal, List.of(Arrays.copyOf(types, temps)));
  }
}
