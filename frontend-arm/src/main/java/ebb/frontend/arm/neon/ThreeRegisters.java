package ebb.frontend.arm.neon;

import static ebb.frontend.arm.neon.Neon.call;
import static ebb.frontend.arm.neon.Neon.floats;
import static ebb.frontend.arm.neon.Neon.get;
import static ebb.frontend.arm.neon.Neon.lanes;
import static ebb.frontend.arm.neon.Neon.not;
import static ebb.frontend.arm.neon.Neon.odd;
import static ebb.frontend.arm.neon.Neon.pairs;
import static ebb.frontend.arm.neon.Neon.set;
import static ebb.frontend.arm.neon.Neon.shiftRight;
import static ebb.frontend.arm.neon.Neon.splat;
import static ebb.frontend.arm.neon.Neon.widen;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.Translator;
import ebb.ir.Bits;
import ebb.ir.Op;

/**
 * Three registers of the same or different lengths, and two with a scalar. DDI 0406C A7.4.1 to
 * A7.4.3.
 */
final class ThreeRegisters {
  static final int SIZES_8_TO_32 = 7;
  static final int SIZES_16_32 = 6;
  static final int ALL_SIZES = 15;
  static final int SIZE_8 = 1;
  static final int SIZE_32 = 4;

  /** Computes one D register: operands n, m, old destination; log2 of the lane's bytes; field U. */
  @FunctionalInterface
  interface Operation {
    int emit(Translator t, int n, int m, int d, int size, boolean unsigned);
  }

  private ThreeRegisters() {}

  // ---- same length
  // --------------------------------------------------------------------------------

  static Handler same(int sizes, Operation operation) {
    return (t, e) -> {
      int size = e.get('s');
      if ((sizes >> size & 1) == 0 || e.flag('Q') && odd(e, 'd', 'n', 'm')) {
        t.undefined();
        return;
      }
      boolean unsigned = e.has('U') && e.flag('U');
      apply(
          t,
          e,
          (i) ->
              operation.emit(
                  t, get(t, e, 'n', i), get(t, e, 'm', i), get(t, e, 'd', i), size, unsigned));
    };
  }

  /** Computes a D register of the result. */
  @FunctionalInterface
  interface Part {
    int emit(int i);
  }

  /** Computes all D registers of the destination, then writes them. */
  static void apply(Translator t, Encoding<Handler> e, Part part) {
    int[] results = new int[Neon.registers(e)];
    for (int i = 0; i < results.length; i++) {
      results[i] = part.emit(i);
    }
    for (int i = 0; i < results.length; i++) {
      set(t, e, 'd', i, results[i]);
    }
  }

  static Operation family(Lanes family) {
    return (t, n, m, d, size, u) -> call(t, family, size, u, n, m);
  }

  static Operation saturating(Lanes family, Op wrapping) {
    return (t, n, m, d, size, u) -> Neon.saturating(t, family, wrapping, size, u, n, m);
  }

  static int tst(Translator t, int n, int m, int d, int size, boolean u) {
    return not(t, lanes(t, Op.VSETEQ64, size, t.ir.op(Op.AND64, n, m), t.ir.const64(0)));
  }

  /** The operands of shifts by register come in the other order. */
  static Operation swapped(Lanes family) {
    return (t, n, m, d, size, u) -> call(t, family, size, u, m, n);
  }

  static Operation op(Op op) {
    return (t, n, m, d, size, u) -> lanes(t, op, size, n, m);
  }

  static Operation bySign(Op signed, Op unsigned) {
    return (t, n, m, d, size, u) -> lanes(t, u ? unsigned : signed, size, n, m);
  }

  static Operation bits(Op op) {
    return (t, n, m, d, size, u) -> t.ir.op(op, n, m);
  }

  static int bic(Translator t, int n, int m, int d, int size, boolean u) {
    return t.ir.op(Op.AND64, n, not(t, m));
  }

  static int orn(Translator t, int n, int m, int d, int size, boolean u) {
    return t.ir.op(Op.OR64, n, not(t, m));
  }

  private static int choose(Translator t, int mask, int ifSet, int ifClear) {
    int difference = t.ir.op(Op.XOR64, ifSet, ifClear);
    return t.ir.op(Op.XOR64, t.ir.op(Op.AND64, difference, mask), ifClear);
  }

  static int bsl(Translator t, int n, int m, int d, int size, boolean u) {
    return choose(t, d, n, m);
  }

  static int bit(Translator t, int n, int m, int d, int size, boolean u) {
    return choose(t, m, n, d);
  }

  static int bif(Translator t, int n, int m, int d, int size, boolean u) {
    return choose(t, m, d, n);
  }

  static int cge(Translator t, int n, int m, int d, int size, boolean u) {
    return not(t, lanes(t, u ? Op.VSETGTU64 : Op.VSETGTS64, size, m, n));
  }

  static int aba(Translator t, int n, int m, int d, int size, boolean u) {
    return lanes(t, Op.VADD64, size, d, call(t, NeonHelpers.ABD, size, u, n, m));
  }

  static int mla(Translator t, int n, int m, int d, int size, boolean u) {
    return lanes(t, Op.VADD64, size, d, lanes(t, Op.VMUL64, size, n, m));
  }

  static int mls(Translator t, int n, int m, int d, int size, boolean u) {
    return lanes(t, Op.VSUB64, size, d, lanes(t, Op.VMUL64, size, n, m));
  }

  static Operation floatOp(Op op) {
    return (t, n, m, d, size, u) -> pairs(t, op, n, m);
  }

  /** Every NaN result is the default NaN, so that an operand may be negated instead. */
  static int floatSubtract(Translator t, int n, int m, int d, int size, boolean u) {
    return pairs(t, Op.VFADD64, n, Neon.negateFloats(t, m));
  }

  static int floatAbd(Translator t, int n, int m, int d, int size, boolean u) {
    return Neon.magnitudes(t, floatSubtract(t, n, m, d, size, u));
  }

  static Operation floatCompare(Op op) {
    return (t, n, m, d, size, u) -> Neon.compareFloats(t, op, n, m);
  }

  static Operation compareMagnitudes(Op op) {
    return (t, n, m, d, size, u) ->
        Neon.compareFloats(t, op, Neon.magnitudes(t, n), Neon.magnitudes(t, m));
  }

  static Operation floatFamily(Lanes family) {
    return (t, n, m, d, size, u) -> call(t, family, 2, false, n, m);
  }

  static int floatMla(Translator t, int n, int m, int d, int size, boolean u) {
    return pairs(t, Op.VFMLA64, d, n, m);
  }

  static int floatMls(Translator t, int n, int m, int d, int size, boolean u) {
    return pairs(t, Op.VFMLA64, d, Neon.negateFloats(t, n), m);
  }

  static int fma(Translator t, int n, int m, int d, int size, boolean u) {
    return floats(t, Op.FMA32, n, m, d);
  }

  static int fms(Translator t, int n, int m, int d, int size, boolean u) {
    return floats(t, Op.FMA32, Neon.negateFloats(t, n), m, d);
  }

  /** Neighbours in n, then in m, combined: even lanes with odd ones. */
  static Operation pairwise(Operation operation) {
    return (t, n, m, d, size, u) -> {
      int even = t.ir.call64(NeonHelpers.EVEN[size], n, m);
      int odd = t.ir.call64(NeonHelpers.ODD[size], n, m);
      return operation.emit(t, even, odd, d, size, u);
    };
  }

  /** A floating-point row, whose two bits of "size" are an opcode and sz. */
  static Handler floating(boolean pairwise, Operation operation) {
    return (t, e) -> {
      if (e.flag('Q') && (pairwise || odd(e, 'd', 'n', 'm'))) {
        t.undefined();
        return;
      }
      Operation op = pairwise ? pairwise(operation) : operation;
      apply(
          t,
          e,
          (i) -> op.emit(t, get(t, e, 'n', i), get(t, e, 'm', i), get(t, e, 'd', i), 2, false));
    };
  }

  /** An integer row that has no form on Q registers. */
  static Handler onlyD(Operation operation) {
    Handler handler = same(SIZES_8_TO_32, pairwise(operation));
    return (t, e) -> {
      if (e.flag('Q')) {
        t.undefined();
      } else {
        handler.translate(t, e);
      }
    };
  }

  // ---- different lengths
  // ----------------------------------------------------------------------------

  /** D registers to a Q register; the operation sees operands widened to twice their lanes. */
  static Handler wide(int sizes, Operation operation) {
    return (t, e) -> {
      int size = e.get('s');
      if ((sizes >> size & 1) == 0 || odd(e, 'd')) {
        t.undefined();
        return;
      }
      widening(t, e, size, get(t, e, 'n', 0), get(t, e, 'm', 0), operation);
    };
  }

  private static void widening(
      Translator t, Encoding<Handler> e, int size, int n, int m, Operation operation) {
    boolean u = e.has('U') && e.flag('U');
    int[] results = new int[2];
    for (int i = 0; i < 2; i++) {
      int a = widen(t, n, i, size, u);
      int b = widen(t, m, i, size, u);
      results[i] = operation.emit(t, a, b, get(t, e, 'd', i), size + 1, u);
    }
    set(t, e, 'd', 0, results[0]);
    set(t, e, 'd', 1, results[1]);
  }

  /** VADDW, VSUBW: only the second operand is widened. */
  static Handler wideFirst(Op op) {
    return (t, e) -> {
      int size = e.get('s');
      if (size == 3 || odd(e, 'd', 'n')) {
        t.undefined();
        return;
      }
      int m = get(t, e, 'm', 0);
      int low = lanes(t, op, size + 1, get(t, e, 'n', 0), widen(t, m, 0, size, e.flag('U')));
      int high = lanes(t, op, size + 1, get(t, e, 'n', 1), widen(t, m, 1, size, e.flag('U')));
      set(t, e, 'd', 0, low);
      set(t, e, 'd', 1, high);
    };
  }

  /** VADDHN, VSUBHN and their rounding forms: the high halves of the lanes. */
  static Handler highNarrow(Op op, boolean rounding) {
    return (t, e) -> {
      int size = e.get('s');
      if (size == 3 || odd(e, 'n', 'm')) {
        t.undefined();
        return;
      }
      int[] parts = new int[2];
      for (int i = 0; i < 2; i++) {
        int result = lanes(t, op, size + 1, get(t, e, 'n', i), get(t, e, 'm', i));
        if (rounding) {
          int half = splat(t, size + 1, 1L << (8 << size) - 1);
          result = lanes(t, Op.VADD64, size + 1, result, half);
        }
        parts[i] = shiftRight(t, size + 1, true, result, 8 << size);
      }
      set(t, e, 'd', 0, t.ir.call64(NeonHelpers.NARROW[size], parts[0], parts[1]));
    };
  }

  /** A product of widened lanes. */
  static int wideProduct(Translator t, int n, int m, int d, int size, boolean u) {
    return size == 1 && u
        ? t.ir.call64(NeonHelpers.BYTE_PRODUCTS, n, m)
        : lanes(t, Op.VMUL64, size, n, m);
  }

  static int wideMla(Translator t, int n, int m, int d, int size, boolean u) {
    return lanes(t, Op.VADD64, size, d, wideProduct(t, n, m, d, size, u));
  }

  static int wideMls(Translator t, int n, int m, int d, int size, boolean u) {
    return lanes(t, Op.VSUB64, size, d, wideProduct(t, n, m, d, size, u));
  }

  static int wideAbd(Translator t, int n, int m, int d, int size, boolean u) {
    return call(t, NeonHelpers.ABD, size, false, n, m);
  }

  static int wideAba(Translator t, int n, int m, int d, int size, boolean u) {
    return lanes(t, Op.VADD64, size, d, wideAbd(t, n, m, d, size, u));
  }

  /** VQDMULH, VQRDMULH. */
  static Operation doublingHigh(Lanes family) {
    return (t, n, m, d, size, u) -> Neon.saturated(t, size, call(t, family, size, false, n, m));
  }

  static int doubling(Translator t, int n, int m, int d, int size, boolean u) {
    int product = lanes(t, Op.VMUL64, size, n, m);
    return Neon.saturated(t, size, lanes(t, Op.VADD64, size, product, product));
  }

  static int doublingAdd(Translator t, int n, int m, int d, int size, boolean u) {
    int product = doubling(t, n, m, d, size, u);
    return Neon.saturating(t, NeonHelpers.QADD, Op.VADD64, size, false, d, product);
  }

  static int doublingSubtract(Translator t, int n, int m, int d, int size, boolean u) {
    int product = doubling(t, n, m, d, size, u);
    return Neon.saturating(t, NeonHelpers.QSUB, Op.VSUB64, size, false, d, product);
  }

  static Handler polynomialLong() {
    return (t, e) -> {
      if (e.get('s') != 0 || odd(e, 'd')) {
        t.undefined();
        return;
      }
      int n = get(t, e, 'n', 0);
      int m = get(t, e, 'm', 0);
      int[] r = new int[2];
      for (int i = 0; i < 2; i++) {
        int a = widen(t, n, i, 0, true);
        r[i] = call(t, NeonHelpers.POLYNOMIAL, 1, true, a, widen(t, m, i, 0, true));
      }
      set(t, e, 'd', 0, r[0]);
      set(t, e, 'd', 1, r[1]);
    };
  }

  // ---- with a scalar
  // ----------------------------------------------------------------------------------

  /** The scalar of fields m and M in every lane. */
  private static int scalar(Translator t, Encoding<Handler> e, int size) {
    int register = size == 1 ? e.get('m') & 7 : e.get('m');
    int lane = size == 1 ? e.get('M') << 1 | e.get('m') >> 3 : e.get('M');
    int bits = 8 << size;
    int d = t.ir.get64(ArmState.d(register));
    int value = t.ir.opImm(Op.EXTRACT64, Bits.field(lane * bits, bits), d);
    return t.ir.opImm(Op.VDUP64, bits, t.ir.op(Op.TRUNC32, value));
  }

  /** D or Q registers with a scalar. */
  static Handler byScalar(int sizes, Operation operation) {
    return (t, e) -> {
      int size = e.get('s');
      if ((sizes >> size & 1) == 0 || e.flag('Q') && odd(e, 'd', 'n')) {
        t.undefined();
        return;
      }
      int scalar = scalar(t, e, size);
      apply(
          t,
          e,
          (i) -> operation.emit(t, get(t, e, 'n', i), scalar, get(t, e, 'd', i), size, false));
    };
  }

  /** A D register with a scalar, to a Q register. */
  static Handler wideByScalar(Operation operation) {
    return (t, e) -> {
      int size = e.get('s');
      if ((SIZES_16_32 >> size & 1) == 0 || odd(e, 'd')) {
        t.undefined();
        return;
      }
      widening(t, e, size, get(t, e, 'n', 0), scalar(t, e, size), operation);
    };
  }
}
