package ebb.replay.log;

import ebb.runtime.Footprint;
import ebb.runtime.GuestRam;
import ebb.runtime.IoMessages;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Writes a recording while it happens.
 *
 * <p>The guest thread appends to memory; a background thread puts it into the file as whole chunks
 * at least every {@value #FLUSH_MILLIS} ms. When the file cannot be written any more (disk full),
 * it is cut back to its last whole chunk, {@link #failure} says why, and further appends go
 * nowhere: the guest is not disturbed.
 */
public final class RecordingWriter implements Closeable {
  static final int FLUSH_MILLIS = 500;
  private static final int FILE_PIECE = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final RecordingConfig config;
  private final Thread flusher;

  // Guarded by this: what waits for the next flush.
  private List<Event> events = new ArrayList<>();
  private List<DigestPoint> digests = new ArrayList<>();
  private List<DigestPoint> ramDigests = new ArrayList<>();
  private final List<Pending> others = new ArrayList<>();
  private long firstEvent;
  private boolean closed;

  // Guarded by channel.
  private int sequence;
  private long goodEnd;

  private volatile long checkpointBytes;
  private volatile String failure;
  private volatile Consumer<String> failureListener = reason -> {};

  private record Pending(int type, byte[] payload) {}

  /**
   * Creates the file, or overwrites it.
   *
   * @throws IOException if it cannot be created
   */
  public RecordingWriter(Path file, RecordingConfig config) throws IOException {
    this(
        file,
        config,
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE));
  }

  /**
   * @param channel to write to; only appended to and truncated
   */
  RecordingWriter(Path file, RecordingConfig config, FileChannel channel) throws IOException {
    this.file = file;
    this.config = config;
    this.channel = channel;
    ByteBuffer first = Chunk.pack(RecordingFormat.CONFIG, sequence++, config.encode());
    ByteBuffer start =
        ByteBuffer.allocate(RecordingFormat.PROLOGUE_BYTES + first.remaining())
            .order(ByteOrder.LITTLE_ENDIAN);
    start.put(RecordingFormat.MAGIC).putInt(RecordingFormat.VERSION).putInt(0).put(first).flip();
    try {
      // In one piece, so that a file that is not empty opens.
      writeFully(start);
      goodEnd = channel.position();
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    flusher = Thread.ofPlatform().daemon().name("ebb-recording").start(this::flushLoop);
  }

  public RecordingConfig config() {
    return config;
  }

  public synchronized void event(Event event) {
    if (failure == null) {
      events.add(event);
    }
  }

  public synchronized void digest(DigestPoint point) {
    if (failure == null) {
      digests.add(point);
    }
  }

  /**
   * Puts contents into the file that {@link #checkpoint} can refer to.
   *
   * @param firstId id of the first page, one more than that of the last page before
   * @param count how many
   * @param contents the pages, one after another
   */
  public synchronized void pages(long firstId, int count, byte[] contents) {
    int bytes = count * GuestRam.PAGE_SIZE;
    WireOutput out = new WireOutput(bytes + 32);
    out.varint(firstId);
    out.varint(count);
    out.raw(contents, 0, bytes);
    other(RecordingFormat.PAGES, out.toByteArray());
  }

  public synchronized void checkpoint(StoredCheckpoint checkpoint) {
    other(checkpoint.type(), checkpoint.encode());
  }

  /** What CPUs touched between the last two checkpoints, which have these icounts. */
  public synchronized void footprint(long from, long to, Footprint footprint) {
    other(RecordingFormat.FOOTPRINT, FootprintCodec.encode(from, to, footprint));
  }

  /** What an output said. */
  public synchronized void said(StoredText text) {
    other(RecordingFormat.TEXT, text.encode());
  }

  /**
   * The recording begins here; its checkpoint has been appended, nothing else. Returns once that is
   * in the file, for what follows means nothing without it.
   */
  public void begin(long icount) {
    WireOutput out = new WireOutput();
    out.varint(icount);
    synchronized (this) {
      other(RecordingFormat.BEGIN, out.toByteArray());
    }
    flush();
  }

  /**
   * @param point the digest of all RAM, not of the state
   */
  public synchronized void ramDigest(DigestPoint point) {
    if (failure == null) {
      ramDigests.add(point);
    }
  }

  /** Bytes of the file that are checkpoints and their pages. */
  public long checkpointBytes() {
    return checkpointBytes;
  }

  /** Packs a file in, so that the recording can be replayed without it. */
  public void pack(String name, Path source) throws IOException {
    long size = Files.size(source);
    long offset = 0;
    try (InputStream in = Files.newInputStream(source)) {
      do {
        byte[] piece = in.readNBytes(FILE_PIECE);
        WireOutput out = new WireOutput();
        out.text(name);
        out.varint(size);
        out.varint(offset);
        out.bytes(piece);
        offset += piece.length;
        if (piece.length == 0 && offset < size) {
          throw new IOException(source + " became shorter while it was packed");
        }
        synchronized (this) {
          other(RecordingFormat.FILE, out.toByteArray());
        }
        flush();
      } while (offset < size);
    }
  }

  /**
   * Packs blocks of a disk image in, each once.
   *
   * @param size bytes of the whole image
   * @param first number of the first block
   * @param data blocks of {@link RecordingFormat#BLOCK_BYTES}, but for the image's last; may be
   *     empty, to tell the size
   */
  public synchronized void blocks(String name, long size, long first, byte[] data) {
    WireOutput out = new WireOutput();
    out.text(name);
    out.varint(size);
    out.varint(first);
    out.bytes(data);
    other(RecordingFormat.BLOCKS, out.toByteArray());
  }

  /** A chunk of another recording's packed files. */
  void packed(int type, byte[] payload) {
    synchronized (this) {
      other(type, payload);
    }
    flush();
  }

  /** Has somebody told, on another thread, the moment the file stops growing. */
  public void onFailure(Consumer<String> listener) {
    failureListener = listener;
  }

  /** Why the file has stopped growing, or null while all is well. */
  public String failure() {
    return failure;
  }

  /** Writes all that was appended so far, now. */
  public void flush() {
    synchronized (channel) {
      try {
        flushAll();
      } catch (OutOfMemoryError e) {
        // What was to be written is gone.
        fail(new IOException("out of memory"));
      }
    }
  }

  private void flushAll() {
    List<Event> someEvents;
    List<DigestPoint> someDigests;
    List<DigestPoint> someRamDigests;
    List<Pending> someOthers;
    long first;
    synchronized (this) {
      someEvents = events;
      someDigests = digests;
      someRamDigests = ramDigests;
      someOthers = takeOthers();
      first = firstEvent;
      firstEvent += someEvents.size();
      events = new ArrayList<>();
      digests = new ArrayList<>();
      ramDigests = new ArrayList<>();
    }
    if (!someEvents.isEmpty()) {
      write(RecordingFormat.EVENTS, EventCodec.encode(first, someEvents));
    }
    if (!someDigests.isEmpty()) {
      write(RecordingFormat.DIGESTS, EventCodec.encodeDigests(someDigests));
    }
    if (!someRamDigests.isEmpty()) {
      write(RecordingFormat.RAM_DIGESTS, EventCodec.encodeDigests(someRamDigests));
    }
    writeOthers(someOthers);
  }

  /** Writes the pages and checkpoints that were appended so far, now. */
  public void flushCheckpoints() {
    synchronized (channel) {
      writeOthers(takeOthers());
    }
  }

  private synchronized List<Pending> takeOthers() {
    List<Pending> taken = List.copyOf(others);
    others.clear();
    return taken;
  }

  private void writeOthers(List<Pending> some) {
    for (Pending other : some) {
      write(other.type, other.payload);
    }
  }

  /** Writes the rest and how it ended; the file is complete. */
  public void end(RecordingEnd end) {
    flush();
    synchronized (channel) {
      write(RecordingFormat.END, end.encode());
    }
    close();
  }

  /** Writes the rest; without {@link #end} the recording counts as cut off. */
  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notifyAll();
    }
    flush();
    synchronized (channel) {
      try {
        channel.close();
      } catch (IOException e) {
        fail(e);
      }
    }
  }

  private void other(int type, byte[] payload) {
    if (failure == null && payload.length <= RecordingFormat.MAX_PAYLOAD) {
      others.add(new Pending(type, payload));
    }
  }

  private void flushLoop() {
    while (true) {
      synchronized (this) {
        try {
          if (!closed) {
            wait(FLUSH_MILLIS);
          }
        } catch (InterruptedException e) {
          return;
        }
        if (closed) {
          return;
        }
      }
      flush();
    }
  }

  private void write(int type, byte[] payload) {
    if (failure != null) {
      return;
    }
    try {
      writeFully(Chunk.pack(type, sequence, payload));
      sequence++;
      long position = channel.position();
      if (RecordingFormat.ofCheckpoints(type)) {
        checkpointBytes += position - goodEnd;
      }
      goodEnd = position;
    } catch (IOException e) {
      fail(e);
    }
  }

  private void fail(IOException e) {
    boolean first = failure == null;
    failure = "recording to " + file + " stopped: " + IoMessages.reason(e);
    try {
      if (channel.isOpen()) {
        channel.truncate(goodEnd);
      }
    } catch (IOException cut) {
      e.addSuppressed(cut);
    }
    if (first) {
      failureListener.accept(failure);
    }
  }

  private void writeFully(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
