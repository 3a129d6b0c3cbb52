package ebb.frontend.arm.translate;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.ir.Emitter;
import ebb.ir.Op;

/**
 * Saturation, packing, extension, reversal and bit fields. DDI 0406C A5.2.6, A5.4, A6.3.12 to
 * A6.3.15.
 *
 * <p>Fields: d, n, m, a registers; v, t a constant shift; w a width or bound; l a lowest bit; r a
 * rotation in bytes.
 */
final class Media {
  private Media() {}

  /** QADD, QSUB, QDADD, QDSUB: Rm op (twice) Rn. */
  static Handler saturatingAdd(Op op, boolean twice) {
    return (t, e) -> {
      Emitter ir = t.ir;
      int n = ir.op(Op.SEXT64, t.reg(e.get('n')));
      if (twice) {
        n = ir.op(Op.SEXT64, saturate32(t, ir.op(Op.ADD64, n, n)));
      }
      int m = ir.op(Op.SEXT64, t.reg(e.get('m')));
      t.setReg(e.get('d'), saturate32(t, ir.op(op, m, n)));
    };
  }

  private static int saturate32(Translator t, int value64) {
    Emitter ir = t.ir;
    int low = ir.op(Op.TRUNC32, value64);
    int saturates = ir.op(Op.SETNE64, ir.op(Op.SEXT64, low), value64);
    setQ(t, saturates);
    int sign = ir.op(Op.SAR32, ir.op(Op.HIGH32, value64), ir.const32(31));
    return ir.select32(saturates, ir.op(Op.XOR32, sign, ir.const32(0x7fffffff)), low);
  }

  private static void setQ(Translator t, int condition) {
    t.ir.put32(ArmState.QF, t.ir.op(Op.OR32, t.ir.get32(ArmState.QF), condition));
  }

  /** SSAT. */
  static void ssat(Translator t, Encoding<Handler> e) {
    int operand = saturationOperand(t, e);
    long bound = 1L << e.get('w');
    t.setReg(e.get('d'), clampWithQ(t, operand, (int) -bound, (int) (bound - 1)));
  }

  /** USAT. */
  static void usat(Translator t, Encoding<Handler> e) {
    int operand = saturationOperand(t, e);
    t.setReg(e.get('d'), clampWithQ(t, operand, 0, (1 << e.get('w')) - 1));
  }

  private static int saturationOperand(Translator t, Encoding<Handler> e) {
    int type = e.flag('t') ? Shifter.ASR : Shifter.LSL;
    return Shifter.shift(t, t.reg(e.get('n')), type, e.get('v'), false).value();
  }

  static void ssat16(Translator t, Encoding<Handler> e) {
    int bound = 1 << e.get('w');
    clampHalves(t, e, -bound, bound - 1);
  }

  static void usat16(Translator t, Encoding<Handler> e) {
    clampHalves(t, e, 0, (1 << e.get('w')) - 1);
  }

  private static void clampHalves(Translator t, Encoding<Handler> e, int low, int high) {
    Emitter ir = t.ir;
    int n = t.reg(e.get('n'));
    int bottom = clampWithQ(t, ir.op(Op.EXTS16, n), low, high);
    int top = clampWithQ(t, ir.op(Op.SAR32, n, ir.const32(16)), low, high);
    t.setReg(e.get('d'), pack16(ir, bottom, top));
  }

  private static int clampWithQ(Translator t, int value, int low, int high) {
    int clamped = clamp(t.ir, value, low, high);
    setQ(t, t.ir.op(Op.SETNE32, clamped, value));
    return clamped;
  }

  /** A signed temp brought into bounds. */
  static int clamp(Emitter ir, int value, int low, int high) {
    int lowest = ir.const32(low);
    int highest = ir.const32(high);
    int atLeast = ir.select32(ir.op(Op.SETLTS32, value, lowest), lowest, value);
    return ir.select32(ir.op(Op.SETLTS32, highest, atLeast), highest, atLeast);
  }

  static int pack16(Emitter ir, int bottom, int top) {
    return ir.deposit32(ir.op(Op.AND32, bottom, ir.const32(0xffff)), top, 16, 16);
  }

  /** PKHBT, PKHTB. */
  static void pkh(Translator t, Encoding<Handler> e) {
    Emitter ir = t.ir;
    boolean topFromN = e.flag('t');
    int type = topFromN ? Shifter.ASR : Shifter.LSL;
    int m = Shifter.shift(t, t.reg(e.get('m')), type, e.get('v'), false).value();
    int n = t.reg(e.get('n'));
    t.setReg(e.get('d'), topFromN ? ir.deposit32(n, m, 0, 16) : ir.deposit32(m, n, 0, 16));
  }

  /** The extensions: SXTB, UXTH ... with the optional addition of Rn. */
  static Handler extend(Op extension) {
    return (t, e) -> t.setReg(e.get('d'), added(t, e, t.ir.op(extension, rotated(t, e))));
  }

  /** UXTB, UXTH and additions. */
  static Handler zeroExtend(int bits) {
    return (t, e) -> t.setReg(e.get('d'), added(t, e, t.ir.extract32(rotated(t, e), 0, bits)));
  }

  /** SXTB16, SXTAB16, UXTB16, UXTAB16. */
  static Handler extendBytes(boolean signed) {
    return (t, e) -> {
      Emitter ir = t.ir;
      int m = rotated(t, e);
      int bottom = signed ? ir.op(Op.EXTS8, m) : ir.extract32(m, 0, 8);
      int top = signed ? ir.sextract32(m, 16, 8) : ir.extract32(m, 16, 8);
      if (e.has('n')) {
        int n = t.reg(e.get('n'));
        bottom = ir.op(Op.ADD32, bottom, n);
        top = ir.op(Op.ADD32, top, ir.op(Op.SHR32, n, ir.const32(16)));
      }
      t.setReg(e.get('d'), pack16(ir, bottom, top));
    };
  }

  private static int rotated(Translator t, Encoding<Handler> e) {
    int m = t.reg(e.get('m'));
    return e.flag('r') ? t.ir.op(Op.ROTR32, m, t.ir.const32(e.get('r') * 8)) : m;
  }

  private static int added(Translator t, Encoding<Handler> e, int value) {
    return e.has('n') ? t.ir.op(Op.ADD32, t.reg(e.get('n')), value) : value;
  }

  /** REV, RBIT, CLZ. */
  static Handler unary(Op op) {
    return (t, e) -> t.setReg(e.get('d'), t.ir.op(op, t.reg(e.get('m'))));
  }

  static void rev16(Translator t, Encoding<Handler> e) {
    Emitter ir = t.ir;
    int swapped = ir.op(Op.BSWAP32, t.reg(e.get('m')));
    t.setReg(e.get('d'), ir.op(Op.ROTR32, swapped, ir.const32(16)));
  }

  static void revsh(Translator t, Encoding<Handler> e) {
    Emitter ir = t.ir;
    int swapped = ir.op(Op.BSWAP32, t.reg(e.get('m')));
    t.setReg(e.get('d'), ir.op(Op.SAR32, swapped, ir.const32(16)));
  }

  /**
   * SBFX, UBFX: w is the width less one. A field that leaves the register is UNPREDICTABLE:
   * undefined here.
   */
  static Handler bitField(boolean signed) {
    return (t, e) -> {
      int lsb = e.get('l');
      int width = e.get('w') + 1;
      if (lsb + width > 32) {
        t.undefined();
        return;
      }
      int n = t.reg(e.get('n'));
      t.setReg(e.get('d'), signed ? t.ir.sextract32(n, lsb, width) : t.ir.extract32(n, lsb, width));
    };
  }

  /** BFI, and BFC where there is no n: w is the highest bit. */
  static void insert(Translator t, Encoding<Handler> e) {
    int lsb = e.get('l');
    int width = e.get('w') - lsb + 1;
    if (width <= 0) {
      t.undefined();
      return;
    }
    int d = e.get('d');
    int value = e.has('n') ? t.reg(e.get('n')) : t.ir.const32(0);
    t.setReg(d, t.ir.deposit32(t.reg(d), value, lsb, width));
  }

  /** USAD8, USADA8. */
  static void usad8(Translator t, Encoding<Handler> e) {
    Emitter ir = t.ir;
    int n = t.reg(e.get('n'));
    int m = t.reg(e.get('m'));
    int sum = e.has('a') ? t.reg(e.get('a')) : ir.const32(0);
    for (int lane = 0; lane < 32; lane += 8) {
      int difference = ir.op(Op.SUB32, ir.extract32(n, lane, 8), ir.extract32(m, lane, 8));
      int negative = ir.op(Op.SETLTS32, difference, ir.const32(0));
      int absolute = ir.select32(negative, ir.op(Op.NEG32, difference), difference);
      sum = ir.op(Op.ADD32, sum, absolute);
    }
    t.setReg(e.get('d'), sum);
  }

  /** SEL: bytes of Rn where GE is set, of Rm elsewhere. */
  static void sel(Translator t, Encoding<Handler> e) {
    Emitter ir = t.ir;
    // Bit i of GE lands in bit 8i: no two partial products meet in a bit.
    int spread = ir.op(Op.MUL32, ir.get32(ArmState.GE), ir.const32(0x00204081));
    int ones = ir.op(Op.AND32, spread, ir.const32(0x01010101));
    int mask = ir.op(Op.MUL32, ones, ir.const32(0xff));
    int n = ir.op(Op.AND32, t.reg(e.get('n')), mask);
    int m = ir.op(Op.AND32, t.reg(e.get('m')), ir.op(Op.NOT32, mask));
    t.setReg(e.get('d'), ir.op(Op.OR32, n, m));
  }
}
