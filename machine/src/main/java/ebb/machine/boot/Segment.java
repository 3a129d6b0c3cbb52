package ebb.machine.boot;

import java.util.Arrays;

/**
 * Bytes that are in memory at reset.
 *
 * @param name what they are, for messages
 * @param address guest-physical
 */
public record Segment(String name, long address, byte[] data) {
  /** Exclusive. */
  public long end() {
    return address + data.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Segment s
        && s.name.equals(name)
        && s.address == address
        && Arrays.equals(s.data, data);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(address) * 31 + Arrays.hashCode(data);
  }
}
