package ebb.runtime;

/**
 * Decides at breakpoints and watchpoints. Called on the guest thread between two ticks: the
 * machine's state is that before the instruction, and may be read but not changed.
 */
public interface DebugHook {
  /** The CPU is about to execute the instruction at a breakpoint; true stops the run. */
  boolean breakpoint(int vcpu, long pc);

  /**
   * The CPU stands at a breakpoint whose instruction cannot be fetched, and is about to take an
   * abort; true stops the run. A guest that demands its code page by page would have such a
   * breakpoint stop twice, so it does not by default.
   */
  default boolean unfetchable(int vcpu, long pc) {
    return false;
  }

  /**
   * The CPU is about to access watched bytes; true stops the run before the access. May be called
   * more than once for an instruction that touches several watched ranges.
   */
  boolean watchpoint(int vcpu, long pc, long va, int bytes, boolean write);
}
