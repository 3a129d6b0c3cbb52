package ebb.ir.exec;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.Bits;
import java.util.Random;
import java.util.function.LongBinaryOperator;
import org.junit.jupiter.api.Test;

/** Against lane by lane arithmetic. */
class LanesTest {
  private static final long SEED = 1;

  private static long each(int lane, long a, long b, boolean signed, LongBinaryOperator op) {
    long result = 0;
    long mask = -1L >>> 64 - lane;
    for (int i = 0; i < 64; i += lane) {
      long x = a >>> i & mask;
      long y = b >>> i & mask;
      if (signed) {
        x = x << 64 - lane >> 64 - lane;
        y = y << 64 - lane >> 64 - lane;
      }
      result |= (op.applyAsLong(x, y) & mask) << i;
    }
    return result;
  }

  private static int ult(long x, long y) {
    return Long.compareUnsigned(x, y);
  }

  @Test
  void agreeWithSingleLanes() {
    Random random = new Random(SEED);
    long[] special = {
      0, -1, 0x8080_8080_8080_8080L, 0x7f7f_7f7f_7f7f_7f7fL, Long.MIN_VALUE, 1, 0x80
    };
    for (int round = 0; round < 4000; round++) {
      long a = round % 3 == 0 ? special[random.nextInt(special.length)] : random.nextLong();
      long b = round % 5 == 0 ? special[random.nextInt(special.length)] : random.nextLong();
      b = round % 7 == 0 ? a ^ 0xff00L : b;
      for (int lane : new int[] {8, 16, 32, 64}) {
        check("add", lane, a, b, Lanes.add(lane, a, b), false, (x, y) -> x + y);
        check("sub", lane, a, b, Lanes.sub(lane, a, b), false, (x, y) -> x - y);
        check("mul", lane, a, b, Lanes.mul(lane, a, b), false, (x, y) -> x * y);
        check("mins", lane, a, b, Lanes.mins(lane, a, b), true, Math::min);
        check("maxs", lane, a, b, Lanes.maxs(lane, a, b), true, Math::max);
        check("minu", lane, a, b, Lanes.minu(lane, a, b), false, (x, y) -> ult(x, y) < 0 ? x : y);
        check("maxu", lane, a, b, Lanes.maxu(lane, a, b), false, (x, y) -> ult(x, y) > 0 ? x : y);
        check("seteq", lane, a, b, Lanes.seteq(lane, a, b), false, (x, y) -> x == y ? -1 : 0);
        check("setgts", lane, a, b, Lanes.setgts(lane, a, b), true, (x, y) -> x > y ? -1 : 0);
        check(
            "setgtu",
            lane,
            a,
            b,
            Lanes.setgtu(lane, a, b),
            false,
            (x, y) -> ult(x, y) > 0 ? -1 : 0);
        int n = random.nextInt(lane);
        int shift = (int) Bits.laneShift(lane, n);
        check("shl", lane, a, n, Lanes.shl(shift, a), false, (x, y) -> x << n);
        check("shr", lane, a, n, Lanes.shr(shift, a), false, (x, y) -> x >>> n);
        check("sar", lane, a, n, Lanes.sar(shift, a), true, (x, y) -> x >> n);
        int v = (int) b;
        if (lane < 64) {
          check("dup", lane, v, 0, Lanes.dup(lane, v), false, (x, y) -> v);
        }
      }
    }
  }

  private static void check(
      String what, int lane, long a, long b, long actual, boolean signed, LongBinaryOperator op) {
    long expected = each(lane, a, b, signed, op);
    if (actual != expected) {
      assertThat(Long.toHexString(actual))
          .as("%s lane %d of %x, %x (seed %d)", what, lane, a, b, SEED)
          .isEqualTo(Long.toHexString(expected));
    }
  }
}
