package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import java.util.Arrays;

/**
 * Computes each pure expression once between labels. Branches out of the straight line do not
 * matter, as what is above them has been computed on both paths.
 */
final class ShareExpressions implements Pass {
  @Override
  public Block run(Block block, StateLayout layout) {
    Rewriter out = new Rewriter(block);
    int capacity = Integer.highestOneBit(block.code().size() + 8) * 2;
    Inst[] table = new Inst[capacity];
    while (out.hasNext()) {
      Inst inst = out.next();
      if (inst.op() == Op.LABEL) {
        Arrays.fill(table, null);
      } else if (pure(inst)) {
        int slot = hash(inst) & capacity - 1;
        while (table[slot] != null && !same(table[slot], inst)) {
          slot = slot + 1 & capacity - 1;
        }
        if (table[slot] != null) {
          out.replace(inst.dst(), table[slot].dst());
          continue;
        }
        table[slot] = inst;
      }
      out.add(inst);
    }
    return out.finish();
  }

  private static boolean pure(Inst inst) {
    return inst.dst() >= 0
        && (inst.op().kind == Op.Kind.PURE
            || inst.helper() != null && inst.helper().effect() == Helper.Effect.PURE);
  }

  private static int hash(Inst inst) {
    int h = inst.op().ordinal();
    h = h * 31 + inst.a();
    h = h * 31 + inst.b();
    h = h * 31 + inst.c();
    h = h * 31 + Long.hashCode(inst.imm());
    return h ^ h >>> 15;
  }

  private static boolean same(Inst x, Inst y) {
    return x.op() == y.op()
        && x.a() == y.a()
        && x.b() == y.b()
        && x.c() == y.c()
        && x.d() == y.d()
        && x.imm() == y.imm()
        && x.helper() == y.helper();
  }
}
