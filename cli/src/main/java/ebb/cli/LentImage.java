package ebb.cli;

import ebb.machine.disk.DiskImage;
import java.io.IOException;

/**
 * Another disk's image, only to be read.
 *
 * @param image may be read on several threads at once
 */
record LentImage(DiskImage image) implements DiskImage {
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
  }

  @Override
  public void close() {
    // It is its owner's.
  }
}
