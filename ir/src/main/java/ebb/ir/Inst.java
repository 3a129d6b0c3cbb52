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
  /** Number of temp arguments of each op; in an array, as everybody asks. */
  private static final byte[] ARGS = new byte[Op.values().length];

  static {
    for (Op op : Op.values()) {
      ARGS[op.ordinal()] = (byte) op.args.size();
    }
  }

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
    return helper != null ? helper.arity() : ARGS[op.ordinal()];
  }

  /** Bytes of the slot that a get reads or a put writes. */
  public int slotBytes() {
    return switch (op) {
      case GET32, PUT32 -> 4;
      case GET64, PUT64 -> 8;
      case GET128, PUT128 -> 16;
      default -> throw new IllegalStateException(op.mnemonic + " is no access to a slot");
    };
  }

  /**
   * The op with another result and with {@code names[t]} for each argument t; itself if nothing
   * changes.
   */
  public Inst renamed(int newDst, int[] names) {
    int count = argCount();
    int newA = count > 0 ? names[a] : a;
    int newB = count > 1 ? names[b] : b;
    int newC = count > 2 ? names[c] : c;
    int newD = count > 3 ? names[d] : d;
    return newDst == dst && newA == a && newB == b && newC == c && newD == d
        ? this
        : new Inst(op, newDst, newA, newB, newC, newD, imm, helper);
  }

  /** True if this is where the guest's exception can leave the block. */
  public boolean mayFault() {
    return op.mayFault() || helper != null && helper.effect() == Helper.Effect.PRECISE;
  }

  /**
   * True if compiled code may be left here for the interpreter: where the guest's exception may be,
   * and where an {@link Assumption} about its arithmetic may turn out wrong.
   */
  public boolean mayLeave() {
    return mayFault() || op.kind == Op.Kind.FLOAT;
  }
}
