package ebb.replay.checkpoint;

import java.util.function.LongFunction;

/**
 * One page's content: in a {@link PageStore}, which may hold it compressed, or in a recording.
 * Never zero throughout, for that is null. Immutable as seen from outside.
 */
final class Page {
  final long hash;

  /** Reads the content from a recording by its id there; null if the page is in the store. */
  final LongFunction<byte[]> source;

  final long storedId;

  /** The next page of the same hash with other content. */
  Page next;

  /** Chunks of page maps that refer to it. Guest thread only. */
  int references;

  /** The content, or its LZ4 block if {@link #compressed}; null once nobody refers to it. */
  byte[] data;

  boolean compressed;

  Page(long hash, byte[] data) {
    this.hash = hash;
    this.data = data;
    source = null;
    storedId = 0;
  }

  Page(LongFunction<byte[]> source, long storedId) {
    this.source = source;
    this.storedId = storedId;
    hash = 0;
  }
}
