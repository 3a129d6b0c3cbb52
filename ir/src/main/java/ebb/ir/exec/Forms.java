package ebb.ir.exec;

import ebb.ir.Op;

/**
 * Which opcode of the interpreter does an op: with two operands, or with a constant second one; 0
 * if none.
 */
final class Forms {
  private static final int[] REGISTER = new int[Op.values().length];
  private static final int[] IMMEDIATE = new int[Op.values().length];

  static {
    row(Op.ADD32, Code.ADD, Code.ADDI);
    row(Op.SUB32, Code.SUB, Code.ADDI);
    row(Op.MUL32, Code.MUL, 0);
    row(Op.AND32, Code.AND, Code.ANDI);
    row(Op.OR32, Code.OR, Code.ORI);
    row(Op.XOR32, Code.XOR, Code.XORI);
    row(Op.SHL32, Code.SHL, Code.SHLI);
    row(Op.SHR32, Code.SHR, Code.SHRI);
    row(Op.SAR32, Code.SAR, Code.SARI);
    row(Op.ROTR32, Code.ROTR, Code.ROTRI);
    row(Op.CLZ32, Code.CLZ, 0);
    row(Op.EXTS8, Code.EXTS8, 0);
    row(Op.EXTS16, Code.EXTS16, 0);
    row(Op.ZEXT64, Code.ZEXT, 0);
    row(Op.SEXT64, Code.SEXT, 0);
    row(Op.CONCAT64, Code.CONCAT, 0);
    row(Op.ADD64, Code.ADD64, Code.ADD64I);
    row(Op.SUB64, Code.SUB64, Code.ADD64I);
    row(Op.MUL64, Code.MUL64, 0);
    row(Op.AND64, Code.AND64, Code.AND64I);
    row(Op.OR64, Code.OR64, 0);
    row(Op.XOR64, Code.XOR64, 0);
    row(Op.SHL64, Code.SHL64, Code.SHL64I);
    row(Op.SHR64, Code.SHR64, Code.SHR64I);
    row(Op.SAR64, Code.SAR64, Code.SAR64I);
  }

  private Forms() {}

  private static void row(Op op, int register, int immediate) {
    REGISTER[op.ordinal()] = register;
    IMMEDIATE[op.ordinal()] = immediate;
  }

  static int register(Op op) {
    return REGISTER[op.ordinal()];
  }

  static int immediate(Op op) {
    return IMMEDIATE[op.ordinal()];
  }

  static boolean commutative(Op op) {
    return switch (op) {
      case ADD32, MUL32, AND32, OR32, XOR32, ADD64, MUL64, AND64, OR64, XOR64 -> true;
      default -> false;
    };
  }
}
