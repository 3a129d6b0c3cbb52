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
import ebb.ir.Helper;
import ebb.ir.Op;
import java.util.List;
import java.util.Locale;

/**
 * The Advanced SIMD instructions in A32 layout (1111001u data processing, 11110100 element and
 * structure loads and stores), to which the decoder brings those of T32. DDI 0406C A7.4, A7.7.
 *
 * <p>Fields: d n m with D N M registers, Q quadword, s log2 of the lane's bytes, U unsigned, i
 * immediate. Syntax is that of {@link NeonSyntax}.
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
    ROWS.row(name, bits, Neon.whenOn(handler), NeonSyntax.of(syntax));
  }

  /** A row of the space where the size field of rows with three registers reads 11. */
  private static void first(String name, String bits, Handler handler, String syntax) {
    ROWS.rowFirst(name, bits, Neon.whenOn(handler), NeonSyntax.of(syntax));
  }

  /** The first word of a row's name. */
  private static String mnemonic(String name) {
    return name.split(" ")[0].toLowerCase(Locale.ROOT);
  }

  /** A row "U size ... opcode Q B" with the type of its lanes. */
  private static void three(
      String name, String u, String size, String opcode, String b, String type, Handler handler) {
    String bits = "1111001" + u + "0D" + size + "nnnndddd" + opcode + "NQM" + b + "mmmm";
    row(name, bits, handler, mnemonic(name) + type + " <Rd>, <Rn>, <Rm>");
  }

  /** Shifts by a register have the shifted one first. */
  private static void shiftBy(String name, String opcode, String b, Handler handler) {
    String bits = "1111001U0Dssnnnndddd" + opcode + "NQM" + b + "mmmm";
    row(name, bits, handler, mnemonic(name) + ".<U><size> <Rd>, <Rm>, <Rn>");
  }

  private static void floats(
      String name, String u, String size, String opcode, String b, Handler handler) {
    three(name, u, size, opcode, b, ".f32", handler);
  }

  private static void differing(
      String name, String u, String opcode, String typeAndOperands, Handler handler) {
    String bits = "1111001" + u + "1Dssnnnndddd" + opcode + "N0M0mmmm";
    row(name, bits, handler, mnemonic(name) + typeAndOperands);
  }

  private static void scalar(
      String name, String u, String opcode, String typeAndOperands, Handler handler) {
    String bits = "1111001" + u + "1Dssnnnndddd" + opcode + "N1M0mmmm";
    row(name, bits, handler, mnemonic(name) + typeAndOperands + ", <scalar>");
  }

  private static void shift(
      String name, String u, String opcode, String lqm, String typeAndOperands, Handler handler) {
    String bits = "1111001" + u + "1Diiiiiidddd" + opcode + lqm + "1mmmm";
    row(name, bits, handler, mnemonic(name) + typeAndOperands);
  }

  private static void two(
      String name, String a, String opcode, String q, String typeAndOperands, Handler handler) {
    String bits = "111100111D11ss" + a + "dddd0" + opcode + q + "M0mmmm";
    first(name, bits, handler, mnemonic(name) + typeAndOperands);
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
    three(
        "VHADD",
        "U",
        "ss",
        "0000",
        "0",
        ".<U><size>",
        same(SIZES_8_TO_32, family(NeonHelpers.HADD)));
    three("VQADD", "U", "ss", "0000", "1", ".<U><size>", same(ALL_SIZES, family(NeonHelpers.QADD)));
    three(
        "VRHADD",
        "U",
        "ss",
        "0001",
        "0",
        ".<U><size>",
        same(SIZES_8_TO_32, family(NeonHelpers.RHADD)));
    bitwise("VAND", "0", "00", bits(Op.AND64));
    bitwise("VBIC (register)", "0", "01", ThreeRegisters::bic);
    bitwise("VORR (register)", "0", "10", bits(Op.OR64));
    bitwise("VORN", "0", "11", ThreeRegisters::orn);
    bitwise("VEOR", "1", "00", bits(Op.XOR64));
    bitwise("VBSL", "1", "01", ThreeRegisters::bsl);
    bitwise("VBIT", "1", "10", ThreeRegisters::bit);
    bitwise("VBIF", "1", "11", ThreeRegisters::bif);
    three(
        "VHSUB",
        "U",
        "ss",
        "0010",
        "0",
        ".<U><size>",
        same(SIZES_8_TO_32, family(NeonHelpers.HSUB)));
    three("VQSUB", "U", "ss", "0010", "1", ".<U><size>", same(ALL_SIZES, family(NeonHelpers.QSUB)));
    three(
        "VCGT",
        "U",
        "ss",
        "0011",
        "0",
        ".<U><size>",
        same(SIZES_8_TO_32, bySign(Op.VSETGTS64, Op.VSETGTU64)));
    three("VCGE", "U", "ss", "0011", "1", ".<U><size>", same(SIZES_8_TO_32, ThreeRegisters::cge));
    shiftBy("VSHL (register)", "0100", "0", same(ALL_SIZES, swapped(NeonHelpers.SHL)));
    shiftBy("VQSHL (register)", "0100", "1", same(ALL_SIZES, swapped(NeonHelpers.QSHL)));
    shiftBy("VRSHL", "0101", "0", same(ALL_SIZES, swapped(NeonHelpers.RSHL)));
    shiftBy("VQRSHL", "0101", "1", same(ALL_SIZES, swapped(NeonHelpers.QRSHL)));
    three(
        "VMAX",
        "U",
        "ss",
        "0110",
        "0",
        ".<U><size>",
        same(SIZES_8_TO_32, bySign(Op.VMAXS64, Op.VMAXU64)));
    three(
        "VMIN",
        "U",
        "ss",
        "0110",
        "1",
        ".<U><size>",
        same(SIZES_8_TO_32, bySign(Op.VMINS64, Op.VMINU64)));
    three(
        "VABD", "U", "ss", "0111", "0", ".<U><size>", same(SIZES_8_TO_32, family(NeonHelpers.ABD)));
    three("VABA", "U", "ss", "0111", "1", ".<U><size>", same(SIZES_8_TO_32, ThreeRegisters::aba));
    three("VADD (integer)", "0", "ss", "1000", "0", ".i<size>", same(ALL_SIZES, op(Op.VADD64)));
    three("VSUB (integer)", "1", "ss", "1000", "0", ".i<size>", same(ALL_SIZES, op(Op.VSUB64)));
    three("VTST", "0", "ss", "1000", "1", ".<size>", same(SIZES_8_TO_32, family(NeonHelpers.TST)));
    three("VCEQ", "1", "ss", "1000", "1", ".i<size>", same(SIZES_8_TO_32, op(Op.VSETEQ64)));
    three(
        "VMLA (integer)",
        "0",
        "ss",
        "1001",
        "0",
        ".i<size>",
        same(SIZES_8_TO_32, ThreeRegisters::mla));
    three(
        "VMLS (integer)",
        "1",
        "ss",
        "1001",
        "0",
        ".i<size>",
        same(SIZES_8_TO_32, ThreeRegisters::mls));
    three("VMUL (integer)", "0", "ss", "1001", "1", ".i<size>", same(SIZES_8_TO_32, op(Op.VMUL64)));
    three(
        "VMUL (polynomial)",
        "1",
        "ss",
        "1001",
        "1",
        ".p<size>",
        same(SIZE_8, family(NeonHelpers.POLYNOMIAL)));
    three(
        "VPMAX",
        "U",
        "ss",
        "1010",
        "0",
        ".<U><size>",
        ThreeRegisters.onlyD(bySign(Op.VMAXS64, Op.VMAXU64)));
    three(
        "VPMIN",
        "U",
        "ss",
        "1010",
        "1",
        ".<U><size>",
        ThreeRegisters.onlyD(bySign(Op.VMINS64, Op.VMINU64)));
    three(
        "VQDMULH",
        "0",
        "ss",
        "1011",
        "0",
        ".s<size>",
        same(SIZES_16_32, family(NeonHelpers.QDMULH)));
    three(
        "VQRDMULH",
        "1",
        "ss",
        "1011",
        "0",
        ".s<size>",
        same(SIZES_16_32, family(NeonHelpers.QRDMULH)));
    three(
        "VPADD (integer)", "0", "ss", "1011", "1", ".i<size>", ThreeRegisters.onlyD(op(Op.VADD64)));
  }

  private static void bitwise(
      String name, String u, String opcode, ThreeRegisters.Operation operation) {
    three(name, u, opcode, "0001", "1", "", ThreeRegisters.floating(false, operation));
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
    differing(
        "VADDL", "U", "0000", ".<U><size> <Qd>, <Dn>, <Dm>", wide(SIZES_8_TO_32, op(Op.VADD64)));
    differing(
        "VADDW", "U", "0001", ".<U><size> <Qd>, <Qn>, <Dm>", ThreeRegisters.wideFirst(Op.VADD64));
    differing(
        "VSUBL", "U", "0010", ".<U><size> <Qd>, <Dn>, <Dm>", wide(SIZES_8_TO_32, op(Op.VSUB64)));
    differing(
        "VSUBW", "U", "0011", ".<U><size> <Qd>, <Qn>, <Dm>", ThreeRegisters.wideFirst(Op.VSUB64));
    differing(
        "VADDHN",
        "0",
        "0100",
        ".i<2size> <Dd>, <Qn>, <Qm>",
        ThreeRegisters.highNarrow(Op.VADD64, false));
    differing(
        "VRADDHN",
        "1",
        "0100",
        ".i<2size> <Dd>, <Qn>, <Qm>",
        ThreeRegisters.highNarrow(Op.VADD64, true));
    differing(
        "VABAL",
        "U",
        "0101",
        ".<U><size> <Qd>, <Dn>, <Dm>",
        wide(SIZES_8_TO_32, ThreeRegisters::wideAba));
    differing(
        "VSUBHN",
        "0",
        "0110",
        ".i<2size> <Dd>, <Qn>, <Qm>",
        ThreeRegisters.highNarrow(Op.VSUB64, false));
    differing(
        "VRSUBHN",
        "1",
        "0110",
        ".i<2size> <Dd>, <Qn>, <Qm>",
        ThreeRegisters.highNarrow(Op.VSUB64, true));
    differing(
        "VABDL",
        "U",
        "0111",
        ".<U><size> <Qd>, <Dn>, <Dm>",
        wide(SIZES_8_TO_32, ThreeRegisters::wideAbd));
    differing(
        "VMLAL",
        "U",
        "1000",
        ".<U><size> <Qd>, <Dn>, <Dm>",
        wide(SIZES_8_TO_32, ThreeRegisters::mla));
    differing(
        "VQDMLAL",
        "0",
        "1001",
        ".s<size> <Qd>, <Dn>, <Dm>",
        wide(SIZES_16_32, ThreeRegisters::doublingAdd));
    differing(
        "VMLSL",
        "U",
        "1010",
        ".<U><size> <Qd>, <Dn>, <Dm>",
        wide(SIZES_8_TO_32, ThreeRegisters::mls));
    differing(
        "VQDMLSL",
        "0",
        "1011",
        ".s<size> <Qd>, <Dn>, <Dm>",
        wide(SIZES_16_32, ThreeRegisters::doublingSubtract));
    differing(
        "VMULL (integer)",
        "U",
        "1100",
        ".<U><size> <Qd>, <Dn>, <Dm>",
        wide(SIZES_8_TO_32, op(Op.VMUL64)));
    differing(
        "VQDMULL",
        "0",
        "1101",
        ".s<size> <Qd>, <Dn>, <Dm>",
        wide(SIZES_16_32, ThreeRegisters::doubling));
    differing(
        "VMULL (polynomial)",
        "0",
        "1110",
        ".p<size> <Qd>, <Dn>, <Dm>",
        ThreeRegisters.polynomialLong());
  }

  private static void withScalar() {
    scalar(
        "VMLA (scalar)",
        "Q",
        "0000",
        ".i<size> <Rd>, <Rn>",
        byScalar(SIZES_16_32, ThreeRegisters::mla));
    scalar(
        "VMLA (float scalar)",
        "Q",
        "0001",
        ".f32 <Rd>, <Rn>",
        byScalar(SIZE_32, ThreeRegisters::floatMla));
    scalar(
        "VMLAL (scalar)", "U", "0010", ".<U><size> <Qd>, <Dn>", wideByScalar(ThreeRegisters::mla));
    scalar(
        "VQDMLAL (scalar)",
        "0",
        "0011",
        ".s<size> <Qd>, <Dn>",
        wideByScalar(ThreeRegisters::doublingAdd));
    scalar(
        "VMLS (scalar)",
        "Q",
        "0100",
        ".i<size> <Rd>, <Rn>",
        byScalar(SIZES_16_32, ThreeRegisters::mls));
    scalar(
        "VMLS (float scalar)",
        "Q",
        "0101",
        ".f32 <Rd>, <Rn>",
        byScalar(SIZE_32, ThreeRegisters::floatMls));
    scalar(
        "VMLSL (scalar)", "U", "0110", ".<U><size> <Qd>, <Dn>", wideByScalar(ThreeRegisters::mls));
    scalar(
        "VQDMLSL (scalar)",
        "0",
        "0111",
        ".s<size> <Qd>, <Dn>",
        wideByScalar(ThreeRegisters::doublingSubtract));
    scalar(
        "VMUL (scalar)", "Q", "1000", ".i<size> <Rd>, <Rn>", byScalar(SIZES_16_32, op(Op.VMUL64)));
    scalar(
        "VMUL (float scalar)",
        "Q",
        "1001",
        ".f32 <Rd>, <Rn>",
        byScalar(SIZE_32, floatOp(Op.FMUL32)));
    scalar("VMULL (scalar)", "U", "1010", ".<U><size> <Qd>, <Dn>", wideByScalar(op(Op.VMUL64)));
    scalar(
        "VQDMULL (scalar)",
        "0",
        "1011",
        ".s<size> <Qd>, <Dn>",
        wideByScalar(ThreeRegisters::doubling));
    scalar(
        "VQDMULH (scalar)",
        "Q",
        "1100",
        ".s<size> <Rd>, <Rn>",
        byScalar(SIZES_16_32, family(NeonHelpers.QDMULH)));
    scalar(
        "VQRDMULH (scalar)",
        "Q",
        "1101",
        ".s<size> <Rd>, <Rn>",
        byScalar(SIZES_16_32, family(NeonHelpers.QRDMULH)));
  }

  private static void shifts() {
    shift(
        "VSHR",
        "U",
        "0000",
        "LQM",
        ".<U><isize> <Rd>, <Rm>, <right>",
        ShiftsByImmediate.right(ShiftsByImmediate::shr));
    shift(
        "VSRA",
        "U",
        "0001",
        "LQM",
        ".<U><isize> <Rd>, <Rm>, <right>",
        ShiftsByImmediate.right(ShiftsByImmediate::sra));
    shift(
        "VRSHR",
        "U",
        "0010",
        "LQM",
        ".<U><isize> <Rd>, <Rm>, <right>",
        ShiftsByImmediate.right(ShiftsByImmediate::rshr));
    shift(
        "VRSRA",
        "U",
        "0011",
        "LQM",
        ".<U><isize> <Rd>, <Rm>, <right>",
        ShiftsByImmediate.right(ShiftsByImmediate::rsra));
    shift(
        "VSRI",
        "1",
        "0100",
        "LQM",
        ".<isize> <Rd>, <Rm>, <right>",
        ShiftsByImmediate.right(ShiftsByImmediate::sri));
    shift(
        "VSHL (immediate)",
        "0",
        "0101",
        "LQM",
        ".i<isize> <Rd>, <Rm>, <left>",
        ShiftsByImmediate.left(ShiftsByImmediate::shl));
    shift(
        "VSLI",
        "1",
        "0101",
        "LQM",
        ".<isize> <Rd>, <Rm>, <left>",
        ShiftsByImmediate.left(ShiftsByImmediate::sli));
    shift(
        "VQSHLU",
        "1",
        "0110",
        "LQM",
        ".s<isize> <Rd>, <Rm>, <left>",
        ShiftsByImmediate.left(ShiftsByImmediate::qshlu));
    shift(
        "VQSHL (immediate)",
        "U",
        "0111",
        "LQM",
        ".<U><isize> <Rd>, <Rm>, <left>",
        ShiftsByImmediate.left(ShiftsByImmediate.byFamily(NeonHelpers.QSHL)));
    shift(
        "VSHRN",
        "0",
        "1000",
        "00M",
        ".i<2isize> <Dd>, <Qm>, <right>",
        ShiftsByImmediate.narrow(false, true, null, NeonHelpers.NARROW));
    shift(
        "VRSHRN",
        "0",
        "1000",
        "01M",
        ".i<2isize> <Dd>, <Qm>, <right>",
        ShiftsByImmediate.narrow(true, true, null, NeonHelpers.NARROW));
    shift(
        "VQSHRUN",
        "1",
        "1000",
        "00M",
        ".s<2isize> <Dd>, <Qm>, <right>",
        ShiftsByImmediate.narrow(false, false, NeonHelpers.QNARROW_TO_UNSIGNED, null));
    shift(
        "VQRSHRUN",
        "1",
        "1000",
        "01M",
        ".s<2isize> <Dd>, <Qm>, <right>",
        ShiftsByImmediate.narrow(true, false, NeonHelpers.QNARROW_TO_UNSIGNED, null));
    shift(
        "VQSHRN",
        "U",
        "1001",
        "00M",
        ".<U><2isize> <Dd>, <Qm>, <right>",
        ShiftsByImmediate.narrow(
            false, null, NeonHelpers.QNARROW_SIGNED, NeonHelpers.QNARROW_UNSIGNED));
    shift(
        "VQRSHRN",
        "U",
        "1001",
        "01M",
        ".<U><2isize> <Dd>, <Qm>, <right>",
        ShiftsByImmediate.narrow(
            true, null, NeonHelpers.QNARROW_SIGNED, NeonHelpers.QNARROW_UNSIGNED));
    shift("VSHLL", "U", "1010", "00M", ".<U><isize> <Qd>, <Dm>, <left>", ShiftsByImmediate::shll);
    for (int size = 0; size < 3; size++) {
      String imm6 = size == 0 ? "001000" : size == 1 ? "010000" : "100000";
      row(
          "VMOVL " + (8 << size),
          "1111001U1D" + imm6 + "dddd101000M1mmmm",
          ShiftsByImmediate.movl(size),
          "vmovl.<U>" + (8 << size) + " <Qd>, <Dm>");
    }
    shift(
        "VCVT (from fixed-point)",
        "U",
        "1110",
        "0QM",
        ".f32.<U>32 <Rd>, <Rm>, <fbits>",
        ShiftsByImmediate.fixed(NeonHelpers.FROM_FIXED));
    shift(
        "VCVT (to fixed-point)",
        "U",
        "1111",
        "0QM",
        ".<U>32.f32 <Rd>, <Rm>, <fbits>",
        ShiftsByImmediate.fixed(NeonHelpers.TO_FIXED));
    ROWS.rowFirst(
        "VMOV (modified immediate)",
        "1111001i1D000iiiddddcccc0Qo1iiii",
        Neon.whenOn(ShiftsByImmediate::modifiedImmediate),
        NeonSyntax.of("<modified> <Rd>, <modimm>"));
  }

  private static void twoRegisters() {
    two("VREV64", "00", "0000", "Q", ".<size> <Rd>, <Rm>", TwoRegisters.reverse(3));
    two("VREV32", "00", "0001", "Q", ".<size> <Rd>, <Rm>", TwoRegisters.reverse(2));
    two("VREV16", "00", "0010", "Q", ".<size> <Rd>, <Rm>", TwoRegisters.reverse(1));
    two(
        "VPADDL (signed)",
        "00",
        "0100",
        "Q",
        ".s<size> <Rd>, <Rm>",
        each(SIZES_8_TO_32, TwoRegisters.pairLong(false)));
    two(
        "VPADDL (unsigned)",
        "00",
        "0101",
        "Q",
        ".u<size> <Rd>, <Rm>",
        each(SIZES_8_TO_32, TwoRegisters.pairLong(true)));
    two(
        "VCLS",
        "00",
        "1000",
        "Q",
        ".s<size> <Rd>, <Rm>",
        each(SIZES_8_TO_32, TwoRegisters.family(NeonHelpers.CLS, false)));
    two(
        "VCLZ",
        "00",
        "1001",
        "Q",
        ".i<size> <Rd>, <Rm>",
        each(SIZES_8_TO_32, TwoRegisters.family(NeonHelpers.CLZ, true)));
    two(
        "VCNT",
        "00",
        "1010",
        "Q",
        ".8 <Rd>, <Rm>",
        each(SIZE_8, TwoRegisters.family(NeonHelpers.CNT, true)));
    two(
        "VMVN (register)",
        "00",
        "1011",
        "Q",
        " <Rd>, <Rm>",
        each(SIZE_8, TwoRegisters.unary(Op.NOT64)));
    two(
        "VPADAL (signed)",
        "00",
        "1100",
        "Q",
        ".s<size> <Rd>, <Rm>",
        each(SIZES_8_TO_32, TwoRegisters.pairLongAdd(false)));
    two(
        "VPADAL (unsigned)",
        "00",
        "1101",
        "Q",
        ".u<size> <Rd>, <Rm>",
        each(SIZES_8_TO_32, TwoRegisters.pairLongAdd(true)));
    two(
        "VQABS",
        "00",
        "1110",
        "Q",
        ".s<size> <Rd>, <Rm>",
        each(SIZES_8_TO_32, TwoRegisters.family(NeonHelpers.QABS, false)));
    two(
        "VQNEG",
        "00",
        "1111",
        "Q",
        ".s<size> <Rd>, <Rm>",
        each(SIZES_8_TO_32, TwoRegisters.family(NeonHelpers.QNEG, false)));
    two(
        "VCGT (zero)",
        "01",
        "0000",
        "Q",
        ".s<size> <Rd>, <Rm>, #0",
        each(SIZES_8_TO_32, TwoRegisters.compareZero(Op.VSETGTS64, false, false)));
    two(
        "VCGE (zero)",
        "01",
        "0001",
        "Q",
        ".s<size> <Rd>, <Rm>, #0",
        each(SIZES_8_TO_32, TwoRegisters.compareZero(Op.VSETGTS64, true, true)));
    two(
        "VCEQ (zero)",
        "01",
        "0010",
        "Q",
        ".i<size> <Rd>, <Rm>, #0",
        each(SIZES_8_TO_32, TwoRegisters.compareZero(Op.VSETEQ64, false, false)));
    two(
        "VCLE (zero)",
        "01",
        "0011",
        "Q",
        ".s<size> <Rd>, <Rm>, #0",
        each(SIZES_8_TO_32, TwoRegisters.compareZero(Op.VSETGTS64, false, true)));
    two(
        "VCLT (zero)",
        "01",
        "0100",
        "Q",
        ".s<size> <Rd>, <Rm>, #0",
        each(SIZES_8_TO_32, TwoRegisters.compareZero(Op.VSETGTS64, true, false)));
    two(
        "VABS",
        "01",
        "0110",
        "Q",
        ".s<size> <Rd>, <Rm>",
        each(SIZES_8_TO_32, TwoRegisters.family(NeonHelpers.ABS, false)));
    two(
        "VNEG",
        "01",
        "0111",
        "Q",
        ".s<size> <Rd>, <Rm>",
        each(SIZES_8_TO_32, TwoRegisters::negate));
    two(
        "VCGT (float zero)",
        "01",
        "1000",
        "Q",
        ".f32 <Rd>, <Rm>, #0",
        each(SIZE_32, TwoRegisters.compareFloatZero(NeonHelpers.FCGT, false)));
    two(
        "VCGE (float zero)",
        "01",
        "1001",
        "Q",
        ".f32 <Rd>, <Rm>, #0",
        each(SIZE_32, TwoRegisters.compareFloatZero(NeonHelpers.FCGE, false)));
    two(
        "VCEQ (float zero)",
        "01",
        "1010",
        "Q",
        ".f32 <Rd>, <Rm>, #0",
        each(SIZE_32, TwoRegisters.compareFloatZero(NeonHelpers.FCEQ, false)));
    two(
        "VCLE (float zero)",
        "01",
        "1011",
        "Q",
        ".f32 <Rd>, <Rm>, #0",
        each(SIZE_32, TwoRegisters.compareFloatZero(NeonHelpers.FCGE, true)));
    two(
        "VCLT (float zero)",
        "01",
        "1100",
        "Q",
        ".f32 <Rd>, <Rm>, #0",
        each(SIZE_32, TwoRegisters.compareFloatZero(NeonHelpers.FCGT, true)));
    two(
        "VABS (float)",
        "01",
        "1110",
        "Q",
        ".f32 <Rd>, <Rm>",
        each(SIZE_32, TwoRegisters.bitsWith(Op.AND64, 0x7fff_ffff_7fff_ffffL)));
    two(
        "VNEG (float)",
        "01",
        "1111",
        "Q",
        ".f32 <Rd>, <Rm>",
        each(SIZE_32, TwoRegisters.bitsWith(Op.XOR64, 0x8000_0000_8000_0000L)));
  }

  private static void twoRegistersMore() {
    two("VSWP", "10", "0000", "Q", " <Rd>, <Rm>", TwoRegisters::vswp);
    two("VTRN", "10", "0001", "Q", ".<size> <Rd>, <Rm>", TwoRegisters::vtrn);
    two("VUZP", "10", "0010", "Q", ".<size> <Rd>, <Rm>", TwoRegisters.permute(false));
    two("VZIP", "10", "0011", "Q", ".<size> <Rd>, <Rm>", TwoRegisters.permute(true));
    two(
        "VMOVN",
        "10",
        "0100",
        "0",
        ".i<2size> <Dd>, <Qm>",
        TwoRegisters.narrow(NeonHelpers.NARROW));
    two(
        "VQMOVUN",
        "10",
        "0100",
        "1",
        ".s<2size> <Dd>, <Qm>",
        TwoRegisters.narrow(NeonHelpers.QNARROW_TO_UNSIGNED));
    two(
        "VQMOVN (signed)",
        "10",
        "0101",
        "0",
        ".s<2size> <Dd>, <Qm>",
        TwoRegisters.narrow(NeonHelpers.QNARROW_SIGNED));
    two(
        "VQMOVN (unsigned)",
        "10",
        "0101",
        "1",
        ".u<2size> <Dd>, <Qm>",
        TwoRegisters.narrow(NeonHelpers.QNARROW_UNSIGNED));
    two(
        "VSHLL (by width)",
        "10",
        "0110",
        "0",
        ".i<size> <Qd>, <Dm>, #<size>",
        TwoRegisters::shllByWidth);
    two("VCVT (to half)", "10", "1100", "0", ".f16.f32 <Dd>, <Qm>", TwoRegisters::toHalf);
    two("VCVT (from half)", "10", "1110", "0", ".f32.f16 <Qd>, <Dm>", TwoRegisters::fromHalf);
    two(
        "VRECPE",
        "11",
        "1000",
        "Q",
        ".u32 <Rd>, <Rm>",
        each(SIZE_32, TwoRegisters.family(NeonHelpers.RECPE, false)));
    two(
        "VRSQRTE",
        "11",
        "1001",
        "Q",
        ".u32 <Rd>, <Rm>",
        each(SIZE_32, TwoRegisters.family(NeonHelpers.RSQRTE, false)));
    two(
        "VRECPE (float)",
        "11",
        "1010",
        "Q",
        ".f32 <Rd>, <Rm>",
        each(SIZE_32, TwoRegisters.family(NeonHelpers.RECPE_F, false)));
    two(
        "VRSQRTE (float)",
        "11",
        "1011",
        "Q",
        ".f32 <Rd>, <Rm>",
        each(SIZE_32, TwoRegisters.family(NeonHelpers.RSQRTE_F, false)));
    two(
        "VCVT (from s32)",
        "11",
        "1100",
        "Q",
        ".f32.s32 <Rd>, <Rm>",
        each(SIZE_32, TwoRegisters.convert(NeonHelpers.FROM_FIXED, false)));
    two(
        "VCVT (from u32)",
        "11",
        "1101",
        "Q",
        ".f32.u32 <Rd>, <Rm>",
        each(SIZE_32, TwoRegisters.convert(NeonHelpers.FROM_FIXED, true)));
    two(
        "VCVT (to s32)",
        "11",
        "1110",
        "Q",
        ".s32.f32 <Rd>, <Rm>",
        each(SIZE_32, TwoRegisters.convert(NeonHelpers.TO_FIXED, false)));
    two(
        "VCVT (to u32)",
        "11",
        "1111",
        "Q",
        ".u32.f32 <Rd>, <Rm>",
        each(SIZE_32, TwoRegisters.convert(NeonHelpers.TO_FIXED, true)));
    first(
        "VEXT",
        "111100101D11nnnnddddiiiiNQM0mmmm",
        TwoRegisters::vext,
        "vext.8 <Rd>, <Rn>, <Rm>, <#:i>");
    first(
        "VTBL",
        "111100111D11nnnndddd10llN0M0mmmm",
        TwoRegisters.table(false),
        "vtbl.8 <Dd>, <table>, <Dm>");
    first(
        "VTBX",
        "111100111D11nnnndddd10llN1M0mmmm",
        TwoRegisters.table(true),
        "vtbx.8 <Dd>, <table>, <Dm>");
    first(
        "VDUP (scalar)",
        "111100111D11iiiidddd11000QM0mmmm",
        TwoRegisters::vdup,
        "vdup.<dupsize> <Rd>, <Dm>[<duplane>]");
  }

  private static void elements() {
    row(
        "VLDn, VSTn (multiple)",
        "111101000DL0nnnnddddttttssaammmm",
        ElementLoadStore::multiple,
        "<vldst><multiple>.<size> <multiple list>, [<n><multiple align>]<step>");
    for (int size = 0; size < 3; size++) {
      String bits = size == 0 ? "00" : size == 1 ? "01" : "10";
      row(
          "VLDn, VSTn (lane of " + (8 << size) + ")",
          "111101001DL0nnnndddd" + bits + "kkaaaammmm",
          ElementLoadStore.lane(size),
          "<vldst><k+1>." + (8 << size) + " <lane list>, [<n><lane align>]<step>");
    }
    row(
        "VLDn (all lanes)",
        "111101001D10nnnndddd11kkssTammmm",
        ElementLoadStore::allLanes,
        "vld<k+1>.<all size> <all list>, [<n><all align>]<step>");
  }
}
