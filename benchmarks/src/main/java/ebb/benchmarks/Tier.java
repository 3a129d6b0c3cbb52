package ebb.benchmarks;

import ebb.cli.Regions;
import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.guest.Guest;
import ebb.runtime.RegionTranslator;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.LongToIntFunction;

/** What executes the guest's blocks. */
public enum Tier {
  INTERPRETER,

  /** Compiled code, each block for itself: all their edges lead through the CPU loop. */
  BLOCKS,

  /** Compiled code as the {@code ebb} command has it. */
  REGIONS;

  /** Null to interpret only. */
  RegionTranslator translator(Guest guest) {
    return switch (this) {
      case INTERPRETER -> null;
      case BLOCKS -> new Blocks(Regions.early(guest));
      case REGIONS -> Regions.early(guest);
    };
  }

  private record Blocks(RegionTranslator regions) implements RegionTranslator {
    @Override
    public int hot() {
      return regions.hot();
    }

    @Override
    public List<Block> form(Block head, LongFunction<Block> block, LongToIntFunction entries) {
      return List.of(head);
    }

    @Override
    public Executor compile(List<Block> region) {
      return regions.compile(region);
    }
  }
}
