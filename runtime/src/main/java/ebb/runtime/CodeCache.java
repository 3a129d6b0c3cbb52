package ebb.runtime;

import ebb.ir.guest.GuestMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The translation blocks of a machine by identity, and by the physical pages that they came from.
 *
 * <p>A page's bit map says which of its 64-byte chunks have been translated, so that data beside
 * code is written without losing translations. There are bounds to how much is kept: see {@link
 * #turn}.
 */
final class CodeCache {
  private static final int CHUNK_BITS = GuestMemory.PAGE_BITS - 6;
  private static final int JUMP_CACHE = 1 << 15;

  /** Never more than this; each has about 0.7 KB. */
  static final int MAX_BLOCKS = 100_000;

  /** Never more than this; HotSpot needs about 40 KB for each. */
  static final int MAX_REGIONS = 6000;

  /** Longest era, in ticks. */
  static final long ERA = 1L << 31;

  final Familiar familiar = new Familiar();
  private final TranslationBlock[] jumpCache = new TranslationBlock[JUMP_CACHE];
  private TranslationBlock[] buckets = new TranslationBlock[1 << 14];
  private int count;
  private final Set<TranslationBlock.Region> regions = new LinkedHashSet<>();

  /** Counts {@linkplain #turn eras}; since when this one has been, and how much is new in it. */
  private int era;

  private long eraBegan;
  private long now;
  private int newBlocks;
  private int newRegions;

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
    block.usedIn = era;
    jumpCache[slot(block.pc(), block.key)] = block;
    touched.executed(block);
  }

  /** A stretch begins: blocks have to be found again. */
  void forgetUsed() {
    Arrays.fill(jumpCache, null);
    familiar.clear();
  }

  void add(TranslationBlock block) {
    if (++newBlocks > MAX_BLOCKS / 4) {
      turn();
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
    dropRegions(region -> region.contains(va));
    blocks(block -> block.pc() == va).forEach(block -> block.breakpoint = true);
    blocks(block -> block.pc() != va && block.contains(block.pc(), va)).forEach(this::remove);
  }

  /** The breakpoint at a guest-virtual address is gone. */
  void unmark(long va) {
    blocks(block -> block.pc() == va).forEach(block -> block.breakpoint = false);
  }

  /** Drops everything. */
  void clear() {
    dropRegions(region -> true);
    blocks(block -> true).forEach(TranslationBlock::invalidate);
    Arrays.fill(buckets, null);
    forgetUsed();
    Arrays.fill(chunks, 0);
    Arrays.fill(byPage, null);
    count = 0;
  }

  int size() {
    return count;
  }

  private List<TranslationBlock> blocks(Predicate<TranslationBlock> which) {
    List<TranslationBlock> found = new ArrayList<>();
    for (TranslationBlock head : buckets) {
      for (TranslationBlock block = head; block != null; block = block.nextInBucket) {
        if (which.test(block)) {
          found.add(block);
        }
      }
    }
    return found;
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
    List.copyOf(block.regions()).forEach(this::drop);
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

  // ---- regions ---------------------------------------------------------------------------------

  /**
   * Has a region executed where its head is.
   *
   * @return false if one of its blocks is not valid any more
   */
  boolean install(TranslationBlock.Region region) {
    if (++newRegions > MAX_REGIONS / 4) {
      turn();
    }
    if (!Arrays.stream(region.blocks).allMatch(block -> block.valid)) {
      return false;
    }
    TranslationBlock head = region.blocks[0];
    if (head.region() != null) {
      drop(head.region());
    }
    region.install();
    regions.add(region);
    use(region);
    familiar.forget(head.pc(), head.key);
    return true;
  }

  /** It is about to be executed. */
  void use(TranslationBlock.Region region) {
    region.usedIn = era;
  }

  /** Has its blocks interpreted again. */
  void drop(TranslationBlock.Region region) {
    TranslationBlock head = region.blocks[0];
    familiar.forget(head.pc(), head.key);
    region.uninstall();
    region.executor.retire();
    regions.remove(region);
  }

  private void dropRegions(Predicate<TranslationBlock.Region> which) {
    regions.stream().filter(which).toList().forEach(this::drop);
  }

  // ---- eras ------------------------------------------------------------------------------------

  /** Ends the era if it has lasted long. */
  void pass(long icount) {
    now = icount;
    if (Math.abs(now - eraBegan) >= ERA) {
      turn();
    }
  }

  /**
   * Ends an era: drops what has not been used for longest, until there is room for all that the
   * next one may add; and everything is half as hot, so that what becomes hot is so now. An era
   * lasts for some time, or until a quarter of what there may be was added.
   */
  private void turn() {
    CodeEvents.CodeAged event = new CodeEvents.CodeAged();
    event.begin();
    event.regions = regions.size();
    event.blocks = count;
    int room = MAX_REGIONS / 4 * 3;
    for (int age = 2; age > 0 && regions.size() > room; age--) {
      int last = era - age;
      dropRegions(region -> region.usedIn <= last);
    }
    regions.stream().limit(Math.max(regions.size() - room, 0)).toList().forEach(this::drop);
    room = MAX_BLOCKS / 4 * 3;
    for (int age = 2; age > 0 && count > room; age--) {
      int last = era - age;
      blocks(block -> block.usedIn <= last && block.regions().isEmpty()).forEach(this::drop);
    }
    if (count > room) {
      clear();
    }
    blocks(block -> true).forEach(block -> block.interpreter.cool());
    regions.forEach(region -> region.executor.forgetSuccessors());
    era++;
    eraBegan = now;
    newBlocks = 0;
    newRegions = 0;
    forgetUsed();
    event.regionsLeft = regions.size();
    event.blocksLeft = count;
    event.commit();
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
