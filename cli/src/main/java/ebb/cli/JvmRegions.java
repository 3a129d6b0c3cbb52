package ebb.cli;

import ebb.backend.jvm.RegionCompiler;
import ebb.backend.jvm.RegionFormer;
import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.StateLayout;
import ebb.ir.pass.Passes;
import ebb.runtime.RegionTranslator;
import java.util.List;
import java.util.function.LongFunction;

/** Plugs backend-jvm into the CPU loop. */
final class JvmRegions implements RegionTranslator {
  private final StateLayout layout;

  JvmRegions(StateLayout layout) {
    this.layout = layout;
  }

  @Override
  public List<Block> form(Block head, LongFunction<Block> block) {
    return new RegionFormer(
            (pc, key) -> pc == head.pc() ? head : block.apply(pc), RegionFormer.Heat.UNKNOWN)
        .form(head.pc(), head.key(), RegionFormer.MAX_INSTRUCTIONS);
  }

  @Override
  public Executor compile(List<Block> region) {
    List<Block> blocks =
        region.stream().map(b -> Passes.run(Passes.forRegion(), b, layout)).toList();
    while (true) {
      Executor executor = RegionCompiler.compile(blocks);
      if (executor != null || blocks.size() == 1) {
        return executor;
      }
      // The estimate was too low: fewer blocks fit.
      blocks = blocks.subList(0, Math.max(1, blocks.size() / 2));
    }
  }
}
