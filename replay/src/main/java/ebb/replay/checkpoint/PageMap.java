package ebb.replay.checkpoint;

import ebb.runtime.GuestRam;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What every page of RAM contains at one time: an immutable two-level table of pages, whose chunks
 * of {@value #CHUNK} entries are shared between the maps of neighbouring checkpoints. A null chunk
 * is all zeros.
 *
 * <p>Maps, chunks and pages are counted by reference: whoever keeps a map {@link #retain}s and
 * {@link #release}s it.
 */
final class PageMap {
  static final int CHUNK = 256;

  private static final class Chunk {
    final Page[] pages;
    int references = 1;

    Chunk(Page[] pages) {
      this.pages = pages;
    }
  }

  /** Bytes of heap that a chunk takes, and an entry of the table of chunks; an estimate. */
  private static final int CHUNK_BYTES = CHUNK * 4 + 48;

  private static final int ENTRY_BYTES = 4;

  private final PageStore store;
  private final Chunk[] chunks;
  private final int pages;
  private int references = 1;

  private PageMap(PageStore store, Chunk[] chunks, int pages) {
    this.store = store;
    this.chunks = chunks;
    this.pages = pages;
    store.addMapBytes((long) chunks.length * ENTRY_BYTES);
  }

  /** A map of zeros. */
  static PageMap empty(PageStore store, int pages) {
    return new PageMap(store, new Chunk[(pages + CHUNK - 1) / CHUNK], pages);
  }

  int pages() {
    return pages;
  }

  /** The page, or null for zeros. */
  Page page(int number) {
    Chunk chunk = chunks[number / CHUNK];
    return chunk == null ? null : chunk.pages[number % CHUNK];
  }

  /**
   * A map that differs from this one in some pages; with one reference.
   *
   * @param written numbers, ascending
   * @param content the page of a number; the map has its own references
   * @throws OutOfMemoryError if there is no memory for it; nothing has changed then
   */
  PageMap with(int[] written, IntFunction<Page> content) {
    Chunk[] copy = chunks.clone();
    int i = 0;
    while (i < written.length) {
      int number = written[i] / CHUNK;
      Chunk old = chunks[number];
      Page[] entries = old == null ? new Page[CHUNK] : old.pages.clone();
      boolean changed = false;
      for (; i < written.length && written[i] / CHUNK == number; i++) {
        Page page = content.apply(written[i]);
        int slot = written[i] % CHUNK;
        changed |= entries[slot] != page;
        entries[slot] = page;
      }
      if (changed) {
        copy[number] = new Chunk(entries);
      }
    }
    PageMap map = new PageMap(store, copy, pages);
    map.retainChunks(chunks);
    return map;
  }

  /**
   * @param shared those of this map's chunks that are in here have other owners
   */
  private void retainChunks(Chunk[] shared) {
    for (int c = 0; c < chunks.length; c++) {
      Chunk chunk = chunks[c];
      if (chunk == null) {
        continue;
      }
      if (chunk == shared[c]) {
        chunk.references++;
      } else {
        store.addMapBytes(CHUNK_BYTES);
        for (Page page : chunk.pages) {
          store.retain(page);
        }
      }
    }
  }

  /** Numbers of the pages in which this map differs from another of the same RAM, ascending. */
  int[] differing(PageMap other) {
    int[] found = new int[64];
    int count = 0;
    for (int c = 0; c < chunks.length; c++) {
      Chunk mine = chunks[c];
      Chunk theirs = other.chunks[c];
      if (mine == theirs) {
        continue;
      }
      for (int i = 0; i < CHUNK; i++) {
        Page a = mine == null ? null : mine.pages[i];
        Page b = theirs == null ? null : theirs.pages[i];
        if (a != b) {
          if (count == found.length) {
            found = Arrays.copyOf(found, count * 2);
          }
          found[count++] = c * CHUNK + i;
        }
      }
    }
    return Arrays.copyOf(found, count);
  }

  /** Numbers so ordered that what is near in a recording is read together. */
  int[] inReadingOrder(int[] numbers) {
    long[] keys = new long[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      Page page = page(numbers[i]);
      keys[i] = (page == null ? 0 : page.storedId) << Integer.SIZE | numbers[i];
    }
    Arrays.sort(keys);
    int[] ordered = new int[numbers.length];
    for (int i = 0; i < numbers.length; i++) {
      ordered[i] = (int) keys[i];
    }
    return ordered;
  }

  /** Numbers of the pages that are not zero, ascending. */
  int[] nonZero() {
    return IntStream.range(0, pages).filter(number -> page(number) != null).toArray();
  }

  /** The content of one of its pages; on any thread. */
  byte[] content(Page page) {
    byte[] content = new byte[GuestRam.PAGE_SIZE];
    store.read(page, content);
    return content;
  }

  void read(int number, byte[] into) {
    store.read(page(number), into);
  }

  PageMap retain() {
    references++;
    return this;
  }

  void release() {
    if (--references > 0) {
      return;
    }
    store.addMapBytes(-(long) chunks.length * ENTRY_BYTES);
    for (Chunk chunk : chunks) {
      if (chunk != null && --chunk.references == 0) {
        store.addMapBytes(-CHUNK_BYTES);
        for (Page page : chunk.pages) {
          store.release(page);
        }
      }
    }
  }
}
