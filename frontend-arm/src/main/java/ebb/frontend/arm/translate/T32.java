package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.translate.LoadStore.Size;
import ebb.frontend.arm.translate.Parallel.Kind;
import ebb.ir.Op;

/**
 * The 32-bit T32 instructions, first halfword on top, without VFP and Advanced SIMD. DDI 0406C
 * A6.3.
 */
public final class T32 {
  public static final DecodeTable<Handler> TABLE =
      new Rows("T32", 32, 0x1ff000f0)

          // Load and store multiple: A6.3.5
          .row(
              "STM T2",
              "1110100010W0nnnnrrrrrrrrrrrrrrrr",
              LoadStoreMultiple.stmWide(false),
              "stmia.w <n><W>, <list>")
          .row(
              "LDM T2",
              "1110100010W1nnnnrrrrrrrrrrrrrrrr",
              LoadStoreMultiple.ldmWide(false),
              "ldmia.w <n><W>, <list>")
          .row(
              "STMDB",
              "1110100100W0nnnnrrrrrrrrrrrrrrrr",
              LoadStoreMultiple.stmWide(true),
              "stmdb <n><W>, <list>")
          .row(
              "LDMDB",
              "1110100100W1nnnnrrrrrrrrrrrrrrrr",
              LoadStoreMultiple.ldmWide(true),
              "ldmdb <n><W>, <list>")
          .row(
              "SRSDB",
              "1110100000W0^^_^^^_________mmmmm",
              LoadStoreMultiple.srsWide(true),
              "srsdb sp<W>, <#:m>")
          .row(
              "SRSIA",
              "1110100110W0^^_^^^_________mmmmm",
              LoadStoreMultiple.srsWide(false),
              "srsia sp<W>, <#:m>")
          .row(
              "RFEDB",
              "1110100000W1nnnn^^______________",
              LoadStoreMultiple.rfeWide(true),
              "rfedb <n><W>")
          .row(
              "RFEIA",
              "1110100110W1nnnn^^______________",
              LoadStoreMultiple.rfeWide(false),
              "rfeia <n><W>")

          // Dual, exclusive, table branch: A6.3.6
          .row(
              "STREX",
              "111010000100nnnnttttddddiiiiiiii",
              Exclusive.store(4),
              "strex <d>, <t>, <mem4>")
          .row("LDREX", "111010000101nnnntttt^^^^iiiiiiii", Exclusive.load(4), "ldrex <t>, <mem4>")
          .row(
              "STRD (immediate)",
              "1110100PU1W0nnnnttttuuuuiiiiiiii",
              LoadStore.storeDual(4),
              "strd <t>, <u>, <mem4>")
          .row(
              "LDRD (immediate)",
              "1110100PU1W1nnnnttttuuuuiiiiiiii",
              LoadStore.loadDual(4),
              "ldrd <t>, <u>, <mem4>")
          .row(
              "unallocated exclusive",
              "11101000110.....................",
              (t, e) -> t.undefined(),
              "udf")
          .row(
              "STREXB",
              "111010001100nnnntttt^^^^0100dddd",
              Exclusive.store(1),
              "strexb <d>, <t>, [<n>]")
          .row(
              "STREXH",
              "111010001100nnnntttt^^^^0101dddd",
              Exclusive.store(2),
              "strexh <d>, <t>, [<n>]")
          .row(
              "STREXD",
              "111010001100nnnnttttuuuu0111dddd",
              Exclusive.store(8),
              "strexd <d>, <t>, <u>, [<n>]")
          .row("LDREXB", "111010001101nnnntttt^^^^0100^^^^", Exclusive.load(1), "ldrexb <t>, [<n>]")
          .row("LDREXH", "111010001101nnnntttt^^^^0101^^^^", Exclusive.load(2), "ldrexh <t>, [<n>]")
          .row(
              "LDREXD",
              "111010001101nnnnttttuuuu0111^^^^",
              Exclusive.load(8),
              "ldrexd <t>, <u>, [<n>]")
          .row("TBB, TBH", "111010001101nnnn^^^^____000Hmmmm", Branches::tableBranch, "<tb.>")

          // Data processing, shifted register: A6.3.11
          .row(
              "AND (register)",
              "11101010000Snnnn_vvvddddvvttmmmm",
              DataProcessing.register(Alu.AND),
              "and<S>.w <d>, <n>, <m><shift>")
          .row(
              "TST (register)",
              "111010100001nnnn_vvv1111vvttmmmm",
              DataProcessing.register(Alu.TST),
              "tst.w <n>, <m><shift>")
          .row(
              "BIC (register)",
              "11101010001Snnnn_vvvddddvvttmmmm",
              DataProcessing.register(Alu.BIC),
              "bic<S>.w <d>, <n>, <m><shift>")
          .row(
              "ORR (register)",
              "11101010010Snnnn_vvvddddvvttmmmm",
              DataProcessing.register(Alu.ORR),
              "orr<S>.w <d>, <n>, <m><shift>")
          .row(
              "MOV (register)",
              "11101010010S1111_vvvddddvvttmmmm",
              DataProcessing.register(Alu.MOV),
              "mov<S>.w <d>, <m><shift>")
          .row(
              "ORN (register)",
              "11101010011Snnnn_vvvddddvvttmmmm",
              DataProcessing.register(Alu.ORN),
              "orn<S> <d>, <n>, <m><shift>")
          .row(
              "MVN (register)",
              "11101010011S1111_vvvddddvvttmmmm",
              DataProcessing.register(Alu.MVN),
              "mvn<S>.w <d>, <m><shift>")
          .row(
              "EOR (register)",
              "11101010100Snnnn_vvvddddvvttmmmm",
              DataProcessing.register(Alu.EOR),
              "eor<S>.w <d>, <n>, <m><shift>")
          .row(
              "TEQ (register)",
              "111010101001nnnn_vvv1111vvttmmmm",
              DataProcessing.register(Alu.TEQ),
              "teq <n>, <m><shift>")
          .row(
              "ADD (register)",
              "11101011000Snnnn_vvvddddvvttmmmm",
              DataProcessing.register(Alu.ADD),
              "add<S>.w <d>, <n>, <m><shift>")
          .row(
              "CMN (register)",
              "111010110001nnnn_vvv1111vvttmmmm",
              DataProcessing.register(Alu.CMN),
              "cmn.w <n>, <m><shift>")
          .row(
              "ADC (register)",
              "11101011010Snnnn_vvvddddvvttmmmm",
              DataProcessing.register(Alu.ADC),
              "adc<S>.w <d>, <n>, <m><shift>")
          .row(
              "SBC (register)",
              "11101011011Snnnn_vvvddddvvttmmmm",
              DataProcessing.register(Alu.SBC),
              "sbc<S>.w <d>, <n>, <m><shift>")
          .row(
              "SUB (register)",
              "11101011101Snnnn_vvvddddvvttmmmm",
              DataProcessing.register(Alu.SUB),
              "sub<S>.w <d>, <n>, <m><shift>")
          .row(
              "CMP (register)",
              "111010111011nnnn_vvv1111vvttmmmm",
              DataProcessing.register(Alu.CMP),
              "cmp.w <n>, <m><shift>")
          .row(
              "RSB (register)",
              "11101011110Snnnn_vvvddddvvttmmmm",
              DataProcessing.register(Alu.RSB),
              "rsb<S> <d>, <n>, <m><shift>")
          .row("PKH", "111010101100nnnn_vvvddddvvt_mmmm", Media::pkh, "pkh<tb> <d>, <n>, <m><sh>")

          // Data processing, modified immediate: A6.3.1
          .row(
              "AND (immediate)",
              "11110i00000Snnnn0iiiddddiiiiiiii",
              DataProcessing.thumbImmediate(Alu.AND),
              "and<S>.w <d>, <n>, <tconst>")
          .row(
              "TST (immediate)",
              "11110i000001nnnn0iii1111iiiiiiii",
              DataProcessing.thumbImmediate(Alu.TST),
              "tst.w <n>, <tconst>")
          .row(
              "BIC (immediate)",
              "11110i00001Snnnn0iiiddddiiiiiiii",
              DataProcessing.thumbImmediate(Alu.BIC),
              "bic<S>.w <d>, <n>, <tconst>")
          .row(
              "ORR (immediate)",
              "11110i00010Snnnn0iiiddddiiiiiiii",
              DataProcessing.thumbImmediate(Alu.ORR),
              "orr<S>.w <d>, <n>, <tconst>")
          .row(
              "MOV (immediate)",
              "11110i00010S11110iiiddddiiiiiiii",
              DataProcessing.thumbImmediate(Alu.MOV),
              "mov<S>.w <d>, <tconst>")
          .row(
              "ORN (immediate)",
              "11110i00011Snnnn0iiiddddiiiiiiii",
              DataProcessing.thumbImmediate(Alu.ORN),
              "orn<S> <d>, <n>, <tconst>")
          .row(
              "MVN (immediate)",
              "11110i00011S11110iiiddddiiiiiiii",
              DataProcessing.thumbImmediate(Alu.MVN),
              "mvn<S>.w <d>, <tconst>")
          .row(
              "EOR (immediate)",
              "11110i00100Snnnn0iiiddddiiiiiiii",
              DataProcessing.thumbImmediate(Alu.EOR),
              "eor<S>.w <d>, <n>, <tconst>")
          .row(
              "TEQ (immediate)",
              "11110i001001nnnn0iii1111iiiiiiii",
              DataProcessing.thumbImmediate(Alu.TEQ),
              "teq <n>, <tconst>")
          .row(
              "ADD (immediate)",
              "11110i01000Snnnn0iiiddddiiiiiiii",
              DataProcessing.thumbImmediate(Alu.ADD),
              "add<S>.w <d>, <n>, <tconst>")
          .row(
              "CMN (immediate)",
              "11110i010001nnnn0iii1111iiiiiiii",
              DataProcessing.thumbImmediate(Alu.CMN),
              "cmn.w <n>, <tconst>")
          .row(
              "ADC (immediate)",
              "11110i01010Snnnn0iiiddddiiiiiiii",
              DataProcessing.thumbImmediate(Alu.ADC),
              "adc<S>.w <d>, <n>, <tconst>")
          .row(
              "SBC (immediate)",
              "11110i01011Snnnn0iiiddddiiiiiiii",
              DataProcessing.thumbImmediate(Alu.SBC),
              "sbc<S>.w <d>, <n>, <tconst>")
          .row(
              "SUB (immediate)",
              "11110i01101Snnnn0iiiddddiiiiiiii",
              DataProcessing.thumbImmediate(Alu.SUB),
              "sub<S>.w <d>, <n>, <tconst>")
          .row(
              "CMP (immediate)",
              "11110i011011nnnn0iii1111iiiiiiii",
              DataProcessing.thumbImmediate(Alu.CMP),
              "cmp.w <n>, <tconst>")
          .row(
              "RSB (immediate)",
              "11110i01110Snnnn0iiiddddiiiiiiii",
              DataProcessing.thumbImmediate(Alu.RSB),
              "rsb<S> <d>, <n>, <tconst>")

          // Data processing, plain immediate: A6.3.3
          .row(
              "ADD (immediate) T4",
              "11110i100000nnnn0iiiddddiiiiiiii",
              DataProcessing.plainImmediate(Op.ADD32),
              "addw <d>, <n>, <#:i>")
          .row(
              "SUB (immediate) T4",
              "11110i101010nnnn0iiiddddiiiiiiii",
              DataProcessing.plainImmediate(Op.SUB32),
              "subw <d>, <n>, <#:i>")
          .row(
              "MOVW", "11110i100100jjjj0iiiddddiiiiiiii", DataProcessing::movw, "movw <d>, <mov16>")
          .row(
              "MOVT", "11110i101100jjjj0iiiddddiiiiiiii", DataProcessing::movt, "movt <d>, <mov16>")
          .row("SSAT", "11110_1100t0nnnn0vvvddddvv_wwwww", Media::ssat, "ssat <d>, <w+1>, <n><sh>")
          .row(
              "SSAT16", "11110_110010nnnn0000dddd00__wwww", Media::ssat16, "ssat16 <d>, <w+1>, <n>")
          .row("USAT", "11110_1110t0nnnn0vvvddddvv_wwwww", Media::usat, "usat <d>, <#:w>, <n><sh>")
          .row(
              "USAT16", "11110_111010nnnn0000dddd00__wwww", Media::usat16, "usat16 <d>, <#:w>, <n>")
          .row(
              "SBFX",
              "11110_110100nnnn0lllddddll_wwwww",
              Media.bitField(true),
              "sbfx <d>, <n>, <#:l>, <w+1>")
          .row(
              "UBFX",
              "11110_111100nnnn0lllddddll_wwwww",
              Media.bitField(false),
              "ubfx <d>, <n>, <#:l>, <w+1>")
          .row(
              "BFI",
              "11110_110110nnnn0lllddddll_wwwww",
              Media::insert,
              "bfi <d>, <n>, <#:l>, <w-l>")
          .row("BFC", "11110_11011011110lllddddll_wwwww", Media::insert, "bfc <d>, <#:l>, <w-l>")

          // Branches and control: A6.3.4
          .row(
              "B T3",
              "11110scccchhhhhh10j0kiiiiiiiiiii",
              Branches.B_WIDE_CONDITION,
              "b<c>.w <wtarget3>")
          .row(
              "unallocated control",
              "11110.111.......10.0............",
              (t, e) -> t.undefined(),
              "udf")
          .row(
              "MSR (register)",
              "11110011100Rnnnn10_0kkkk__0_____",
              Status::msrRegister,
              "msr <psr>_<fields>, <n>")
          .row(
              "MSR (banked)",
              "11110011100Rnnnn10_0kkkk__1b____",
              Status::msrBanked,
              "msr <banked>, <n>")
          .row("CPS", "111100111010^^^^10_0_ooMfffmmmmm", Status::cps, "<cps>")
          .row("hint T2", "111100111010^^^^10_0_000hhhhhhhh", Status::nop, "nop.w {<dec:h>}")
          .row("NOP T2", "111100111010^^^^10_0_00000000000", Status::nop, "nop.w")
          .row("YIELD T2", "111100111010^^^^10_0_00000000001", Status::nop, "yield.w")
          .row(
              "WFE T2",
              "111100111010^^^^10_0_00000000010",
              (t, e) -> t.system.waitForEvent(t),
              "wfe.w")
          .row(
              "WFI T2",
              "111100111010^^^^10_0_00000000011",
              (t, e) -> t.system.waitForInterrupt(t),
              "wfi.w")
          .row(
              "SEV T2",
              "111100111010^^^^10_0_00000000100",
              (t, e) -> t.system.sendEvent(t),
              "sev.w")
          .row("DBG", "111100111010^^^^10_0_0001111iiii", Status::nop, "dbg <#:i>")
          .row("CLREX", "111100111011^^^^10_0^^^^0010^^^^", Exclusive::clrex, "clrex")
          .row("DSB", "111100111011^^^^10_0^^^^0100oooo", Status::nop, "dsb <barrier>")
          .row("DMB", "111100111011^^^^10_0^^^^0101oooo", Status::nop, "dmb <barrier>")
          .row("ISB", "111100111011^^^^10_0^^^^0110oooo", Status::isb, "isb <isb>")
          .row("BXJ", "111100111100mmmm10_0^^^^________", Branches::bx, "bxj <m>")
          .row(
              "SUBS PC, LR",
              "111100111101111010_0^^^^iiiiiiii",
              DataProcessing::subsPcLr,
              "subs pc, lr, <#:i>")
          .row("MRS", "11110011111R^^^^10_0dddd__0_____", Status::mrs, "mrs <d>, <psr>")
          .row(
              "MRS (banked)",
              "11110011111Rkkkk10_0dddd__1b____",
              Status::mrsBanked,
              "mrs <d>, <banked>")
          .row(
              "HVC",
              "111101111110iiii1000iiiiiiiiiiii",
              (t, e) -> t.system.hypervisorCall(t, e.get('i')),
              "hvc <#:i>")
          .row(
              "SMC",
              "111101111111iiii1000____________",
              (t, e) -> t.system.secureMonitorCall(t, e.get('i')),
              "smc <#:i>")
          .row("UDF T2", "111101111111iiii1010iiiiiiiiiiii", (t, e) -> t.undefined(), "udf.w <#:i>")
          .row("B T4", "11110shhhhhhhhhh10j1kiiiiiiiiiii", Branches.B_WIDE, "b.w <wtarget>")
          .row(
              "BL (immediate)",
              "11110shhhhhhhhhh11j1kiiiiiiiiiii",
              Branches::blWide,
              "bl <wtarget>")
          .row(
              "BLX (immediate)",
              "11110shhhhhhhhhh11j0kiiiiiiiiiii",
              Branches::blxWide,
              "blx <xtarget>")

          // Loads and stores of one register: A6.3.7 to A6.3.10; literals win over all other forms
          .row(
              "STRB (immediate, 12 bits)",
              "111110001000nnnnttttiiiiiiiiiiii",
              LoadStore.store(Size.BYTE),
              "strb.w <t>, <mem>")
          .row(
              "STRB (immediate, 8 bits)",
              "111110000000nnnntttt1PUWiiiiiiii",
              LoadStore.store(Size.BYTE),
              "strb.w <t>, <mem>")
          .row(
              "STRB unallocated",
              "111110000000nnnntttt10.0iiiiiiii",
              (t, e) -> t.undefined(),
              "udf")
          .row(
              "STRBT",
              "111110000000nnnntttt1110iiiiiiii",
              LoadStore.storeUnprivileged(Size.BYTE),
              "strbt <t>, <mem>")
          .row(
              "STRB (register)",
              "111110000000nnnntttt000000vvmmmm",
              LoadStore.store(Size.BYTE),
              "strb.w <t>, <mem>")
          .row(
              "STRH (immediate, 12 bits)",
              "111110001010nnnnttttiiiiiiiiiiii",
              LoadStore.store(Size.HALF),
              "strh.w <t>, <mem>")
          .row(
              "STRH (immediate, 8 bits)",
              "111110000010nnnntttt1PUWiiiiiiii",
              LoadStore.store(Size.HALF),
              "strh.w <t>, <mem>")
          .row(
              "STRH unallocated",
              "111110000010nnnntttt10.0iiiiiiii",
              (t, e) -> t.undefined(),
              "udf")
          .row(
              "STRHT",
              "111110000010nnnntttt1110iiiiiiii",
              LoadStore.storeUnprivileged(Size.HALF),
              "strht <t>, <mem>")
          .row(
              "STRH (register)",
              "111110000010nnnntttt000000vvmmmm",
              LoadStore.store(Size.HALF),
              "strh.w <t>, <mem>")
          .row(
              "STR (immediate, 12 bits)",
              "111110001100nnnnttttiiiiiiiiiiii",
              LoadStore.store(Size.WORD),
              "str.w <t>, <mem>")
          .row(
              "STR (immediate, 8 bits)",
              "111110000100nnnntttt1PUWiiiiiiii",
              LoadStore.store(Size.WORD),
              "str.w <t>, <mem>")
          .row(
              "STR unallocated", "111110000100nnnntttt10.0iiiiiiii", (t, e) -> t.undefined(), "udf")
          .row(
              "STRT",
              "111110000100nnnntttt1110iiiiiiii",
              LoadStore.storeUnprivileged(Size.WORD),
              "strt <t>, <mem>")
          .row(
              "STR (register)",
              "111110000100nnnntttt000000vvmmmm",
              LoadStore.store(Size.WORD),
              "str.w <t>, <mem>")
          .row(
              "LDRB (immediate, 12 bits)",
              "111110001001nnnnttttiiiiiiiiiiii",
              LoadStore.load(Size.BYTE),
              "ldrb.w <t>, <mem>")
          .row(
              "LDRB (immediate, 8 bits)",
              "111110000001nnnntttt1PUWiiiiiiii",
              LoadStore.load(Size.BYTE),
              "ldrb.w <t>, <mem>")
          .row(
              "LDRB unallocated",
              "111110000001nnnntttt10.0iiiiiiii",
              (t, e) -> t.undefined(),
              "udf")
          .row(
              "LDRBT",
              "111110000001nnnntttt1110iiiiiiii",
              LoadStore.loadUnprivileged(Size.BYTE),
              "ldrbt <t>, <mem>")
          .row(
              "LDRB (register)",
              "111110000001nnnntttt000000vvmmmm",
              LoadStore.load(Size.BYTE),
              "ldrb.w <t>, <mem>")
          .rowFirst(
              "LDRB (literal)",
              "11111000U0011111ttttiiiiiiiiiiii",
              LoadStore.load(Size.BYTE),
              "ldrb.w <t>, <mem>")
          .row(
              "LDRH (immediate, 12 bits)",
              "111110001011nnnnttttiiiiiiiiiiii",
              LoadStore.load(Size.HALF),
              "ldrh.w <t>, <mem>")
          .row(
              "LDRH (immediate, 8 bits)",
              "111110000011nnnntttt1PUWiiiiiiii",
              LoadStore.load(Size.HALF),
              "ldrh.w <t>, <mem>")
          .row(
              "LDRH unallocated",
              "111110000011nnnntttt10.0iiiiiiii",
              (t, e) -> t.undefined(),
              "udf")
          .row(
              "LDRHT",
              "111110000011nnnntttt1110iiiiiiii",
              LoadStore.loadUnprivileged(Size.HALF),
              "ldrht <t>, <mem>")
          .row(
              "LDRH (register)",
              "111110000011nnnntttt000000vvmmmm",
              LoadStore.load(Size.HALF),
              "ldrh.w <t>, <mem>")
          .rowFirst(
              "LDRH (literal)",
              "11111000U0111111ttttiiiiiiiiiiii",
              LoadStore.load(Size.HALF),
              "ldrh.w <t>, <mem>")
          .row(
              "LDR (immediate, 12 bits)",
              "111110001101nnnnttttiiiiiiiiiiii",
              LoadStore.load(Size.WORD),
              "ldr.w <t>, <mem>")
          .row(
              "LDR (immediate, 8 bits)",
              "111110000101nnnntttt1PUWiiiiiiii",
              LoadStore.load(Size.WORD),
              "ldr.w <t>, <mem>")
          .row(
              "LDR unallocated", "111110000101nnnntttt10.0iiiiiiii", (t, e) -> t.undefined(), "udf")
          .row(
              "LDRT",
              "111110000101nnnntttt1110iiiiiiii",
              LoadStore.loadUnprivileged(Size.WORD),
              "ldrt <t>, <mem>")
          .row(
              "LDR (register)",
              "111110000101nnnntttt000000vvmmmm",
              LoadStore.load(Size.WORD),
              "ldr.w <t>, <mem>")
          .rowFirst(
              "LDR (literal)",
              "11111000U1011111ttttiiiiiiiiiiii",
              LoadStore.load(Size.WORD),
              "ldr.w <t>, <mem>")
          .row(
              "LDRSB (immediate, 12 bits)",
              "111110011001nnnnttttiiiiiiiiiiii",
              LoadStore.load(Size.SIGNED_BYTE),
              "ldrsb.w <t>, <mem>")
          .row(
              "LDRSB (immediate, 8 bits)",
              "111110010001nnnntttt1PUWiiiiiiii",
              LoadStore.load(Size.SIGNED_BYTE),
              "ldrsb.w <t>, <mem>")
          .row(
              "LDRSB unallocated",
              "111110010001nnnntttt10.0iiiiiiii",
              (t, e) -> t.undefined(),
              "udf")
          .row(
              "LDRSBT",
              "111110010001nnnntttt1110iiiiiiii",
              LoadStore.loadUnprivileged(Size.SIGNED_BYTE),
              "ldrsbt <t>, <mem>")
          .row(
              "LDRSB (register)",
              "111110010001nnnntttt000000vvmmmm",
              LoadStore.load(Size.SIGNED_BYTE),
              "ldrsb.w <t>, <mem>")
          .rowFirst(
              "LDRSB (literal)",
              "11111001U0011111ttttiiiiiiiiiiii",
              LoadStore.load(Size.SIGNED_BYTE),
              "ldrsb.w <t>, <mem>")
          .row(
              "LDRSH (immediate, 12 bits)",
              "111110011011nnnnttttiiiiiiiiiiii",
              LoadStore.load(Size.SIGNED_HALF),
              "ldrsh.w <t>, <mem>")
          .row(
              "LDRSH (immediate, 8 bits)",
              "111110010011nnnntttt1PUWiiiiiiii",
              LoadStore.load(Size.SIGNED_HALF),
              "ldrsh.w <t>, <mem>")
          .row(
              "LDRSH unallocated",
              "111110010011nnnntttt10.0iiiiiiii",
              (t, e) -> t.undefined(),
              "udf")
          .row(
              "LDRSHT",
              "111110010011nnnntttt1110iiiiiiii",
              LoadStore.loadUnprivileged(Size.SIGNED_HALF),
              "ldrsht <t>, <mem>")
          .row(
              "LDRSH (register)",
              "111110010011nnnntttt000000vvmmmm",
              LoadStore.load(Size.SIGNED_HALF),
              "ldrsh.w <t>, <mem>")
          .rowFirst(
              "LDRSH (literal)",
              "11111001U0111111ttttiiiiiiiiiiii",
              LoadStore.load(Size.SIGNED_HALF),
              "ldrsh.w <t>, <mem>")
          .rowFirst(
              "store to a literal",
              "11111000...01111................",
              (t, e) -> t.undefined(),
              "udf")
          .row(
              "PLD (immediate) T1", "1111100010w1nnnn1111iiiiiiiiiiii", Status::nop, "pld<w> <mem>")
          .row(
              "PLD (immediate) T2",
              "1111100000w1nnnn11111100iiiiiiii",
              Status::nop,
              "pld<w> <memneg>")
          .row("PLD (register)", "1111100000w1nnnn1111000000vvmmmm", Status::nop, "pld<w> <mem>")
          .rowFirst(
              "PLD (literal)", "11111000U0w111111111iiiiiiiiiiii", Status::nop, "pld<w> <mem>")
          .row("PLI (immediate) T1", "111110011001nnnn1111iiiiiiiiiiii", Status::nop, "pli <mem>")
          .row(
              "PLI (immediate) T2", "111110010001nnnn11111100iiiiiiii", Status::nop, "pli <memneg>")
          .row("PLI (register)", "111110010001nnnn1111000000vvmmmm", Status::nop, "pli <mem>")
          .rowFirst("PLI (literal)", "11111001U00111111111iiiiiiiiiiii", Status::nop, "pli <mem>")
          .row("memory hint (immediate) T1", "111110011011nnnn1111iiiiiiiiiiii", Status::nop, "nop")
          .row("memory hint (immediate) T2", "111110010011nnnn11111100iiiiiiii", Status::nop, "nop")
          .row("memory hint (register)", "111110010011nnnn1111000000vvmmmm", Status::nop, "nop")
          .rowFirst("memory hint (literal)", "11111001U01111111111iiiiiiiiiiii", Status::nop, "nop")

          // Data processing, register: A6.3.12 to A6.3.15
          .row(
              "shift by register",
              "111110100ttSnnnn1111dddd0000mmmm",
              DataProcessing::shiftRegister,
              "<type><S>.w <d>, <n>, <m>")
          .row(
              "SXTAH",
              "111110100000nnnn1111dddd1_rrmmmm",
              Media.extend(Op.EXTS16),
              "sxtah <d>, <n>, <m><ror>")
          .row(
              "SXTH",
              "11111010000011111111dddd1_rrmmmm",
              Media.extend(Op.EXTS16),
              "sxth.w <d>, <m><ror>")
          .row(
              "UXTAH",
              "111110100001nnnn1111dddd1_rrmmmm",
              Media.zeroExtend(16),
              "uxtah <d>, <n>, <m><ror>")
          .row(
              "UXTH",
              "11111010000111111111dddd1_rrmmmm",
              Media.zeroExtend(16),
              "uxth.w <d>, <m><ror>")
          .row(
              "SXTAB16",
              "111110100010nnnn1111dddd1_rrmmmm",
              Media.extendBytes(true),
              "sxtab16 <d>, <n>, <m><ror>")
          .row(
              "SXTB16",
              "11111010001011111111dddd1_rrmmmm",
              Media.extendBytes(true),
              "sxtb16 <d>, <m><ror>")
          .row(
              "UXTAB16",
              "111110100011nnnn1111dddd1_rrmmmm",
              Media.extendBytes(false),
              "uxtab16 <d>, <n>, <m><ror>")
          .row(
              "UXTB16",
              "11111010001111111111dddd1_rrmmmm",
              Media.extendBytes(false),
              "uxtb16 <d>, <m><ror>")
          .row(
              "SXTAB",
              "111110100100nnnn1111dddd1_rrmmmm",
              Media.extend(Op.EXTS8),
              "sxtab <d>, <n>, <m><ror>")
          .row(
              "SXTB",
              "11111010010011111111dddd1_rrmmmm",
              Media.extend(Op.EXTS8),
              "sxtb.w <d>, <m><ror>")
          .row(
              "UXTAB",
              "111110100101nnnn1111dddd1_rrmmmm",
              Media.zeroExtend(8),
              "uxtab <d>, <n>, <m><ror>")
          .row(
              "UXTB",
              "11111010010111111111dddd1_rrmmmm",
              Media.zeroExtend(8),
              "uxtb.w <d>, <m><ror>")
          .row(
              "QADD",
              "111110101000nnnn1111dddd1000mmmm",
              Media.saturatingAdd(Op.ADD64, false),
              "qadd <d>, <m>, <n>")
          .row(
              "QDADD",
              "111110101000nnnn1111dddd1001mmmm",
              Media.saturatingAdd(Op.ADD64, true),
              "qdadd <d>, <m>, <n>")
          .row(
              "QSUB",
              "111110101000nnnn1111dddd1010mmmm",
              Media.saturatingAdd(Op.SUB64, false),
              "qsub <d>, <m>, <n>")
          .row(
              "QDSUB",
              "111110101000nnnn1111dddd1011mmmm",
              Media.saturatingAdd(Op.SUB64, true),
              "qdsub <d>, <m>, <n>")
          .row("REV", "111110101001nnnn1111dddd1000mmmm", Media.unary(Op.BSWAP32), "rev.w <d>, <m>")
          .row("REV16", "111110101001nnnn1111dddd1001mmmm", Media::rev16, "rev16.w <d>, <m>")
          .row("RBIT", "111110101001nnnn1111dddd1010mmmm", Media.unary(Op.RBIT32), "rbit <d>, <m>")
          .row("REVSH", "111110101001nnnn1111dddd1011mmmm", Media::revsh, "revsh.w <d>, <m>")
          .row("SEL", "111110101010nnnn1111dddd1000mmmm", Media::sel, "sel <d>, <n>, <m>")
          .row("CLZ", "111110101011nnnn1111dddd1000mmmm", Media.unary(Op.CLZ32), "clz <d>, <m>")
          .row(
              "SADD16",
              "111110101001nnnn1111dddd0000mmmm",
              Parallel.add16(Kind.SIGNED),
              "sadd16 <d>, <n>, <m>")
          .row(
              "SASX",
              "111110101010nnnn1111dddd0000mmmm",
              Parallel.asx(Kind.SIGNED),
              "sasx <d>, <n>, <m>")
          .row(
              "SSAX",
              "111110101110nnnn1111dddd0000mmmm",
              Parallel.sax(Kind.SIGNED),
              "ssax <d>, <n>, <m>")
          .row(
              "SSUB16",
              "111110101101nnnn1111dddd0000mmmm",
              Parallel.sub16(Kind.SIGNED),
              "ssub16 <d>, <n>, <m>")
          .row(
              "SADD8",
              "111110101000nnnn1111dddd0000mmmm",
              Parallel.add8(Kind.SIGNED),
              "sadd8 <d>, <n>, <m>")
          .row(
              "SSUB8",
              "111110101100nnnn1111dddd0000mmmm",
              Parallel.sub8(Kind.SIGNED),
              "ssub8 <d>, <n>, <m>")
          .row(
              "QADD16",
              "111110101001nnnn1111dddd0001mmmm",
              Parallel.add16(Kind.SATURATING),
              "qadd16 <d>, <n>, <m>")
          .row(
              "QASX",
              "111110101010nnnn1111dddd0001mmmm",
              Parallel.asx(Kind.SATURATING),
              "qasx <d>, <n>, <m>")
          .row(
              "QSAX",
              "111110101110nnnn1111dddd0001mmmm",
              Parallel.sax(Kind.SATURATING),
              "qsax <d>, <n>, <m>")
          .row(
              "QSUB16",
              "111110101101nnnn1111dddd0001mmmm",
              Parallel.sub16(Kind.SATURATING),
              "qsub16 <d>, <n>, <m>")
          .row(
              "QADD8",
              "111110101000nnnn1111dddd0001mmmm",
              Parallel.add8(Kind.SATURATING),
              "qadd8 <d>, <n>, <m>")
          .row(
              "QSUB8",
              "111110101100nnnn1111dddd0001mmmm",
              Parallel.sub8(Kind.SATURATING),
              "qsub8 <d>, <n>, <m>")
          .row(
              "SHADD16",
              "111110101001nnnn1111dddd0010mmmm",
              Parallel.add16(Kind.HALVING),
              "shadd16 <d>, <n>, <m>")
          .row(
              "SHASX",
              "111110101010nnnn1111dddd0010mmmm",
              Parallel.asx(Kind.HALVING),
              "shasx <d>, <n>, <m>")
          .row(
              "SHSAX",
              "111110101110nnnn1111dddd0010mmmm",
              Parallel.sax(Kind.HALVING),
              "shsax <d>, <n>, <m>")
          .row(
              "SHSUB16",
              "111110101101nnnn1111dddd0010mmmm",
              Parallel.sub16(Kind.HALVING),
              "shsub16 <d>, <n>, <m>")
          .row(
              "SHADD8",
              "111110101000nnnn1111dddd0010mmmm",
              Parallel.add8(Kind.HALVING),
              "shadd8 <d>, <n>, <m>")
          .row(
              "SHSUB8",
              "111110101100nnnn1111dddd0010mmmm",
              Parallel.sub8(Kind.HALVING),
              "shsub8 <d>, <n>, <m>")
          .row(
              "UADD16",
              "111110101001nnnn1111dddd0100mmmm",
              Parallel.add16(Kind.UNSIGNED),
              "uadd16 <d>, <n>, <m>")
          .row(
              "UASX",
              "111110101010nnnn1111dddd0100mmmm",
              Parallel.asx(Kind.UNSIGNED),
              "uasx <d>, <n>, <m>")
          .row(
              "USAX",
              "111110101110nnnn1111dddd0100mmmm",
              Parallel.sax(Kind.UNSIGNED),
              "usax <d>, <n>, <m>")
          .row(
              "USUB16",
              "111110101101nnnn1111dddd0100mmmm",
              Parallel.sub16(Kind.UNSIGNED),
              "usub16 <d>, <n>, <m>")
          .row(
              "UADD8",
              "111110101000nnnn1111dddd0100mmmm",
              Parallel.add8(Kind.UNSIGNED),
              "uadd8 <d>, <n>, <m>")
          .row(
              "USUB8",
              "111110101100nnnn1111dddd0100mmmm",
              Parallel.sub8(Kind.UNSIGNED),
              "usub8 <d>, <n>, <m>")
          .row(
              "UQADD16",
              "111110101001nnnn1111dddd0101mmmm",
              Parallel.add16(Kind.UNSIGNED_SATURATING),
              "uqadd16 <d>, <n>, <m>")
          .row(
              "UQASX",
              "111110101010nnnn1111dddd0101mmmm",
              Parallel.asx(Kind.UNSIGNED_SATURATING),
              "uqasx <d>, <n>, <m>")
          .row(
              "UQSAX",
              "111110101110nnnn1111dddd0101mmmm",
              Parallel.sax(Kind.UNSIGNED_SATURATING),
              "uqsax <d>, <n>, <m>")
          .row(
              "UQSUB16",
              "111110101101nnnn1111dddd0101mmmm",
              Parallel.sub16(Kind.UNSIGNED_SATURATING),
              "uqsub16 <d>, <n>, <m>")
          .row(
              "UQADD8",
              "111110101000nnnn1111dddd0101mmmm",
              Parallel.add8(Kind.UNSIGNED_SATURATING),
              "uqadd8 <d>, <n>, <m>")
          .row(
              "UQSUB8",
              "111110101100nnnn1111dddd0101mmmm",
              Parallel.sub8(Kind.UNSIGNED_SATURATING),
              "uqsub8 <d>, <n>, <m>")
          .row(
              "UHADD16",
              "111110101001nnnn1111dddd0110mmmm",
              Parallel.add16(Kind.UNSIGNED_HALVING),
              "uhadd16 <d>, <n>, <m>")
          .row(
              "UHASX",
              "111110101010nnnn1111dddd0110mmmm",
              Parallel.asx(Kind.UNSIGNED_HALVING),
              "uhasx <d>, <n>, <m>")
          .row(
              "UHSAX",
              "111110101110nnnn1111dddd0110mmmm",
              Parallel.sax(Kind.UNSIGNED_HALVING),
              "uhsax <d>, <n>, <m>")
          .row(
              "UHSUB16",
              "111110101101nnnn1111dddd0110mmmm",
              Parallel.sub16(Kind.UNSIGNED_HALVING),
              "uhsub16 <d>, <n>, <m>")
          .row(
              "UHADD8",
              "111110101000nnnn1111dddd0110mmmm",
              Parallel.add8(Kind.UNSIGNED_HALVING),
              "uhadd8 <d>, <n>, <m>")
          .row(
              "UHSUB8",
              "111110101100nnnn1111dddd0110mmmm",
              Parallel.sub8(Kind.UNSIGNED_HALVING),
              "uhsub8 <d>, <n>, <m>")

          // Multiplies and divides: A6.3.16, A6.3.17
          .row("MLA", "111110110000nnnnaaaadddd0000mmmm", Multiply::mul, "mla <d>, <n>, <m>, <a>")
          .row("MUL", "111110110000nnnn1111dddd0000mmmm", Multiply::mul, "mul.w <d>, <n>, <m>")
          .row("MLS", "111110110000nnnnaaaadddd0001mmmm", Multiply::mls, "mls <d>, <n>, <m>, <a>")
          .row(
              "SMLAxy",
              "111110110001nnnnaaaadddd00xymmmm",
              Multiply::mulHalves,
              "smla<x><y> <d>, <n>, <m>, <a>")
          .row(
              "SMULxy",
              "111110110001nnnn1111dddd00xymmmm",
              Multiply::mulHalves,
              "smul<x><y> <d>, <n>, <m>")
          .row(
              "SMLAD",
              "111110110010nnnnaaaadddd000xmmmm",
              Multiply.dual(Op.ADD64),
              "smlad<X> <d>, <n>, <m>, <a>")
          .row(
              "SMUAD",
              "111110110010nnnn1111dddd000xmmmm",
              Multiply.dual(Op.ADD64),
              "smuad<X> <d>, <n>, <m>")
          .row(
              "SMLAWy",
              "111110110011nnnnaaaadddd000ymmmm",
              Multiply::mulWordByHalf,
              "smlaw<y> <d>, <n>, <m>, <a>")
          .row(
              "SMULWy",
              "111110110011nnnn1111dddd000ymmmm",
              Multiply::mulWordByHalf,
              "smulw<y> <d>, <n>, <m>")
          .row(
              "SMLSD",
              "111110110100nnnnaaaadddd000xmmmm",
              Multiply.dual(Op.SUB64),
              "smlsd<X> <d>, <n>, <m>, <a>")
          .row(
              "SMUSD",
              "111110110100nnnn1111dddd000xmmmm",
              Multiply.dual(Op.SUB64),
              "smusd<X> <d>, <n>, <m>")
          .row(
              "SMMLA",
              "111110110101nnnnaaaadddd000rmmmm",
              Multiply.mostSignificant(Op.ADD64),
              "smmla<R> <d>, <n>, <m>, <a>")
          .row(
              "SMMUL",
              "111110110101nnnn1111dddd000rmmmm",
              Multiply.mostSignificant(Op.ADD64),
              "smmul<R> <d>, <n>, <m>")
          .row(
              "SMMLS",
              "111110110110nnnnaaaadddd000rmmmm",
              Multiply.mostSignificant(Op.SUB64),
              "smmls<R> <d>, <n>, <m>, <a>")
          .row(
              "USADA8",
              "111110110111nnnnaaaadddd0000mmmm",
              Media::usad8,
              "usada8 <d>, <n>, <m>, <a>")
          .row("USAD8", "111110110111nnnn1111dddd0000mmmm", Media::usad8, "usad8 <d>, <n>, <m>")
          .row(
              "SMULL",
              "111110111000nnnnllllhhhh0000mmmm",
              Multiply.mulLong(true, false),
              "smull <l>, <h>, <n>, <m>")
          .row(
              "UMULL",
              "111110111010nnnnllllhhhh0000mmmm",
              Multiply.mulLong(false, false),
              "umull <l>, <h>, <n>, <m>")
          .row(
              "SMLAL",
              "111110111100nnnnllllhhhh0000mmmm",
              Multiply.mulLong(true, true),
              "smlal <l>, <h>, <n>, <m>")
          .row(
              "SMLALxy",
              "111110111100nnnnllllhhhh10xymmmm",
              Multiply::mulHalvesLong,
              "smlal<x><y> <l>, <h>, <n>, <m>")
          .row(
              "SMLALD",
              "111110111100nnnnllllhhhh110xmmmm",
              Multiply.dualLong(Op.ADD64),
              "smlald<X> <l>, <h>, <n>, <m>")
          .row(
              "SMLSLD",
              "111110111101nnnnllllhhhh110xmmmm",
              Multiply.dualLong(Op.SUB64),
              "smlsld<X> <l>, <h>, <n>, <m>")
          .row(
              "UMLAL",
              "111110111110nnnnllllhhhh0000mmmm",
              Multiply.mulLong(false, true),
              "umlal <l>, <h>, <n>, <m>")
          .row(
              "UMAAL",
              "111110111110nnnnllllhhhh0110mmmm",
              Multiply::umaal,
              "umaal <l>, <h>, <n>, <m>")
          .row(
              "SDIV",
              "111110111001nnnn^^^^dddd1111mmmm",
              Multiply.divide(Op.DIVS32),
              "sdiv <d>, <n>, <m>")
          .row(
              "UDIV",
              "111110111011nnnn^^^^dddd1111mmmm",
              Multiply.divide(Op.DIVU32),
              "udiv <d>, <n>, <m>")

          // Coprocessors: A6.3.18
          .row(
              "MCR",
              "11101110ooo0nnnnttttppppqqq1mmmm",
              Coprocessor::mcr,
              "mcr <dec:p>, <dec:o>, <t>, cr<dec:n>, cr<dec:m>, {<dec:q>}")
          .row(
              "MRC",
              "11101110ooo1nnnnttttppppqqq1mmmm",
              Coprocessor::mrc,
              "mrc <dec:p>, <dec:o>, <tnzcv>, cr<dec:n>, cr<dec:m>, {<dec:q>}")
          .row(
              "MCRR",
              "111011000100uuuuttttppppoooommmm",
              Coprocessor::mcrr,
              "mcrr <dec:p>, <dec:o>, <t>, <u>, cr<dec:m>")
          .row(
              "MRRC",
              "111011000101uuuuttttppppoooommmm",
              Coprocessor::mrrc,
              "mrrc <dec:p>, <dec:o>, <t>, <u>, cr<dec:m>")
          .build();

  private T32() {}
}
