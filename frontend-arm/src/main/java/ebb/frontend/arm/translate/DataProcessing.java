package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.decode.Immediates;
import ebb.frontend.arm.translate.Shifter.Operand;
import ebb.ir.Op;
import ebb.ir.Terminal.Flow;

/**
 * Data-processing instructions. DDI 0406C A5.2, A6.2, A6.3.
 *
 * <p>Fields: d, n, m registers, s the register that holds a shift amount, i immediate, t shift
 * type, v shift amount, S set flags.
 */
final class DataProcessing {
  private DataProcessing() {}

  /** A32: modified immediate. */
  static Handler immediate(Alu op) {
    return (t, e) -> finish(t, e, op, Shifter.armImmediate(t, e.get('i')), sets(op, e));
  }

  /** A32 and T32: register shifted by a constant. */
  static Handler register(Alu op) {
    return (t, e) -> {
      boolean set = sets(op, e);
      int m = t.reg(e.get('m'));
      finish(t, e, op, Shifter.shift(t, m, e.get('t'), e.get('v'), set && op.logical()), set);
    };
  }

  /** A32: register shifted by a register. */
  static Handler shiftedByRegister(Alu op) {
    return (t, e) -> {
      boolean set = sets(op, e);
      int m = t.reg(e.get('m'));
      int s = t.reg(e.get('s'));
      finish(t, e, op, Shifter.shiftByRegister(t, m, e.get('t'), s, set && op.logical()), set);
    };
  }

  /** T32: modified immediate. */
  static Handler thumbImmediate(Alu op) {
    return (t, e) -> finish(t, e, op, Shifter.thumbImmediate(t, e.get('i')), sets(op, e));
  }

  /** T16: immediate; flags are set outside IT blocks. */
  static Handler shortImmediate(Alu op, char first) {
    return (t, e) -> {
      Operand operand = new Operand(t.ir.const32(e.get('i')), -1);
      int a = op.unary() ? -1 : t.reg(e.get(first));
      int result = op.emit(t, a, operand, op.comparison() || !t.inIt());
      if (!op.comparison()) {
        t.setReg(e.get('d'), result);
      }
    };
  }

  /** T16: two or three low registers; flags are set outside IT blocks. */
  static Handler shortRegister(Alu op, char first) {
    return (t, e) -> {
      Operand operand = new Operand(t.reg(e.get('m')), -1);
      int a = op.unary() ? -1 : t.reg(e.get(first));
      int result = op.emit(t, a, operand, op.comparison() || !t.inIt());
      if (!op.comparison()) {
        t.setReg(e.get('d'), result);
      }
    };
  }

  /** T16: RSB Rd, Rn, #0. */
  static void negate(Translator t, Encoding<Handler> e) {
    Operand zero = new Operand(t.ir.const32(0), -1);
    t.setReg(e.get('d'), Alu.RSB.emit(t, t.reg(e.get('n')), zero, !t.inIt()));
  }

  /** T16: shift by a constant; flags are set outside IT blocks. */
  static void shortShift(Translator t, Encoding<Handler> e) {
    boolean set = !t.inIt();
    Operand operand = Shifter.shift(t, t.reg(e.get('m')), e.get('t'), e.get('v'), set);
    t.setReg(e.get('d'), Alu.MOV.emit(t, -1, operand, set));
  }

  /** T16: Rd shifted by Rm. */
  static Handler shortShiftByRegister(int type) {
    return (t, e) -> {
      boolean set = !t.inIt();
      int value = t.reg(e.get('d'));
      Operand operand = Shifter.shiftByRegister(t, value, type, t.reg(e.get('m')), set);
      t.setReg(e.get('d'), Alu.MOV.emit(t, -1, operand, set));
    };
  }

  /** T32: Rn shifted by Rm. */
  static void shiftRegister(Translator t, Encoding<Handler> e) {
    boolean set = e.flag('S');
    int n = t.reg(e.get('n'));
    Operand operand = Shifter.shiftByRegister(t, n, e.get('t'), t.reg(e.get('m')), set);
    t.setReg(e.get('d'), Alu.MOV.emit(t, -1, operand, set));
  }

  /** T16: ADD, CMP, MOV with high registers; no flags but CMP's. */
  static Handler highRegister(Alu op) {
    return (t, e) -> {
      Operand operand = new Operand(t.reg(e.get('m')), -1);
      int a = op.unary() ? -1 : t.reg(e.get('d'));
      int result = op.emit(t, a, operand, op.comparison());
      if (!op.comparison()) {
        t.setResult(e.get('d'), result);
      }
    };
  }

  /** ADR, and ADD/SUB of a plain immediate; the base R15 is rounded down to a word. */
  static Handler plainImmediate(Op op) {
    return (t, e) -> {
      int base = t.base(e.has('n') ? e.get('n') : 15);
      t.setResult(e.get('d'), t.ir.op(op, base, t.ir.const32(e.get('i'))));
    };
  }

  /** T16: ADD or SUB with SP or PC and an immediate in words. */
  static Handler scaledImmediate(Op op, int n) {
    return (t, e) -> {
      int result = t.ir.op(op, t.base(n), t.ir.const32(e.get('i') << 2));
      t.setReg(e.has('d') ? e.get('d') : n, result);
    };
  }

  static void movw(Translator t, Encoding<Handler> e) {
    t.setReg(e.get('d'), t.ir.const32(Immediates.moveWide(e)));
  }

  static void movt(Translator t, Encoding<Handler> e) {
    int d = e.get('d');
    t.setReg(d, t.ir.deposit32(t.reg(d), t.ir.const32(Immediates.moveWide(e)), 16, 16));
  }

  /** T32: SUBS PC, LR, #i: exception return. */
  static void subsPcLr(Translator t, Encoding<Handler> e) {
    if (t.user()) {
      t.undefined();
      return;
    }
    int target = t.ir.op(Op.SUB32, t.reg(14), t.ir.const32(e.get('i')));
    t.system.exceptionReturn(t, target);
  }

  private static boolean sets(Alu op, Encoding<Handler> e) {
    return op.comparison() || e.flag('S');
  }

  private static void finish(
      Translator t, Encoding<Handler> e, Alu op, Operand operand, boolean set) {
    int a = op.unary() ? -1 : t.reg(e.get('n'));
    if (op.comparison()) {
      op.emit(t, a, operand, true);
      return;
    }
    int d = e.get('d');
    if (d != 15 || !set) {
      int result = op.emit(t, a, operand, set);
      if (d == 15 && op == Alu.MOV && e.has('m') && e.get('m') == 14) {
        t.bxWritePc(result, Flow.RETURN);
      } else {
        t.setResult(d, result);
      }
    } else if (t.user()) {
      t.undefined();
    } else {
      t.system.exceptionReturn(t, op.emit(t, a, operand, false));
    }
  }
}
