package ebb.backend.jvm;

import ebb.ir.Executor;
import ebb.ir.StateLayout;
import ebb.ir.guest.Vcpu;

/**
 * A region in bytecode. Each is a hidden class with one instance; it serves every CPU of its guest.
 */
public abstract class CompiledRegion extends Executor {
  /** After so many it had better look for each access apart. */
  private static final int MOST_CROSSINGS = 1000;

  private final RegionInfo info;
  private final FaultPoints faults;
  private int crossings;

  CompiledRegion(RegionInfo info, FaultPoints faults) {
    this.info = info;
    this.faults = faults;
  }

  @Override
  public final boolean worn() {
    return crossings > MOST_CROSSINGS;
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
    if (faults.apart()[faultPoint]) {
      crossings++;
    }
    return BAIL;
  }
}
