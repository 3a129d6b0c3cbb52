package ebb.frontend.arm.neon;

import static ebb.frontend.arm.neon.Lanes.helper;
import static ebb.frontend.arm.neon.Lanes.pure;
import static ebb.frontend.arm.neon.Lanes.sticky;

import ebb.ir.Helper;
import ebb.ir.Helper.Effect;
import ebb.ir.fp.FpControl;
import ebb.ir.fp.FpConvert;
import ebb.ir.fp.FpEstimate;
import ebb.ir.fp.FpMinMax;
import ebb.ir.fp.FpVariant;
import ebb.ir.fp.SoftFloat;
import ebb.ir.guest.Vcpu;
import java.util.List;

/** The lane operations of Advanced SIMD that are no IR ops. DDI 0406C A8.8.279 on. */
final class NeonHelpers {
  private static final int STANDARD = FpVariant.STANDARD;
  private static final int SIGNALING = STANDARD | FpVariant.SIGNALING;
  private static final int TRUNCATE = STANDARD | FpVariant.rounding(FpControl.ZERO);
  private static final int MAGNITUDE = Integer.MAX_VALUE;

  // ---- integer ----------------------------------------------------------------------------------

  static final Lanes HADD = pure("vhadd", (cpu, a, b, n, u) -> a + b >> 1);
  static final Lanes RHADD = pure("vrhadd", (cpu, a, b, n, u) -> a + b + 1 >> 1);
  static final Lanes HSUB = pure("vhsub", (cpu, a, b, n, u) -> a - b >> 1);
  static final Lanes QADD = sticky("vqadd", Lanes::add);
  static final Lanes QSUB = sticky("vqsub", Lanes::subtract);
  static final Lanes SHL = pure("vshl", (cpu, a, b, n, u) -> Lanes.shift(a, b, n, u, false));
  static final Lanes RSHL = pure("vrshl", (cpu, a, b, n, u) -> Lanes.shift(a, b, n, u, true));
  static final Lanes QSHL =
      sticky("vqshl", (cpu, a, b, n, u) -> Lanes.shiftSaturating(cpu, a, b, n, u, false));
  static final Lanes QRSHL =
      sticky("vqrshl", (cpu, a, b, n, u) -> Lanes.shiftSaturating(cpu, a, b, n, u, true));
  static final Lanes QSHLU =
      sticky("vqshlu", (cpu, a, b, n, u) -> Lanes.shiftToUnsigned(cpu, a, b, n));
  static final Lanes ABD = pure("vabd", (cpu, a, b, n, u) -> Math.abs(a - b));
  static final Lanes TST = pure("vtst", (cpu, a, b, n, u) -> (a & b) != 0 ? -1 : 0);
  static final Lanes POLYNOMIAL = pure("vmul.p", (cpu, a, b, n, u) -> Lanes.polynomial(a, b));
  static final Lanes QDMULH =
      sticky("vqdmulh", (cpu, a, b, n, u) -> Lanes.doublingHigh(cpu, a, b, n, false));
  static final Lanes QRDMULH =
      sticky("vqrdmulh", (cpu, a, b, n, u) -> Lanes.doublingHigh(cpu, a, b, n, true));
  static final Lanes QDMULL =
      sticky("vqdmull", (cpu, a, b, n, u) -> Lanes.doublingLong(cpu, a, b, n));
  static final Lanes CLS =
      pure("vcls", (cpu, a, b, n, u) -> Long.numberOfLeadingZeros(a ^ a >> 63) - (65 - n));
  static final Lanes CLZ =
      pure("vclz", (cpu, a, b, n, u) -> Long.numberOfLeadingZeros(a) - (64 - n));
  static final Lanes CNT = pure("vcnt", (cpu, a, b, n, u) -> Long.bitCount(a));
  static final Lanes ABS = pure("vabs", (cpu, a, b, n, u) -> Math.abs(a));
  static final Lanes QABS =
      sticky("vqabs", (cpu, a, b, n, u) -> Lanes.saturate(cpu, Math.abs(a), n, false));
  static final Lanes QNEG = sticky("vqneg", (cpu, a, b, n, u) -> Lanes.saturate(cpu, -a, n, false));

  // ---- single precision, in lanes of 32 bits
  // ------------------------------------------------------

  static final Lanes FCEQ =
      sticky("vceq.f", (cpu, a, b, n, u) -> all(relation(cpu, a, b, STANDARD) == 0));
  static final Lanes FCGE =
      sticky("vcge.f", (cpu, a, b, n, u) -> all((relation(cpu, a, b, SIGNALING) & 1) == 0));
  static final Lanes FCGT =
      sticky("vcgt.f", (cpu, a, b, n, u) -> all(relation(cpu, a, b, SIGNALING) == 2));
  static final Lanes FACGE =
      sticky(
          "vacge.f",
          (cpu, a, b, n, u) ->
              all((relation(cpu, a & MAGNITUDE, b & MAGNITUDE, SIGNALING) & 1) == 0));
  static final Lanes FACGT =
      sticky(
          "vacgt.f",
          (cpu, a, b, n, u) -> all(relation(cpu, a & MAGNITUDE, b & MAGNITUDE, SIGNALING) == 2));
  static final Lanes FMAX =
      sticky("vmax.f", (cpu, a, b, n, u) -> FpMinMax.max32(cpu, (int) a, (int) b, STANDARD));
  static final Lanes FMIN =
      sticky("vmin.f", (cpu, a, b, n, u) -> FpMinMax.min32(cpu, (int) a, (int) b, STANDARD));
  static final Lanes FABD =
      sticky(
          "vabd.f",
          (cpu, a, b, n, u) -> SoftFloat.sub32(cpu, (int) a, (int) b, STANDARD) & MAGNITUDE);
  static final Lanes FADD =
      sticky("vadd.f", (cpu, a, b, n, u) -> SoftFloat.add32(cpu, (int) a, (int) b, STANDARD));
  static final Lanes RECPS =
      sticky("vrecps", (cpu, a, b, n, u) -> FpEstimate.recipStep32(cpu, (int) a, (int) b));
  static final Lanes RSQRTS =
      sticky("vrsqrts", (cpu, a, b, n, u) -> FpEstimate.rsqrtStep32(cpu, (int) a, (int) b));
  static final Lanes RECPE_F =
      sticky("vrecpe.f", (cpu, a, b, n, u) -> FpEstimate.recip32(cpu, (int) a));
  static final Lanes RSQRTE_F =
      sticky("vrsqrte.f", (cpu, a, b, n, u) -> FpEstimate.rsqrt32(cpu, (int) a));
  static final Lanes RECPE = pure("vrecpe", (cpu, a, b, n, u) -> FpEstimate.recipU32((int) a));
  static final Lanes RSQRTE = pure("vrsqrte", (cpu, a, b, n, u) -> FpEstimate.rsqrtU32((int) a));

  /** To and from fixed-point with as many fraction bits as the second operand's lanes say. */
  static final Lanes TO_FIXED =
      sticky(
          "vcvt.f.fixed",
          (cpu, a, b, n, u) -> FpConvert.toFixed32(cpu, (int) a, 32, u, (int) b, TRUNCATE));

  static final Lanes FROM_FIXED =
      sticky(
          "vcvt.fixed.f",
          (cpu, a, b, n, u) -> FpConvert.fromFixed32(cpu, a, false, (int) b, STANDARD));

  // ---- across lanes
  // -------------------------------------------------------------------------------

  static final Helper[] WIDEN = new Helper[16];
  static final Helper[] NARROW = new Helper[3];
  static final Helper[] QNARROW_SIGNED = new Helper[3];
  static final Helper[] QNARROW_UNSIGNED = new Helper[3];
  static final Helper[] QNARROW_TO_UNSIGNED = new Helper[3];
  static final Helper[] PAIR_LONG = new Helper[8];
  static final Helper[] EVEN = new Helper[3];
  static final Helper[] ODD = new Helper[3];
  static final Helper[] ZIP_LOW = new Helper[3];
  static final Helper[] ZIP_HIGH = new Helper[3];
  static final Helper[] REVERSE = new Helper[16];

  static {
    for (int size = 0; size < 3; size++) {
      int bits = 8 << size;
      for (int k = 0; k < 4; k++) {
        boolean unsigned = (k & 1) != 0;
        boolean high = (k & 2) != 0;
        WIDEN[size * 4 + k] =
            helper(
                "vmovl" + (high ? ".high" : ".low") + (unsigned ? ".u" : ".s") + bits,
                Effect.PURE,
                1,
                (cpu, a, b, c, d) -> Lanes.widen(a, high, bits, unsigned));
      }
      NARROW[size] = narrowing("vmovn", Effect.PURE, bits, false, (cpu, a, n) -> a);
      QNARROW_SIGNED[size] =
          narrowing(
              "vqmovn.s",
              Effect.WRITES_STATE,
              bits,
              false,
              (cpu, a, n) -> Lanes.saturate(cpu, a, n, false));
      QNARROW_UNSIGNED[size] =
          narrowing("vqmovn.u", Effect.WRITES_STATE, bits, true, Lanes::saturateUnsigned);
      QNARROW_TO_UNSIGNED[size] =
          narrowing(
              "vqmovun",
              Effect.WRITES_STATE,
              bits,
              false,
              (cpu, a, n) -> Lanes.saturate(cpu, a, n, true));
      for (boolean unsigned : new boolean[] {false, true}) {
        PAIR_LONG[size + (unsigned ? 4 : 0)] =
            helper(
                "vpaddl" + (unsigned ? ".u" : ".s") + bits,
                Effect.PURE,
                1,
                (cpu, a, b, c, d) -> pairLong(a, bits, unsigned));
      }
      EVEN[size] =
          helper("vuzp.even" + bits, Effect.PURE, 2, (cpu, a, b, c, d) -> unzip(a, b, bits, 0));
      ODD[size] =
          helper("vuzp.odd" + bits, Effect.PURE, 2, (cpu, a, b, c, d) -> unzip(a, b, bits, bits));
      ZIP_LOW[size] =
          helper("vzip.low" + bits, Effect.PURE, 2, (cpu, a, b, c, d) -> zip(a, b, bits, 0));
      ZIP_HIGH[size] =
          helper("vzip.high" + bits, Effect.PURE, 2, (cpu, a, b, c, d) -> zip(a, b, bits, 32));
      for (int group = size + 1; group < 4; group++) {
        int groupBits = 8 << group;
        REVERSE[group * 4 + size] =
            helper(
                "vrev" + groupBits + "." + bits,
                Effect.PURE,
                1,
                (cpu, a, b, c, d) -> reverse(a, bits, groupBits));
      }
    }
  }

  /** (table register, indices, so far, first index of the register). */
  static final Helper TABLE =
      helper(
          "vtbl", Effect.PURE, 4, (cpu, table, index, so, first) -> look(table, index, so, first));

  static final Helper HALF_TO_SINGLE =
      helper(
          "vcvt.f16.f32x2",
          Effect.WRITES_STATE,
          1,
          (cpu, a, b, c, d) ->
              FpConvert.cvt16to32(cpu, (int) a, STANDARD) & 0xffff_ffffL
                  | (long) FpConvert.cvt16to32(cpu, (int) a >>> 16, STANDARD) << 32);

  static final Helper SINGLE_TO_HALF =
      helper(
          "vcvt.f32x4.f16",
          Effect.WRITES_STATE,
          2,
          (cpu, a, b, c, d) -> toHalf(cpu, a) | toHalf(cpu, b) << 32);

  private NeonHelpers() {}

  /** Every helper of Advanced SIMD. */
  static List<Helper> all() {
    return Lanes.all();
  }

  private static int relation(Vcpu cpu, long a, long b, int variant) {
    return SoftFloat.cmp32(cpu, (int) a, (int) b, variant);
  }

  private static long all(boolean condition) {
    return condition ? -1 : 0;
  }

  private static Helper narrowing(
      String name, Effect effect, int bits, boolean unsigned, Lanes.Narrowing narrowing) {
    return helper(
        name + 2 * bits,
        effect,
        2,
        (cpu, low, high, c, d) -> Lanes.narrow(cpu, low, high, bits, unsigned, narrowing));
  }

  private static long toHalf(Vcpu cpu, long a) {
    int low = FpConvert.cvt32to16(cpu, (int) a, STANDARD);
    int high = FpConvert.cvt32to16(cpu, (int) (a >>> 32), STANDARD);
    return (low | high << 16) & 0xffff_ffffL;
  }

  private static long pairLong(long a, int bits, boolean unsigned) {
    long result = 0;
    long mask = -1L >>> 64 - 2 * bits;
    for (int i = 0; i < 64; i += 2 * bits) {
      long sum = Lanes.get(a, i, bits, unsigned) + Lanes.get(a, i + bits, bits, unsigned);
      result |= (sum & mask) << i;
    }
    return result;
  }

  private static long unzip(long a, long b, int bits, int from) {
    long result = 0;
    for (int i = 0; i < 32; i += bits) {
      result |= Lanes.get(a, 2 * i + from, bits, true) << i;
      result |= Lanes.get(b, 2 * i + from, bits, true) << i + 32;
    }
    return result;
  }

  private static long zip(long a, long b, int bits, int from) {
    long result = 0;
    for (int i = 0; i < 32; i += bits) {
      result |= Lanes.get(a, i + from, bits, true) << 2 * i;
      result |= Lanes.get(b, i + from, bits, true) << 2 * i + bits;
    }
    return result;
  }

  private static long reverse(long a, int bits, int groupBits) {
    long result = 0;
    for (int i = 0; i < 64; i += bits) {
      result |= Lanes.get(a, i, bits, true) << (i ^ groupBits - bits);
    }
    return result;
  }

  private static long look(long table, long indices, long soFar, long first) {
    long result = soFar;
    for (int i = 0; i < 64; i += 8) {
      long at = (indices >>> i & 0xff) - first;
      if (at >= 0 && at < 8) {
        result = result & ~(0xffL << i) | (table >>> 8 * at & 0xff) << i;
      }
    }
    return result;
  }
}
