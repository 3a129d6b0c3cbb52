package ebb.frontend.arm.vfp;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.translate.Translator;
import ebb.ir.Op;

/** S and D registers as temps. S registers are halves of the first sixteen D registers. */
public final class FpRegisters {
  private FpRegisters() {}

  public static int d(Translator t, int n) {
    return t.ir.get64(ArmState.d(n));
  }

  public static void setD(Translator t, int n, int value) {
    t.ir.put64(ArmState.d(n), value);
  }

  public static int s(Translator t, int n) {
    return t.ir.op((n & 1) == 0 ? Op.TRUNC32 : Op.HIGH32, d(t, n >> 1));
  }

  public static void setS(Translator t, int n, int value) {
    int old = d(t, n >> 1);
    boolean low = (n & 1) == 0;
    int other = t.ir.op(low ? Op.HIGH32 : Op.TRUNC32, old);
    setD(t, n >> 1, low ? concat(t, value, other) : concat(t, other, value));
  }

  public static int concat(Translator t, int low, int high) {
    return t.ir.op(Op.CONCAT64, low, high);
  }
}
