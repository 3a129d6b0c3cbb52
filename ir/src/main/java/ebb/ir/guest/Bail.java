package ebb.ir.guest;

/**
 * Compiled code cannot do this instruction (a fault, device access, write to translated code): it
 * leaves before it, with precise state, and the interpreter executes it. Preallocated, without a
 * stack trace.
 */
public final class Bail extends RuntimeException {
  public static final Bail INSTANCE = new Bail();

  private Bail() {
    super("leave compiled code", null, false, false);
  }
}
