package ebb.ir;

import ebb.ir.guest.Vcpu;

/**
 * Something that runs translated guest code on a CPU: a lowered block in the interpreter, or a
 * compiled region. The first tick of its first instruction must be affordable: {@code cpu.budget >
 * 0} on entry.
 *
 * <p>On return PC, FLAGS and AUX slots name the next instruction, all slots are architectural and
 * {@code cpu.budget} is exact. Which executor ran is invisible to the guest.
 */
public abstract class Executor {
  /** Go on with the next block. */
  public static final int NEXT = 0;

  /** Look at interrupts, halts and translations first. */
  public static final int LEAVE = 1;

  /** Compiled code only: the instruction at PC has to be interpreted. */
  public static final int BAIL = 2;

  /**
   * Interpreter only: the instruction at PC faulted; its tick is taken, {@link Vcpu#enterFault} is
   * due.
   */
  public static final int FAULT = 3;

  /** The assumption that it had better be made anew without, or null. */
  public Assumption worn() {
    return null;
  }

  /** Runs until the code leaves or the budget is used up, and says how it left. */
  public abstract int run(Vcpu cpu);
}
