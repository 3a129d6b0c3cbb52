package ebb.ir.fp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ebb.ir.StateLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What passes the short test or the long one is what the integer-exact arithmetic makes of it. */
class HostPairTest {
  private static final long SEED = 0x5eed_2063L;
  private static final int ROUNDS = 300_000;
  private static final int SINGLE = FpCore.SINGLE;

  private final BareVcpu cpu = new BareVcpu();
  private final SplittableRandom random = new SplittableRandom(SEED);
  private int moderate;
  private int usual;

  @FunctionalInterface
  private interface Lane {
    long run(int ctl, long a, long b, long c);
  }

  /** Around the limits of the short tests, and anything. */
  private int operand() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextInt();
      case 1 -> (random.nextInt(4) << 29) - random.nextInt(2) | random.nextInt(2) << 31;
      default -> random.nextInt() & 0x807f_ffff | random.nextInt(60, 132) << 23;
    };
  }

  private void check(
      boolean isModerate, boolean isUsual, Lane exact, long got, long a, long b, long c) {
    moderate += isModerate ? 1 : 0;
    usual += isUsual ? 1 : 0;
    if (isModerate || isUsual) {
      cpu.putInt(StateLayout.FPFLAGS, FpFlags.INEXACT);
      int ctl = FpCore.control(cpu, FpVariant.STANDARD);
      long low = exact.run(ctl, wide(a), wide(b), wide(c));
      long want = HostPair.pair((int) low, (int) exact.run(ctl, a >>> 32, b >>> 32, c >>> 32));
      assertEquals(want, got, () -> "seed %x: %x %x %x".formatted(SEED, a, b, c));
      assertEquals(FpFlags.INEXACT, cpu.getInt(StateLayout.FPFLAGS));
    }
  }

  private static long wide(long a) {
    return a & 0xffff_ffffL;
  }

  @Test
  void whatPassesIsExact() {
    for (int i = 0; i < ROUNDS; i++) {
      long a = HostPair.pair(operand(), operand());
      long b = HostPair.pair(operand(), operand());
      long c = HostPair.pair(operand(), operand());
      long sums = HostPair.sums(a, b);
      check(
          HostPair.moderate(a, b, sums),
          HostPair.usualSums(a, b, sums),
          (ctl, x, y, z) -> FpCore.add(cpu, ctl, x, y, 0, SINGLE),
          sums,
          a,
          b,
          0);
      long products = HostPair.products(a, b);
      check(
          HostPair.moderate(a, b, products),
          HostPair.usualProducts(a, b, products),
          (ctl, x, y, z) -> FpCore.mul(cpu, ctl, x, y, SINGLE),
          products,
          a,
          b,
          0);
      sums = HostPair.sums(a, b, c);
      check(
          HostPair.moderate(a, b, c, sums),
          HostPair.usualSums(a, b, c, sums),
          (ctl, x, y, z) ->
              FpCore.add(cpu, ctl, x, wide(FpCore.mul(cpu, ctl, y, z, SINGLE)), 0, SINGLE),
          sums,
          a,
          b,
          c);
    }
    assertTrue(moderate > ROUNDS / 4, () -> moderate + " of " + 3 * ROUNDS + " are moderate");
    assertTrue(usual > ROUNDS, () -> usual + " of " + 3 * ROUNDS + " are usual");
  }
}
