package ebb.ir.fp;

import static ebb.ir.fp.FpCore.DOUBLE;
import static ebb.ir.fp.FpCore.SINGLE;

import ebb.ir.guest.Vcpu;

/**
 * Minimum and maximum. FPMin and FPMax of the ARM manual yield a NaN if an operand is one; minNum
 * and maxNum of IEEE 754-2008 prefer a number to a quiet NaN. -0 is less than +0.
 */
public final class FpMinMax {
  private FpMinMax() {}

  public static int min32(Vcpu cpu, int a, int b, int variant) {
    return (int) pick(cpu, variant, a & 0xffff_ffffL, b & 0xffff_ffffL, true, SINGLE);
  }

  public static int max32(Vcpu cpu, int a, int b, int variant) {
    return (int) pick(cpu, variant, a & 0xffff_ffffL, b & 0xffff_ffffL, false, SINGLE);
  }

  public static long min64(Vcpu cpu, long a, long b, int variant) {
    return pick(cpu, variant, a, b, true, DOUBLE);
  }

  public static long max64(Vcpu cpu, long a, long b, int variant) {
    return pick(cpu, variant, a, b, false, DOUBLE);
  }

  public static int minNum32(Vcpu cpu, int a, int b, int variant) {
    return (int) pickNumber(cpu, variant, a & 0xffff_ffffL, b & 0xffff_ffffL, true, SINGLE);
  }

  public static int maxNum32(Vcpu cpu, int a, int b, int variant) {
    return (int) pickNumber(cpu, variant, a & 0xffff_ffffL, b & 0xffff_ffffL, false, SINGLE);
  }

  public static long minNum64(Vcpu cpu, long a, long b, int variant) {
    return pickNumber(cpu, variant, a, b, true, DOUBLE);
  }

  public static long maxNum64(Vcpu cpu, long a, long b, int variant) {
    return pickNumber(cpu, variant, a, b, false, DOUBLE);
  }

  private static long pickNumber(Vcpu cpu, int variant, long a, long b, boolean min, int f) {
    boolean quietA = FpCore.isNan(a, f) && !FpCore.isSignaling(a, f);
    boolean quietB = FpCore.isNan(b, f) && !FpCore.isSignaling(b, f);
    if (quietA && !FpCore.isNan(b, f)) {
      return FpCore.operand(cpu, FpCore.control(cpu, variant), b, f);
    }
    if (quietB && !FpCore.isNan(a, f)) {
      return FpCore.operand(cpu, FpCore.control(cpu, variant), a, f);
    }
    return pick(cpu, variant, a, b, min, f);
  }

  private static long pick(Vcpu cpu, int variant, long a, long b, boolean min, int f) {
    int ctl = FpCore.control(cpu, variant);
    a = FpCore.operand(cpu, ctl, a, f);
    b = FpCore.operand(cpu, ctl, b, f);
    if (FpCore.isNan(a, f) || FpCore.isNan(b, f)) {
      return FpCore.nan(cpu, ctl, a, b, f);
    }
    if (FpCore.isZero(a, f) && FpCore.isZero(b, f)) {
      return min ? a | b : a & b;
    }
    boolean less = FpCore.compare(cpu, 0, a, b, false, f) == 1;
    return less == min ? a : b;
  }
}
