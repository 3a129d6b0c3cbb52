package ebb.runtime;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads what {@link StateOutput} wrote.
 *
 * <p>Everything that is read past the end or has an impossible length throws {@link CorruptState}.
 */
public final class StateInput {
  private final byte[] bytes;
  private int at;

  public StateInput(byte[] bytes) {
    this.bytes = bytes;
  }

  public int u8() {
    need(1);
    return bytes[at++] & 0xff;
  }

  public boolean bool() {
    return u8() != 0;
  }

  public int i32() {
    need(4);
    int value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (bytes[at++] & 0xff) << 8 * i;
    }
    return value;
  }

  public long i64() {
    need(8);
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value |= (bytes[at++] & 0xffL) << 8 * i;
    }
    return value;
  }

  public byte[] bytes() {
    int length = i32();
    need(length);
    byte[] value = Arrays.copyOfRange(bytes, at, at + length);
    at += length;
    return value;
  }

  public String string() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  /** Fills an array that must have been written with the same length. */
  public void ints(int[] into) {
    length(into.length);
    for (int i = 0; i < into.length; i++) {
      into[i] = i32();
    }
  }

  /** Fills an array that must have been written with the same length. */
  public void longs(long[] into) {
    length(into.length);
    for (int i = 0; i < into.length; i++) {
      into[i] = i64();
    }
  }

  public int remaining() {
    return bytes.length - at;
  }

  private void length(int expected) {
    int length = i32();
    if (length != expected) {
      throw new CorruptState(
          "saved state has " + length + " elements where " + expected + " are expected");
    }
  }

  private void need(int count) {
    if (count < 0 || count > bytes.length - at) {
      throw new CorruptState("saved state ends early");
    }
  }

  /** The bytes are not a state that this configuration saved. */
  public static final class CorruptState extends RuntimeException {
    public CorruptState(String message) {
      super(message);
    }
  }
}
