package ebb.replay.log;

/**
 * A checkpoint as a recording holds it.
 *
 * @param events inputs delivered before it
 * @param state everything but RAM; null in what {@link RecordingReader#checkpoints} lists
 * @param pages numbers, ascending, of the pages that differ from the checkpoint before in the file
 * @param ids the content of each: 0 for zeros, else an id of the file's pages
 */
public record StoredCheckpoint(long icount, int events, byte[] state, int[] pages, long[] ids) {
  /** Without its state, which may be large. */
  StoredCheckpoint outline() {
    return new StoredCheckpoint(icount, events, null, pages, ids);
  }

  byte[] encode() {
    WireOutput out = new WireOutput();
    out.varint(icount);
    out.varint(events);
    out.bytes(state);
    out.varint(pages.length);
    int last = 0;
    for (int i = 0; i < pages.length; i++) {
      out.varint(pages[i] - last);
      out.varint(ids[i]);
      last = pages[i];
    }
    return out.toByteArray();
  }

  static StoredCheckpoint decode(byte[] payload) {
    WireInput in = new WireInput(payload);
    long icount = in.size();
    int events = in.count(Integer.MAX_VALUE);
    byte[] state = in.bytes();
    int[] pages = new int[in.count(in.remaining())];
    long[] ids = new long[pages.length];
    long page = 0;
    for (int i = 0; i < pages.length; i++) {
      page += in.count(Integer.MAX_VALUE);
      if (page > Integer.MAX_VALUE) {
        throw new RecordingException("impossible page number " + page);
      }
      pages[i] = (int) page;
      ids[i] = in.size();
    }
    in.end();
    return new StoredCheckpoint(icount, events, state, pages, ids);
  }
}
