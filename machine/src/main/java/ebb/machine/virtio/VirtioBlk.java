package ebb.machine.virtio;

import ebb.machine.disk.Disk;
import ebb.runtime.Clock;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;

/**
 * A block device (virtio 1.1 §5.2) on a {@link Disk}, with QEMU's features and limits.
 *
 * <p>Requests are served one after another. Each takes {@link #REQUEST_NANOS} and {@link
 * #BYTE_NANOS} for every byte of its buffers, in virtual time; its data moves, in either direction,
 * at the moment when it completes. Requests that are under way when the driver resets the device
 * are dropped.
 *
 * <p>The disk is state of its own: it has to be registered with the machine beside the transport.
 */
public final class VirtioBlk extends VirtioDevice {
  /** Latency of a request without data. */
  public static final long REQUEST_NANOS = 20_000;

  /** 1 GB/s. */
  public static final long BYTE_NANOS = 1;

  private static final int TYPE = 2;

  private static final long SEG_MAX = 1 << 2;
  private static final long GEOMETRY = 1 << 4;
  private static final long READ_ONLY = 1 << 5;
  private static final long BLK_SIZE = 1 << 6;
  private static final long FLUSH = 1 << 9;
  private static final long TOPOLOGY = 1 << 10;
  private static final long CONFIG_WCE = 1 << 11;
  private static final long DISCARD = 1 << 13;
  private static final long WRITE_ZEROES = 1 << 14;

  private static final int T_IN = 0;
  private static final int T_OUT = 1;
  private static final int T_FLUSH = 4;
  private static final int T_GET_ID = 8;
  private static final int T_DISCARD = 11;
  private static final int T_WRITE_ZEROES = 13;

  private static final int OK = 0;
  private static final int IO_ERROR = 1;
  private static final int UNSUPPORTED = 2;

  private static final int HEADER_BYTES = 16;
  private static final int SEGMENT_BYTES = 16;
  private static final int ID_BYTES = 20;
  private static final int CONFIG_BYTES = 60;
  private static final int WCE_OFFSET = 32;
  private static final int MAX_ZERO_SECTORS = 0x7fffffff / Disk.SECTOR_BYTES;

  /** A request under way, and the virtual time in ns at which it completes. */
  private record Pending(Chain chain, long completion) {}

  private final Disk disk;
  private final byte[] serial;
  private final boolean readOnly;
  private final Clock clock;
  private final Clock.Timer timer;
  private final byte[] config = new byte[CONFIG_BYTES];
  private final byte[] buffer = new byte[1 << 16];

  private final Queue<Pending> underWay = new ArrayDeque<>();
  private long busyUntil;

  /**
   * @param serial what GET_ID answers, up to 20 bytes
   */
  public VirtioBlk(Disk disk, String serial, boolean readOnly, Clock clock) {
    super(TYPE, 1);
    this.disk = disk;
    this.serial = Arrays.copyOf(serial.getBytes(StandardCharsets.US_ASCII), ID_BYTES);
    this.readOnly = readOnly;
    this.clock = clock;
    timer = clock.newTimer("virtio-blk." + disk.name(), this::complete);
    fillConfig();
  }

  private void fillConfig() {
    long sectors = disk.size() / Disk.SECTOR_BYTES;
    LittleEndian.put(config, 0, 8, sectors);
    LittleEndian.put(config, 12, 4, 254); // seg_max
    LittleEndian.put(config, 16, 2, Math.clamp(sectors / (16 * 63), 2, 16383)); // cylinders
    LittleEndian.put(config, 18, 1, 16); // heads
    LittleEndian.put(config, 19, 1, 63); // sectors
    LittleEndian.put(config, 20, 4, Disk.SECTOR_BYTES);
    LittleEndian.put(config, 26, 2, 1); // min_io_size
    LittleEndian.put(config, WCE_OFFSET, 1, 1);
    LittleEndian.put(config, 34, 2, 1); // num_queues
    LittleEndian.put(config, 36, 4, MAX_ZERO_SECTORS); // max_discard_sectors
    LittleEndian.put(config, 40, 4, 1); // max_discard_seg
    LittleEndian.put(config, 44, 4, 1); // discard_sector_alignment
    LittleEndian.put(config, 48, 4, MAX_ZERO_SECTORS); // max_write_zeroes_sectors
    LittleEndian.put(config, 52, 4, 1); // max_write_zeroes_seg
    LittleEndian.put(config, 56, 1, 1); // write_zeroes_may_unmap
  }

  @Override
  long features() {
    long features = SEG_MAX | GEOMETRY | BLK_SIZE | FLUSH | TOPOLOGY | CONFIG_WCE;
    return readOnly ? features | READ_ONLY : features | DISCARD | WRITE_ZEROES;
  }

  @Override
  int readConfig(int offset) {
    return offset < config.length ? config[offset] : 0;
  }

  @Override
  void writeConfig(int offset, int value) {
    // The cache mode may be chosen, and makes no difference: nothing is lost before a commit either
    // way.
    if (offset == WCE_OFFSET) {
      config[WCE_OFFSET] = (byte) (value & 1);
    }
  }

  @Override
  void available(VirtQueue queue) throws VirtioError {
    for (Chain chain = queue.take(); chain != null; chain = queue.take()) {
      if (chain.readableBytes() < HEADER_BYTES || chain.writableBytes() < 1) {
        throw new VirtioError("block request without header or status byte");
      }
      long bytes = chain.readableBytes() + chain.writableBytes();
      busyUntil = Math.max(busyUntil, clock.nanos()) + REQUEST_NANOS + bytes * BYTE_NANOS;
      underWay.add(new Pending(chain, busyUntil));
    }
    arm();
  }

  private void arm() {
    Pending next = underWay.peek();
    if (next == null) {
      timer.disarm();
    } else if (timer.deadline() != next.completion) {
      timer.arm(next.completion);
    }
  }

  private void complete() {
    transport()
        .perform(
            () -> {
              VirtQueue queue = transport().queue(0);
              Pending request = underWay.remove();
              execute(request.chain);
              queue.give(request.chain, request.chain.writableBytes());
              transport().interrupt(queue);
              arm();
            });
  }

  private void execute(Chain chain) throws VirtioError {
    byte[] header = new byte[HEADER_BYTES];
    chain.read(0, header, 0, HEADER_BYTES);
    int type = (int) LittleEndian.get(header, 0, 4);
    long sector = LittleEndian.get(header, 8, 8);
    int status =
        switch (type) {
          case T_IN -> readSectors(chain, sector);
          case T_OUT -> writeSectors(chain, sector);
          case T_FLUSH -> OK;
          case T_GET_ID -> getId(chain);
          case T_DISCARD, T_WRITE_ZEROES -> zeroSectors(chain, type);
          default -> UNSUPPORTED;
        };
    chain.write(chain.writableBytes() - 1, new byte[] {(byte) status}, 0, 1);
  }

  private int readSectors(Chain chain, long sector) throws VirtioError {
    long bytes = chain.writableBytes() - 1;
    if (!inRange(sector, bytes)) {
      return IO_ERROR;
    }
    for (long done = 0; done < bytes; done += buffer.length) {
      int part = (int) Math.min(buffer.length, bytes - done);
      disk.read(sector * Disk.SECTOR_BYTES + done, buffer, 0, part);
      chain.write(done, buffer, 0, part);
    }
    return OK;
  }

  private int writeSectors(Chain chain, long sector) throws VirtioError {
    long bytes = chain.readableBytes() - HEADER_BYTES;
    if (readOnly || !inRange(sector, bytes)) {
      return IO_ERROR;
    }
    for (long done = 0; done < bytes; done += buffer.length) {
      int part = (int) Math.min(buffer.length, bytes - done);
      chain.read(HEADER_BYTES + done, buffer, 0, part);
      disk.write(sector * Disk.SECTOR_BYTES + done, buffer, 0, part);
    }
    return OK;
  }

  private int getId(Chain chain) throws VirtioError {
    chain.write(0, serial, 0, (int) Math.min(ID_BYTES, chain.writableBytes() - 1));
    return OK;
  }

  /**
   * §5.2.6: one segment {sector 8, count 4, flags 4}; flag bit 0 is "unmap", for WRITE_ZEROES only.
   */
  private int zeroSectors(Chain chain, int type) throws VirtioError {
    if (readOnly) {
      return IO_ERROR;
    }
    if (chain.readableBytes() < HEADER_BYTES + SEGMENT_BYTES) {
      throw new VirtioError("discard without a segment");
    }
    if (chain.readableBytes() > HEADER_BYTES + SEGMENT_BYTES) {
      return UNSUPPORTED;
    }
    byte[] segment = new byte[SEGMENT_BYTES];
    chain.read(HEADER_BYTES, segment, 0, SEGMENT_BYTES);
    long sector = LittleEndian.get(segment, 0, 8);
    long count = LittleEndian.get(segment, 8, 4);
    long flags = LittleEndian.get(segment, 12, 4);
    if ((flags & ~1) != 0 || type == T_DISCARD && flags != 0) {
      return UNSUPPORTED;
    }
    if (count > MAX_ZERO_SECTORS || !inRange(sector, count * Disk.SECTOR_BYTES)) {
      return IO_ERROR;
    }
    if (type == T_WRITE_ZEROES) {
      disk.zero(sector * Disk.SECTOR_BYTES, count * Disk.SECTOR_BYTES);
    }
    return OK;
  }

  private boolean inRange(long sector, long bytes) {
    long sectors = disk.size() / Disk.SECTOR_BYTES;
    return bytes % Disk.SECTOR_BYTES == 0
        && sector >= 0
        && sector <= sectors
        && bytes / Disk.SECTOR_BYTES <= sectors - sector;
  }

  @Override
  void reset() {
    config[WCE_OFFSET] = 1;
    abandon(transport().queue(0));
  }

  @Override
  void abandon(VirtQueue queue) {
    underWay.clear();
    busyUntil = 0;
    timer.disarm();
  }

  @Override
  void save(StateOutput out) {
    out.i64(busyUntil);
    out.u8(config[WCE_OFFSET]);
    out.i32(underWay.size());
    for (Pending request : underWay) {
      out.i64(request.completion);
      request.chain.save(out);
    }
  }

  @Override
  void load(StateInput in) {
    busyUntil = in.i64();
    config[WCE_OFFSET] = (byte) in.u8();
    underWay.clear();
    int count = in.i32();
    for (int i = 0; i < count; i++) {
      long completion = in.i64();
      underWay.add(new Pending(Chain.load(in, transport().memory()), completion));
    }
  }
}
