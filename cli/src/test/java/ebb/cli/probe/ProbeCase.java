package ebb.cli.probe;

import ebb.frontend.arm.ArmGuest;
import ebb.ir.guest.Guest;
import java.util.Random;

/** One record of guests/probe: the state that a case starts from, and its code. */
final class ProbeCase implements Guest.CodeReader {
  static final int CPSR = 0;
  static final int PC = 1;
  static final int R0 = 2;
  static final int R8_USR = 10;
  static final int SP_USR = 15;
  static final int SCTLR = 37;
  static final int TTBCR = 38;
  static final int TTBR0 = 39;
  static final int DACR = 40;
  static final int CPACR = 41;
  static final int FPEXC = 42;
  static final int VBAR = 43;
  static final int FPSCR = 44;
  static final int SGIR = 47;
  static final int CODE = 48;
  static final int CODE_WORDS = 16;
  static final int DATA = 64;
  static final int PATCHES = 128;
  static final int D0 = 144;

  static final int T = 1 << 5;
  static final int BASE_SCTLR = 0x00c50078;
  static final int[] MODES = {0x10, 0x11, 0x12, 0x13, 0x17, 0x1b, 0x1f};

  private static final Guest GUEST = new ArmGuest();
  private static final int VECTORS_A32 = 0x4001_1000;
  private static final int VECTORS_T32 = 0x4001_1020;
  private static final int TE = 1 << 30;

  private final int index;
  private final int[] words = new int[Probe.WORDS];
  private int patches;
  private int codeBytes;
  private int base;

  /** A case that ends at once, with MMU off and all registers at random. */
  ProbeCase(int index, Random random) {
    this.index = index;
    for (int i = 0; i < words.length; i++) {
      words[i] = random.nextInt();
    }
    for (int i = PATCHES; i < PATCHES + 16; i++) {
      words[i] = 0;
    }
    for (int i = 0; i < CODE_WORDS; i++) {
      // SVC in both instruction sets.
      words[CODE + i] = 0xef00df00 | i << 16 | i;
    }
    set(CPSR, 0x1df);
    set(PC, code());
    set(SP_USR, Probe.DATA + 0x300);
    set(SCTLR, BASE_SCTLR);
    set(TTBCR, 0);
    set(TTBR0, 0);
    set(DACR, 1);
    set(CPACR, 0xf << 20);
    set(FPEXC, 1 << 30);
    set(FPSCR, 0);
    set(45, 0);
    set(46, 0);
    set(SGIR, 0);
    vectors();
  }

  int[] words() {
    return words;
  }

  int get(int word) {
    return words[word];
  }

  ProbeCase set(int word, int value) {
    words[word] = value;
    return this;
  }

  /** SCTLR, and the vectors that go with its TE bit. */
  ProbeCase sctlr(int value) {
    set(SCTLR, value);
    vectors();
    return this;
  }

  private void vectors() {
    set(VBAR, (words[SCTLR] & TE) != 0 ? VECTORS_T32 : VECTORS_A32);
  }

  /** The word of r0 to r14 in the mode of a PSR. */
  static int register(int psr, int n) {
    if (n < 8) {
      return R0 + n;
    }
    int mode = psr & 0x1f;
    if (mode == 0x11) {
      return R8_USR + 7 + n - 8;
    }
    int bank =
        switch (mode) {
          case 0x12 -> 25;
          case 0x13 -> 28;
          case 0x17 -> 31;
          case 0x1b -> 34;
          default -> -1;
        };
    return n < 13 || bank < 0 ? R8_USR + n - 8 : bank + n - 13;
  }

  boolean thumb() {
    return (words[CPSR] & T) != 0;
  }

  /** Address of the code. */
  int code() {
    return Probe.CASES + index * Probe.WORDS * 4 + CODE * 4;
  }

  /** Adds an instruction; T32 ones of 32 bits have their first halfword on top. */
  ProbeCase add(int bits, int bytes) {
    if (!thumb()) {
      put(bits, 4);
    } else if (bytes == 2) {
      put(bits, 2);
    } else {
      put(bits >>> 16, 2);
      put(bits & 0xffff, 2);
    }
    return this;
  }

  private void put(int bits, int bytes) {
    int at = CODE + codeBytes / 4;
    int shift = codeBytes % 4 * 8;
    int mask = bytes == 4 ? -1 : 0xffff;
    words[at] = words[at] & ~(mask << shift) | (bits & mask) << shift;
    codeBytes += bytes;
    if (thumb() && codeBytes % 4 == 2) {
      // What comes next ends the case.
      words[at] = words[at] & 0xffff | 0xdfee0000;
    }
  }

  /** Sets the register that is the base of the access under test. */
  void base(int word, int value) {
    base = word;
    set(word, value);
  }

  /** The word given to {@link #base(int, int)}. */
  int base() {
    return base;
  }

  int codeBytes() {
    return codeBytes;
  }

  /** Has a word stored before the case runs. */
  ProbeCase patch(int address, int value) {
    words[PATCHES + 2 * patches] = address;
    words[PATCHES + 2 * patches + 1] = value;
    patches++;
    return this;
  }

  /** The instruction at an offset, as text. */
  String code(int offset) {
    long pc = code() + offset;
    Guest.Disassembly line = GUEST.disassemble(this, pc, thumb() ? 1 : 0);
    boolean half = line.bytes() == 2;
    int bits = half ? u16(pc) : thumb() ? u16(pc) << 16 | u16(pc + 2) : u32(pc);
    return (half ? "%x: %04x  %s" : "%x: %08x  %s").formatted(pc, bits, line.text());
  }

  @Override
  public int u8(long va) {
    return u32(va & ~3) >> (va & 3) * 8 & 0xff;
  }

  @Override
  public int u16(long va) {
    return u32(va & ~3) >> (va & 2) * 8 & 0xffff;
  }

  @Override
  public int u32(long va) {
    int at = (int) (va - code()) / 4;
    return at >= 0 && at < CODE_WORDS ? words[CODE + at] : 0;
  }

  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("case " + index + " cpsr %x sctlr %x".formatted(words[0], words[SCTLR]));
    for (int at = 0; at < codeBytes; ) {
      text.append("%n  ".formatted()).append(code(at));
      at += GUEST.disassemble(this, code() + at, thumb() ? 1 : 0).bytes();
    }
    for (int i = 0; i < 8; i++) {
      text.append("%n  ".formatted());
      for (int j = 0; j < 5 && i * 5 + j < 37; j++) {
        text.append(" %s %08x".formatted(ResultWords.name(i * 5 + j), words[i * 5 + j]));
      }
    }
    return text.toString();
  }
}
