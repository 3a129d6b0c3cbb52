package ebb.cli;

import ebb.machine.disk.DiskImage;
import ebb.replay.log.RecordingFormat;
import ebb.replay.log.RecordingReader;
import java.io.IOException;

/** A disk image of which a recording has the blocks that its guest read. */
final class PackedImage implements DiskImage {
  private static final int BLOCK = RecordingFormat.BLOCK_BYTES;

  private final RecordingReader recording;
  private final String name;
  private final long size;

  /**
   * @param name of one of {@link RecordingReader#disks}
   */
  PackedImage(RecordingReader recording, String name) {
    this.recording = recording;
    this.name = name;
    size = recording.disks().get(name);
  }

  @Override
  public String name() {
    return name + " in " + recording.file();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long at, byte[] into, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      long number = (at + done) / BLOCK;
      int within = (int) ((at + done) % BLOCK);
      int part = Math.min(length - done, BLOCK - within);
      byte[] block = recording.block(name, number);
      if (block == null || block.length < within + part) {
        throw new IOException("block " + number + " was not read when this was recorded");
      }
      System.arraycopy(block, within, into, offset + done, part);
      done += part;
    }
  }

  @Override
  public void close() {
    // The recording is its opener's.
  }
}
