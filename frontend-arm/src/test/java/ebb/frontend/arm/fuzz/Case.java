package ebb.frontend.arm.fuzz;

import ebb.frontend.arm.testing.BytesReader;

/**
 * One test case: code, and the state it starts from.
 *
 * @param index selects the addresses of code and data
 * @param registers r0 to r14, CPSR flags
 */
record Case(int index, boolean thumb, byte[] code, int[] registers, byte[] arena) {
  static final int CODE_BASE = 0x0040_0000;
  static final int CODE_SLOT = 256;
  static final int CODE_OFFSET = 32;
  static final int ARENA_BASE = 0x2000_0000;
  static final int ARENA_SIZE = 4096;

  static int codeAddress(int index) {
    return CODE_BASE + index * CODE_SLOT + CODE_OFFSET;
  }

  static int arenaAddress(int index) {
    return ARENA_BASE + index * ARENA_SIZE;
  }

  BytesReader reader() {
    return new BytesReader(codeAddress(index), code);
  }

  /** The code as text, and the registers. */
  String describe() {
    StringBuilder out = new StringBuilder(thumb ? "T32" : "A32").append(" case ").append(index);
    BytesReader reader = reader();
    long pc = codeAddress(index);
    long end = pc + code.length;
    while (pc < end) {
      var text = Machine.GUEST.disassemble(reader, pc, thumb ? 1 : 0);
      int bits = text.bytes() == 2 ? reader.u16(pc) : reader.u32(pc);
      if (text.bytes() == 4 && thumb) {
        bits = bits << 16 | bits >>> 16;
      }
      String hex = text.bytes() == 2 ? "%04x" : "%08x";
      out.append("%n  %x: ".formatted(pc))
          .append(hex.formatted(bits))
          .append("  ")
          .append(text.text());
      pc += text.bytes();
    }
    return out.toString();
  }
}
