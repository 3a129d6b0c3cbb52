package ebb.ir.fp;

import ebb.ir.exec.Lanes;

/**
 * Arithmetic of the host on two single-precision lanes in an i64, and whether its results are those
 * of ARM's standard FPSCR value where inexact ones raise no flag that is not raised. They are, if
 * no lane meets a subnormal, an infinity, a NaN or a product that may have been subnormal.
 */
public final class HostPair {
  private static final long TOPS = 0x8000_0000_8000_0000L;
  private static final long MAGNITUDES = ~TOPS;
  private static final long ONES = 0x0000_0001_0000_0001L;
  private static final int MIN_NORMAL = 0x0080_0000;

  /** The bit of each lane that {@link #notTiny} and {@link #moderate} answer in. */
  private static final long ANSWERS = 0x4000_0000_4000_0000L;

  private HostPair() {}

  static float low(long a) {
    return Float.intBitsToFloat((int) a);
  }

  static float high(long a) {
    return Float.intBitsToFloat((int) (a >>> 32));
  }

  static long pair(float low, float high) {
    return pair(Float.floatToRawIntBits(low), Float.floatToRawIntBits(high));
  }

  static long pair(int low, int high) {
    return low & 0xffff_ffffL | (long) high << 32;
  }

  // Each of the following answers in the top bits of the lanes. Sums with a magnitude cannot carry
  // into the next lane.

  private static long notZero(long a) {
    return (a & MAGNITUDES) + MAGNITUDES;
  }

  private static long subnormal(long a) {
    return notZero(a) & ~((a & MAGNITUDES) + 0x7f80_0000 * ONES);
  }

  private static long infiniteOrNan(long a) {
    return (a & MAGNITUDES) + MIN_NORMAL * ONES;
  }

  private static long subnormalOrNan(long a) {
    return subnormal(a) | (a & MAGNITUDES) + 0x007f_ffff * ONES;
  }

  /**
   * A factor is subnormal, or neither is zero and the product before it is rounded may be. As an
   * integer, a magnitude m is at most 2^23 (127 + log2 m), so that from 0x40800000 on the sum of
   * two says that the product is at least 2^-125.
   */
  private static long mayUnderflow(long a, long b) {
    long sum = (a & MAGNITUDES) + (b & MAGNITUDES);
    long large = sum | (sum & MAGNITUDES) + 0x3f80_0000 * ONES;
    return notZero(a) & notZero(b) & ~large | subnormal(a) | subnormal(b);
  }

  /**
   * At least 2^-63, so that the product of two is normal: one of the two top bits of the exponent.
   */
  private static long notTiny(long a) {
    return a | a << 1;
  }

  /** At least 2^-63 and less than 2^65: not both of them, either. */
  private static long moderate(long a) {
    return a ^ a << 1;
  }

  public static long sums(long a, long b) {
    return pair(low(a) + low(b), high(a) + high(b));
  }

  /** A shorter test that sums or products are the guest's: most numbers but zero pass. */
  public static boolean moderate(long a, long b, long results) {
    return (notTiny(a) & notTiny(b) & moderate(results) & ANSWERS) == ANSWERS;
  }

  public static boolean usualSums(long a, long b, long sums) {
    return ((subnormal(a) | subnormal(b) | subnormal(sums) | infiniteOrNan(sums)) & TOPS) == 0;
  }

  public static long products(long a, long b) {
    return pair(low(a) * low(b), high(a) * high(b));
  }

  public static boolean usualProducts(long a, long b, long products) {
    return ((infiniteOrNan(products) | mayUnderflow(a, b)) & TOPS) == 0;
  }

  /** a + b × c, rounded twice. */
  public static long sums(long a, long b, long c) {
    return pair(low(a) + low(b) * low(c), high(a) + high(b) * high(c));
  }

  /** A shorter test that these sums are the guest's. */
  public static boolean moderate(long a, long b, long c, long sums) {
    return (notTiny(a) & notTiny(b) & notTiny(c) & moderate(sums) & ANSWERS) == ANSWERS;
  }

  public static boolean usualSums(long a, long b, long c, long sums) {
    long unusual = subnormal(a) | subnormal(sums) | infiniteOrNan(sums) | mayUnderflow(b, c);
    return (unusual & TOPS) == 0;
  }

  /** True if the host's comparisons and choices are the standard variant's. */
  public static boolean comparable(long a, long b) {
    return ((subnormalOrNan(a) | subnormalOrNan(b)) & TOPS) == 0;
  }

  /** Integers in the order of the numbers, with -0 below +0; its own inverse. */
  private static long ordered(long a) {
    return a ^ Lanes.spread(32, a & TOPS) & MAGNITUDES;
  }

  /** Integers in the order of the numbers, with one zero. */
  private static long signed(long a) {
    long signs = Lanes.spread(32, a & TOPS);
    return Lanes.sub(32, a & MAGNITUDES ^ signs, signs);
  }

  public static long maxima(long a, long b) {
    return ordered(Lanes.maxs(32, ordered(a), ordered(b)));
  }

  public static long minima(long a, long b) {
    return ordered(Lanes.mins(32, ordered(a), ordered(b)));
  }

  public static long equal(long a, long b) {
    return Lanes.seteq(32, signed(a), signed(b));
  }

  public static long notLess(long a, long b) {
    return ~Lanes.setgts(32, signed(b), signed(a));
  }

  public static long greater(long a, long b) {
    return Lanes.setgts(32, signed(a), signed(b));
  }
}
