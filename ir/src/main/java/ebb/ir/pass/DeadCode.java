package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Removes ops that nobody uses and code that nobody reaches, and numbers the remaining temps in
 * order. INSN ops stay, reached or not: their number is the block's number of instructions.
 */
final class DeadCode implements Pass {
  @Override
  public Block run(Block block, StateLayout layout) {
    List<Inst> reached = reached(block);
    List<Inst> used = used(reached, block);
    boolean same = used.size() == block.code().size() && inOrder(used, block.tempTypes().size());
    return same ? block : renumber(block, used);
  }

  /** Drops what follows a BR up to the next label that reachable code branches to. */
  private static List<Inst> reached(Block block) {
    if (block.labels() == 0) {
      return block.code();
    }
    boolean[] target = new boolean[block.labels()];
    while (true) {
      boolean[] skipped = new boolean[target.length];
      boolean again = false;
      boolean reachable = true;
      List<Inst> out = new ArrayList<>(block.code().size());
      for (Inst inst : block.code()) {
        int label = (int) inst.imm();
        if (inst.op() == Op.LABEL) {
          reachable |= target[label];
          skipped[label] = !reachable;
        }
        if (reachable && branches(inst)) {
          target[label] = true;
          // A loop that is entered at its end.
          again |= skipped[label];
        }
        if (reachable || inst.op() == Op.INSN) {
          out.add(inst);
        }
        reachable &= inst.op() != Op.BR;
      }
      if (!again) {
        return reachable ? withoutIdleLabels(out, block) : block.code();
      }
    }
  }

  /** Drops branches to the label that follows them, and labels that no branch goes to. */
  private static List<Inst> withoutIdleLabels(List<Inst> code, Block block) {
    int[] branches = new int[block.labels()];
    for (Inst inst : code) {
      if (branches(inst)) {
        branches[(int) inst.imm()]++;
      }
    }
    List<Inst> out = new ArrayList<>(code.size());
    for (Inst inst : code) {
      if (inst.op() == Op.LABEL) {
        int label = (int) inst.imm();
        while (!out.isEmpty() && branches(out.getLast()) && out.getLast().imm() == label) {
          out.removeLast();
          branches[label]--;
        }
        if (branches[label] == 0) {
          continue;
        }
      }
      out.add(inst);
    }
    return out;
  }

  private static boolean branches(Inst inst) {
    return inst.op() == Op.BR || inst.op() == Op.BRNZ || inst.op() == Op.BRZ;
  }

  private static List<Inst> used(List<Inst> code, Block block) {
    boolean[] used = new boolean[block.tempTypes().size()];
    if (block.terminal() instanceof Terminal.Branch branch) {
      used[branch.condition()] = true;
    }
    List<Inst> kept = new ArrayList<>(code.size());
    for (int i = code.size() - 1; i >= 0; i--) {
      Inst inst = code.get(i);
      if (inst.dst() >= 0 && !used[inst.dst()] && removable(inst)) {
        continue;
      }
      for (int k = 0; k < inst.argCount(); k++) {
        used[inst.arg(k)] = true;
      }
      kept.add(inst);
    }
    Collections.reverse(kept);
    return kept;
  }

  private static boolean inOrder(List<Inst> code, int temps) {
    int next = 0;
    for (Inst inst : code) {
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

  private static Block renumber(Block block, List<Inst> code) {
    int[] number = new int[block.tempTypes().size()];
    Arrays.fill(number, -1);
    List<Type> types = new ArrayList<>();
    List<Inst> out = new ArrayList<>(code.size());
    for (Inst inst : code) {
      int dst = -1;
      if (inst.dst() >= 0) {
        dst = types.size();
        number[inst.dst()] = dst;
        types.add(inst.op().result);
      }
      out.add(dst == inst.dst() && unmoved(inst, number) ? inst : renumbered(inst, dst, number));
    }
    Terminal terminal =
        block.terminal() instanceof Terminal.Branch branch
            ? new Terminal.Branch(
                number[branch.condition()], branch.taken(), branch.fallthrough(), branch.flow())
            : block.terminal();
    return block.withCode(out, terminal, types);
  }

  private static boolean unmoved(Inst inst, int[] number) {
    for (int k = 0; k < inst.argCount(); k++) {
      if (number[inst.arg(k)] != inst.arg(k)) {
        return false;
      }
    }
    return true;
  }

  private static Inst renumbered(Inst inst, int dst, int[] number) {
    int count = inst.argCount();
    return new Inst(
        inst.op(),
        dst,
        count > 0 ? number[inst.a()] : inst.a(),
        count > 1 ? number[inst.b()] : -1,
        count > 2 ? number[inst.c()] : -1,
        count > 3 ? number[inst.d()] : -1,
        inst.imm(),
        inst.helper());
  }
}
