package ebb.runtime;

/**
 * Why {@link Machine#run} returned. The machine is between two ticks and can be run on, except
 * after an end.
 */
public sealed interface Stop {
  /** The icount asked for has been reached. */
  record Limit() implements Stop {}

  /** {@link Machine#interrupt} was called by a host thread. */
  record Interrupted() implements Stop {}

  /** The next instruction of this CPU lies at a breakpoint. */
  record Breakpoint(int vcpu, long pc) implements Stop {}

  /** The next instruction of this CPU is about to access watched bytes. */
  record Watchpoint(int vcpu, long pc, long va, int bytes, boolean write) implements Stop {}

  /** The guest powered itself off, or asked the emulator to exit with a code. */
  record PowerOff(int exitCode) implements Stop {}

  /** The guest asked for a reset. */
  record Reset() implements Stop {}

  /** Every CPU waits and nothing can wake one: no timer is armed and no input can come. */
  record Dead() implements Stop {}

  /** The emulator refuses to go on; the message names instruction, pc and bytes. */
  record Halted(String message) implements Stop {}
}
