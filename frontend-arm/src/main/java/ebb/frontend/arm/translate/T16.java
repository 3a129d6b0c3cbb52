package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.translate.LoadStore.Size;
import ebb.ir.Op;

/** The 16-bit T32 instructions. DDI 0406C A6.2. */
public final class T16 {
  public static final DecodeTable<Handler> TABLE =
      new Rows("T16", 16, 0xffc0)

          // Shift, add, subtract, move, compare: A6.2.1
          .row("MOV, shifted", "000ttvvvvvmmmddd", DataProcessing::shortShift, "<shortshift>")
          .row(
              "ADD (register) T1",
              "0001100mmmnnnddd",
              DataProcessing.shortRegister(Alu.ADD, 'n'),
              "adds <d>, <n>, <m>")
          .row(
              "SUB (register) T1",
              "0001101mmmnnnddd",
              DataProcessing.shortRegister(Alu.SUB, 'n'),
              "subs <d>, <n>, <m>")
          .row(
              "ADD (immediate) T1",
              "0001110iiinnnddd",
              DataProcessing.shortImmediate(Alu.ADD, 'n'),
              "adds <d>, <n>, <#:i>")
          .row(
              "SUB (immediate) T1",
              "0001111iiinnnddd",
              DataProcessing.shortImmediate(Alu.SUB, 'n'),
              "subs <d>, <n>, <#:i>")
          .row(
              "MOV (immediate) T1",
              "00100dddiiiiiiii",
              DataProcessing.shortImmediate(Alu.MOV, 'd'),
              "movs <d>, <#:i>")
          .row(
              "CMP (immediate) T1",
              "00101nnniiiiiiii",
              DataProcessing.shortImmediate(Alu.CMP, 'n'),
              "cmp <n>, <#:i>")
          .row(
              "ADD (immediate) T2",
              "00110dddiiiiiiii",
              DataProcessing.shortImmediate(Alu.ADD, 'd'),
              "adds <d>, <#:i>")
          .row(
              "SUB (immediate) T2",
              "00111dddiiiiiiii",
              DataProcessing.shortImmediate(Alu.SUB, 'd'),
              "subs <d>, <#:i>")

          // Data processing: A6.2.2
          .row(
              "AND (register) T1",
              "0100000000mmmddd",
              DataProcessing.shortRegister(Alu.AND, 'd'),
              "ands <d>, <m>")
          .row(
              "EOR (register) T1",
              "0100000001mmmddd",
              DataProcessing.shortRegister(Alu.EOR, 'd'),
              "eors <d>, <m>")
          .row(
              "LSL (register) T1",
              "0100000010mmmddd",
              DataProcessing.shortShiftByRegister(Shifter.LSL),
              "lsls <d>, <m>")
          .row(
              "LSR (register) T1",
              "0100000011mmmddd",
              DataProcessing.shortShiftByRegister(Shifter.LSR),
              "lsrs <d>, <m>")
          .row(
              "ASR (register) T1",
              "0100000100mmmddd",
              DataProcessing.shortShiftByRegister(Shifter.ASR),
              "asrs <d>, <m>")
          .row(
              "ADC (register) T1",
              "0100000101mmmddd",
              DataProcessing.shortRegister(Alu.ADC, 'd'),
              "adcs <d>, <m>")
          .row(
              "SBC (register) T1",
              "0100000110mmmddd",
              DataProcessing.shortRegister(Alu.SBC, 'd'),
              "sbcs <d>, <m>")
          .row(
              "ROR (register) T1",
              "0100000111mmmddd",
              DataProcessing.shortShiftByRegister(Shifter.ROR),
              "rors <d>, <m>")
          .row(
              "TST (register) T1",
              "0100001000mmmnnn",
              DataProcessing.shortRegister(Alu.TST, 'n'),
              "tst <n>, <m>")
          .row("RSB (immediate) T1", "0100001001nnnddd", DataProcessing::negate, "negs <d>, <n>")
          .row(
              "CMP (register) T1",
              "0100001010mmmnnn",
              DataProcessing.shortRegister(Alu.CMP, 'n'),
              "cmp <n>, <m>")
          .row(
              "CMN (register) T1",
              "0100001011mmmnnn",
              DataProcessing.shortRegister(Alu.CMN, 'n'),
              "cmn <n>, <m>")
          .row(
              "ORR (register) T1",
              "0100001100mmmddd",
              DataProcessing.shortRegister(Alu.ORR, 'd'),
              "orrs <d>, <m>")
          .row("MUL T1", "0100001101nnnddd", Multiply::shortMul, "muls <d>, <n>")
          .row(
              "BIC (register) T1",
              "0100001110mmmddd",
              DataProcessing.shortRegister(Alu.BIC, 'd'),
              "bics <d>, <m>")
          .row(
              "MVN (register) T1",
              "0100001111mmmddd",
              DataProcessing.shortRegister(Alu.MVN, 'd'),
              "mvns <d>, <m>")

          // High registers, branch and exchange: A6.2.3
          .row(
              "ADD (register) T2",
              "01000100dmmmmddd",
              DataProcessing.highRegister(Alu.ADD),
              "add <d>, <m>")
          .row(
              "CMP (register) T2",
              "01000101dmmmmddd",
              DataProcessing.highRegister(Alu.CMP),
              "cmp <d>, <m>")
          .row(
              "MOV (register) T1",
              "01000110dmmmmddd",
              DataProcessing.highRegister(Alu.MOV),
              "mov <d>, <m>")
          .row("BX", "010001110mmmm___", Branches::bx, "bx <m>")
          .row("BLX (register)", "010001111mmmm___", Branches::blxRegister, "blx <m>")

          // Loads and stores: A6.2.4
          .row(
              "LDR (literal) T1", "01001tttiiiiiiii", LoadStore.loadFrom(15), "ldr <t>, <literal4>")
          .row(
              "STR (register) T1",
              "0101000mmmnnnttt",
              LoadStore.store(Size.WORD),
              "str <t>, [<n>, <m>]")
          .row(
              "STRH (register) T1",
              "0101001mmmnnnttt",
              LoadStore.store(Size.HALF),
              "strh <t>, [<n>, <m>]")
          .row(
              "STRB (register) T1",
              "0101010mmmnnnttt",
              LoadStore.store(Size.BYTE),
              "strb <t>, [<n>, <m>]")
          .row(
              "LDRSB (register) T1",
              "0101011mmmnnnttt",
              LoadStore.load(Size.SIGNED_BYTE),
              "ldrsb <t>, [<n>, <m>]")
          .row(
              "LDR (register) T1",
              "0101100mmmnnnttt",
              LoadStore.load(Size.WORD),
              "ldr <t>, [<n>, <m>]")
          .row(
              "LDRH (register) T1",
              "0101101mmmnnnttt",
              LoadStore.load(Size.HALF),
              "ldrh <t>, [<n>, <m>]")
          .row(
              "LDRB (register) T1",
              "0101110mmmnnnttt",
              LoadStore.load(Size.BYTE),
              "ldrb <t>, [<n>, <m>]")
          .row(
              "LDRSH (register) T1",
              "0101111mmmnnnttt",
              LoadStore.load(Size.SIGNED_HALF),
              "ldrsh <t>, [<n>, <m>]")
          .row(
              "STR (immediate) T1",
              "01100iiiiinnnttt",
              LoadStore.storeScaled(Size.WORD),
              "str <t>, <short4>")
          .row(
              "LDR (immediate) T1",
              "01101iiiiinnnttt",
              LoadStore.loadScaled(Size.WORD),
              "ldr <t>, <short4>")
          .row(
              "STRB (immediate) T1",
              "01110iiiiinnnttt",
              LoadStore.storeScaled(Size.BYTE),
              "strb <t>, <short1>")
          .row(
              "LDRB (immediate) T1",
              "01111iiiiinnnttt",
              LoadStore.loadScaled(Size.BYTE),
              "ldrb <t>, <short1>")
          .row(
              "STRH (immediate) T1",
              "10000iiiiinnnttt",
              LoadStore.storeScaled(Size.HALF),
              "strh <t>, <short2>")
          .row(
              "LDRH (immediate) T1",
              "10001iiiiinnnttt",
              LoadStore.loadScaled(Size.HALF),
              "ldrh <t>, <short2>")
          .row("STR (immediate) T2", "10010tttiiiiiiii", LoadStore::storeToStack, "str <t>, <sp4>")
          .row("LDR (immediate) T2", "10011tttiiiiiiii", LoadStore.loadFrom(13), "ldr <t>, <sp4>")

          // Address generation, miscellaneous: A6.2.5
          .row(
              "ADR T1",
              "10100dddiiiiiiii",
              DataProcessing.scaledImmediate(Op.ADD32, 15),
              "add <d>, pc, <i4>")
          .row(
              "ADD (SP plus immediate) T1",
              "10101dddiiiiiiii",
              DataProcessing.scaledImmediate(Op.ADD32, 13),
              "add <d>, sp, <i4>")
          .row(
              "ADD (SP plus immediate) T2",
              "101100000iiiiiii",
              DataProcessing.scaledImmediate(Op.ADD32, 13),
              "add sp, <i4>")
          .row(
              "SUB (SP minus immediate) T1",
              "101100001iiiiiii",
              DataProcessing.scaledImmediate(Op.SUB32, 13),
              "sub sp, <i4>")
          .row("CBZ", "101100i1iiiiinnn", Branches.compareAndBranch(true), "cbz <n>, <cbtarget>")
          .row("CBNZ", "101110i1iiiiinnn", Branches.compareAndBranch(false), "cbnz <n>, <cbtarget>")
          .row("SXTH T1", "1011001000mmmddd", Media.extend(Op.EXTS16), "sxth <d>, <m>")
          .row("SXTB T1", "1011001001mmmddd", Media.extend(Op.EXTS8), "sxtb <d>, <m>")
          .row("UXTH T1", "1011001010mmmddd", Media.zeroExtend(16), "uxth <d>, <m>")
          .row("UXTB T1", "1011001011mmmddd", Media.zeroExtend(8), "uxtb <d>, <m>")
          .row("PUSH T1", "1011010lrrrrrrrr", LoadStoreMultiple::push, "push <list>")
          .row("POP T1", "1011110prrrrrrrr", LoadStoreMultiple::pop, "pop <list>")
          .row("SETEND", "10110110010^e___", Status::setend, "setend <endian>")
          .row("CPS", "10110110011o_fff", Status::cps, "<cps>")
          .row("REV T1", "1011101000mmmddd", Media.unary(Op.BSWAP32), "rev <d>, <m>")
          .row("REV16 T1", "1011101001mmmddd", Media::rev16, "rev16 <d>, <m>")
          .row("REVSH T1", "1011101011mmmddd", Media::revsh, "revsh <d>, <m>")
          .row(
              "BKPT",
              "10111110iiiiiiii",
              (Handler.Conditional) (t, e) -> t.system.breakpoint(t, e.get('i')),
              "bkpt <hex4:i>")
          .row("IT", "10111111cccckkkk", Status::it, "<it>")
          .row("hint T1", "10111111hhhh0000", Status::nop, "nop {<dec:h>}")
          .row("NOP T1", "1011111100000000", Status::nop, "nop")
          .row("YIELD T1", "1011111100010000", Status::nop, "yield")
          .row("WFE T1", "1011111100100000", (t, e) -> t.system.waitForEvent(t), "wfe")
          .row("WFI T1", "1011111100110000", (t, e) -> t.system.waitForInterrupt(t), "wfi")
          .row("SEV T1", "1011111101000000", (t, e) -> t.system.sendEvent(t), "sev")

          // Block transfers, branches, SVC: A6.2.6 and A6.2
          .row("STM T1", "11000nnnrrrrrrrr", LoadStoreMultiple::shortStm, "stmia <n>!, <list>")
          .row("LDM T1", "11001nnnrrrrrrrr", LoadStoreMultiple::shortLdm, "ldmia <n><wb>, <list>")
          .row("B T1", "1101cccciiiiiiii", Branches.B_CONDITION, "b<c>.n <target2>")
          .row("UDF T1", "11011110iiiiiiii", (t, e) -> t.undefined(), "udf <#:i>")
          .row(
              "SVC T1",
              "11011111iiiiiiii",
              (t, e) -> t.system.supervisorCall(t, e.get('i')),
              "svc <dec:i>")
          .row("B T2", "11100iiiiiiiiiii", Branches.B, "b.n <target2>")
          .build();

  private T16() {}
}
