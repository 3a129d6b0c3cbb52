package ebb.ir.exec;

/**
 * Arithmetic on the integer lanes of 64 bits; a v128 is two of them. {@code lane} is the width in
 * bits (8, 16, 32 or 64), for shifts {@link ebb.ir.Bits#laneShift}.
 */
public final class Lanes {
  private static final long LOW_8 = 0x00ff_00ff_00ff_00ffL;
  private static final long LOW_16 = 0xffff;
  private static final long LOW_32 = 0xffff_ffffL;

  private Lanes() {}

  /** The highest bit of each lane. */
  public static long tops(int lane) {
    return switch (lane) {
      case 8 -> 0x8080_8080_8080_8080L;
      case 16 -> 0x8000_8000_8000_8000L;
      case 32 -> 0x8000_0000_8000_0000L;
      default -> Long.MIN_VALUE;
    };
  }

  private static long laneMask(int lane) {
    return -1L >>> 64 - lane;
  }

  public static long add(int lane, long a, long b) {
    return add(tops(lane), a, b);
  }

  /** The same with the highest bit of each lane. */
  public static long add(long tops, long a, long b) {
    return (a & ~tops) + (b & ~tops) ^ (a ^ b) & tops;
  }

  public static long sub(int lane, long a, long b) {
    return sub(tops(lane), a, b);
  }

  /** The same with the highest bit of each lane. */
  public static long sub(long tops, long a, long b) {
    return (a | tops) - (b & ~tops) ^ (a ^ ~b) & tops;
  }

  public static long mul(int lane, long a, long b) {
    return switch (lane) {
      case 8 -> mul8(a, b);
      case 16 -> mul16(a, b);
      case 32 -> mul32(a, b);
      default -> a * b;
    };
  }

  public static long mul8(long a, long b) {
    long even = mul16(a & LOW_8, b & LOW_8) & LOW_8;
    return even | (mul16(a >>> 8 & LOW_8, b >>> 8 & LOW_8) & LOW_8) << 8;
  }

  public static long mul32(long a, long b) {
    return a * b & LOW_32 | (a >>> 32) * (b >>> 32) << 32;
  }

  public static long mul16(long a, long b) {
    long low = a * b & LOW_16 | ((a >>> 16) * (b >>> 16) & LOW_16) << 16;
    return low | ((a >>> 32) * (b >>> 32) & LOW_16) << 32 | (a >>> 48) * (b >>> 48) << 48;
  }

  public static long mins(int lane, long a, long b) {
    return choose(setgts(lane, a, b), b, a);
  }

  public static long minu(int lane, long a, long b) {
    return choose(setgtu(lane, a, b), b, a);
  }

  public static long maxs(int lane, long a, long b) {
    return choose(setgts(lane, a, b), a, b);
  }

  public static long maxu(int lane, long a, long b) {
    return choose(setgtu(lane, a, b), a, b);
  }

  public static long seteq(int lane, long a, long b) {
    long tops = tops(lane);
    long x = a ^ b;
    // The top bit of (x without top) + (all ones below the top), or of x itself, is set where x is
    // not zero.
    long differs = ((x & ~tops) + ~tops | x) & tops;
    return spread(lane, ~differs & tops);
  }

  public static long setgts(int lane, long a, long b) {
    long tops = tops(lane);
    return setgtu(lane, a ^ tops, b ^ tops);
  }

  public static long setgtu(int lane, long a, long b) {
    long tops = tops(lane);
    // Borrow out of b - a, as in a full subtractor, at the top of each lane.
    long difference = sub(lane, b, a);
    return spread(lane, (~b & a | ~(b ^ a) & difference) & tops);
  }

  public static long shl(int laneShift, long a) {
    int lane = laneShift & 0xff;
    int n = laneShift >> 8;
    return (a & every(lane, laneMask(lane) >>> n)) << n;
  }

  public static long shr(int laneShift, long a) {
    int lane = laneShift & 0xff;
    int n = laneShift >> 8;
    return a >>> n & every(lane, laneMask(lane) >>> n);
  }

  public static long sar(int laneShift, long a) {
    int lane = laneShift & 0xff;
    int n = laneShift >> 8;
    long high = every(lane, laneMask(lane) & ~(laneMask(lane) >>> n));
    return shr(laneShift, a) | spread(lane, a & tops(lane)) & high;
  }

  /** The low lane of the value in every lane. */
  public static long dup(int lane, int value) {
    return lane == 64 ? value : every(lane, value & laneMask(lane));
  }

  private static long every(int lane, long value) {
    return switch (lane) {
      case 8 -> value * 0x0101_0101_0101_0101L;
      case 16 -> value * 0x0001_0001_0001_0001L;
      case 32 -> value * 0x0000_0001_0000_0001L;
      default -> value;
    };
  }

  /** Fills each lane with its top bit; all other bits of {@code tops} are zero. */
  public static long spread(int lane, long tops) {
    return tops - (tops >>> lane - 1) | tops;
  }

  private static long choose(long mask, long a, long b) {
    return a & mask | b & ~mask;
  }
}
