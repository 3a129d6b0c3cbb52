package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.StateLayout;
import java.util.List;

/** The passes in the order in which they help each other. */
public final class Passes {
  private Passes() {}

  /** For the interpreter: slots are exact at every instruction, as the budget may end there. */
  public static List<Pass> standard() {
    return List.of();
  }

  /** Runs passes one after the other. */
  public static Block run(List<Pass> passes, Block block, StateLayout layout) {
    Block result = block;
    for (Pass pass : passes) {
      result = pass.run(result, layout);
    }
    return result;
  }
}
