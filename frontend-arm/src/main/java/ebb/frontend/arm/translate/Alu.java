package ebb.frontend.arm.translate;

import ebb.frontend.arm.translate.Shifter.Operand;
import ebb.ir.Emitter;
import ebb.ir.Op;

/**
 * The operations of the data-processing instructions, in the order of A32's opcode field; ORN is
 * T32's.
 */
enum Alu {
  AND,
  EOR,
  SUB,
  RSB,
  ADD,
  ADC,
  SBC,
  RSC,
  TST,
  TEQ,
  CMP,
  CMN,
  ORR,
  MOV,
  BIC,
  MVN,
  ORN;

  /** True if only the flags are wanted. */
  boolean comparison() {
    return this == TST || this == TEQ || this == CMP || this == CMN;
  }

  /** True if there is no first operand. */
  boolean unary() {
    return this == MOV || this == MVN;
  }

  /** True if C comes from the shifter. */
  boolean logical() {
    return switch (this) {
      case SUB, RSB, ADD, ADC, SBC, RSC, CMP, CMN -> false;
      default -> true;
    };
  }

  /** Emits the operation, and its flags if wanted; the result's temp. */
  int emit(Translator t, int a, Operand operand, boolean setFlags) {
    Emitter ir = t.ir;
    int b = operand.value();
    return switch (this) {
      case AND, TST -> logical(t, ir.op(Op.AND32, a, b), operand, setFlags);
      case EOR, TEQ -> logical(t, ir.op(Op.XOR32, a, b), operand, setFlags);
      case ORR -> logical(t, ir.op(Op.OR32, a, b), operand, setFlags);
      case MOV -> logical(t, b, operand, setFlags);
      case BIC -> logical(t, ir.op(Op.AND32, a, ir.op(Op.NOT32, b)), operand, setFlags);
      case MVN -> logical(t, ir.op(Op.NOT32, b), operand, setFlags);
      case ORN -> logical(t, ir.op(Op.OR32, a, ir.op(Op.NOT32, b)), operand, setFlags);
      case SUB, CMP -> subtract(t, a, b, setFlags);
      case RSB -> subtract(t, b, a, setFlags);
      case ADD, CMN -> add(t, a, b, setFlags);
      case ADC -> addWithCarry(t, a, b, setFlags);
      case SBC -> addWithCarry(t, a, ir.op(Op.NOT32, b), setFlags);
      case RSC -> addWithCarry(t, b, ir.op(Op.NOT32, a), setFlags);
    };
  }

  private static int logical(Translator t, int result, Operand operand, boolean setFlags) {
    if (setFlags) {
      t.setNz(result);
      if (operand.carry() >= 0) {
        t.setCarry(operand.carry());
      }
    }
    return result;
  }

  private static int add(Translator t, int a, int b, boolean setFlags) {
    Emitter ir = t.ir;
    int result = ir.op(Op.ADD32, a, b);
    if (setFlags) {
      t.setNz(result);
      t.setCarry(ir.op(Op.SETLTU32, result, a));
      t.setOverflow(ir.op(Op.AND32, ir.op(Op.XOR32, a, result), ir.op(Op.XOR32, b, result)));
    }
    return result;
  }

  private static int subtract(Translator t, int a, int b, boolean setFlags) {
    Emitter ir = t.ir;
    int result = ir.op(Op.SUB32, a, b);
    if (setFlags) {
      t.setNz(result);
      t.setCarry(ir.op(Op.SETLEU32, b, a));
      t.setOverflow(ir.op(Op.AND32, ir.op(Op.XOR32, a, b), ir.op(Op.XOR32, a, result)));
      t.comparing(a, b);
    }
    return result;
  }

  private static int addWithCarry(Translator t, int a, int b, boolean setFlags) {
    Emitter ir = t.ir;
    if (!setFlags) {
      return ir.op(Op.ADD32, ir.op(Op.ADD32, a, b), t.carry());
    }
    int sum = ir.op(Op.ADD64, ir.op(Op.ZEXT64, a), ir.op(Op.ZEXT64, b));
    int wide = ir.op(Op.ADD64, sum, ir.op(Op.ZEXT64, t.carry()));
    int result = ir.op(Op.TRUNC32, wide);
    t.setNz(result);
    t.setCarry(ir.op(Op.HIGH32, wide));
    t.setOverflow(ir.op(Op.AND32, ir.op(Op.XOR32, a, result), ir.op(Op.XOR32, b, result)));
    return result;
  }
}
