package ebb.replay.log;

/**
 * The layout of a recording, version {@value #VERSION}. All integers are little-endian.
 *
 * <pre>
 * file      ┌──────────────┬──────────────┬──────────────┬───
 *           │ prologue, 16 │ CONFIG chunk │ chunk        │ …        END chunk
 *           └──────────────┴──────────────┴──────────────┴───
 * prologue   0  magic     8 bytes  "EBBREC\r\n"
 *            8  version   u32
 *           12  zero      u32
 *
 * chunk      0  magic     u32      "EbbC"
 *            4  type      u8       see below
 *            5  codec     u8       0 stored, 1 LZ4 block
 *            6  zero      u16
 *            8  sequence  u32      0 for the first chunk of the file, then counting up
 *           12  rawLength u32      bytes of the payload once unpacked
 *           16  length    u32      bytes of the payload in the file
 *           20  crc       u32      CRC32C of the payload in the file
 *           24  headCrc   u32      CRC32C of bytes 0 to 23
 *           28  payload
 * </pre>
 *
 * <p>A file that ends inside a chunk (or in zeros) was cut off, and is good up to the chunk before.
 * A chunk that is there and does not match its checksums is damage, and an error. Chunk types from
 * {@value #OPTIONAL} on may be skipped by a reader that does not know them; an unknown type below
 * is an error.
 *
 * <p>Payloads are made of varints (LEB128, unsigned unless said), byte strings (varint length,
 * bytes) and text (a byte string of UTF-8):
 *
 * <pre>
 * CONFIG      guest      varint n, n × (text key, text value), by ascending key
 *             digests    varint n, n × (text name, text SHA-256 in hex)
 *             shift      varint    log2 of the ns per instruction
 *             seed       u64
 *             interval   varint    ticks between digests
 *             channels   varint n, n × text: the names of the input channels, by number
 *             parent     text      SHA-256 of the parent's CONFIG payload, or empty
 *             branch     varint    icount at which this recording left its parent
 * EVENTS      first      varint    index of the first event
 *             count      varint
 *             icount     varint    base of the first event's delta
 *             nanos      varint    base of the first event's delta
 *             count × (varint icount delta, varint zigzag nanos delta, varint channel + 1, bytes data)
 *             channel −1 is the user's own change of the guest, see ebb.replay.Patch
 * DIGESTS     count      varint
 *             count × (varint icount delta from the one before (0), u64 state digest)
 * FILE        name       text
 *             size       varint    of the whole file
 *             offset     varint
 *             data       bytes
 * BLOCKS      name       text
 *             size       varint    of the whole disk image, in bytes
 *             first      varint    number of the first block
 *             data       bytes     whole blocks, but for the image's last
 * BEGIN       icount     varint    the recording begins here instead of at reset, with the checkpoint that has
 *                                  this icount, the first one of the file
 * END         icount     varint
 *             nanos      varint    virtual time
 *             digest     u64       state digest at the end
 *             reason     text
 *             outputs    varint n, n × (text name, varint bytes, u64 digest)
 * PAGES       first      varint    id of the first page; ids count up from 1, id 0 is the zero page
 *             count      varint
 *             count × 4096 bytes
 * CHECKPOINT  icount     varint
 *             events     varint    inputs delivered before it
 *             state      bytes     everything but RAM
 *             changed    varint n, n × (varint page number delta, varint page id): pages that differ from the
 *                                  checkpoint before in this file, or from the machine's first tick (in a
 *                                  file of version 1: from zeros)
 * TEXT        output     text
 *             first      varint    bytes that it had said before
 *             count      varint, count × (varint delta of the icount at which it begins, bytes): lines or parts of some
 * CHECKPOINT_IN_PARTS, as CHECKPOINT, but the state is
 *             rest       bytes     what is between its parts of 4096 bytes
 *             parts      varint n, n × (varint delta of where the part begins, varint page id)
 * FOOTPRINT   from       varint    icount of the checkpoint before the last one in the file so far, or 0
 *             to         varint    icount of that last one: what CPUs touched in between, and perhaps more
 *             3 × (varint n, n × varint delta): guest-virtual pages of 4096 bytes read, the same written, pieces of
 *                                  64 bytes of which instructions were executed
 * RAM_DIGESTS as DIGESTS, of all RAM: the sum of a mix of number and XXH64 of each page that is not zeros,
 *             see ebb.replay.checkpoint.PageHashes
 * </pre>
 */
public final class RecordingFormat {
  public static final int VERSION = 2;
  public static final byte[] MAGIC = {'E', 'B', 'B', 'R', 'E', 'C', '\r', '\n'};
  public static final int PROLOGUE_BYTES = 16;

  public static final int CHUNK_MAGIC = 'E' | 'b' << 8 | 'b' << 16 | 'C' << 24;
  public static final int CHUNK_HEADER_BYTES = 28;

  /** Longest payload, unpacked, in bytes. */
  public static final int MAX_PAYLOAD = 256 << 20;

  public static final int CONFIG = 1;
  public static final int EVENTS = 2;
  public static final int FILE = 3;
  public static final int END = 4;
  public static final int BLOCKS = 5;
  public static final int BEGIN = 6;

  /** Bytes of a disk's block. */
  public static final int BLOCK_BYTES = 4096;

  public static final int OPTIONAL = 128;
  public static final int DIGESTS = 128;
  public static final int PAGES = 129;
  public static final int CHECKPOINT = 130;
  public static final int RAM_DIGESTS = 131;
  public static final int CHECKPOINT_IN_PARTS = 132;
  public static final int TEXT = 133;
  public static final int FOOTPRINT = 134;

  static final int CODEC_STORED = 0;
  static final int CODEC_LZ4 = 1;

  /** Ticks between state digests unless chosen otherwise. */
  public static final long DIGEST_INTERVAL = 1L << 24;

  private RecordingFormat() {}

  /** True for chunks that are there for the sake of checkpoints only. */
  static boolean ofCheckpoints(int type) {
    return type == PAGES || type == CHECKPOINT || type == CHECKPOINT_IN_PARTS || type == FOOTPRINT;
  }
}
