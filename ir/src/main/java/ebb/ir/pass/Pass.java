package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.StateLayout;

/** One transformation of a block that the guest cannot tell from none. */
public interface Pass {
  /**
   * @return the transformed block, or the same object if nothing changed
   */
  Block run(Block block, StateLayout layout);
}
