package ebb.backend.jvm;

import ebb.ir.Assumption;
import ebb.ir.Executor;
import ebb.ir.StateLayout;
import ebb.ir.guest.Vcpu;

/**
 * A region in bytecode. Each is a hidden class with one instance; it serves every CPU of its guest.
 */
public abstract class CompiledRegion extends Executor {
  /** So often an assumption may be wrong, … */
  private static final int MOST_WRONG = 1000;

  /** … in so many instructions each. */
  private static final int RARE = 20_000;

  private final RegionInfo info;
  private final FaultPoints faults;

  /** By assumption: how often it has been wrong, and since which icount. */
  private final int[] wrong = new int[Assumption.values().length];

  private final long[] since = new long[wrong.length];
  private Assumption worn;

  CompiledRegion(RegionInfo info, FaultPoints faults) {
    this.info = info;
    this.faults = faults;
  }

  @Override
  public final Assumption worn() {
    return worn;
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
    Assumption assumption = faults.wrong()[faultPoint];
    if (assumption != null) {
      note(assumption.ordinal(), cpu.limit - cpu.budget);
    }
    return BAIL;
  }

  private void note(int assumption, long icount) {
    if (wrong[assumption] == 0) {
      since[assumption] = icount;
    }
    if (++wrong[assumption] > MOST_WRONG) {
      if (icount - since[assumption] < (long) MOST_WRONG * RARE) {
        worn = Assumption.values()[assumption];
      }
      wrong[assumption] = 0;
    }
  }
}
