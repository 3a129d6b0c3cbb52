package ebb.ir.guest;

/**
 * A guest instruction cannot complete and raises the guest's own exception. The CPU that throws it
 * has noted what and why; {@link Vcpu#enterFault} performs the entry. One per CPU, without a stack
 * trace.
 */
public final class GuestFault extends RuntimeException {
  GuestFault() {
    super("guest fault", null, false, false);
  }
}
