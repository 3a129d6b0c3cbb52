package ebb.runtime;

import ebb.ir.Executor;
import ebb.ir.exec.Interpreter;
import java.util.ArrayList;
import java.util.List;
import org.agrona.collections.LongArrayList;

/** A translated guest basic block, where its code came from, and what executes it now. */
final class TranslationBlock {
  /**
   * Guest-virtual address, translation key and raw host address of the first byte: its identity.
   */
  final long pc;

  final int key;
  final long host;

  /** Number of guest instructions. */
  final int instructions;

  /** First page of {@link GuestRam} that it was read from, byte offset in it and length. */
  final int page;

  final int offset;
  final int bytes;

  /**
   * The page its last bytes were read from; equal to {@link #page} unless an instruction straddles.
   */
  final int lastPage;

  final Interpreter interpreter;

  /** True if it ends in a transfer to a pc that it computes. */
  final boolean indirect;

  /** The compiled region that starts here, or null. */
  Region region;

  /** Entries since the last look at its heat. */
  int heat;

  /** The soft-TLB generation under which its mapping was last seen unchanged. */
  long generation = -1;

  /** False once its code was overwritten. */
  boolean valid = true;

  /** True if its first instruction lies at a breakpoint. */
  boolean breakpoint;

  TranslationBlock nextInBucket;

  TranslationBlock(
      long pc,
      int key,
      long host,
      int page,
      int offset,
      int lastPage,
      int instructions,
      int bytes,
      Interpreter interpreter,
      boolean indirect) {
    this.pc = pc;
    this.key = key;
    this.host = host;
    this.page = page;
    this.offset = offset;
    this.lastPage = lastPage;
    this.instructions = instructions;
    this.bytes = bytes;
    this.interpreter = interpreter;
    this.indirect = indirect;
  }

  /** More pcs than this are not noted. */
  private static final int MAX_SEEN = 16;

  /** The pcs that it has led to under its own key; null while there are none. */
  private LongArrayList seen;

  /** Notes where it has led to, if it is {@link #indirect}. */
  void ledTo(long next) {
    if (seen == null) {
      seen = new LongArrayList();
    }
    if (seen.size() < MAX_SEEN && !seen.containsLong(next)) {
      seen.addLong(next);
    }
  }

  /** {@link #ledTo} so far. */
  List<Long> seen() {
    return seen == null ? List.of() : seen;
  }

  /** True if it was made from any of these bytes. */
  boolean overlaps(int otherPage, int start, int length) {
    if (otherPage == page) {
      return start < offset + bytes && offset < start + length;
    }
    return otherPage == lastPage && start < offset + bytes - GuestRam.PAGE_SIZE;
  }

  boolean containsPc(long va) {
    return va >= pc && va < pc + bytes;
  }

  /** Regions that this block is part of. */
  private final List<Region> regions = new ArrayList<>(1);

  /** Its code was overwritten: neither it nor any region with it may run again. */
  void invalidate() {
    valid = false;
    for (Region part : regions) {
      part.valid = false;
    }
  }

  /** A compiled region: valid while all its blocks are. */
  static final class Region {
    final Executor executor;

    /** Every block in it, the head first. */
    final TranslationBlock[] blocks;

    boolean valid = true;

    /**
     * The soft-TLB generation under which the mappings of all its blocks were last seen unchanged.
     */
    long generation = -1;

    /** The stretch of {@link Touched} in which it was executed last. */
    int stretch;

    Region(Executor executor, TranslationBlock[] blocks) {
      this.executor = executor;
      this.blocks = blocks;
      for (TranslationBlock block : blocks) {
        valid &= block.valid;
        block.regions.add(this);
      }
    }
  }
}
