package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.Terminal;
import ebb.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Copies a block while some temps are replaced by others. What replaces a temp is defined above it.
 */
final class Rewriter {
  final Block block;
  private final List<Inst> out;
  private List<Type> types;
  private int[] replacement;
  private boolean changed;

  Rewriter(Block block) {
    this.block = block;
    this.out = new ArrayList<>(block.code().size() + 8);
    this.types = block.tempTypes();
    this.replacement = new int[types.size()];
    for (int i = 0; i < replacement.length; i++) {
      replacement[i] = i;
    }
  }

  /** The temp that now stands for t. */
  int resolve(int t) {
    return replacement[t];
  }

  /** From here on {@code by} stands for t. */
  void replace(int t, int by) {
    replacement[t] = replacement[by];
    changed = true;
  }

  /** The op with its arguments resolved. */
  Inst resolve(Inst inst) {
    int count = inst.argCount();
    boolean same = true;
    for (int k = 0; k < count; k++) {
      same &= replacement[inst.arg(k)] == inst.arg(k);
    }
    if (same) {
      return inst;
    }
    return new Inst(
        inst.op(),
        inst.dst(),
        replacement[inst.a()],
        count > 1 ? replacement[inst.b()] : -1,
        count > 2 ? replacement[inst.c()] : -1,
        count > 3 ? replacement[inst.d()] : -1,
        inst.imm(),
        inst.helper());
  }

  void add(Inst inst) {
    out.add(inst);
  }

  /** Adds another op than was there. */
  void addNew(Inst inst) {
    out.add(inst);
    changed = true;
  }

  /** Leaves an op out. */
  void drop() {
    changed = true;
  }

  /** A new temp holding a constant. */
  int constant(Type type, long value) {
    if (types == block.tempTypes()) {
      types = new ArrayList<>(types);
    }
    int t = types.size();
    types.add(type);
    replacement = Arrays.copyOf(replacement, t + 1);
    replacement[t] = t;
    Op op = type == Type.I32 ? Op.CONST32 : Op.CONST64;
    addNew(new Inst(op, t, -1, -1, -1, -1, value, null));
    return t;
  }

  int temps() {
    return types.size();
  }

  Terminal terminal() {
    return block.terminal() instanceof Terminal.Branch branch
        ? new Terminal.Branch(
            replacement[branch.condition()], branch.taken(), branch.fallthrough(), branch.flow())
        : block.terminal();
  }

  Block finish() {
    return finish(terminal());
  }

  Block finish(Terminal terminal) {
    return changed || !terminal.equals(block.terminal())
        ? block.withCode(out, terminal, types)
        : block;
  }
}
