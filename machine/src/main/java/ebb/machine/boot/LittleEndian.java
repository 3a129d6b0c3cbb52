package ebb.machine.boot;

/** Fields of headers. Offsets must have been checked. */
final class LittleEndian {
  private LittleEndian() {}

  static int u16(byte[] from, int at) {
    return from[at] & 0xff | (from[at + 1] & 0xff) << 8;
  }

  static int i32(byte[] from, int at) {
    return u16(from, at) | u16(from, at + 2) << 16;
  }

  static long u32(byte[] from, int at) {
    return i32(from, at) & 0xffff_ffffL;
  }
}
