package ebb.frontend.arm.neon;

import static ebb.frontend.arm.neon.Lanes.helper;
import static ebb.frontend.arm.neon.Lanes.packed;
import static ebb.frontend.arm.neon.Lanes.pure;
import static ebb.frontend.arm.neon.Lanes.sticky;

import ebb.ir.Helper;
import ebb.ir.Helper.Effect;
import ebb.ir.fp.FpConvert;
import ebb.ir.fp.FpEstimate;
import ebb.ir.fp.FpVariant;
import ebb.ir.guest.Vcpu;
import java.util.List;

/** The lane operations of Advanced SIMD that are no IR ops. DDI 0406C A8.8.279 on. */
final class NeonHelpers {
  private static final int STANDARD = FpVariant.STANDARD;
  private static final int TRUNCATE = STANDARD | FpVariant.TOWARD_ZERO;

  // ---- integer ----------------------------------------------------------------------------------

  static final Lanes HADD = packed("vhadd", Packed::haddSigned, Packed::haddUnsigned);
  static final Lanes RHADD = packed("vrhadd", Packed::rhaddSigned, Packed::rhaddUnsigned);
  static final Lanes HSUB = packed("vhsub", Packed::hsubSigned, Packed::hsubUnsigned);
  static final Lanes QADD = packed("vqadd", Packed::qaddSigned, Packed::qaddUnsigned);
  static final Lanes QSUB = packed("vqsub", Packed::qsubSigned, Packed::qsubUnsigned);
  static final Lanes SHL =
      packed(
          "vshl",
          (a, b, n) -> Lanes.shiftAll(a, b, n, false),
          (a, b, n) -> Lanes.shiftAll(a, b, n, true));
  static final Lanes RSHL = pure("vrshl", (cpu, a, b, n, u) -> Lanes.shift(a, b, n, u, true));
  static final Lanes QSHL =
      sticky("vqshl", (cpu, a, b, n, u) -> Lanes.shiftSaturating(cpu, a, b, n, u, false));
  static final Lanes QRSHL =
      sticky("vqrshl", (cpu, a, b, n, u) -> Lanes.shiftSaturating(cpu, a, b, n, u, true));
  static final Lanes QSHLU =
      sticky("vqshlu", (cpu, a, b, n, u) -> Lanes.shiftToUnsigned(cpu, a, b, n));
  static final Lanes ABD = packed("vabd", Packed::abdSigned, Packed::abdUnsigned);
  static final Lanes POLYNOMIAL = pure("vmul.p", (cpu, a, b, n, u) -> Lanes.polynomial(a, b));
  static final Helper BYTE_PRODUCTS = packed("vmull.u8", Packed::byteProducts, 16);
  static final Lanes QDMULH =
      pure("vqdmulh", (cpu, a, b, n, u) -> Lanes.doublingHigh(a, b, n, false));
  static final Lanes QRDMULH =
      pure("vqrdmulh", (cpu, a, b, n, u) -> Lanes.doublingHigh(a, b, n, true));
  static final Lanes CLS =
      pure("vcls", (cpu, a, b, n, u) -> Long.numberOfLeadingZeros(a ^ a >> 63) - (65 - n));
  static final Lanes CLZ =
      pure("vclz", (cpu, a, b, n, u) -> Long.numberOfLeadingZeros(a) - (64 - n));
  static final Lanes CNT = packed("vcnt", Packed::count, Packed::count);
  static final Lanes ABS = packed("vabs", Packed::abs, Packed::abs);

  // ---- single precision, in lanes of 32 bits
  // ------------------------------------------------------

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
                unsigned
                    ? (cpu, a, b, c, d) -> Packed.widenUnsigned(high ? a >>> 32 : a, bits)
                    : (cpu, a, b, c, d) -> Packed.widenSigned(high ? a >>> 32 : a, bits));
      }
      NARROW[size] = packed("vmovn" + 2 * bits, Packed::narrow, bits);
      QNARROW_SIGNED[size] = packed("vqmovn.s" + 2 * bits, Packed::qnarrowSigned, bits);
      QNARROW_UNSIGNED[size] = packed("vqmovn.u" + 2 * bits, Packed::qnarrowUnsigned, bits);
      QNARROW_TO_UNSIGNED[size] = packed("vqmovun" + 2 * bits, Packed::qnarrowToUnsigned, bits);
      PAIR_LONG[size] =
          helper(
              "vpaddl.s" + bits,
              Effect.PURE,
              1,
              (cpu, a, b, c, d) -> Packed.pairLongSigned(a, bits));
      PAIR_LONG[size + 4] =
          helper(
              "vpaddl.u" + bits,
              Effect.PURE,
              1,
              (cpu, a, b, c, d) -> Packed.pairLongUnsigned(a, bits));
      EVEN[size] = packed("vuzp.even" + bits, Packed::even, bits);
      ODD[size] = packed("vuzp.odd" + bits, Packed::odd, bits);
      ZIP_LOW[size] = packed("vzip.low" + bits, Packed::zipLow, bits);
      ZIP_HIGH[size] = packed("vzip.high" + bits, Packed::zipHigh, bits);
      for (int group = size + 1; group < 4; group++) {
        int groupBits = 8 << group;
        REVERSE[group * 4 + size] =
            helper(
                "vrev" + groupBits + "." + bits,
                Effect.PURE,
                1,
                (cpu, a, b, c, d) -> Packed.reverse(a, bits, groupBits));
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

  private static long toHalf(Vcpu cpu, long a) {
    int low = FpConvert.cvt32to16(cpu, (int) a, STANDARD);
    int high = FpConvert.cvt32to16(cpu, (int) (a >>> 32), STANDARD);
    return (low | high << 16) & 0xffff_ffffL;
  }

  private static long look(long table, long indices, long soFar, long first) {
    long result = soFar;
    for (int i = 0; i < 64; i += 8) {
      long at = (indices >>> i & 0xff) - first;
      long found = (at - 8 & ~at) >> 63 & 0xff;
      result = result & ~(found << i) | (table >>> 8 * at & found) << i;
    }
    return result;
  }
}
