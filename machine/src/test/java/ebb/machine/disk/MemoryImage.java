package ebb.machine.disk;

import java.util.Arrays;

/** An image in an array. */
public final class MemoryImage implements DiskImage {
  public byte[] content;

  public MemoryImage(byte[] content) {
    this.content = content;
  }

  /** Bytes that say where they are. */
  public static MemoryImage patterned(int size) {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) (i * 31 + (i >> 9) * 7);
    }
    return new MemoryImage(content);
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public void read(long at, byte[] into, int offset, int length) {
    System.arraycopy(content, (int) at, into, offset, length);
  }

  @Override
  public void write(long at, byte[] from, int offset, int length) {
    content = Arrays.copyOf(content, (int) Math.max(content.length, at + length));
    System.arraycopy(from, offset, content, (int) at, length);
  }

  @Override
  public void close() {}
}
