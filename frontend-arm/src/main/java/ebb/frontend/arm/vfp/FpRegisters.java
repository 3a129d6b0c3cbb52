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
    return t.ir.get32(half(n));
  }

  public static void setS(Translator t, int n, int value) {
    t.ir.put32(half(n), value);
  }

  private static int half(int n) {
    return ArmState.d(n >> 1) + 4 * (n & 1);
  }

  public static int concat(Translator t, int low, int high) {
    return t.ir.op(Op.CONCAT64, low, high);
  }
}
