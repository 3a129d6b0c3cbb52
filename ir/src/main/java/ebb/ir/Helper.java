package ebb.ir;

import ebb.ir.guest.Vcpu;

/**
 * Guest semantics too rare or too large for ops, called from IR with up to four scalar arguments
 * (i32 arguments arrive sign-extended; an i32 result is the low half).
 *
 * @param name unique within a frontend; the text form names it
 * @param effect what executors must keep in order around the call
 * @param arity number of arguments, 0 to 4
 * @param fn the implementation; must not keep state of its own
 */
public record Helper(String name, Effect effect, int arity, Fn fn) {
  /** What a helper sees and does, from least to most. */
  public enum Effect {
    /** A function of its arguments: may be shared, moved, removed. The CPU argument is not used. */
    PURE,
    /** Reads slots. */
    READS_STATE,
    /** Reads and writes slots, never faults, never looks at the clock. */
    WRITES_STATE,
    /**
     * Anything: may raise {@link ebb.ir.guest.GuestFault}, access memory, read the clock, change
     * translations. Runs in the interpreter only; compiled code leaves before its instruction.
     */
    PRECISE
  }

  /** The implementation of a helper. */
  @FunctionalInterface
  public interface Fn {
    long call(Vcpu cpu, long a, long b, long c, long d);
  }
}
