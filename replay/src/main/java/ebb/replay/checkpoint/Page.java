package ebb.replay.checkpoint;

/**
 * One page's content in a {@link PageStore}; never zero throughout, for that is null. Immutable as
 * seen from outside; the store may hold it compressed.
 */
final class Page {
  final long hash;

  /** The next page of the same hash with other content. */
  Page next;

  /** Chunks of page maps that refer to it. Guest thread only. */
  int references;

  /** The content, or its LZ4 block if {@link #compressed}; null once nobody refers to it. */
  byte[] data;

  boolean compressed;

  /** Its id in the recording of {@link #storedBy}. */
  long storedId;

  /** Who put it into a recording last, or null. */
  Spill storedBy;

  Page(long hash, byte[] data) {
    this.hash = hash;
    this.data = data;
  }
}
