package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.Encoding;
import ebb.ir.Emitter;
import ebb.ir.Op;
import ebb.ir.Terminal.Flow;

/**
 * LDM, STM, PUSH, POP, RFE, SRS. DDI 0406C A5.5, A6.3.5, B9.3.
 *
 * <p>Fields: n base, r register list, P before, U increment, W write back, S user registers or
 * exception return. All accesses must be word-aligned. Loads reach registers only after the last
 * access, so that an abort leaves everything as it was; a store that is interrupted by an abort
 * repeats its first accesses.
 */
final class LoadStoreMultiple {
  private LoadStoreMultiple() {}

  static void ldm(Translator t, Encoding<Handler> e) {
    load(t, e, e.get('n'), e.get('r'), e.flag('P'), e.flag('U'), e.flag('W'));
  }

  static void stm(Translator t, Encoding<Handler> e) {
    store(t, e, e.get('n'), e.get('r'), e.flag('P'), e.flag('U'), e.flag('W'));
  }

  /** T32: LDM increments after, LDMDB decrements before. */
  static Handler ldmWide(boolean before) {
    return (t, e) -> load(t, e, e.get('n'), e.get('r'), before, !before, e.flag('W'));
  }

  static Handler stmWide(boolean before) {
    return (t, e) -> store(t, e, e.get('n'), e.get('r'), before, !before, e.flag('W'));
  }

  /** T16: LDM writes back unless the base is in the list. */
  static void shortLdm(Translator t, Encoding<Handler> e) {
    int n = e.get('n');
    int list = e.get('r');
    load(t, e, n, list, false, true, (list >> n & 1) == 0);
  }

  static void shortStm(Translator t, Encoding<Handler> e) {
    store(t, e, e.get('n'), e.get('r'), false, true, true);
  }

  static void pop(Translator t, Encoding<Handler> e) {
    load(t, e, 13, e.get('r') | (e.flag('p') ? 1 << 15 : 0), false, true, true);
  }

  static void push(Translator t, Encoding<Handler> e) {
    store(t, e, 13, e.get('r') | (e.flag('l') ? 1 << 14 : 0), true, false, true);
  }

  private static int start(Translator t, int base, int count, boolean before, boolean increment) {
    int offset = increment ? before ? 4 : 0 : before ? -4 * count : 4 - 4 * count;
    return LoadStore.offset(t, base, offset);
  }

  /** UNPREDICTABLE: a list that is too short, R15 as the base. */
  private static boolean unpredictable(Translator t, Encoding<Handler> e, int n, int list) {
    boolean wide = t.thumb && e.has('W');
    return n == 15 || Integer.bitCount(list) < (wide ? 2 : 1);
  }

  private static void load(
      Translator t,
      Encoding<Handler> e,
      int n,
      int list,
      boolean before,
      boolean increment,
      boolean writeBack) {
    Emitter ir = t.ir;
    boolean special = e.flag('S');
    boolean loadsPc = list >> 15 != 0;
    boolean baseLost = writeBack && (list >> n & 1) != 0;
    if (special && t.user() || baseLost || unpredictable(t, e, n, list)) {
      t.undefined();
      return;
    }
    int base = t.reg(n);
    int count = Integer.bitCount(list);
    int address = start(t, base, count, before, increment);
    int memop = t.alignedMemop(4);
    int[] values = new int[16];
    int offset = 0;
    for (int i = 0; i < 16; i++) {
      if ((list >> i & 1) != 0) {
        values[i] = ir.load32(LoadStore.offset(t, address, offset), memop);
        offset += 4;
      }
    }
    if (writeBack) {
      t.setReg(n, LoadStore.offset(t, base, increment ? 4 * count : -4 * count));
    }
    boolean userBank = special && !loadsPc;
    for (int i = 0; i < 15; i++) {
      if ((list >> i & 1) != 0) {
        if (userBank && i >= 8) {
          t.system.writeUserRegister(t, i, values[i]);
        } else {
          t.setReg(i, values[i]);
        }
      }
    }
    if (loadsPc) {
      if (special) {
        t.system.exceptionReturn(t, values[15]);
      } else {
        t.bxWritePc(values[15], n == 13 ? Flow.RETURN : Flow.JUMP);
      }
    }
  }

  private static void store(
      Translator t,
      Encoding<Handler> e,
      int n,
      int list,
      boolean before,
      boolean increment,
      boolean writeBack) {
    Emitter ir = t.ir;
    boolean userBank = e.flag('S');
    boolean baseChanged = t.thumb && e.has('W') && writeBack && (list >> n & 1) != 0;
    if (userBank && t.user() || baseChanged || unpredictable(t, e, n, list)) {
      t.undefined();
      return;
    }
    int base = t.reg(n);
    int count = Integer.bitCount(list);
    int address = start(t, base, count, before, increment);
    int memop = t.alignedMemop(4);
    int offset = 0;
    for (int i = 0; i < 16; i++) {
      if ((list >> i & 1) != 0) {
        int value = userBank && i >= 8 && i < 15 ? t.system.readUserRegister(t, i) : t.reg(i);
        ir.store32(LoadStore.offset(t, address, offset), value, memop);
        offset += 4;
      }
    }
    if (writeBack) {
      t.setReg(n, LoadStore.offset(t, base, increment ? 4 * count : -4 * count));
    }
  }

  /** RFE: loads PC and CPSR. */
  static void rfe(Translator t, Encoding<Handler> e) {
    rfe(t, e, e.flag('P'), e.flag('U'));
  }

  static Handler rfeWide(boolean before) {
    return (t, e) -> rfe(t, e, before, !before);
  }

  private static void rfe(Translator t, Encoding<Handler> e, boolean before, boolean increment) {
    if (t.user()) {
      t.undefined();
      return;
    }
    Emitter ir = t.ir;
    int n = e.get('n');
    int base = t.reg(n);
    int address = start(t, base, 2, before, increment);
    int memop = t.alignedMemop(4);
    int target = ir.load32(address, memop);
    int cpsr = ir.load32(LoadStore.offset(t, address, 4), memop);
    if (e.flag('W')) {
      t.setReg(n, LoadStore.offset(t, base, increment ? 8 : -8));
    }
    t.system.exceptionReturn(t, target, cpsr);
  }

  /** SRS: stores LR and SPSR on the stack of mode m. */
  static void srs(Translator t, Encoding<Handler> e) {
    srs(t, e, e.flag('P'), e.flag('U'));
  }

  static Handler srsWide(boolean before) {
    return (t, e) -> srs(t, e, before, !before);
  }

  private static void srs(Translator t, Encoding<Handler> e, boolean before, boolean increment) {
    if (t.user()) {
      t.undefined();
      return;
    }
    Emitter ir = t.ir;
    int mode = e.get('m');
    if (!t.system.hasStackPointer(mode)) {
      t.undefined();
      return;
    }
    int base = t.system.readStackPointer(t, mode);
    int address = start(t, base, 2, before, increment);
    int memop = t.alignedMemop(4);
    int spsr = t.system.readSpsr(t);
    ir.store32(address, t.reg(14), memop);
    ir.store32(LoadStore.offset(t, address, 4), spsr, memop);
    if (e.flag('W')) {
      int moved = ir.op(Op.ADD32, base, ir.const32(increment ? 8 : -8));
      t.system.writeStackPointer(t, mode, moved);
    }
  }
}
