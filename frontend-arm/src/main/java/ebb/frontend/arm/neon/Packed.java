package ebb.frontend.arm.neon;

import static ebb.ir.exec.Lanes.spread;
import static ebb.ir.exec.Lanes.tops;

import ebb.ir.Bits;
import ebb.ir.exec.Lanes;

/**
 * All lanes of a D register at once, in a long; {@code bits} is the lanes' width. Signed lanes
 * become unsigned ones where 2^(bits-1) is added to each, which is an exclusive or of their top
 * bits.
 */
final class Packed {
  private Packed() {}

  // ---- halving and differences ------------------------------------------------------------------

  private static long halves(long a, int bits) {
    return a >>> 1 & ~tops(bits);
  }

  static long haddUnsigned(long a, long b, int bits) {
    return (a & b) + halves(a ^ b, bits);
  }

  static long haddSigned(long a, long b, int bits) {
    long tops = tops(bits);
    return haddUnsigned(a ^ tops, b ^ tops, bits) ^ tops;
  }

  static long rhaddUnsigned(long a, long b, int bits) {
    return (a | b) - halves(a ^ b, bits);
  }

  static long rhaddSigned(long a, long b, int bits) {
    long tops = tops(bits);
    return rhaddUnsigned(a ^ tops, b ^ tops, bits) ^ tops;
  }

  static long hsubUnsigned(long a, long b, int bits) {
    return Lanes.sub(bits, halves(a ^ b, bits), ~a & b);
  }

  static long hsubSigned(long a, long b, int bits) {
    long tops = tops(bits);
    return hsubUnsigned(a ^ tops, b ^ tops, bits);
  }

  static long abdUnsigned(long a, long b, int bits) {
    return Lanes.maxu(bits, a, b) - Lanes.minu(bits, a, b);
  }

  static long abdSigned(long a, long b, int bits) {
    long tops = tops(bits);
    return abdUnsigned(a ^ tops, b ^ tops, bits);
  }

  static long abs(long a, long b, int bits) {
    long signs = spread(bits, a & tops(bits));
    return Lanes.sub(bits, a ^ signs, signs);
  }

  static long count(long a, long b, int bits) {
    long pairs = a - (a >>> 1 & 0x5555_5555_5555_5555L);
    long nibbles = (pairs & 0x3333_3333_3333_3333L) + (pairs >>> 2 & 0x3333_3333_3333_3333L);
    return nibbles + (nibbles >>> 4) & 0x0f0f_0f0f_0f0f_0f0fL;
  }

  /** All lanes shifted left by {@code n}, or right if that is negative. */
  static long shift(long a, int n, int bits, boolean unsigned) {
    if (n >= 0) {
      return n >= bits ? 0 : Lanes.shl((int) Bits.laneShift(bits, n), a);
    }
    if (unsigned) {
      return -n >= bits ? 0 : Lanes.shr((int) Bits.laneShift(bits, -n), a);
    }
    return Lanes.sar((int) Bits.laneShift(bits, Math.min(-n, bits - 1)), a);
  }

  // ---- saturation -------------------------------------------------------------------------------

  static long qaddUnsigned(long a, long b, int bits) {
    long sum = Lanes.add(bits, a, b);
    long carries = (a & b | (a | b) & ~sum) & tops(bits);
    return sum | spread(bits, carries);
  }

  static long qsubUnsigned(long a, long b, int bits) {
    long difference = Lanes.sub(bits, a, b);
    long borrows = (~a & b | ~(a ^ b) & difference) & tops(bits);
    return difference & ~spread(bits, borrows);
  }

  static long qaddSigned(long a, long b, int bits) {
    long sum = Lanes.add(bits, a, b);
    return limited(sum, ~(a ^ b) & (a ^ sum), a, bits);
  }

  static long qsubSigned(long a, long b, int bits) {
    long difference = Lanes.sub(bits, a, b);
    return limited(difference, (a ^ b) & (a ^ difference), a, bits);
  }

  /** Lanes whose top bit says that they overflowed become the limit on the first operand's side. */
  private static long limited(long result, long overflows, long a, int bits) {
    long tops = tops(bits);
    long limits = spread(bits, a & tops) ^ ~tops;
    long mask = spread(bits, overflows & tops);
    return result & ~mask | limits & mask;
  }

  /** The lower of every two lanes. */
  private static long lows(int bits) {
    return switch (bits) {
      case 8 -> 0x00ff_00ff_00ff_00ffL;
      case 16 -> 0x0000_ffff_0000_ffffL;
      default -> 0xffff_ffffL;
    };
  }

  // ---- widths -----------------------------------------------------------------------------------

  /**
   * Products of bytes that have been widened, with one multiplication if the second factors are
   * equal.
   */
  static long byteProducts(long a, long b, int bits) {
    long factor = b & 0xff;
    return factor * 0x0001_0001_0001_0001L == b ? a * factor : Lanes.mul16(a, b);
  }

  /** The lower half's lanes in twice the width. */
  static long widenUnsigned(long a, int bits) {
    long x = a & 0xffff_ffffL;
    if (bits < 32) {
      x = (x | x << 16) & 0x0000_ffff_0000_ffffL;
    }
    return bits < 16 ? (x | x << 8) & 0x00ff_00ff_00ff_00ffL : x;
  }

  static long widenSigned(long a, int bits) {
    if (bits == 32) {
      return (int) a;
    }
    long x = widenUnsigned(a, bits);
    // A top bit times 2^(bits+1) - 2 is all ones above it.
    return x | (x & tops(2 * bits) >>> bits) * ((2L << bits) - 2);
  }

  /** The low halves of the lanes of two registers; {@code bits} is the width of the results. */
  static long narrow(long low, long high, int bits) {
    return half(low, bits) | half(high, bits) << 32;
  }

  private static long half(long a, int bits) {
    long x = a;
    if (bits < 16) {
      x &= 0x00ff_00ff_00ff_00ffL;
      x |= x >>> 8;
    }
    if (bits < 32) {
      x &= 0x0000_ffff_0000_ffffL;
      x |= x >>> 16;
    }
    return x & 0xffff_ffffL;
  }

  static long splat(long value, int bits) {
    return bits == 64 ? value : Lanes.dup(bits, (int) value);
  }

  static long qnarrowSigned(long low, long high, int bits) {
    long max = splat((1L << bits - 1) - 1, 2 * bits);
    long min = splat(-1L << bits - 1, 2 * bits);
    return narrow(clamp(low, min, max, bits), clamp(high, min, max, bits), bits);
  }

  static long qnarrowToUnsigned(long low, long high, int bits) {
    long max = splat((1L << bits) - 1, 2 * bits);
    return narrow(clamp(low, 0, max, bits), clamp(high, 0, max, bits), bits);
  }

  private static long clamp(long a, long min, long max, int bits) {
    return Lanes.maxs(2 * bits, Lanes.mins(2 * bits, a, max), min);
  }

  static long qnarrowUnsigned(long low, long high, int bits) {
    long max = splat((1L << bits) - 1, 2 * bits);
    return narrow(Lanes.minu(2 * bits, low, max), Lanes.minu(2 * bits, high, max), bits);
  }

  static long pairLongUnsigned(long a, int bits) {
    long mask = lows(bits);
    return (a & mask) + (a >>> bits & mask);
  }

  static long pairLongSigned(long a, int bits) {
    long sums = pairLongUnsigned(a ^ tops(bits), bits);
    return Lanes.sub(2 * bits, sums, splat(1L << bits, 2 * bits));
  }

  // ---- order ------------------------------------------------------------------------------------

  static long even(long a, long b, int bits) {
    return narrow(a, b, bits);
  }

  static long odd(long a, long b, int bits) {
    return narrow(a >>> bits, b >>> bits, bits);
  }

  static long zipLow(long a, long b, int bits) {
    return widenUnsigned(a, bits) | widenUnsigned(b, bits) << bits;
  }

  static long zipHigh(long a, long b, int bits) {
    return zipLow(a >>> 32, b >>> 32, bits);
  }

  /** Lanes in reverse order within groups. */
  static long reverse(long a, int bits, int groupBits) {
    long x = a;
    if (bits <= 8 && groupBits > 8) {
      x = x >>> 8 & 0x00ff_00ff_00ff_00ffL | (x & 0x00ff_00ff_00ff_00ffL) << 8;
    }
    if (bits <= 16 && groupBits > 16) {
      x = x >>> 16 & 0x0000_ffff_0000_ffffL | (x & 0x0000_ffff_0000_ffffL) << 16;
    }
    return groupBits > 32 ? x >>> 32 | x << 32 : x;
  }
}
