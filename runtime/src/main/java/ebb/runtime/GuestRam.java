package ebb.runtime;

import ebb.ir.guest.GuestMemory;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.agrona.UnsafeApi;

/**
 * All memory of a guest whose content is state: RAM and flash, one off-heap reservation, zeroed
 * lazily by the host. Pages are numbered from 0; {@link PhysicalMemory} says where in the guest
 * they appear.
 *
 * <p>Pages written since {@link #clearDirty} are known, which is what makes a checkpoint cost what
 * was written.
 */
public final class GuestRam implements AutoCloseable {
  public static final int PAGE_SIZE = GuestMemory.PAGE_SIZE;

  private final long base;
  private final int pages;
  private final boolean[] dirty;
  private int[] dirtyPages = new int[1024];
  private int dirtyCount;
  private IntConsumer beforeWrite = page -> {};

  /**
   * @param bytes a multiple of the page size
   */
  public GuestRam(long bytes) {
    if (bytes <= 0 || bytes % PAGE_SIZE != 0 || bytes / PAGE_SIZE > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("RAM of " + bytes + " bytes");
    }
    base = OffHeap.reserve(bytes);
    pages = (int) (bytes / PAGE_SIZE);
    dirty = new boolean[pages];
  }

  public int pages() {
    return pages;
  }

  /** Raw host address of a page. */
  public long address(int page) {
    return base + (long) page * PAGE_SIZE;
  }

  public boolean isDirty(int page) {
    return dirty[page];
  }

  /** Who hears of every clean page that is about to be written, while it has its old content. */
  public void setBeforeWrite(IntConsumer listener) {
    beforeWrite = listener;
  }

  /** Notes that a page is about to be written. */
  public void markDirty(int page) {
    if (!dirty[page]) {
      beforeWrite.accept(page);
      dirty[page] = true;
      if (dirtyCount == dirtyPages.length) {
        dirtyPages = Arrays.copyOf(dirtyPages, dirtyCount * 2);
      }
      dirtyPages[dirtyCount++] = page;
    }
  }

  /** Numbers of the pages written since the last {@link #clearDirty}, ascending. */
  public int[] dirtyPages() {
    int[] result = Arrays.copyOf(dirtyPages, dirtyCount);
    Arrays.sort(result);
    return result;
  }

  /**
   * Forgets which pages are dirty. The machine's soft TLBs must be told: {@link
   * Machine#clearDirtyPages}.
   */
  void clearDirty() {
    for (int i = 0; i < dirtyCount; i++) {
      dirty[dirtyPages[i]] = false;
    }
    dirtyCount = 0;
  }

  public void readPage(int page, byte[] into, int offset) {
    UnsafeApi.copyMemory(
        null, address(page), into, UnsafeApi.arrayBaseOffset(byte[].class) + offset, PAGE_SIZE);
  }

  void writePage(int page, byte[] from, int offset) {
    UnsafeApi.copyMemory(
        from, UnsafeApi.arrayBaseOffset(byte[].class) + offset, null, address(page), PAGE_SIZE);
  }

  void read(long at, byte[] into, int offset, int length) {
    UnsafeApi.copyMemory(
        null, base + at, into, UnsafeApi.arrayBaseOffset(byte[].class) + offset, length);
  }

  void write(long at, byte[] from, int offset, int length) {
    UnsafeApi.copyMemory(
        from, UnsafeApi.arrayBaseOffset(byte[].class) + offset, null, base + at, length);
  }

  /** Releases the memory; the machine must never run again. */
  @Override
  public void close() {
    OffHeap.release(base);
  }
}
