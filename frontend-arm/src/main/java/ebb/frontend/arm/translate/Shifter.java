package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.Immediates;
import ebb.ir.Emitter;
import ebb.ir.Op;

/** Second operands: shifted registers and expanded immediates. DDI 0406C A5.2.4, A6.3.2, A8.4. */
final class Shifter {
  static final int LSL = 0;
  static final int LSR = 1;
  static final int ASR = 2;
  static final int ROR = 3;

  private Shifter() {}

  /**
   * A second operand.
   *
   * @param value the temp
   * @param carry the shifter's carry-out as a temp, or -1 if C stays as it is (or nobody asked)
   */
  record Operand(int value, int carry) {}

  /** ARMExpandImm_C. */
  static Operand armImmediate(Translator t, int imm12) {
    int value = Immediates.armExpand(imm12);
    return new Operand(t.ir.const32(value), imm12 >> 8 == 0 ? -1 : t.ir.const32(value >>> 31));
  }

  /** ThumbExpandImm_C. */
  static Operand thumbImmediate(Translator t, int imm12) {
    int value = Immediates.thumbExpand(imm12);
    return new Operand(t.ir.const32(value), imm12 >> 10 == 0 ? -1 : t.ir.const32(value >>> 31));
  }

  /** A temp shifted by a constant; type and amount as encoded (DecodeImmShift). */
  static Operand shift(Translator t, int value, int type, int imm5, boolean wantCarry) {
    Emitter ir = t.ir;
    return switch (type) {
      case LSL ->
          imm5 == 0
              ? new Operand(value, -1)
              : new Operand(
                  ir.op(Op.SHL32, value, ir.const32(imm5)),
                  wantCarry ? ir.extract32(value, 32 - imm5, 1) : -1);
      case LSR ->
          new Operand(
              imm5 == 0 ? ir.const32(0) : ir.op(Op.SHR32, value, ir.const32(imm5)),
              wantCarry ? ir.extract32(value, imm5 == 0 ? 31 : imm5 - 1, 1) : -1);
      case ASR ->
          new Operand(
              ir.op(Op.SAR32, value, ir.const32(imm5 == 0 ? 31 : imm5)),
              wantCarry ? ir.extract32(value, imm5 == 0 ? 31 : imm5 - 1, 1) : -1);
      default ->
          imm5 == 0
              ? new Operand(
                  ir.deposit32(ir.op(Op.SHR32, value, ir.const32(1)), t.carry(), 31, 1),
                  wantCarry ? ir.extract32(value, 0, 1) : -1)
              : new Operand(
                  ir.op(Op.ROTR32, value, ir.const32(imm5)),
                  wantCarry ? ir.extract32(value, imm5 - 1, 1) : -1);
    };
  }

  /** A temp shifted by the low byte of another. */
  static Operand shiftByRegister(
      Translator t, int value, int type, int register, boolean wantCarry) {
    Emitter ir = t.ir;
    int amount = ir.op(Op.AND32, register, ir.const32(0xff));
    return wantCarry
        ? shiftWithCarry(t, value, type, amount)
        : new Operand(shiftValue(ir, value, type, amount), -1);
  }

  private static int shiftValue(Emitter ir, int value, int type, int amount) {
    if (type == ROR) {
      return ir.op(Op.ROTR32, value, amount);
    }
    int small = ir.op(Op.SETLTU32, amount, ir.const32(32));
    if (type == ASR) {
      return ir.op(Op.SAR32, value, ir.select32(small, amount, ir.const32(31)));
    }
    int shifted = ir.op(type == LSL ? Op.SHL32 : Op.SHR32, value, amount);
    return ir.select32(small, shifted, ir.const32(0));
  }

  /** Shifts in 64 bits, where one more bit holds the carry; beyond 33 nothing changes any more. */
  private static Operand shiftWithCarry(Translator t, int value, int type, int amount) {
    Emitter ir = t.ir;
    int result;
    int out;
    if (type == ROR) {
      result = ir.op(Op.ROTR32, value, amount);
      out = ir.op(Op.SHR32, result, ir.const32(31));
    } else {
      int limit = ir.const32(33);
      int clamped = ir.select32(ir.op(Op.SETLTU32, amount, limit), amount, limit);
      int one = ir.const32(1);
      if (type == LSL) {
        int wide = ir.op(Op.SHL64, ir.op(Op.ZEXT64, value), clamped);
        result = ir.op(Op.TRUNC32, wide);
        out = ir.op(Op.AND32, ir.op(Op.HIGH32, wide), one);
      } else {
        int wide = ir.op(type == LSR ? Op.ZEXT64 : Op.SEXT64, value);
        int shifted = ir.op(type == LSR ? Op.SHR64 : Op.SAR64, ir.op(Op.SHL64, wide, one), clamped);
        result = ir.op(Op.TRUNC32, ir.op(Op.SHR64, shifted, one));
        out = ir.op(Op.AND32, ir.op(Op.TRUNC32, shifted), one);
      }
    }
    return new Operand(result, ir.select32(amount, out, t.carry()));
  }
}
