package ebb.replay.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Grows a byte array of the primitives that {@link RecordingFormat} is made of. */
public final class WireOutput {
  private byte[] bytes;
  private int size;

  public WireOutput() {
    this(256);
  }

  /**
   * @param expected bytes, about
   */
  public WireOutput(int expected) {
    bytes = new byte[expected];
  }

  public void u8(int value) {
    reserve(1);
    bytes[size++] = (byte) value;
  }

  public void u64(long value) {
    reserve(8);
    for (int i = 0; i < 8; i++) {
      bytes[size++] = (byte) (value >>> 8 * i);
    }
  }

  /** Unsigned LEB128 of all 64 bits. */
  public void varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      bytes[size++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[size++] = (byte) rest;
  }

  public void zigzag(long value) {
    varint(value << 1 ^ value >> 63);
  }

  public void bytes(byte[] value) {
    varint(value.length);
    raw(value, 0, value.length);
  }

  public void text(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  public void raw(byte[] value, int offset, int length) {
    reserve(length);
    System.arraycopy(value, offset, bytes, size, length);
    size += length;
  }

  public int size() {
    return size;
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
