package ebb.replay.checkpoint;

import ebb.runtime.GuestRam;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import net.jpountz.lz4.LZ4Compressor;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * Contents of pages, each held once however many checkpoints contain it. Pages are found by hash
 * and compared in full, so two contents are never taken for one.
 *
 * <p>A page lives while a page map refers to it. Those put in long ago are compressed by {@link
 * #compress}.
 */
public final class PageStore {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final XXHash64 HASH = XXHashFactory.fastestJavaInstance().hash64();
  private static final LZ4Factory LZ4 = LZ4Factory.fastestJavaInstance();

  /** Bookkeeping of a page beside its content, in bytes; an estimate. */
  private static final int OVERHEAD = 96;

  private final Map<Long, Page> byHash = new HashMap<>();
  private final ArrayDeque<Page> uncompressed = new ArrayDeque<>();
  private final byte[] packed =
      new byte[LZ4.fastCompressor().maxCompressedLength(GuestRam.PAGE_SIZE)];
  private long bytes;
  private int pages;

  /** Bytes of host memory that the pages take. */
  public long bytes() {
    return bytes;
  }

  /** Different pages held. */
  public int pages() {
    return pages;
  }

  /**
   * The page of this content, with one more reference; null for zeros.
   *
   * @param content one page; not kept
   */
  Page acquire(byte[] content) {
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
    Page page = new Page(hash, Arrays.copyOf(content, GuestRam.PAGE_SIZE));
    page.next = head;
    page.references = 1;
    byHash.put(hash, page);
    uncompressed.add(page);
    bytes += GuestRam.PAGE_SIZE + OVERHEAD;
    pages++;
    return page;
  }

  void retain(Page page) {
    if (page != null) {
      page.references++;
    }
  }

  void release(Page page) {
    if (page == null || --page.references > 0 || page.source != null) {
      return;
    }
    bytes -= page.data.length + OVERHEAD;
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
    page.data = null;
  }

  /** Copies a page's content; null means zeros. */
  void read(Page page, byte[] into) {
    if (page == null) {
      Arrays.fill(into, 0, GuestRam.PAGE_SIZE, (byte) 0);
    } else if (page.source != null) {
      System.arraycopy(page.source.apply(page.storedId), 0, into, 0, GuestRam.PAGE_SIZE);
    } else if (page.compressed) {
      LZ4.safeDecompressor().decompress(page.data, 0, page.data.length, into, 0);
    } else {
      System.arraycopy(page.data, 0, into, 0, GuestRam.PAGE_SIZE);
    }
  }

  /**
   * Compresses pages, the oldest first.
   *
   * @param most how many to touch, which bounds the time this takes (some 10 µs each)
   */
  public void compress(int most) {
    LZ4Compressor compressor = LZ4.fastCompressor();
    for (int i = 0; i < most && !uncompressed.isEmpty(); i++) {
      Page page = uncompressed.poll();
      if (page.data == null) {
        continue;
      }
      int length = compressor.compress(page.data, 0, GuestRam.PAGE_SIZE, packed, 0, packed.length);
      if (length < GuestRam.PAGE_SIZE * 7 / 8) {
        bytes -= page.data.length - length;
        page.data = Arrays.copyOf(packed, length);
        page.compressed = true;
      }
    }
  }

  private boolean same(Page page, byte[] content) {
    if (!page.compressed) {
      return Arrays.equals(page.data, content);
    }
    byte[] other = new byte[GuestRam.PAGE_SIZE];
    read(page, other);
    return Arrays.equals(other, content);
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
