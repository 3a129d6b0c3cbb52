package ebb.replay.log;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link WireOutput} wrote; anything that cannot be is a {@link RecordingException}. */
public final class WireInput {
  private final byte[] bytes;
  private int at;

  public WireInput(byte[] bytes) {
    this.bytes = bytes;
  }

  public int u8() {
    need(1);
    return bytes[at++] & 0xff;
  }

  public long u64() {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value |= (bytes[at++] & 0xffL) << 8 * i;
    }
    return value;
  }

  /** Unsigned LEB128; a value over 2^63 − 1 comes out negative. */
  public long varint() {
    long value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      int next = u8();
      value |= (long) (next & 0x7f) << shift;
      if ((next & 0x80) == 0) {
        return value;
      }
    }
    throw new RecordingException("number without an end");
  }

  /** A varint that must lie in 0 to {@code max}. */
  public int count(int max) {
    long value = varint();
    if (value < 0 || value > max) {
      throw new RecordingException("impossible number " + value);
    }
    return (int) value;
  }

  /** A varint that must not be negative. */
  public long size() {
    long value = varint();
    if (value < 0) {
      throw new RecordingException("impossible number " + value);
    }
    return value;
  }

  public long zigzag() {
    long value = varint();
    return value >>> 1 ^ -(value & 1);
  }

  public byte[] bytes() {
    return raw(count(remaining()));
  }

  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  public byte[] raw(int length) {
    need(length);
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  public int remaining() {
    return bytes.length - at;
  }

  /** Nothing may be left. */
  public void end() {
    if (remaining() != 0) {
      throw new RecordingException(remaining() + " bytes too many");
    }
  }

  private void need(int count) {
    if (count > bytes.length - at) {
      throw new RecordingException("payload ends early");
    }
  }
}
