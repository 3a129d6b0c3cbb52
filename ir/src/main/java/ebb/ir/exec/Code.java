package ebb.ir.exec;

/**
 * The interpreter's opcodes. A lowered op is one long, for some followed by extension longs:
 *
 * <pre>
 *  bit  0..7   opcode; its upper two bits say how many extensions follow
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

  /** Length of an op with its extensions, in bytes. */
  static int bytes(int opcode) {
    return Long.BYTES + (opcode >> 3 & 3 * Long.BYTES);
  }

  // ---- without extensions
  // ------------------------------------------------------------------------

  static final int NOP = 0;
  static final int MOV32 = 1;
  static final int MOV64 = 2;
  static final int ADD = 3;
  static final int SUB = 4;
  static final int MUL = 5;
  static final int AND = 6;
  static final int OR = 7;
  static final int XOR = 8;
  static final int SHL = 9;
  static final int SHR = 10;
  static final int SAR = 11;
  static final int ROTR = 12;
  static final int CLZ = 13;
  static final int EXTS8 = 14;
  static final int EXTS16 = 15;

  /** d = a cc b; the six conditions in the order of {@link #EQ} and so on. */
  static final int SET = 16;

  static final int ZEXT = 22;
  static final int SEXT = 23;
  static final int CONCAT = 24;
  static final int ADD64 = 25;
  static final int SUB64 = 26;
  static final int MUL64 = 27;
  static final int AND64 = 28;
  static final int OR64 = 29;
  static final int XOR64 = 30;
  static final int SHL64 = 31;
  static final int SHR64 = 32;
  static final int SAR64 = 33;

  /** The words at d to d + 12: a - b twice, not a below b, signed overflow of a - b. */
  static final int COMPARE = 34;

  /** Go on at the pc in the PC slot. */
  static final int INDIRECT = 35;

  static final int LEAVE = 36;

  /** The budget ends before the instruction that this op belongs to. */
  static final int STOP = 37;

  // ---- with one
  // ----------------------------------------------------------------------------------

  /** d = extension. */
  static final int MOVI32 = 64;

  static final int MOVI64 = 65;

  // With the extension as second operand.
  static final int ADDI = 66;
  static final int RSUBI = 67;
  static final int ANDI = 68;
  static final int ORI = 69;
  static final int XORI = 70;
  static final int SHLI = 71;
  static final int SHRI = 72;
  static final int SARI = 73;
  static final int ROTRI = 74;

  /** d = a &gt;&gt;&gt; (ext &amp; 31) &amp; ext &gt;&gt;&gt; 32. */
  static final int EXTRACT = 75;

  /** d = a &lt;&lt; (ext &amp; 31) &gt;&gt; (ext &gt;&gt; 8 &amp; 31). */
  static final int SEXTRACT = 76;

  /** Extension as for EXTRACT, its upper half the mask in place. */
  static final int DEPOSIT = 77;

  /** c = low half of the extension. */
  static final int SELECT = 78;

  /** d = a cc extension. */
  static final int SETI = 79;

  /** If a cc b go to the op that lies so many bytes from this one as the extension says. */
  static final int BR = 85;

  /**
   * If a cc (extension &gt;&gt; 32) go to the op at the offset in the low half of the extension.
   */
  static final int BRI = 91;

  static final int JMP = 97;
  static final int BRNZ = 98;
  static final int BRZ = 99;

  static final int ADD64I = 100;
  static final int AND64I = 101;
  static final int SHL64I = 102;
  static final int SHR64I = 103;
  static final int SAR64I = 104;

  // Little-endian accesses with an i32 address, unsigned; extension =
  // MemOp | soft-TLB table << 16 | address offset << 32. For stores d is the value.
  static final int LOAD_WORD = 105;
  static final int LOAD_HALF = 106;
  static final int LOAD_BYTE = 107;
  static final int STORE_WORD = 108;
  static final int STORE_HALF = 109;
  static final int STORE_BYTE = 110;

  /** The same from an address that is the offset alone. */
  static final int LOAD_WORD_AT = 111;

  /** d = (a ^ b) &amp; (a ^ c), c as for SELECT: signed overflow of sums and differences. */
  static final int OVERFLOW = 112;

  /** d = a, then the offset in the extension = b. */
  static final int MOV32_TWICE = 113;

  /** COMPARE with the extension as b. */
  static final int COMPARE_I = 114;

  /** Go on at a &amp; extension. */
  static final int INDIRECT_MASKED = 115;

  // Executed elsewhere, since they may look at the clock, fault or end the run early; see Outlined.
  // Memory of any size: extension as above, without table.
  static final int LOAD32 = 116;
  static final int LOAD64 = 117;
  static final int STORE32 = 118;
  static final int STORE64 = 119;

  /** Extension = MemOp | address &lt;&lt; 32. */
  static final int LOAD32_CONST = 120;

  // The same with an i64 address.
  static final int LOAD32_WIDE = 121;
  static final int LOAD64_WIDE = 122;
  static final int STORE32_WIDE = 123;
  static final int STORE64_WIDE = 124;

  /** Any other op; see {@link Rare}. */
  static final int RARE = 125;

  // ---- with more
  // ---------------------------------------------------------------------------------

  // Accesses to consecutive words: a second extension has the offsets of up to four more, each
  // for 16 bits from the lowest on; b is how many. A load has loaded all of them or none.
  static final int LOAD_WORDS = 128;
  static final int STORE_WORDS = 129;

  /** Two extensions; see {@link Lowering}. */
  static final int CALL = 130;

  // Exits, for targets as distances from the PC slot, which is the block's start.

  /** Go on at the target in the extension. */
  static final int EXIT = 131;

  /** d = the first extension, then go on at the target in the second. */
  static final int MOVI32_EXIT = 132;

  /** If a cc b go on at the target in the second extension, else at that in the first. */
  static final int EXIT_IF = 133;

  /** The same for a cc the first extension, with the targets in the second and third. */
  static final int EXIT_IFI = 139;

  // Accesses to consecutive words with a third extension, for up to eight more.
  static final int LOAD_MANY = 192;
  static final int STORE_MANY = 193;

  /** Most words that one op accesses. */
  static final int MOST_WORDS = 9;

  // ---- conditions; the lowest bit negates
  // ----------------------------------------------------------

  static final int EQ = 0;
  static final int NE = 1;
  static final int LTU = 2;
  static final int GEU = 3;
  static final int LTS = 4;
  static final int GES = 5;

  private Code() {}
}
