package ebb.frontend.arm.neon;

import ebb.frontend.arm.vfp.FpStatus;
import ebb.ir.Helper;
import ebb.ir.Helper.Effect;
import ebb.ir.guest.Vcpu;
import java.util.ArrayList;
import java.util.List;

/** Helpers that work lane by lane on D registers, in families of one helper for each lane type. */
final class Lanes {
  /**
   * What happens to a pair of lanes, sign- or zero-extended as the lane type says; the result is
   * truncated.
   */
  @FunctionalInterface
  interface Lane {
    long apply(Vcpu cpu, long a, long b, int bits, boolean unsigned);
  }

  private static final List<Helper> ALL = new ArrayList<>();

  private final Helper[] helpers = new Helper[8];

  private Lanes() {}

  /** Every helper made so far. */
  static List<Helper> all() {
    return ALL;
  }

  static Helper helper(String name, Effect effect, int arity, Helper.Fn fn) {
    Helper helper = new Helper(name, effect, arity, fn);
    ALL.add(helper);
    return helper;
  }

  /** A family for lanes of 8 to 64 bits, signed and unsigned. */
  static Lanes family(String name, Effect effect, Lane lane) {
    Lanes family = new Lanes();
    for (int size = 0; size < 4; size++) {
      for (boolean unsigned : new boolean[] {false, true}) {
        int bits = 8 << size;
        family.helpers[size + (unsigned ? 4 : 0)] =
            helper(
                name + (unsigned ? ".u" : ".s") + bits,
                effect,
                2,
                (cpu, a, b, c, d) -> map(cpu, a, b, bits, unsigned, lane));
      }
    }
    return family;
  }

  static Lanes pure(String name, Lane lane) {
    return family(name, Effect.PURE, lane);
  }

  /** What happens to all lanes of {@code bits} of two D registers. */
  @FunctionalInterface
  interface Whole {
    long apply(long a, long b, int bits);
  }

  /** A pure family that works on all lanes at once. */
  static Lanes packed(String name, Whole signed, Whole unsigned) {
    Lanes family = new Lanes();
    for (int size = 0; size < 4; size++) {
      int bits = 8 << size;
      family.helpers[size] = packed(name + ".s" + bits, signed, bits);
      family.helpers[size + 4] = packed(name + ".u" + bits, unsigned, bits);
    }
    return family;
  }

  static Helper packed(String name, Whole whole, int bits) {
    return helper(name, Effect.PURE, 2, (cpu, a, b, c, d) -> whole.apply(a, b, bits));
  }

  /** A family that may set FPSCR.QC or floating-point exceptions. */
  static Lanes sticky(String name, Lane lane) {
    return family(name, Effect.WRITES_STATE, lane);
  }

  /**
   * @param size log2 of the lane's bytes
   */
  Helper of(int size, boolean unsigned) {
    return helpers[size + (unsigned ? 4 : 0)];
  }

  private static long map(Vcpu cpu, long a, long b, int bits, boolean unsigned, Lane lane) {
    long result = 0;
    for (int i = 0; i < 64; i += bits) {
      long r =
          lane.apply(cpu, get(a, i, bits, unsigned), get(b, i, bits, unsigned), bits, unsigned);
      result |= (r & -1L >>> 64 - bits) << i;
    }
    return result;
  }

  static long get(long a, int at, int bits, boolean unsigned) {
    long top = a << 64 - bits - at;
    return unsigned ? top >>> 64 - bits : top >> 64 - bits;
  }

  /**
   * SatQ for a value that itself did not overflow, into lanes of at most 32 bits, or signed ones of
   * 64.
   */
  static long saturate(Vcpu cpu, long value, int bits, boolean unsigned) {
    long max = unsigned ? -1L >>> 64 - bits : -1L >>> 65 - bits;
    long min = unsigned ? 0 : ~max;
    long result = Math.clamp(value, min, max);
    if (result != value) {
      FpStatus.saturated(cpu);
    }
    return result;
  }

  private static long limit(Vcpu cpu, long value) {
    FpStatus.saturated(cpu);
    return value;
  }

  /** Shift by the signed low byte of {@code by}: left where positive. */
  static long shift(long a, long by, int bits, boolean unsigned, boolean round) {
    int n = (byte) by;
    if (n >= 0) {
      return n >= bits ? 0 : a << n;
    }
    n = -n;
    if (!round) {
      return n > 63 ? unsigned ? 0 : a >> 63 : unsigned ? a >>> n : a >> n;
    }
    if (n > 64) {
      return 0;
    }
    long doubled = unsigned ? a >>> n - 1 : a >> n - 1;
    return (unsigned ? doubled >>> 1 : doubled >> 1) + (doubled & 1);
  }

  /** Each lane shifted by the signed low byte of one in {@code by}. */
  static long shiftAll(long a, long by, int bits, boolean unsigned) {
    int n = (byte) by;
    if (by == Packed.splat(n, bits)) {
      return Packed.shift(a, n, bits, unsigned);
    }
    return map(null, a, by, bits, unsigned, (cpu, x, y, width, u) -> shift(x, y, width, u, false));
  }

  static long shiftSaturating(
      Vcpu cpu, long a, long by, int bits, boolean unsigned, boolean round) {
    int n = (byte) by;
    if (n <= 0 || a == 0) {
      return shift(a, by, bits, unsigned, round);
    }
    long max = unsigned ? -1L >>> 64 - bits : (-1L >>> 65 - bits) ^ a >> 63;
    if (n >= bits) {
      return limit(cpu, max);
    }
    if (bits < 64) {
      return saturate(cpu, a << n, bits, unsigned);
    }
    long shifted = a << n;
    return (unsigned ? shifted >>> n : shifted >> n) == a ? shifted : limit(cpu, max);
  }

  /** VQSHLU: a signed lane shifted left by {@code by}, saturated to unsigned. */
  static long shiftToUnsigned(Vcpu cpu, long a, long by, int bits) {
    if (a < 0) {
      return limit(cpu, 0);
    }
    return shiftSaturating(cpu, a, by, bits, true, false);
  }

  /** VQDMULH before it saturates: the high half of the doubled product. */
  static long doublingHigh(long a, long b, int bits, boolean round) {
    return a * b + (round ? 1L << bits - 2 : 0) >> bits - 1;
  }

  /** Carry-less product; the second factor has eight bits. */
  static long polynomial(long a, long b) {
    long product = 0;
    for (int i = 0; i < 8; i++) {
      product ^= (b >> i & 1) != 0 ? a << i : 0;
    }
    return product;
  }
}
