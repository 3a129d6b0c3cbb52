package ebb.ir.exec;

import ebb.ir.Op;
import ebb.ir.guest.GuestHalt;
import ebb.ir.guest.Vcpu;

/** The FLOAT ops on operands in memory. */
final class FloatOps {
  private FloatOps() {}

  static void run(Vcpu cpu, Op op, int variant, long d, long a, long b, long c) {
    throw new GuestHalt("no floating point yet: " + op.mnemonic);
  }
}
