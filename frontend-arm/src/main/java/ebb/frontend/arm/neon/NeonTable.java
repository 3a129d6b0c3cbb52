package ebb.frontend.arm.neon;

import static ebb.frontend.arm.neon.ThreeRegisters.ALL_SIZES;
import static ebb.frontend.arm.neon.ThreeRegisters.SIZES_16_32;
import static ebb.frontend.arm.neon.ThreeRegisters.SIZES_8_TO_32;
import static ebb.frontend.arm.neon.ThreeRegisters.SIZE_32;
import static ebb.frontend.arm.neon.ThreeRegisters.SIZE_8;
import static ebb.frontend.arm.neon.ThreeRegisters.bits;
import static ebb.frontend.arm.neon.ThreeRegisters.byScalar;
import static ebb.frontend.arm.neon.ThreeRegisters.bySign;
import static ebb.frontend.arm.neon.ThreeRegisters.compareMagnitudes;
import static ebb.frontend.arm.neon.ThreeRegisters.doublingHigh;
import static ebb.frontend.arm.neon.ThreeRegisters.family;
import static ebb.frontend.arm.neon.ThreeRegisters.floatCompare;
import static ebb.frontend.arm.neon.ThreeRegisters.floatFamily;
import static ebb.frontend.arm.neon.ThreeRegisters.floatOp;
import static ebb.frontend.arm.neon.ThreeRegisters.floating;
import static ebb.frontend.arm.neon.ThreeRegisters.op;
import static ebb.frontend.arm.neon.ThreeRegisters.same;
import static ebb.frontend.arm.neon.ThreeRegisters.saturating;
import static ebb.frontend.arm.neon.ThreeRegisters.swapped;
import static ebb.frontend.arm.neon.ThreeRegisters.wide;
import static ebb.frontend.arm.neon.ThreeRegisters.wideByScalar;
import static ebb.frontend.arm.neon.TwoRegisters.bitsWith;
import static ebb.frontend.arm.neon.TwoRegisters.compareFloatZero;
import static ebb.frontend.arm.neon.TwoRegisters.compareZero;
import static ebb.frontend.arm.neon.TwoRegisters.each;
import static ebb.frontend.arm.neon.TwoRegisters.family;
import static ebb.frontend.arm.neon.TwoRegisters.fromInteger;
import static ebb.frontend.arm.neon.TwoRegisters.narrow;
import static ebb.frontend.arm.neon.TwoRegisters.narrowSaturating;
import static ebb.frontend.arm.neon.TwoRegisters.pairLong;
import static ebb.frontend.arm.neon.TwoRegisters.pairLongAdd;
import static ebb.frontend.arm.neon.TwoRegisters.toInteger;
import static ebb.frontend.arm.neon.TwoRegisters.unary;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.neon.ShiftsByImmediate.Operation;
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

  /** Mnemonic and type: the first word of the row's name, with the type if there is one. */
  private static String typed(String name, String type) {
    String mnemonic = name.split(" ")[0].toLowerCase(Locale.ROOT);
    return type.isEmpty() ? mnemonic : mnemonic + "." + type;
  }

  // The helpers below take what the manual tabulates: the bits that tell the rows of a class apart,
  // and the type of the lanes.

  private static void sameLength(
      String name, String key, String type, String operands, Handler handler) {
    String[] k = key.split(" ");
    String bits = "1111001" + k[0] + "0D" + k[1] + "nnnndddd" + k[2] + "NQM" + k[3] + "mmmm";
    row(name, bits, handler, typed(name, type) + operands);
  }

  /** Three registers of the same length: U size opcode B. A7.4.1. */
  private static void three(String name, String key, String type, Handler handler) {
    sameLength(name, key, type, " <Rd>, <Rn>, <Rm>", handler);
  }

  /** Shifts by a register name the shifted one first. */
  private static void shiftBy(String name, String key, Handler handler) {
    sameLength(name, key, "<dt>", " <Rd>, <Rm>, <Rn>", handler);
  }

  private static void different(
      String name, String key, String type, String operands, Handler handler) {
    String[] k = key.split(" ");
    String bits = "1111001" + k[0] + "1Dssnnnndddd" + k[1] + "N0M0mmmm";
    row(name, bits, handler, typed(name, type) + operands);
  }

  /** The result has lanes of twice the width: U opcode. A7.4.2. */
  private static void lengthen(String name, String key, String type, Handler handler) {
    different(name, key, type, " <Qd>, <Dn>, <Dm>", handler);
  }

  /** So has the first operand. */
  private static void widen(String name, String key, Handler handler) {
    different(name, key, "<dt>", " <Qd>, <Qn>, <Dm>", handler);
  }

  /** The result has lanes of half the width. */
  private static void highHalf(String name, String key, Handler handler) {
    different(name, key, "i<2size>", " <Dd>, <Qn>, <Qm>", handler);
  }

  private static void scalar(
      String name, String key, String type, String operands, Handler handler) {
    String[] k = key.split(" ");
    String bits = "1111001" + k[0] + "1Dssnnnndddd" + k[1] + "N1M0mmmm";
    row(name, bits, handler, typed(name, type) + operands + ", <scalar>");
  }

  /** A register and a scalar: U opcode. A7.4.3. */
  private static void byLane(String name, String key, String type, Handler handler) {
    scalar(name, key, type, " <Rd>, <Rn>", handler);
  }

  private static void lengthenByLane(String name, String key, String type, Handler handler) {
    scalar(name, key, type, " <Qd>, <Dn>", handler);
  }

  /** Two registers and a shift amount: U opcode LQM. A7.4.4. */
  private static void shift(
      String name, String key, String type, String operands, Handler handler) {
    String[] k = key.split(" ");
    String bits = "1111001" + k[0] + "1Diiiiiidddd" + k[1] + k[2] + "1mmmm";
    row(name, bits, handler, typed(name, type) + operands);
  }

  private static void right(String name, String key, String type, Operation operation) {
    shift(name, key, type, " <Rd>, <Rm>, <right>", ShiftsByImmediate.right(operation));
  }

  private static void left(String name, String key, String type, Operation operation) {
    shift(name, key, type, " <Rd>, <Rm>, <left>", ShiftsByImmediate.left(operation));
  }

  private static void narrowing(String name, String key, String type, Handler handler) {
    shift(name, key, type, " <Dd>, <Qm>, <right>", handler);
  }

  private static void two(String name, String key, String type, String operands, Handler handler) {
    String[] k = key.split(" ");
    String bits = "111100111D11ss" + k[0] + "dddd0" + k[1] + k[2] + "M0mmmm";
    first(name, bits, handler, typed(name, type) + operands);
  }

  /** Two registers: A opcode Q. A7.4.5. */
  private static void two(String name, String key, String type, Handler handler) {
    two(name, key, type, " <Rd>, <Rm>", handler);
  }

  private static void zero(String name, String key, String type, Handler handler) {
    two(name, key, type, " <Rd>, <Rm>, #0", handler);
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
    three("VHADD", "U ss 0000 0", "<dt>", same(SIZES_8_TO_32, family(NeonHelpers.HADD)));
    three("VQADD", "U ss 0000 1", "<dt>", same(ALL_SIZES, saturating(NeonHelpers.QADD, Op.VADD64)));
    three("VRHADD", "U ss 0001 0", "<dt>", same(SIZES_8_TO_32, family(NeonHelpers.RHADD)));
    bitwise("VAND", "0", "00", bits(Op.AND64));
    bitwise("VBIC (register)", "0", "01", ThreeRegisters::bic);
    bitwise("VORR (register)", "0", "10", bits(Op.OR64));
    bitwise("VORN", "0", "11", ThreeRegisters::orn);
    bitwise("VEOR", "1", "00", bits(Op.XOR64));
    bitwise("VBSL", "1", "01", ThreeRegisters::bsl);
    bitwise("VBIT", "1", "10", ThreeRegisters::bit);
    bitwise("VBIF", "1", "11", ThreeRegisters::bif);
    three("VHSUB", "U ss 0010 0", "<dt>", same(SIZES_8_TO_32, family(NeonHelpers.HSUB)));
    three("VQSUB", "U ss 0010 1", "<dt>", same(ALL_SIZES, saturating(NeonHelpers.QSUB, Op.VSUB64)));
    three("VCGT", "U ss 0011 0", "<dt>", same(SIZES_8_TO_32, bySign(Op.VSETGTS64, Op.VSETGTU64)));
    three("VCGE", "U ss 0011 1", "<dt>", same(SIZES_8_TO_32, ThreeRegisters::cge));
    shiftBy("VSHL (register)", "U ss 0100 0", same(ALL_SIZES, swapped(NeonHelpers.SHL)));
    shiftBy("VQSHL (register)", "U ss 0100 1", same(ALL_SIZES, swapped(NeonHelpers.QSHL)));
    shiftBy("VRSHL", "U ss 0101 0", same(ALL_SIZES, swapped(NeonHelpers.RSHL)));
    shiftBy("VQRSHL", "U ss 0101 1", same(ALL_SIZES, swapped(NeonHelpers.QRSHL)));
    three("VMAX", "U ss 0110 0", "<dt>", same(SIZES_8_TO_32, bySign(Op.VMAXS64, Op.VMAXU64)));
    three("VMIN", "U ss 0110 1", "<dt>", same(SIZES_8_TO_32, bySign(Op.VMINS64, Op.VMINU64)));
    three("VABD", "U ss 0111 0", "<dt>", same(SIZES_8_TO_32, family(NeonHelpers.ABD)));
    three("VABA", "U ss 0111 1", "<dt>", same(SIZES_8_TO_32, ThreeRegisters::aba));
    three("VADD (integer)", "0 ss 1000 0", "i<size>", same(ALL_SIZES, op(Op.VADD64)));
    three("VSUB (integer)", "1 ss 1000 0", "i<size>", same(ALL_SIZES, op(Op.VSUB64)));
    three("VTST", "0 ss 1000 1", "<size>", same(SIZES_8_TO_32, ThreeRegisters::tst));
    three("VCEQ", "1 ss 1000 1", "i<size>", same(SIZES_8_TO_32, op(Op.VSETEQ64)));
    three("VMLA (integer)", "0 ss 1001 0", "i<size>", same(SIZES_8_TO_32, ThreeRegisters::mla));
    three("VMLS (integer)", "1 ss 1001 0", "i<size>", same(SIZES_8_TO_32, ThreeRegisters::mls));
    three("VMUL (integer)", "0 ss 1001 1", "i<size>", same(SIZES_8_TO_32, op(Op.VMUL64)));
    three(
        "VMUL (polynomial)",
        "1 ss 1001 1",
        "p<size>",
        same(SIZE_8, family(NeonHelpers.POLYNOMIAL)));
    three("VPMAX", "U ss 1010 0", "<dt>", ThreeRegisters.onlyD(bySign(Op.VMAXS64, Op.VMAXU64)));
    three("VPMIN", "U ss 1010 1", "<dt>", ThreeRegisters.onlyD(bySign(Op.VMINS64, Op.VMINU64)));
    three("VQDMULH", "0 ss 1011 0", "s<size>", same(SIZES_16_32, doublingHigh(NeonHelpers.QDMULH)));
    three(
        "VQRDMULH", "1 ss 1011 0", "s<size>", same(SIZES_16_32, doublingHigh(NeonHelpers.QRDMULH)));
    three("VPADD (integer)", "0 ss 1011 1", "i<size>", ThreeRegisters.onlyD(op(Op.VADD64)));
  }

  private static void bitwise(
      String name, String u, String opcode, ThreeRegisters.Operation operation) {
    three(name, u + " " + opcode + " 0001 1", "", ThreeRegisters.floating(false, operation));
  }

  private static void threeSameFloat() {
    three("VFMA", "0 00 1100 1", "f32", floating(false, ThreeRegisters::fma));
    three("VFMS", "0 10 1100 1", "f32", floating(false, ThreeRegisters::fms));
    three("VADD (float)", "0 00 1101 0", "f32", floating(false, floatOp(Op.VFADD64)));
    three("VSUB (float)", "0 10 1101 0", "f32", floating(false, ThreeRegisters::floatSubtract));
    three("VPADD (float)", "1 00 1101 0", "f32", floating(true, floatOp(Op.VFADD64)));
    three("VABD (float)", "1 10 1101 0", "f32", floating(false, ThreeRegisters::floatAbd));
    three("VMLA (float)", "0 00 1101 1", "f32", floating(false, ThreeRegisters::floatMla));
    three("VMLS (float)", "0 10 1101 1", "f32", floating(false, ThreeRegisters::floatMls));
    three("VMUL (float)", "1 00 1101 1", "f32", floating(false, floatOp(Op.VFMUL64)));
    three("VCEQ (float)", "0 00 1110 0", "f32", floating(false, floatCompare(Op.VFSETEQ64)));
    three("VCGE (float)", "1 00 1110 0", "f32", floating(false, floatCompare(Op.VFSETGE64)));
    three("VCGT (float)", "1 10 1110 0", "f32", floating(false, floatCompare(Op.VFSETGT64)));
    three("VACGE", "1 00 1110 1", "f32", floating(false, compareMagnitudes(Op.VFSETGE64)));
    three("VACGT", "1 10 1110 1", "f32", floating(false, compareMagnitudes(Op.VFSETGT64)));
    three("VMAX (float)", "0 00 1111 0", "f32", floating(false, floatOp(Op.VFMAX64)));
    three("VMIN (float)", "0 10 1111 0", "f32", floating(false, floatOp(Op.VFMIN64)));
    three("VPMAX (float)", "1 00 1111 0", "f32", floating(true, floatOp(Op.VFMAX64)));
    three("VPMIN (float)", "1 10 1111 0", "f32", floating(true, floatOp(Op.VFMIN64)));
    three("VRECPS", "0 00 1111 1", "f32", floating(false, floatFamily(NeonHelpers.RECPS)));
    three("VRSQRTS", "0 10 1111 1", "f32", floating(false, floatFamily(NeonHelpers.RSQRTS)));
  }

  private static void threeDifferent() {
    lengthen("VADDL", "U 0000", "<dt>", wide(SIZES_8_TO_32, op(Op.VADD64)));
    widen("VADDW", "U 0001", ThreeRegisters.wideFirst(Op.VADD64));
    lengthen("VSUBL", "U 0010", "<dt>", wide(SIZES_8_TO_32, op(Op.VSUB64)));
    widen("VSUBW", "U 0011", ThreeRegisters.wideFirst(Op.VSUB64));
    highHalf("VADDHN", "0 0100", ThreeRegisters.highNarrow(Op.VADD64, false));
    highHalf("VRADDHN", "1 0100", ThreeRegisters.highNarrow(Op.VADD64, true));
    lengthen("VABAL", "U 0101", "<dt>", wide(SIZES_8_TO_32, ThreeRegisters::wideAba));
    highHalf("VSUBHN", "0 0110", ThreeRegisters.highNarrow(Op.VSUB64, false));
    highHalf("VRSUBHN", "1 0110", ThreeRegisters.highNarrow(Op.VSUB64, true));
    lengthen("VABDL", "U 0111", "<dt>", wide(SIZES_8_TO_32, ThreeRegisters::wideAbd));
    lengthen("VMLAL", "U 1000", "<dt>", wide(SIZES_8_TO_32, ThreeRegisters::wideMla));
    lengthen("VQDMLAL", "0 1001", "s<size>", wide(SIZES_16_32, ThreeRegisters::doublingAdd));
    lengthen("VMLSL", "U 1010", "<dt>", wide(SIZES_8_TO_32, ThreeRegisters::wideMls));
    lengthen("VQDMLSL", "0 1011", "s<size>", wide(SIZES_16_32, ThreeRegisters::doublingSubtract));
    lengthen("VMULL (integer)", "U 1100", "<dt>", wide(SIZES_8_TO_32, ThreeRegisters::wideProduct));
    lengthen("VQDMULL", "0 1101", "s<size>", wide(SIZES_16_32, ThreeRegisters::doubling));
    lengthen("VMULL (polynomial)", "0 1110", "p<size>", ThreeRegisters.polynomialLong());
  }

  private static void withScalar() {
    byLane("VMLA (scalar)", "Q 0000", "i<size>", byScalar(SIZES_16_32, ThreeRegisters::mla));
    byLane("VMLA (float scalar)", "Q 0001", "f32", byScalar(SIZE_32, ThreeRegisters::floatMla));
    lengthenByLane("VMLAL (scalar)", "U 0010", "<dt>", wideByScalar(ThreeRegisters::mla));
    lengthenByLane(
        "VQDMLAL (scalar)", "0 0011", "s<size>", wideByScalar(ThreeRegisters::doublingAdd));
    byLane("VMLS (scalar)", "Q 0100", "i<size>", byScalar(SIZES_16_32, ThreeRegisters::mls));
    byLane("VMLS (float scalar)", "Q 0101", "f32", byScalar(SIZE_32, ThreeRegisters::floatMls));
    lengthenByLane("VMLSL (scalar)", "U 0110", "<dt>", wideByScalar(ThreeRegisters::mls));
    lengthenByLane(
        "VQDMLSL (scalar)", "0 0111", "s<size>", wideByScalar(ThreeRegisters::doublingSubtract));
    byLane("VMUL (scalar)", "Q 1000", "i<size>", byScalar(SIZES_16_32, op(Op.VMUL64)));
    byLane("VMUL (float scalar)", "Q 1001", "f32", byScalar(SIZE_32, floatOp(Op.VFMUL64)));
    lengthenByLane("VMULL (scalar)", "U 1010", "<dt>", wideByScalar(op(Op.VMUL64)));
    lengthenByLane("VQDMULL (scalar)", "0 1011", "s<size>", wideByScalar(ThreeRegisters::doubling));
    byLane(
        "VQDMULH (scalar)",
        "Q 1100",
        "s<size>",
        byScalar(SIZES_16_32, doublingHigh(NeonHelpers.QDMULH)));
    byLane(
        "VQRDMULH (scalar)",
        "Q 1101",
        "s<size>",
        byScalar(SIZES_16_32, doublingHigh(NeonHelpers.QRDMULH)));
  }

  private static void shifts() {
    right("VSHR", "U 0000 LQM", "<idt>", ShiftsByImmediate::shr);
    right("VSRA", "U 0001 LQM", "<idt>", ShiftsByImmediate::sra);
    right("VRSHR", "U 0010 LQM", "<idt>", ShiftsByImmediate::rshr);
    right("VRSRA", "U 0011 LQM", "<idt>", ShiftsByImmediate::rsra);
    right("VSRI", "1 0100 LQM", "<isize>", ShiftsByImmediate::sri);
    left("VSHL (immediate)", "0 0101 LQM", "i<isize>", ShiftsByImmediate::shl);
    left("VSLI", "1 0101 LQM", "<isize>", ShiftsByImmediate::sli);
    left("VQSHLU", "1 0110 LQM", "s<isize>", ShiftsByImmediate::qshlu);
    left("VQSHL (immediate)", "U 0111 LQM", "<idt>", ShiftsByImmediate.byFamily(NeonHelpers.QSHL));
    narrowing(
        "VSHRN",
        "0 1000 00M",
        "i<2isize>",
        ShiftsByImmediate.narrow(false, true, null, NeonHelpers.NARROW));
    narrowing(
        "VRSHRN",
        "0 1000 01M",
        "i<2isize>",
        ShiftsByImmediate.narrow(true, true, null, NeonHelpers.NARROW));
    narrowing(
        "VQSHRUN",
        "1 1000 00M",
        "s<2isize>",
        ShiftsByImmediate.narrow(false, false, NeonHelpers.QNARROW_TO_UNSIGNED, null));
    narrowing(
        "VQRSHRUN",
        "1 1000 01M",
        "s<2isize>",
        ShiftsByImmediate.narrow(true, false, NeonHelpers.QNARROW_TO_UNSIGNED, null));
    narrowing(
        "VQSHRN",
        "U 1001 00M",
        "<2idt>",
        ShiftsByImmediate.narrow(
            false, null, NeonHelpers.QNARROW_SIGNED, NeonHelpers.QNARROW_UNSIGNED));
    narrowing(
        "VQRSHRN",
        "U 1001 01M",
        "<2idt>",
        ShiftsByImmediate.narrow(
            true, null, NeonHelpers.QNARROW_SIGNED, NeonHelpers.QNARROW_UNSIGNED));
    shift("VSHLL", "U 1010 00M", "<idt>", " <Qd>, <Dm>, <left>", ShiftsByImmediate::shll);
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
        "U 1110 0QM",
        "f32.<U>32",
        " <Rd>, <Rm>, <fbits>",
        ShiftsByImmediate.fixed(NeonHelpers.FROM_FIXED));
    shift(
        "VCVT (to fixed-point)",
        "U 1111 0QM",
        "<U>32.f32",
        " <Rd>, <Rm>, <fbits>",
        ShiftsByImmediate.fixed(NeonHelpers.TO_FIXED));
    ROWS.rowFirst(
        "VMOV (modified immediate)",
        "1111001i1D000iiiddddcccc0Qo1iiii",
        Neon.whenOn(ShiftsByImmediate::modifiedImmediate),
        NeonSyntax.of("<modified> <Rd>, <modimm>"));
  }

  private static void twoRegisters() {
    two("VREV64", "00 0000 Q", "<size>", TwoRegisters.reverse(3));
    two("VREV32", "00 0001 Q", "<size>", TwoRegisters.reverse(2));
    two("VREV16", "00 0010 Q", "<size>", TwoRegisters.reverse(1));
    two("VPADDL (signed)", "00 0100 Q", "s<size>", each(SIZES_8_TO_32, pairLong(false)));
    two("VPADDL (unsigned)", "00 0101 Q", "u<size>", each(SIZES_8_TO_32, pairLong(true)));
    two("VCLS", "00 1000 Q", "s<size>", each(SIZES_8_TO_32, family(NeonHelpers.CLS, false)));
    two("VCLZ", "00 1001 Q", "i<size>", each(SIZES_8_TO_32, family(NeonHelpers.CLZ, true)));
    two("VCNT", "00 1010 Q", "8", each(SIZE_8, family(NeonHelpers.CNT, true)));
    two("VMVN (register)", "00 1011 Q", "", each(SIZE_8, unary(Op.NOT64)));
    two("VPADAL (signed)", "00 1100 Q", "s<size>", each(SIZES_8_TO_32, pairLongAdd(false)));
    two("VPADAL (unsigned)", "00 1101 Q", "u<size>", each(SIZES_8_TO_32, pairLongAdd(true)));
    two("VQABS", "00 1110 Q", "s<size>", each(SIZES_8_TO_32, TwoRegisters::saturatingAbs));
    two("VQNEG", "00 1111 Q", "s<size>", each(SIZES_8_TO_32, TwoRegisters::saturatingNegate));
    zero(
        "VCGT (zero)",
        "01 0000 Q",
        "s<size>",
        each(SIZES_8_TO_32, compareZero(Op.VSETGTS64, false, false)));
    zero(
        "VCGE (zero)",
        "01 0001 Q",
        "s<size>",
        each(SIZES_8_TO_32, compareZero(Op.VSETGTS64, true, true)));
    zero(
        "VCEQ (zero)",
        "01 0010 Q",
        "i<size>",
        each(SIZES_8_TO_32, compareZero(Op.VSETEQ64, false, false)));
    zero(
        "VCLE (zero)",
        "01 0011 Q",
        "s<size>",
        each(SIZES_8_TO_32, compareZero(Op.VSETGTS64, false, true)));
    zero(
        "VCLT (zero)",
        "01 0100 Q",
        "s<size>",
        each(SIZES_8_TO_32, compareZero(Op.VSETGTS64, true, false)));
    two("VABS", "01 0110 Q", "s<size>", each(SIZES_8_TO_32, family(NeonHelpers.ABS, false)));
    two("VNEG", "01 0111 Q", "s<size>", each(SIZES_8_TO_32, TwoRegisters::negate));
    zero(
        "VCGT (float zero)",
        "01 1000 Q",
        "f32",
        each(SIZE_32, compareFloatZero(Op.VFSETGT64, false)));
    zero(
        "VCGE (float zero)",
        "01 1001 Q",
        "f32",
        each(SIZE_32, compareFloatZero(Op.VFSETGE64, false)));
    zero(
        "VCEQ (float zero)",
        "01 1010 Q",
        "f32",
        each(SIZE_32, compareFloatZero(Op.VFSETEQ64, false)));
    zero(
        "VCLE (float zero)",
        "01 1011 Q",
        "f32",
        each(SIZE_32, compareFloatZero(Op.VFSETGE64, true)));
    zero(
        "VCLT (float zero)",
        "01 1100 Q",
        "f32",
        each(SIZE_32, compareFloatZero(Op.VFSETGT64, true)));
    two(
        "VABS (float)",
        "01 1110 Q",
        "f32",
        each(SIZE_32, bitsWith(Op.AND64, 0x7fff_ffff_7fff_ffffL)));
    two(
        "VNEG (float)",
        "01 1111 Q",
        "f32",
        each(SIZE_32, bitsWith(Op.XOR64, 0x8000_0000_8000_0000L)));
  }

  private static void twoRegistersMore() {
    two("VSWP", "10 0000 Q", "", TwoRegisters::vswp);
    two("VTRN", "10 0001 Q", "<size>", TwoRegisters::vtrn);
    two("VUZP", "10 0010 Q", "<size>", TwoRegisters.permute(false));
    two("VZIP", "10 0011 Q", "<size>", TwoRegisters.permute(true));
    two("VMOVN", "10 0100 0", "i<2size>", " <Dd>, <Qm>", narrow(NeonHelpers.NARROW));
    two(
        "VQMOVUN",
        "10 0100 1",
        "s<2size>",
        " <Dd>, <Qm>",
        narrowSaturating(NeonHelpers.QNARROW_TO_UNSIGNED, true));
    two(
        "VQMOVN (signed)",
        "10 0101 0",
        "s<2size>",
        " <Dd>, <Qm>",
        narrowSaturating(NeonHelpers.QNARROW_SIGNED, false));
    two(
        "VQMOVN (unsigned)",
        "10 0101 1",
        "u<2size>",
        " <Dd>, <Qm>",
        narrowSaturating(NeonHelpers.QNARROW_UNSIGNED, true));
    two(
        "VSHLL (by width)",
        "10 0110 0",
        "i<size>",
        " <Qd>, <Dm>, #<size>",
        TwoRegisters::shllByWidth);
    two("VCVT (to half)", "10 1100 0", "f16.f32", " <Dd>, <Qm>", TwoRegisters::toHalf);
    two("VCVT (from half)", "10 1110 0", "f32.f16", " <Qd>, <Dm>", TwoRegisters::fromHalf);
    two("VRECPE", "11 1000 Q", "u32", each(SIZE_32, family(NeonHelpers.RECPE, false)));
    two("VRSQRTE", "11 1001 Q", "u32", each(SIZE_32, family(NeonHelpers.RSQRTE, false)));
    two("VRECPE (float)", "11 1010 Q", "f32", each(SIZE_32, family(NeonHelpers.RECPE_F, false)));
    two("VRSQRTE (float)", "11 1011 Q", "f32", each(SIZE_32, family(NeonHelpers.RSQRTE_F, false)));
    two("VCVT (from s32)", "11 1100 Q", "f32.s32", each(SIZE_32, fromInteger(false)));
    two("VCVT (from u32)", "11 1101 Q", "f32.u32", each(SIZE_32, fromInteger(true)));
    two("VCVT (to s32)", "11 1110 Q", "s32.f32", each(SIZE_32, toInteger(false)));
    two("VCVT (to u32)", "11 1111 Q", "u32.f32", each(SIZE_32, toInteger(true)));
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
