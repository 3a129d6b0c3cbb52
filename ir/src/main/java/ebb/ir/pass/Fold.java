package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.exec.Eval;

/** Computes what is constant, applies {@link Rules}, and decides branches on constants. */
final class Fold implements Pass {
  @Override
  public Block run(Block block, StateLayout layout) {
    Rewriter out = new Rewriter(block);
    Values values = new Values(out);
    while (out.hasNext()) {
      Inst inst = out.next();
      switch (inst.op()) {
        case BRNZ, BRZ -> branch(out, values, inst);
        default -> {
          if (inst.op().kind == Op.Kind.PURE) {
            pure(out, values, inst);
          } else {
            values.define(inst);
            out.add(inst);
          }
        }
      }
    }
    Terminal terminal = out.terminal();
    if (terminal instanceof Terminal.Branch branch && values.isConstant(branch.condition())) {
      boolean taken = values.constant(branch.condition()) != 0;
      return out.finish(
          new Terminal.Jump(taken ? branch.taken() : branch.fallthrough(), branch.flow()));
    }
    return out.finish(terminal);
  }

  private static void pure(Rewriter out, Values values, Inst given) {
    Inst inst = constantToTheRight(values, given);
    Rules.Result result = constants(values, inst);
    if (result == null) {
      result = Rules.apply(values, inst);
    }
    if (result != null && result.op() == null) {
      out.replace(inst.dst(), result.temp());
      return;
    }
    Inst now = result == null ? inst : result.op();
    values.define(now);
    if (now == given) {
      out.add(now);
    } else {
      out.addNew(now);
    }
  }

  private static Inst constantToTheRight(Values values, Inst inst) {
    boolean swap =
        switch (inst.op()) {
          case ADD32, MUL32, AND32, OR32, XOR32, SETEQ32, SETNE32 -> true;
          case ADD64, MUL64, AND64, OR64, XOR64, SETEQ64, SETNE64 -> true;
          default -> false;
        };
    if (!swap || !values.isConstant(inst.a()) || values.isConstant(inst.b())) {
      return inst;
    }
    return new Inst(inst.op(), inst.dst(), inst.b(), inst.a(), -1, -1, inst.imm(), null);
  }

  private static Rules.Result constants(Values values, Inst inst) {
    if (!Eval.knows(inst.op())) {
      return null;
    }
    int count = inst.argCount();
    for (int k = 0; k < count; k++) {
      if (!values.isConstant(inst.arg(k))) {
        return null;
      }
    }
    long a = values.constant(inst.a());
    long b = count > 1 ? values.constant(inst.b()) : 0;
    long c = count > 2 ? values.constant(inst.c()) : 0;
    return Rules.constant(inst, Eval.eval(inst.op(), inst.imm(), a, b, c));
  }

  private static void branch(Rewriter out, Values values, Inst inst) {
    boolean ifNonZero = inst.op() == Op.BRNZ;
    int t = inst.a();
    if (values.isConstant(t)) {
      if (values.constant(t) != 0 == ifNonZero) {
        out.addNew(new Inst(Op.BR, -1, -1, -1, -1, -1, inst.imm(), null));
      } else {
        out.drop();
      }
      return;
    }
    // The branch tests for zero itself.
    Inst set = values.def(t);
    if ((set.op() == Op.SETEQ32 || set.op() == Op.SETNE32) && values.is(set.b(), 0)) {
      boolean same = set.op() == Op.SETNE32;
      Op op = ifNonZero == same ? Op.BRNZ : Op.BRZ;
      out.addNew(new Inst(op, -1, set.a(), -1, -1, -1, inst.imm(), null));
      return;
    }
    out.add(inst);
  }
}
