package ebb.ir.fp;

import ebb.ir.StateLayout;
import ebb.ir.guest.Vcpu;

/**
 * Integer-exact arithmetic of IEEE 754-2008 on the binary16, binary32 and binary64 formats:
 * operands unpacked into sign, exponent and a significand with its leading one at bit 62, results
 * rounded once.
 *
 * <p>A format is named by the width of its fraction field. Sticky bits are kept by "jamming": a
 * right shift ORs what it loses into bit 0, which at least nine guard bits keep apart from the
 * rounding position.
 */
final class FpCore {
  static final int HALF = 10;
  static final int SINGLE = 23;
  static final int DOUBLE = 52;

  private FpCore() {}

  // ---- control and flags ------------------------------------------------------------------------

  static int control(Vcpu cpu, int variant) {
    int ctl = cpu.getInt(StateLayout.FPCTL);
    if ((variant & FpVariant.STANDARD) != 0) {
      ctl = ctl & FpControl.ALTERNATIVE_HALF | FpControl.ARM_STANDARD;
    }
    int rounding = variant >> 2 & 7;
    return rounding == 0 ? ctl : ctl & ~FpControl.ROUNDING_MASK | rounding - 1;
  }

  static void raise(Vcpu cpu, int flags) {
    cpu.putInt(StateLayout.FPFLAGS, cpu.getInt(StateLayout.FPFLAGS) | flags);
  }

  // ---- formats
  // ------------------------------------------------------------------------------------

  static int exponentMask(int f) {
    return f == DOUBLE ? 0x7ff : f == SINGLE ? 0xff : 0x1f;
  }

  static int bias(int f) {
    return exponentMask(f) >> 1;
  }

  static int signShift(int f) {
    return f == DOUBLE ? 63 : f == SINGLE ? 31 : 15;
  }

  static boolean negative(long bits, int f) {
    return (bits >>> signShift(f) & 1) != 0;
  }

  static long signBit(int f) {
    return 1L << signShift(f);
  }

  static int exponentField(long bits, int f) {
    return (int) (bits >>> f) & exponentMask(f);
  }

  static long fraction(long bits, int f) {
    return bits & (1L << f) - 1;
  }

  static boolean isNan(long bits, int f) {
    return exponentField(bits, f) == exponentMask(f) && fraction(bits, f) != 0;
  }

  static boolean isSignaling(long bits, int f) {
    return isNan(bits, f) && (bits >>> f - 1 & 1) == 0;
  }

  static boolean isInfinite(long bits, int f) {
    return exponentField(bits, f) == exponentMask(f) && fraction(bits, f) == 0;
  }

  static boolean isZero(long bits, int f) {
    return (bits & signBit(f) - 1) == 0;
  }

  static boolean isSubnormal(long bits, int f) {
    return exponentField(bits, f) == 0 && fraction(bits, f) != 0;
  }

  static long zero(boolean negative, int f) {
    return negative ? signBit(f) : 0;
  }

  static long infinity(boolean negative, int f) {
    return zero(negative, f) | (long) exponentMask(f) << f;
  }

  static long quiet(long bits, int f) {
    return bits | 1L << f - 1;
  }

  static long defaultNan(int ctl, int f) {
    return quiet(infinity((ctl & FpControl.SSE_NAN) != 0, f), f);
  }

  /** The significand of a finite nonzero number, leading one at bit 62. */
  static long significand(long bits, int f) {
    long fraction = fraction(bits, f);
    return exponentField(bits, f) != 0
        ? (fraction | 1L << f) << 62 - f
        : fraction << Long.numberOfLeadingZeros(fraction) - 1;
  }

  /** The exponent of a finite nonzero number: its value is significand × 2^(exponent - 62). */
  static int exponent(long bits, int f) {
    int field = exponentField(bits, f);
    return field != 0
        ? field - bias(f)
        : 64 - bias(f) - f - Long.numberOfLeadingZeros(fraction(bits, f));
  }

  /** An operand as the flush-inputs control shows it. Half precision is never flushed. */
  static long operand(Vcpu cpu, int ctl, long bits, int f) {
    if ((ctl & FpControl.FLUSH_INPUTS) != 0 && f != HALF && isSubnormal(bits, f)) {
      raise(cpu, FpFlags.INPUT_DENORMAL);
      return bits & signBit(f);
    }
    return bits;
  }

  // ---- NaNs
  // ---------------------------------------------------------------------------------------

  static long invalid(Vcpu cpu, int ctl, int f) {
    raise(cpu, FpFlags.INVALID);
    return defaultNan(ctl, f);
  }

  /** The result of an operation whose only operand is a NaN (FPProcessNaN). */
  static long nan(Vcpu cpu, int ctl, long a, int f) {
    if (isSignaling(a, f)) {
      raise(cpu, FpFlags.INVALID);
    }
    return (ctl & FpControl.DEFAULT_NAN) != 0 ? defaultNan(ctl, f) : quiet(a, f);
  }

  /** The result of an operation of which an operand is a NaN (FPProcessNaNs). */
  static long nan(Vcpu cpu, int ctl, long a, long b, int f) {
    if ((ctl & FpControl.SSE_NAN) != 0) {
      if (isSignaling(b, f)) {
        raise(cpu, FpFlags.INVALID);
      }
      return nan(cpu, ctl, isNan(a, f) ? a : b, f);
    }
    boolean first = isSignaling(a, f) || isNan(a, f) && !isSignaling(b, f);
    return nan(cpu, ctl, first ? a : b, f);
  }

  /** The same with three operands, the most preferred first (FPProcessNaNs3). */
  static long nan(Vcpu cpu, int ctl, long a, long b, long c, int f) {
    if (isSignaling(a, f)) {
      return nan(cpu, ctl, a, f);
    }
    if (isSignaling(b, f) || isSignaling(c, f)) {
      return nan(cpu, ctl, isSignaling(b, f) ? b : c, f);
    }
    return nan(cpu, ctl, isNan(a, f) ? a : isNan(b, f) ? b : c, f);
  }

  // ---- rounding
  // -----------------------------------------------------------------------------------

  static long shiftRightJam(long sig, int count) {
    if (count == 0) {
      return sig;
    }
    return count < 64 ? sig >>> count | (sig << -count != 0 ? 1 : 0) : sig != 0 ? 1 : 0;
  }

  /**
   * What to add below the rounding position, {@code shift} bits from the bottom, before truncating.
   */
  private static long increment(int mode, boolean negative, int shift) {
    return switch (mode) {
      case FpControl.NEAREST_EVEN, FpControl.NEAREST_AWAY -> 1L << shift - 1;
      case FpControl.UP -> negative ? 0 : (1L << shift) - 1;
      case FpControl.DOWN -> negative ? (1L << shift) - 1 : 0;
      default -> 0;
    };
  }

  /** Rounds ±sig × 2^(exponent - 62), with 2^62 ≤ sig &lt; 2^63, into a format (FPRound). */
  static long round(Vcpu cpu, int ctl, boolean negative, int exponent, long sig, int f) {
    boolean alternative = f == HALF && (ctl & FpControl.ALTERNATIVE_HALF) != 0;
    int fieldLimit = exponentMask(f) + (alternative ? 1 : 0);
    int mode = ctl & FpControl.ROUNDING_MASK;
    int shift = 62 - f;
    long increment = increment(mode, negative, shift);
    int field = exponent + bias(f);
    boolean tiny = false;
    if (field <= 0) {
      tiny = field < 0 || (ctl & FpControl.TINY_AFTER_ROUNDING) == 0 || sig + increment >= 0;
      if (tiny && (ctl & FpControl.FLUSH_OUTPUTS) != 0 && f != HALF) {
        raise(cpu, FpFlags.UNDERFLOW);
        return zero(negative, f);
      }
      sig = shiftRightJam(sig, 1 - field);
      field = 0;
    }
    long lost = sig & (1L << shift) - 1;
    long rounded = sig + increment >>> shift;
    if (mode == FpControl.NEAREST_EVEN && lost == 1L << shift - 1) {
      rounded &= ~1L;
    }
    long magnitude =
        field == 0 ? rounded : field >= fieldLimit ? -1 : ((long) (field - 1) << f) + rounded;
    if (magnitude >>> f >= fieldLimit) {
      return overflow(cpu, mode, negative, alternative, f);
    }
    if (lost != 0) {
      raise(cpu, tiny ? FpFlags.INEXACT | FpFlags.UNDERFLOW : FpFlags.INEXACT);
    }
    return zero(negative, f) | magnitude;
  }

  private static long overflow(Vcpu cpu, int mode, boolean negative, boolean alternative, int f) {
    if (alternative) {
      raise(cpu, FpFlags.INVALID);
      return zero(negative, f) | signBit(f) - 1;
    }
    raise(cpu, FpFlags.OVERFLOW | FpFlags.INEXACT);
    boolean toInfinity =
        switch (mode) {
          case FpControl.UP -> !negative;
          case FpControl.DOWN -> negative;
          case FpControl.ZERO -> false;
          default -> true;
        };
    return infinity(negative, f) - (toInfinity ? 0 : 1);
  }

  private static long exactZero(int ctl, int f) {
    return zero((ctl & FpControl.ROUNDING_MASK) == FpControl.DOWN, f);
  }

  static long repack(Vcpu cpu, int ctl, long a, int f) {
    return round(cpu, ctl, negative(a, f), exponent(a, f), significand(a, f), f);
  }

  // ---- arithmetic
  // -----------------------------------------------------------------------------------

  /** a + b, or a - b if {@code flip} is the sign bit rather than 0. */
  static long add(Vcpu cpu, int ctl, long a, long b, long flip, int f) {
    a = operand(cpu, ctl, a, f);
    b = operand(cpu, ctl, b, f);
    if (isNan(a, f) || isNan(b, f)) {
      return nan(cpu, ctl, a, b, f);
    }
    b ^= flip;
    boolean sameSign = negative(a, f) == negative(b, f);
    if (isInfinite(a, f)) {
      return isInfinite(b, f) && !sameSign ? invalid(cpu, ctl, f) : a;
    }
    if (isInfinite(b, f)) {
      return b;
    }
    if (isZero(a, f) || isZero(b, f)) {
      if (isZero(a, f) && isZero(b, f)) {
        return sameSign ? a : exactZero(ctl, f);
      }
      return repack(cpu, ctl, isZero(a, f) ? b : a, f);
    }
    int exponent = exponent(a, f);
    int distance = exponent - exponent(b, f);
    long x = significand(a, f) >>> 1;
    long y = significand(b, f) >>> 1;
    if (distance < 0) {
      exponent -= distance;
      x = shiftRightJam(x, -distance);
    } else {
      y = shiftRightJam(y, distance);
    }
    boolean negative = negative(a, f);
    long sum = sameSign ? x + y : x - y;
    if (sum == 0) {
      return exactZero(ctl, f);
    }
    if (sum < 0) {
      sum = -sum;
      negative = !negative;
    }
    int up = Long.numberOfLeadingZeros(sum) - 1;
    return round(cpu, ctl, negative, exponent + 1 - up, sum << up, f);
  }

  static long mul(Vcpu cpu, int ctl, long a, long b, int f) {
    a = operand(cpu, ctl, a, f);
    b = operand(cpu, ctl, b, f);
    if (isNan(a, f) || isNan(b, f)) {
      return nan(cpu, ctl, a, b, f);
    }
    boolean negative = negative(a, f) != negative(b, f);
    boolean zero = isZero(a, f) || isZero(b, f);
    if (isInfinite(a, f) || isInfinite(b, f)) {
      return zero ? invalid(cpu, ctl, f) : infinity(negative, f);
    }
    if (zero) {
      return zero(negative, f);
    }
    long x = significand(a, f) << 1;
    long y = significand(b, f);
    int exponent = exponent(a, f) + exponent(b, f) + 1;
    long high = Math.unsignedMultiplyHigh(x, y);
    long sig = high | (x * y != 0 ? 1 : 0);
    if (high < 1L << 62) {
      sig = high << 1 | (x * y != 0 ? 1 : 0);
      exponent--;
    }
    return round(cpu, ctl, negative, exponent, sig, f);
  }

  static long div(Vcpu cpu, int ctl, long a, long b, int f) {
    a = operand(cpu, ctl, a, f);
    b = operand(cpu, ctl, b, f);
    if (isNan(a, f) || isNan(b, f)) {
      return nan(cpu, ctl, a, b, f);
    }
    boolean negative = negative(a, f) != negative(b, f);
    if (isInfinite(a, f)) {
      return isInfinite(b, f) ? invalid(cpu, ctl, f) : infinity(negative, f);
    }
    if (isZero(b, f)) {
      if (isZero(a, f)) {
        return invalid(cpu, ctl, f);
      }
      raise(cpu, FpFlags.DIVZERO);
      return infinity(negative, f);
    }
    if (isZero(a, f) || isInfinite(b, f)) {
      return zero(negative, f);
    }
    int exponent = exponent(a, f) - exponent(b, f);
    long x = significand(a, f) >>> 10;
    long y = significand(b, f) >>> 10;
    if (x < y) {
      x <<= 1;
      exponent--;
    }
    long quotient = 1;
    long rest = x - y;
    for (int i = 0; i < 6; i++) {
      rest <<= 10;
      long digit = rest / y;
      rest -= digit * y;
      quotient = quotient << 10 | digit;
    }
    return round(cpu, ctl, negative, exponent, quotient << 2 | (rest != 0 ? 1 : 0), f);
  }

  static long sqrt(Vcpu cpu, int ctl, long a, int f) {
    a = operand(cpu, ctl, a, f);
    if (isNan(a, f)) {
      return nan(cpu, ctl, a, f);
    }
    if (isZero(a, f)) {
      return a;
    }
    if (negative(a, f)) {
      return invalid(cpu, ctl, f);
    }
    if (isInfinite(a, f)) {
      return a;
    }
    int exponent = exponent(a, f);
    long radicand = significand(a, f) << (exponent & 1);
    long root = 0;
    long rest = 0;
    for (int i = 0; i < 56; i++) {
      rest = rest << 2 | radicand >>> 62;
      radicand <<= 2;
      long trial = root << 2 | 1;
      root <<= 1;
      if (rest >= trial) {
        rest -= trial;
        root |= 1;
      }
    }
    return round(cpu, ctl, false, exponent >> 1, root << 7 | (rest != 0 ? 1 : 0), f);
  }

  /** a × b + c with one rounding; of NaNs, the addend's comes first (FPMulAdd). */
  static long fma(Vcpu cpu, int ctl, long a, long b, long c, int f) {
    a = operand(cpu, ctl, a, f);
    b = operand(cpu, ctl, b, f);
    c = operand(cpu, ctl, c, f);
    boolean zero = isZero(a, f) || isZero(b, f);
    boolean infinite = isInfinite(a, f) || isInfinite(b, f);
    if (isNan(a, f) || isNan(b, f) || isNan(c, f)) {
      boolean undefined = zero && infinite && !isSignaling(c, f);
      return undefined ? invalid(cpu, ctl, f) : nan(cpu, ctl, c, a, b, f);
    }
    boolean negative = negative(a, f) != negative(b, f);
    boolean sameSign = negative == negative(c, f);
    if (infinite) {
      return zero || isInfinite(c, f) && !sameSign ? invalid(cpu, ctl, f) : infinity(negative, f);
    }
    if (isInfinite(c, f)) {
      return c;
    }
    if (zero) {
      if (isZero(c, f)) {
        return sameSign ? c : exactZero(ctl, f);
      }
      return repack(cpu, ctl, c, f);
    }
    // 128-bit numbers (high, low) with the leading one of the larger operand at bit 125.
    long x = significand(a, f);
    long y = significand(b, f);
    int exponent = exponent(a, f) + exponent(b, f) + 1;
    long high = Math.multiplyHigh(x, y);
    long low = x * y;
    if (high < 1L << 61) {
      high = high << 1 | low >>> 63;
      low <<= 1;
      exponent--;
    }
    if (!isZero(c, f)) {
      long cHigh = significand(c, f) >>> 1;
      long cLow = 0;
      int distance = exponent - exponent(c, f);
      if (distance < 0) {
        low = lowShiftRightJam(high, low, -distance);
        high = -distance < 64 ? high >>> -distance : 0;
        exponent -= distance;
      } else {
        cLow = lowShiftRightJam(cHigh, 0, distance);
        cHigh = distance < 64 ? cHigh >>> distance : 0;
      }
      if (sameSign) {
        low += cLow;
        high += cHigh + (Long.compareUnsigned(low, cLow) < 0 ? 1 : 0);
      } else {
        long borrow = Long.compareUnsigned(low, cLow) < 0 ? 1 : 0;
        low -= cLow;
        high -= cHigh + borrow;
        if ((high | low) == 0) {
          return exactZero(ctl, f);
        }
        if (high < 0) {
          negative = !negative;
          high = ~high + (low == 0 ? 1 : 0);
          low = -low;
        }
      }
    }
    if (high == 0) {
      high = low >>> 1;
      low <<= 63;
      exponent -= 63;
    }
    int up = Long.numberOfLeadingZeros(high) - 1;
    long sig = up == 0 ? high : high << up | low >>> -up;
    return round(cpu, ctl, negative, exponent + 1 - up, sig | (low << up != 0 ? 1 : 0), f);
  }

  /** The low half of a 128-bit right shift with jamming. */
  private static long lowShiftRightJam(long high, long low, int count) {
    if (count == 0) {
      return low;
    }
    if (count < 64) {
      return high << -count | low >>> count | (low << -count != 0 ? 1 : 0);
    }
    long lost = count == 64 ? low : low | (count < 128 ? high << -count : high);
    return (count < 128 ? high >>> count : 0) | (lost != 0 ? 1 : 0);
  }

  /** 0 equal, 1 less, 2 greater, 3 unordered. */
  static int compare(Vcpu cpu, int ctl, long a, long b, boolean signaling, int f) {
    a = operand(cpu, ctl, a, f);
    b = operand(cpu, ctl, b, f);
    if (isNan(a, f) || isNan(b, f)) {
      if (signaling || isSignaling(a, f) || isSignaling(b, f)) {
        raise(cpu, FpFlags.INVALID);
      }
      return 3;
    }
    if (a == b || isZero(a, f) && isZero(b, f)) {
      return 0;
    }
    boolean less =
        negative(a, f) != negative(b, f)
            ? negative(a, f)
            : negative(a, f) != Long.compareUnsigned(a, b) < 0;
    return less ? 1 : 2;
  }
}
