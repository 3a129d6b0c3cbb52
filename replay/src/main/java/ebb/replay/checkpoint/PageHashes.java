package ebb.replay.checkpoint;

import ebb.runtime.Digest;
import ebb.runtime.GuestRam;
import java.util.Arrays;
import net.jpountz.xxhash.XXHash64;
import net.jpountz.xxhash.XXHashFactory;

/**
 * A digest of all RAM that follows the changes of single pages: the sum, modulo 2^64, of a mix of
 * number and XXH64 of each page that is not all zeros.
 */
public final class PageHashes {
  private static final XXHash64 HASH = XXHashFactory.fastestJavaInstance().hash64();

  private final long[] parts;
  private long sum;

  /** RAM of zeros. */
  public PageHashes(int pages) {
    parts = new long[pages];
  }

  private PageHashes(PageHashes other) {
    parts = Arrays.copyOf(other.parts, other.parts.length);
    sum = other.sum;
  }

  public PageHashes copy() {
    return new PageHashes(this);
  }

  /** The present digest. */
  public long digest() {
    return sum;
  }

  /** A page has this content now; returns its {@link #hash}. */
  long set(int page, byte[] content, int offset) {
    long hash = hash(content, offset);
    set(page, hash);
    return hash;
  }

  /** A page has a content of this {@link #hash} now. */
  public void set(int page, long hash) {
    setPart(page, hash == 0 ? 0 : Digest.mix(Digest.mix(page, hash), page));
  }

  /** What a page adds to the digest. */
  public long part(int page) {
    return parts[page];
  }

  /** A page adds this {@link #part} now, as it does in another RAM of the same size. */
  public void setPart(int page, long part) {
    sum += part - parts[page];
    parts[page] = part;
  }

  /** The first page in which this RAM differs from another of the same size; -1 if none does. */
  public int mismatch(PageHashes other) {
    return Arrays.mismatch(parts, other.parts);
  }

  /** Brings pages up to date. */
  public void update(GuestRam ram, int[] pages) {
    byte[] content = new byte[GuestRam.PAGE_SIZE];
    for (int page : pages) {
      ram.readPage(page, content, 0);
      set(page, content, 0);
    }
  }

  /** Of a page's content; 0 for zeros and for nothing else that is likely. */
  public static long hash(byte[] content, int offset) {
    return PageStore.zero(content, offset) ? 0 : HASH.hash(content, offset, GuestRam.PAGE_SIZE, 0);
  }

  /** A second, independent one. */
  static long otherHash(byte[] content, int offset) {
    return HASH.hash(content, offset, GuestRam.PAGE_SIZE, 0x5bd1e995_9e3779b9L);
  }
}
