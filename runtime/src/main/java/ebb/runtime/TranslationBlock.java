package ebb.runtime;

import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.exec.Interpreter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.agrona.collections.LongArrayList;

/** A translated guest basic block, where its code came from, and what executes it now. */
final class TranslationBlock {
  /** Guest-virtual address. It changes if the block is {@link #movable}. */
  private long pc;

  /** Translation key and raw host address of the first byte: with {@link #pc} its identity. */
  final int key;

  final long host;

  /** Where it may be moved to; null if it stays. */
  private final Reach movable;

  /** Number of guest instructions. */
  final int instructions;

  /** First page of {@link GuestRam} that it was read from, byte offset in it and length. */
  final int page;

  final int offset;
  final int bytes;

  /**
   * The page its last bytes were read from; {@link #page} too if it does not {@linkplain #straddles
   * straddle}, or if the same page follows.
   */
  final int lastPage;

  final Interpreter interpreter;

  /** The compiled region that starts here, or null. */
  private Region region;

  /** False once its code was overwritten. */
  boolean valid = true;

  /** True if its first instruction lies at a breakpoint. */
  boolean breakpoint;

  /** The era in which it was found last: see {@link CodeCache#turn}. */
  int usedIn;

  /** The icount when it had been entered half as often as it takes to be hot; -1 if unknown. */
  long halfHotAt = -1;

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
      Reach movable) {
    this.pc = pc;
    this.key = key;
    this.host = host;
    this.page = page;
    this.offset = offset;
    this.lastPage = lastPage;
    this.instructions = instructions;
    this.bytes = bytes;
    this.interpreter = interpreter;
    this.movable = movable;
  }

  long pc() {
    return pc;
  }

  Region region() {
    return region;
  }

  private void setRegion(Region compiled) {
    region = compiled;
    interpreter.setLinkable(valid && compiled == null);
  }

  /** All but those that a region at it has been {@link Executor#worn} by. */
  Set<Assumption> assumptions = Assumption.ALL;

  /** True if it can be executed at this address if the same bytes lie there. */
  boolean movableTo(long va) {
    return movable != null && movable.allows(va);
  }

  /** The same bytes, seen at another address. */
  void moveTo(long va) {
    pc = va;
    if (region != null) {
      region.moved();
    }
  }

  /** More pcs than this are not noted. */
  private static final int MAX_SEEN = 16;

  /** Distances to the pcs that it has led to under its own key; null while there are none. */
  private LongArrayList seen;

  /** Notes where it has led to, if it ends in a transfer to a pc that it computes. */
  void ledTo(long next) {
    if (seen == null) {
      seen = new LongArrayList();
    }
    if (seen.size() < MAX_SEEN && !seen.containsLong(next - pc)) {
      seen.addLong(next - pc);
    }
  }

  /** {@link #ledTo} so far. */
  List<Long> seen() {
    return seen == null ? List.of() : seen.stream().map(distance -> pc + distance).toList();
  }

  /** True if it was made from any of these bytes. */
  boolean overlaps(int otherPage, int start, int length) {
    int end = offset + bytes;
    return otherPage == page && start < end && offset < start + length
        || straddles() && otherPage == lastPage && start < end - GuestRam.PAGE_SIZE;
  }

  /** True if its last instruction goes on on the next page. */
  boolean straddles() {
    return offset + bytes > GuestRam.PAGE_SIZE;
  }

  /** Address of its last byte while it lies at {@code start}. */
  long last(long start) {
    return start + bytes - 1;
  }

  /** True if it is executed for an address while it lies at {@code start}. */
  boolean contains(long start, long va) {
    return va >= start && va < start + bytes;
  }

  /** Installed regions that this block is part of. */
  private List<Region> regions = List.of();

  List<Region> regions() {
    return regions;
  }

  /** Its code was overwritten: it may not run again. */
  void invalidate() {
    valid = false;
    interpreter.setLinkable(false);
  }

  /** A compiled region: installed while all its blocks are valid. */
  static final class Region {
    private static final int MAX_REFUSALS = 10_000;

    /** After so many entries HotSpot compiles it, in the background. */
    private static final int TRIALS = 70;

    /** Until then HotSpot's own interpreter executes it, many times slower than ours the blocks. */
    private static final long MOST_COMPILED_AFTER_NANOS = 8_000_000;

    final Executor executor;

    /** Every block in it, the head first. */
    final TranslationBlock[] blocks;

    /** Of each block: its distance from the head, in bytes, wherever other regions have it now. */
    private final long[] distances;

    private final Reach reach;

    private int refusals;

    /** Entries so far, up to {@link #TRIALS}, and when these were over. */
    private int trials;

    private long triedAt;

    /** The era in which it was entered last: see {@link CodeCache#turn}. */
    int usedIn;

    /**
     * The soft-TLB generation under which the mappings of all its blocks were last seen unchanged.
     */
    long generation = -1;

    /** The stretch of {@link Touched} in which it was executed last. */
    int stretch;

    Region(Executor executor, TranslationBlock[] blocks, List<Block> code) {
      this.executor = executor;
      this.blocks = blocks;
      reach = Reach.of(code);
      distances = new long[blocks.length];
      for (int i = 0; i < blocks.length; i++) {
        distances[i] = code.get(i).pc() - code.getFirst().pc();
      }
    }

    /** To be executed where its head is, from now on. */
    void install() {
      for (TranslationBlock block : blocks) {
        if (block.regions.isEmpty()) {
          block.regions = new ArrayList<>(1);
        }
        block.regions.add(this);
      }
      blocks[0].setRegion(this);
    }

    /** Its blocks are interpreted again. */
    void uninstall() {
      for (TranslationBlock block : blocks) {
        block.regions.remove(this);
      }
      blocks[0].setRegion(null);
      blocks[0].interpreter.entries = 0;
    }

    /**
     * Its blocks do not lie as they did, once more.
     *
     * @return true if it had better be formed again from what is there
     */
    boolean refused() {
      return ++refusals >= MAX_REFUSALS;
    }

    /** True if it has been there for long enough to be fast. */
    boolean settled() {
      return trials > TRIALS;
    }

    /** True if it had better be executed now, be it for HotSpot to see it. To be asked before. */
    boolean due() {
      if (trials < TRIALS) {
        trials++;
        return true;
      }
      if (trials == TRIALS) {
        long now = System.nanoTime();
        triedAt = triedAt == 0 ? now : triedAt;
        if (now - triedAt < MOST_COMPILED_AFTER_NANOS) {
          return false;
        }
        trials++;
      }
      return true;
    }

    /** The pc of one of its blocks, by index. */
    long pc(int block) {
      return blocks[0].pc + distances[block];
    }

    /** True if one of its blocks is executed for an address. */
    boolean contains(long va) {
      for (int i = 0; i < blocks.length; i++) {
        if (blocks[i].contains(pc(i), va)) {
          return true;
        }
      }
      return false;
    }

    /** True if it can be executed where its head is now, by its jumps. */
    boolean fits() {
      return reach.allows(blocks[0].pc);
    }

    private void moved() {
      generation = -1;
      stretch = 0;
    }
  }
}
