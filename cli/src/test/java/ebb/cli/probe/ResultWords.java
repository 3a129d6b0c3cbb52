package ebb.cli.probe;

/** The words of a result by name. */
final class ResultWords {
  static final int VECTOR = 0;
  static final int DFSR = 37;
  static final int DFAR = 38;
  static final int IFSR = 39;
  static final int IFAR = 40;
  static final int PAR = 41;

  private static final String[] NAMES =
      ("vector cpsr r0 r1 r2 r3 r4 r5 r6 r7 r8 r9 r10 r11 r12 sp lr r8_fiq r9_fiq r10_fiq r11_fiq"
              + " r12_fiq sp_fiq lr_fiq spsr_fiq sp_irq lr_irq spsr_irq sp_svc lr_svc spsr_svc"
              + " sp_abt lr_abt spsr_abt sp_und lr_und spsr_und DFSR DFAR IFSR IFAR PAR PAR_high"
              + " FPEXC FPSCR SCTLR CPACR TTBCR")
          .split(" ");

  private ResultWords() {}

  static String name(int word) {
    if (word < NAMES.length) {
      return NAMES[word];
    }
    if (word >= ProbeCase.D0 && word < ProbeCase.D0 + 64) {
      int half = word - ProbeCase.D0;
      return "d" + half / 2 + (half % 2 == 0 ? " low" : " high");
    }
    return "data+%02x".formatted((word - ProbeCase.DATA) * 4);
  }

  /** True for the words that a result has. */
  static boolean used(int word) {
    return word < NAMES.length
        || word >= ProbeCase.DATA && word < ProbeCase.DATA + 64
        || word >= ProbeCase.D0 && word < ProbeCase.D0 + 64;
  }

  private static boolean atPcie(int address) {
    return address >= 0x0a00_0000 && address < 0x4000_0000;
  }

  /**
   * What differs, as text; empty if nothing does.
   *
   * <p>The vector length and stride in FPSCR are zero here. J and the reserved bits of a PSR are
   * zero here; QEMU keeps what an exception return put there. Where an unaligned access finds no
   * memory, QEMU's DFAR is that of the aligned word it began with. What faulted where QEMU has
   * devices and this board has none is not compared.
   */
  static String compare(int[] expected, int[] actual) {
    StringBuilder text = new StringBuilder();
    if (atPcie(actual[DFAR]) || atPcie(actual[IFAR])) {
      return "";
    }
    for (int i = 0; i < Probe.WORDS; i++) {
      int mask = i == 1 || name(i).startsWith("spsr") ? ~0x01f00000 : -1;
      if (name(i).equals("DFAR") && (actual[DFSR] & 0x40f) == 8) {
        mask = ~3;
      }
      if (name(i).equals("FPSCR")) {
        mask = ~0x0037_0000;
      }
      if (name(i).equals("IFSR") && (actual[IFAR] & 3) != 0) {
        // A branch to where neither alignment nor memory is: either may be reported.
        mask = 0;
      }
      if (used(i) && ((expected[i] ^ actual[i]) & mask) != 0) {
        text.append("%n    %s: %08x, not %08x".formatted(name(i), actual[i], expected[i]));
      }
    }
    return text.toString();
  }
}
