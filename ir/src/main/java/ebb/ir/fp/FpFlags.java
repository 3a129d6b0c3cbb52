package ebb.ir.fp;

/** Sticky floating-point exceptions, as in the FPFLAGS header slot. */
public final class FpFlags {
  public static final int INVALID = 1;
  public static final int DIVZERO = 1 << 1;
  public static final int OVERFLOW = 1 << 2;
  public static final int UNDERFLOW = 1 << 3;
  public static final int INEXACT = 1 << 4;

  /** A subnormal operand was read as zero. */
  public static final int INPUT_DENORMAL = 1 << 5;

  private FpFlags() {}
}
