package ebb.runtime;

import ebb.ir.guest.GuestMemory;
import java.util.Arrays;

/**
 * Gathers a {@link Footprint}. What goes the quick way is not seen; so all quick ways are closed
 * when a stretch begins, and what opens one says so here.
 */
final class Touched {
  static final int PAGE_BITS = GuestMemory.PAGE_BITS;
  static final int PIECE_BITS = 6;

  private final Numbers read = new Numbers(Integer.SIZE - PAGE_BITS);
  private final Numbers written = new Numbers(Integer.SIZE - PAGE_BITS);
  private final Numbers executed = new Numbers(Integer.SIZE - PIECE_BITS);

  /** Changes with every stretch. */
  private int stretch = 1;

  /** A set of numbers that lie close together. */
  private static final class Numbers {
    private static final int LEAF_BITS = 16;

    private final long[][] leaves;
    private int count;

    /**
     * @param bits of a number; at least those of a leaf
     */
    Numbers(int bits) {
      leaves = new long[1 << bits - LEAF_BITS][];
    }

    void add(int number) {
      long[] leaf = leaves[number >>> LEAF_BITS];
      if (leaf == null) {
        leaf = new long[1 << LEAF_BITS - 6];
        leaves[number >>> LEAF_BITS] = leaf;
      }
      int at = number >>> 6 & leaf.length - 1;
      long bit = 1L << number;
      if ((leaf[at] & bit) == 0) {
        leaf[at] |= bit;
        count++;
      }
    }

    /** All of them, ascending. */
    int[] toArray() {
      int[] numbers = new int[count];
      int n = 0;
      for (int i = 0; i < leaves.length && n < count; i++) {
        for (int j = 0; leaves[i] != null && j < leaves[i].length; j++) {
          for (long left = leaves[i][j]; left != 0; left &= left - 1) {
            numbers[n++] = (i << LEAF_BITS) + (j << 6) + Long.numberOfTrailingZeros(left);
          }
        }
      }
      return numbers;
    }

    void clear() {
      for (long[] leaf : leaves) {
        if (leaf != null) {
          Arrays.fill(leaf, 0);
        }
      }
      count = 0;
    }
  }

  void read(long va) {
    read.add((int) (va >>> PAGE_BITS));
  }

  void written(long va) {
    written.add((int) (va >>> PAGE_BITS));
  }

  void executed(TranslationBlock block) {
    executed(block.pc(), block.bytes);
  }

  private void executed(long pc, int bytes) {
    int last = (int) (pc + bytes - 1 >>> PIECE_BITS);
    for (int piece = (int) (pc >>> PIECE_BITS); piece <= last; piece++) {
      // The last instruction of the address space may go on at 0.
      executed.add(piece & (1 << Integer.SIZE - PIECE_BITS) - 1);
    }
  }

  /** Any of its blocks may be executed from now on. */
  void executed(TranslationBlock.Region region) {
    if (region.stretch != stretch) {
      region.stretch = stretch;
      for (int i = 0; i < region.blocks.length; i++) {
        executed(region.pc(i), region.blocks[i].bytes);
      }
    }
  }

  Footprint footprint() {
    return new Footprint(read.toArray(), written.toArray(), executed.toArray());
  }

  /** A stretch begins. */
  void restart() {
    read.clear();
    written.clear();
    executed.clear();
    stretch++;
  }
}
