package ebb.ir;

/**
 * One IR operation.
 *
 * @param op the opcode
 * @param dst the temp it defines, or -1
 * @param a first argument temp, or -1 (for INSN: the AUX value)
 * @param b second argument temp, or -1
 * @param c third argument temp, or -1
 * @param d fourth argument temp, or -1
 * @param imm constant, slot offset, label, MemOp, field or lane, as the op says
 * @param helper the helper of a call, else null
 */
public record Inst(Op op, int dst, int a, int b, int c, int d, long imm, Helper helper) {
  public int arg(int i) {
    return switch (i) {
      case 0 -> a;
      case 1 -> b;
      case 2 -> c;
      default -> d;
    };
  }

  /** Number of temp arguments. */
  public int argCount() {
    return helper != null ? helper.arity() : op.args.size();
  }

  /** True if this is where the guest's exception can leave the block. */
  public boolean mayFault() {
    return op.mayFault() || helper != null && helper.effect() == Helper.Effect.PRECISE;
  }
}
