package ebb.backend.jvm;

import static org.objectweb.asm.Opcodes.*;

import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.Type;
import ebb.ir.fp.FpVariant;
import java.util.Locale;

/**
 * Bytecode for the floating-point ops of one block: calls of static methods that are named as the
 * ops are. That is, for what {@link HostFloatWriter} does not do, or not in this region. With a
 * variant that {@link ebb.ir.fp.HostFloat} has, operands and results are floats and doubles there,
 * and its limit is in a local, 0 where it has yet to be computed.
 */
final class FloatWriter {
  private static final String VCPU = "Lebb/ir/guest/Vcpu;";
  private static final String SOFT_FLOAT = "ebb/ir/fp/SoftFloat";
  private static final String FLOAT_PAIR = "ebb/ir/fp/FloatPair";
  private static final String HOST_FLOAT = "ebb/ir/fp/HostFloat";

  private final Code code;
  private final Layout layout;
  private final BlockPlan plan;
  private final Expressions expressions;

  /** True while the local of the limit is not 0 here, on every path. */
  private boolean limitKnown;

  FloatWriter(Code code, Layout layout, BlockPlan plan, Expressions expressions) {
    this.code = code;
    this.layout = layout;
    this.plan = plan;
    this.expressions = expressions;
  }

  /** Another path may come from where the limit is not known. */
  void label() {
    limitKnown = false;
  }

  /** Control or flags have been written, perhaps. */
  void modeMayChange() {
    if (layout.limit() >= 0) {
      code.op(FCONST_0);
      code.local(FSTORE, layout.limit());
      limitKnown = false;
    }
  }

  void write(Inst inst) {
    if (layout.limit() >= 0 && onHost(inst) && !comparesPairs(inst.op())) {
      needLimit();
      callHost(inst);
    } else {
      callExact(inst);
    }
    boolean wide = inst.op().result == Type.I64;
    if (plan.home(inst.dst()) == BlockPlan.Home.LOCAL) {
      code.local(wide ? LSTORE : ISTORE, plan.local(inst.dst()));
    } else {
      code.op(wide ? POP2 : POP);
    }
  }

  private void needLimit() {
    if (!limitKnown) {
      code.local(ALOAD, Layout.CPU);
      code.local(FLOAD, layout.limit());
      code.call(HOST_FLOAT, "limit", "(" + VCPU + "F)F");
      code.local(FSTORE, layout.limit());
      limitKnown = true;
    }
  }

  /** True if the host can do this variant of the op. */
  static boolean onHost(Inst inst) {
    int variant = (int) inst.imm();
    return switch (inst.op()) {
      case FCMP32, FCMP64 -> variant == FpVariant.NORMAL || variant == FpVariant.SIGNALING;
      case FCVTS64TO32, FCVTS64TO64 -> (variant & ~FpVariant.STANDARD) == FpVariant.NORMAL;
      case FCVT32TOS32, FCVT32TOU32 -> (variant & ~FpVariant.STANDARD) == FpVariant.TOWARD_ZERO;
      case FCVT64TOS32, FCVT64TOU32 -> variant == FpVariant.TOWARD_ZERO;
      case VFADD64, VFMUL64, VFMLA64, VFMAX64, VFMIN64 -> variant == FpVariant.STANDARD;
      case VFSETEQ64, VFSETGE64, VFSETGT64 -> (variant & FpVariant.STANDARD) != 0;
      default -> variant == FpVariant.NORMAL && !pair(inst.op());
    };
  }

  /** Conversions from and to integers take the variant; the others are for one variant. */
  private void callHost(Inst inst) {
    Op op = inst.op();
    StringBuilder type = new StringBuilder("(").append(VCPU);
    code.local(ALOAD, Layout.CPU);
    for (int i = 0; i < inst.argCount(); i++) {
      if (takesFloats(op)) {
        expressions.pushFloat(inst.arg(i));
        type.append(plan.type(inst.arg(i)) == Type.I64 ? 'D' : 'F');
      } else {
        expressions.push(inst.arg(i));
        type.append('J');
      }
    }
    code.local(FLOAD, layout.limit());
    type.append('F');
    if (fromInteger(op) || toInteger(op)) {
      code.constant((int) inst.imm());
      type.append('I');
    }
    boolean signaling = compares(op) && inst.imm() == FpVariant.SIGNALING;
    String name = signaling ? name(op).replace("cmp", "cmpe") : name(op);
    if (pair(op)) {
      code.call(FLOAT_PAIR, name, type.append(")J").toString());
    } else if (compares(op) || toInteger(op)) {
      code.call(HOST_FLOAT, name, type.append(")I").toString());
    } else {
      boolean wide = op.result == Type.I64;
      code.call(HOST_FLOAT, name, type.append(wide ? ")D" : ")F").toString());
      code.toBits(wide);
    }
  }

  private void callExact(Inst inst) {
    StringBuilder type = new StringBuilder("(").append(VCPU);
    code.local(ALOAD, Layout.CPU);
    for (int i = 0; i < inst.argCount(); i++) {
      expressions.push(inst.arg(i));
      type.append(inst.op().args.get(i) == Type.I64 ? 'J' : 'I');
    }
    code.constant((int) inst.imm());
    type.append("I)").append(inst.op().result == Type.I64 ? 'J' : 'I');
    code.call(pair(inst.op()) ? FLOAT_PAIR : SOFT_FLOAT, name(inst.op()), type.toString());
  }

  /** True if the arguments are floats or doubles in the bytecode. */
  static boolean takesFloats(Op op) {
    return op.kind == Op.Kind.FLOAT && !pair(op) && !fromInteger(op);
  }

  /** True if the result is a float or a double in the bytecode. */
  static boolean makesFloat(Op op) {
    return op.kind == Op.Kind.FLOAT && !pair(op) && !compares(op) && !toInteger(op);
  }

  static boolean compares(Op op) {
    return op == Op.FCMP32 || op == Op.FCMP64;
  }

  private static boolean fromInteger(Op op) {
    return op == Op.FCVTS64TO32 || op == Op.FCVTS64TO64;
  }

  private static boolean toInteger(Op op) {
    return switch (op) {
      case FCVT32TOS32, FCVT32TOU32, FCVT64TOS32, FCVT64TOU32 -> true;
      default -> false;
    };
  }

  /** True of what does not round, of two singles. */
  static boolean comparesPairs(Op op) {
    return switch (op) {
      case VFMAX64, VFMIN64, VFSETEQ64, VFSETGE64, VFSETGT64 -> true;
      default -> false;
    };
  }

  /** True if the op is on two singles. */
  static boolean pair(Op op) {
    return op.mnemonic.startsWith("vf");
  }

  /** FADD32 is add32, FCVT32TOS32 is cvt32tos32; of pairs, vfadd.d is add. */
  private static String name(Op op) {
    if (pair(op)) {
      return op.mnemonic.substring(2, op.mnemonic.indexOf('.'));
    }
    String name = op.name().toLowerCase(Locale.ROOT);
    return op == Op.FMA32 || op == Op.FMA64 ? name : name.substring(1);
  }
}
