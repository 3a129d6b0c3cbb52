package ebb.ir.fp;

import ebb.ir.StateLayout;
import ebb.ir.guest.Vcpu;

/**
 * The floating-point ops on the host's arithmetic, for compiled code: each small enough that
 * HotSpot's compilers inline it, with one or two comparisons of the result to tell whether it is
 * the guest's, and {@link SoftFloat} where it is not. The variant is {@link FpVariant#NORMAL}.
 *
 * <p>With rounding to nearest, without flushing, and with the inexact flag already set, a finite
 * sum has the guest's bits and raises nothing that is not set; so has a product, a quotient or a
 * fused sum above the least normal number (a smaller one may be an underflow, if no factor is
 * zero). {@link #limit} says whether that is the mode: it is an upper bound of the magnitudes that
 * are the guest's, which nothing is below in other modes. Rounded values are exclusive of the
 * bound, so that infinities and NaNs are never below it.
 *
 * <p>Values are doubles and floats here, and may be signaling NaNs: HotSpot moves them unchanged
 * between these and their bits.
 */
public final class HostFloat {
  private static final int HOST_MODE =
      FpControl.ROUNDING_MASK | FpControl.FLUSH_INPUTS | FpControl.FLUSH_OUTPUTS;

  /** The relation of a NaN to anything. */
  public static final int UNORDERED = 3;

  private HostFloat() {}

  /**
   * Infinity where the host's arithmetic is the guest's, else -1.
   *
   * @param known what it was, if the mode has not been changed since, or 0: ops only set the flag
   */
  public static float limit(Vcpu cpu, float known) {
    return known > 0 ? known : limit(cpu);
  }

  static float limit(Vcpu cpu) {
    int control = cpu.getInt(StateLayout.FPCTL) & HOST_MODE;
    int exact = ~cpu.getInt(StateLayout.FPFLAGS) & FpFlags.INEXACT;
    return (control | exact) == 0 ? Float.POSITIVE_INFINITY : -1;
  }

  /** True if the host's results are the guest's, but for those that are looked at below. */
  public static boolean usable(Vcpu cpu) {
    return limit(cpu) > 0;
  }

  /** True if inexact results raise no flag that is not raised. */
  public static boolean inexactIsKnown(Vcpu cpu) {
    return (cpu.getInt(StateLayout.FPFLAGS) & FpFlags.INEXACT) != 0;
  }

  private static boolean normal(double r, float limit) {
    return Math.abs(r) < limit && Math.abs(r) > Double.MIN_NORMAL;
  }

  private static boolean normal(float r, float limit) {
    return Math.abs(r) < limit && Math.abs(r) > Float.MIN_NORMAL;
  }

  private static int bits(float x) {
    return Float.floatToRawIntBits(x);
  }

  private static long bits(double x) {
    return Double.doubleToRawLongBits(x);
  }

  private static float value(int bits) {
    return Float.intBitsToFloat(bits);
  }

  private static double value(long bits) {
    return Double.longBitsToDouble(bits);
  }

  // ---- single precision

  public static float add32(Vcpu cpu, float x, float y, float limit) {
    float r = x + y;
    return Math.abs(r) < limit ? r : exactAdd(cpu, x, y);
  }

  private static float exactAdd(Vcpu cpu, float x, float y) {
    return value(SoftFloat.add32(cpu, bits(x), bits(y), FpVariant.NORMAL));
  }

  public static float sub32(Vcpu cpu, float x, float y, float limit) {
    float r = x - y;
    return Math.abs(r) < limit ? r : exactSub(cpu, x, y);
  }

  private static float exactSub(Vcpu cpu, float x, float y) {
    return value(SoftFloat.sub32(cpu, bits(x), bits(y), FpVariant.NORMAL));
  }

  public static float mul32(Vcpu cpu, float x, float y, float limit) {
    float r = x * y;
    return normal(r, limit) ? r : rareMul(cpu, x, y, r, limit);
  }

  private static float rareMul(Vcpu cpu, float x, float y, float r, float limit) {
    if ((x == 0 || y == 0) && Math.abs(r) < limit) {
      return r;
    }
    return value(SoftFloat.mul32(cpu, bits(x), bits(y), FpVariant.NORMAL));
  }

  public static float div32(Vcpu cpu, float x, float y, float limit) {
    float r = x / y;
    return normal(r, limit) ? r : rareDiv(cpu, x, y, r, limit);
  }

  private static float rareDiv(Vcpu cpu, float x, float y, float r, float limit) {
    if (x == 0 && Math.abs(r) < limit) {
      return r;
    }
    return value(SoftFloat.div32(cpu, bits(x), bits(y), FpVariant.NORMAL));
  }

  public static float sqrt32(Vcpu cpu, float x, float limit) {
    float r = (float) Math.sqrt(x);
    return r < limit ? r : exactSqrt(cpu, x);
  }

  private static float exactSqrt(Vcpu cpu, float x) {
    return value(SoftFloat.sqrt32(cpu, bits(x), FpVariant.NORMAL));
  }

  /** x × y + z with one rounding. */
  public static float fma32(Vcpu cpu, float x, float y, float z, float limit) {
    float r = Math.fma(x, y, z);
    return normal(r, limit) ? r : rareFma(cpu, x, y, z, r, limit);
  }

  private static float rareFma(Vcpu cpu, float x, float y, float z, float r, float limit) {
    if ((x == 0 || y == 0) && Math.abs(r) < limit) {
      return r;
    }
    return value(SoftFloat.fma32(cpu, bits(x), bits(y), bits(z), FpVariant.NORMAL));
  }

  /** The relation as of {@link SoftFloat#cmp32}; an invalid operation only of signaling NaNs. */
  public static int cmp32(Vcpu cpu, float x, float y, float limit) {
    int relation = relation(x, y);
    return relation < UNORDERED && limit > 0 ? relation : exactCmp(cpu, x, y, FpVariant.NORMAL);
  }

  /** The same, an invalid operation of any NaN. */
  public static int cmpe32(Vcpu cpu, float x, float y, float limit) {
    int relation = relation(x, y);
    return relation < UNORDERED && limit > 0 ? relation : exactCmp(cpu, x, y, FpVariant.SIGNALING);
  }

  /** As of {@link SoftFloat#cmp32}. */
  public static int relation(float x, float y) {
    return x < y ? 1 : x > y ? 2 : x == y ? 0 : UNORDERED;
  }

  private static int exactCmp(Vcpu cpu, float x, float y, int variant) {
    return SoftFloat.cmp32(cpu, bits(x), bits(y), variant);
  }

  public static double cvt32to64(Vcpu cpu, float x, float limit) {
    return Math.abs(x) < limit ? x : exactWide(cpu, x);
  }

  private static double exactWide(Vcpu cpu, float x) {
    return value(SoftFloat.cvt32to64(cpu, bits(x), FpVariant.NORMAL));
  }

  // ---- double precision

  public static double add64(Vcpu cpu, double x, double y, float limit) {
    double r = x + y;
    return Math.abs(r) < limit ? r : exactAdd(cpu, x, y);
  }

  private static double exactAdd(Vcpu cpu, double x, double y) {
    return value(SoftFloat.add64(cpu, bits(x), bits(y), FpVariant.NORMAL));
  }

  public static double sub64(Vcpu cpu, double x, double y, float limit) {
    double r = x - y;
    return Math.abs(r) < limit ? r : exactSub(cpu, x, y);
  }

  private static double exactSub(Vcpu cpu, double x, double y) {
    return value(SoftFloat.sub64(cpu, bits(x), bits(y), FpVariant.NORMAL));
  }

  public static double mul64(Vcpu cpu, double x, double y, float limit) {
    double r = x * y;
    return normal(r, limit) ? r : rareMul(cpu, x, y, r, limit);
  }

  private static double rareMul(Vcpu cpu, double x, double y, double r, float limit) {
    if ((x == 0 || y == 0) && Math.abs(r) < limit) {
      return r;
    }
    return value(SoftFloat.mul64(cpu, bits(x), bits(y), FpVariant.NORMAL));
  }

  public static double div64(Vcpu cpu, double x, double y, float limit) {
    double r = x / y;
    return normal(r, limit) ? r : rareDiv(cpu, x, y, r, limit);
  }

  private static double rareDiv(Vcpu cpu, double x, double y, double r, float limit) {
    if (x == 0 && Math.abs(r) < limit) {
      return r;
    }
    return value(SoftFloat.div64(cpu, bits(x), bits(y), FpVariant.NORMAL));
  }

  public static double sqrt64(Vcpu cpu, double x, float limit) {
    double r = Math.sqrt(x);
    return r < limit ? r : exactSqrt(cpu, x);
  }

  private static double exactSqrt(Vcpu cpu, double x) {
    return value(SoftFloat.sqrt64(cpu, bits(x), FpVariant.NORMAL));
  }

  /** x × y + z with one rounding. */
  public static double fma64(Vcpu cpu, double x, double y, double z, float limit) {
    double r = Math.fma(x, y, z);
    return normal(r, limit) ? r : rareFma(cpu, x, y, z, r, limit);
  }

  private static double rareFma(Vcpu cpu, double x, double y, double z, double r, float limit) {
    if ((x == 0 || y == 0) && Math.abs(r) < limit) {
      return r;
    }
    return value(SoftFloat.fma64(cpu, bits(x), bits(y), bits(z), FpVariant.NORMAL));
  }

  /** The relation as of {@link SoftFloat#cmp64}; an invalid operation only of signaling NaNs. */
  public static int cmp64(Vcpu cpu, double x, double y, float limit) {
    int relation = relation(x, y);
    return relation < UNORDERED && limit > 0 ? relation : exactCmp(cpu, x, y, FpVariant.NORMAL);
  }

  /** The same, an invalid operation of any NaN. */
  public static int cmpe64(Vcpu cpu, double x, double y, float limit) {
    int relation = relation(x, y);
    return relation < UNORDERED && limit > 0 ? relation : exactCmp(cpu, x, y, FpVariant.SIGNALING);
  }

  /** As of {@link SoftFloat#cmp64}. */
  public static int relation(double x, double y) {
    return x < y ? 1 : x > y ? 2 : x == y ? 0 : UNORDERED;
  }

  private static int exactCmp(Vcpu cpu, double x, double y, int variant) {
    return SoftFloat.cmp64(cpu, bits(x), bits(y), variant);
  }

  public static float cvt64to32(Vcpu cpu, double x, float limit) {
    float r = (float) x;
    return normal(r, limit) ? r : rareNarrow(cpu, x, r, limit);
  }

  private static float rareNarrow(Vcpu cpu, double x, float r, float limit) {
    if (x == 0 && limit > 0) {
      return r;
    }
    return value(SoftFloat.cvt64to32(cpu, bits(x), FpVariant.NORMAL));
  }

  // ---- integers, of the variant that is said here, or the standard one of it
  // --------------------------------------------------------------------

  /** A signed integer to a single, rounded to nearest. */
  public static float cvts64to32(Vcpu cpu, long a, float limit, int variant) {
    return limit > 0 ? a : value(SoftFloat.cvts64to32(cpu, a, variant));
  }

  /** A signed integer to a double, rounded to nearest; never if it has at most 33 bits. */
  public static double cvts64to64(Vcpu cpu, long a, float limit, int variant) {
    return a + (1L << 32) >>> 33 == 0 || limit > 0 ? a : exactDouble(cpu, a, variant);
  }

  private static double exactDouble(Vcpu cpu, long a, int variant) {
    return value(SoftFloat.cvts64to64(cpu, a, variant));
  }

  /** Zero, or not to be flushed; not a NaN. */
  private static boolean plain(float x) {
    return Math.abs(x) >= Float.MIN_NORMAL || x == 0;
  }

  /** True if it can be rounded toward zero to a signed integer of 32 bits. */
  public static boolean inSigned(float x) {
    return Math.abs(x) < 0x1p31f && plain(x);
  }

  public static boolean inSigned(double x) {
    return Math.abs(x) < 0x1p31;
  }

  /** The same of an unsigned integer. */
  public static boolean inUnsigned(float x) {
    return x > -1 && x < 0x1p32f && plain(x);
  }

  public static boolean inUnsigned(double x) {
    return x > -1 && x < 0x1p32;
  }

  /** A single to a signed integer, rounded toward zero. */
  public static int cvt32tos32(Vcpu cpu, float x, float limit, int variant) {
    return inSigned(x) && limit > 0 ? (int) x : SoftFloat.cvt32tos32(cpu, bits(x), variant);
  }

  /** A single to an unsigned integer, rounded toward zero. */
  public static int cvt32tou32(Vcpu cpu, float x, float limit, int variant) {
    return inUnsigned(x) && limit > 0
        ? (int) (long) x
        : SoftFloat.cvt32tou32(cpu, bits(x), variant);
  }

  /** A double to a signed integer, rounded toward zero; never the standard variant. */
  public static int cvt64tos32(Vcpu cpu, double x, float limit, int variant) {
    return inSigned(x) && limit > 0 ? (int) x : SoftFloat.cvt64tos32(cpu, bits(x), variant);
  }

  /** A double to an unsigned integer, rounded toward zero. */
  public static int cvt64tou32(Vcpu cpu, double x, float limit, int variant) {
    return inUnsigned(x) && limit > 0
        ? (int) (long) x
        : SoftFloat.cvt64tou32(cpu, bits(x), variant);
  }
}
