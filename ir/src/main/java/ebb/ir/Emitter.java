package ebb.ir;

import java.util.Arrays;
import java.util.List;

/** Builds a {@link Block}: a method per op family, temps numbered in order of definition. */
public final class Emitter {
  private final long pc;
  private final int key;
  private Inst[] code = new Inst[64];
  private int size;
  private int temps;
  private int labels;
  private int instructions;

  public Emitter(long pc, int key) {
    this.pc = pc;
    this.key = key;
  }

  /** Marks the start of the guest instruction at {@code pc}, with the AUX slot's value there. */
  public void insn(long pc, int aux) {
    instructions++;
    add(new Inst(Op.INSN, -1, aux, -1, -1, -1, pc, null));
  }

  /** Appends an op with an immediate and returns its temp (or -1 if it has no result). */
  public int opImm(Op op, long imm, int... args) {
    return append(op, imm, null, args);
  }

  public int const32(int value) {
    return append(Op.CONST32, value);
  }

  public int const64(long value) {
    return append(Op.CONST64, value);
  }

  /** A guest-virtual address that moves with the block. */
  public int pc32(int address) {
    return opImm(Op.PC32, address);
  }

  public int get32(int slot) {
    return append(Op.GET32, slot);
  }

  public void put32(int slot, int value) {
    append(Op.PUT32, slot, value);
  }

  public int get64(int slot) {
    return append(Op.GET64, slot);
  }

  public void put64(int slot, int value) {
    append(Op.PUT64, slot, value);
  }

  /** A two-argument op. */
  public int op(Op op, int a, int b) {
    return append(op, 0, a, b);
  }

  /** A one-argument op. */
  public int op(Op op, int a) {
    return append(op, 0, a);
  }

  public int load32(int address, int memop) {
    return append(Op.LOAD32, memop, address);
  }

  public int load64(int address, int memop) {
    return append(Op.LOAD64, memop, address);
  }

  public void store32(int address, int value, int memop) {
    append(Op.STORE32, memop, address, value);
  }

  public void store64(int address, int value, int memop) {
    append(Op.STORE64, memop, address, value);
  }

  public int extract32(int value, int lsb, int length) {
    return append(Op.EXTRACT32, Bits.field(lsb, length), value);
  }

  public int sextract32(int value, int lsb, int length) {
    return append(Op.SEXTRACT32, Bits.field(lsb, length), value);
  }

  public int deposit32(int into, int value, int lsb, int length) {
    return append(Op.DEPOSIT32, Bits.field(lsb, length), into, value);
  }

  public int select32(int condition, int ifNonZero, int ifZero) {
    return opImm(Op.SELECT32, 0, condition, ifNonZero, ifZero);
  }

  /** A helper call without result. */
  public void call(Helper helper, int... args) {
    append(Op.CALL, 0, helper, args);
  }

  /** A helper call with an i32 result. */
  public int call32(Helper helper, int... args) {
    return append(Op.CALL32, 0, helper, args);
  }

  /** A helper call with an i64 result. */
  public int call64(Helper helper, int... args) {
    return append(Op.CALL64, 0, helper, args);
  }

  /** A new label, to be placed once by {@link #place}. */
  public int label() {
    return labels++;
  }

  public void place(int label) {
    append(Op.LABEL, label);
  }

  public void br(int label) {
    append(Op.BR, label);
  }

  public void brnz(int condition, int label) {
    append(Op.BRNZ, label, condition);
  }

  public void brz(int condition, int label) {
    append(Op.BRZ, label, condition);
  }

  /** Guest instructions so far. */
  public int instructions() {
    return instructions;
  }

  /** Ends the block. */
  public Block finish(Terminal terminal, int bytes) {
    Type[] types = new Type[temps];
    for (int i = 0; i < size; i++) {
      if (code[i].dst() >= 0) {
        types[code[i].dst()] = code[i].op().result;
      }
    }
    return new Block(
        pc,
        key,
        List.of(Arrays.copyOf(code, size)),
        terminal,
        List.of(types),
        labels,
        instructions,
        bytes);
  }

  private int append(Op op, long imm) {
    return append(op, imm, null, 0, -1, -1, -1, -1);
  }

  private int append(Op op, long imm, int a) {
    return append(op, imm, null, 1, a, -1, -1, -1);
  }

  private int append(Op op, long imm, int a, int b) {
    return append(op, imm, null, 2, a, b, -1, -1);
  }

  private int append(Op op, long imm, Helper helper, int... args) {
    return switch (args.length) {
      case 0 -> append(op, imm, helper, 0, -1, -1, -1, -1);
      case 1 -> append(op, imm, helper, 1, args[0], -1, -1, -1);
      case 2 -> append(op, imm, helper, 2, args[0], args[1], -1, -1);
      case 3 -> append(op, imm, helper, 3, args[0], args[1], args[2], -1);
      default -> append(op, imm, helper, args.length, args[0], args[1], args[2], args[3]);
    };
  }

  private int append(Op op, long imm, Helper helper, int args, int a, int b, int c, int d) {
    int dst = op.result == Type.VOID ? -1 : temps++;
    Inst inst = new Inst(op, dst, a, b, c, d, imm, helper);
    if (args != inst.argCount()) {
      throw new IllegalArgumentException(
          op.mnemonic + " takes " + inst.argCount() + " arguments, not " + args);
    }
    add(inst);
    return dst;
  }

  private void add(Inst inst) {
    if (size == code.length) {
      code = Arrays.copyOf(code, size * 2);
    }
    code[size++] = inst;
  }
}
