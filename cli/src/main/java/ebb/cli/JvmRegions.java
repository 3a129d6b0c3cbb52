package ebb.cli;

import ebb.backend.jvm.RegionCompiler;
import ebb.backend.jvm.RegionFormer;
import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.StateLayout;
import ebb.ir.pass.Passes;
import ebb.runtime.RegionTranslator;
import ebb.runtime.Trace;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongToIntFunction;
import java.util.stream.Collectors;

/** Plugs backend-jvm into the CPU loop. */
final class JvmRegions implements RegionTranslator {
  /**
   * Below it, compiling costs more than it gives: of the 2800 regions that 1000 entries make of a
   * boot, 128 execute 98 % of what is executed in any. With a third of it a boot takes as long, but
   * more processors' time, and Debian's programs take longer.
   */
  static final int HOT = 60_000;

  /** For tests: few entries, so that short programs get to be compiled. */
  static final int EARLY = 500;

  private final StateLayout layout;
  private final Trace trace;
  private final int hot;

  /**
   * @param hot entries of a block before a region is formed at it
   * @param trace where the code made goes with out_asm, or null
   */
  JvmRegions(StateLayout layout, int hot, Trace trace) {
    this.layout = layout;
    this.hot = hot;
    this.trace = trace;
  }

  @Override
  public int hot() {
    return hot;
  }

  @Override
  public List<Block> form(Block head, LongFunction<Block> block, LongToIntFunction entries) {
    return new RegionFormer(
            (pc, key) -> pc == head.pc() ? head : block.apply(pc), entries::applyAsInt)
        .form(head.pc(), head.key(), RegionFormer.MAX_INSTRUCTIONS);
  }

  @Override
  public Executor compile(List<Block> region, Set<Assumption> assumptions) {
    List<Block> blocks =
        region.stream().map(b -> Passes.run(Passes.forRegion(), b, layout)).toList();
    while (true) {
      Executor executor = RegionCompiler.compile(blocks, assumptions);
      if (executor != null || blocks.size() == 1) {
        if (executor != null && trace != null && trace.on("out_asm")) {
          trace.line("out_asm", text(blocks));
        }
        return executor;
      }
      // The estimate was too low: fewer blocks fit.
      blocks = blocks.subList(0, Math.max(1, blocks.size() / 2));
    }
  }

  private static String text(List<Block> blocks) {
    String parts =
        blocks.stream()
            .map(b -> String.format("0x%08x-0x%08x", b.pc(), b.pc() + b.bytes()))
            .collect(Collectors.joining(" "));
    return "OUT: region of " + parts + "\n" + RegionCompiler.listing(blocks);
  }
}
