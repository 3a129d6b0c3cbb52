package ebb.backend.jvm;

import static org.objectweb.asm.Opcodes.*;

import ebb.ir.Bits;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Type;
import ebb.ir.exec.Lanes;
import java.util.Map;

/** Bytecode for values: pushes a temp of a block, evaluating it if it is an expression. */
final class Expressions {
  private static final String INTEGER = "java/lang/Integer";
  private static final String LONG = "java/lang/Long";
  private static final String SUPPORT = "ebb/backend/jvm/RegionSupport";
  private static final String LANES = "ebb/ir/exec/Lanes";
  private static final long LOW_WORD = 0xffff_ffffL;

  private final Code code;
  private final Layout layout;
  private final BlockPlan plan;
  private final Map<Integer, Integer> elsewhere;

  Expressions(Code code, Layout layout, BlockPlan plan) {
    this(code, layout, plan, Map.of());
  }

  /**
   * @param elsewhere i32 temps that are in other locals than the plan says
   */
  Expressions(Code code, Layout layout, BlockPlan plan, Map<Integer, Integer> elsewhere) {
    this.code = code;
    this.layout = layout;
    this.plan = plan;
    this.elsewhere = elsewhere;
  }

  /** Pushes an i32 or i64 temp. */
  void push(int temp) {
    Integer local = elsewhere.get(temp);
    if (local != null) {
      code.local(ILOAD, local);
      return;
    }
    Inst definition = plan.definition(temp);
    boolean wide = plan.type(temp) == Type.I64;
    switch (plan.home(temp)) {
      case CONSTANT -> {
        if (definition.op() == Op.PC32) {
          pushPc(definition.imm());
        } else if (wide) {
          code.constant(definition.imm());
        } else {
          code.constant((int) definition.imm());
        }
      }
      case CELL -> get(definition);
      case LOCAL -> code.local(wide ? LLOAD : ILOAD, plan.local(temp));
      case EXPRESSION -> evaluate(definition);
      case NOWHERE -> throw new IllegalStateException("temp " + temp + " is used but not made");
    }
  }

  /** Pushes a float or a double. HotSpot negates by the sign bit, of NaNs, too. */
  void pushFloat(int temp) {
    boolean wide = plan.type(temp) == Type.I64;
    boolean negated = negated(temp);
    push(negated ? plan.definition(temp).a() : temp);
    code.fromBits(wide);
    if (negated) {
      code.op(wide ? DNEG : FNEG);
    }
  }

  /** True of an expression that changes the sign bit. */
  private boolean negated(int temp) {
    if (plan.home(temp) != BlockPlan.Home.EXPRESSION) {
      return false;
    }
    Inst change = plan.definition(temp);
    return change.op() == Op.XOR64 && isConstant(change.b(), Long.MIN_VALUE)
        || change.op() == Op.XOR32 && isConstant(change.b(), Integer.MIN_VALUE);
  }

  void pushLow(int temp) {
    pushHalf(temp, 0);
  }

  void pushHigh(int temp) {
    pushHalf(temp, 1);
  }

  private void pushHalf(int temp, int half) {
    if (plan.home(temp) == BlockPlan.Home.CELL) {
      int offset = (int) plan.definition(temp).imm() + 8 * half;
      code.local(LLOAD, layout.local(layout.cells().at(offset)));
    } else {
      code.local(LLOAD, plan.local(temp) + 2 * half);
    }
  }

  /** True if a temp is this constant. */
  boolean isConstant(int temp, long value) {
    return plan.home(temp) == BlockPlan.Home.CONSTANT
        && plan.definition(temp).op() != Op.PC32
        && plan.definition(temp).imm() == value;
  }

  /** Pushes an address of the region, as an int: the PC slot in memory is the region's start. */
  private void pushPc(long pc) {
    code.rawBase();
    code.local(LLOAD, Layout.STATE);
    code.constant((long) StateLayout.PC);
    code.op(LADD);
    code.unsafe("getInt", "(J)I");
    code.constant((int) (pc - layout.start()));
    code.op(IADD);
  }

  /** Pushes the value that a scalar get reads. */
  void get(Inst inst) {
    int offset = (int) inst.imm();
    int cell = layout.cells().at(offset);
    boolean wide = inst.op().result == Type.I64;
    if (cell < 0) {
      code.rawBase();
      code.local(LLOAD, Layout.STATE);
      code.constant((long) offset);
      code.op(LADD);
      code.unsafe(wide ? "getLong" : "getInt", wide ? "(J)J" : "(J)I");
    } else if (wide == layout.cells().wide(cell)) {
      code.local(wide ? LLOAD : ILOAD, layout.local(cell));
    } else {
      code.local(LLOAD, layout.local(cell));
      if (layout.cells().highHalf(cell, offset)) {
        code.constant(32);
        code.op(LUSHR);
      }
      code.op(L2I);
    }
  }

  /** Pushes an i32 or i64 temp as a long: an i32 sign-extended. */
  void pushSigned(int temp) {
    push(temp);
    if (plan.type(temp) == Type.I32) {
      code.op(I2L);
    }
  }

  void pushUnsigned(int temp) {
    push(temp);
    unsigned();
  }

  private void unsigned() {
    code.op(I2L);
    code.constant(LOW_WORD);
    code.op(LAND);
  }

  /** Pushes the result of a scalar PURE op. */
  void evaluate(Inst inst) {
    int a = inst.a();
    int b = inst.b();
    switch (inst.op()) {
      case ADD32 -> binary(inst, IADD);
      case SUB32 -> binary(inst, ISUB);
      case MUL32 -> binary(inst, IMUL);
      case AND32 -> binary(inst, IAND);
      case OR32 -> binary(inst, IOR);
      case XOR32 -> binary(inst, IXOR);
      case SHL32 -> binary(inst, ISHL);
      case SHR32 -> binary(inst, IUSHR);
      case SAR32 -> binary(inst, ISHR);
      case DIVS32 -> call(inst, SUPPORT, "divs", "(II)I");
      case DIVU32 -> call(inst, SUPPORT, "divu", "(II)I");
      case REMS32 -> call(inst, SUPPORT, "rems", "(II)I");
      case REMU32 -> call(inst, SUPPORT, "remu", "(II)I");
      case ROTR32 -> call(inst, INTEGER, "rotateRight", "(II)I");
      case NEG32 -> unary(inst, INEG);
      case NOT32 -> {
        push(a);
        code.ops(ICONST_M1, IXOR);
      }
      case CLZ32 -> call(inst, INTEGER, "numberOfLeadingZeros", "(I)I");
      case CTZ32 -> call(inst, INTEGER, "numberOfTrailingZeros", "(I)I");
      case POPCNT32 -> call(inst, INTEGER, "bitCount", "(I)I");
      case BSWAP32 -> call(inst, INTEGER, "reverseBytes", "(I)I");
      case RBIT32 -> call(inst, INTEGER, "reverse", "(I)I");
      case EXTS8 -> unary(inst, I2B);
      case EXTS16 -> unary(inst, I2S);
      case EXTRACT32 -> {
        push(a);
        extract32(Bits.lsb(inst.imm()), Bits.length(inst.imm()));
      }
      case SEXTRACT32 -> {
        push(a);
        shift(ISHL, 32 - Bits.lsb(inst.imm()) - Bits.length(inst.imm()));
        shift(ISHR, 32 - Bits.length(inst.imm()));
      }
      case DEPOSIT32 -> deposit32(inst);
      case SETEQ32, SETNE32 -> {
        pushDifference32(a, b);
        code.ops(DUP, INEG, IOR);
        shift(IUSHR, 31);
        if (inst.op() == Op.SETEQ32) {
          invert();
        }
      }
      case SETLTU32 -> below32(a, b);
      case SETLEU32 -> {
        below32(b, a);
        invert();
      }
      case SETLTS32 -> less32(a, b);
      case SETLES32 -> {
        less32(b, a);
        invert();
      }
      case ADD64 -> binary(inst, LADD);
      case SUB64 -> binary(inst, LSUB);
      case MUL64 -> binary(inst, LMUL);
      case AND64 -> binary(inst, LAND);
      case OR64 -> binary(inst, LOR);
      case XOR64 -> binary(inst, LXOR);
      case SHL64 -> binary(inst, LSHL);
      case SHR64 -> binary(inst, LUSHR);
      case SAR64 -> binary(inst, LSHR);
      case MULHS64 -> call(inst, "java/lang/Math", "multiplyHigh", "(JJ)J");
      case MULHU64 -> call(inst, "java/lang/Math", "unsignedMultiplyHigh", "(JJ)J");
      case DIVS64 -> call(inst, SUPPORT, "divs", "(JJ)J");
      case DIVU64 -> call(inst, SUPPORT, "divu", "(JJ)J");
      case REMS64 -> call(inst, SUPPORT, "rems", "(JJ)J");
      case REMU64 -> call(inst, SUPPORT, "remu", "(JJ)J");
      case ROTR64 -> call(inst, LONG, "rotateRight", "(JI)J");
      case NEG64 -> unary(inst, LNEG);
      case NOT64 -> {
        push(a);
        code.constant(-1L);
        code.op(LXOR);
      }
      case CLZ64 -> wideCount(inst, "numberOfLeadingZeros");
      case CTZ64 -> wideCount(inst, "numberOfTrailingZeros");
      case POPCNT64 -> wideCount(inst, "bitCount");
      case BSWAP64 -> call(inst, LONG, "reverseBytes", "(J)J");
      case RBIT64 -> call(inst, LONG, "reverse", "(J)J");
      case EXTRACT64 -> {
        push(a);
        extract64(Bits.lsb(inst.imm()), Bits.length(inst.imm()));
      }
      case SEXTRACT64 -> {
        push(a);
        shift(LSHL, 64 - Bits.lsb(inst.imm()) - Bits.length(inst.imm()));
        shift(LSHR, 64 - Bits.length(inst.imm()));
      }
      case DEPOSIT64 -> deposit64(inst);
      case SETEQ64, SETNE64 -> {
        binary(inst, LXOR);
        code.ops(DUP2, LNEG, LOR);
        shift(LUSHR, 63);
        code.op(L2I);
        if (inst.op() == Op.SETEQ64) {
          invert();
        }
      }
      case SETLTU64 -> compare64(a, b, false);
      case SETLEU64 -> {
        compare64(b, a, false);
        invert();
      }
      case SETLTS64 -> compare64(a, b, true);
      case SETLES64 -> {
        compare64(b, a, true);
        invert();
      }
      case ZEXT64 -> pushUnsigned(a);
      case SEXT64 -> unary(inst, I2L);
      case TRUNC32 -> unary(inst, L2I);
      case HIGH32 -> {
        push(a);
        shift(LUSHR, 32);
        code.op(L2I);
      }
      case CONCAT64 -> {
        pushUnsigned(a);
        push(b);
        code.op(I2L);
        shift(LSHL, 32);
        code.op(LOR);
      }
      case LOW128 -> pushLow(a);
      case HIGH128 -> pushHigh(a);
      default -> lanes(inst);
    }
  }

  private void lanes(Inst inst) {
    lanesImmediate(inst);
    if (inst.op() == Op.VDUP64) {
      push(inst.a());
      code.call(LANES, "dup", "(II)J");
      return;
    }
    push(inst.a());
    if (inst.argCount() == 2) {
      push(inst.b());
    }
    lanesOp(inst);
  }

  /** Pushes what {@link #lanesOp} takes before the operands. */
  void lanesImmediate(Inst inst) {
    switch (inst.op()) {
      case VADD64, VADD128, VSUB64, VSUB128 -> code.constant(Lanes.tops((int) inst.imm()));
      case VSHL64, VSHL128, VSHR64, VSHR128, VMUL64, VMUL128 -> {}
      default -> code.constant((int) inst.imm());
    }
  }

  /**
   * The function of a lane op on one 64-bit half. What depends on the immediate alone is computed
   * here where that is little: HotSpot inlines calls into a region up to a number of bytes.
   */
  void lanesOp(Inst inst) {
    String mnemonic = inst.op().mnemonic;
    String name = mnemonic.substring(1, mnemonic.indexOf('.'));
    switch (inst.op()) {
      case VADD64, VADD128, VSUB64, VSUB128 -> {
        code.call(LANES, name, "(JJJ)J");
        return;
      }
      case VMUL64, VMUL128 -> {
        if (inst.imm() == 64) {
          code.op(LMUL);
        } else {
          code.call(LANES, name + inst.imm(), "(JJ)J");
        }
        return;
      }
      case VSHL64, VSHL128 -> {
        code.constant(Lanes.shr((int) inst.imm(), -1L));
        code.op(LAND);
        shift(LSHL, (int) inst.imm() >> 8);
        return;
      }
      case VSHR64, VSHR128 -> {
        shift(LUSHR, (int) inst.imm() >> 8);
        code.constant(Lanes.shr((int) inst.imm(), -1L));
        code.op(LAND);
        return;
      }
      default -> {}
    }
    code.call(LANES, name, inst.argCount() == 2 ? "(IJJ)J" : "(IJ)J");
  }

  private void unary(Inst inst, int opcode) {
    push(inst.a());
    code.op(opcode);
  }

  private void binary(Inst inst, int opcode) {
    push(inst.a());
    push(inst.b());
    code.op(opcode);
  }

  private void call(Inst inst, String owner, String name, String descriptor) {
    for (int i = 0; i < inst.argCount(); i++) {
      push(inst.arg(i));
    }
    code.call(owner, name, descriptor);
  }

  private void wideCount(Inst inst, String name) {
    push(inst.a());
    code.call(LONG, name, "(J)I");
    if (inst.op().result == Type.I64) {
      code.op(I2L);
    }
  }

  private void shift(int opcode, int amount) {
    if (amount != 0) {
      code.constant(amount);
      code.op(opcode);
    }
  }

  private void invert() {
    code.ops(ICONST_1, IXOR);
  }

  private void extract32(int lsb, int length) {
    shift(IUSHR, lsb);
    if (lsb + length < 32) {
      code.constant(-1 >>> 32 - length);
      code.op(IAND);
    }
  }

  private void extract64(int lsb, int length) {
    shift(LUSHR, lsb);
    if (lsb + length < 64) {
      code.constant(-1L >>> 64 - length);
      code.op(LAND);
    }
  }

  private void deposit32(Inst inst) {
    int mask = -1 >>> 32 - Bits.length(inst.imm()) << Bits.lsb(inst.imm());
    push(inst.a());
    code.constant(~mask);
    code.op(IAND);
    push(inst.b());
    shift(ISHL, Bits.lsb(inst.imm()));
    code.constant(mask);
    code.ops(IAND, IOR);
  }

  private void deposit64(Inst inst) {
    long mask = -1L >>> 64 - Bits.length(inst.imm()) << Bits.lsb(inst.imm());
    push(inst.a());
    code.constant(~mask);
    code.op(LAND);
    push(inst.b());
    shift(LSHL, Bits.lsb(inst.imm()));
    code.constant(mask);
    code.ops(LAND, LOR);
  }

  private void pushDifference32(int a, int b) {
    push(a);
    if (!isConstant(b, 0)) {
      push(b);
      code.op(IXOR);
    }
  }

  // Values of comparisons are computed, not branched for: which branch HotSpot has never seen taken
  // must not
  // matter where the guest only keeps a flag.

  private void below32(int a, int b) {
    pushUnsigned(a);
    pushUnsigned(b);
    signOfDifference();
  }

  private void less32(int a, int b) {
    if (isConstant(b, 0)) {
      push(a);
      shift(IUSHR, 31);
      return;
    }
    push(a);
    code.op(I2L);
    push(b);
    code.op(I2L);
    signOfDifference();
  }

  private void signOfDifference() {
    code.op(LSUB);
    shift(LUSHR, 63);
    code.op(L2I);
  }

  private void compare64(int a, int b, boolean signed) {
    push(a);
    push(b);
    if (signed) {
      code.op(LCMP);
    } else {
      code.call(LONG, "compareUnsigned", "(JJ)I");
    }
    shift(IUSHR, 31);
  }
}
