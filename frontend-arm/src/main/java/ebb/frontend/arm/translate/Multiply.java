package ebb.frontend.arm.translate;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.ir.Emitter;
import ebb.ir.Op;

/**
 * Multiplies and divides. DDI 0406C A5.2.5, A5.2.7, A5.4.4, A6.3.16, A6.3.17.
 *
 * <p>Fields: d, n, m, a registers; h, l the halves of a 64-bit destination; x, y choose the top
 * halves of n and m (x alone: exchange the halves of m), r rounds.
 */
final class Multiply {
  private Multiply() {}

  static void mul(Translator t, Encoding<Handler> e) {
    int result = t.ir.op(Op.MUL32, t.reg(e.get('n')), t.reg(e.get('m')));
    if (e.has('a')) {
      result = t.ir.op(Op.ADD32, result, t.reg(e.get('a')));
    }
    t.setReg(e.get('d'), result);
    if (e.flag('S')) {
      t.setNz(result);
    }
  }

  /** T16: MUL Rd, Rn, Rd; flags are set outside IT blocks. */
  static void shortMul(Translator t, Encoding<Handler> e) {
    int d = e.get('d');
    int result = t.ir.op(Op.MUL32, t.reg(e.get('n')), t.reg(d));
    t.setReg(d, result);
    if (!t.inIt()) {
      t.setNz(result);
    }
  }

  static void mls(Translator t, Encoding<Handler> e) {
    int product = t.ir.op(Op.MUL32, t.reg(e.get('n')), t.reg(e.get('m')));
    t.setReg(e.get('d'), t.ir.op(Op.SUB32, t.reg(e.get('a')), product));
  }

  /** UMULL, UMLAL, SMULL, SMLAL. */
  static Handler mulLong(boolean signed, boolean accumulate) {
    return (t, e) -> {
      Emitter ir = t.ir;
      Op extend = signed ? Op.SEXT64 : Op.ZEXT64;
      int n = ir.op(extend, t.reg(e.get('n')));
      int result = ir.op(Op.MUL64, n, ir.op(extend, t.reg(e.get('m'))));
      if (accumulate) {
        result = ir.op(Op.ADD64, result, accumulator64(t, e));
      }
      setLong(t, e, result);
      if (e.flag('S')) {
        int high = ir.op(Op.HIGH32, result);
        t.setNz(high, ir.op(Op.OR32, high, ir.op(Op.TRUNC32, result)));
      }
    };
  }

  static void umaal(Translator t, Encoding<Handler> e) {
    Emitter ir = t.ir;
    int n = ir.op(Op.ZEXT64, t.reg(e.get('n')));
    int product = ir.op(Op.MUL64, n, ir.op(Op.ZEXT64, t.reg(e.get('m'))));
    int high = ir.op(Op.ZEXT64, t.reg(e.get('h')));
    int low = ir.op(Op.ZEXT64, t.reg(e.get('l')));
    setLong(t, e, ir.op(Op.ADD64, ir.op(Op.ADD64, product, high), low));
  }

  /** SMULxy, SMLAxy. */
  static void mulHalves(Translator t, Encoding<Handler> e) {
    int product =
        t.ir.op(Op.MUL32, half(t, e.get('n'), e.flag('x')), half(t, e.get('m'), e.flag('y')));
    if (e.has('a')) {
      accumulate(t, e, t.ir.op(Op.SEXT64, product));
    } else {
      t.setReg(e.get('d'), product);
    }
  }

  /** SMLALxy. */
  static void mulHalvesLong(Translator t, Encoding<Handler> e) {
    int product =
        t.ir.op(Op.MUL32, half(t, e.get('n'), e.flag('x')), half(t, e.get('m'), e.flag('y')));
    setLong(t, e, t.ir.op(Op.ADD64, accumulator64(t, e), t.ir.op(Op.SEXT64, product)));
  }

  /** SMULWy, SMLAWy. */
  static void mulWordByHalf(Translator t, Encoding<Handler> e) {
    Emitter ir = t.ir;
    int n = ir.op(Op.SEXT64, t.reg(e.get('n')));
    int m = ir.op(Op.SEXT64, half(t, e.get('m'), e.flag('y')));
    int product = ir.op(Op.SAR64, ir.op(Op.MUL64, n, m), ir.const32(16));
    if (e.has('a')) {
      accumulate(t, e, product);
    } else {
      t.setReg(e.get('d'), ir.op(Op.TRUNC32, product));
    }
  }

  /** SMUAD, SMLAD, SMUSD, SMLSD. */
  static Handler dual(Op combine) {
    return (t, e) -> {
      int sum = dualProduct(t, e, combine);
      if (e.has('a')) {
        accumulate(t, e, sum);
      } else {
        setSignedWithQ(t, e.get('d'), sum);
      }
    };
  }

  /** SMLALD, SMLSLD. */
  static Handler dualLong(Op combine) {
    return (t, e) ->
        setLong(t, e, t.ir.op(Op.ADD64, accumulator64(t, e), dualProduct(t, e, combine)));
  }

  /** SMMUL, SMMLA, SMMLS. */
  static Handler mostSignificant(Op combine) {
    return (t, e) -> {
      Emitter ir = t.ir;
      int n = ir.op(Op.SEXT64, t.reg(e.get('n')));
      int product = ir.op(Op.MUL64, n, ir.op(Op.SEXT64, t.reg(e.get('m'))));
      if (e.has('a')) {
        int a = ir.op(Op.CONCAT64, ir.const32(0), t.reg(e.get('a')));
        product = ir.op(combine, a, product);
      }
      if (e.flag('r')) {
        product = ir.op(Op.ADD64, product, ir.const64(0x80000000L));
      }
      t.setReg(e.get('d'), ir.op(Op.HIGH32, product));
    };
  }

  /** SDIV, UDIV; division by zero yields zero, as in the IR. */
  static Handler divide(Op op) {
    return (t, e) -> t.setReg(e.get('d'), t.ir.op(op, t.reg(e.get('n')), t.reg(e.get('m'))));
  }

  private static int dualProduct(Translator t, Encoding<Handler> e, Op combine) {
    Emitter ir = t.ir;
    int n = e.get('n');
    int m = e.get('m');
    boolean exchange = e.flag('x');
    int low = ir.op(Op.MUL32, half(t, n, false), half(t, m, exchange));
    int high = ir.op(Op.MUL32, half(t, n, true), half(t, m, !exchange));
    return ir.op(combine, ir.op(Op.SEXT64, low), ir.op(Op.SEXT64, high));
  }

  private static int half(Translator t, int register, boolean top) {
    return top
        ? t.ir.op(Op.SAR32, t.reg(register), t.ir.const32(16))
        : t.ir.op(Op.EXTS16, t.reg(register));
  }

  private static void accumulate(Translator t, Encoding<Handler> e, int product64) {
    int a = t.ir.op(Op.SEXT64, t.reg(e.get('a')));
    setSignedWithQ(t, e.get('d'), t.ir.op(Op.ADD64, product64, a));
  }

  /** Writes the low half; Q if that loses something. */
  private static void setSignedWithQ(Translator t, int d, int sum64) {
    Emitter ir = t.ir;
    int result = ir.op(Op.TRUNC32, sum64);
    int lost = ir.op(Op.SETNE64, ir.op(Op.SEXT64, result), sum64);
    ir.put32(ArmState.QF, ir.op(Op.OR32, ir.get32(ArmState.QF), lost));
    t.setReg(d, result);
  }

  private static int accumulator64(Translator t, Encoding<Handler> e) {
    return t.ir.op(Op.CONCAT64, t.reg(e.get('l')), t.reg(e.get('h')));
  }

  private static void setLong(Translator t, Encoding<Handler> e, int value) {
    t.setReg(e.get('l'), t.ir.op(Op.TRUNC32, value));
    t.setReg(e.get('h'), t.ir.op(Op.HIGH32, value));
  }
}
