package ebb.ir.fp;

/**
 * The immediate of floating-point ops: how one differs from what FPCTL says.
 *
 * <pre>
 *  bit 0     ARM's standard FPSCR value instead of FPCTL ({@link FpControl#ARM_STANDARD})
 *  bit 1     comparison: any NaN is an invalid operation, not only a signaling one
 *  bit 2..4  0: FPCTL's rounding mode, else that rounding mode + 1
 * </pre>
 */
public final class FpVariant {
  public static final int NORMAL = 0;
  public static final int STANDARD = 1;
  public static final int SIGNALING = 1 << 1;
  public static final int TOWARD_ZERO = rounding(FpControl.ZERO);

  private FpVariant() {}

  /** With this rounding mode of {@link FpControl} whatever FPCTL says. */
  public static int rounding(int mode) {
    return mode + 1 << 2;
  }
}
