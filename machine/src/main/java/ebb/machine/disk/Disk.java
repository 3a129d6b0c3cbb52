package ebb.machine.disk;

import ebb.ir.guest.GuestHalt;
import ebb.runtime.SharedState;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * A disk as the guest sees it: an image that never changes under it, and the guest's writes beside
 * it, which are part of the machine's state. Rewinding the guest so rewinds its disk, and nothing
 * reaches the image unless {@link #commit} is called.
 *
 * <p>Positions and lengths are in bytes. The size is the image's, rounded up to whole sectors of
 * 512; bytes that the image lacks read as zero.
 *
 * <p>If the host cannot read the image, execution cannot go on as it would have: {@link GuestHalt}
 * names the file.
 */
public final class Disk implements SharedState, AutoCloseable {
  public static final int SECTOR_BYTES = 512;

  /** The unit of copy-on-write and of {@link #touched}. */
  public static final int CLUSTER_BYTES = Overlay.CLUSTER_BYTES;

  private record DiskMark(int generation, Overlay.Mark overlay) {}

  private final String name;
  private final DiskImage image;
  private final long size;
  private final Overlay overlay;
  private final BitSet touched = new BitSet();
  private int generation;

  /**
   * @param name unique in its machine, as in {@code -drive id=}
   */
  public Disk(String name, DiskImage image) {
    this.name = name;
    this.image = image;
    size = (image.size() + SECTOR_BYTES - 1) & -SECTOR_BYTES;
    overlay = new Overlay((size + CLUSTER_BYTES - 1) / CLUSTER_BYTES);
  }

  public String name() {
    return name;
  }

  public DiskImage image() {
    return image;
  }

  public long size() {
    return size;
  }

  /** Reads bytes that lie wholly within the disk. */
  public void read(long at, byte[] into, int offset, int length) {
    check(at, length);
    int done = 0;
    while (done < length) {
      long cluster = (at + done) / CLUSTER_BYTES;
      int within = (int) ((at + done) % CLUSTER_BYTES);
      int part = Math.min(length - done, CLUSTER_BYTES - within);
      byte[] data = overlay.get(cluster);
      if (data != null) {
        System.arraycopy(data, within, into, offset + done, part);
      } else {
        readImage(at + done, into, offset + done, part);
      }
      done += part;
    }
  }

  /** Writes bytes that lie wholly within the disk. */
  public void write(long at, byte[] from, int offset, int length) {
    check(at, length);
    int done = 0;
    while (done < length) {
      long cluster = (at + done) / CLUSTER_BYTES;
      int within = (int) ((at + done) % CLUSTER_BYTES);
      int part = Math.min(length - done, CLUSTER_BYTES - within);
      System.arraycopy(from, offset + done, writable(cluster, part), within, part);
      done += part;
    }
  }

  /** Zeroes bytes that lie wholly within the disk; whole clusters take no memory. */
  public void zero(long at, long length) {
    check(at, length);
    long position = at;
    long end = at + length;
    while (position < end) {
      long cluster = position / CLUSTER_BYTES;
      int within = (int) (position % CLUSTER_BYTES);
      int part = (int) Math.min(end - position, CLUSTER_BYTES - within);
      if (part == CLUSTER_BYTES) {
        overlay.putZeroes(cluster);
      } else {
        Arrays.fill(writable(cluster, part), within, within + part, (byte) 0);
      }
      position += part;
    }
  }

  /**
   * The clusters of the image that were read by any execution so far, one bit each: what a
   * self-contained recording has to carry. Not part of the guest's state.
   */
  public BitSet touched() {
    return (BitSet) touched.clone();
  }

  /** Clusters that the guest has written. */
  public long writtenClusters() {
    return overlay.count();
  }

  /**
   * Moves the guest's writes into the image. The disk reads the same before and after, but marks
   * and saved states from before lose their base: marks are refused from then on.
   *
   * @throws IOException if the image cannot be written; it may have been changed in part, the
   *     overlay is kept
   */
  public void commit() throws IOException {
    if (overlay.count() == 0) {
      return;
    }
    overlay.forEach(
        (number, data) -> {
          long at = number * CLUSTER_BYTES;
          image.write(at, data, 0, (int) Math.min(CLUSTER_BYTES, size - at));
        });
    image.flush();
    overlay.clear();
    generation++;
  }

  @Override
  public Object mark() {
    return new DiskMark(generation, overlay.mark());
  }

  /**
   * @throws IllegalStateException if the image has been changed by {@link #commit} since
   */
  @Override
  public void restore(Object mark) {
    DiskMark saved = (DiskMark) mark;
    if (saved.generation != generation) {
      throw new IllegalStateException(image.name() + " has been changed since this checkpoint");
    }
    overlay.restore(saved.overlay);
  }

  @Override
  public String id() {
    return "disk." + name;
  }

  @Override
  public void save(StateOutput out) {
    out.i64(size);
    out.i64(overlay.count());
    overlay.forEach(
        (number, data) -> {
          out.i64(number);
          out.bytes(data);
        });
  }

  @Override
  public void load(StateInput in) {
    if (in.i64() != size) {
      throw new StateInput.CorruptState("saved state of another disk than " + image.name());
    }
    overlay.clear();
    long count = in.i64();
    for (long i = 0; i < count; i++) {
      long number = in.i64();
      byte[] data = in.bytes();
      if (number < 0 || number > (size - 1) / CLUSTER_BYTES || data.length != CLUSTER_BYTES) {
        throw new StateInput.CorruptState("impossible cluster " + number + " in disk " + name);
      }
      overlay.put(number, data);
    }
  }

  /** Closes the image. */
  @Override
  public void close() throws IOException {
    image.close();
  }

  private byte[] writable(long cluster, int bytesToBeWritten) {
    byte[] data = overlay.writable(cluster);
    if (data == null) {
      data = new byte[CLUSTER_BYTES];
      if (bytesToBeWritten < CLUSTER_BYTES) {
        long at = cluster * CLUSTER_BYTES;
        readImage(at, data, 0, (int) Math.min(CLUSTER_BYTES, size - at));
      }
      overlay.put(cluster, data);
    }
    return data;
  }

  private void readImage(long at, byte[] into, int offset, int length) {
    int present = Math.clamp(image.size() - at, 0, length);
    if (present > 0) {
      touched.set((int) (at / CLUSTER_BYTES));
      try {
        image.read(at, into, offset, present);
      } catch (IOException e) {
        throw new GuestHalt("cannot read disk image " + image.name() + ": " + e.getMessage());
      }
    }
    Arrays.fill(into, offset + present, offset + length, (byte) 0);
  }

  private void check(long at, long length) {
    if (at < 0 || length < 0 || at > size - length) {
      throw new IndexOutOfBoundsException(
          length + " bytes at " + at + " of disk " + name + " of " + size + " bytes");
    }
  }
}
