package ebb.replay.log;

import ebb.runtime.Footprint;
import ebb.runtime.GuestRam;
import ebb.runtime.IoMessages;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Opens a recording. Everything small is read and checked at once; pages and packed files are read
 * when asked for. Of checkpoints opening looks at the head and the checksum only: a long recording
 * has more of them than can be unpacked in the time in which it should open.
 *
 * <p>Every way in which the file can be unusable is a {@link RecordingException} of one line.
 */
public final class RecordingReader implements Closeable {
  /** Chunks of pages, of some 128 KiB, and of blocks kept unpacked. */
  private static final int RECENT = 64;

  private final Path file;
  private final FileChannel channel;
  private final List<Event> events = new ArrayList<>();
  private final List<DigestPoint> digests = new ArrayList<>();
  private final List<DigestPoint> ramDigests = new ArrayList<>();
  private final List<StoredCheckpoint.Head> checkpoints = new ArrayList<>();
  private final List<Located> checkpointChunks = new ArrayList<>();

  /** By number of the checkpoint at the end. */
  private final Map<Integer, Located> footprints = new HashMap<>();

  private final List<Located> texts = new ArrayList<>();
  private final Map<String, List<Located>> files = new LinkedHashMap<>();
  private final Map<String, Disk> disks = new LinkedHashMap<>();
  private final List<Pages> pages = new ArrayList<>();
  private final long size;
  private int version;
  private long checkpointBytes;
  private long packedBytes;
  private long chunkAt;
  private RecordingConfig config;
  private RecordingEnd end;
  private long begin;
  private long goodBytes;
  private final Map<Pages, byte[]> recent = recentlyUsed();
  private final Map<Located, byte[]> recentBlocks = recentlyUsed();

  private record Located(long at, Chunk.Header header) {}

  /** What there is of a disk image: pieces by their first block. */
  private record Disk(long size, TreeMap<Long, Located> pieces) {}

  private record Pages(long firstId, int count, Located where) {}

  /**
   * @throws RecordingException if it is not a recording, damaged, or too new
   */
  public RecordingReader(Path file) {
    this.file = file;
    try {
      channel = FileChannel.open(file, StandardOpenOption.READ);
    } catch (IOException e) {
      throw new RecordingException(file + ": cannot be opened: " + IoMessages.reason(e), e);
    }
    try {
      size = channel.size();
      prologue();
      chunks();
    } catch (IOException e) {
      closeQuietly();
      throw cannotBeRead(e);
    } catch (RecordingException e) {
      closeQuietly();
      String where = chunkAt > 0 ? ": at byte " + chunkAt + ": " : ": ";
      throw new RecordingException(file + where + e.getMessage(), e);
    }
  }

  public RecordingConfig config() {
    return config;
  }

  /** All inputs, in order. */
  public List<Event> events() {
    return Collections.unmodifiableList(events);
  }

  /** By ascending icount. */
  public List<DigestPoint> digests() {
    return Collections.unmodifiableList(digests);
  }

  /** Digests of all RAM, by ascending icount. */
  public List<DigestPoint> ramDigests() {
    return Collections.unmodifiableList(ramDigests);
  }

  /** By ascending icount. */
  public List<StoredCheckpoint.Head> checkpoints() {
    return Collections.unmodifiableList(checkpoints);
  }

  /**
   * Reads a checkpoint.
   *
   * @param index in {@link #checkpoints}
   */
  public StoredCheckpoint checkpoint(int index) {
    Located where = checkpointChunks.get(index);
    return later(where, payload -> StoredCheckpoint.decode(where.header.type(), payload));
  }

  /**
   * The state of a checkpoint: everything but RAM.
   *
   * @param index in {@link #checkpoints}
   */
  public byte[] checkpointState(int index) {
    return checkpoint(index).state().whole(this::page);
  }

  /**
   * What CPUs touched between the checkpoint before, or the first tick, and a checkpoint.
   *
   * @param index of the later one in {@link #checkpoints}
   * @return null if that is not in the file
   */
  public Footprint footprint(int index) {
    Located where = footprints.get(index);
    return where == null
        ? null
        : later(
            where,
            payload ->
                FootprintCodec.decode(
                    payload, icountBefore(index), checkpoints.get(index).icount()));
  }

  /** Where a checkpoint's {@link #footprint} begins. */
  public long icountBefore(int index) {
    return index == 0 ? 0 : checkpoints.get(index - 1).icount();
  }

  /** The format's version. */
  public int version() {
    return version;
  }

  /**
   * The first icount of the history: 0, or that of the first checkpoint, from which on all was
   * recorded.
   */
  public long begin() {
    return begin;
  }

  /** What an output said, as far as the recording has it: text after text. */
  public List<StoredText> said(String output) {
    return texts.stream()
        .map(where -> later(where, StoredText::decode))
        .filter(text -> text.output().equals(output))
        .toList();
  }

  /** How it ended, or null if it was cut off. */
  public RecordingEnd end() {
    return end;
  }

  /** True if the file breaks off without an end: the recorder was killed, or is still at work. */
  public boolean truncated() {
    return end == null;
  }

  /** The last icount that the recording vouches for. */
  public long lastIcount() {
    if (end != null) {
      return end.icount();
    }
    long last = Math.max(begin, config.branchIcount());
    if (!events.isEmpty()) {
      last = Math.max(last, events.getLast().icount());
    }
    if (!digests.isEmpty()) {
      last = Math.max(last, digests.getLast().icount());
    }
    return last;
  }

  public Path file() {
    return file;
  }

  /** Bytes of the file that are whole chunks. */
  public long bytes() {
    return goodBytes;
  }

  /** Those of {@link #bytes} that are checkpoints and their pages. */
  public long checkpointBytes() {
    return checkpointBytes;
  }

  /** Those of {@link #bytes} that are packed files. */
  public long packedBytes() {
    return packedBytes;
  }

  /** Names of the files packed in. */
  public List<String> files() {
    return List.copyOf(files.keySet());
  }

  /**
   * Writes out a packed file.
   *
   * @throws RecordingException if there is none of this name or it is incomplete
   */
  public void unpack(String name, Path target) {
    List<Located> pieces = files.get(name);
    if (pieces == null) {
      throw new RecordingException(file + ": no packed file " + name);
    }
    try (OutputStream out = Files.newOutputStream(target)) {
      long at = 0;
      long whole = 0;
      for (Located piece : pieces) {
        WireInput in = new WireInput(load(piece));
        in.text();
        whole = in.size();
        long offset = in.size();
        if (offset != at) {
          throw new RecordingException(file + ": packed file " + name + " has a gap at " + at);
        }
        byte[] data = in.bytes();
        out.write(data);
        at += data.length;
      }
      if (at != whole) {
        throw new RecordingException(file + ": packed file " + name + " is incomplete");
      }
    } catch (IOException e) {
      throw new RecordingException(
          file + ": cannot unpack " + name + ": " + IoMessages.reason(e), e);
    }
  }

  /** Disk images of which the blocks that the guest read are packed in: names to sizes in bytes. */
  public Map<String, Long> disks() {
    Map<String, Long> sizes = new LinkedHashMap<>();
    disks.forEach((name, disk) -> sizes.put(name, disk.size));
    return sizes;
  }

  /**
   * A block of a packed disk; the image's last may be shorter than the others.
   *
   * @return null if the guest did not read it when it was recorded
   */
  public byte[] block(String name, long number) {
    Map.Entry<Long, Located> piece = disks.get(name).pieces.floorEntry(number);
    if (piece == null) {
      return null;
    }
    byte[] data = recentBlocks.computeIfAbsent(piece.getValue(), this::blocks);
    long from = (number - piece.getKey()) * RecordingFormat.BLOCK_BYTES;
    return from >= data.length
        ? null
        : Arrays.copyOfRange(
            data, (int) from, (int) Math.min(data.length, from + RecordingFormat.BLOCK_BYTES));
  }

  /** Puts the packed files and blocks of disks into another recording, so that it needs no more. */
  public void copyPacked(RecordingWriter target) {
    for (List<Located> pieces : files.values()) {
      for (Located piece : pieces) {
        target.packed(RecordingFormat.FILE, later(piece, payload -> payload));
      }
    }
    for (Map.Entry<String, Disk> disk : disks.entrySet()) {
      target.blocks(disk.getKey(), disk.getValue().size, 0, new byte[0]);
      for (Located piece : disk.getValue().pieces.values()) {
        target.packed(RecordingFormat.BLOCKS, later(piece, payload -> payload));
      }
    }
  }

  private byte[] blocks(Located where) {
    return later(
        where,
        payload -> {
          WireInput in = new WireInput(payload);
          in.text();
          in.varint();
          in.varint();
          return in.bytes();
        });
  }

  private void disk(Located where) throws IOException {
    WireInput in = new WireInput(load(where));
    String name = in.text();
    long size = in.size();
    long first = in.size();
    int length = in.bytes().length;
    in.end();
    Disk disk = disks.computeIfAbsent(name, key -> new Disk(size, new TreeMap<>()));
    boolean fits =
        first <= size / RecordingFormat.BLOCK_BYTES
            && length <= size - first * RecordingFormat.BLOCK_BYTES;
    if (disk.size != size || !fits) {
      throw new RecordingException("blocks that do not fit their disk");
    }
    if (length > 0) {
      disk.pieces.put(first, where);
    }
  }

  /**
   * The content of a page that a checkpoint refers to. Any thread may ask.
   *
   * @throws RecordingException if the file has none of this id
   */
  public synchronized byte[] page(long id) {
    if (id == 0) {
      return new byte[GuestRam.PAGE_SIZE];
    }
    int low = 0;
    int high = pages.size() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (pages.get(middle).firstId <= id) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    Pages some = high < 0 ? null : pages.get(low);
    if (some == null || id < some.firstId || id - some.firstId >= some.count) {
      throw new RecordingException(file + ": page " + id + " is missing");
    }
    byte[] payload = recent.computeIfAbsent(some, this::unpack);
    int at = payload.length - (int) (some.firstId + some.count - id) * GuestRam.PAGE_SIZE;
    return Arrays.copyOfRange(payload, at, at + GuestRam.PAGE_SIZE);
  }

  /** The payload, which ends with the pages. */
  private byte[] unpack(Pages some) {
    return later(
        some.where,
        payload -> {
          WireInput in = new WireInput(payload);
          if (in.varint() != some.firstId
              || in.varint() != some.count
              || in.remaining() != some.count * GuestRam.PAGE_SIZE) {
            throw new RecordingException("not the pages that belong here");
          }
          return payload;
        });
  }

  @Override
  public void close() {
    closeQuietly();
  }

  private void prologue() throws IOException {
    byte[] bytes = read(0, (int) Math.min(size, RecordingFormat.PROLOGUE_BYTES));
    int magic = RecordingFormat.MAGIC.length;
    if (bytes.length < magic || !Arrays.equals(bytes, 0, magic, RecordingFormat.MAGIC, 0, magic)) {
      throw new RecordingException("not an Ebb recording");
    }
    if (bytes.length < RecordingFormat.PROLOGUE_BYTES) {
      throw new RecordingException("recording ends before its configuration");
    }
    version = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(magic);
    if (version < 1 || version > RecordingFormat.VERSION) {
      throw new RecordingException(
          "recording of format version "
              + Integer.toUnsignedString(version)
              + ", this Ebb reads up to "
              + RecordingFormat.VERSION);
    }
  }

  private void chunks() throws IOException {
    long at = RecordingFormat.PROLOGUE_BYTES;
    int sequence = 0;
    while (size - at >= RecordingFormat.CHUNK_HEADER_BYTES) {
      chunkAt = at;
      byte[] head = read(at, RecordingFormat.CHUNK_HEADER_BYTES);
      if (zero(head) && zeroToEnd(at)) {
        break;
      }
      Chunk.Header header = Chunk.header(head);
      if (end != null) {
        throw new RecordingException("chunk after the end");
      }
      if (header.sequence() != sequence) {
        throw new RecordingException(
            "chunk " + header.sequence() + " where chunk " + sequence + " belongs");
      }
      if (header.length() > size - at - RecordingFormat.CHUNK_HEADER_BYTES) {
        break;
      }
      chunk(new Located(at, header));
      count(header);
      at += RecordingFormat.CHUNK_HEADER_BYTES + header.length();
      sequence++;
    }
    goodBytes = at;
    chunkAt = 0;
    if (config == null) {
      throw new RecordingException("recording ends before its configuration");
    }
  }

  private void count(Chunk.Header header) {
    long bytes = RecordingFormat.CHUNK_HEADER_BYTES + header.length();
    int type = header.type();
    if (RecordingFormat.ofCheckpoints(type)) {
      checkpointBytes += bytes;
    } else if (type == RecordingFormat.FILE || type == RecordingFormat.BLOCKS) {
      packedBytes += bytes;
    }
  }

  private void chunk(Located where) throws IOException {
    int type = where.header.type();
    if ((type == RecordingFormat.CONFIG) != (config == null)) {
      throw new RecordingException("configuration is not the first chunk");
    }
    switch (type) {
      case RecordingFormat.CONFIG -> config = RecordingConfig.decode(load(where));
      case RecordingFormat.EVENTS ->
          EventCodec.decode(load(where), config.channels().size(), events);
      case RecordingFormat.DIGESTS -> EventCodec.decodeDigests(load(where), digests);
      case RecordingFormat.RAM_DIGESTS -> EventCodec.decodeDigests(load(where), ramDigests);
      case RecordingFormat.END -> end = RecordingEnd.decode(load(where));
      case RecordingFormat.FILE -> {
        String name = new WireInput(load(where)).text();
        files.computeIfAbsent(name, key -> new ArrayList<>()).add(where);
      }
      case RecordingFormat.BLOCKS -> disk(where);
      case RecordingFormat.BEGIN -> begin(where);
      case RecordingFormat.TEXT -> {
        StoredText.decode(load(where));
        texts.add(where);
      }
      case RecordingFormat.PAGES -> {
        // There may be hundreds of MB of them: they are read, and checked, when they are needed.
        int count = where.header.rawLength() / GuestRam.PAGE_SIZE;
        if (count == 0) {
          throw new RecordingException("pages of another size");
        }
        long first = pages.isEmpty() ? 1 : pages.getLast().firstId + pages.getLast().count;
        pages.add(new Pages(first, count, where));
      }
      case RecordingFormat.CHECKPOINT, RecordingFormat.CHECKPOINT_IN_PARTS -> {
        StoredCheckpoint.Head checkpoint =
            StoredCheckpoint.Head.decode(
                Chunk.head(where.header, stored(where), StoredCheckpoint.Head.MOST_BYTES));
        if (!checkpoints.isEmpty() && checkpoint.icount() <= checkpoints.getLast().icount()) {
          throw new RecordingException("checkpoints run backwards");
        }
        checkpoints.add(checkpoint);
        checkpointChunks.add(where);
      }
      // Read, and checked, when it is needed.
      case RecordingFormat.FOOTPRINT -> footprints.put(checkpoints.size() - 1, where);
      default -> {
        if (type < RecordingFormat.OPTIONAL) {
          throw new RecordingException("unknown chunk type " + type);
        }
        load(where);
      }
    }
  }

  private void begin(Located where) throws IOException {
    WireInput in = new WireInput(load(where));
    begin = in.size();
    in.end();
    if (begin == 0
        || !events.isEmpty()
        || checkpoints.size() != 1
        || checkpoints.getFirst().icount() != begin) {
      throw new RecordingException("a beginning without its checkpoint");
    }
  }

  /** What a chunk says that opening has not looked at. */
  private <T> T later(Located where, Function<byte[], T> decode) {
    try {
      return decode.apply(load(where));
    } catch (IOException e) {
      throw cannotBeRead(e);
    } catch (RecordingException e) {
      throw new RecordingException(file + ": at byte " + where.at + ": " + e.getMessage(), e);
    }
  }

  private RecordingException cannotBeRead(IOException e) {
    return new RecordingException(file + ": cannot be read: " + IoMessages.reason(e), e);
  }

  private byte[] load(Located where) throws IOException {
    return Chunk.unpack(where.header, stored(where));
  }

  private byte[] stored(Located where) throws IOException {
    return read(where.at + RecordingFormat.CHUNK_HEADER_BYTES, where.header.length());
  }

  private byte[] read(long at, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + buffer.position()) < 0) {
        throw new IOException("file became shorter");
      }
    }
    return buffer.array();
  }

  private boolean zeroToEnd(long from) throws IOException {
    for (long at = from; at < size; at += 1 << 16) {
      if (!zero(read(at, (int) Math.min(size - at, 1 << 16)))) {
        return false;
      }
    }
    return true;
  }

  private static boolean zero(byte[] bytes) {
    for (byte b : bytes) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private static <K> Map<K, byte[]> recentlyUsed() {
    return new LinkedHashMap<>(16, 0.75f, true) {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, byte[]> eldest) {
        return size() > RECENT;
      }
    };
  }

  private void closeQuietly() {
    try {
      channel.close();
    } catch (IOException e) {
      // Nothing was written: there is nothing to lose.
    }
  }
}
