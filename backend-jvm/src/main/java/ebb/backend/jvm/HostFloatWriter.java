package ebb.backend.jvm;

import static org.objectweb.asm.Opcodes.*;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Type;
import ebb.ir.fp.HostFloat;
import java.util.List;
import org.objectweb.asm.Label;

/**
 * Bytecode for floating-point ops that takes the host's results, under {@link
 * ebb.ir.Assumption#HOST_FLOATS}: the mode is looked at where the region is entered, each result
 * where it is made, and the region is left where either may not be the guest's. There are no calls,
 * around which HotSpot would have to keep everything in memory.
 */
final class HostFloatWriter {
  private static final String MATH = "java/lang/Math";
  private static final String HOST_FLOAT = "ebb/ir/fp/HostFloat";
  private static final String HOST_PAIR = "ebb/ir/fp/HostPair";

  private final RegionWriter region;
  private final Code code;
  private final BlockPlan plan;
  private final Expressions expressions;

  HostFloatWriter(RegionWriter region, Code code, BlockPlan plan, Expressions expressions) {
    this.region = region;
    this.code = code;
    this.plan = plan;
    this.expressions = expressions;
  }

  /** What has to be so at the entry of a region for the host's results to be the guest's. */
  enum Mode {
    /** Nothing. */
    ANY,

    /** Inexact results are nothing new. */
    INEXACT,

    /** Rounding to nearest and no flushing, too. */
    USUAL;

    /** False if there is nothing to be looked at. */
    boolean needed() {
      return this != ANY;
    }
  }

  /** The mode that the host's results are for, or null if the blocks change it themselves. */
  static Mode mode(List<Block> blocks) {
    Mode mode = Mode.ANY;
    for (Block block : blocks) {
      for (Inst inst : block.code()) {
        if (changesMode(inst)) {
          return null;
        }
        if (inst.op().kind == Op.Kind.FLOAT && FloatWriter.onHost(inst)) {
          Mode needed =
              !FloatWriter.pair(inst.op())
                  ? Mode.USUAL
                  : FloatWriter.comparesPairs(inst.op()) ? Mode.ANY : Mode.INEXACT;
          mode = mode.compareTo(needed) < 0 ? needed : mode;
        }
      }
    }
    return mode;
  }

  private static boolean changesMode(Inst inst) {
    return inst.op().kind == Op.Kind.WRITE
            && (inst.imm() == StateLayout.FPCTL || inst.imm() == StateLayout.FPFLAGS)
        || inst.helper() != null && inst.helper().effect() == Helper.Effect.WRITES_STATE;
  }

  /** Goes to a place if the mode, which is needed, is another one. */
  static void unlessIn(Mode mode, Code code, Label leave) {
    code.local(ALOAD, Layout.CPU);
    String test = mode == Mode.USUAL ? "usable" : "inexactIsKnown";
    code.call(HOST_FLOAT, test, "(Lebb/ir/guest/Vcpu;)Z");
    code.jump(IFEQ, leave);
  }

  /** True of an op whose result is wanted, in a variant that the host can do. */
  boolean takes(Inst inst) {
    return FloatWriter.onHost(inst) && plan.home(inst.dst()) == BlockPlan.Home.LOCAL;
  }

  /**
   * @param leave where to go if the result may not be the guest's
   */
  void write(Inst inst, Label leave) {
    switch (inst.op()) {
      case FADD32 -> finite(inst, FADD, leave);
      case FADD64 -> finite(inst, DADD, leave);
      case FSUB32 -> finite(inst, FSUB, leave);
      case FSUB64 -> finite(inst, DSUB, leave);
      case FMUL32 -> normal(inst, FMUL, 2, leave);
      case FMUL64 -> normal(inst, DMUL, 2, leave);
      case FDIV32 -> normal(inst, FDIV, 1, leave);
      case FDIV64 -> normal(inst, DDIV, 1, leave);
      case FMA32, FMA64 -> fused(inst, leave);
      case FSQRT32, FSQRT64 -> root(inst, leave);
      case FCMP32, FCMP64 -> relation(inst, leave);
      case FCVT32TO64 -> finite(inst, F2D, leave);
      case FCVT64TO32 -> normal(inst, D2F, 1, leave);
      case FCVTS64TO32, FCVTS64TO64 -> {
        expressions.push(inst.a());
        code.op(wide(inst) ? L2D : L2F);
        store(inst);
      }
      case FCVT32TOS32 -> toInteger(inst, "inSigned", leave, F2I);
      case FCVT64TOS32 -> toInteger(inst, "inSigned", leave, D2I);
      case FCVT32TOU32 -> toInteger(inst, "inUnsigned", leave, F2L, L2I);
      case FCVT64TOU32 -> toInteger(inst, "inUnsigned", leave, D2L, L2I);
      case VFADD64, VFMLA64 -> pairs(inst, "sums", "usualSums", leave);
      case VFMUL64 -> pairs(inst, "products", "usualProducts", leave);
      case VFMAX64 -> compared(inst, "maxima", leave);
      case VFMIN64 -> compared(inst, "minima", leave);
      case VFSETEQ64 -> compared(inst, "equal", leave);
      case VFSETGE64 -> compared(inst, "notLess", leave);
      case VFSETGT64 -> compared(inst, "greater", leave);
      default -> throw new IllegalStateException(inst.op().mnemonic + " is not on the host");
    }
  }

  private static boolean wide(Inst inst) {
    return inst.op().result == Type.I64;
  }

  private void pushArguments(Inst inst) {
    for (int i = 0; i < inst.argCount(); i++) {
      expressions.pushFloat(inst.arg(i));
    }
  }

  /** Moves a float or a double from the stack to the temp. */
  private void store(Inst inst) {
    code.toBits(wide(inst));
    code.local(wide(inst) ? LSTORE : ISTORE, plan.local(inst.dst()));
  }

  private void finite(Inst inst, int opcode, Label leave) {
    pushArguments(inst);
    code.op(opcode);
    store(inst);
    unlessFinite(inst, leave);
  }

  private void normal(Inst inst, int opcode, int zeros, Label leave) {
    pushArguments(inst);
    code.op(opcode);
    store(inst);
    unlessNormal(inst, zeros, leave);
  }

  private void fused(Inst inst, Label leave) {
    pushArguments(inst);
    code.call(MATH, "fma", wide(inst) ? "(DDD)D" : "(FFF)F");
    store(inst);
    unlessNormal(inst, 2, leave);
  }

  private void root(Inst inst, Label leave) {
    pushArguments(inst);
    if (!wide(inst)) {
      code.op(F2D);
    }
    code.call(MATH, "sqrt", "(D)D");
    if (!wide(inst)) {
      code.op(D2F);
    }
    store(inst);
    unlessFinite(inst, leave);
  }

  private void unlessFinite(Inst inst, Label leave) {
    pushMagnitude(inst);
    if (wide(inst)) {
      code.constant(Double.POSITIVE_INFINITY);
      code.op(DCMPG);
    } else {
      code.constant(Float.POSITIVE_INFINITY);
      code.op(FCMPG);
    }
    code.jump(IFGE, leave);
  }

  /**
   * Leaves unless the result is above the least normal number, or zero because an argument is.
   *
   * @param zeros the first so many arguments may be
   */
  private void unlessNormal(Inst inst, int zeros, Label leave) {
    unlessFinite(inst, leave);
    pushMagnitude(inst);
    if (wide(inst)) {
      code.constant(Double.MIN_NORMAL);
      code.op(DCMPL);
    } else {
      code.constant(Float.MIN_NORMAL);
      code.op(FCMPL);
    }
    Label small = new Label();
    Label fine = new Label();
    code.jump(IFLE, small);
    code.place(fine);
    region.outline(
        () -> {
          code.place(small);
          for (int i = 0; i < zeros; i++) {
            boolean wide = plan.type(inst.arg(i)) == Type.I64;
            expressions.pushFloat(inst.arg(i));
            code.ops(wide ? DCONST_0 : FCONST_0, wide ? DCMPL : FCMPL);
            code.jump(IFEQ, fine);
          }
          code.jump(GOTO, leave);
        });
  }

  private void pushMagnitude(Inst inst) {
    code.local(wide(inst) ? LLOAD : ILOAD, plan.local(inst.dst()));
    code.fromBits(wide(inst));
    code.call(MATH, "abs", wide(inst) ? "(D)D" : "(F)F");
  }

  private void relation(Inst inst, Label leave) {
    pushArguments(inst);
    boolean wide = inst.op() == Op.FCMP64;
    code.call(HOST_FLOAT, "relation", wide ? "(DD)I" : "(FF)I");
    code.local(ISTORE, plan.local(inst.dst()));
    code.local(ILOAD, plan.local(inst.dst()));
    code.constant(HostFloat.UNORDERED);
    code.jump(IF_ICMPEQ, leave);
  }

  private void toInteger(Inst inst, String inRange, Label leave, int... opcodes) {
    pushArguments(inst);
    code.call(HOST_FLOAT, inRange, plan.type(inst.a()) == Type.I64 ? "(D)Z" : "(F)Z");
    code.jump(IFEQ, leave);
    pushArguments(inst);
    code.ops(opcodes);
    code.local(ISTORE, plan.local(inst.dst()));
  }

  private void pairs(Inst inst, String results, String usual, Label leave) {
    push(inst);
    code.call(HOST_PAIR, results, "(" + "J".repeat(inst.argCount()) + ")J");
    code.local(LSTORE, plan.local(inst.dst()));
    Label doubtful = new Label();
    Label fine = new Label();
    unless("moderate", inst, doubtful);
    code.place(fine);
    region.outline(
        () -> {
          code.place(doubtful);
          unless(usual, inst, leave);
          code.jump(GOTO, fine);
        });
  }

  /** Goes to a place unless arguments and result pass a test. */
  private void unless(String test, Inst inst, Label otherwise) {
    push(inst);
    code.local(LLOAD, plan.local(inst.dst()));
    code.call(HOST_PAIR, test, "(" + "J".repeat(inst.argCount()) + "J)Z");
    code.jump(IFEQ, otherwise);
  }

  private void compared(Inst inst, String results, Label leave) {
    push(inst);
    code.call(HOST_PAIR, "comparable", "(JJ)Z");
    code.jump(IFEQ, leave);
    push(inst);
    code.call(HOST_PAIR, results, "(JJ)J");
    code.local(LSTORE, plan.local(inst.dst()));
  }

  private void push(Inst inst) {
    for (int i = 0; i < inst.argCount(); i++) {
      expressions.push(inst.arg(i));
    }
  }
}
