package ebb.frontend.arm.system;

import ebb.frontend.arm.ArmState;
import ebb.ir.guest.DebugView;

/** Exceptions as the manual's B1.8 has them: vectors, link registers, banked registers. */
final class ArmDebugView implements DebugView {
  private static final int UNDEFINED = 0x04;
  private static final int CALL = 0x08;
  private static final int DATA_ABORT = 0x10;
  private static final int IRQ = 0x18;
  private static final int FIQ = 0x1c;

  private final ArmVcpu cpu;

  ArmDebugView(ArmVcpu cpu) {
    this.cpu = cpu;
  }

  @Override
  public long[] vectors() {
    long[] vectors = new long[7];
    for (int i = 0; i < vectors.length; i++) {
      vectors[i] = cpu.vectors() + 4L * (i + 1) & 0xffffffffL;
    }
    return vectors;
  }

  /** Of the vector that the CPU is at; negative or too large if it is at none. */
  private long offset() {
    return cpu.pc() - (cpu.vectors() & 0xffffffffL);
  }

  @Override
  public boolean atInterrupt() {
    return offset() == IRQ && cpu.mode() == ArmVcpu.IRQ
        || offset() == FIQ && cpu.mode() == ArmVcpu.FIQ;
  }

  @Override
  public long returnAddress() {
    int link = cpu.getInt(ArmState.r(14));
    int back =
        switch ((int) offset()) {
          case UNDEFINED, CALL -> 0;
          case DATA_ABORT -> 8;
          default -> 4;
        };
    return link - back & 0xffffffffL;
  }

  @Override
  public long interrupted() {
    int mode = cpu.spsr() & 0x1f;
    int bank = ArmVcpu.bank(mode);
    boolean same = bank == ArmVcpu.bank(cpu.mode());
    int stack = cpu.getInt(same || bank < 0 ? ArmState.r(13) : ArmState.BANK_R13 + 4 * bank);
    return activation(mode, stack);
  }

  @Override
  public long activation() {
    return activation(cpu.mode(), cpu.getInt(ArmState.r(13)));
  }

  private static long activation(int mode, int stack) {
    return (long) mode << 32 | stack & 0xffffffffL;
  }

  @Override
  public boolean user() {
    return cpu.user();
  }

  /** The first-level table that TTBR0 points to. */
  @Override
  public long addressSpace() {
    long table = cpu.getLong(ArmState.TTBR0);
    return cpu.mmu.longFormat() ? table & 0xffffffffe0L : table & 0xffffc000L;
  }
}
