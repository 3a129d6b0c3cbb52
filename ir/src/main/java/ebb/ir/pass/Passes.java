package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.StateLayout;
import java.util.List;

/** The passes in the order in which they help each other. */
public final class Passes {
  private static final List<Pass> STANDARD = list(true);
  private static final List<Pass> REGION = list(false);

  private Passes() {}

  private static List<Pass> list(boolean instructionsObserve) {
    return List.of(
        new ForwardSlots(),
        new Fold(),
        new ShareExpressions(),
        new DeadStores(instructionsObserve),
        new DeadCode());
  }

  /** For the interpreter: slots are exact at every instruction, as the budget may end there. */
  public static List<Pass> standard() {
    return STANDARD;
  }

  /**
   * For compiled regions: between instructions nobody looks, as the budget is tested elsewhere.
   * Slots are exact at fault points, at helpers that look at them, and at the block's end.
   */
  public static List<Pass> forRegion() {
    return REGION;
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
