package ebb.ir.fp;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.StateLayout;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The host-arithmetic paths against the integer-exact ones, and those against BigDecimal. */
class SoftFloatTest {
  private static final long SEED = 0x5eed_f107L;
  private static final int[] EDGES32 = {
    0,
    1,
    0x7fffff,
    0x800000,
    0x800001,
    0x3f800000,
    0x3f800001,
    0x3f7fffff,
    0x7f7fffff,
    0x7f800000,
    0x7f800001,
    0x7fc00000,
    0x7fc12345,
    0x40000000,
    0x1f800000,
    0x20000000,
    0x4b000001
  };
  private static final long[] EDGES64 = {
    0,
    1,
    0xfffffffffffffL,
    0x10000000000000L,
    0x10000000000001L,
    0x3ff0000000000000L,
    0x3ff0000000000001L,
    0x3fefffffffffffffL,
    0x7fefffffffffffffL,
    0x7ff0000000000000L,
    0x7ff0000000000001L,
    0x7ff8000000000000L,
    0x7ff8000000012345L,
    0x1ff0000000000000L,
    0x0370000000000000L,
    0x36f0000000000000L,
    0x3810000000000000L
  };

  private final BareVcpu cpu = new BareVcpu();
  private final SplittableRandom random = new SplittableRandom(SEED);

  private int operand32() {
    return switch (random.nextInt(4)) {
      case 0 -> EDGES32[random.nextInt(EDGES32.length)] | random.nextInt(2) << 31;
      case 1 -> random.nextInt();
      case 2 -> random.nextInt() & 0x800fffff | 120 + random.nextInt(16) << 23;
      default -> random.nextInt() & 0xff87_8000 | random.nextInt(3);
    };
  }

  private long operand64() {
    return switch (random.nextInt(4)) {
      case 0 -> EDGES64[random.nextInt(EDGES64.length)] | (long) random.nextInt(2) << 63;
      case 1 -> random.nextLong();
      case 2 -> random.nextLong() & 0x800fffffffffffffL | (long) (1015 + random.nextInt(16)) << 52;
      default -> random.nextLong() & 0xfff8_7000_0000_0000L | random.nextInt(3);
    };
  }

  private static final float[] BORDERS32 = {
    Float.MIN_NORMAL, Float.MAX_VALUE, Float.MIN_VALUE, 0x1p127f, 0x1p-127f, 1
  };
  private static final double[] BORDERS64 = {
    Double.MIN_NORMAL, Double.MAX_VALUE, Double.MIN_VALUE, 0x1p1023, 0x1p-1023, 1
  };

  private static float value(int bits) {
    return Float.intBitsToFloat(bits);
  }

  private static double value(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static int bits(float x) {
    return Float.floatToRawIntBits(x);
  }

  private static long bits(double x) {
    return Double.doubleToRawLongBits(x);
  }

  /** An operand with which some operation on {@code a} has a result at a border of the format. */
  private int partner32(int a) {
    if (random.nextInt(3) != 0) {
      return operand32();
    }
    double x = Float.intBitsToFloat(a);
    double border = BORDERS32[random.nextInt(BORDERS32.length)];
    double partner =
        switch (random.nextInt(4)) {
          case 0 -> border / x;
          case 1 -> x / border;
          case 2 -> border - x;
          default -> x + border;
        };
    return Float.floatToRawIntBits((float) partner) + random.nextInt(5) - 2;
  }

  private long partner64(long a) {
    if (random.nextInt(3) != 0) {
      return operand64();
    }
    double x = Double.longBitsToDouble(a);
    double border = BORDERS64[random.nextInt(BORDERS64.length)];
    double partner =
        switch (random.nextInt(4)) {
          case 0 -> border / x;
          case 1 -> x / border;
          case 2 -> border - x;
          default -> x + border;
        };
    return Double.doubleToRawLongBits(partner) + random.nextInt(5) - 2;
  }

  @FunctionalInterface
  private interface Operation {
    long run();
  }

  private long observed(Operation operation, int ctl, int sticky) {
    cpu.putInt(StateLayout.FPCTL, ctl);
    cpu.putInt(StateLayout.FPFLAGS, sticky);
    return operation.run();
  }

  private void same(String what, int ctl, Operation fast, Operation exact) {
    for (int sticky = 0; sticky <= FpFlags.INEXACT; sticky += FpFlags.INEXACT) {
      long want = observed(exact, ctl, sticky);
      int wantFlags = cpu.getInt(StateLayout.FPFLAGS);
      long got = observed(fast, ctl, sticky);
      int gotFlags = cpu.getInt(StateLayout.FPFLAGS);
      if (want != got || wantFlags != gotFlags) {
        throw new AssertionError(
            "seed %x %s ctl %x: %x flags %x, not %x flags %x"
                .formatted(SEED, what, ctl, want, wantFlags, got, gotFlags));
      }
    }
  }

  @Test
  void fastPathsAgreeWithTheExactOnes() {
    for (int i = 0; i < 400_000; i++) {
      int ctl = random.nextInt(4) == 0 ? random.nextInt(4) | random.nextInt(8) << 3 : 0;
      int a = operand32();
      int b = partner32(a);
      int c = partner32(bits(-value(a) * value(b)));
      long x = a & 0xffff_ffffL;
      long y = b & 0xffff_ffffL;
      long z = c & 0xffff_ffffL;
      String s = "single %x %x %x".formatted(a, b, c);
      int f = FpCore.SINGLE;
      same(
          "add " + s,
          ctl,
          () -> SoftFloat.add32(cpu, a, b, 0),
          () -> (int) FpCore.add(cpu, ctl, x, y, 0, f));
      same(
          "host add " + s,
          ctl,
          () -> bits(HostFloat.add32(cpu, value(a), value(b), HostFloat.limit(cpu))),
          () -> (int) FpCore.add(cpu, ctl, x, y, 0, f));
      same(
          "sub " + s,
          ctl,
          () -> SoftFloat.sub32(cpu, a, b, 0),
          () -> (int) FpCore.add(cpu, ctl, x, y, 1L << 31, f));
      same(
          "host sub " + s,
          ctl,
          () -> bits(HostFloat.sub32(cpu, value(a), value(b), HostFloat.limit(cpu))),
          () -> (int) FpCore.add(cpu, ctl, x, y, 1L << 31, f));
      same(
          "mul " + s,
          ctl,
          () -> SoftFloat.mul32(cpu, a, b, 0),
          () -> (int) FpCore.mul(cpu, ctl, x, y, f));
      same(
          "host mul " + s,
          ctl,
          () -> bits(HostFloat.mul32(cpu, value(a), value(b), HostFloat.limit(cpu))),
          () -> (int) FpCore.mul(cpu, ctl, x, y, f));
      same(
          "div " + s,
          ctl,
          () -> SoftFloat.div32(cpu, a, b, 0),
          () -> (int) FpCore.div(cpu, ctl, x, y, f));
      same(
          "host div " + s,
          ctl,
          () -> bits(HostFloat.div32(cpu, value(a), value(b), HostFloat.limit(cpu))),
          () -> (int) FpCore.div(cpu, ctl, x, y, f));
      same(
          "sqrt " + s,
          ctl,
          () -> SoftFloat.sqrt32(cpu, a, 0),
          () -> (int) FpCore.sqrt(cpu, ctl, x, f));
      same(
          "host sqrt " + s,
          ctl,
          () -> bits(HostFloat.sqrt32(cpu, value(a), HostFloat.limit(cpu))),
          () -> (int) FpCore.sqrt(cpu, ctl, x, f));
      same(
          "fma " + s,
          ctl,
          () -> SoftFloat.fma32(cpu, a, b, c, 0),
          () -> (int) FpCore.fma(cpu, ctl, x, y, z, f));
      same(
          "host fma " + s,
          ctl,
          () -> bits(HostFloat.fma32(cpu, value(a), value(b), value(c), HostFloat.limit(cpu))),
          () -> (int) FpCore.fma(cpu, ctl, x, y, z, f));
      same(
          "cmp " + s,
          ctl,
          () -> SoftFloat.cmp32(cpu, a, b, 0),
          () -> FpCore.compare(cpu, ctl, x, y, false, f));
      same(
          "host cmp " + s,
          ctl,
          () -> HostFloat.cmp32(cpu, value(a), value(b), HostFloat.limit(cpu)),
          () -> FpCore.compare(cpu, ctl, x, y, false, f));
      same(
          "cvt " + s,
          ctl,
          () -> SoftFloat.cvt32to64(cpu, a, 0),
          () -> FpConvert.convert(cpu, ctl, x, f, FpCore.DOUBLE));
      same(
          "host cmpe " + s,
          ctl,
          () -> HostFloat.cmpe32(cpu, value(a), value(b), HostFloat.limit(cpu)),
          () -> FpCore.compare(cpu, ctl, x, y, true, f));
      same(
          "host cvt " + s,
          ctl,
          () -> bits(HostFloat.cvt32to64(cpu, value(a), HostFloat.limit(cpu))),
          () -> FpConvert.convert(cpu, ctl, x, f, FpCore.DOUBLE));
    }
  }

  @Test
  void fastPathsOfDoublesAgreeWithTheExactOnes() {
    int f = FpCore.DOUBLE;
    for (int i = 0; i < 400_000; i++) {
      int ctl = random.nextInt(4) == 0 ? random.nextInt(4) | random.nextInt(8) << 3 : 0;
      long a = operand64();
      long b = partner64(a);
      long c = partner64(bits(-value(a) * value(b)));
      String s = "double %x %x %x".formatted(a, b, c);
      same(
          "add " + s,
          ctl,
          () -> SoftFloat.add64(cpu, a, b, 0),
          () -> FpCore.add(cpu, ctl, a, b, 0, f));
      same(
          "host add " + s,
          ctl,
          () -> bits(HostFloat.add64(cpu, value(a), value(b), HostFloat.limit(cpu))),
          () -> FpCore.add(cpu, ctl, a, b, 0, f));
      same(
          "sub " + s,
          ctl,
          () -> SoftFloat.sub64(cpu, a, b, 0),
          () -> FpCore.add(cpu, ctl, a, b, 1L << 63, f));
      same(
          "host sub " + s,
          ctl,
          () -> bits(HostFloat.sub64(cpu, value(a), value(b), HostFloat.limit(cpu))),
          () -> FpCore.add(cpu, ctl, a, b, 1L << 63, f));
      same(
          "mul " + s,
          ctl,
          () -> SoftFloat.mul64(cpu, a, b, 0),
          () -> FpCore.mul(cpu, ctl, a, b, f));
      same(
          "host mul " + s,
          ctl,
          () -> bits(HostFloat.mul64(cpu, value(a), value(b), HostFloat.limit(cpu))),
          () -> FpCore.mul(cpu, ctl, a, b, f));
      same(
          "div " + s,
          ctl,
          () -> SoftFloat.div64(cpu, a, b, 0),
          () -> FpCore.div(cpu, ctl, a, b, f));
      same(
          "host div " + s,
          ctl,
          () -> bits(HostFloat.div64(cpu, value(a), value(b), HostFloat.limit(cpu))),
          () -> FpCore.div(cpu, ctl, a, b, f));
      same("sqrt " + s, ctl, () -> SoftFloat.sqrt64(cpu, a, 0), () -> FpCore.sqrt(cpu, ctl, a, f));
      same(
          "host sqrt " + s,
          ctl,
          () -> bits(HostFloat.sqrt64(cpu, value(a), HostFloat.limit(cpu))),
          () -> FpCore.sqrt(cpu, ctl, a, f));
      same(
          "fma " + s,
          ctl,
          () -> SoftFloat.fma64(cpu, a, b, c, 0),
          () -> FpCore.fma(cpu, ctl, a, b, c, f));
      same(
          "host fma " + s,
          ctl,
          () -> bits(HostFloat.fma64(cpu, value(a), value(b), value(c), HostFloat.limit(cpu))),
          () -> FpCore.fma(cpu, ctl, a, b, c, f));
      same(
          "cmp " + s,
          ctl,
          () -> SoftFloat.cmp64(cpu, a, b, 0),
          () -> FpCore.compare(cpu, ctl, a, b, false, f));
      same(
          "host cmp " + s,
          ctl,
          () -> HostFloat.cmp64(cpu, value(a), value(b), HostFloat.limit(cpu)),
          () -> FpCore.compare(cpu, ctl, a, b, false, f));
      same(
          "cvt " + s,
          ctl,
          () -> SoftFloat.cvt64to32(cpu, a, 0),
          () -> (int) FpConvert.convert(cpu, ctl, a, f, FpCore.SINGLE));
      same(
          "host cmpe " + s,
          ctl,
          () -> HostFloat.cmpe64(cpu, value(a), value(b), HostFloat.limit(cpu)),
          () -> FpCore.compare(cpu, ctl, a, b, true, f));
      same(
          "host cvt " + s,
          ctl,
          () -> bits(HostFloat.cvt64to32(cpu, value(a), HostFloat.limit(cpu))),
          () -> (int) FpConvert.convert(cpu, ctl, a, f, FpCore.SINGLE));
    }
  }

  @Test
  void conversionsOfIntegersAgreeWithTheExactOnes() {
    int[] standards = {0, FpVariant.STANDARD};
    for (int i = 0; i < 400_000; i++) {
      int ctl = random.nextInt(4) == 0 ? random.nextInt(4) | random.nextInt(8) << 3 : 0;
      long n = random.nextLong() >> random.nextInt(64);
      double near = random.nextInt(3) == 0 ? n : random.nextInt(1 << 12) * 0x1p21;
      near = random.nextInt(4) == 0 ? value(operand64()) : near;
      long a = bits(random.nextBoolean() ? near : -near) + random.nextInt(3) - 1;
      int b = random.nextInt(4) == 0 ? operand32() : bits((float) near) + random.nextInt(3) - 1;
      String s = "conversion %x %x %x".formatted(n, a, b);
      for (int v : standards) {
        same(
            "to single " + s,
            ctl,
            () -> SoftFloat.cvts64to32(cpu, n, v),
            () -> FpConvert.fromFixed32(cpu, n, false, 0, v));
        same(
            "host to single " + s,
            ctl,
            () -> bits(HostFloat.cvts64to32(cpu, n, HostFloat.limit(cpu), v)),
            () -> FpConvert.fromFixed32(cpu, n, false, 0, v));
        same(
            "to double " + s,
            ctl,
            () -> SoftFloat.cvts64to64(cpu, n, v),
            () -> FpConvert.fromFixed64(cpu, n, false, 0, v));
        same(
            "host to double " + s,
            ctl,
            () -> bits(HostFloat.cvts64to64(cpu, n, HostFloat.limit(cpu), v)),
            () -> FpConvert.fromFixed64(cpu, n, false, 0, v));
        for (int mode : new int[] {0, FpVariant.TOWARD_ZERO, FpVariant.rounding(FpControl.UP)}) {
          int w = mode | v;
          same(
              "single to signed " + s,
              ctl,
              () -> SoftFloat.cvt32tos32(cpu, b, w),
              () -> FpConvert.toFixed32(cpu, b, 32, false, 0, w));
          same(
              "single to unsigned " + s,
              ctl,
              () -> SoftFloat.cvt32tou32(cpu, b, w),
              () -> (int) FpConvert.toFixed32(cpu, b, 32, true, 0, w));
          same(
              "double to signed " + s,
              ctl,
              () -> SoftFloat.cvt64tos32(cpu, a, w),
              () -> FpConvert.toFixed64(cpu, a, 32, false, 0, w));
          same(
              "double to unsigned " + s,
              ctl,
              () -> SoftFloat.cvt64tou32(cpu, a, w),
              () -> (int) FpConvert.toFixed64(cpu, a, 32, true, 0, w));
        }
        int w = FpVariant.TOWARD_ZERO | v;
        same(
            "host single to signed " + s,
            ctl,
            () -> HostFloat.cvt32tos32(cpu, value(b), HostFloat.limit(cpu), w),
            () -> FpConvert.toFixed32(cpu, b, 32, false, 0, w));
        same(
            "host single to unsigned " + s,
            ctl,
            () -> HostFloat.cvt32tou32(cpu, value(b), HostFloat.limit(cpu), w),
            () -> (int) FpConvert.toFixed32(cpu, b, 32, true, 0, w));
      }
      int w = FpVariant.TOWARD_ZERO;
      same(
          "host double to signed " + s,
          ctl,
          () -> HostFloat.cvt64tos32(cpu, value(a), HostFloat.limit(cpu), w),
          () -> FpConvert.toFixed64(cpu, a, 32, false, 0, w));
      same(
          "host double to unsigned " + s,
          ctl,
          () -> HostFloat.cvt64tou32(cpu, value(a), HostFloat.limit(cpu), w),
          () -> (int) FpConvert.toFixed64(cpu, a, 32, true, 0, w));
    }
  }

  /** Rounds an exact value in the directed modes by stepping from the nearest double. */
  private static double rounded(BigDecimal exact, int mode) {
    double nearest = exact.doubleValue();
    if (mode == FpControl.NEAREST_EVEN) {
      return nearest;
    }
    boolean up = mode == FpControl.UP || mode == FpControl.ZERO && exact.signum() < 0;
    int side =
        Double.isInfinite(nearest)
            ? (nearest > 0 ? 1 : -1)
            : new BigDecimal(nearest).compareTo(exact);
    return up
        ? (side < 0 ? Math.nextUp(nearest) : nearest)
        : side > 0 ? Math.nextDown(nearest) : nearest;
  }

  @Test
  void exactPathsAgreeWithBigDecimal() {
    for (int i = 0; i < 60_000; i++) {
      int mode = random.nextInt(4);
      double a = Double.longBitsToDouble(operand64() & ~(3L << 61) | 1L << 61);
      double b = Double.longBitsToDouble(operand64());
      double c = Double.longBitsToDouble(operand64());
      if (!Double.isFinite(a) || !Double.isFinite(b) || !Double.isFinite(c)) {
        continue;
      }
      long x = Double.doubleToRawLongBits(a);
      long y = Double.doubleToRawLongBits(b);
      long z = Double.doubleToRawLongBits(c);
      BigDecimal p = new BigDecimal(a);
      BigDecimal q = new BigDecimal(b);
      check(p.add(q), mode, () -> FpCore.add(cpu, mode, x, y, 0, FpCore.DOUBLE));
      check(p.multiply(q), mode, () -> FpCore.mul(cpu, mode, x, y, FpCore.DOUBLE));
      check(
          p.multiply(q).add(new BigDecimal(c)),
          mode,
          () -> FpCore.fma(cpu, mode, x, y, z, FpCore.DOUBLE));
      if (b != 0) {
        BigDecimal quotient = p.divide(q, new MathContext(1100, RoundingMode.DOWN));
        check(quotient, mode, () -> FpCore.div(cpu, mode, x, y, FpCore.DOUBLE));
      }
    }
  }

  private void check(BigDecimal exact, int mode, Operation operation) {
    long got = observed(operation, mode, 0);
    double want = rounded(exact, mode);
    if (exact.signum() != 0) {
      assertThat(Double.longBitsToDouble(got)).as("%s mode %d", exact, mode).isEqualTo(want);
      boolean inexact = Double.isInfinite(want) || new BigDecimal(want).compareTo(exact) != 0;
      assertThat((cpu.getInt(StateLayout.FPFLAGS) & FpFlags.INEXACT) != 0).isEqualTo(inexact);
    }
  }
}
