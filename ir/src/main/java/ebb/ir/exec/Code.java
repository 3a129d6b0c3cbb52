package ebb.ir.exec;

/**
 * The interpreter's opcodes. A lowered op is one long, for some followed by an extension long:
 *
 * <pre>
 *  bit  0..7   opcode
 *  bit  8      START: the first op of a guest instruction
 *  bit 16..31  d, where the result goes
 *  bit 32..47  a, first operand
 *  bit 48..63  b, second operand
 * </pre>
 *
 * <p>d, a and b are signed byte offsets: from the CPU state if not negative, else from the end of
 * the interpreter's frame. So an operand is a slot or a temp without the op knowing which. Unused
 * operand fields are 0, as executing any op reads four bytes at a and b.
 */
final class Code {
  static final int START = 1 << 8;

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

  // Memory: extension = MemOp | address offset << 32. For stores d is the value.
  static final int LOAD32 = 75;
  static final int LOAD64 = 76;
  static final int STORE32 = 77;
  static final int STORE64 = 78;

  /** Extension = MemOp | address &lt;&lt; 32. */
  static final int LOAD32_CONST = 79;

  // The same with an i64 address.
  static final int LOAD32_WIDE = 80;
  static final int LOAD64_WIDE = 81;
  static final int STORE32_WIDE = 82;
  static final int STORE64_WIDE = 83;

  /** Go on at the pc in the extension. */
  static final int EXIT = 84;

  static final int INDIRECT = 85;
  static final int LEAVE = 86;

  /** Two extensions; see {@link Lowering}. */
  static final int CALL = 87;

  /** Any other op; see {@link Rare}. */
  static final int RARE = 88;

  /** d = (a ^ b) &amp; (a ^ c), c as for SELECT: signed overflow of sums and differences. */
  static final int OVERFLOW = 89;

  // Conditions; the lowest bit negates.
  static final int EQ = 0;
  static final int NE = 1;
  static final int LTU = 2;
  static final int GEU = 3;
  static final int LTS = 4;
  static final int GES = 5;

  private Code() {}
}
