package ebb.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows a byte array of little-endian fields; the writing half of {@link StateInput}. */
public final class StateOutput {
  private byte[] bytes = new byte[1024];
  private int size;
  private int[] pages = {};
  private int pageCount;

  public void u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  public void bool(boolean value) {
    u8(value ? 1 : 0);
  }

  public void i32(int value) {
    reserve(4);
    for (int i = 0; i < 4; i++) {
      bytes[size++] = (byte) (value >> 8 * i);
    }
  }

  public void i64(long value) {
    reserve(8);
    for (int i = 0; i < 8; i++) {
      bytes[size++] = (byte) (value >> 8 * i);
    }
  }

  /** Length (i32), then the bytes. */
  public void bytes(byte[] value) {
    bytes(value, 0, value.length);
  }

  /** Length (i32), then the bytes. */
  public void bytes(byte[] value, int offset, int length) {
    i32(length);
    reserve(length);
    if (length == GuestRam.PAGE_SIZE) {
      if (pageCount == pages.length) {
        pages = Arrays.copyOf(pages, Math.max(16, 2 * pageCount));
      }
      pages[pageCount++] = size;
    }
    System.arraycopy(value, offset, bytes, size, length);
    size += length;
  }

  public void string(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  public void ints(int[] values) {
    i32(values.length);
    for (int value : values) {
      i32(value);
    }
  }

  public void longs(long[] values) {
    i32(values.length);
    for (long value : values) {
      i64(value);
    }
  }

  public int size() {
    return size;
  }

  /**
   * Where the byte strings of a page's size begin, ascending: a disk's clusters, which are seldom
   * all different from those of another time.
   */
  public int[] pages() {
    return Arrays.copyOf(pages, pageCount);
  }

  public byte[] toByteArray() {
    return Arrays.copyOf(bytes, size);
  }

  private void reserve(int more) {
    if (size + more > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }
}
