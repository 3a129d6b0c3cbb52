package ebb.runtime;

import ebb.ir.guest.Host;
import ebb.ir.guest.Vcpu;

/** Firmware calls that the board answers: PSCI, semihosting. */
@FunctionalInterface
public interface HypercallHandler {
  /**
   * @return false if nobody answers and the instruction is undefined
   */
  boolean call(Vcpu cpu, Host.Hypercall kind, int immediate);
}
