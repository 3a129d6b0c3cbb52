package ebb.frontend.arm.translate;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.ir.Emitter;
import ebb.ir.MemOp;
import ebb.ir.Op;

/**
 * Load-exclusive, store-exclusive, CLREX, SWP. DDI 0406C A3.4, A8.8.75 and following.
 *
 * <p>The monitor remembers address, size and value. A store succeeds if memory still holds the
 * value: CPUs take turns on one thread, so only a store of the same value in between goes
 * unnoticed.
 */
final class Exclusive {
  private Exclusive() {}

  static Handler load(int bytes) {
    return (t, e) -> {
      if (unpredictable(t, e, bytes)) {
        t.undefined();
        return;
      }
      Emitter ir = t.ir;
      int address = address(t, e);
      int value;
      if (bytes == 8) {
        int low = ir.load32(address, doubleword(t));
        int high = ir.load32(LoadStore.offset(t, address, 4), t.memop(4));
        value = ir.op(Op.CONCAT64, low, high);
        t.setReg(e.get('t'), low);
        t.setReg(second(e, 't'), high);
      } else {
        int word = ir.load32(address, t.alignedMemop(bytes));
        value = ir.op(Op.ZEXT64, word);
        t.setReg(e.get('t'), word);
      }
      ir.put64(ArmState.EXCLUSIVE_ADDRESS, ir.op(Op.ZEXT64, address));
      ir.put64(ArmState.EXCLUSIVE_VALUE, value);
      ir.put32(ArmState.EXCLUSIVE_SIZE, ir.const32(bytes));
    };
  }

  static Handler store(int bytes) {
    return (t, e) -> {
      int status = e.get('d');
      boolean overwritten =
          status == e.get('n')
              || status == e.get('t')
              || bytes == 8 && status == second(e, 't')
              || isBad(t, status);
      if (overwritten || unpredictable(t, e, bytes)) {
        t.undefined();
        return;
      }
      Emitter ir = t.ir;
      int fails = ir.label();
      int done = ir.label();
      int address = address(t, e);
      int monitored =
          ir.op(Op.SETEQ64, ir.get64(ArmState.EXCLUSIVE_ADDRESS), ir.op(Op.ZEXT64, address));
      int sameSize = ir.op(Op.SETEQ32, ir.get32(ArmState.EXCLUSIVE_SIZE), ir.const32(bytes));
      ir.brz(ir.op(Op.AND32, monitored, sameSize), fails);
      int memop = bytes == 8 ? doubleword(t) : t.alignedMemop(bytes);
      int current;
      if (bytes == 8) {
        int high = ir.load32(LoadStore.offset(t, address, 4), t.memop(4));
        current = ir.op(Op.CONCAT64, ir.load32(address, memop), high);
      } else {
        current = ir.op(Op.ZEXT64, ir.load32(address, memop));
      }
      ir.brz(ir.op(Op.SETEQ64, current, ir.get64(ArmState.EXCLUSIVE_VALUE)), fails);
      ir.store32(address, t.reg(e.get('t')), memop);
      if (bytes == 8) {
        ir.store32(LoadStore.offset(t, address, 4), t.reg(second(e, 't')), t.memop(4));
      }
      t.setReg(e.get('d'), ir.const32(0));
      ir.br(done);
      ir.place(fails);
      t.setReg(e.get('d'), ir.const32(1));
      ir.place(done);
      open(t);
    };
  }

  /** SWP, SWPB: t becomes what m replaces. */
  static Handler swap(int bytes) {
    return (t, e) -> {
      int address = t.reg(e.get('n'));
      int memop = t.alignedMemop(bytes);
      int old = t.ir.load32(address, memop);
      t.ir.store32(address, t.reg(e.get('m')), memop);
      t.setReg(e.get('t'), old);
    };
  }

  static void clrex(Translator t, Encoding<Handler> e) {
    open(t);
  }

  /** R15, R13 in T32, and odd pairs in A32: undefined here. */
  private static boolean unpredictable(Translator t, Encoding<Handler> e, int bytes) {
    int first = e.get('t');
    boolean pair = bytes == 8;
    return e.get('n') == 15
        || isBad(t, first)
        || pair && isBad(t, second(e, 't'))
        || pair && !t.thumb && (first & 1) != 0
        || pair && !e.has('d') && first == second(e, 't');
  }

  private static boolean isBad(Translator t, int register) {
    return register == 15 || t.thumb && register == 13;
  }

  private static void open(Translator t) {
    t.ir.put64(ArmState.EXCLUSIVE_ADDRESS, t.ir.const64(-1));
  }

  private static int address(Translator t, Encoding<Handler> e) {
    int offset = e.has('i') ? e.get('i') << 2 : 0;
    return LoadStore.offset(t, t.reg(e.get('n')), offset);
  }

  private static int doubleword(Translator t) {
    return MemOp.aligned(t.memop(4), 8);
  }

  private static int second(Encoding<Handler> e, char first) {
    return e.has('u') ? e.get('u') : (e.get(first) + 1) & 15;
  }
}
