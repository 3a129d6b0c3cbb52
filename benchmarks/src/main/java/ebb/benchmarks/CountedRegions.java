package ebb.benchmarks;

import ebb.cli.Regions;
import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.guest.Guest;
import ebb.runtime.RegionTranslator;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongToIntFunction;

/** The command's compiling tier, which says whether it was of use. */
final class CountedRegions implements RegionTranslator {
  private final RegionTranslator regions;
  private final boolean single;
  private int compiled;

  /**
   * @param single whether every region is to be one block
   */
  CountedRegions(Guest guest, boolean single) {
    regions = Regions.early(guest);
    this.single = single;
  }

  /** Regions so far. */
  int compiled() {
    return compiled;
  }

  @Override
  public int hot() {
    return regions.hot();
  }

  @Override
  public List<Block> form(Block head, LongFunction<Block> block, LongToIntFunction entries) {
    return single ? List.of(head) : regions.form(head, block, entries);
  }

  @Override
  public Executor compile(List<Block> region, Set<Assumption> assumptions) {
    Executor executor = regions.compile(region, assumptions);
    compiled += executor == null ? 0 : 1;
    return executor;
  }
}
