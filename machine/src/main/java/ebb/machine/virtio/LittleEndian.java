package ebb.machine.virtio;

/** Fields of descriptors, request headers and configuration spaces. */
final class LittleEndian {
  private LittleEndian() {}

  /** Zero-extended value of up to 8 bytes. */
  static long get(byte[] bytes, int offset, int length) {
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (bytes[offset + i] & 0xffL) << 8 * i;
    }
    return value;
  }

  static void put(byte[] bytes, int offset, int length, long value) {
    for (int i = 0; i < length; i++) {
      bytes[offset + i] = (byte) (value >> 8 * i);
    }
  }
}
