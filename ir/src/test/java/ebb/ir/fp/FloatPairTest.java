package ebb.ir.fp;

import ebb.ir.StateLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Pairs of lanes against the integer-exact arithmetic of each. */
class FloatPairTest {
  private static final long SEED = 0x5eed_2f32L;
  private static final int ROUNDS = 300_000;
  private static final int[] EDGES = {
    0,
    1,
    0x7fffff,
    0x800000,
    0x800001,
    0x3f800000,
    0x3f7fffff,
    0x1fffffff,
    0x20000000,
    0x7f7fffff,
    0x7f800000,
    0x7f800001,
    0x7fc00000,
    0x7fffffff
  };

  private final BareVcpu cpu = new BareVcpu();
  private final SplittableRandom random = new SplittableRandom(SEED);

  @FunctionalInterface
  private interface Pair {
    long run(long a, long b, long c, int variant);
  }

  @FunctionalInterface
  private interface Lane {
    long run(int ctl, long a, long b, long c, int variant);
  }

  private int operand() {
    return switch (random.nextInt(8)) {
      case 0 -> EDGES[random.nextInt(EDGES.length)] | random.nextInt(2) << 31;
      case 1 -> random.nextInt();
      // Few significant bits, so that results are often exact.
      case 2, 3 -> random.nextInt() & 0xff87_8000 | 120 << 23;
      default -> random.nextInt() & 0x800f_ffff | 120 + random.nextInt(16) << 23;
    };
  }

  private long operands() {
    return operand() & 0xffff_ffffL | (long) operand() << 32;
  }

  private void check(String name, Pair pair, Lane lane) {
    for (int i = 0; i < ROUNDS; i++) {
      long a = operands();
      long b = random.nextInt(8) == 0 ? a : operands();
      long c = operands();
      int variant = random.nextInt(4) == 0 ? FpVariant.NORMAL : FpVariant.STANDARD;
      int control = random.nextInt(4) | random.nextInt(8) << 3;
      int sticky = random.nextInt(2) * FpFlags.INEXACT;
      cpu.putInt(StateLayout.FPCTL, control);
      cpu.putInt(StateLayout.FPFLAGS, sticky);
      int ctl = FpCore.control(cpu, variant);
      long low = lane.run(ctl, wide(a), wide(b), wide(c), variant);
      long high = lane.run(ctl, a >>> 32, b >>> 32, c >>> 32, variant);
      long want = wide(low) | high << 32;
      int wantFlags = cpu.getInt(StateLayout.FPFLAGS);
      cpu.putInt(StateLayout.FPFLAGS, sticky);
      long got = pair.run(a, b, c, variant);
      int gotFlags = cpu.getInt(StateLayout.FPFLAGS);
      if (want != got || wantFlags != gotFlags) {
        throw new AssertionError(
            "seed %x %s %x %x %x ctl %x: %x flags %x, not %x flags %x"
                .formatted(SEED, name, a, b, c, ctl, got, gotFlags, want, wantFlags));
      }
    }
  }

  private static long wide(long a) {
    return a & 0xffff_ffffL;
  }

  private long relation(int ctl, long a, long b, int variant) {
    boolean signaling = (variant & FpVariant.SIGNALING) != 0;
    return FpCore.compare(cpu, ctl, a, b, signaling, FpCore.SINGLE);
  }

  /** Half of the time for the variant of which there is a method with a limit. */
  private static boolean limited(long any, int variant) {
    return variant == FpVariant.STANDARD && (any & 1) != 0;
  }

  private static long all(boolean condition) {
    return condition ? -1 : 0;
  }

  @Test
  void arithmeticIsExact() {
    int f = FpCore.SINGLE;
    check(
        "add",
        (a, b, c, v) ->
            limited(c, v)
                ? FloatPair.add(cpu, a, b, HostFloat.limit(cpu))
                : FloatPair.add(cpu, a, b, v),
        (ctl, a, b, c, v) -> FpCore.add(cpu, ctl, a, b, 0, f));
    check(
        "mul",
        (a, b, c, v) ->
            limited(c, v)
                ? FloatPair.mul(cpu, a, b, HostFloat.limit(cpu))
                : FloatPair.mul(cpu, a, b, v),
        (ctl, a, b, c, v) -> FpCore.mul(cpu, ctl, a, b, f));
    check(
        "mla",
        (a, b, c, v) ->
            limited(a, v)
                ? FloatPair.mla(cpu, a, b, c, HostFloat.limit(cpu))
                : FloatPair.mla(cpu, a, b, c, v),
        (ctl, a, b, c, v) -> FpCore.add(cpu, ctl, a, wide(FpCore.mul(cpu, ctl, b, c, f)), 0, f));
  }

  @Test
  void comparisonsAreExact() {
    check(
        "max",
        (a, b, c, v) -> FloatPair.max(cpu, a, b, v),
        (ctl, a, b, c, v) -> FpMinMax.max32(cpu, (int) a, (int) b, v));
    check(
        "min",
        (a, b, c, v) -> FloatPair.min(cpu, a, b, v),
        (ctl, a, b, c, v) -> FpMinMax.min32(cpu, (int) a, (int) b, v));
    int signaling = FpVariant.SIGNALING;
    check(
        "seteq",
        (a, b, c, v) -> FloatPair.seteq(cpu, a, b, v),
        (ctl, a, b, c, v) -> all(relation(ctl, a, b, v) == 0));
    check(
        "setge",
        (a, b, c, v) -> FloatPair.setge(cpu, a, b, v | signaling),
        (ctl, a, b, c, v) -> all((relation(ctl, a, b, v | signaling) & 1) == 0));
    check(
        "setgt",
        (a, b, c, v) -> FloatPair.setgt(cpu, a, b, v | signaling),
        (ctl, a, b, c, v) -> all(relation(ctl, a, b, v | signaling) == 2));
  }
}
