package ebb.ir.exec;

import ebb.ir.StateLayout;
import java.util.Arrays;

/**
 * The words of a block in the interpreter's form while it is lowered. In code that runs a few times
 * a processor mispredicts most of the interpreter's jumps from op to op, so what often comes
 * together is merged into one op: moves, a comparison that sets four flags, accesses to consecutive
 * words, what precedes an exit.
 */
final class Words {
  private long[] code;
  private int size;

  /** Of each guest instruction: where its first op is. */
  private final int[] starts;

  private int insns;
  private boolean pendingStart;

  /** Nothing before this position may be merged with what comes: paths join here. */
  private int joined;

  /** Where the last ops are, the last one first. */
  private final int[] last = {-1, -1, -1, -1};

  Words(int instructions, int ops) {
    if (instructions > Code.MAX_TICKS) {
      throw new IllegalArgumentException("more instructions than the interpreter's form counts");
    }
    starts = new int[instructions];
    code = new long[ops * 2 + 8];
  }

  int size() {
    return size;
  }

  long[] code() {
    return Arrays.copyOf(code, size);
  }

  int[] starts() {
    return starts;
  }

  /** The next op is the first of a guest instruction. */
  void startInstruction() {
    settleStart();
    pendingStart = true;
  }

  /**
   * A place to jump to.
   *
   * @return its position
   */
  int label() {
    settleStart();
    joined = size;
    return size;
  }

  /** An instruction without ops before the next instruction or label still takes its tick there. */
  private void settleStart() {
    if (pendingStart) {
      op(Code.NOP, 0, 0, 0);
    }
  }

  void op(int opcode, int d, int a, int b) {
    if (pendingStart) {
      pendingStart = false;
      starts[insns++] = size;
    }
    last[3] = last[2];
    last[2] = last[1];
    last[1] = last[0];
    last[0] = size;
    extension(opcode | insns << 8 | (d & 0xffffL) << 16 | (a & 0xffffL) << 32 | (long) b << 48);
  }

  void extension(long value) {
    if (size == code.length) {
      code = Arrays.copyOf(code, size * 2);
    }
    code[size++] = value;
  }

  /** Puts a branch's target into the low half of its extension, which follows it. */
  void target(int extension, int position) {
    int distance = Long.BYTES * (position - (extension - 1));
    code[extension] = code[extension] & ~0xffff_ffffL | distance & 0xffff_ffffL;
  }

  /** The low half of an extension. */
  int low(int extension) {
    return (int) code[extension];
  }

  void move(int d, int a) {
    int before = last[0];
    if (mergeable(before, 1) && is(before, Code.MOV32) && d(before) != a) {
      become(before, Code.MOV32_TWICE);
      last[0] = before;
      code[before] |= (long) a << 48;
      extension(d);
    } else {
      op(Code.MOV32, d, a, 0);
    }
  }

  void constant(int d, int value) {
    int before = last[0];
    if (!mergeable(before, 2) || !is(before, Code.MOVI32) || Math.abs(d - d(before)) != 4) {
      op(Code.MOVI32, d, 0, 0);
      extension(value);
    } else if (!comparesWithZero(d, value)) {
      long low = d > d(before) ? low(before + 1) : value;
      long high = d > d(before) ? value : low(before + 1);
      become(before, Code.MOVI64);
      code[before] = code[before] & ~0xffff_0000L | (Math.min(d, d(before)) & 0xffffL) << 16;
      code[before + 1] = low & 0xffff_ffffL | high << 32;
    }
  }

  /** Loads of consecutive words to offsets; {@code access} is the extension of a load. */
  void loads(int[] to, int a, long access) {
    op(to.length > 5 ? Code.LOAD_MANY : Code.LOAD_WORDS, to[0], a, to.length - 1);
    extension(access);
    for (int i = 1; i < to.length; i++) {
      int quarter = i - 1 & 3;
      if (quarter == 0) {
        extension(0);
      }
      code[size - 1] |= (to[i] & 0xffffL) << 16 * quarter;
    }
  }

  /**
   * An access that the interpreter's loop knows.
   *
   * @param access its extension
   */
  void access(int opcode, int d, int a, long access) {
    int before = last[0];
    if (opcode == Code.STORE_WORD && before >= 0 && a(before) == a) {
      if (mergeable(before, 2) && is(before, opcode) && code[before + 1] + (4L << 32) == access) {
        become(before, Code.STORE_WORDS);
        last[0] = before;
        code[before] |= 1L << 48;
        extension(d & 0xffffL);
        return;
      }
      int more = (int) (code[before] >> 48);
      boolean many = is(before, Code.STORE_MANY);
      if ((many || is(before, Code.STORE_WORDS))
          && mergeable(before, many ? 4 : 3)
          && more < Code.MOST_WORDS - 1
          && code[before + 1] + (4L * (more + 1) << 32) == access) {
        if (more == 4) {
          become(before, Code.STORE_MANY);
          last[0] = before;
          extension(0);
        }
        code[before] += 1L << 48;
        code[size - 1] |= (d & 0xffffL) << 16 * (more & 3);
        return;
      }
    }
    op(opcode, d, a, 0);
    extension(access);
  }

  /** Leaves for what lies so many bytes after the block's start. */
  void exit(long distance) {
    int before = last[0];
    if (mergeable(before, 2) && is(before, Code.MOVI32)) {
      become(before, Code.MOVI32_EXIT);
    } else {
      op(Code.EXIT, 0, 0, 0);
    }
    extension(distance);
  }

  /** Leaves for the pc in the PC slot. */
  void indirect() {
    int masked = last[1];
    if (mergeable(masked, 3)
        && is(masked, Code.ANDI)
        && is(last[0], Code.ZEXT, StateLayout.PC, d(masked), 0)) {
      become(masked, Code.INDIRECT_MASKED);
      size = masked + 2;
    } else {
      op(Code.INDIRECT, 0, 0, 0);
    }
  }

  /** d = (a ^ b) &amp; (a ^ c). */
  void overflow(int d, int a, int b, int c) {
    if (!compares(d, a, b, c) && !comparesConstant(d, a, b, c)) {
      op(Code.OVERFLOW, d, a, b);
      extension(c);
    }
  }

  /** After c = a - b, c + 4 = c, c + 8 = a not below b. */
  private boolean compares(int d, int a, int b, int c) {
    int difference = last[2];
    if (!mergeable(difference, 3)
        || !is(difference, Code.SUB, c, a, b)
        || !is(last[1], Code.MOV32, c + 4, c, 0)
        || !is(last[0], Code.SET + Code.GEU, c + 8, a, b)
        || d != c + 12) {
      return false;
    }
    become(difference, Code.COMPARE);
    size = difference + 1;
    return true;
  }

  /** The same where b is a cell that has just got a constant. */
  private boolean comparesConstant(int d, int a, int b, int c) {
    int difference = last[3];
    if (!mergeable(difference, 7)
        || !is(difference, Code.ADDI, c, a, 0)
        || !is(last[2], Code.MOV32, c + 4, c, 0)
        || !is(last[1], Code.SETI + Code.GEU, c + 8, a, 0)
        || !is(last[0], Code.MOVI32, b, 0, 0)
        || d != c + 12) {
      return false;
    }
    int value = low(last[0] + 1);
    if (low(difference + 1) != -value || low(last[1] + 1) != value) {
      return false;
    }
    become(difference, Code.COMPARE_I);
    code[difference + 1] = value;
    size = difference + 2;
    return true;
  }

  /** After d - 12 = a, d - 8 = a, d - 4 = 1: with d = 0 these are the flags of a - 0. */
  private boolean comparesWithZero(int d, int value) {
    int moves = last[1];
    if (!mergeable(moves, 4)
        || !is(moves, Code.MOV32_TWICE, d - 12, a(moves), a(moves))
        || code[moves + 1] != d - 8
        || d(last[0]) != d - 4
        || low(last[0] + 1) != 1
        || value != 0) {
      return false;
    }
    become(moves, Code.COMPARE_I);
    code[moves] &= ~(-1L << 48);
    code[moves + 1] = 0;
    size = moves + 2;
    return true;
  }

  /**
   * True if the ops from a position on are the last {@code words} words, of this instruction, and
   * reached in no other way.
   */
  private boolean mergeable(int position, int words) {
    return position >= joined
        && position == size - words
        && !pendingStart
        && Code.ticks(code[position]) == insns;
  }

  private boolean is(int position, int opcode) {
    return ((int) code[position] & 0xff) == opcode;
  }

  private boolean is(int position, int opcode, int d, int a, int b) {
    long w = code[position];
    return is(position, opcode) && d(position) == d && a(position) == a && w >> 48 == b;
  }

  private int d(int position) {
    return (int) code[position] >> 16;
  }

  private int a(int position) {
    return (int) (code[position] << 16 >> 48);
  }

  private void become(int position, int opcode) {
    code[position] = code[position] & ~0xffL | opcode;
    Arrays.fill(last, 0, last.length, -1);
  }
}
