package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.Encoding;

/**
 * Transfers with coprocessors 14 and 15; all others are absent. DDI 0406C A5.6, A7.
 *
 * <p>Fields: p coprocessor, o opc1, q opc2, n CRn, m CRm, t and u core registers.
 */
final class Coprocessor {
  private Coprocessor() {}

  static void mcr(Translator t, Encoding<Handler> e) {
    if (e.get('p') < 14) {
      t.undefined();
      return;
    }
    t.system.writeCoprocessor(
        t, e.get('p'), e.get('o'), e.get('n'), e.get('m'), e.get('q'), e.get('t'));
  }

  static void mrc(Translator t, Encoding<Handler> e) {
    if (e.get('p') < 14) {
      t.undefined();
      return;
    }
    t.system.readCoprocessor(
        t, e.get('p'), e.get('o'), e.get('n'), e.get('m'), e.get('q'), e.get('t'));
    if (e.get('t') == 15) {
      t.flagsChanged();
    }
  }

  static void mcrr(Translator t, Encoding<Handler> e) {
    if (e.get('p') < 14) {
      t.undefined();
      return;
    }
    t.system.writeCoprocessor64(t, e.get('p'), e.get('o'), e.get('m'), e.get('t'), e.get('u'));
  }

  static void mrrc(Translator t, Encoding<Handler> e) {
    if (e.get('p') < 14) {
      t.undefined();
      return;
    }
    t.system.readCoprocessor64(t, e.get('p'), e.get('o'), e.get('m'), e.get('t'), e.get('u'));
  }
}
