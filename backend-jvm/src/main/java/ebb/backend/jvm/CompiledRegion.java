package ebb.backend.jvm;

import ebb.ir.Executor;
import ebb.ir.StateLayout;
import ebb.ir.guest.Vcpu;

/**
 * A region in bytecode. Each is a hidden class with one instance; it serves every CPU of its guest.
 */
public abstract class CompiledRegion extends Executor {
  private final RegionInfo info;
  private final FaultPoints faults;

  CompiledRegion(RegionInfo info, FaultPoints faults) {
    this.info = info;
    this.faults = faults;
  }

  public final RegionInfo info() {
    return info;
  }

  /**
   * Leaves before the instruction of a fault point, after the slots have been written back; but the
   * PC slot is still the region's start.
   *
   * @param budget as the region's code counts it: the whole block is paid
   */
  final int bail(Vcpu cpu, int budget, int faultPoint) {
    cpu.setPc(cpu.pc() + faults.distance()[faultPoint]);
    cpu.putInt(StateLayout.AUX, faults.aux()[faultPoint]);
    cpu.budget = budget + faults.refund()[faultPoint];
    return BAIL;
  }
}
