package ebb.runtime;

import ebb.ir.guest.GuestMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The translation blocks of a machine by identity, and by the physical pages that they came from.
 *
 * <p>A page's bit map says which of its 64-byte chunks have been translated, so that data beside
 * code is written without losing translations.
 */
final class CodeCache {
  private static final int CHUNK_BITS = GuestMemory.PAGE_BITS - 6;
  private static final int JUMP_CACHE = 1 << 15;

  /** More blocks than this and everything is dropped at once. */
  private static final int MAX_BLOCKS = 300_000;

  final Familiar familiar = new Familiar();
  private final TranslationBlock[] jumpCache = new TranslationBlock[JUMP_CACHE];
  private TranslationBlock[] buckets = new TranslationBlock[1 << 14];
  private int count;
  private final long[] chunks;
  private final List<TranslationBlock>[] byPage;
  private final Touched touched;

  /**
   * Called when a page gets its first translation: writes to it must take the slow path from now
   * on.
   */
  private Runnable pageProtected = () -> {};

  /**
   * @param touched hears of blocks before they are executed for the first time in a stretch
   */
  CodeCache(int pages, Touched touched) {
    this.touched = touched;
    chunks = new long[pages];
    @SuppressWarnings({"unchecked", "rawtypes"})
    List<TranslationBlock>[] lists = new List[pages];
    byPage = lists;
  }

  void onPageProtected(Runnable action) {
    pageProtected = action;
  }

  /** The block, if it is the one that was last used for its pc; the caller checks its identity. */
  TranslationBlock fast(long pc, int key) {
    return jumpCache[slot(pc, key)];
  }

  /** The valid block of this identity, or null. */
  TranslationBlock find(long pc, int key, long host) {
    TranslationBlock block = buckets[bucket(key, host)];
    while (block != null && (block.pc() != pc || block.key != key || block.host != host)) {
      block = block.nextInBucket;
    }
    if (block != null) {
      use(block);
    }
    return block;
  }

  /** A valid block of the same bytes that lies elsewhere and may be moved to this pc, or null. */
  TranslationBlock movable(long pc, int key, long host) {
    TranslationBlock block = buckets[bucket(key, host)];
    while (block != null && (block.key != key || block.host != host || !block.movableTo(pc))) {
      block = block.nextInBucket;
    }
    return block;
  }

  void move(TranslationBlock block, long pc) {
    familiar.forget(block.pc(), block.key);
    block.moveTo(pc);
    use(block);
  }

  private void use(TranslationBlock block) {
    jumpCache[slot(block.pc(), block.key)] = block;
    touched.executed(block);
  }

  /** A stretch begins: blocks have to be found again. */
  void forgetUsed() {
    Arrays.fill(jumpCache, null);
    familiar.clear();
  }

  void add(TranslationBlock block) {
    if (count >= MAX_BLOCKS) {
      clear();
    }
    if (count > buckets.length) {
      grow();
    }
    int bucket = bucket(block.key, block.host);
    block.nextInBucket = buckets[bucket];
    buckets[bucket] = block;
    count++;
    use(block);
    if (!block.straddles()) {
      protect(block, block.page, block.offset, block.bytes);
    } else {
      int first = GuestRam.PAGE_SIZE - block.offset;
      protect(block, block.page, block.offset, first);
      protect(block, block.lastPage, 0, block.bytes - first);
    }
  }

  boolean onPage(int page) {
    return chunks[page] != 0;
  }

  /** True if translated code may have been read from these bytes of a page. */
  boolean covers(int page, int start, int length) {
    return (chunks[page] & mask(start, length)) != 0;
  }

  /** Drops the blocks that were made from these bytes of a page. */
  void invalidate(int page, int start, int length) {
    List<TranslationBlock> blocks = byPage[page];
    if (blocks == null) {
      return;
    }
    CodeEvents.CodeInvalidated event = new CodeEvents.CodeInvalidated();
    event.begin();
    int before = blocks.size();
    long left = 0;
    int kept = 0;
    for (TranslationBlock block : blocks) {
      if (block.valid && block.overlaps(page, start, length)) {
        remove(block);
      }
      if (block.valid) {
        blocks.set(kept++, block);
        int end = block.offset + block.bytes;
        if (block.page == page) {
          left |= mask(block.offset, Math.min(end, GuestRam.PAGE_SIZE) - block.offset);
        }
        if (block.straddles() && block.lastPage == page) {
          left |= mask(0, end - GuestRam.PAGE_SIZE);
        }
      }
    }
    blocks.subList(kept, blocks.size()).clear();
    chunks[page] = left;
    event.page = page;
    event.offset = start;
    event.length = length;
    event.dropped = before - kept;
    event.commit();
  }

  void invalidatePage(int page) {
    if (chunks[page] != 0) {
      invalidate(page, 0, GuestRam.PAGE_SIZE);
    }
  }

  /**
   * Drops the blocks that execute the instruction at a guest-virtual address, other than as their
   * first.
   */
  void split(long va) {
    familiar.clear();
    for (TranslationBlock head : buckets) {
      for (TranslationBlock block = head; block != null; block = block.nextInBucket) {
        if (block.region() != null && block.region().contains(va)) {
          block.dropRegion();
        }
      }
    }
    List<TranslationBlock> inside = new ArrayList<>();
    for (TranslationBlock head : buckets) {
      for (TranslationBlock block = head; block != null; block = block.nextInBucket) {
        if (block.pc() == va) {
          block.breakpoint = true;
        } else if (block.contains(block.pc(), va)) {
          inside.add(block);
        }
      }
    }
    inside.forEach(this::remove);
  }

  /** The breakpoint at a guest-virtual address is gone. */
  void unmark(long va) {
    for (TranslationBlock head : buckets) {
      for (TranslationBlock block = head; block != null; block = block.nextInBucket) {
        if (block.pc() == va) {
          block.breakpoint = false;
        }
      }
    }
  }

  /** Drops everything. */
  void clear() {
    for (TranslationBlock head : buckets) {
      for (TranslationBlock block = head; block != null; block = block.nextInBucket) {
        block.invalidate();
      }
    }
    Arrays.fill(buckets, null);
    forgetUsed();
    Arrays.fill(chunks, 0);
    Arrays.fill(byPage, null);
    count = 0;
  }

  int size() {
    return count;
  }

  private void protect(TranslationBlock block, int page, int start, int length) {
    if (chunks[page] == 0) {
      pageProtected.run();
    }
    chunks[page] |= mask(start, length);
    if (byPage[page] == null) {
      byPage[page] = new ArrayList<>(4);
    }
    byPage[page].add(block);
  }

  /** Drops a block of its own accord, not as one of those of a page. */
  void drop(TranslationBlock block) {
    remove(block);
    byPage[block.page].remove(block);
    byPage[block.lastPage].remove(block);
  }

  private void remove(TranslationBlock block) {
    block.invalidate();
    familiar.forget(block.pc(), block.key);
    for (TranslationBlock.Region region : block.regions()) {
      familiar.forget(region.pc(0), region.blocks[0].key);
    }
    int bucket = bucket(block.key, block.host);
    TranslationBlock at = buckets[bucket];
    if (at == block) {
      buckets[bucket] = block.nextInBucket;
    } else {
      while (at.nextInBucket != block) {
        at = at.nextInBucket;
      }
      at.nextInBucket = block.nextInBucket;
    }
    count--;
  }

  private void grow() {
    TranslationBlock[] old = buckets;
    buckets = new TranslationBlock[old.length * 2];
    for (TranslationBlock head : old) {
      for (TranslationBlock block = head; block != null; ) {
        TranslationBlock next = block.nextInBucket;
        int bucket = bucket(block.key, block.host);
        block.nextInBucket = buckets[bucket];
        buckets[bucket] = block;
        block = next;
      }
    }
  }

  private static long mask(int start, int length) {
    int first = start >> CHUNK_BITS;
    int last = start + length - 1 >> CHUNK_BITS;
    return -1L << first & -1L >>> 63 - last;
  }

  private static int slot(long pc, int key) {
    return (int) (pc >>> 1 ^ pc >>> 16 ^ (long) key * 0x9e5) & JUMP_CACHE - 1;
  }

  private int bucket(int key, long host) {
    long h = (host ^ (long) key << 40) * 0x9e3779b97f4a7c15L;
    return (int) (h >>> 40) & buckets.length - 1;
  }
}
