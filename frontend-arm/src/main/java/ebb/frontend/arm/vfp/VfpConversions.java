package ebb.frontend.arm.vfp;

import static ebb.frontend.arm.vfp.FpRegisters.d;
import static ebb.frontend.arm.vfp.FpRegisters.s;
import static ebb.frontend.arm.vfp.FpRegisters.setD;
import static ebb.frontend.arm.vfp.FpRegisters.setS;

import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.Translator;
import ebb.ir.Bits;
import ebb.ir.Helper;
import ebb.ir.Helper.Effect;
import ebb.ir.Op;
import ebb.ir.fp.FpControl;
import ebb.ir.fp.FpConvert;
import ebb.ir.fp.FpVariant;
import java.util.List;

/** VCVT in all its forms. DDI 0406C A8.8.302 to A8.8.309. */
final class VfpConversions {
  /**
   * The form argument of the fixed-point helpers: width in bits, fraction bits at 8, unsigned at
   * 16, variant from bit 20.
   */
  private static final Helper TO_FIXED32 =
      helper(
          "vcvt_f32_fixed",
          (cpu, a, form, c, d) ->
              FpConvert.toFixed32(
                  cpu, (int) a, width(form), unsigned(form), fraction(form), variant(form)));

  private static final Helper TO_FIXED64 =
      helper(
          "vcvt_f64_fixed",
          (cpu, a, form, c, d) ->
              FpConvert.toFixed64(
                  cpu, a, width(form), unsigned(form), fraction(form), variant(form)));

  private static final Helper FROM_FIXED32 =
      helper(
          "vcvt_fixed_f32",
          (cpu, a, form, c, d) ->
              FpConvert.fromFixed32(cpu, a, false, fraction(form), variant(form)));

  private static final Helper FROM_FIXED64 =
      helper(
          "vcvt_fixed_f64",
          (cpu, a, form, c, d) ->
              FpConvert.fromFixed64(cpu, a, false, fraction(form), variant(form)));

  private static final Helper FROM_HALF =
      helper("vcvt_f16_f32", (cpu, a, v, c, d) -> FpConvert.cvt16to32(cpu, (int) a, (int) v));

  private static final Helper TO_HALF =
      helper("vcvt_f32_f16", (cpu, a, v, c, d) -> FpConvert.cvt32to16(cpu, (int) a, (int) v));

  static final List<Helper> HELPERS =
      List.of(TO_FIXED32, TO_FIXED64, FROM_FIXED32, FROM_FIXED64, FROM_HALF, TO_HALF);

  private static final int NEAREST = FpVariant.rounding(FpControl.NEAREST_EVEN);

  private VfpConversions() {}

  private static Helper helper(String name, Helper.Fn fn) {
    return new Helper(name, Effect.WRITES_STATE, 2, fn);
  }

  private static int form(int width, boolean unsigned, int fractionBits, int variant) {
    return width | fractionBits << 8 | (unsigned ? 1 << 16 : 0) | variant << 20;
  }

  private static int width(long form) {
    return (int) form & 0xff;
  }

  private static int fraction(long form) {
    return (int) form >> 8 & 0xff;
  }

  private static boolean unsigned(long form) {
    return (form >> 16 & 1) != 0;
  }

  private static int variant(long form) {
    return (int) form >> 20 & 0xff;
  }

  static void betweenPrecisions(Translator t, Encoding<Handler> e) {
    if (e.flag('z')) {
      int value = d(t, FpSyntax.dbl(e, 'm'));
      setS(t, FpSyntax.single(e, 'd'), t.ir.opImm(Op.FCVT64TO32, 0, value));
    } else {
      int value = s(t, FpSyntax.single(e, 'm'));
      setD(t, FpSyntax.dbl(e, 'd'), t.ir.opImm(Op.FCVT32TO64, 0, value));
    }
  }

  static void toInteger(Translator t, Encoding<Handler> e) {
    Op op =
        e.flag('s')
            ? e.flag('z') ? Op.FCVT64TOS32 : Op.FCVT32TOS32
            : e.flag('z') ? Op.FCVT64TOU32 : Op.FCVT32TOU32;
    int variant = e.flag('R') ? FpVariant.TOWARD_ZERO : FpVariant.NORMAL;
    int result = t.ir.opImm(op, variant, VfpArithmetic.get(t, e, 'm'));
    setS(t, FpSyntax.single(e, 'd'), result);
  }

  static void fromInteger(Translator t, Encoding<Handler> e) {
    int value = s(t, FpSyntax.single(e, 'm'));
    int wide = t.ir.op(e.flag('s') ? Op.SEXT64 : Op.ZEXT64, value);
    Op op = e.flag('z') ? Op.FCVTS64TO64 : Op.FCVTS64TO32;
    VfpArithmetic.set(t, e, t.ir.opImm(op, FpVariant.NORMAL, wide));
  }

  /** Between floating-point and fixed-point in the same register. */
  static Handler fixed(boolean toFixed) {
    return (t, e) -> {
      int width = e.flag('x') ? 32 : 16;
      int fractionBits = width - e.get('i') * 2 - e.get('j');
      if (fractionBits < 0) {
        t.undefined();
        return;
      }
      boolean unsigned = e.flag('U');
      int value = VfpArithmetic.get(t, e, 'd');
      if (toFixed) {
        int form = form(width, unsigned, fractionBits, FpVariant.TOWARD_ZERO);
        int result = t.ir.call64(e.flag('z') ? TO_FIXED64 : TO_FIXED32, value, t.ir.const32(form));
        VfpArithmetic.set(t, e, e.flag('z') ? result : t.ir.op(Op.TRUNC32, result));
      } else {
        int low = e.flag('z') ? value : t.ir.op(Op.ZEXT64, value);
        Op extract = unsigned ? Op.EXTRACT64 : Op.SEXTRACT64;
        int wide = t.ir.opImm(extract, Bits.field(0, width), low);
        int form = t.ir.const32(form(width, unsigned, fractionBits, NEAREST));
        VfpArithmetic.set(
            t,
            e,
            e.flag('z')
                ? t.ir.call64(FROM_FIXED64, wide, form)
                : t.ir.call32(FROM_FIXED32, wide, form));
      }
    };
  }

  /** VCVTB and VCVTT: half precision in the bottom or top of a single register. */
  static Handler half(boolean toHalf) {
    return (t, e) -> {
      int lsb = e.flag('T') ? 16 : 0;
      int source = s(t, FpSyntax.single(e, 'm'));
      int target = FpSyntax.single(e, 'd');
      int variant = t.ir.const32(FpVariant.NORMAL);
      if (toHalf) {
        int result = t.ir.call32(TO_HALF, source, variant);
        setS(t, target, t.ir.deposit32(s(t, target), result, lsb, 16));
      } else {
        setS(t, target, t.ir.call32(FROM_HALF, t.ir.extract32(source, lsb, 16), variant));
      }
    };
  }
}
