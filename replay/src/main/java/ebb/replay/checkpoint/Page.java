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

  /** Chunks of page maps that refer to it, and whoever has acquired it. Guest thread only. */
  int references;

  /** Its name in the pool. */
  int name;

  /** Bytes in the pool: of the content, or of its LZ4 block if that is shorter. */
  int length;

  /** Neighbours among those that nobody has tried to compress; itself if it is not one of them. */
  Page older = this;

  Page younger = this;

  Page(long hash) {
    this.hash = hash;
    source = null;
    storedId = 0;
  }

  Page(LongFunction<byte[]> source, long storedId) {
    this.source = source;
    this.storedId = storedId;
    hash = 0;
  }
}
