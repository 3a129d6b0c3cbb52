package ebb.ir.fp;

import static ebb.ir.fp.HostPair.comparable;
import static ebb.ir.fp.HostPair.equal;
import static ebb.ir.fp.HostPair.greater;
import static ebb.ir.fp.HostPair.high;
import static ebb.ir.fp.HostPair.low;
import static ebb.ir.fp.HostPair.maxima;
import static ebb.ir.fp.HostPair.minima;
import static ebb.ir.fp.HostPair.notLess;
import static ebb.ir.fp.HostPair.pair;
import static ebb.ir.fp.HostPair.products;
import static ebb.ir.fp.HostPair.sums;
import static ebb.ir.fp.HostPair.usualProducts;
import static ebb.ir.fp.HostPair.usualSums;
import static ebb.ir.fp.SoftFloat.add32;
import static ebb.ir.fp.SoftFloat.cmp32;
import static ebb.ir.fp.SoftFloat.mul32;

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
  /** A limit that says nothing. */
  private static final float UNKNOWN = 0;

  private FloatPair() {}

  private static boolean inexactIsNew(Vcpu cpu, float limit) {
    return !(limit > 0) && !HostFloat.inexactIsKnown(cpu);
  }

  /** What 2Sum says a sum has lost. */
  private static float lost(float x, float y, float sum) {
    float virtualY = sum - x;
    return (x - (sum - virtualY)) + (y - virtualY);
  }

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
