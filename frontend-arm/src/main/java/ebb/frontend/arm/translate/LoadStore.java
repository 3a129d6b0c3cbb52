package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.Encoding;
import ebb.ir.Emitter;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.Terminal.Flow;

/**
 * Loads and stores of one or two registers. DDI 0406C A5.2.8, A5.3, A6.3.7 to A6.3.10.
 *
 * <p>Fields: t, u transferred registers (u defaults to t + 1), n base, m index with shift s of v, i
 * offset, P pre-indexed, U add, W write back; without P, U, W fields: offset, added, no write-back.
 */
final class LoadStore {
  /** What is transferred. */
  enum Size {
    WORD(4, false),
    BYTE(1, false),
    HALF(2, false),
    SIGNED_BYTE(1, true),
    SIGNED_HALF(2, true);

    final int bytes;
    final boolean signed;

    Size(int bytes, boolean signed) {
      this.bytes = bytes;
      this.signed = signed;
    }
  }

  /** Where: the address of the access and what the base becomes (-1: nothing). */
  private record Address(int address, int base) {}

  private LoadStore() {}

  static Handler load(Size size) {
    return (t, e) -> {
      Address where = address(t, e, 1);
      load(t, e, size, where, memop(t, e, size));
    };
  }

  static Handler store(Size size) {
    return (t, e) -> {
      Address where = address(t, e, 1);
      store(t, e, size, where, memop(t, e, size));
    };
  }

  /** T16: the offset counts in units of the size. */
  static Handler loadScaled(Size size) {
    return (t, e) -> load(t, e, size, address(t, e, size.bytes), t.memop(size.bytes));
  }

  static Handler storeScaled(Size size) {
    return (t, e) -> store(t, e, size, address(t, e, size.bytes), t.memop(size.bytes));
  }

  /** T32: LDRT and its kin. */
  static Handler loadUnprivileged(Size size) {
    return (t, e) -> load(t, e, size, address(t, e, 1), t.unprivilegedMemop(size.bytes));
  }

  static Handler storeUnprivileged(Size size) {
    return (t, e) -> store(t, e, size, address(t, e, 1), t.unprivilegedMemop(size.bytes));
  }

  /** T16: with SP or PC as the base and an offset in words. */
  static Handler loadFrom(int n) {
    return (t, e) -> {
      int address = offset(t, t.base(n), e.get('i') << 2);
      t.setReg(e.get('t'), t.ir.load32(address, t.memop(4)));
    };
  }

  static void storeToStack(Translator t, Encoding<Handler> e) {
    int address = offset(t, t.reg(13), e.get('i') << 2);
    t.ir.store32(address, t.reg(e.get('t')), t.memop(4));
  }

  static Handler loadDual(int scale) {
    return (t, e) -> {
      if (!isPair(e)) {
        t.undefined();
        return;
      }
      Address where = address(t, e, scale);
      Emitter ir = t.ir;
      int memop = MemOp.aligned(t.memop(4), 4);
      int low = ir.load32(where.address, memop);
      int high = ir.load32(offset(t, where.address, 4), memop);
      writeBack(t, e, where);
      t.setReg(e.get('t'), low);
      t.setReg(second(e), high);
    };
  }

  static Handler storeDual(int scale) {
    return (t, e) -> {
      if (!isPair(e)) {
        t.undefined();
        return;
      }
      Address where = address(t, e, scale);
      Emitter ir = t.ir;
      int memop = MemOp.aligned(t.memop(4), 4);
      int low = t.reg(e.get('t'));
      int high = t.reg(second(e));
      ir.store32(where.address, low, memop);
      ir.store32(offset(t, where.address, 4), high, memop);
      writeBack(t, e, where);
    };
  }

  /** A32: an even register and the next, and no unprivileged form. */
  private static boolean isPair(Encoding<Handler> e) {
    return e.has('u') || (e.get('t') & 1) == 0 && (e.flag('P') || !e.flag('W'));
  }

  private static int second(Encoding<Handler> e) {
    return e.has('u') ? e.get('u') : (e.get('t') + 1) & 15;
  }

  /** In A32, post-indexed with W set means unprivileged. */
  private static int memop(Translator t, Encoding<Handler> e, Size size) {
    boolean unprivileged = !t.thumb && e.has('P') && !e.flag('P') && e.flag('W');
    return unprivileged ? t.unprivilegedMemop(size.bytes) : t.memop(size.bytes);
  }

  private static void load(Translator t, Encoding<Handler> e, Size size, Address where, int memop) {
    int value = t.ir.load32(where.address, size.signed ? memop | MemOp.SIGNED : memop);
    writeBack(t, e, where);
    int rt = e.get('t');
    boolean pop = e.has('n') && e.get('n') == 13;
    t.setLoaded(rt, value, pop ? Flow.RETURN : Flow.JUMP);
  }

  private static void store(
      Translator t, Encoding<Handler> e, Size size, Address where, int memop) {
    t.ir.store32(where.address, t.reg(e.get('t')), memop);
    writeBack(t, e, where);
  }

  private static void writeBack(Translator t, Encoding<Handler> e, Address where) {
    if (where.base >= 0) {
      t.setReg(e.get('n'), where.base);
    }
  }

  private static Address address(Translator t, Encoding<Handler> e, int scale) {
    int n = e.has('n') ? e.get('n') : 15;
    boolean add = !e.has('U') || e.flag('U');
    boolean pre = !e.has('P') || e.flag('P');
    int base = t.base(n);
    int moved;
    if (e.has('m')) {
      int m = t.reg(e.get('m'));
      if (e.has('v')) {
        m = Shifter.shift(t, m, e.has('s') ? e.get('s') : 0, e.get('v'), false).value();
      }
      moved = t.ir.op(add ? Op.ADD32 : Op.SUB32, base, m);
    } else {
      int imm = e.has('i') ? e.get('i') * scale : 0;
      moved = offset(t, base, add ? imm : -imm);
    }
    boolean writes = !pre || e.flag('W');
    return new Address(pre ? moved : base, writes ? moved : -1);
  }

  /** A temp plus a constant. */
  static int offset(Translator t, int base, int constant) {
    return constant == 0 ? base : t.ir.op(Op.ADD32, base, t.ir.const32(constant));
  }
}
