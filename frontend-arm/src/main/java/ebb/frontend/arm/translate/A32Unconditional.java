package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.DecodeTable;

/** The A32 instructions whose condition field is 1111, without Advanced SIMD. DDI 0406C A5.7. */
public final class A32Unconditional {
  public static final DecodeTable<Handler> TABLE =
      new Rows("A32 unconditional", 32, 0x0ff000f0)
          .row("CPS", "111100010000ooM0_______fff0mmmmm", Status::cps, "<cps>")
          .row("SETEND", "111100010000___1______e_0000____", Status::setend, "setend <endian>")
          .row("PLD (immediate)", "11110101UR01nnnn^^^^iiiiiiiiiiii", Status::nop, "<pld> <mem>")
          .row("PLI (immediate)", "11110100U101nnnn^^^^iiiiiiiiiiii", Status::nop, "pli <mem>")
          .row("PLD (register)", "11110111UR01nnnn^^^^vvvvvss0mmmm", Status::nop, "<pld> <mem>")
          .row("PLI (register)", "11110110U101nnnn^^^^vvvvvss0mmmm", Status::nop, "pli <mem>")
          .row("memory hint (immediate)", "11110100.001....................", Status::nop, "nop")
          .row("memory hint (register)", "11110110.001...............0....", Status::nop, "nop")
          .row("CLREX", "111101010111^^^^^^^^____0001^^^^", Exclusive::clrex, "clrex")
          .row("DSB", "111101010111^^^^^^^^____0100oooo", Status::nop, "dsb <barrier>")
          .row("DMB", "111101010111^^^^^^^^____0101oooo", Status::nop, "dmb <barrier>")
          .row("ISB", "111101010111^^^^^^^^____0110oooo", Status::isb, "isb <isb>")
          .row(
              "SRS",
              "1111100PU1W0^^_^_____^_^___mmmmm",
              LoadStoreMultiple::srs,
              "srs<mode> sp<W>, <#:m>")
          .row(
              "RFE", "1111100PU0W1nnnn____^_^_________", LoadStoreMultiple::rfe, "rfe<mode> <n><W>")
          .row("BLX (immediate)", "1111101hiiiiiiiiiiiiiiiiiiiiiiii", Branches::blx, "blx <target>")
          .build();

  private A32Unconditional() {}
}
