package ebb.ir.guest;

/** What a debugger wants to know of a CPU's exceptions and address spaces, between two ticks. */
public interface DebugView {
  /** How the line of category "int" begins that a trace gets of an exception return. */
  String EXCEPTION_RETURN = "exception return";

  /** Guest-virtual addresses at which handlers of exceptions begin, as the CPU is set up now. */
  long[] vectors();

  /** True if the CPU is at the first instruction of an interrupt handler. */
  boolean atInterrupt();

  /** At one of the {@link #vectors}: where the handler will return to if it lets the code go on. */
  long returnAddress();

  /** At one of the {@link #vectors}: the {@link #activation} that was interrupted. */
  long interrupted();

  /**
   * Tells activations of code apart: by mode and stack. Before an interrupt and after the return
   * from it, it is the same.
   */
  long activation();

  /** True in unprivileged code. */
  boolean user();

  /** What stands for the address space of unprivileged code while it exists. */
  long addressSpace();
}
