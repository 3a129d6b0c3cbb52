package ebb.frontend.arm.neon;

import static ebb.frontend.arm.neon.Neon.call;
import static ebb.frontend.arm.neon.Neon.get;
import static ebb.frontend.arm.neon.Neon.lanes;
import static ebb.frontend.arm.neon.Neon.odd;
import static ebb.frontend.arm.neon.Neon.set;
import static ebb.frontend.arm.neon.Neon.splat;

import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.Translator;
import ebb.ir.Helper;
import ebb.ir.Op;

/** Shifts by a constant, of which conversions to fixed-point are a kind. DDI 0406C A7.4.4. */
final class ShiftsByImmediate {
  /** Computes one D register. */
  @FunctionalInterface
  interface Operation {
    int emit(Translator t, int m, int d, int size, int amount, boolean unsigned);
  }

  private ShiftsByImmediate() {}

  /** log2 of the lane's bytes from L:imm6, which is at least 8. */
  private static int size(int imm7) {
    return 28 - Integer.numberOfLeadingZeros(imm7);
  }

  private static int imm7(Encoding<Handler> e) {
    return (e.has('L') ? e.get('L') << 6 : 0) | e.get('i');
  }

  private static int rightAmount(int imm7) {
    return (16 << size(imm7)) - imm7;
  }

  private static int leftAmount(int imm7) {
    return imm7 - (8 << size(imm7));
  }

  private static Handler shift(boolean right, Operation operation) {
    return (t, e) -> {
      int imm7 = imm7(e);
      if (imm7 < 8 || e.flag('Q') && odd(e, 'd', 'm')) {
        t.undefined();
        return;
      }
      int amount = right ? rightAmount(imm7) : leftAmount(imm7);
      ThreeRegisters.apply(
          t,
          e,
          i ->
              operation.emit(
                  t,
                  get(t, e, 'm', i),
                  get(t, e, 'd', i),
                  size(imm7),
                  amount,
                  e.has('U') && e.flag('U')));
    };
  }

  static Handler right(Operation operation) {
    return shift(true, operation);
  }

  static Handler left(Operation operation) {
    return shift(false, operation);
  }

  static int shr(Translator t, int m, int d, int size, int amount, boolean u) {
    return Neon.shiftRight(t, size, u, m, amount);
  }

  static int sra(Translator t, int m, int d, int size, int amount, boolean u) {
    return lanes(t, Op.VADD64, size, d, shr(t, m, d, size, amount, u));
  }

  static int rshr(Translator t, int m, int d, int size, int amount, boolean u) {
    int shifted = Neon.shiftRight(t, size, u, m, amount);
    int last = amount == 1 ? m : Neon.shiftRight(t, size, true, m, amount - 1);
    int carry = t.ir.op(Op.AND64, last, splat(t, size, 1));
    return lanes(t, Op.VADD64, size, shifted, carry);
  }

  static int rsra(Translator t, int m, int d, int size, int amount, boolean u) {
    return lanes(t, Op.VADD64, size, d, rshr(t, m, d, size, amount, u));
  }

  private static int insert(Translator t, int shifted, int d, long mask) {
    int kept = t.ir.op(Op.AND64, d, t.ir.const64(~mask));
    return t.ir.op(Op.OR64, kept, t.ir.op(Op.AND64, shifted, t.ir.const64(mask)));
  }

  static int sri(Translator t, int m, int d, int size, int amount, boolean u) {
    int bits = 8 << size;
    long lane = amount == bits ? 0 : -1L >>> 64 - bits + amount;
    return insert(t, Neon.shiftRight(t, size, true, m, amount), d, Neon.splat(size, lane));
  }

  static int sli(Translator t, int m, int d, int size, int amount, boolean u) {
    return insert(t, Neon.shiftLeft(t, size, m, amount), d, Neon.splat(size, -1L << amount));
  }

  static int shl(Translator t, int m, int d, int size, int amount, boolean u) {
    return Neon.shiftLeft(t, size, m, amount);
  }

  static Operation byFamily(Lanes family) {
    return (t, m, d, size, amount, u) -> call(t, family, size, u, m, splat(t, size, amount));
  }

  static int qshlu(Translator t, int m, int d, int size, int amount, boolean u) {
    return call(t, NeonHelpers.QSHLU, size, false, m, splat(t, size, amount));
  }

  /**
   * A Q register shifted right and narrowed.
   *
   * @param rounding whether the shift rounds
   * @param unsigned how the source is extended: by field U if null
   * @param signed the narrowing of signed sources
   */
  static Handler narrow(boolean rounding, Boolean unsigned, Helper[] signed, Helper[] other) {
    return (t, e) -> {
      int imm = e.get('i');
      if (imm < 8 || odd(e, 'm')) {
        t.undefined();
        return;
      }
      int size = size(imm);
      int amount = rightAmount(imm);
      boolean u = unsigned != null ? unsigned : e.flag('U');
      int[] parts = new int[2];
      for (int i = 0; i < 2; i++) {
        int m = get(t, e, 'm', i);
        parts[i] =
            rounding
                ? rshr(t, m, -1, size + 1, amount, u)
                : Neon.shiftRight(t, size + 1, u, m, amount);
      }
      Helper narrowing = (u ? other : signed)[size];
      boolean resultUnsigned = u || signed == NeonHelpers.QNARROW_TO_UNSIGNED;
      int result =
          other == NeonHelpers.NARROW
              ? t.ir.call64(narrowing, parts[0], parts[1])
              : Neon.narrowSaturating(t, narrowing, size, resultUnsigned, parts[0], parts[1]);
      set(t, e, 'd', 0, result);
    };
  }

  static Handler movl(int size) {
    return (t, e) -> {
      if (odd(e, 'd')) {
        t.undefined();
      } else {
        widened(t, e, size, 0, e.flag('U'));
      }
    };
  }

  /** VSHLL by less than the width. */
  static void shll(Translator t, Encoding<Handler> e) {
    int imm = e.get('i');
    if (imm < 8 || odd(e, 'd')) {
      t.undefined();
      return;
    }
    widened(t, e, size(imm), leftAmount(imm), e.flag('U'));
  }

  static void widened(Translator t, Encoding<Handler> e, int size, int amount, boolean u) {
    int m = get(t, e, 'm', 0);
    int low = Neon.shiftLeft(t, size + 1, Neon.widen(t, m, 0, size, u), amount);
    int high = Neon.shiftLeft(t, size + 1, Neon.widen(t, m, 1, size, u), amount);
    set(t, e, 'd', 0, low);
    set(t, e, 'd', 1, high);
  }

  static Handler fixed(Lanes family) {
    return (t, e) -> {
      int imm = e.get('i');
      if (imm < 32 || e.flag('Q') && odd(e, 'd', 'm')) {
        t.undefined();
        return;
      }
      ThreeRegisters.apply(
          t, e, i -> call(t, family, 2, e.flag('U'), get(t, e, 'm', i), splat(t, 2, 64 - imm)));
    };
  }

  /** One register and a modified immediate: AdvSIMDExpandImm. DDI 0406C A7.4.6. */
  static void modifiedImmediate(Translator t, Encoding<Handler> e) {
    int cmode = e.get('c');
    boolean op = e.flag('o');
    if (cmode == 15 && op || e.flag('Q') && odd(e, 'd')) {
      t.undefined();
      return;
    }
    long value = expand(op, cmode, e.get('i'));
    boolean combines = cmode < 12 && (cmode & 1) != 0;
    long mask = op && cmode != 14 ? ~value : value;
    ThreeRegisters.apply(
        t,
        e,
        i -> {
          int constant = t.ir.const64(mask);
          return combines
              ? t.ir.op(op ? Op.AND64 : Op.OR64, get(t, e, 'd', i), constant)
              : constant;
        });
  }

  static long expand(boolean op, int cmode, int imm8) {
    return switch (cmode >> 1) {
      case 0, 1, 2, 3 -> splat32((long) imm8 << (cmode >> 1) * 8);
      case 4, 5 -> Neon.splat(1, (long) imm8 << (cmode >> 1 & 1) * 8);
      case 6 -> splat32((cmode & 1) == 0 ? imm8 << 8 | 0xff : imm8 << 16 | 0xffff);
      default -> (cmode & 1) != 0 ? splat32(single(imm8)) : op ? bytes(imm8) : Neon.splat(0, imm8);
    };
  }

  private static long splat32(long value) {
    return Neon.splat(2, value);
  }

  private static long single(int imm8) {
    long exponent = ((imm8 & 0x40) != 0 ? 0x7c : 0x80) | imm8 >> 4 & 3;
    return (long) (imm8 >> 7) << 31 | exponent << 23 | (imm8 & 15L) << 19;
  }

  private static long bytes(int imm8) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value |= (imm8 >> i & 1) != 0 ? 0xffL << 8 * i : 0;
    }
    return value;
  }
}
