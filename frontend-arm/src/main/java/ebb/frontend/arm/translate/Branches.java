package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.decode.Immediates;
import ebb.ir.Op;
import ebb.ir.Terminal.Flow;

/**
 * Branches. DDI 0406C A5.5, A6.2.6, A6.3.4. Fields: i offset in units of the instruction set, m
 * target, n base.
 */
final class Branches {
  /** B; the condition is in field c or the IT block's. */
  static final Handler.Conditional B =
      (t, e) -> branchIf(t, t.condition(), t.pcValue() + e.signed('i') * (t.thumb ? 2 : 4));

  /** T16 and T32: B with its own condition. */
  static final Handler.Conditional B_CONDITION =
      (t, e) -> branchIf(t, e.get('c'), t.pcValue() + e.signed('i') * 2);

  private Branches() {}

  private static void branchIf(Translator t, int condition, int target) {
    if (condition >= Translator.ALWAYS) {
      t.jump(target, Flow.JUMP);
    } else {
      t.branch(t.conditionHolds(condition), target, Flow.JUMP);
    }
  }

  /** T32: B.W; the condition is the IT block's. */
  static final Handler.Conditional B_WIDE =
      (t, e) -> branchIf(t, t.condition(), t.pcValue() + Immediates.wideBranch(e));

  /** T32: B.W with a condition. */
  static final Handler.Conditional B_WIDE_CONDITION =
      (t, e) -> branchIf(t, e.get('c'), t.pcValue() + Immediates.wideConditionalBranch(e));

  static void bl(Translator t, Encoding<Handler> e) {
    link(t);
    t.jump(t.pcValue() + e.signed('i') * 4, Flow.CALL);
  }

  /** A32: BLX to T32; H (field h) adds a halfword. */
  static void blx(Translator t, Encoding<Handler> e) {
    link(t);
    t.exchange(t.pcValue() + e.signed('i') * 4 + e.get('h') * 2, true, Flow.CALL);
  }

  static void blWide(Translator t, Encoding<Handler> e) {
    link(t);
    t.jump(t.pcValue() + Immediates.wideBranch(e), Flow.CALL);
  }

  /** T32: BLX to A32. */
  static void blxWide(Translator t, Encoding<Handler> e) {
    if ((e.get('i') & 1) != 0) {
      t.undefined();
      return;
    }
    link(t);
    t.exchange((t.pcValue() & ~3) + Immediates.wideBranch(e), false, Flow.CALL);
  }

  static void bx(Translator t, Encoding<Handler> e) {
    int m = e.get('m');
    t.bxWritePc(t.reg(m), m == 14 ? Flow.RETURN : Flow.JUMP);
  }

  static void blxRegister(Translator t, Encoding<Handler> e) {
    int target = t.reg(e.get('m'));
    link(t);
    t.bxWritePc(target, Flow.CALL);
  }

  private static void link(Translator t) {
    t.setReg(14, t.address(t.thumb ? t.nextPc() | 1 : t.nextPc()));
  }

  /** CBZ, CBNZ; UNPREDICTABLE in an IT block, whose condition is ignored then. */
  static Handler.Conditional compareAndBranch(boolean ifZero) {
    return (t, e) -> {
      int zero = t.ir.const32(0);
      int taken = t.ir.op(ifZero ? Op.SETEQ32 : Op.SETNE32, t.reg(e.get('n')), zero);
      t.branch(taken, t.pcValue() + e.get('i') * 2, Flow.JUMP);
    };
  }

  /** TBB, TBH. */
  static void tableBranch(Translator t, Encoding<Handler> e) {
    int index = t.reg(e.get('m'));
    boolean half = e.flag('H');
    if (half) {
      index = t.ir.op(Op.SHL32, index, t.ir.const32(1));
    }
    int address = t.ir.op(Op.ADD32, t.reg(e.get('n')), index);
    int entry = t.ir.load32(address, t.memop(half ? 2 : 1));
    int distance = t.ir.op(Op.SHL32, entry, t.ir.const32(1));
    t.branchWritePc(t.ir.op(Op.ADD32, t.address(t.pcValue()), distance), Flow.JUMP);
  }
}
