package ebb.ir.exec;

/**
 * The interpreter's opcodes. A lowered op is one long, for some followed by extension longs:
 *
 * <pre>
 *  bit  0..7   opcode
 *  bit  8..15  which guest instruction of the block it belongs to, from 1: the ticks taken so far
 *  bit 16..31  d, where the result goes
 *  bit 32..47  a, first operand
 *  bit 48..63  b, second operand
 * </pre>
 *
 * <p>d, a and b are signed byte offsets from the CPU state, below which lies the interpreter's
 * frame. So an operand is a slot or a temp without the op knowing which. Unused operand fields are
 * 0, as executing any op reads four bytes at a and b.
 */
final class Code {
  /** Most guest instructions of a block. */
  static final int MAX_TICKS = 255;

  static int ticks(long word) {
    return (int) word >> 8 & 0xff;
  }

  static final int NOP = 0;
  static final int MOV32 = 1;
  static final int MOV64 = 2;

  /** d = extension. */
  static final int MOVI32 = 3;

  static final int MOVI64 = 4;

  static final int ADD = 5;
  static final int SUB = 6;
  static final int MUL = 7;
  static final int AND = 8;
  static final int OR = 9;
  static final int XOR = 10;
  static final int SHL = 11;
  static final int SHR = 12;
  static final int SAR = 13;
  static final int ROTR = 14;
  static final int CLZ = 15;
  static final int EXTS8 = 16;
  static final int EXTS16 = 17;

  // With the extension as second operand.
  static final int ADDI = 18;
  static final int RSUBI = 19;
  static final int ANDI = 20;
  static final int ORI = 21;
  static final int XORI = 22;
  static final int SHLI = 23;
  static final int SHRI = 24;
  static final int SARI = 25;
  static final int ROTRI = 26;

  /** d = a &gt;&gt;&gt; (ext &amp; 31) &amp; ext &gt;&gt;&gt; 32. */
  static final int EXTRACT = 27;

  /** d = a &lt;&lt; (ext &amp; 31) &gt;&gt; (ext &gt;&gt; 8 &amp; 31). */
  static final int SEXTRACT = 28;

  /** Extension as for EXTRACT, its upper half the mask in place. */
  static final int DEPOSIT = 29;

  /** c = low half of the extension. */
  static final int SELECT = 30;

  /** d = a cc b; the six conditions in the order of {@link #EQ} and so on. */
  static final int SET = 31;

  /** d = a cc extension. */
  static final int SETI = 37;

  /** If a cc b go to the index in the extension. */
  static final int BR = 43;

  /** If a cc (extension &gt;&gt; 32) go to the index in the low half of the extension. */
  static final int BRI = 49;

  static final int JMP = 55;
  static final int BRNZ = 56;
  static final int BRZ = 57;

  static final int ZEXT = 58;
  static final int SEXT = 59;
  static final int CONCAT = 60;
  static final int ADD64 = 61;
  static final int SUB64 = 62;
  static final int MUL64 = 63;
  static final int AND64 = 64;
  static final int OR64 = 65;
  static final int XOR64 = 66;
  static final int SHL64 = 67;
  static final int SHR64 = 68;
  static final int SAR64 = 69;
  static final int ADD64I = 70;
  static final int AND64I = 71;
  static final int SHL64I = 72;
  static final int SHR64I = 73;
  static final int SAR64I = 74;

  // Little-endian accesses with an i32 address, unsigned; extension =
  // MemOp | soft-TLB table << 16 | address offset << 32. For stores d is the value.
  static final int LOAD_WORD = 75;
  static final int LOAD_HALF = 76;
  static final int LOAD_BYTE = 77;
  static final int STORE_WORD = 78;
  static final int STORE_HALF = 79;
  static final int STORE_BYTE = 80;

  // The same for consecutive words: a second extension has the offsets of up to four more, each
  // for 16 bits from the lowest on; b is how many.
  static final int LOAD_WORDS = 81;
  static final int STORE_WORDS = 82;

  // Exits have their targets as distances from the PC slot, which is the block's start.

  /** Go on at the target in the extension. */
  static final int EXIT = 83;

  /** d = the first extension, then go on at the target in the second. */
  static final int MOVI32_EXIT = 84;

  /** If a cc b go on at the target in the second extension, else at that in the first. */
  static final int EXIT_IF = 85;

  /** The same for a cc the first extension, with the targets in the second and third. */
  static final int EXIT_IFI = 91;

  static final int INDIRECT = 97;

  /** Go on at a &amp; extension. */
  static final int INDIRECT_MASKED = 98;

  static final int LEAVE = 99;

  /** The budget ends before the instruction that this op belongs to. */
  static final int STOP = 100;

  /** d = (a ^ b) &amp; (a ^ c), c as for SELECT: signed overflow of sums and differences. */
  static final int OVERFLOW = 101;

  /** d = a, then the offset in the extension = b. */
  static final int MOV32_TWICE = 102;

  /** d = low half of the extension, b = its high half. */
  static final int MOVI32_TWICE = 103;

  // The words at d to d + 12: a - b twice, not a below b, signed overflow of a - b. With the
  // extension as b in the second.
  static final int COMPARE = 104;
  static final int COMPARE_I = 105;

  // The ops from here on may look at the clock, fault or end the run early; see Outlined.
  static final int OUTLINED = 106;

  // Memory of any size: extension as above, without table.
  static final int LOAD32 = 106;
  static final int LOAD64 = 107;
  static final int STORE32 = 108;
  static final int STORE64 = 109;

  /** Extension = MemOp | address &lt;&lt; 32. */
  static final int LOAD32_CONST = 110;

  // The same with an i64 address.
  static final int LOAD32_WIDE = 111;
  static final int LOAD64_WIDE = 112;
  static final int STORE32_WIDE = 113;
  static final int STORE64_WIDE = 114;

  /** Two extensions; see {@link Lowering}. */
  static final int CALL = 115;

  /** Any other op; see {@link Rare}. */
  static final int RARE = 116;

  // Conditions; the lowest bit negates.
  static final int EQ = 0;
  static final int NE = 1;
  static final int LTU = 2;
  static final int GEU = 3;
  static final int LTS = 4;
  static final int GES = 5;

  private Code() {}
}
