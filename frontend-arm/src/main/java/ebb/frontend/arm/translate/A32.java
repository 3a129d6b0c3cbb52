package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.translate.LoadStore.Size;
import ebb.frontend.arm.translate.Parallel.Kind;
import ebb.ir.Op;

/** The A32 instructions with a condition. DDI 0406C, chapter A5. */
public final class A32 {
  public static final DecodeTable<Handler> TABLE =
      new Rows("A32", 32, 0x0ff000f0)

          // Data processing: A5.2.1 to A5.2.3
          .row(
              "AND (immediate)",
              "cccc0010000Snnnnddddiiiiiiiiiiii",
              DataProcessing.immediate(Alu.AND),
              "and<S><c> <d>, <n>, <const>")
          .row(
              "AND (register)",
              "cccc0000000Snnnnddddvvvvvtt0mmmm",
              DataProcessing.register(Alu.AND),
              "and<S><c> <d>, <n>, <m><shift>")
          .row(
              "AND (register-shifted register)",
              "cccc0000000Snnnnddddssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.AND),
              "and<S><c> <d>, <n>, <m>, <type> <s>")
          .row(
              "EOR (immediate)",
              "cccc0010001Snnnnddddiiiiiiiiiiii",
              DataProcessing.immediate(Alu.EOR),
              "eor<S><c> <d>, <n>, <const>")
          .row(
              "EOR (register)",
              "cccc0000001Snnnnddddvvvvvtt0mmmm",
              DataProcessing.register(Alu.EOR),
              "eor<S><c> <d>, <n>, <m><shift>")
          .row(
              "EOR (register-shifted register)",
              "cccc0000001Snnnnddddssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.EOR),
              "eor<S><c> <d>, <n>, <m>, <type> <s>")
          .row(
              "SUB (immediate)",
              "cccc0010010Snnnnddddiiiiiiiiiiii",
              DataProcessing.immediate(Alu.SUB),
              "sub<S><c> <d>, <n>, <const>")
          .row(
              "SUB (register)",
              "cccc0000010Snnnnddddvvvvvtt0mmmm",
              DataProcessing.register(Alu.SUB),
              "sub<S><c> <d>, <n>, <m><shift>")
          .row(
              "SUB (register-shifted register)",
              "cccc0000010Snnnnddddssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.SUB),
              "sub<S><c> <d>, <n>, <m>, <type> <s>")
          .row(
              "RSB (immediate)",
              "cccc0010011Snnnnddddiiiiiiiiiiii",
              DataProcessing.immediate(Alu.RSB),
              "rsb<S><c> <d>, <n>, <const>")
          .row(
              "RSB (register)",
              "cccc0000011Snnnnddddvvvvvtt0mmmm",
              DataProcessing.register(Alu.RSB),
              "rsb<S><c> <d>, <n>, <m><shift>")
          .row(
              "RSB (register-shifted register)",
              "cccc0000011Snnnnddddssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.RSB),
              "rsb<S><c> <d>, <n>, <m>, <type> <s>")
          .row(
              "ADD (immediate)",
              "cccc0010100Snnnnddddiiiiiiiiiiii",
              DataProcessing.immediate(Alu.ADD),
              "add<S><c> <d>, <n>, <const>")
          .row(
              "ADD (register)",
              "cccc0000100Snnnnddddvvvvvtt0mmmm",
              DataProcessing.register(Alu.ADD),
              "add<S><c> <d>, <n>, <m><shift>")
          .row(
              "ADD (register-shifted register)",
              "cccc0000100Snnnnddddssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.ADD),
              "add<S><c> <d>, <n>, <m>, <type> <s>")
          .row(
              "ADC (immediate)",
              "cccc0010101Snnnnddddiiiiiiiiiiii",
              DataProcessing.immediate(Alu.ADC),
              "adc<S><c> <d>, <n>, <const>")
          .row(
              "ADC (register)",
              "cccc0000101Snnnnddddvvvvvtt0mmmm",
              DataProcessing.register(Alu.ADC),
              "adc<S><c> <d>, <n>, <m><shift>")
          .row(
              "ADC (register-shifted register)",
              "cccc0000101Snnnnddddssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.ADC),
              "adc<S><c> <d>, <n>, <m>, <type> <s>")
          .row(
              "SBC (immediate)",
              "cccc0010110Snnnnddddiiiiiiiiiiii",
              DataProcessing.immediate(Alu.SBC),
              "sbc<S><c> <d>, <n>, <const>")
          .row(
              "SBC (register)",
              "cccc0000110Snnnnddddvvvvvtt0mmmm",
              DataProcessing.register(Alu.SBC),
              "sbc<S><c> <d>, <n>, <m><shift>")
          .row(
              "SBC (register-shifted register)",
              "cccc0000110Snnnnddddssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.SBC),
              "sbc<S><c> <d>, <n>, <m>, <type> <s>")
          .row(
              "RSC (immediate)",
              "cccc0010111Snnnnddddiiiiiiiiiiii",
              DataProcessing.immediate(Alu.RSC),
              "rsc<S><c> <d>, <n>, <const>")
          .row(
              "RSC (register)",
              "cccc0000111Snnnnddddvvvvvtt0mmmm",
              DataProcessing.register(Alu.RSC),
              "rsc<S><c> <d>, <n>, <m><shift>")
          .row(
              "RSC (register-shifted register)",
              "cccc0000111Snnnnddddssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.RSC),
              "rsc<S><c> <d>, <n>, <m>, <type> <s>")
          .row(
              "TST (immediate)",
              "cccc00110001nnnn____iiiiiiiiiiii",
              DataProcessing.immediate(Alu.TST),
              "tst<c> <n>, <const>")
          .row(
              "TST (register)",
              "cccc00010001nnnn____vvvvvtt0mmmm",
              DataProcessing.register(Alu.TST),
              "tst<c> <n>, <m><shift>")
          .row(
              "TST (register-shifted register)",
              "cccc00010001nnnn____ssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.TST),
              "tst<c> <n>, <m>, <type> <s>")
          .row(
              "TEQ (immediate)",
              "cccc00110011nnnn____iiiiiiiiiiii",
              DataProcessing.immediate(Alu.TEQ),
              "teq<c> <n>, <const>")
          .row(
              "TEQ (register)",
              "cccc00010011nnnn____vvvvvtt0mmmm",
              DataProcessing.register(Alu.TEQ),
              "teq<c> <n>, <m><shift>")
          .row(
              "TEQ (register-shifted register)",
              "cccc00010011nnnn____ssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.TEQ),
              "teq<c> <n>, <m>, <type> <s>")
          .row(
              "CMP (immediate)",
              "cccc00110101nnnn____iiiiiiiiiiii",
              DataProcessing.immediate(Alu.CMP),
              "cmp<c> <n>, <const>")
          .row(
              "CMP (register)",
              "cccc00010101nnnn____vvvvvtt0mmmm",
              DataProcessing.register(Alu.CMP),
              "cmp<c> <n>, <m><shift>")
          .row(
              "CMP (register-shifted register)",
              "cccc00010101nnnn____ssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.CMP),
              "cmp<c> <n>, <m>, <type> <s>")
          .row(
              "CMN (immediate)",
              "cccc00110111nnnn____iiiiiiiiiiii",
              DataProcessing.immediate(Alu.CMN),
              "cmn<c> <n>, <const>")
          .row(
              "CMN (register)",
              "cccc00010111nnnn____vvvvvtt0mmmm",
              DataProcessing.register(Alu.CMN),
              "cmn<c> <n>, <m><shift>")
          .row(
              "CMN (register-shifted register)",
              "cccc00010111nnnn____ssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.CMN),
              "cmn<c> <n>, <m>, <type> <s>")
          .row(
              "ORR (immediate)",
              "cccc0011100Snnnnddddiiiiiiiiiiii",
              DataProcessing.immediate(Alu.ORR),
              "orr<S><c> <d>, <n>, <const>")
          .row(
              "ORR (register)",
              "cccc0001100Snnnnddddvvvvvtt0mmmm",
              DataProcessing.register(Alu.ORR),
              "orr<S><c> <d>, <n>, <m><shift>")
          .row(
              "ORR (register-shifted register)",
              "cccc0001100Snnnnddddssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.ORR),
              "orr<S><c> <d>, <n>, <m>, <type> <s>")
          .row(
              "MOV (immediate)",
              "cccc0011101S____ddddiiiiiiiiiiii",
              DataProcessing.immediate(Alu.MOV),
              "mov<S><c> <d>, <const>")
          .row(
              "MOV (register)",
              "cccc0001101S____ddddvvvvvtt0mmmm",
              DataProcessing.register(Alu.MOV),
              "<movshift>")
          .row(
              "MOV (register-shifted register)",
              "cccc0001101S____ddddssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.MOV),
              "<movrsr>")
          .row(
              "BIC (immediate)",
              "cccc0011110Snnnnddddiiiiiiiiiiii",
              DataProcessing.immediate(Alu.BIC),
              "bic<S><c> <d>, <n>, <const>")
          .row(
              "BIC (register)",
              "cccc0001110Snnnnddddvvvvvtt0mmmm",
              DataProcessing.register(Alu.BIC),
              "bic<S><c> <d>, <n>, <m><shift>")
          .row(
              "BIC (register-shifted register)",
              "cccc0001110Snnnnddddssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.BIC),
              "bic<S><c> <d>, <n>, <m>, <type> <s>")
          .row(
              "MVN (immediate)",
              "cccc0011111S____ddddiiiiiiiiiiii",
              DataProcessing.immediate(Alu.MVN),
              "mvn<S><c> <d>, <const>")
          .row(
              "MVN (register)",
              "cccc0001111S____ddddvvvvvtt0mmmm",
              DataProcessing.register(Alu.MVN),
              "mvn<S><c> <d>, <m><shift>")
          .row(
              "MVN (register-shifted register)",
              "cccc0001111S____ddddssss0tt1mmmm",
              DataProcessing.shiftedByRegister(Alu.MVN),
              "mvn<S><c> <d>, <m>, <type> <s>")
          .row(
              "MOVW",
              "cccc00110000iiiiddddiiiiiiiiiiii",
              DataProcessing::movw,
              "movw<c> <d>, <#:i>")
          .row(
              "MOVT",
              "cccc00110100iiiiddddiiiiiiiiiiii",
              DataProcessing::movt,
              "movt<c> <d>, <#:i>")

          // Multiplies and divides: A5.2.5, A5.2.7, A5.4.4
          .row("MUL", "cccc0000000Sdddd____mmmm1001nnnn", Multiply::mul, "mul<S><c> <d>, <n>, <m>")
          .row(
              "MLA",
              "cccc0000001Sddddaaaammmm1001nnnn",
              Multiply::mul,
              "mla<S><c> <d>, <n>, <m>, <a>")
          .row(
              "UMAAL",
              "cccc00000100hhhhllllmmmm1001nnnn",
              Multiply::umaal,
              "umaal<c> <l>, <h>, <n>, <m>")
          .row(
              "MLS", "cccc00000110ddddaaaammmm1001nnnn", Multiply::mls, "mls<c> <d>, <n>, <m>, <a>")
          .row(
              "UMULL",
              "cccc0000100Shhhhllllmmmm1001nnnn",
              Multiply.mulLong(false, false),
              "umull<S><c> <l>, <h>, <n>, <m>")
          .row(
              "UMLAL",
              "cccc0000101Shhhhllllmmmm1001nnnn",
              Multiply.mulLong(false, true),
              "umlal<S><c> <l>, <h>, <n>, <m>")
          .row(
              "SMULL",
              "cccc0000110Shhhhllllmmmm1001nnnn",
              Multiply.mulLong(true, false),
              "smull<S><c> <l>, <h>, <n>, <m>")
          .row(
              "SMLAL",
              "cccc0000111Shhhhllllmmmm1001nnnn",
              Multiply.mulLong(true, true),
              "smlal<S><c> <l>, <h>, <n>, <m>")
          .row(
              "SMLAxy",
              "cccc00010000ddddaaaammmm1yx0nnnn",
              Multiply::mulHalves,
              "smla<x><y><c> <d>, <n>, <m>, <a>")
          .row(
              "SMLAWy",
              "cccc00010010ddddaaaammmm1y00nnnn",
              Multiply::mulWordByHalf,
              "smlaw<y><c> <d>, <n>, <m>, <a>")
          .row(
              "SMULWy",
              "cccc00010010dddd____mmmm1y10nnnn",
              Multiply::mulWordByHalf,
              "smulw<y><c> <d>, <n>, <m>")
          .row(
              "SMLALxy",
              "cccc00010100hhhhllllmmmm1yx0nnnn",
              Multiply::mulHalvesLong,
              "smlal<x><y><c> <l>, <h>, <n>, <m>")
          .row(
              "SMULxy",
              "cccc00010110dddd____mmmm1yx0nnnn",
              Multiply::mulHalves,
              "smul<x><y><c> <d>, <n>, <m>")
          .row(
              "SMUAD",
              "cccc01110000dddd1111mmmm00x1nnnn",
              Multiply.dual(Op.ADD64),
              "smuad<X><c> <d>, <n>, <m>")
          .row(
              "SMLAD",
              "cccc01110000ddddaaaammmm00x1nnnn",
              Multiply.dual(Op.ADD64),
              "smlad<X><c> <d>, <n>, <m>, <a>")
          .row(
              "SMUSD",
              "cccc01110000dddd1111mmmm01x1nnnn",
              Multiply.dual(Op.SUB64),
              "smusd<X><c> <d>, <n>, <m>")
          .row(
              "SMLSD",
              "cccc01110000ddddaaaammmm01x1nnnn",
              Multiply.dual(Op.SUB64),
              "smlsd<X><c> <d>, <n>, <m>, <a>")
          .row(
              "SMLALD",
              "cccc01110100hhhhllllmmmm00x1nnnn",
              Multiply.dualLong(Op.ADD64),
              "smlald<X><c> <l>, <h>, <n>, <m>")
          .row(
              "SMLSLD",
              "cccc01110100hhhhllllmmmm01x1nnnn",
              Multiply.dualLong(Op.SUB64),
              "smlsld<X><c> <l>, <h>, <n>, <m>")
          .row(
              "SMMUL",
              "cccc01110101dddd1111mmmm00r1nnnn",
              Multiply.mostSignificant(Op.ADD64),
              "smmul<R><c> <d>, <n>, <m>")
          .row(
              "SMMLA",
              "cccc01110101ddddaaaammmm00r1nnnn",
              Multiply.mostSignificant(Op.ADD64),
              "smmla<R><c> <d>, <n>, <m>, <a>")
          .row(
              "SMMLS",
              "cccc01110101ddddaaaammmm11r1nnnn",
              Multiply.mostSignificant(Op.SUB64),
              "smmls<R><c> <d>, <n>, <m>, <a>")
          .row(
              "SDIV",
              "cccc01110001dddd^^^^mmmm0001nnnn",
              Multiply.divide(Op.DIVS32),
              "sdiv<c> <d>, <n>, <m>")
          .row(
              "UDIV",
              "cccc01110011dddd^^^^mmmm0001nnnn",
              Multiply.divide(Op.DIVU32),
              "udiv<c> <d>, <n>, <m>")

          // Saturation, packing, reversal, bit fields: A5.2.6, A5.4.3, A5.4
          .row(
              "QADD",
              "cccc00010000nnnndddd____0101mmmm",
              Media.saturatingAdd(Op.ADD64, false),
              "qadd<c> <d>, <m>, <n>")
          .row(
              "QSUB",
              "cccc00010010nnnndddd____0101mmmm",
              Media.saturatingAdd(Op.SUB64, false),
              "qsub<c> <d>, <m>, <n>")
          .row(
              "QDADD",
              "cccc00010100nnnndddd____0101mmmm",
              Media.saturatingAdd(Op.ADD64, true),
              "qdadd<c> <d>, <m>, <n>")
          .row(
              "QDSUB",
              "cccc00010110nnnndddd____0101mmmm",
              Media.saturatingAdd(Op.SUB64, true),
              "qdsub<c> <d>, <m>, <n>")
          .row(
              "SSAT",
              "cccc0110101wwwwwddddvvvvvt01nnnn",
              Media::ssat,
              "ssat<c> <d>, <w+1>, <n><sh>")
          .row(
              "USAT",
              "cccc0110111wwwwwddddvvvvvt01nnnn",
              Media::usat,
              "usat<c> <d>, <#:w>, <n><sh>")
          .row(
              "SSAT16",
              "cccc01101010wwwwdddd^^^^0011nnnn",
              Media::ssat16,
              "ssat16<c> <d>, <w+1>, <n>")
          .row(
              "USAT16",
              "cccc01101110wwwwdddd^^^^0011nnnn",
              Media::usat16,
              "usat16<c> <d>, <#:w>, <n>")
          .row(
              "PKH", "cccc01101000nnnnddddvvvvvt01mmmm", Media::pkh, "pkh<tb><c> <d>, <n>, <m><sh>")
          .row(
              "SXTB16",
              "cccc011010001111ddddrr__0111mmmm",
              Media.extendBytes(true),
              "sxtb16<c> <d>, <m><ror>")
          .row(
              "SXTAB16",
              "cccc01101000nnnnddddrr__0111mmmm",
              Media.extendBytes(true),
              "sxtab16<c> <d>, <n>, <m><ror>")
          .row(
              "SXTB",
              "cccc011010101111ddddrr__0111mmmm",
              Media.extend(Op.EXTS8),
              "sxtb<c> <d>, <m><ror>")
          .row(
              "SXTAB",
              "cccc01101010nnnnddddrr__0111mmmm",
              Media.extend(Op.EXTS8),
              "sxtab<c> <d>, <n>, <m><ror>")
          .row(
              "SXTH",
              "cccc011010111111ddddrr__0111mmmm",
              Media.extend(Op.EXTS16),
              "sxth<c> <d>, <m><ror>")
          .row(
              "SXTAH",
              "cccc01101011nnnnddddrr__0111mmmm",
              Media.extend(Op.EXTS16),
              "sxtah<c> <d>, <n>, <m><ror>")
          .row(
              "UXTB16",
              "cccc011011001111ddddrr__0111mmmm",
              Media.extendBytes(false),
              "uxtb16<c> <d>, <m><ror>")
          .row(
              "UXTAB16",
              "cccc01101100nnnnddddrr__0111mmmm",
              Media.extendBytes(false),
              "uxtab16<c> <d>, <n>, <m><ror>")
          .row(
              "UXTB",
              "cccc011011101111ddddrr__0111mmmm",
              Media.zeroExtend(8),
              "uxtb<c> <d>, <m><ror>")
          .row(
              "UXTAB",
              "cccc01101110nnnnddddrr__0111mmmm",
              Media.zeroExtend(8),
              "uxtab<c> <d>, <n>, <m><ror>")
          .row(
              "UXTH",
              "cccc011011111111ddddrr__0111mmmm",
              Media.zeroExtend(16),
              "uxth<c> <d>, <m><ror>")
          .row(
              "UXTAH",
              "cccc01101111nnnnddddrr__0111mmmm",
              Media.zeroExtend(16),
              "uxtah<c> <d>, <n>, <m><ror>")
          .row("SEL", "cccc01101000nnnndddd^^^^1011mmmm", Media::sel, "sel<c> <d>, <n>, <m>")
          .row("CLZ", "cccc00010110^^^^dddd^^^^0001mmmm", Media.unary(Op.CLZ32), "clz<c> <d>, <m>")
          .row(
              "REV", "cccc01101011^^^^dddd^^^^0011mmmm", Media.unary(Op.BSWAP32), "rev<c> <d>, <m>")
          .row("REV16", "cccc01101011^^^^dddd^^^^1011mmmm", Media::rev16, "rev16<c> <d>, <m>")
          .row(
              "RBIT",
              "cccc01101111^^^^dddd^^^^0011mmmm",
              Media.unary(Op.RBIT32),
              "rbit<c> <d>, <m>")
          .row("REVSH", "cccc01101111^^^^dddd^^^^1011mmmm", Media::revsh, "revsh<c> <d>, <m>")
          .row("USAD8", "cccc01111000dddd1111mmmm0001nnnn", Media::usad8, "usad8<c> <d>, <n>, <m>")
          .row(
              "USADA8",
              "cccc01111000ddddaaaammmm0001nnnn",
              Media::usad8,
              "usada8<c> <d>, <n>, <m>, <a>")
          .row(
              "SBFX",
              "cccc0111101wwwwwddddlllll101nnnn",
              Media.bitField(true),
              "sbfx<c> <d>, <n>, <#:l>, <w+1>")
          .row(
              "UBFX",
              "cccc0111111wwwwwddddlllll101nnnn",
              Media.bitField(false),
              "ubfx<c> <d>, <n>, <#:l>, <w+1>")
          .row("BFC", "cccc0111110wwwwwddddlllll0011111", Media::insert, "bfc<c> <d>, <#:l>, <w-l>")
          .row(
              "BFI",
              "cccc0111110wwwwwddddlllll001nnnn",
              Media::insert,
              "bfi<c> <d>, <n>, <#:l>, <w-l>")

          // Parallel addition and subtraction: A5.4.1, A5.4.2
          .row(
              "SADD16",
              "cccc01100001nnnndddd^^^^0001mmmm",
              Parallel.add16(Kind.SIGNED),
              "sadd16<c> <d>, <n>, <m>")
          .row(
              "SASX",
              "cccc01100001nnnndddd^^^^0011mmmm",
              Parallel.asx(Kind.SIGNED),
              "sasx<c> <d>, <n>, <m>")
          .row(
              "SSAX",
              "cccc01100001nnnndddd^^^^0101mmmm",
              Parallel.sax(Kind.SIGNED),
              "ssax<c> <d>, <n>, <m>")
          .row(
              "SSUB16",
              "cccc01100001nnnndddd^^^^0111mmmm",
              Parallel.sub16(Kind.SIGNED),
              "ssub16<c> <d>, <n>, <m>")
          .row(
              "SADD8",
              "cccc01100001nnnndddd^^^^1001mmmm",
              Parallel.add8(Kind.SIGNED),
              "sadd8<c> <d>, <n>, <m>")
          .row(
              "SSUB8",
              "cccc01100001nnnndddd^^^^1111mmmm",
              Parallel.sub8(Kind.SIGNED),
              "ssub8<c> <d>, <n>, <m>")
          .row(
              "QADD16",
              "cccc01100010nnnndddd^^^^0001mmmm",
              Parallel.add16(Kind.SATURATING),
              "qadd16<c> <d>, <n>, <m>")
          .row(
              "QASX",
              "cccc01100010nnnndddd^^^^0011mmmm",
              Parallel.asx(Kind.SATURATING),
              "qasx<c> <d>, <n>, <m>")
          .row(
              "QSAX",
              "cccc01100010nnnndddd^^^^0101mmmm",
              Parallel.sax(Kind.SATURATING),
              "qsax<c> <d>, <n>, <m>")
          .row(
              "QSUB16",
              "cccc01100010nnnndddd^^^^0111mmmm",
              Parallel.sub16(Kind.SATURATING),
              "qsub16<c> <d>, <n>, <m>")
          .row(
              "QADD8",
              "cccc01100010nnnndddd^^^^1001mmmm",
              Parallel.add8(Kind.SATURATING),
              "qadd8<c> <d>, <n>, <m>")
          .row(
              "QSUB8",
              "cccc01100010nnnndddd^^^^1111mmmm",
              Parallel.sub8(Kind.SATURATING),
              "qsub8<c> <d>, <n>, <m>")
          .row(
              "SHADD16",
              "cccc01100011nnnndddd^^^^0001mmmm",
              Parallel.add16(Kind.HALVING),
              "shadd16<c> <d>, <n>, <m>")
          .row(
              "SHASX",
              "cccc01100011nnnndddd^^^^0011mmmm",
              Parallel.asx(Kind.HALVING),
              "shasx<c> <d>, <n>, <m>")
          .row(
              "SHSAX",
              "cccc01100011nnnndddd^^^^0101mmmm",
              Parallel.sax(Kind.HALVING),
              "shsax<c> <d>, <n>, <m>")
          .row(
              "SHSUB16",
              "cccc01100011nnnndddd^^^^0111mmmm",
              Parallel.sub16(Kind.HALVING),
              "shsub16<c> <d>, <n>, <m>")
          .row(
              "SHADD8",
              "cccc01100011nnnndddd^^^^1001mmmm",
              Parallel.add8(Kind.HALVING),
              "shadd8<c> <d>, <n>, <m>")
          .row(
              "SHSUB8",
              "cccc01100011nnnndddd^^^^1111mmmm",
              Parallel.sub8(Kind.HALVING),
              "shsub8<c> <d>, <n>, <m>")
          .row(
              "UADD16",
              "cccc01100101nnnndddd^^^^0001mmmm",
              Parallel.add16(Kind.UNSIGNED),
              "uadd16<c> <d>, <n>, <m>")
          .row(
              "UASX",
              "cccc01100101nnnndddd^^^^0011mmmm",
              Parallel.asx(Kind.UNSIGNED),
              "uasx<c> <d>, <n>, <m>")
          .row(
              "USAX",
              "cccc01100101nnnndddd^^^^0101mmmm",
              Parallel.sax(Kind.UNSIGNED),
              "usax<c> <d>, <n>, <m>")
          .row(
              "USUB16",
              "cccc01100101nnnndddd^^^^0111mmmm",
              Parallel.sub16(Kind.UNSIGNED),
              "usub16<c> <d>, <n>, <m>")
          .row(
              "UADD8",
              "cccc01100101nnnndddd^^^^1001mmmm",
              Parallel.add8(Kind.UNSIGNED),
              "uadd8<c> <d>, <n>, <m>")
          .row(
              "USUB8",
              "cccc01100101nnnndddd^^^^1111mmmm",
              Parallel.sub8(Kind.UNSIGNED),
              "usub8<c> <d>, <n>, <m>")
          .row(
              "UQADD16",
              "cccc01100110nnnndddd^^^^0001mmmm",
              Parallel.add16(Kind.UNSIGNED_SATURATING),
              "uqadd16<c> <d>, <n>, <m>")
          .row(
              "UQASX",
              "cccc01100110nnnndddd^^^^0011mmmm",
              Parallel.asx(Kind.UNSIGNED_SATURATING),
              "uqasx<c> <d>, <n>, <m>")
          .row(
              "UQSAX",
              "cccc01100110nnnndddd^^^^0101mmmm",
              Parallel.sax(Kind.UNSIGNED_SATURATING),
              "uqsax<c> <d>, <n>, <m>")
          .row(
              "UQSUB16",
              "cccc01100110nnnndddd^^^^0111mmmm",
              Parallel.sub16(Kind.UNSIGNED_SATURATING),
              "uqsub16<c> <d>, <n>, <m>")
          .row(
              "UQADD8",
              "cccc01100110nnnndddd^^^^1001mmmm",
              Parallel.add8(Kind.UNSIGNED_SATURATING),
              "uqadd8<c> <d>, <n>, <m>")
          .row(
              "UQSUB8",
              "cccc01100110nnnndddd^^^^1111mmmm",
              Parallel.sub8(Kind.UNSIGNED_SATURATING),
              "uqsub8<c> <d>, <n>, <m>")
          .row(
              "UHADD16",
              "cccc01100111nnnndddd^^^^0001mmmm",
              Parallel.add16(Kind.UNSIGNED_HALVING),
              "uhadd16<c> <d>, <n>, <m>")
          .row(
              "UHASX",
              "cccc01100111nnnndddd^^^^0011mmmm",
              Parallel.asx(Kind.UNSIGNED_HALVING),
              "uhasx<c> <d>, <n>, <m>")
          .row(
              "UHSAX",
              "cccc01100111nnnndddd^^^^0101mmmm",
              Parallel.sax(Kind.UNSIGNED_HALVING),
              "uhsax<c> <d>, <n>, <m>")
          .row(
              "UHSUB16",
              "cccc01100111nnnndddd^^^^0111mmmm",
              Parallel.sub16(Kind.UNSIGNED_HALVING),
              "uhsub16<c> <d>, <n>, <m>")
          .row(
              "UHADD8",
              "cccc01100111nnnndddd^^^^1001mmmm",
              Parallel.add8(Kind.UNSIGNED_HALVING),
              "uhadd8<c> <d>, <n>, <m>")
          .row(
              "UHSUB8",
              "cccc01100111nnnndddd^^^^1111mmmm",
              Parallel.sub8(Kind.UNSIGNED_HALVING),
              "uhsub8<c> <d>, <n>, <m>")

          // Loads and stores: A5.2.8 to A5.2.10, A5.3
          .row(
              "STR (immediate)",
              "cccc010PU0W0nnnnttttiiiiiiiiiiii",
              LoadStore.store(Size.WORD),
              "str<T><c> <t>, <mem>")
          .row(
              "LDR (immediate)",
              "cccc010PU0W1nnnnttttiiiiiiiiiiii",
              LoadStore.load(Size.WORD),
              "ldr<T><c> <t>, <mem>")
          .row(
              "STRB (immediate)",
              "cccc010PU1W0nnnnttttiiiiiiiiiiii",
              LoadStore.store(Size.BYTE),
              "strb<T><c> <t>, <mem>")
          .row(
              "LDRB (immediate)",
              "cccc010PU1W1nnnnttttiiiiiiiiiiii",
              LoadStore.load(Size.BYTE),
              "ldrb<T><c> <t>, <mem>")
          .row(
              "STR (register)",
              "cccc011PU0W0nnnnttttvvvvvss0mmmm",
              LoadStore.store(Size.WORD),
              "str<T><c> <t>, <mem>")
          .row(
              "LDR (register)",
              "cccc011PU0W1nnnnttttvvvvvss0mmmm",
              LoadStore.load(Size.WORD),
              "ldr<T><c> <t>, <mem>")
          .row(
              "STRB (register)",
              "cccc011PU1W0nnnnttttvvvvvss0mmmm",
              LoadStore.store(Size.BYTE),
              "strb<T><c> <t>, <mem>")
          .row(
              "LDRB (register)",
              "cccc011PU1W1nnnnttttvvvvvss0mmmm",
              LoadStore.load(Size.BYTE),
              "ldrb<T><c> <t>, <mem>")
          .row(
              "STRH (immediate)",
              "cccc000PU1W0nnnnttttiiii1011iiii",
              LoadStore.store(Size.HALF),
              "strh<T><c> <t>, <mem>")
          .row(
              "LDRH (immediate)",
              "cccc000PU1W1nnnnttttiiii1011iiii",
              LoadStore.load(Size.HALF),
              "ldrh<T><c> <t>, <mem>")
          .row(
              "LDRSB (immediate)",
              "cccc000PU1W1nnnnttttiiii1101iiii",
              LoadStore.load(Size.SIGNED_BYTE),
              "ldrsb<T><c> <t>, <mem>")
          .row(
              "LDRSH (immediate)",
              "cccc000PU1W1nnnnttttiiii1111iiii",
              LoadStore.load(Size.SIGNED_HALF),
              "ldrsh<T><c> <t>, <mem>")
          .row(
              "STRH (register)",
              "cccc000PU0W0nnnntttt____1011mmmm",
              LoadStore.store(Size.HALF),
              "strh<T><c> <t>, <mem>")
          .row(
              "LDRH (register)",
              "cccc000PU0W1nnnntttt____1011mmmm",
              LoadStore.load(Size.HALF),
              "ldrh<T><c> <t>, <mem>")
          .row(
              "LDRSB (register)",
              "cccc000PU0W1nnnntttt____1101mmmm",
              LoadStore.load(Size.SIGNED_BYTE),
              "ldrsb<T><c> <t>, <mem>")
          .row(
              "LDRSH (register)",
              "cccc000PU0W1nnnntttt____1111mmmm",
              LoadStore.load(Size.SIGNED_HALF),
              "ldrsh<T><c> <t>, <mem>")
          .row(
              "LDRD (immediate)",
              "cccc000PU1W0nnnnttttiiii1101iiii",
              LoadStore.loadDual(1),
              "ldrd<c> <t>, <mem>")
          .row(
              "STRD (immediate)",
              "cccc000PU1W0nnnnttttiiii1111iiii",
              LoadStore.storeDual(1),
              "strd<c> <t>, <mem>")
          .row(
              "LDRD (register)",
              "cccc000PU0W0nnnntttt____1101mmmm",
              LoadStore.loadDual(1),
              "ldrd<c> <t>, <mem>")
          .row(
              "STRD (register)",
              "cccc000PU0W0nnnntttt____1111mmmm",
              LoadStore.storeDual(1),
              "strd<c> <t>, <mem>")
          .row(
              "SWP",
              "cccc00010000nnnntttt____1001mmmm",
              Exclusive.swap(4),
              "swp<c> <t>, <m>, [<n>]")
          .row(
              "SWPB",
              "cccc00010100nnnntttt____1001mmmm",
              Exclusive.swap(1),
              "swpb<c> <t>, <m>, [<n>]")
          .row(
              "STREX",
              "cccc00011000nnnndddd^^^^1001tttt",
              Exclusive.store(4),
              "strex<c> <d>, <t>, [<n>]")
          .row(
              "LDREX", "cccc00011001nnnntttt^^^^1001^^^^", Exclusive.load(4), "ldrex<c> <t>, [<n>]")
          .row(
              "STREXD",
              "cccc00011010nnnndddd^^^^1001tttt",
              Exclusive.store(8),
              "strexd<c> <d>, <t>, [<n>]")
          .row(
              "LDREXD",
              "cccc00011011nnnntttt^^^^1001^^^^",
              Exclusive.load(8),
              "ldrexd<c> <t>, [<n>]")
          .row(
              "STREXB",
              "cccc00011100nnnndddd^^^^1001tttt",
              Exclusive.store(1),
              "strexb<c> <d>, <t>, [<n>]")
          .row(
              "LDREXB",
              "cccc00011101nnnntttt^^^^1001^^^^",
              Exclusive.load(1),
              "ldrexb<c> <t>, [<n>]")
          .row(
              "STREXH",
              "cccc00011110nnnndddd^^^^1001tttt",
              Exclusive.store(2),
              "strexh<c> <d>, <t>, [<n>]")
          .row(
              "LDREXH",
              "cccc00011111nnnntttt^^^^1001^^^^",
              Exclusive.load(2),
              "ldrexh<c> <t>, [<n>]")

          // Block transfers and branches: A5.5
          .row("STM", "cccc100PUSW0nnnnrrrrrrrrrrrrrrrr", LoadStoreMultiple::stm, "<stm> <list>")
          .row("LDM", "cccc100PUSW1nnnnrrrrrrrrrrrrrrrr", LoadStoreMultiple::ldm, "<ldm> <list>")
          .row("B", "cccc1010iiiiiiiiiiiiiiiiiiiiiiii", Branches.B, "b<c> <target>")
          .row("BL (immediate)", "cccc1011iiiiiiiiiiiiiiiiiiiiiiii", Branches::bl, "bl<c> <target>")
          .row("BX", "cccc00010010^^^^^^^^^^^^0001mmmm", Branches::bx, "bx<c> <m>")
          .row("BXJ", "cccc00010010^^^^^^^^^^^^0010mmmm", Branches::bx, "bxj<c> <m>")
          .row(
              "BLX (register)",
              "cccc00010010^^^^^^^^^^^^0011mmmm",
              Branches::blxRegister,
              "blx<c> <m>")

          // Status registers, exceptions, hints: A5.2.11, A5.2.12
          .row("MRS", "cccc00010R00^^^^dddd__0_0000____", Status::mrs, "mrs<c> <d>, <psr>")
          .row(
              "MSR (register)",
              "cccc00010R10kkkk^^^^__0_0000nnnn",
              Status::msrRegister,
              "msr<c> <psr>_<fields>, <n>")
          .row(
              "MRS (banked)",
              "cccc00010R00kkkkdddd__1b0000____",
              Status::mrsBanked,
              "mrs<c> <d>, <banked>")
          .row(
              "MSR (banked)",
              "cccc00010R10kkkk^^^^__1b0000nnnn",
              Status::msrBanked,
              "msr<c> <banked>, <n>")
          .row(
              "MSR (immediate)",
              "cccc00110R10kkkk^^^^iiiiiiiiiiii",
              Status::msrImmediate,
              "msr<c> <psr>_<fields>, <const>")
          .row("hint", "cccc001100100000^^^^....hhhhhhhh", Status::nop, "nop<c> {<dec:h>}")
          .row("NOP", "cccc001100100000^^^^....00000000", Status::nop, "nop<c> {0}")
          .row("YIELD", "cccc001100100000^^^^....00000001", Status::nop, "yield<c>")
          .row(
              "WFE",
              "cccc001100100000^^^^....00000010",
              (t, e) -> t.system.waitForEvent(t),
              "wfe<c>")
          .row(
              "WFI",
              "cccc001100100000^^^^....00000011",
              (t, e) -> t.system.waitForInterrupt(t),
              "wfi<c>")
          .row("SEV", "cccc001100100000^^^^....00000100", (t, e) -> t.system.sendEvent(t), "sev<c>")
          .row("DBG", "cccc001100100000^^^^....1111iiii", Status::nop, "dbg<c> <#:i>")
          .row("ERET", "cccc00010110____________01101110", Status::eret, "eret<c>")
          .row(
              "BKPT",
              "cccc00010010iiiiiiiiiiii0111iiii",
              (t, e) -> t.system.breakpoint(t, e.get('i')),
              "bkpt <hex4:i>")
          .row(
              "HVC",
              "cccc00010100iiiiiiiiiiii0111iiii",
              (t, e) -> t.system.hypervisorCall(t, e.get('i')),
              "hvc<c> <dec:i>")
          .row(
              "SMC",
              "cccc00010110____________0111iiii",
              (t, e) -> t.system.secureMonitorCall(t, e.get('i')),
              "smc<c> <dec:i>")
          .row(
              "SVC",
              "cccc1111iiiiiiiiiiiiiiiiiiiiiiii",
              (t, e) -> t.system.supervisorCall(t, e.get('i')),
              "svc<c> <hex8:i>")
          .row("UDF", "cccc01111111iiiiiiiiiiii1111iiii", (t, e) -> t.undefined(), "udf<c> <#:i>")

          // Coprocessors: A5.6
          .row(
              "MCR",
              "cccc1110ooo0nnnnttttppppqqq1mmmm",
              Coprocessor::mcr,
              "mcr<c> <dec:p>, <dec:o>, <t>, cr<dec:n>, cr<dec:m>, {<dec:q>}")
          .row(
              "MRC",
              "cccc1110ooo1nnnnttttppppqqq1mmmm",
              Coprocessor::mrc,
              "mrc<c> <dec:p>, <dec:o>, <tnzcv>, cr<dec:n>, cr<dec:m>, {<dec:q>}")
          .row(
              "MCRR",
              "cccc11000100uuuuttttppppoooommmm",
              Coprocessor::mcrr,
              "mcrr<c> <dec:p>, <dec:o>, <t>, <u>, cr<dec:m>")
          .row(
              "MRRC",
              "cccc11000101uuuuttttppppoooommmm",
              Coprocessor::mrrc,
              "mrrc<c> <dec:p>, <dec:o>, <t>, <u>, cr<dec:m>")
          .build();

  private A32() {}
}
