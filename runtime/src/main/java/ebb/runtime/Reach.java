package ebb.runtime;

import ebb.ir.Block;
import ebb.ir.Terminal;
import java.util.List;

/**
 * How far the addresses that blocks name as constants lie from the start of the first, in bytes.
 * Where they are moved to, none may be beyond an end of the address space: it would have to wrap.
 */
record Reach(long lowest, long highest) {
  private static final long END = 1L << Integer.SIZE;

  static Reach of(List<Block> blocks) {
    long start = blocks.getFirst().pc();
    long lowest = 0;
    long highest = 0;
    for (Block block : blocks) {
      long least = block.pc();
      long greatest = block.pc() + block.bytes() - 1;
      if (block.terminal() instanceof Terminal.Jump jump) {
        least = Math.min(least, jump.pc());
        greatest = Math.max(greatest, jump.pc());
      } else if (block.terminal() instanceof Terminal.Branch branch) {
        least = Math.min(least, Math.min(branch.taken(), branch.fallthrough()));
        greatest = Math.max(greatest, Math.max(branch.taken(), branch.fallthrough()));
      }
      lowest = Math.min(lowest, least - start);
      highest = Math.max(highest, greatest - start);
    }
    return new Reach(lowest, highest);
  }

  /** True if blocks may begin at this guest-virtual address. */
  boolean allows(long pc) {
    return pc + lowest >= 0 && pc + highest < END;
  }
}
