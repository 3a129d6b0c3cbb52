package ebb.frontend.arm.neon;

import static ebb.frontend.arm.neon.Neon.call;
import static ebb.frontend.arm.neon.Neon.get;
import static ebb.frontend.arm.neon.Neon.lanes;
import static ebb.frontend.arm.neon.Neon.not;
import static ebb.frontend.arm.neon.Neon.odd;
import static ebb.frontend.arm.neon.Neon.registers;
import static ebb.frontend.arm.neon.Neon.set;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.Translator;
import ebb.frontend.arm.vfp.FpSyntax;
import ebb.ir.Bits;
import ebb.ir.Helper;
import ebb.ir.Op;

/**
 * Two registers, miscellaneous; VEXT, VTBL, VTBX and VDUP. DDI 0406C A7.4.5, A8.8.314, A8.8.314,
 * A8.8.420.
 */
final class TwoRegisters {
  /** Computes one D register of operand m and the old destination. */
  @FunctionalInterface
  interface Operation {
    int emit(Translator t, int m, int d, int size);
  }

  private TwoRegisters() {}

  static Handler each(int sizes, Operation operation) {
    return (t, e) -> {
      int size = e.get('s');
      if ((sizes >> size & 1) == 0 || e.flag('Q') && odd(e, 'd', 'm')) {
        t.undefined();
        return;
      }
      ThreeRegisters.apply(
          t, e, i -> operation.emit(t, get(t, e, 'm', i), get(t, e, 'd', i), size));
    };
  }

  static Operation family(Lanes family, boolean unsigned) {
    return (t, m, d, size) -> call(t, family, size, unsigned, m, m);
  }

  /** VREV64, VREV32, VREV16 with log2 of the group's bytes. */
  static Handler reverse(int group) {
    return each(
        (1 << group) - 1, (t, m, d, size) -> t.ir.call64(NeonHelpers.REVERSE[group * 4 + size], m));
  }

  static Operation pairLong(boolean unsigned) {
    return (t, m, d, size) -> t.ir.call64(NeonHelpers.PAIR_LONG[size + (unsigned ? 4 : 0)], m);
  }

  static Operation pairLongAdd(boolean unsigned) {
    Operation sum = pairLong(unsigned);
    return (t, m, d, size) -> lanes(t, Op.VADD64, size + 1, d, sum.emit(t, m, d, size));
  }

  static Operation unary(Op op) {
    return (t, m, d, size) -> t.ir.op(op, m);
  }

  static int negate(Translator t, int m, int d, int size) {
    return lanes(t, Op.VSUB64, size, t.ir.const64(0), m);
  }

  static int saturatingAbs(Translator t, int m, int d, int size) {
    return Neon.saturated(t, size, call(t, NeonHelpers.ABS, size, false, m, m));
  }

  static int saturatingNegate(Translator t, int m, int d, int size) {
    return Neon.saturated(t, size, negate(t, m, d, size));
  }

  static Operation bitsWith(Op op, long constant) {
    return (t, m, d, size) -> t.ir.op(op, m, t.ir.const64(constant));
  }

  /** A comparison with zero that {@code (m, 0)} or {@code (0, m)} answers, perhaps inverted. */
  static Operation compareZero(Op op, boolean zeroFirst, boolean inverted) {
    return (t, m, d, size) -> {
      int zero = t.ir.const64(0);
      int result = zeroFirst ? lanes(t, op, size, zero, m) : lanes(t, op, size, m, zero);
      return inverted ? not(t, result) : result;
    };
  }

  static Operation compareFloatZero(Op op, boolean zeroFirst) {
    return (t, m, d, size) -> {
      int zero = t.ir.const64(0);
      return Neon.compareFloats(t, op, zeroFirst ? zero : m, zeroFirst ? m : zero);
    };
  }

  static Operation toInteger(boolean unsigned) {
    return (t, m, d, size) -> Neon.toIntegers(t, m, unsigned);
  }

  static Operation fromInteger(boolean unsigned) {
    return (t, m, d, size) -> Neon.fromIntegers(t, m, unsigned);
  }

  static void vswp(Translator t, Encoding<Handler> e) {
    exchange(t, e, 1, (m, d) -> new int[] {d, m});
  }

  static void vtrn(Translator t, Encoding<Handler> e) {
    int size = e.get('s');
    int bits = 8 << size;
    exchange(
        t,
        e,
        7,
        (m, d) -> {
          int even = Neon.splat(t, Math.min(size + 1, 3), -1L >>> 64 - bits);
          int odd = not(t, even);
          int shift = t.ir.const32(bits);
          int low =
              t.ir.op(
                  Op.OR64,
                  t.ir.op(Op.AND64, d, even),
                  t.ir.op(Op.SHL64, t.ir.op(Op.AND64, m, even), shift));
          int high =
              t.ir.op(
                  Op.OR64,
                  t.ir.op(Op.SHR64, t.ir.op(Op.AND64, d, odd), shift),
                  t.ir.op(Op.AND64, m, odd));
          return new int[] {high, low};
        });
  }

  /** New values of m and d. */
  @FunctionalInterface
  private interface Exchange {
    int[] emit(int m, int d);
  }

  private static void exchange(Translator t, Encoding<Handler> e, int sizes, Exchange exchange) {
    if ((sizes >> e.get('s') & 1) == 0 || e.flag('Q') && odd(e, 'd', 'm')) {
      t.undefined();
      return;
    }
    int[][] results = new int[registers(e)][];
    for (int i = 0; i < results.length; i++) {
      results[i] = exchange.emit(get(t, e, 'm', i), get(t, e, 'd', i));
    }
    for (int i = 0; i < results.length; i++) {
      set(t, e, 'm', i, results[i][0]);
      set(t, e, 'd', i, results[i][1]);
    }
  }

  /** VUZP and VZIP: d and m as one sequence, taken apart or interleaved. */
  static Handler permute(boolean zip) {
    return (t, e) -> {
      int size = e.get('s');
      boolean q = e.flag('Q');
      if (size == 3 || !q && size == 2 || q && odd(e, 'd', 'm')) {
        t.undefined();
        return;
      }
      Helper first = zip ? NeonHelpers.ZIP_LOW[size] : NeonHelpers.EVEN[size];
      Helper second = zip ? NeonHelpers.ZIP_HIGH[size] : NeonHelpers.ODD[size];
      int d0 = get(t, e, 'd', 0);
      int m0 = get(t, e, 'm', 0);
      if (!q) {
        int d = t.ir.call64(first, d0, m0);
        set(t, e, 'm', 0, t.ir.call64(second, d0, m0));
        set(t, e, 'd', 0, d);
        return;
      }
      int d1 = get(t, e, 'd', 1);
      int m1 = get(t, e, 'm', 1);
      int[] r =
          zip
              ? new int[] {
                t.ir.call64(first, d0, m0),
                t.ir.call64(second, d0, m0),
                t.ir.call64(first, d1, m1),
                t.ir.call64(second, d1, m1)
              }
              : new int[] {
                t.ir.call64(first, d0, d1),
                t.ir.call64(first, m0, m1),
                t.ir.call64(second, d0, d1),
                t.ir.call64(second, m0, m1)
              };
      set(t, e, 'm', 0, r[2]);
      set(t, e, 'm', 1, r[3]);
      set(t, e, 'd', 0, r[0]);
      set(t, e, 'd', 1, r[1]);
    };
  }

  static Handler narrow(Helper[] narrowing) {
    return (t, e) -> {
      int size = e.get('s');
      if (size == 3 || odd(e, 'm')) {
        t.undefined();
        return;
      }
      int result = t.ir.call64(narrowing[size], get(t, e, 'm', 0), get(t, e, 'm', 1));
      set(t, e, 'd', 0, result);
    };
  }

  /** VQMOVN, VQMOVUN, with how the results extend to what they were. */
  static Handler narrowSaturating(Helper[] narrowing, boolean unsigned) {
    return (t, e) -> {
      int size = e.get('s');
      if (size == 3 || odd(e, 'm')) {
        t.undefined();
        return;
      }
      int low = get(t, e, 'm', 0);
      int high = get(t, e, 'm', 1);
      set(t, e, 'd', 0, Neon.narrowSaturating(t, narrowing[size], size, unsigned, low, high));
    };
  }

  /** VSHLL by the width of the lane. */
  static void shllByWidth(Translator t, Encoding<Handler> e) {
    int size = e.get('s');
    if (size == 3 || odd(e, 'd')) {
      t.undefined();
      return;
    }
    ShiftsByImmediate.widened(t, e, size, 8 << size, true);
  }

  static void toHalf(Translator t, Encoding<Handler> e) {
    if (e.get('s') != 1 || odd(e, 'm')) {
      t.undefined();
      return;
    }
    int low = get(t, e, 'm', 0);
    set(t, e, 'd', 0, t.ir.call64(NeonHelpers.SINGLE_TO_HALF, low, get(t, e, 'm', 1)));
  }

  static void fromHalf(Translator t, Encoding<Handler> e) {
    if (e.get('s') != 1 || odd(e, 'd')) {
      t.undefined();
      return;
    }
    int m = get(t, e, 'm', 0);
    int low = t.ir.call64(NeonHelpers.HALF_TO_SINGLE, m);
    int upper = t.ir.op(Op.SHR64, m, t.ir.const32(32));
    int high = t.ir.call64(NeonHelpers.HALF_TO_SINGLE, upper);
    set(t, e, 'd', 0, low);
    set(t, e, 'd', 1, high);
  }

  static void vext(Translator t, Encoding<Handler> e) {
    int bytes = e.get('i');
    if (e.flag('Q') ? odd(e, 'd', 'n', 'm') : bytes > 7) {
      t.undefined();
      return;
    }
    int count = registers(e);
    int[] source = new int[2 * count];
    for (int i = 0; i < count; i++) {
      source[i] = get(t, e, 'n', i);
      source[count + i] = get(t, e, 'm', i);
    }
    int from = bytes >> 3;
    int shift = 8 * (bytes & 7);
    ThreeRegisters.apply(
        t,
        e,
        i -> {
          int low = source[from + i];
          if (shift == 0) {
            return low;
          }
          return t.ir.op(
              Op.OR64,
              t.ir.op(Op.SHR64, low, t.ir.const32(shift)),
              t.ir.op(Op.SHL64, source[from + i + 1], t.ir.const32(64 - shift)));
        });
  }

  /** VTBL, and VTBX, which keeps the lanes whose index is out of range. */
  static Handler table(boolean extension) {
    return (t, e) -> {
      int first = FpSyntax.dbl(e, 'n');
      int count = e.get('l') + 1;
      if (first + count > 32) {
        t.undefined();
        return;
      }
      int indices = get(t, e, 'm', 0);
      int result = extension ? get(t, e, 'd', 0) : t.ir.const64(0);
      for (int i = 0; i < count; i++) {
        int table = t.ir.get64(ArmState.d(first + i));
        result = t.ir.call64(NeonHelpers.TABLE, table, indices, result, t.ir.const32(8 * i));
      }
      set(t, e, 'd', 0, result);
    };
  }

  static void vdup(Translator t, Encoding<Handler> e) {
    int imm = e.get('i');
    int size = Integer.numberOfTrailingZeros(imm);
    if (size > 2 || e.flag('Q') && odd(e, 'd')) {
      t.undefined();
      return;
    }
    int bits = 8 << size;
    int lane = imm >> size + 1;
    int scalar = t.ir.opImm(Op.EXTRACT64, Bits.field(lane * bits, bits), get(t, e, 'm', 0));
    int value = t.ir.opImm(Op.VDUP64, bits, t.ir.op(Op.TRUNC32, scalar));
    ThreeRegisters.apply(t, e, i -> value);
  }
}
