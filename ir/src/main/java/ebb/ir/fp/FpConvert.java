package ebb.ir.fp;

import static ebb.ir.fp.FpCore.DOUBLE;
import static ebb.ir.fp.FpCore.HALF;
import static ebb.ir.fp.FpCore.SINGLE;

import ebb.ir.guest.Vcpu;

/**
 * Conversions between floating-point formats, and between them and integers or fixed-point numbers
 * (FPConvert, FPToFixed, FixedToFP of DDI 0406C A2.7.8). Out-of-range values saturate and NaNs
 * become 0, as ARM has it, with an invalid operation.
 */
public final class FpConvert {
  private FpConvert() {}

  // ---- between floating-point formats
  // -----------------------------------------------------------------

  static long convert(Vcpu cpu, int ctl, long a, int from, int to) {
    a = FpCore.operand(cpu, ctl, a, from);
    boolean negative = FpCore.negative(a, from);
    boolean alternative = (ctl & FpControl.ALTERNATIVE_HALF) != 0;
    if (from == HALF && alternative) {
      return FpCore.isZero(a, HALF)
          ? FpCore.zero(negative, to)
          : FpCore.round(
              cpu, ctl, negative, FpCore.exponent(a, HALF), FpCore.significand(a, HALF), to);
    }
    if (FpCore.isNan(a, from)) {
      if (to == HALF && alternative) {
        FpCore.raise(cpu, FpFlags.INVALID);
        return FpCore.zero(negative, HALF);
      }
      long nan = FpCore.nan(cpu, ctl, a, from);
      if ((ctl & FpControl.DEFAULT_NAN) != 0) {
        return FpCore.defaultNan(ctl, to);
      }
      long fraction = FpCore.fraction(nan, from);
      return FpCore.infinity(negative, to)
          | (to > from ? fraction << to - from : fraction >>> from - to);
    }
    if (FpCore.isInfinite(a, from)) {
      if (to == HALF && alternative) {
        FpCore.raise(cpu, FpFlags.INVALID);
        return FpCore.zero(negative, HALF) | FpCore.signBit(HALF) - 1;
      }
      return FpCore.infinity(negative, to);
    }
    if (FpCore.isZero(a, from)) {
      return FpCore.zero(negative, to);
    }
    int exponent = FpCore.exponent(a, from);
    return FpCore.round(cpu, ctl, negative, exponent, FpCore.significand(a, from), to);
  }

  /** Half precision in the low 16 bits of {@code a}. */
  public static int cvt16to32(Vcpu cpu, int a, int variant) {
    return (int) convert(cpu, FpCore.control(cpu, variant), a & 0xffff, HALF, SINGLE);
  }

  public static long cvt16to64(Vcpu cpu, int a, int variant) {
    return convert(cpu, FpCore.control(cpu, variant), a & 0xffff, HALF, DOUBLE);
  }

  /** The result is zero-extended. */
  public static int cvt32to16(Vcpu cpu, int a, int variant) {
    return (int) convert(cpu, FpCore.control(cpu, variant), a & 0xffff_ffffL, SINGLE, HALF);
  }

  public static int cvt64to16(Vcpu cpu, long a, int variant) {
    return (int) convert(cpu, FpCore.control(cpu, variant), a, DOUBLE, HALF);
  }

  // ---- to integers
  // --------------------------------------------------------------------------------------

  /** {@link #toFixed} of a single. */
  public static long toFixed32(
      Vcpu cpu, int a, int width, boolean unsigned, int fractionBits, int variant) {
    int ctl = FpCore.control(cpu, variant);
    return toFixed(cpu, ctl, a & 0xffff_ffffL, SINGLE, width, unsigned, fractionBits);
  }

  /** {@link #toFixed} of a double. */
  public static long toFixed64(
      Vcpu cpu, long a, int width, boolean unsigned, int fractionBits, int variant) {
    return toFixed(cpu, FpCore.control(cpu, variant), a, DOUBLE, width, unsigned, fractionBits);
  }

  /**
   * The value × 2^fractionBits, rounded, in {@code width} bits (1 to 64), sign- or zero-extended to
   * 64.
   */
  private static long toFixed(
      Vcpu cpu, int ctl, long a, int f, int width, boolean unsigned, int fractionBits) {
    a = FpCore.operand(cpu, ctl, a, f);
    if (FpCore.isNan(a, f)) {
      FpCore.raise(cpu, FpFlags.INVALID);
      return 0;
    }
    boolean negative = FpCore.negative(a, f);
    if (FpCore.isInfinite(a, f)) {
      return saturated(cpu, negative, width, unsigned);
    }
    if (FpCore.isZero(a, f)) {
      return 0;
    }
    int exponent = FpCore.exponent(a, f) + fractionBits;
    if (exponent > 63) {
      return saturated(cpu, negative, width, unsigned);
    }
    long sig = FpCore.significand(a, f);
    long integer;
    long lost;
    if (exponent >= 62) {
      integer = sig << exponent - 62;
      lost = 0;
    } else if (exponent >= -1) {
      integer = sig >>> 62 - exponent;
      lost = sig << exponent + 2;
    } else {
      integer = 0;
      lost = 1;
    }
    if (roundsUp(ctl & FpControl.ROUNDING_MASK, negative, integer, lost)) {
      integer++;
    }
    boolean fits;
    if (unsigned) {
      fits = negative ? integer == 0 : width == 64 || integer >>> width == 0;
    } else {
      long limit = 1L << width - 1;
      fits = Long.compareUnsigned(integer, negative ? limit : limit - 1) <= 0;
    }
    if (!fits) {
      return saturated(cpu, negative, width, unsigned);
    }
    if (lost != 0) {
      FpCore.raise(cpu, FpFlags.INEXACT);
    }
    return negative ? -integer : integer;
  }

  /** Whether the magnitude {@code integer} + lost/2^64 rounds to the next integer. */
  private static boolean roundsUp(int mode, boolean negative, long integer, long lost) {
    return switch (mode) {
      case FpControl.NEAREST_EVEN -> lost < 0 && (lost << 1 != 0 || (integer & 1) != 0);
      case FpControl.NEAREST_AWAY -> lost < 0;
      case FpControl.UP -> !negative && lost != 0;
      case FpControl.DOWN -> negative && lost != 0;
      default -> false;
    };
  }

  private static long saturated(Vcpu cpu, boolean negative, int width, boolean unsigned) {
    FpCore.raise(cpu, FpFlags.INVALID);
    if (unsigned) {
      return negative ? 0 : -1L >>> 64 - width;
    }
    return negative ? -1L << width - 1 : (1L << width - 1) - 1;
  }

  // ---- from integers
  // ------------------------------------------------------------------------------------

  /** A 64-bit integer (s64 or u64) divided by 2^fractionBits, as a single. */
  public static int fromFixed32(
      Vcpu cpu, long value, boolean unsigned, int fractionBits, int variant) {
    int ctl = FpCore.control(cpu, variant);
    return (int) fromFixed(cpu, ctl, value, unsigned, fractionBits, SINGLE);
  }

  /** A 64-bit integer (s64 or u64) divided by 2^fractionBits, as a double. */
  public static long fromFixed64(
      Vcpu cpu, long value, boolean unsigned, int fractionBits, int variant) {
    return fromFixed(cpu, FpCore.control(cpu, variant), value, unsigned, fractionBits, DOUBLE);
  }

  private static long fromFixed(
      Vcpu cpu, int ctl, long value, boolean unsigned, int fractionBits, int f) {
    if (value == 0) {
      return 0;
    }
    boolean negative = !unsigned && value < 0;
    long magnitude = negative ? -value : value;
    int zeros = Long.numberOfLeadingZeros(magnitude);
    long sig = zeros == 0 ? FpCore.shiftRightJam(magnitude, 1) : magnitude << zeros - 1;
    return FpCore.round(cpu, ctl, negative, 63 - zeros - fractionBits, sig, f);
  }

  // ---- to integral values
  // -------------------------------------------------------------------------------

  /** Rounds a single to an integral value; raises inexact only if {@code exact} asks for it. */
  public static int roundToIntegral32(Vcpu cpu, int a, boolean exact, int variant) {
    int ctl = FpCore.control(cpu, variant);
    return (int) roundToIntegral(cpu, ctl, a & 0xffff_ffffL, exact, SINGLE);
  }

  /** Rounds a double to an integral value; raises inexact only if {@code exact} asks for it. */
  public static long roundToIntegral64(Vcpu cpu, long a, boolean exact, int variant) {
    return roundToIntegral(cpu, FpCore.control(cpu, variant), a, exact, DOUBLE);
  }

  private static long roundToIntegral(Vcpu cpu, int ctl, long a, boolean exact, int f) {
    a = FpCore.operand(cpu, ctl, a, f);
    if (FpCore.isNan(a, f)) {
      return FpCore.nan(cpu, ctl, a, f);
    }
    if (FpCore.isInfinite(a, f) || FpCore.isZero(a, f)) {
      return a;
    }
    int exponent = FpCore.exponent(a, f);
    if (exponent >= f) {
      return a;
    }
    boolean negative = FpCore.negative(a, f);
    long sig = FpCore.significand(a, f);
    long integer = exponent >= 0 ? sig >>> 62 - exponent : 0;
    long lost = exponent >= -1 ? sig << exponent + 2 : 1;
    if (roundsUp(ctl & FpControl.ROUNDING_MASK, negative, integer, lost)) {
      integer++;
    }
    if (lost != 0 && exact) {
      FpCore.raise(cpu, FpFlags.INEXACT);
    }
    return fromFixed(cpu, ctl, integer, true, 0, f) | FpCore.zero(negative, f);
  }
}
