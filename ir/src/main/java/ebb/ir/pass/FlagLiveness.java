package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import java.util.BitSet;
import java.util.List;

/**
 * Liveness of slots across blocks, for a compiler of regions: which puts before a block's exit
 * nobody will ever see. Mostly condition flags. Slots are named by words, that is byte offset / 4.
 */
public final class FlagLiveness {
  private FlagLiveness() {}

  /**
   * What a block does to slots before it first lets anybody look at all of them.
   *
   * @param reads words it reads before it writes them
   * @param writes words it writes, not having read them, before the first look
   * @param observes whether there is a look before the block's end
   */
  public record Summary(BitSet reads, BitSet writes, boolean observes) {
    /**
     * The words (of {@code words} in all) that are live before the block, given those live after
     * it.
     */
    public BitSet liveBefore(BitSet liveAfter, int words) {
      BitSet live = new BitSet(words);
      if (observes) {
        live.set(0, words);
      } else {
        live.or(liveAfter);
      }
      live.andNot(writes);
      live.or(reads);
      return live;
    }
  }

  /**
   * Removes puts of words that are dead at the block's exits. Instructions do not look at slots
   * here.
   */
  public static Block run(Block block, BitSet deadAtExit) {
    return DeadStores.run(block, false, deadAtExit);
  }

  /** Summarizes a block. */
  public static Summary summarize(Block block) {
    List<Inst> code = block.code();
    BitSet reads = new BitSet();
    BitSet writes = new BitSet();
    for (Inst inst : code) {
      if (DeadStores.observes(inst, false)) {
        return new Summary(reads, writes, true);
      }
      int first = (int) inst.imm() >> 2;
      if (inst.op().kind == Op.Kind.READ) {
        read(reads, writes, first, inst.op().result.bytes >> 2);
      } else if (inst.op().kind == Op.Kind.WRITE) {
        for (int w = first; w < first + (inst.op().args.get(0).bytes >> 2); w++) {
          if (!reads.get(w)) {
            writes.set(w);
          }
        }
      } else if (inst.op().kind == Op.Kind.FLOAT) {
        read(reads, writes, StateLayout.FPCTL >> 2, 2);
      }
    }
    return new Summary(reads, writes, false);
  }

  private static void read(BitSet reads, BitSet writes, int first, int count) {
    for (int w = first; w < first + count; w++) {
      if (!writes.get(w)) {
        reads.set(w);
      }
    }
  }
}
