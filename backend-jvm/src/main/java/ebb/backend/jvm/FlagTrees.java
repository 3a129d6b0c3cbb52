package ebb.backend.jvm;

import ebb.ir.Block;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Type;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Gives each put of a flag an expression of its own, where that leaves less to be kept than values
 * that they share: what a comparison puts follows from what it compares. See {@link DeferredPuts}.
 */
final class FlagTrees {
  /** Ops copied for one put. */
  private static final int MAX_OPS = 12;

  private final Block block;
  private final List<Inst> code = new ArrayList<>();
  private final List<Type> types;
  private final Inst[] definitions;

  private FlagTrees(Block block) {
    this.block = block;
    types = new ArrayList<>(block.tempTypes());
    definitions = new Inst[types.size()];
    for (Inst inst : block.code()) {
      if (inst.dst() >= 0) {
        definitions[inst.dst()] = inst;
      }
    }
  }

  /** The blocks of a region with loops; slots that none of them gets are taken for flags. */
  static List<Block> expand(List<Block> blocks) {
    BitSet got = new BitSet();
    for (int offset : new int[] {StateLayout.PC, StateLayout.FLAGS, StateLayout.AUX}) {
      got.set(offset, offset + 8);
    }
    for (Block block : blocks) {
      for (Inst inst : block.code()) {
        if (inst.op().kind == Op.Kind.READ) {
          int offset = (int) inst.imm();
          got.set(offset, offset + inst.slotBytes());
        }
      }
    }
    return blocks.stream().map(block -> new FlagTrees(block).expand(got)).toList();
  }

  private Block expand(BitSet got) {
    List<Inst> all = block.code();
    for (int i = 0; i < all.size(); ) {
      int end = i + 1;
      while (end < all.size() && all.get(end).op() != Op.INSN) {
        end++;
      }
      instruction(all.subList(i, end), got);
      i = end;
    }
    return block.withCode(code, block.terminal(), types);
  }

  private void instruction(List<Inst> insts, BitSet got) {
    Set<Inst> puts = new HashSet<>();
    Set<Integer> shared = new HashSet<>();
    Set<Integer> leaves = new HashSet<>();
    for (Inst inst : insts) {
      if (inst.op() == Op.PUT32 && !got.get((int) inst.imm())) {
        puts.add(inst);
        shallow(inst.a(), shared);
        deep(inst.a(), leaves);
      }
    }
    boolean better = puts.size() > 1 && leaves.size() <= shared.size();
    for (Inst inst : insts) {
      if (better && puts.contains(inst) && ops(inst.a()) <= MAX_OPS) {
        code.add(new Inst(Op.PUT32, -1, copy(inst.a()), -1, -1, -1, inst.imm(), null));
      } else {
        code.add(inst);
      }
    }
  }

  /** Collects what the value of a put is kept as if it is not copied. */
  private void shallow(int temp, Set<Integer> into) {
    Inst inst = definitions[temp];
    if (constant(inst)) {
      return;
    }
    if (!pure(inst) || uses(temp) > 1) {
      into.add(temp);
      return;
    }
    for (int i = 0; i < inst.argCount(); i++) {
      shallow(inst.arg(i), into);
    }
  }

  private void deep(int temp, Set<Integer> into) {
    Inst inst = definitions[temp];
    if (constant(inst)) {
      return;
    }
    if (!pure(inst)) {
      into.add(temp);
      return;
    }
    for (int i = 0; i < inst.argCount(); i++) {
      deep(inst.arg(i), into);
    }
  }

  private int ops(int temp) {
    Inst inst = definitions[temp];
    if (!pure(inst)) {
      return 0;
    }
    int ops = 1;
    for (int i = 0; i < inst.argCount() && ops <= MAX_OPS; i++) {
      ops += ops(inst.arg(i));
    }
    return ops;
  }

  private int uses(int temp) {
    int uses = 0;
    for (Inst inst : block.code()) {
      for (int i = 0; i < inst.argCount(); i++) {
        uses += inst.arg(i) == temp ? 1 : 0;
      }
    }
    return uses;
  }

  private int copy(int temp) {
    Inst inst = definitions[temp];
    if (!pure(inst)) {
      return temp;
    }
    int[] args = {-1, -1, -1, -1};
    for (int i = 0; i < inst.argCount(); i++) {
      args[i] = copy(inst.arg(i));
    }
    int dst = types.size();
    types.add(types.get(temp));
    code.add(
        new Inst(inst.op(), dst, args[0], args[1], args[2], args[3], inst.imm(), inst.helper()));
    return dst;
  }

  private static boolean constant(Inst inst) {
    return inst.op() == Op.CONST32 || inst.op() == Op.CONST64;
  }

  /** True if it may be computed later, from its arguments. */
  private static boolean pure(Inst inst) {
    return inst.op().kind == Op.Kind.PURE
        && inst.op().result != Type.V128
        && inst.op() != Op.SELECT32
        && inst.op() != Op.SELECT64
        && inst.op() != Op.PC32
        && !constant(inst);
  }
}
