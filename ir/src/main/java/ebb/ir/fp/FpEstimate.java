package ebb.ir.fp;

import static ebb.ir.fp.FpCore.SINGLE;

import ebb.ir.guest.Vcpu;

/**
 * Reciprocal and reciprocal square root estimates and their Newton-Raphson steps on singles, with
 * ARM's standard FPSCR value (DDI 0406C A2.7.8: FPRecipEstimate, FPRSqrtEstimate, FPRecipStep,
 * FPRSqrtStep).
 */
public final class FpEstimate {
  private static final int TWO = 0x4000_0000;
  private static final int THREE = 0x4040_0000;
  private static final int ONE_AND_A_HALF = 0x3fc0_0000;
  private static final int HALF = 0x3f00_0000;
  private static final long SIGN = 0x8000_0000L;

  private FpEstimate() {}

  /** The nine-bit estimate of 1/x × 256 for x = q/512 in [0.5, 1): 256 to 511. */
  private static int reciprocal(int q) {
    return (int) (256.0 * (1.0 / ((q + 0.5) / 512.0)) + 0.5);
  }

  /**
   * The nine-bit estimate of 1/√x × 256 for x in [0.25, 1) in steps of 1/512 below a half, then
   * 1/256.
   */
  private static int reciprocalRoot(int q, boolean belowHalf) {
    double x = (q + 0.5) / (belowHalf ? 512.0 : 256.0);
    return (int) (256.0 * (1.0 / Math.sqrt(x)) + 0.5);
  }

  public static int recip32(Vcpu cpu, int bits) {
    int ctl = FpCore.control(cpu, FpVariant.STANDARD);
    long a = FpCore.operand(cpu, ctl, bits & 0xffff_ffffL, SINGLE);
    if (FpCore.isNan(a, SINGLE)) {
      return (int) FpCore.nan(cpu, ctl, a, SINGLE);
    }
    if (FpCore.isInfinite(a, SINGLE)) {
      return (int) (a & SIGN);
    }
    if (FpCore.isZero(a, SINGLE)) {
      FpCore.raise(cpu, FpFlags.DIVZERO);
      return (int) (a & SIGN | 0x7f80_0000);
    }
    int exponent = FpCore.exponentField(a, SINGLE);
    if (exponent >= 253) {
      FpCore.raise(cpu, FpFlags.UNDERFLOW);
      return (int) (a & SIGN);
    }
    int estimate = reciprocal(256 | (int) (a >>> 15) & 0xff);
    return (int) (a & SIGN) | 253 - exponent << 23 | (estimate & 0xff) << 15;
  }

  public static int rsqrt32(Vcpu cpu, int bits) {
    int ctl = FpCore.control(cpu, FpVariant.STANDARD);
    long a = FpCore.operand(cpu, ctl, bits & 0xffff_ffffL, SINGLE);
    if (FpCore.isNan(a, SINGLE)) {
      return (int) FpCore.nan(cpu, ctl, a, SINGLE);
    }
    if (FpCore.isZero(a, SINGLE)) {
      FpCore.raise(cpu, FpFlags.DIVZERO);
      return (int) (a & SIGN | 0x7f80_0000);
    }
    if ((a & SIGN) != 0) {
      return (int) FpCore.invalid(cpu, ctl, SINGLE);
    }
    if (FpCore.isInfinite(a, SINGLE)) {
      return 0;
    }
    int exponent = FpCore.exponentField(a, SINGLE);
    boolean belowHalf = (exponent & 1) != 0;
    int q = 128 | (int) (a >>> 16) & 0x7f;
    int estimate = reciprocalRoot(q, belowHalf);
    return (380 - exponent) / 2 << 23 | (estimate & 0xff) << 15;
  }

  /** The unsigned fixed-point estimate of VRECPE.U32. */
  public static int recipU32(int a) {
    return a >= 0 ? -1 : reciprocal(a >>> 23) << 23;
  }

  /** The unsigned fixed-point estimate of VRSQRTE.U32. */
  public static int rsqrtU32(int a) {
    if (a >>> 30 == 0) {
      return -1;
    }
    return (a < 0 ? reciprocalRoot(a >>> 24, false) : reciprocalRoot(a >>> 23, true)) << 23;
  }

  private static boolean infinityTimesZero(int a, int b) {
    return isInfinite(a) && isZeroOrSubnormal(b) || isInfinite(b) && isZeroOrSubnormal(a);
  }

  private static boolean isInfinite(int a) {
    return (a & 0x7fff_ffff) == 0x7f80_0000;
  }

  private static boolean isZeroOrSubnormal(int a) {
    return (a & 0x7f80_0000) == 0;
  }

  private static void noteSubnormal(Vcpu cpu, int a, int b) {
    int ctl = FpCore.control(cpu, FpVariant.STANDARD);
    FpCore.operand(cpu, ctl, a & 0xffff_ffffL, SINGLE);
    FpCore.operand(cpu, ctl, b & 0xffff_ffffL, SINGLE);
  }

  /** 2 - a × b, rounded twice. */
  public static int recipStep32(Vcpu cpu, int a, int b) {
    if (infinityTimesZero(a, b)) {
      noteSubnormal(cpu, a, b);
      return TWO;
    }
    int product = SoftFloat.mul32(cpu, a, b, FpVariant.STANDARD);
    return SoftFloat.sub32(cpu, TWO, product, FpVariant.STANDARD);
  }

  /** (3 - a × b) / 2; the halving is exact. */
  public static int rsqrtStep32(Vcpu cpu, int a, int b) {
    if (infinityTimesZero(a, b)) {
      noteSubnormal(cpu, a, b);
      return ONE_AND_A_HALF;
    }
    int product = SoftFloat.mul32(cpu, a, b, FpVariant.STANDARD);
    int difference = SoftFloat.sub32(cpu, THREE, product, FpVariant.STANDARD);
    return SoftFloat.mul32(cpu, difference, HALF, FpVariant.STANDARD);
  }
}
