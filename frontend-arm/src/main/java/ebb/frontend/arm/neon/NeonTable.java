package ebb.frontend.arm.neon;

import static ebb.frontend.arm.neon.ThreeRegisters.ALL_SIZES;
import static ebb.frontend.arm.neon.ThreeRegisters.SIZES_16_32;
import static ebb.frontend.arm.neon.ThreeRegisters.SIZES_8_TO_32;
import static ebb.frontend.arm.neon.ThreeRegisters.SIZE_32;
import static ebb.frontend.arm.neon.ThreeRegisters.SIZE_8;
import static ebb.frontend.arm.neon.ThreeRegisters.bits;
import static ebb.frontend.arm.neon.ThreeRegisters.byScalar;
import static ebb.frontend.arm.neon.ThreeRegisters.bySign;
import static ebb.frontend.arm.neon.ThreeRegisters.family;
import static ebb.frontend.arm.neon.ThreeRegisters.floatFamily;
import static ebb.frontend.arm.neon.ThreeRegisters.floatOp;
import static ebb.frontend.arm.neon.ThreeRegisters.floating;
import static ebb.frontend.arm.neon.ThreeRegisters.op;
import static ebb.frontend.arm.neon.ThreeRegisters.same;
import static ebb.frontend.arm.neon.ThreeRegisters.swapped;
import static ebb.frontend.arm.neon.ThreeRegisters.wide;
import static ebb.frontend.arm.neon.ThreeRegisters.wideByScalar;
import static ebb.frontend.arm.neon.TwoRegisters.each;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.vfp.FpSyntax;
import ebb.ir.Helper;
import ebb.ir.Op;
import java.util.List;
import java.util.Locale;

/**
 * The Advanced SIMD instructions in A32 layout (1111001u data processing, 11110100 element and
 * structure loads and stores), to which the decoder brings those of T32. DDI 0406C A7.4, A7.7.
 *
 * <p>Fields: d n m with D N M registers, Q quadword, s log2 of the lane's bytes, U unsigned, i
 * immediate.
 */
public final class NeonTable {
  private static final DecodeTable.Builder<Handler> ROWS =
      DecodeTable.builder("Advanced SIMD", 32, 0x0fb00f10);

  public static final DecodeTable<Handler> TABLE = build();

  private NeonTable() {}

  /** Every helper that Advanced SIMD blocks may call. */
  public static List<Helper> helpers() {
    return NeonHelpers.all();
  }

  private static void row(String name, String bits, Handler handler, String syntax) {
    ROWS.row(name, bits, Neon.whenOn(handler), FpSyntax.of(syntax));
  }

  /** A row of the space where the size field of rows with three registers reads 11. */
  private static void first(String name, String bits, Handler handler, String syntax) {
    ROWS.rowFirst(name, bits, Neon.whenOn(handler), FpSyntax.of(syntax));
  }

  /** An integer row "U size ... opcode Q B". */
  private static void three(
      String name, String u, String size, String opcode, String b, Handler handler) {
    String type = u.equals("U") ? ".<u><size>" : size.equals("ss") ? ".i<size>" : "";
    row(
        name,
        "1111001" + u + "0D" + size + "nnnndddd" + opcode + "NQM" + b + "mmmm",
        handler,
        name.split(" ")[0].toLowerCase(Locale.ROOT) + type + " <Rd>, <Rn>, <Rm>");
  }

  private static void floats(
      String name, String u, String size, String opcode, String b, Handler handler) {
    row(
        name,
        "1111001" + u + "0D" + size + "nnnndddd" + opcode + "NQM" + b + "mmmm",
        handler,
        name.split(" ")[0].toLowerCase(Locale.ROOT) + ".f32 <Rd>, <Rn>, <Rm>");
  }

  private static void differing(String name, String u, String opcode, Handler handler) {
    row(
        name,
        "1111001" + u + "1Dssnnnndddd" + opcode + "N0M0mmmm",
        handler,
        name.split(" ")[0].toLowerCase(Locale.ROOT) + ".<size> q:<Dd>, <Dn>, <Dm>");
  }

  private static void scalar(String name, String u, String opcode, Handler handler) {
    row(
        name,
        "1111001" + u + "1Dssnnnndddd" + opcode + "N1M0mmmm",
        handler,
        name.split(" ")[0].toLowerCase(Locale.ROOT) + ".<size> <Dd>, <Dn>, <Dm>[]");
  }

  private static void shift(String name, String u, String opcode, String lqm, Handler handler) {
    row(
        name,
        "1111001" + u + "1Diiiiiidddd" + opcode + lqm + "1mmmm",
        handler,
        name.split(" ")[0].toLowerCase(Locale.ROOT) + " <Dd>, <Dm>, imm6 <#:i>");
  }

  private static void two(String name, String a, String opcode, String q, Handler handler) {
    first(
        name,
        "111100111D11ss" + a + "dddd0" + opcode + q + "M0mmmm",
        handler,
        name.split(" ")[0].toLowerCase(Locale.ROOT) + ".<size> <Dd>, <Dm>");
  }

  private static DecodeTable<Handler> build() {
    threeSame();
    threeSameFloat();
    threeDifferent();
    withScalar();
    shifts();
    twoRegisters();
    twoRegistersMore();
    elements();
    return ROWS.build();
  }

  private static void threeSame() {
    three("VHADD", "U", "ss", "0000", "0", same(SIZES_8_TO_32, family(NeonHelpers.HADD)));
    three("VQADD", "U", "ss", "0000", "1", same(ALL_SIZES, family(NeonHelpers.QADD)));
    three("VRHADD", "U", "ss", "0001", "0", same(SIZES_8_TO_32, family(NeonHelpers.RHADD)));
    bitwise("VAND", "0", "00", bits(Op.AND64));
    bitwise("VBIC (register)", "0", "01", ThreeRegisters::bic);
    bitwise("VORR (register)", "0", "10", bits(Op.OR64));
    bitwise("VORN", "0", "11", ThreeRegisters::orn);
    bitwise("VEOR", "1", "00", bits(Op.XOR64));
    bitwise("VBSL", "1", "01", ThreeRegisters::bsl);
    bitwise("VBIT", "1", "10", ThreeRegisters::bit);
    bitwise("VBIF", "1", "11", ThreeRegisters::bif);
    three("VHSUB", "U", "ss", "0010", "0", same(SIZES_8_TO_32, family(NeonHelpers.HSUB)));
    three("VQSUB", "U", "ss", "0010", "1", same(ALL_SIZES, family(NeonHelpers.QSUB)));
    three("VCGT", "U", "ss", "0011", "0", same(SIZES_8_TO_32, bySign(Op.VSETGTS64, Op.VSETGTU64)));
    three("VCGE", "U", "ss", "0011", "1", same(SIZES_8_TO_32, ThreeRegisters::cge));
    three("VSHL (register)", "U", "ss", "0100", "0", same(ALL_SIZES, swapped(NeonHelpers.SHL)));
    three("VQSHL (register)", "U", "ss", "0100", "1", same(ALL_SIZES, swapped(NeonHelpers.QSHL)));
    three("VRSHL", "U", "ss", "0101", "0", same(ALL_SIZES, swapped(NeonHelpers.RSHL)));
    three("VQRSHL", "U", "ss", "0101", "1", same(ALL_SIZES, swapped(NeonHelpers.QRSHL)));
    three("VMAX", "U", "ss", "0110", "0", same(SIZES_8_TO_32, bySign(Op.VMAXS64, Op.VMAXU64)));
    three("VMIN", "U", "ss", "0110", "1", same(SIZES_8_TO_32, bySign(Op.VMINS64, Op.VMINU64)));
    three("VABD", "U", "ss", "0111", "0", same(SIZES_8_TO_32, family(NeonHelpers.ABD)));
    three("VABA", "U", "ss", "0111", "1", same(SIZES_8_TO_32, ThreeRegisters::aba));
    three("VADD (integer)", "0", "ss", "1000", "0", same(ALL_SIZES, op(Op.VADD64)));
    three("VSUB (integer)", "1", "ss", "1000", "0", same(ALL_SIZES, op(Op.VSUB64)));
    three("VTST", "0", "ss", "1000", "1", same(SIZES_8_TO_32, family(NeonHelpers.TST)));
    three("VCEQ", "1", "ss", "1000", "1", same(SIZES_8_TO_32, op(Op.VSETEQ64)));
    three("VMLA (integer)", "0", "ss", "1001", "0", same(SIZES_8_TO_32, ThreeRegisters::mla));
    three("VMLS (integer)", "1", "ss", "1001", "0", same(SIZES_8_TO_32, ThreeRegisters::mls));
    three("VMUL (integer)", "0", "ss", "1001", "1", same(SIZES_8_TO_32, op(Op.VMUL64)));
    three(
        "VMUL (polynomial)", "1", "ss", "1001", "1", same(SIZE_8, family(NeonHelpers.POLYNOMIAL)));
    three("VPMAX", "U", "ss", "1010", "0", ThreeRegisters.onlyD(bySign(Op.VMAXS64, Op.VMAXU64)));
    three("VPMIN", "U", "ss", "1010", "1", ThreeRegisters.onlyD(bySign(Op.VMINS64, Op.VMINU64)));
    three("VQDMULH", "0", "ss", "1011", "0", same(SIZES_16_32, family(NeonHelpers.QDMULH)));
    three("VQRDMULH", "1", "ss", "1011", "0", same(SIZES_16_32, family(NeonHelpers.QRDMULH)));
    three("VPADD (integer)", "0", "ss", "1011", "1", ThreeRegisters.onlyD(op(Op.VADD64)));
  }

  private static void bitwise(
      String name, String u, String opcode, ThreeRegisters.Operation operation) {
    three(name, u, opcode, "0001", "1", ThreeRegisters.floating(false, operation));
  }

  private static void threeSameFloat() {
    floats("VFMA", "0", "00", "1100", "1", floating(false, ThreeRegisters::fma));
    floats("VFMS", "0", "10", "1100", "1", floating(false, ThreeRegisters::fms));
    floats("VADD (float)", "0", "00", "1101", "0", floating(false, floatOp(Op.FADD32)));
    floats("VSUB (float)", "0", "10", "1101", "0", floating(false, floatOp(Op.FSUB32)));
    floats("VPADD (float)", "1", "00", "1101", "0", floating(true, floatFamily(NeonHelpers.FADD)));
    floats("VABD (float)", "1", "10", "1101", "0", floating(false, floatFamily(NeonHelpers.FABD)));
    floats("VMLA (float)", "0", "00", "1101", "1", floating(false, ThreeRegisters::floatMla));
    floats("VMLS (float)", "0", "10", "1101", "1", floating(false, ThreeRegisters::floatMls));
    floats("VMUL (float)", "1", "00", "1101", "1", floating(false, floatOp(Op.FMUL32)));
    floats("VCEQ (float)", "0", "00", "1110", "0", floating(false, floatFamily(NeonHelpers.FCEQ)));
    floats("VCGE (float)", "1", "00", "1110", "0", floating(false, floatFamily(NeonHelpers.FCGE)));
    floats("VCGT (float)", "1", "10", "1110", "0", floating(false, floatFamily(NeonHelpers.FCGT)));
    floats("VACGE", "1", "00", "1110", "1", floating(false, floatFamily(NeonHelpers.FACGE)));
    floats("VACGT", "1", "10", "1110", "1", floating(false, floatFamily(NeonHelpers.FACGT)));
    floats("VMAX (float)", "0", "00", "1111", "0", floating(false, floatFamily(NeonHelpers.FMAX)));
    floats("VMIN (float)", "0", "10", "1111", "0", floating(false, floatFamily(NeonHelpers.FMIN)));
    floats("VPMAX (float)", "1", "00", "1111", "0", floating(true, floatFamily(NeonHelpers.FMAX)));
    floats("VPMIN (float)", "1", "10", "1111", "0", floating(true, floatFamily(NeonHelpers.FMIN)));
    floats("VRECPS", "0", "00", "1111", "1", floating(false, floatFamily(NeonHelpers.RECPS)));
    floats("VRSQRTS", "0", "10", "1111", "1", floating(false, floatFamily(NeonHelpers.RSQRTS)));
  }

  private static void threeDifferent() {
    differing("VADDL", "U", "0000", wide(SIZES_8_TO_32, op(Op.VADD64)));
    differing("VADDW", "U", "0001", ThreeRegisters.wideFirst(Op.VADD64));
    differing("VSUBL", "U", "0010", wide(SIZES_8_TO_32, op(Op.VSUB64)));
    differing("VSUBW", "U", "0011", ThreeRegisters.wideFirst(Op.VSUB64));
    differing("VADDHN", "U", "0100", ThreeRegisters.highNarrow(Op.VADD64));
    differing("VABAL", "U", "0101", wide(SIZES_8_TO_32, ThreeRegisters::wideAba));
    differing("VSUBHN", "U", "0110", ThreeRegisters.highNarrow(Op.VSUB64));
    differing("VABDL", "U", "0111", wide(SIZES_8_TO_32, ThreeRegisters::wideAbd));
    differing("VMLAL", "U", "1000", wide(SIZES_8_TO_32, ThreeRegisters::mla));
    differing("VQDMLAL", "0", "1001", wide(SIZES_16_32, ThreeRegisters::doublingAdd));
    differing("VMLSL", "U", "1010", wide(SIZES_8_TO_32, ThreeRegisters::mls));
    differing("VQDMLSL", "0", "1011", wide(SIZES_16_32, ThreeRegisters::doublingSubtract));
    differing("VMULL (integer)", "U", "1100", wide(SIZES_8_TO_32, op(Op.VMUL64)));
    differing("VQDMULL", "0", "1101", wide(SIZES_16_32, ThreeRegisters::doubling));
    differing("VMULL (polynomial)", "0", "1110", ThreeRegisters.polynomialLong());
  }

  private static void withScalar() {
    scalar("VMLA (scalar)", "Q", "0000", byScalar(SIZES_16_32, ThreeRegisters::mla));
    scalar("VMLA (float scalar)", "Q", "0001", byScalar(SIZE_32, ThreeRegisters::floatMla));
    scalar("VMLAL (scalar)", "U", "0010", wideByScalar(ThreeRegisters::mla));
    scalar("VQDMLAL (scalar)", "0", "0011", wideByScalar(ThreeRegisters::doublingAdd));
    scalar("VMLS (scalar)", "Q", "0100", byScalar(SIZES_16_32, ThreeRegisters::mls));
    scalar("VMLS (float scalar)", "Q", "0101", byScalar(SIZE_32, ThreeRegisters::floatMls));
    scalar("VMLSL (scalar)", "U", "0110", wideByScalar(ThreeRegisters::mls));
    scalar("VQDMLSL (scalar)", "0", "0111", wideByScalar(ThreeRegisters::doublingSubtract));
    scalar("VMUL (scalar)", "Q", "1000", byScalar(SIZES_16_32, op(Op.VMUL64)));
    scalar("VMUL (float scalar)", "Q", "1001", byScalar(SIZE_32, floatOp(Op.FMUL32)));
    scalar("VMULL (scalar)", "U", "1010", wideByScalar(op(Op.VMUL64)));
    scalar("VQDMULL (scalar)", "0", "1011", wideByScalar(ThreeRegisters::doubling));
    scalar("VQDMULH (scalar)", "Q", "1100", byScalar(SIZES_16_32, family(NeonHelpers.QDMULH)));
    scalar("VQRDMULH (scalar)", "Q", "1101", byScalar(SIZES_16_32, family(NeonHelpers.QRDMULH)));
  }

  private static void shifts() {
    shift("VSHR", "U", "0000", "LQM", ShiftsByImmediate.right(ShiftsByImmediate::shr));
    shift("VSRA", "U", "0001", "LQM", ShiftsByImmediate.right(ShiftsByImmediate::sra));
    shift("VRSHR", "U", "0010", "LQM", ShiftsByImmediate.right(ShiftsByImmediate::rshr));
    shift("VRSRA", "U", "0011", "LQM", ShiftsByImmediate.right(ShiftsByImmediate::rsra));
    row(
        "VSRI",
        "111100111Diiiiiidddd0100LQM1mmmm",
        ShiftsByImmediate.right(ShiftsByImmediate::sri),
        "vsri <Rd>, <Rm>, imm6 <#:i>");
    row(
        "VSHL (immediate)",
        "111100101Diiiiiidddd0101LQM1mmmm",
        ShiftsByImmediate.left(ShiftsByImmediate::shl),
        "vshl <Rd>, <Rm>, imm6 <#:i>");
    row(
        "VSLI",
        "111100111Diiiiiidddd0101LQM1mmmm",
        ShiftsByImmediate.left(ShiftsByImmediate::sli),
        "vsli <Rd>, <Rm>, imm6 <#:i>");
    row(
        "VQSHLU",
        "111100111Diiiiiidddd0110LQM1mmmm",
        ShiftsByImmediate.left(ShiftsByImmediate::qshlu),
        "vqshlu <Rd>, <Rm>, imm6 <#:i>");
    shift(
        "VQSHL (immediate)",
        "U",
        "0111",
        "LQM",
        ShiftsByImmediate.left(ShiftsByImmediate.byFamily(NeonHelpers.QSHL)));
    shift(
        "VSHRN",
        "0",
        "1000",
        "00M",
        ShiftsByImmediate.narrow(false, true, null, NeonHelpers.NARROW));
    shift(
        "VRSHRN",
        "0",
        "1000",
        "01M",
        ShiftsByImmediate.narrow(true, true, null, NeonHelpers.NARROW));
    shift(
        "VQSHRUN",
        "1",
        "1000",
        "00M",
        ShiftsByImmediate.narrow(false, false, NeonHelpers.QNARROW_TO_UNSIGNED, null));
    shift(
        "VQRSHRUN",
        "1",
        "1000",
        "01M",
        ShiftsByImmediate.narrow(true, false, NeonHelpers.QNARROW_TO_UNSIGNED, null));
    shift(
        "VQSHRN",
        "U",
        "1001",
        "00M",
        ShiftsByImmediate.narrow(
            false, null, NeonHelpers.QNARROW_SIGNED, NeonHelpers.QNARROW_UNSIGNED));
    shift(
        "VQRSHRN",
        "U",
        "1001",
        "01M",
        ShiftsByImmediate.narrow(
            true, null, NeonHelpers.QNARROW_SIGNED, NeonHelpers.QNARROW_UNSIGNED));
    shift("VSHLL", "U", "1010", "00M", ShiftsByImmediate::shll);
    shift(
        "VCVT (from fixed-point)",
        "U",
        "1110",
        "0QM",
        ShiftsByImmediate.fixed(NeonHelpers.FROM_FIXED));
    shift(
        "VCVT (to fixed-point)", "U", "1111", "0QM", ShiftsByImmediate.fixed(NeonHelpers.TO_FIXED));
    ROWS.rowFirst(
        "VMOV (modified immediate)",
        "1111001i1D000iiiddddcccc0Qo1iiii",
        Neon.whenOn(ShiftsByImmediate::modifiedImmediate),
        FpSyntax.of("vmov <Rd>, imm8 <#:i>"));
  }

  private static void twoRegisters() {
    two("VREV64", "00", "0000", "Q", TwoRegisters.reverse(3));
    two("VREV32", "00", "0001", "Q", TwoRegisters.reverse(2));
    two("VREV16", "00", "0010", "Q", TwoRegisters.reverse(1));
    two("VPADDL (signed)", "00", "0100", "Q", each(SIZES_8_TO_32, TwoRegisters.pairLong(false)));
    two("VPADDL (unsigned)", "00", "0101", "Q", each(SIZES_8_TO_32, TwoRegisters.pairLong(true)));
    two(
        "VCLS",
        "00",
        "1000",
        "Q",
        each(SIZES_8_TO_32, TwoRegisters.family(NeonHelpers.CLS, false)));
    two("VCLZ", "00", "1001", "Q", each(SIZES_8_TO_32, TwoRegisters.family(NeonHelpers.CLZ, true)));
    two("VCNT", "00", "1010", "Q", each(SIZE_8, TwoRegisters.family(NeonHelpers.CNT, true)));
    two("VMVN (register)", "00", "1011", "Q", each(SIZE_8, TwoRegisters.unary(Op.NOT64)));
    two("VPADAL (signed)", "00", "1100", "Q", each(SIZES_8_TO_32, TwoRegisters.pairLongAdd(false)));
    two(
        "VPADAL (unsigned)",
        "00",
        "1101",
        "Q",
        each(SIZES_8_TO_32, TwoRegisters.pairLongAdd(true)));
    two(
        "VQABS",
        "00",
        "1110",
        "Q",
        each(SIZES_8_TO_32, TwoRegisters.family(NeonHelpers.QABS, false)));
    two(
        "VQNEG",
        "00",
        "1111",
        "Q",
        each(SIZES_8_TO_32, TwoRegisters.family(NeonHelpers.QNEG, false)));
    two(
        "VCGT (zero)",
        "01",
        "0000",
        "Q",
        each(SIZES_8_TO_32, TwoRegisters.compareZero(Op.VSETGTS64, false, false)));
    two(
        "VCGE (zero)",
        "01",
        "0001",
        "Q",
        each(SIZES_8_TO_32, TwoRegisters.compareZero(Op.VSETGTS64, true, true)));
    two(
        "VCEQ (zero)",
        "01",
        "0010",
        "Q",
        each(SIZES_8_TO_32, TwoRegisters.compareZero(Op.VSETEQ64, false, false)));
    two(
        "VCLE (zero)",
        "01",
        "0011",
        "Q",
        each(SIZES_8_TO_32, TwoRegisters.compareZero(Op.VSETGTS64, false, true)));
    two(
        "VCLT (zero)",
        "01",
        "0100",
        "Q",
        each(SIZES_8_TO_32, TwoRegisters.compareZero(Op.VSETGTS64, true, false)));
    two(
        "VABS",
        "01",
        "0110",
        "Q",
        each(SIZES_8_TO_32, TwoRegisters.family(NeonHelpers.ABS, false)));
    two("VNEG", "01", "0111", "Q", each(SIZES_8_TO_32, TwoRegisters::negate));
    two(
        "VCGT (float zero)",
        "01",
        "1000",
        "Q",
        each(SIZE_32, TwoRegisters.compareFloatZero(NeonHelpers.FCGT, false)));
    two(
        "VCGE (float zero)",
        "01",
        "1001",
        "Q",
        each(SIZE_32, TwoRegisters.compareFloatZero(NeonHelpers.FCGE, false)));
    two(
        "VCEQ (float zero)",
        "01",
        "1010",
        "Q",
        each(SIZE_32, TwoRegisters.compareFloatZero(NeonHelpers.FCEQ, false)));
    two(
        "VCLE (float zero)",
        "01",
        "1011",
        "Q",
        each(SIZE_32, TwoRegisters.compareFloatZero(NeonHelpers.FCGE, true)));
    two(
        "VCLT (float zero)",
        "01",
        "1100",
        "Q",
        each(SIZE_32, TwoRegisters.compareFloatZero(NeonHelpers.FCGT, true)));
    two(
        "VABS (float)",
        "01",
        "1110",
        "Q",
        each(SIZE_32, TwoRegisters.bitsWith(Op.AND64, 0x7fff_ffff_7fff_ffffL)));
    two(
        "VNEG (float)",
        "01",
        "1111",
        "Q",
        each(SIZE_32, TwoRegisters.bitsWith(Op.XOR64, 0x8000_0000_8000_0000L)));
  }

  private static void twoRegistersMore() {
    two("VSWP", "10", "0000", "Q", TwoRegisters::vswp);
    two("VTRN", "10", "0001", "Q", TwoRegisters::vtrn);
    two("VUZP", "10", "0010", "Q", TwoRegisters.permute(false));
    two("VZIP", "10", "0011", "Q", TwoRegisters.permute(true));
    two("VMOVN", "10", "0100", "0", TwoRegisters.narrow(NeonHelpers.NARROW));
    two("VQMOVUN", "10", "0100", "1", TwoRegisters.narrow(NeonHelpers.QNARROW_TO_UNSIGNED));
    two("VQMOVN (signed)", "10", "0101", "0", TwoRegisters.narrow(NeonHelpers.QNARROW_SIGNED));
    two("VQMOVN (unsigned)", "10", "0101", "1", TwoRegisters.narrow(NeonHelpers.QNARROW_UNSIGNED));
    two("VSHLL (by width)", "10", "0110", "0", TwoRegisters::shllByWidth);
    two("VCVT (to half)", "10", "1100", "0", TwoRegisters::toHalf);
    two("VCVT (from half)", "10", "1110", "0", TwoRegisters::fromHalf);
    two("VRECPE", "11", "1000", "Q", each(SIZE_32, TwoRegisters.family(NeonHelpers.RECPE, false)));
    two(
        "VRSQRTE",
        "11",
        "1001",
        "Q",
        each(SIZE_32, TwoRegisters.family(NeonHelpers.RSQRTE, false)));
    two(
        "VRECPE (float)",
        "11",
        "1010",
        "Q",
        each(SIZE_32, TwoRegisters.family(NeonHelpers.RECPE_F, false)));
    two(
        "VRSQRTE (float)",
        "11",
        "1011",
        "Q",
        each(SIZE_32, TwoRegisters.family(NeonHelpers.RSQRTE_F, false)));
    two(
        "VCVT (from s32)",
        "11",
        "1100",
        "Q",
        each(SIZE_32, TwoRegisters.convert(NeonHelpers.FROM_FIXED, false)));
    two(
        "VCVT (from u32)",
        "11",
        "1101",
        "Q",
        each(SIZE_32, TwoRegisters.convert(NeonHelpers.FROM_FIXED, true)));
    two(
        "VCVT (to s32)",
        "11",
        "1110",
        "Q",
        each(SIZE_32, TwoRegisters.convert(NeonHelpers.TO_FIXED, false)));
    two(
        "VCVT (to u32)",
        "11",
        "1111",
        "Q",
        each(SIZE_32, TwoRegisters.convert(NeonHelpers.TO_FIXED, true)));
    first(
        "VEXT",
        "111100101D11nnnnddddiiiiNQM0mmmm",
        TwoRegisters::vext,
        "vext.8 <Rd>, <Rn>, <Rm>, <#:i>");
    first(
        "VTBL, VTBX",
        "111100111D11nnnndddd10llNoM0mmmm",
        TwoRegisters::vtbl,
        "vtbl.8 <Dd>, <Dn>, <Dm>");
    first(
        "VDUP (scalar)",
        "111100111D11iiiidddd11000QM0mmmm",
        TwoRegisters::vdup,
        "vdup <Rd>, <Dm>[]");
  }

  private static void elements() {
    row(
        "VLDn, VSTn (multiple)",
        "111101000DL0nnnnddddttttssaammmm",
        ElementLoadStore::multiple,
        "vldst.<size> <Dd>, [<n>], <m>");
    for (int size = 0; size < 3; size++) {
      String bits = size == 0 ? "00" : size == 1 ? "01" : "10";
      row(
          "VLDn, VSTn (lane of " + (8 << size) + ")",
          "111101001DL0nnnndddd" + bits + "kkaaaammmm",
          ElementLoadStore.lane(size),
          "vldst." + (8 << size) + " <Dd>[], [<n>], <m>");
    }
    row(
        "VLDn (all lanes)",
        "111101001D10nnnndddd11kkssTammmm",
        ElementLoadStore::allLanes,
        "vld.<size> <Dd>[], [<n>], <m>");
  }
}
