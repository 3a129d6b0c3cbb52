package ebb.runtime;

/** A fast 64-bit digest of bytes; not cryptographic. The same on every host. */
public final class Digest {
  private static final long PRIME = 0x9e3779b97f4a7c15L;

  private Digest() {}

  public static long of(byte[] bytes) {
    return of(bytes, 0, bytes.length);
  }

  public static long of(byte[] bytes, int offset, int length) {
    long h = length * PRIME;
    int i = offset;
    int end = offset + length;
    for (; i + 8 <= end; i += 8) {
      h = mix(h, littleEndian(bytes, i, 8));
    }
    return i < end ? mix(h, littleEndian(bytes, i, end - i)) : finish(h);
  }

  /** Adds one number to a digest. */
  public static long mix(long h, long value) {
    h ^= value;
    h *= PRIME;
    return h ^ h >>> 29;
  }

  private static long finish(long h) {
    return mix(h, 0);
  }

  private static long littleEndian(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count; i++) {
      value |= (bytes[at + i] & 0xffL) << 8 * i;
    }
    return value;
  }
}
