package ebb.frontend.arm.vfp;

import static ebb.frontend.arm.vfp.FpRegisters.d;
import static ebb.frontend.arm.vfp.FpRegisters.s;
import static ebb.frontend.arm.vfp.FpRegisters.setD;
import static ebb.frontend.arm.vfp.FpRegisters.setS;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.Translator;
import ebb.ir.Op;
import ebb.ir.fp.FpVariant;

/** VFP data processing on values of the precision that field z says. DDI 0406C A7.5. */
final class VfpArithmetic {
  private VfpArithmetic() {}

  static int get(Translator t, Encoding<Handler> e, char x) {
    return e.flag('z') ? d(t, FpSyntax.dbl(e, x)) : s(t, FpSyntax.single(e, x));
  }

  static void set(Translator t, Encoding<Handler> e, int value) {
    if (e.flag('z')) {
      setD(t, FpSyntax.dbl(e, 'd'), value);
    } else {
      setS(t, FpSyntax.single(e, 'd'), value);
    }
  }

  private static int negated(Translator t, Encoding<Handler> e, int value) {
    return e.flag('z')
        ? t.ir.op(Op.XOR64, value, t.ir.const64(Long.MIN_VALUE))
        : t.ir.op(Op.XOR32, value, t.ir.const32(Integer.MIN_VALUE));
  }

  private static int arithmetic(Translator t, Encoding<Handler> e, Op single, Op dbl, int... args) {
    return t.ir.opImm(e.flag('z') ? dbl : single, FpVariant.NORMAL, args);
  }

  static Handler binary(Op single, Op dbl) {
    return (t, e) -> set(t, e, arithmetic(t, e, single, dbl, get(t, e, 'n'), get(t, e, 'm')));
  }

  private static int product(Translator t, Encoding<Handler> e) {
    return arithmetic(t, e, Op.FMUL32, Op.FMUL64, get(t, e, 'n'), get(t, e, 'm'));
  }

  static void vnmul(Translator t, Encoding<Handler> e) {
    set(t, e, negated(t, e, product(t, e)));
  }

  /** VMLA and its kin round the product before they add it. */
  static Handler multiplyAdd(boolean negateAddend, boolean negateProduct) {
    return (t, e) -> {
      int product = product(t, e);
      int addend = get(t, e, 'd');
      int a = negateAddend ? negated(t, e, addend) : addend;
      int p = negateProduct ? negated(t, e, product) : product;
      set(t, e, arithmetic(t, e, Op.FADD32, Op.FADD64, a, p));
    };
  }

  static Handler fused(boolean negateAddend, boolean negateProduct) {
    return (t, e) -> {
      int n = get(t, e, 'n');
      int addend = get(t, e, 'd');
      int a = negateAddend ? negated(t, e, addend) : addend;
      int factor = negateProduct ? negated(t, e, n) : n;
      set(t, e, arithmetic(t, e, Op.FMA32, Op.FMA64, factor, get(t, e, 'm'), a));
    };
  }

  static void vsqrt(Translator t, Encoding<Handler> e) {
    set(t, e, arithmetic(t, e, Op.FSQRT32, Op.FSQRT64, get(t, e, 'm')));
  }

  static void vneg(Translator t, Encoding<Handler> e) {
    set(t, e, negated(t, e, get(t, e, 'm')));
  }

  static void vabs(Translator t, Encoding<Handler> e) {
    int value = get(t, e, 'm');
    set(
        t,
        e,
        e.flag('z')
            ? t.ir.op(Op.AND64, value, t.ir.const64(Long.MAX_VALUE))
            : t.ir.op(Op.AND32, value, t.ir.const32(Integer.MAX_VALUE)));
  }

  static void vmov(Translator t, Encoding<Handler> e) {
    set(t, e, get(t, e, 'm'));
  }

  /** VFPExpandImm. */
  static void vmovImmediate(Translator t, Encoding<Handler> e) {
    int imm = e.get('i');
    long sign = imm >> 7;
    long exponentLow = imm >> 4 & 3;
    long fraction = imm & 15;
    boolean b = (imm >> 6 & 1) != 0;
    if (e.flag('z')) {
      long exponent = (b ? 0x3fcL : 0x400L) | exponentLow;
      set(t, e, t.ir.const64(sign << 63 | exponent << 52 | fraction << 48));
    } else {
      long exponent = (b ? 0x7cL : 0x80L) | exponentLow;
      set(t, e, t.ir.const32((int) (sign << 31 | exponent << 23 | fraction << 19)));
    }
  }

  static void vcmp(Translator t, Encoding<Handler> e) {
    compare(t, e, get(t, e, 'm'));
  }

  static void vcmpZero(Translator t, Encoding<Handler> e) {
    compare(t, e, e.flag('z') ? t.ir.const64(0) : t.ir.const32(0));
  }

  private static void compare(Translator t, Encoding<Handler> e, int with) {
    int variant = e.flag('E') ? FpVariant.SIGNALING : FpVariant.NORMAL;
    int relation = t.ir.opImm(e.flag('z') ? Op.FCMP64 : Op.FCMP32, variant, get(t, e, 'd'), with);
    // NZCV by relation: equal 0110, less 1000, greater 0010, unordered 0011.
    int shift = t.ir.op(Op.SHL32, relation, t.ir.const32(2));
    int nzcv = t.ir.op(Op.SHR32, t.ir.const32(0x3286), shift);
    t.ir.put32(ArmState.FPSCR_NZCV, t.ir.op(Op.SHL32, nzcv, t.ir.const32(28)));
    t.comparingFloats(relation);
  }
}
