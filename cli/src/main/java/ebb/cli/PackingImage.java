package ebb.cli;

import ebb.machine.disk.DiskImage;
import ebb.replay.log.RecordingFormat;
import ebb.replay.log.RecordingWriter;
import java.io.IOException;
import java.util.BitSet;

/** A disk image that puts every block into a recording when it is read for the first time. */
final class PackingImage implements DiskImage {
  private static final int BLOCK = RecordingFormat.BLOCK_BYTES;

  private final String name;
  private final DiskImage image;
  private final BitSet packed = new BitSet();
  private RecordingWriter writer;

  /**
   * @param name as in {@link GuestImages}
   */
  PackingImage(String name, DiskImage image) {
    this.name = name;
    this.image = image;
  }

  /** To be called before the guest runs. */
  void packInto(RecordingWriter recording) {
    writer = recording;
    writer.blocks(name, size(), 0, new byte[0]);
  }

  @Override
  public String name() {
    return image.name();
  }

  @Override
  public long size() {
    return image.size();
  }

  @Override
  public void read(long at, byte[] into, int offset, int length) throws IOException {
    image.read(at, into, offset, length);
    int block = Math.toIntExact(at / BLOCK);
    int end = Math.toIntExact((at + length + BLOCK - 1) / BLOCK);
    for (int first = packed.nextClearBit(block); first < end; first = packed.nextClearBit(first)) {
      int next = packed.nextSetBit(first);
      int last = next < 0 ? end : Math.min(end, next);
      byte[] data =
          new byte[(int) Math.min((last - first) * (long) BLOCK, size() - first * (long) BLOCK)];
      image.read(first * (long) BLOCK, data, 0, data.length);
      writer.blocks(name, size(), first, data);
      packed.set(first, last);
    }
  }

  @Override
  public void close() throws IOException {
    image.close();
  }
}
