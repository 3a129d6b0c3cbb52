package ebb.runtime;

import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Executor;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongToIntFunction;

/** The compiling tier, as the CPU loop sees it. */
public interface RegionTranslator {
  /** Entries of a block before a region is formed at it; asked once. */
  int hot();

  /**
   * Chooses the blocks of a region. On the guest thread.
   *
   * @param block the block at a pc under the head's key, or null where none may be included
   * @param entries how often that block was entered, or -1 if nobody counted
   * @return the blocks, the head first; empty if the head is not worth compiling
   */
  List<Block> form(Block head, LongFunction<Block> block, LongToIntFunction entries);

  /**
   * Compiles a region. On a background thread.
   *
   * @param assumptions those that {@link Executor#worn} has not advised against
   * @return null if it cannot be compiled; the head stays interpreted
   */
  Executor compile(List<Block> region, Set<Assumption> assumptions);
}
