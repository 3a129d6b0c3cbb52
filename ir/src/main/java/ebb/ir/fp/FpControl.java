package ebb.ir.fp;

/**
 * The canonical encoding of floating-point control in the FPCTL header slot. Frontends compute it
 * from their own control register.
 *
 * <pre>
 *  bit 0..2  rounding mode
 *  bit 3     subnormal operands read as zero
 *  bit 4     subnormal results are replaced by zero
 *  bit 5     every NaN result is the default NaN
 *  bit 6     NaN rule and default NaN of x86 SSE instead of ARM
 *  bit 7     a result is tiny by its value after rounding (x86) instead of before (ARM)
 *  bit 8     half precision is ARM's alternative format, without infinities and NaNs
 * </pre>
 */
public final class FpControl {
  public static final int NEAREST_EVEN = 0;
  public static final int UP = 1;
  public static final int DOWN = 2;
  public static final int ZERO = 3;
  public static final int NEAREST_AWAY = 4;
  public static final int ROUNDING_MASK = 7;
  public static final int FLUSH_INPUTS = 1 << 3;
  public static final int FLUSH_OUTPUTS = 1 << 4;
  public static final int DEFAULT_NAN = 1 << 5;
  public static final int SSE_NAN = 1 << 6;
  public static final int TINY_AFTER_ROUNDING = 1 << 7;
  public static final int ALTERNATIVE_HALF = 1 << 8;

  /**
   * What Advanced SIMD arithmetic uses whatever FPSCR says (DDI 0406C A2.7.8, StandardFPSCRValue).
   */
  public static final int ARM_STANDARD = NEAREST_EVEN | FLUSH_INPUTS | FLUSH_OUTPUTS | DEFAULT_NAN;

  private FpControl() {}
}
