package ebb.ir.fp;

import static ebb.ir.fp.FpCore.DOUBLE;
import static ebb.ir.fp.FpCore.SINGLE;

import ebb.ir.guest.Vcpu;

/**
 * The floating-point ops of the IR on bit patterns: the guest's bits and flags on every host.
 *
 * <p>Control comes from the FPCTL header slot and the {@link FpVariant}; exceptions are ORed into
 * FPFLAGS. Where rounding is to nearest, operands are normal (or zero) and the result is normal,
 * the host's arithmetic gives the same bits, and what it rounded away (2Sum, or the residual of a
 * product) tells whether the result is inexact. Everything else, and results that may have been
 * rounded up from subnormals, takes the integer-exact path of {@link FpCore}.
 */
public final class SoftFloat {
  private static final int EXPONENT32 = 0x7f80_0000;
  private static final int MIN_NORMAL32 = 0x0080_0000;
  private static final long EXPONENT64 = 0x7ff0_0000_0000_0000L;
  private static final long MIN_NORMAL64 = 0x0010_0000_0000_0000L;

  /** Biased exponent, in place, from which an error term of a 53-bit operation cannot underflow. */
  private static final long RESIDUAL_SAFE64 = 108L << 52;

  private SoftFloat() {}

  private static boolean nearest(int ctl) {
    return (ctl & FpControl.ROUNDING_MASK) == FpControl.NEAREST_EVEN;
  }

  private static boolean needsInexact(Vcpu cpu) {
    return !HostFloat.inexactIsKnown(cpu);
  }

  /** Normal or zero. */
  private static boolean plain(int a) {
    int exponent = a & EXPONENT32;
    return exponent != EXPONENT32 && (exponent != 0 || a << 1 == 0);
  }

  private static boolean plain(long a) {
    long exponent = a & EXPONENT64;
    return exponent != EXPONENT64 && (exponent != 0 || a << 1 == 0);
  }

  /** Normal, and not a power of two that a subnormal may have been rounded up to. */
  private static boolean surelyNormal(int r) {
    int magnitude = r & Integer.MAX_VALUE;
    return magnitude > MIN_NORMAL32 && magnitude < EXPONENT32;
  }

  private static boolean surelyNormal(long r) {
    long magnitude = r & Long.MAX_VALUE;
    return magnitude > MIN_NORMAL64 && magnitude < EXPONENT64;
  }

  private static boolean residualSafe(long bits) {
    return (bits & EXPONENT64) >= RESIDUAL_SAFE64;
  }

  private static long wide(int a) {
    return a & 0xffff_ffffL;
  }

  // ---- single precision
  // -----------------------------------------------------------------------------

  public static int add32(Vcpu cpu, int a, int b, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a) && plain(b)) {
      float x = Float.intBitsToFloat(a);
      float y = Float.intBitsToFloat(b);
      float sum = x + y;
      int bits = Float.floatToRawIntBits(sum);
      if (surelyNormal(bits) || sum == 0) {
        noteInexactSum(cpu, x, y, sum);
        return bits;
      }
    }
    return (int) FpCore.add(cpu, ctl, wide(a), wide(b), 0, SINGLE);
  }

  public static int sub32(Vcpu cpu, int a, int b, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a) && plain(b)) {
      float x = Float.intBitsToFloat(a);
      float y = Float.intBitsToFloat(b);
      float difference = x - y;
      int bits = Float.floatToRawIntBits(difference);
      if (surelyNormal(bits) || difference == 0) {
        noteInexactSum(cpu, x, -y, difference);
        return bits;
      }
    }
    return (int) FpCore.add(cpu, ctl, wide(a), wide(b), FpCore.signBit(SINGLE), SINGLE);
  }

  private static void noteInexactSum(Vcpu cpu, float x, float y, float sum) {
    if (needsInexact(cpu)) {
      float virtualY = sum - x;
      if ((x - (sum - virtualY)) + (y - virtualY) != 0) {
        FpCore.raise(cpu, FpFlags.INEXACT);
      }
    }
  }

  public static int mul32(Vcpu cpu, int a, int b, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a) && plain(b)) {
      double exact = (double) Float.intBitsToFloat(a) * Float.intBitsToFloat(b);
      float product = (float) exact;
      int bits = Float.floatToRawIntBits(product);
      if (surelyNormal(bits) || exact == 0) {
        if (product != exact) {
          FpCore.raise(cpu, FpFlags.INEXACT);
        }
        return bits;
      }
    }
    return (int) FpCore.mul(cpu, ctl, wide(a), wide(b), SINGLE);
  }

  public static int div32(Vcpu cpu, int a, int b, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a) && plain(b)) {
      float x = Float.intBitsToFloat(a);
      float y = Float.intBitsToFloat(b);
      float quotient = x / y;
      int bits = Float.floatToRawIntBits(quotient);
      if (surelyNormal(bits)) {
        if ((double) quotient * y != x) {
          FpCore.raise(cpu, FpFlags.INEXACT);
        }
        return bits;
      }
    }
    return (int) FpCore.div(cpu, ctl, wide(a), wide(b), SINGLE);
  }

  public static int sqrt32(Vcpu cpu, int a, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a) && a > 0) {
      float x = Float.intBitsToFloat(a);
      float root = (float) Math.sqrt(x);
      if ((double) root * root != x) {
        FpCore.raise(cpu, FpFlags.INEXACT);
      }
      return Float.floatToRawIntBits(root);
    }
    return (int) FpCore.sqrt(cpu, ctl, wide(a), SINGLE);
  }

  /** a × b + c with one rounding. */
  public static int fma32(Vcpu cpu, int a, int b, int c, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a) && plain(b) && plain(c)) {
      double product = (double) Float.intBitsToFloat(a) * Float.intBitsToFloat(b);
      double addend = Float.intBitsToFloat(c);
      double sum = product + addend;
      double virtualAddend = sum - product;
      double error = (product - (sum - virtualAddend)) + (addend - virtualAddend);
      if (error == 0) {
        float result = (float) sum;
        int bits = Float.floatToRawIntBits(result);
        if (surelyNormal(bits)) {
          if (result != sum) {
            FpCore.raise(cpu, FpFlags.INEXACT);
          }
          return bits;
        }
      }
    }
    return (int) FpCore.fma(cpu, ctl, wide(a), wide(b), wide(c), SINGLE);
  }

  /** The IEEE relation: 0 equal, 1 less, 2 greater, 3 unordered. */
  public static int cmp32(Vcpu cpu, int a, int b, int variant) {
    if (plain(a) && plain(b)) {
      float x = Float.intBitsToFloat(a);
      float y = Float.intBitsToFloat(b);
      return x == y ? 0 : x < y ? 1 : 2;
    }
    int ctl = FpCore.control(cpu, variant);
    boolean signaling = (variant & FpVariant.SIGNALING) != 0;
    return FpCore.compare(cpu, ctl, wide(a), wide(b), signaling, SINGLE);
  }

  public static long cvt32to64(Vcpu cpu, int a, int variant) {
    if (plain(a)) {
      return Double.doubleToRawLongBits(Float.intBitsToFloat(a));
    }
    return FpConvert.convert(cpu, FpCore.control(cpu, variant), wide(a), SINGLE, DOUBLE);
  }

  // ---- double precision
  // -----------------------------------------------------------------------------

  public static long add64(Vcpu cpu, long a, long b, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a) && plain(b)) {
      double x = Double.longBitsToDouble(a);
      double y = Double.longBitsToDouble(b);
      double sum = x + y;
      long bits = Double.doubleToRawLongBits(sum);
      if (surelyNormal(bits) || sum == 0) {
        noteInexactSum(cpu, x, y, sum);
        return bits;
      }
    }
    return FpCore.add(cpu, ctl, a, b, 0, DOUBLE);
  }

  public static long sub64(Vcpu cpu, long a, long b, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a) && plain(b)) {
      double x = Double.longBitsToDouble(a);
      double y = Double.longBitsToDouble(b);
      double difference = x - y;
      long bits = Double.doubleToRawLongBits(difference);
      if (surelyNormal(bits) || difference == 0) {
        noteInexactSum(cpu, x, -y, difference);
        return bits;
      }
    }
    return FpCore.add(cpu, ctl, a, b, FpCore.signBit(DOUBLE), DOUBLE);
  }

  private static void noteInexactSum(Vcpu cpu, double x, double y, double sum) {
    if (needsInexact(cpu)) {
      double virtualY = sum - x;
      if ((x - (sum - virtualY)) + (y - virtualY) != 0) {
        FpCore.raise(cpu, FpFlags.INEXACT);
      }
    }
  }

  public static long mul64(Vcpu cpu, long a, long b, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a) && plain(b)) {
      double x = Double.longBitsToDouble(a);
      double y = Double.longBitsToDouble(b);
      double product = x * y;
      long bits = Double.doubleToRawLongBits(product);
      if (x == 0 || y == 0) {
        return bits;
      }
      if (surelyNormal(bits) && residualSafe(bits)) {
        if (needsInexact(cpu) && Math.fma(x, y, -product) != 0) {
          FpCore.raise(cpu, FpFlags.INEXACT);
        }
        return bits;
      }
    }
    return FpCore.mul(cpu, ctl, a, b, DOUBLE);
  }

  public static long div64(Vcpu cpu, long a, long b, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a) && plain(b) && residualSafe(a)) {
      double x = Double.longBitsToDouble(a);
      double y = Double.longBitsToDouble(b);
      double quotient = x / y;
      long bits = Double.doubleToRawLongBits(quotient);
      if (surelyNormal(bits)) {
        if (needsInexact(cpu) && Math.fma(quotient, y, -x) != 0) {
          FpCore.raise(cpu, FpFlags.INEXACT);
        }
        return bits;
      }
    }
    return FpCore.div(cpu, ctl, a, b, DOUBLE);
  }

  public static long sqrt64(Vcpu cpu, long a, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a) && a > 0 && residualSafe(a)) {
      double x = Double.longBitsToDouble(a);
      double root = Math.sqrt(x);
      if (needsInexact(cpu) && Math.fma(root, root, -x) != 0) {
        FpCore.raise(cpu, FpFlags.INEXACT);
      }
      return Double.doubleToRawLongBits(root);
    }
    return FpCore.sqrt(cpu, ctl, a, DOUBLE);
  }

  /** a × b + c with one rounding. */
  public static long fma64(Vcpu cpu, long a, long b, long c, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a) && plain(b) && plain(c) && !needsInexact(cpu)) {
      double result =
          Math.fma(
              Double.longBitsToDouble(a), Double.longBitsToDouble(b), Double.longBitsToDouble(c));
      long bits = Double.doubleToRawLongBits(result);
      if (surelyNormal(bits)) {
        return bits;
      }
    }
    return FpCore.fma(cpu, ctl, a, b, c, DOUBLE);
  }

  /** The IEEE relation: 0 equal, 1 less, 2 greater, 3 unordered. */
  public static int cmp64(Vcpu cpu, long a, long b, int variant) {
    if (plain(a) && plain(b)) {
      double x = Double.longBitsToDouble(a);
      double y = Double.longBitsToDouble(b);
      return x == y ? 0 : x < y ? 1 : 2;
    }
    int ctl = FpCore.control(cpu, variant);
    boolean signaling = (variant & FpVariant.SIGNALING) != 0;
    return FpCore.compare(cpu, ctl, a, b, signaling, DOUBLE);
  }

  public static int cvt64to32(Vcpu cpu, long a, int variant) {
    int ctl = FpCore.control(cpu, variant);
    if (nearest(ctl) && plain(a)) {
      double x = Double.longBitsToDouble(a);
      float narrow = (float) x;
      int bits = Float.floatToRawIntBits(narrow);
      if (surelyNormal(bits) || x == 0) {
        if (narrow != x) {
          FpCore.raise(cpu, FpFlags.INEXACT);
        }
        return bits;
      }
    }
    return (int) FpConvert.convert(cpu, ctl, a, DOUBLE, SINGLE);
  }

  // ---- integers
  // -----------------------------------------------------------------------------

  /** A signed integer to a single. */
  public static int cvts64to32(Vcpu cpu, long a, int variant) {
    return a << 40 >> 40 == a
        ? Float.floatToRawIntBits(a)
        : FpConvert.fromFixed32(cpu, a, false, 0, variant);
  }

  /** A signed integer to a double. */
  public static long cvts64to64(Vcpu cpu, long a, int variant) {
    return a << 11 >> 11 == a
        ? Double.doubleToRawLongBits(a)
        : FpConvert.fromFixed64(cpu, a, false, 0, variant);
  }

  /** A single to a signed integer; out of range it saturates, and a NaN becomes 0. */
  public static int cvt32tos32(Vcpu cpu, int a, int variant) {
    double x = Float.intBitsToFloat(a);
    int r = (int) x;
    return r == x ? r : (int) FpConvert.toFixed32(cpu, a, 32, false, 0, variant);
  }

  /** A single to an unsigned integer. */
  public static int cvt32tou32(Vcpu cpu, int a, int variant) {
    double x = Float.intBitsToFloat(a);
    long r = (long) x & 0xffff_ffffL;
    return r == x ? (int) r : (int) FpConvert.toFixed32(cpu, a, 32, true, 0, variant);
  }

  /** A double to a signed integer. */
  public static int cvt64tos32(Vcpu cpu, long a, int variant) {
    double x = Double.longBitsToDouble(a);
    int r = (int) x;
    return r == x ? r : (int) FpConvert.toFixed64(cpu, a, 32, false, 0, variant);
  }

  /** A double to an unsigned integer. */
  public static int cvt64tou32(Vcpu cpu, long a, int variant) {
    double x = Double.longBitsToDouble(a);
    long r = (long) x & 0xffff_ffffL;
    return r == x ? (int) r : (int) FpConvert.toFixed64(cpu, a, 32, true, 0, variant);
  }
}
