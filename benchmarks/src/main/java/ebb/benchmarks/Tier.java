package ebb.benchmarks;

import ebb.ir.guest.Guest;

/** What executes the guest's blocks. */
public enum Tier {
  INTERPRETER,

  /** Compiled code, each block for itself: all their edges lead through the CPU loop. */
  BLOCKS,

  /** Compiled code as the {@code ebb} command has it. */
  REGIONS;

  /** Null to interpret only. */
  CountedRegions regions(Guest guest) {
    return this == INTERPRETER ? null : new CountedRegions(guest, this == BLOCKS);
  }
}
