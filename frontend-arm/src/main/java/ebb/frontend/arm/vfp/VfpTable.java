package ebb.frontend.arm.vfp;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.translate.Handler;
import ebb.ir.Helper;
import ebb.ir.Op;
import java.util.ArrayList;
import java.util.List;

/**
 * The VFPv4-D32 instructions: coprocessors 10 and 11. DDI 0406C A7.5 to A7.9. A32 and T32 encodings
 * are the same but for the condition, which in T32 reads 1110.
 *
 * <p>Fields: d n m with D N M extension registers, z double precision, t u core registers, i
 * immediate.
 */
public final class VfpTable {
  private static final DecodeTable.Builder<Handler> ROWS =
      DecodeTable.builder("VFP", 32, 0x0fb8_01d0);

  public static final DecodeTable<Handler> TABLE = build();

  private VfpTable() {}

  /** Every helper that VFP blocks may call. */
  public static List<Helper> helpers() {
    List<Helper> helpers = new ArrayList<>(FpStatus.HELPERS);
    helpers.addAll(VfpConversions.HELPERS);
    return helpers;
  }

  private static void row(String name, String bits, Handler handler, String syntax) {
    ROWS.row(name, bits, handler, FpSyntax.of(syntax));
  }

  /** A row that is undefined where VFP is switched off. */
  private static void fp(String name, String bits, Handler handler, String syntax) {
    row(
        name,
        bits,
        (t, e) -> {
          if ((t.flags & ArmState.FP_ON) == 0) {
            t.undefined();
          } else {
            handler.translate(t, e);
          }
        },
        syntax);
  }

  private static DecodeTable<Handler> build() {
    String three = "<c><sz> <Vd>, <Vn>, <Vm>";
    String two = "<c><sz> <Vd>, <Vm>";
    fp(
        "VMLA",
        "cccc11100D00nnnndddd101zN0M0mmmm",
        VfpArithmetic.multiplyAdd(false, false),
        "vmla" + three);
    fp(
        "VMLS",
        "cccc11100D00nnnndddd101zN1M0mmmm",
        VfpArithmetic.multiplyAdd(false, true),
        "vmls" + three);
    fp(
        "VNMLS",
        "cccc11100D01nnnndddd101zN0M0mmmm",
        VfpArithmetic.multiplyAdd(true, false),
        "vnmls" + three);
    fp(
        "VNMLA",
        "cccc11100D01nnnndddd101zN1M0mmmm",
        VfpArithmetic.multiplyAdd(true, true),
        "vnmla" + three);
    fp(
        "VMUL",
        "cccc11100D10nnnndddd101zN0M0mmmm",
        VfpArithmetic.binary(Op.FMUL32, Op.FMUL64),
        "vmul" + three);
    fp("VNMUL", "cccc11100D10nnnndddd101zN1M0mmmm", VfpArithmetic::vnmul, "vnmul" + three);
    fp(
        "VADD",
        "cccc11100D11nnnndddd101zN0M0mmmm",
        VfpArithmetic.binary(Op.FADD32, Op.FADD64),
        "vadd" + three);
    fp(
        "VSUB",
        "cccc11100D11nnnndddd101zN1M0mmmm",
        VfpArithmetic.binary(Op.FSUB32, Op.FSUB64),
        "vsub" + three);
    fp(
        "VDIV",
        "cccc11101D00nnnndddd101zN0M0mmmm",
        VfpArithmetic.binary(Op.FDIV32, Op.FDIV64),
        "vdiv" + three);
    fp(
        "VFNMS",
        "cccc11101D01nnnndddd101zN0M0mmmm",
        VfpArithmetic.fused(true, false),
        "vfnms" + three);
    fp(
        "VFNMA",
        "cccc11101D01nnnndddd101zN1M0mmmm",
        VfpArithmetic.fused(true, true),
        "vfnma" + three);
    fp(
        "VFMA",
        "cccc11101D10nnnndddd101zN0M0mmmm",
        VfpArithmetic.fused(false, false),
        "vfma" + three);
    fp(
        "VFMS",
        "cccc11101D10nnnndddd101zN1M0mmmm",
        VfpArithmetic.fused(false, true),
        "vfms" + three);
    fp(
        "VMOV (immediate)",
        "cccc11101D11iiiidddd101z_0_0iiii",
        VfpArithmetic::vmovImmediate,
        "vmov<c><sz> <Vd>, <fpimm>");
    fp("VMOV (register)", "cccc11101D110000dddd101z01M0mmmm", VfpArithmetic::vmov, "vmov" + two);
    fp("VABS", "cccc11101D110000dddd101z11M0mmmm", VfpArithmetic::vabs, "vabs" + two);
    fp("VNEG", "cccc11101D110001dddd101z01M0mmmm", VfpArithmetic::vneg, "vneg" + two);
    fp("VSQRT", "cccc11101D110001dddd101z11M0mmmm", VfpArithmetic::vsqrt, "vsqrt" + two);
    fp(
        "VCVTB, VCVTT from half",
        "cccc11101D110010dddd1010T1M0mmmm",
        VfpConversions.half(false),
        "vcvt<bt><c>.f32.f16 <Sd>, <Sm>");
    fp(
        "VCVTB, VCVTT to half",
        "cccc11101D110011dddd1010T1M0mmmm",
        VfpConversions.half(true),
        "vcvt<bt><c>.f16.f32 <Sd>, <Sm>");
    fp("VCMP", "cccc11101D110100dddd101zE1M0mmmm", VfpArithmetic::vcmp, "vcmp<e>" + two);
    fp(
        "VCMP (zero)",
        "cccc11101D110101dddd101zE1_0____",
        VfpArithmetic::vcmpZero,
        "vcmp<e><c><sz> <Vd>, #0.0");
    fp(
        "VCVT (double and single)",
        "cccc11101D110111dddd101z11M0mmmm",
        VfpConversions::betweenPrecisions,
        "vcvt<c><narrow>");
    fp(
        "VCVT (from integer)",
        "cccc11101D111000dddd101zs1M0mmmm",
        VfpConversions::fromInteger,
        "vcvt<c><sz>.<su>32 <Vd>, <Sm>");
    fp(
        "VCVT (to integer)",
        "cccc11101D11110sdddd101zR1M0mmmm",
        VfpConversions::toInteger,
        "vcvt<r><c>.<su>32<sz> <Sd>, <Vm>");
    fp(
        "VCVT (to fixed-point)",
        "cccc11101D11111Udddd101zx1j0iiii",
        VfpConversions.fixed(true),
        "vcvt<c>.<U><fixed><sz> <Vd>, <Vd>, <fbits>");
    fp(
        "VCVT (from fixed-point)",
        "cccc11101D11101Udddd101zx1j0iiii",
        VfpConversions.fixed(false),
        "vcvt<c><sz>.<U><fixed> <Vd>, <Vd>, <fbits>");
    row("VMRS", "cccc11101111rrrrtttt1010___1____", VfpTransfers::vmrs, "vmrs<c> <tnzcv>, <spec>");
    row("VMSR", "cccc11101110rrrrtttt1010___1____", VfpTransfers::vmsr, "vmsr<c> <spec>, <t>");
    fp(
        "VMOV (core to single)",
        "cccc11100000nnnntttt1010N__1____",
        VfpTransfers::coreToSingle,
        "vmov<c> <Sn>, <t>");
    fp(
        "VMOV (single to core)",
        "cccc11100001nnnntttt1010N__1____",
        VfpTransfers::singleToCore,
        "vmov<c> <t>, <Sn>");
    row(
        "VMOV (core to scalar)",
        "cccc11100oo0ddddtttt1011Dpp1____",
        VfpTransfers::coreToScalar,
        "vmov<c>.<width> <Dd>[<lane>], <t>");
    row(
        "VMOV (scalar to core)",
        "cccc1110Uoo1nnnntttt1011Npp1____",
        VfpTransfers::scalarToCore,
        "vmov<c>.<extension><width> <t>, <Dn>[<lane>]");
    row(
        "VDUP (core)",
        "cccc11101bQ0ddddtttt1011D0e1____",
        VfpTransfers::vdup,
        "vdup<c>.<dup> <Rd>, <t>");
    fp(
        "VMOV (core to two singles)",
        "cccc11000100uuuutttt101000M1mmmm",
        VfpTransfers::coreToTwoSingles,
        "vmov<c> <Sm>, <Sm+1>, <t>, <u>");
    fp(
        "VMOV (two singles to core)",
        "cccc11000101uuuutttt101000M1mmmm",
        VfpTransfers::twoSinglesToCore,
        "vmov<c> <t>, <u>, <Sm>, <Sm+1>");
    fp(
        "VMOV (core to double)",
        "cccc11000100uuuutttt101100M1mmmm",
        VfpTransfers::coreToDouble,
        "vmov<c> <Dm>, <t>, <u>");
    fp(
        "VMOV (double to core)",
        "cccc11000101uuuutttt101100M1mmmm",
        VfpTransfers::doubleToCore,
        "vmov<c> <t>, <u>, <Dm>");
    fp("VLDR", "cccc1101UD01nnnndddd101ziiiiiiii", VfpTransfers::vldr, "vldr<c> <Vd>, <mem4>");
    fp("VSTR", "cccc1101UD00nnnndddd101ziiiiiiii", VfpTransfers::vstr, "vstr<c> <Vd>, <mem4>");
    fp(
        "VLDM",
        "cccc11001DW1nnnndddd101ziiiiiiii",
        VfpTransfers.multiple(true, false),
        "<vldm><c> <base><list>");
    fp(
        "VSTM",
        "cccc11001DW0nnnndddd101ziiiiiiii",
        VfpTransfers.multiple(false, false),
        "<f>stmia<x><c> <n><W>, <list>");
    fp(
        "VLDMDB",
        "cccc11010D11nnnndddd101ziiiiiiii",
        VfpTransfers.multiple(true, true),
        "<f>ldmdb<x><c> <n>!, <list>");
    fp(
        "VSTMDB",
        "cccc11010D10nnnndddd101ziiiiiiii",
        VfpTransfers.multiple(false, true),
        "<vstmdb><c> <base><list>");
    return ROWS.build();
  }
}
