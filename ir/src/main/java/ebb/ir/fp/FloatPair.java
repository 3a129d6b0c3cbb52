package ebb.ir.fp;

import static ebb.ir.fp.SoftFloat.add32;
import static ebb.ir.fp.SoftFloat.cmp32;
import static ebb.ir.fp.SoftFloat.mul32;

import ebb.ir.StateLayout;
import ebb.ir.exec.Lanes;
import ebb.ir.guest.Vcpu;

/**
 * The floating-point ops of the IR on two single-precision lanes in an i64: each lane as {@link
 * SoftFloat} computes it.
 *
 * <p>With ARM's standard FPSCR value, which is what vectors use, both lanes take the host's
 * arithmetic together if none of them meets a subnormal, an infinity, a NaN or a product that may
 * have been subnormal. Compiled code calls the methods of that variant with the limit.
 */
public final class FloatPair {
  private static final long TOPS = 0x8000_0000_8000_0000L;
  private static final long MAGNITUDES = ~TOPS;
  private static final int MIN_NORMAL = 0x0080_0000;
  private static final long ONES = 0x0000_0001_0000_0001L;

  /** A limit that says nothing. */
  private static final float UNKNOWN = 0;

  private FloatPair() {}

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

  private static float low(long a) {
    return Float.intBitsToFloat((int) a);
  }

  private static float high(long a) {
    return Float.intBitsToFloat((int) (a >>> 32));
  }

  private static long pair(float low, float high) {
    return pair(Float.floatToRawIntBits(low), Float.floatToRawIntBits(high));
  }

  private static long pair(int low, int high) {
    return low & 0xffff_ffffL | (long) high << 32;
  }

  private static boolean inexactIsNew(Vcpu cpu, float limit) {
    return !(limit > 0) && (cpu.getInt(StateLayout.FPFLAGS) & FpFlags.INEXACT) == 0;
  }

  /** What 2Sum says a sum has lost. */
  private static float lost(float x, float y, float sum) {
    float virtualY = sum - x;
    return (x - (sum - virtualY)) + (y - virtualY);
  }

  // ---- on the host: the results, and whether they are those of the standard variant if inexact
  // results are nothing new

  public static long sums(long a, long b) {
    return pair(low(a) + low(b), high(a) + high(b));
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
    return sums(a, products(b, c));
  }

  public static boolean usualSums(long a, long b, long c, long sums) {
    long unusual = subnormal(a) | subnormal(sums) | infiniteOrNan(sums) | mayUnderflow(b, c);
    return (unusual & TOPS) == 0;
  }

  /** True if host's comparisons and choices are the standard variant's. */
  public static boolean comparable(long a, long b) {
    return ((subnormalOrNan(a) | subnormalOrNan(b)) & TOPS) == 0;
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

  // ---- exactly

  public static long add(Vcpu cpu, long a, long b, int variant) {
    return variant == FpVariant.STANDARD ? add(cpu, a, b, UNKNOWN) : addLanes(cpu, a, b, variant);
  }

  /**
   * The sums of the standard variant.
   *
   * @param limit {@link HostFloat#limit}, or 0
   */
  public static long add(Vcpu cpu, long a, long b, float limit) {
    long sums = sums(a, b);
    if (!usualSums(a, b, sums)) {
      return addLanes(cpu, a, b, FpVariant.STANDARD);
    }
    if (inexactIsNew(cpu, limit)) {
      noteSums(cpu, a, b, sums);
    }
    return sums;
  }

  private static long addLanes(Vcpu cpu, long a, long b, int variant) {
    int low = add32(cpu, (int) a, (int) b, variant);
    return pair(low, add32(cpu, (int) (a >> 32), (int) (b >> 32), variant));
  }

  private static void noteSums(Vcpu cpu, long a, long b, long sums) {
    if (lost(low(a), low(b), low(sums)) != 0 || lost(high(a), high(b), high(sums)) != 0) {
      FpCore.raise(cpu, FpFlags.INEXACT);
    }
  }

  public static long mul(Vcpu cpu, long a, long b, int variant) {
    return variant == FpVariant.STANDARD ? mul(cpu, a, b, UNKNOWN) : mulLanes(cpu, a, b, variant);
  }

  /** The products of the standard variant. */
  public static long mul(Vcpu cpu, long a, long b, float limit) {
    long products = products(a, b);
    if (!usualProducts(a, b, products)) {
      return mulLanes(cpu, a, b, FpVariant.STANDARD);
    }
    if (inexactIsNew(cpu, limit)) {
      noteProducts(cpu, a, b, products);
    }
    return products;
  }

  private static long mulLanes(Vcpu cpu, long a, long b, int variant) {
    int low = mul32(cpu, (int) a, (int) b, variant);
    return pair(low, mul32(cpu, (int) (a >> 32), (int) (b >> 32), variant));
  }

  private static void noteProducts(Vcpu cpu, long a, long b, long products) {
    if ((double) low(a) * low(b) != low(products) || (double) high(a) * high(b) != high(products)) {
      FpCore.raise(cpu, FpFlags.INEXACT);
    }
  }

  /** a + b × c, rounded twice. */
  public static long mla(Vcpu cpu, long a, long b, long c, int variant) {
    return variant == FpVariant.STANDARD
        ? mla(cpu, a, b, c, UNKNOWN)
        : addLanes(cpu, a, mulLanes(cpu, b, c, variant), variant);
  }

  /** a + b × c of the standard variant. */
  public static long mla(Vcpu cpu, long a, long b, long c, float limit) {
    long products = products(b, c);
    long sums = sums(a, products);
    if (!usualSums(a, b, c, sums)) {
      return addLanes(cpu, a, mulLanes(cpu, b, c, FpVariant.STANDARD), FpVariant.STANDARD);
    }
    if (inexactIsNew(cpu, limit)) {
      noteProducts(cpu, b, c, products);
      noteSums(cpu, a, products, sums);
    }
    return sums;
  }

  /** Integers in the order of the numbers, with -0 below +0; its own inverse. */
  private static long ordered(long a) {
    return a ^ Lanes.spread(32, a & TOPS) & MAGNITUDES;
  }

  public static long max(Vcpu cpu, long a, long b, int variant) {
    if (comparable(a, b)) {
      return maxima(a, b);
    }
    int low = FpMinMax.max32(cpu, (int) a, (int) b, variant);
    return pair(low, FpMinMax.max32(cpu, (int) (a >> 32), (int) (b >> 32), variant));
  }

  public static long min(Vcpu cpu, long a, long b, int variant) {
    if (comparable(a, b)) {
      return minima(a, b);
    }
    int low = FpMinMax.min32(cpu, (int) a, (int) b, variant);
    return pair(low, FpMinMax.min32(cpu, (int) (a >> 32), (int) (b >> 32), variant));
  }

  /** Integers in the order of the numbers, with one zero. */
  private static long signed(long a) {
    long signs = Lanes.spread(32, a & TOPS);
    return Lanes.sub(32, a & MAGNITUDES ^ signs, signs);
  }

  /** All ones in a lane where equal, else zero. */
  public static long seteq(Vcpu cpu, long a, long b, int variant) {
    if (comparable(a, b)) {
      return equal(a, b);
    }
    int low = cmp32(cpu, (int) a, (int) b, variant);
    int high = cmp32(cpu, (int) (a >> 32), (int) (b >> 32), variant);
    return pair(low == 0 ? -1 : 0, high == 0 ? -1 : 0);
  }

  /** All ones in a lane where the first is greater or equal, else zero. */
  public static long setge(Vcpu cpu, long a, long b, int variant) {
    if (comparable(a, b)) {
      return notLess(a, b);
    }
    int low = cmp32(cpu, (int) a, (int) b, variant);
    int high = cmp32(cpu, (int) (a >> 32), (int) (b >> 32), variant);
    return pair((low & 1) == 0 ? -1 : 0, (high & 1) == 0 ? -1 : 0);
  }

  /** All ones in a lane where the first is greater, else zero. */
  public static long setgt(Vcpu cpu, long a, long b, int variant) {
    if (comparable(a, b)) {
      return greater(a, b);
    }
    int low = cmp32(cpu, (int) a, (int) b, variant);
    int high = cmp32(cpu, (int) (a >> 32), (int) (b >> 32), variant);
    return pair(low == 2 ? -1 : 0, high == 2 ? -1 : 0);
  }
}
