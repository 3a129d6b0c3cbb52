package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.Encoding;

/** Translates the instructions of one row of a decode table. */
@FunctionalInterface
public interface Handler {
  /**
   * Emits the instruction's effect under the assumption that its condition holds. Slots change only
   * after the last op that may fault.
   */
  void translate(Translator t, Encoding<Handler> e);

  /** A handler that looks at the instruction's condition itself. */
  @FunctionalInterface
  interface Conditional extends Handler {}
}
