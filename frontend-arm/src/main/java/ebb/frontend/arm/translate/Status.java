package ebb.frontend.arm.translate;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.ir.Emitter;
import ebb.ir.Op;
import ebb.ir.StateLayout;

/**
 * Access to the program status registers, IT, barriers, hints. DDI 0406C A5.2.11, A5.7.1, A6.3.4,
 * B9.3.
 */
final class Status {
  /** CPSR bits that MRS shows: not the execution state, but E. */
  private static final int VISIBLE = 0xf8ff03df;

  private static final int E = 1 << 9;

  private Status() {}

  static void mrs(Translator t, Encoding<Handler> e) {
    if (e.flag('R')) {
      if (t.user()) {
        t.undefined();
      } else {
        t.setReg(e.get('d'), t.system.readSpsr(t));
      }
      return;
    }
    Emitter ir = t.ir;
    int value = ir.op(Op.AND32, ir.get32(ArmState.CPSR), ir.const32(0x3df));
    value = ir.op(Op.OR32, value, t.nzcv());
    value = ir.deposit32(value, ir.get32(ArmState.QF), 27, 1);
    value = ir.deposit32(value, ir.get32(ArmState.GE), 16, 4);
    t.setReg(e.get('d'), value);
  }

  static void msrRegister(Translator t, Encoding<Handler> e) {
    msr(t, e.flag('R'), e.get('k'), t.reg(e.get('n')));
  }

  static void msrImmediate(Translator t, Encoding<Handler> e) {
    msr(t, e.flag('R'), e.get('k'), Shifter.armImmediate(t, e.get('i')).value());
  }

  private static void msr(Translator t, boolean spsr, int fields, int value) {
    int mask = 0;
    for (int i = 0; i < 4; i++) {
      mask |= (fields >> i & 1) * 0xff << 8 * i;
    }
    if (spsr) {
      if (t.user()) {
        t.undefined();
      } else {
        t.system.writeSpsr(t, value, mask);
      }
      return;
    }
    mask &= t.user() ? 0xf80f0000 | E : VISIBLE;
    if ((mask & 0x3ff) != 0) {
      t.system.writeCpsr(t, value, mask);
      t.flagsChanged();
      return;
    }
    Emitter ir = t.ir;
    if ((mask & 0xf0000000) != 0) {
      t.setNzcv(value);
      ir.put32(ArmState.QF, ir.extract32(value, 27, 1));
    }
    if ((mask & 0x000f0000) != 0) {
      ir.put32(ArmState.GE, ir.extract32(value, 16, 4));
    }
  }

  static void mrsBanked(Translator t, Encoding<Handler> e) {
    if (t.user()) {
      t.undefined();
    } else {
      t.setReg(e.get('d'), t.system.readBanked(t, bank(e), e.flag('R')));
    }
  }

  static void msrBanked(Translator t, Encoding<Handler> e) {
    if (t.user()) {
      t.undefined();
    } else {
      t.system.writeBanked(t, bank(e), e.flag('R'), t.reg(e.get('n')));
    }
  }

  private static int bank(Encoding<Handler> e) {
    return e.get('b') << 4 | e.get('k');
  }

  /**
   * CPS: o is 2 to enable, 3 to disable (T16: 0 and 1); M changes the mode to m; f is A, I, F. A
   * hint in User mode.
   */
  static void cps(Translator t, Encoding<Handler> e) {
    if (t.user()) {
      return;
    }
    int mask = 0;
    int value = 0;
    int operation = e.get('o') | (e.has('M') ? 0 : 2);
    if (operation >= 2) {
      mask = e.get('f') << 6;
      value = operation == 3 ? mask : 0;
    }
    if (e.flag('M')) {
      mask |= 0x1f;
      value |= e.get('m');
    }
    if (mask != 0) {
      t.system.writeCpsr(t, t.ir.const32(value), mask);
    }
  }

  static void setend(Translator t, Encoding<Handler> e) {
    Emitter ir = t.ir;
    int bigEndian = e.get('e');
    int flags = t.flags & ~ArmState.BIG_ENDIAN | bigEndian * ArmState.BIG_ENDIAN;
    ir.put32(StateLayout.FLAGS, ir.const32(flags));
    ir.put32(ArmState.CPSR, ir.deposit32(ir.get32(ArmState.CPSR), ir.const32(bigEndian), 9, 1));
    t.leave();
  }

  /** ISB: later instructions see all changes of system state. */
  static void isb(Translator t, Encoding<Handler> e) {
    t.leave();
  }

  /** DMB, DSB, PLD and hints that need nothing done: accesses happen in program order. */
  static void nop(Translator t, Encoding<Handler> e) {}

  /** IT; c is the first condition, k the mask. */
  static void it(Translator t, Encoding<Handler> e) {
    t.startIt(e.get('c') << 4 | e.get('k'));
  }

  /** ERET outside Hyp mode. */
  static void eret(Translator t, Encoding<Handler> e) {
    if (t.user()) {
      t.undefined();
    } else {
      t.system.exceptionReturn(t, t.reg(14));
    }
  }
}
