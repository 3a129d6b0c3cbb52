package ebb.replay.checkpoint;

import ebb.replay.log.Lz4;
import ebb.runtime.GuestRam;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;
import org.agrona.collections.Long2ObjectHashMap;

/**
 * Contents of pages, each held once however many checkpoints contain it. Pages are found by hash
 * and compared in full, so two contents are never taken for one.
 *
 * <p>A page lives while a page map refers to it. Those put in long ago are compressed by {@link
 * #compress}. Contents are in a {@link PagePool}; what is known of them is on the heap.
 *
 * <p>All on the guest thread, but that others may {@link #read} pages which are not released
 * meanwhile.
 */
final class PageStore {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final XXHash64 HASH = XXHashFactory.fastestJavaInstance().hash64();

  /** Bytes that a page may take after an attempt to compress it. */
  private static final int MOST_PACKED = GuestRam.PAGE_SIZE + GuestRam.PAGE_SIZE / 255 + 16;

  /** Bytes of heap that a page takes beside its content; an estimate. */
  private static final int OVERHEAD = 96;

  private final PagePool pool;
  private final Long2ObjectHashMap<Page> byHash = new Long2ObjectHashMap<>();

  /** A ring of those that nobody has tried to compress; its younger neighbour is the oldest. */
  private final Page uncompressed = new Page(0);

  private final byte[] plain = new byte[GuestRam.PAGE_SIZE];
  private final byte[] packed = new byte[MOST_PACKED];
  private long contentBytes;
  private long mapBytes;
  private int pages;

  PageStore(PagePool pool) {
    this.pool = pool;
  }

  /** Bytes of host memory that pages and maps take. */
  long bytes() {
    return contentBytes + heapBytes();
  }

  /** Those of them that are in the Java heap. */
  long heapBytes() {
    return mapBytes + (long) pages * OVERHEAD;
  }

  /** Different pages held. */
  int pages() {
    return pages;
  }

  /** Page maps take so many bytes more. */
  void addMapBytes(long more) {
    mapBytes += more;
  }

  /**
   * The page of this content, with one more reference; null for zeros.
   *
   * @param content one page; not kept
   * @throws OutOfMemoryError if there is no memory for it; nothing has changed then
   */
  synchronized Page acquire(byte[] content) {
    if (zero(content, 0)) {
      return null;
    }
    long hash = HASH.hash(content, 0, GuestRam.PAGE_SIZE, 0);
    Page head = byHash.get(hash);
    for (Page page = head; page != null; page = page.next) {
      if (same(page, content)) {
        page.references++;
        return page;
      }
    }
    Page page = new Page(hash);
    page.next = head;
    page.references = 1;
    page.length = GuestRam.PAGE_SIZE;
    page.name = pool.put(content, GuestRam.PAGE_SIZE);
    try {
      byHash.put(hash, page);
    } catch (OutOfMemoryError e) {
      pool.free(page.name, page.length);
      throw e;
    }
    page.older = uncompressed.older;
    page.younger = uncompressed;
    page.older.younger = page;
    uncompressed.older = page;
    contentBytes += PagePool.taken(page.length);
    pages++;
    return page;
  }

  void retain(Page page) {
    if (page != null) {
      page.references++;
    }
  }

  synchronized void release(Page page) {
    if (page == null || --page.references > 0 || page.source != null) {
      return;
    }
    contentBytes -= PagePool.taken(page.length);
    pages--;
    Page head = byHash.get(page.hash);
    if (head == page) {
      if (page.next == null) {
        byHash.remove(page.hash);
      } else {
        byHash.put(page.hash, page.next);
      }
    } else {
      Page before = head;
      while (before.next != page) {
        before = before.next;
      }
      before.next = page.next;
    }
    pool.free(page.name, page.length);
    leaveRing(page);
  }

  private static void leaveRing(Page page) {
    page.older.younger = page.younger;
    page.younger.older = page.older;
    page.older = page;
    page.younger = page;
  }

  /** Copies a page's content; null means zeros. */
  synchronized void read(Page page, byte[] into) {
    if (page == null) {
      Arrays.fill(into, 0, GuestRam.PAGE_SIZE, (byte) 0);
    } else if (page.source != null) {
      System.arraycopy(page.source.apply(page.storedId), 0, into, 0, GuestRam.PAGE_SIZE);
    } else if (page.length < GuestRam.PAGE_SIZE) {
      pool.get(page.name, packed, page.length);
      Lz4.decompressor().decompress(packed, 0, page.length, into, 0);
    } else {
      pool.get(page.name, into, GuestRam.PAGE_SIZE);
    }
  }

  /**
   * Compresses pages, the oldest first.
   *
   * @param most how many to touch, which bounds the time this takes (some 10 µs each)
   */
  synchronized void compress(int most) {
    LZ4Compressor compressor = Lz4.compressor();
    for (int i = 0; i < most && uncompressed.younger != uncompressed; i++) {
      Page page = uncompressed.younger;
      leaveRing(page);
      pool.get(page.name, plain, GuestRam.PAGE_SIZE);
      int length = compressor.compress(plain, 0, GuestRam.PAGE_SIZE, packed, 0, packed.length);
      if (length < GuestRam.PAGE_SIZE * 7 / 8) {
        pool.free(page.name, GuestRam.PAGE_SIZE);
        page.name = pool.put(packed, length);
        page.length = length;
        contentBytes -= GuestRam.PAGE_SIZE - PagePool.taken(length);
      }
    }
  }

  private boolean same(Page page, byte[] content) {
    read(page, plain);
    return Arrays.equals(plain, content);
  }

  static boolean zero(byte[] content, int offset) {
    for (int i = offset; i < offset + GuestRam.PAGE_SIZE; i += 8) {
      if ((long) LONGS.get(content, i) != 0) {
        return false;
      }
    }
    return true;
  }
}
