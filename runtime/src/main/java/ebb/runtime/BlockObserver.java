package ebb.runtime;

import ebb.ir.guest.Vcpu;

/**
 * Sees every block that a CPU executes. Called on the guest thread; the machine's state may be read
 * but not changed.
 */
public interface BlockObserver {
  /**
   * A CPU is about to execute the block at a pc; the state is that between two ticks.
   *
   * @return true to stop before it, as at a breakpoint
   */
  boolean entering(Vcpu cpu, long pc, int key);

  /**
   * It has executed the block's first instructions.
   *
   * @param ticks how many; if the last of them did not retire, its exception is not entered yet
   */
  void ran(Vcpu cpu, long pc, int key, int ticks);
}
