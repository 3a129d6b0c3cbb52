package ebb.frontend.arm.translate;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.ir.Emitter;
import ebb.ir.Op;

/**
 * Parallel addition and subtraction on bytes and halfwords. DDI 0406C A5.4.1, A5.4.2, A6.3.13,
 * A6.3.14.
 */
final class Parallel {
  /** What happens to a lane's exact result. */
  enum Kind {
    /** Modulo, GE set. */
    SIGNED,
    SATURATING,
    HALVING,
    UNSIGNED,
    UNSIGNED_SATURATING,
    UNSIGNED_HALVING;

    boolean signed() {
      return ordinal() < UNSIGNED.ordinal();
    }
  }

  private Parallel() {}

  static Handler add16(Kind kind) {
    return (t, e) -> lanes16(t, e, kind, Op.ADD32, Op.ADD32, false);
  }

  static Handler sub16(Kind kind) {
    return (t, e) -> lanes16(t, e, kind, Op.SUB32, Op.SUB32, false);
  }

  /** Top halves added, bottom halves subtracted, the second operand's halves exchanged. */
  static Handler asx(Kind kind) {
    return (t, e) -> lanes16(t, e, kind, Op.SUB32, Op.ADD32, true);
  }

  static Handler sax(Kind kind) {
    return (t, e) -> lanes16(t, e, kind, Op.ADD32, Op.SUB32, true);
  }

  static Handler add8(Kind kind) {
    return (t, e) -> lanes8(t, e, kind, Op.ADD32);
  }

  static Handler sub8(Kind kind) {
    return (t, e) -> lanes8(t, e, kind, Op.SUB32);
  }

  private static void lanes16(
      Translator t, Encoding<Handler> e, Kind kind, Op bottomOp, Op topOp, boolean exchange) {
    Emitter ir = t.ir;
    int n = t.reg(e.get('n'));
    int m = t.reg(e.get('m'));
    int bottom =
        ir.op(bottomOp, lane(ir, n, 0, 16, kind), lane(ir, m, exchange ? 16 : 0, 16, kind));
    int top = ir.op(topOp, lane(ir, n, 16, 16, kind), lane(ir, m, exchange ? 0 : 16, 16, kind));
    int result = Media.pack16(ir, finish(ir, bottom, 16, kind), finish(ir, top, 16, kind));
    if (setsGe(kind)) {
      int low = ir.op(Op.MUL32, greaterOrEqual(ir, bottom, 16, kind, bottomOp), ir.const32(3));
      int high = ir.op(Op.MUL32, greaterOrEqual(ir, top, 16, kind, topOp), ir.const32(12));
      ir.put32(ArmState.GE, ir.op(Op.OR32, low, high));
    }
    t.setReg(e.get('d'), result);
  }

  private static void lanes8(Translator t, Encoding<Handler> e, Kind kind, Op op) {
    Emitter ir = t.ir;
    int n = t.reg(e.get('n'));
    int m = t.reg(e.get('m'));
    int result = ir.const32(0);
    int ge = ir.const32(0);
    for (int i = 0; i < 4; i++) {
      int exact = ir.op(op, lane(ir, n, 8 * i, 8, kind), lane(ir, m, 8 * i, 8, kind));
      result = ir.deposit32(result, finish(ir, exact, 8, kind), 8 * i, 8);
      if (setsGe(kind)) {
        ge = ir.deposit32(ge, greaterOrEqual(ir, exact, 8, kind, op), i, 1);
      }
    }
    if (setsGe(kind)) {
      ir.put32(ArmState.GE, ge);
    }
    t.setReg(e.get('d'), result);
  }

  private static boolean setsGe(Kind kind) {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  private static int lane(Emitter ir, int value, int lsb, int width, Kind kind) {
    return kind.signed() ? ir.sextract32(value, lsb, width) : ir.extract32(value, lsb, width);
  }

  private static int finish(Emitter ir, int exact, int width, Kind kind) {
    return switch (kind) {
      case SIGNED, UNSIGNED -> exact;
      case SATURATING -> Media.clamp(ir, exact, -1 << (width - 1), (1 << (width - 1)) - 1);
      case UNSIGNED_SATURATING -> Media.clamp(ir, exact, 0, (1 << width) - 1);
      case HALVING, UNSIGNED_HALVING -> ir.op(Op.SAR32, exact, ir.const32(1));
    };
  }

  /** GE of a lane: not negative; for an unsigned addition a carry out. */
  private static int greaterOrEqual(Emitter ir, int exact, int width, Kind kind, Op op) {
    return kind == Kind.UNSIGNED && op == Op.ADD32
        ? ir.extract32(exact, width, 1)
        : ir.op(Op.SETLES32, ir.const32(0), exact);
  }
}
