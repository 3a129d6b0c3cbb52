package ebb.frontend.arm.neon;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.Translator;
import ebb.frontend.arm.vfp.FpRegisters;
import ebb.frontend.arm.vfp.FpStatus;
import ebb.frontend.arm.vfp.FpSyntax;
import ebb.ir.Bits;
import ebb.ir.Helper;
import ebb.ir.Op;
import ebb.ir.fp.FpVariant;

/**
 * Common parts of the Advanced SIMD translators. Results of all registers are computed before the
 * first is written, since sources may be destinations.
 */
final class Neon {
  private Neon() {}

  /** True if the register field names the odd half of a Q register. */
  static boolean odd(Encoding<?> e, char... fields) {
    for (char field : fields) {
      if ((e.get(field) & 1) != 0) {
        return true;
      }
    }
    return false;
  }

  /** A handler that is undefined where Advanced SIMD is switched off. */
  static Handler whenOn(Handler handler) {
    return (t, e) -> {
      if ((t.flags & ArmState.SIMD_ON) == 0) {
        t.undefined();
      } else {
        handler.translate(t, e);
      }
    };
  }

  /** D register {@code i} of the operand in fields x and X. */
  static int get(Translator t, Encoding<?> e, char x, int i) {
    return FpRegisters.d(t, FpSyntax.dbl(e, x) + i);
  }

  static void set(Translator t, Encoding<?> e, char x, int i, int value) {
    FpRegisters.setD(t, FpSyntax.dbl(e, x) + i, value);
  }

  static int registers(Encoding<?> e) {
    return e.flag('Q') ? 2 : 1;
  }

  /** A lane op of the IR; lanes of 64 bits take the scalar op of the same meaning. */
  static int lanes(Translator t, Op op, int size, int a, int b) {
    if (size == 3) {
      return switch (op) {
        case VADD64 -> t.ir.op(Op.ADD64, a, b);
        case VSUB64 -> t.ir.op(Op.SUB64, a, b);
        case VMUL64 -> t.ir.op(Op.MUL64, a, b);
        default -> throw new IllegalArgumentException(op.mnemonic);
      };
    }
    return t.ir.opImm(op, 8 << size, a, b);
  }

  static int call(Translator t, Lanes family, int size, boolean unsigned, int a, int b) {
    return t.ir.call64(family.of(size, unsigned), a, b);
  }

  /** A constant with the low {@code 8 << size} bits of the value in every lane. */
  static int splat(Translator t, int size, long value) {
    return t.ir.const64(splat(size, value));
  }

  static long splat(int size, long value) {
    int bits = 8 << size;
    long result = value & -1L >>> 64 - bits;
    for (int i = bits; i < 64; i <<= 1) {
      result |= result << i;
    }
    return result;
  }

  static int not(Translator t, int a) {
    return t.ir.op(Op.NOT64, a);
  }

  /** All lanes shifted right by 1 to the lane's width. */
  static int shiftRight(Translator t, int size, boolean unsigned, int a, int amount) {
    int bits = 8 << size;
    if (amount == bits) {
      if (unsigned) {
        return t.ir.const64(0);
      }
      amount--;
    }
    if (size == 3) {
      return t.ir.op(unsigned ? Op.SHR64 : Op.SAR64, a, t.ir.const32(amount));
    }
    return t.ir.opImm(unsigned ? Op.VSHR64 : Op.VSAR64, Bits.laneShift(bits, amount), a);
  }

  static int shiftLeft(Translator t, int size, int a, int amount) {
    if (size == 3) {
      return t.ir.op(Op.SHL64, a, t.ir.const32(amount));
    }
    return amount == 0 ? a : t.ir.opImm(Op.VSHL64, Bits.laneShift(8 << size, amount), a);
  }

  static int widen(Translator t, int a, int half, int size, boolean unsigned) {
    return t.ir.call64(NeonHelpers.WIDEN[size * 4 + half * 2 + (unsigned ? 1 : 0)], a);
  }

  /** Sets FPSCR.QC if the D register that saturated differs from the one that wrapped. */
  static void noteSaturation(Translator t, int saturated, int wrapped) {
    int differs = t.ir.op(Op.SETNE64, saturated, wrapped);
    int flag = t.ir.op(Op.SHL32, differs, t.ir.const32(FpStatus.QC_BIT));
    t.ir.put32(ArmState.FPSCR, t.ir.op(Op.OR32, t.ir.get32(ArmState.FPSCR), flag));
  }

  /**
   * Lanes that wrapped to the most negative value, which without saturation is no result, become
   * the most positive one.
   */
  static int saturated(Translator t, int size, int wrapped) {
    int bits = 8 << size;
    int least = t.ir.const64(ebb.ir.exec.Lanes.tops(bits));
    int overflows = t.ir.opImm(Op.VSETEQ64, bits, wrapped, least);
    noteSaturation(t, overflows, t.ir.const64(0));
    return t.ir.op(Op.XOR64, wrapped, overflows);
  }

  /** A sum or difference that saturates. */
  static int saturating(
      Translator t, Lanes family, Op wrapping, int size, boolean unsigned, int a, int b) {
    int result = call(t, family, size, unsigned, a, b);
    noteSaturation(t, result, lanes(t, wrapping, size, a, b));
    return result;
  }

  /**
   * Two D registers narrowed to lanes of this size with saturation, which has happened if they are
   * not what the result is when widened.
   */
  static int narrowSaturating(
      Translator t, Helper narrowing, int size, boolean unsigned, int low, int high) {
    int result = t.ir.call64(narrowing, low, high);
    int differences =
        t.ir.op(
            Op.OR64,
            t.ir.op(Op.XOR64, widen(t, result, 0, size, unsigned), low),
            t.ir.op(Op.XOR64, widen(t, result, 1, size, unsigned), high));
    noteSaturation(t, differences, t.ir.const64(0));
    return result;
  }

  /** A floating-point op on pairs of lanes, with the standard FPSCR value. */
  static int pairs(Translator t, Op op, int... args) {
    return t.ir.opImm(op, FpVariant.STANDARD, args);
  }

  /** A floating-point op on both single-precision lanes, with the standard FPSCR value. */
  static int floats(Translator t, Op op, int... args) {
    int[] low = new int[args.length];
    int[] high = new int[args.length];
    for (int i = 0; i < args.length; i++) {
      low[i] = t.ir.op(Op.TRUNC32, args[i]);
      high[i] = t.ir.op(Op.HIGH32, args[i]);
    }
    int first = t.ir.opImm(op, FpVariant.STANDARD, low);
    int second = t.ir.opImm(op, FpVariant.STANDARD, high);
    return t.ir.op(Op.CONCAT64, first, second);
  }

  /** Both single-precision lanes to integers, rounded toward zero. */
  static int toIntegers(Translator t, int a, boolean unsigned) {
    Op op = unsigned ? Op.FCVT32TOU32 : Op.FCVT32TOS32;
    int variant = FpVariant.STANDARD | FpVariant.TOWARD_ZERO;
    int first = t.ir.opImm(op, variant, t.ir.op(Op.TRUNC32, a));
    int second = t.ir.opImm(op, variant, t.ir.op(Op.HIGH32, a));
    return t.ir.op(Op.CONCAT64, first, second);
  }

  /** Both lanes from integers to single precision. */
  static int fromIntegers(Translator t, int a, boolean unsigned) {
    Op extend = unsigned ? Op.ZEXT64 : Op.SEXT64;
    int low = t.ir.op(extend, t.ir.op(Op.TRUNC32, a));
    int high = t.ir.op(extend, t.ir.op(Op.HIGH32, a));
    int first = t.ir.opImm(Op.FCVTS64TO32, FpVariant.STANDARD, low);
    int second = t.ir.opImm(Op.FCVTS64TO32, FpVariant.STANDARD, high);
    return t.ir.op(Op.CONCAT64, first, second);
  }

  static int compareFloats(Translator t, Op op, int a, int b) {
    int signaling = op == Op.VFSETEQ64 ? 0 : FpVariant.SIGNALING;
    return t.ir.opImm(op, FpVariant.STANDARD | signaling, a, b);
  }

  static int magnitudes(Translator t, int a) {
    return t.ir.op(Op.AND64, a, t.ir.const64(0x7fff_ffff_7fff_ffffL));
  }

  static int negateFloats(Translator t, int a) {
    return t.ir.op(Op.XOR64, a, t.ir.const64(0x8000_0000_8000_0000L));
  }
}
