package ebb.machine.device;

/** The identification registers that every ARM PrimeCell peripheral ends with. */
final class PrimeCell {
  private static final int[] CELL = {0x0d, 0xf0, 0x05, 0xb1};

  private PrimeCell() {}

  static boolean covers(long offset) {
    return offset >= 0xfe0 && offset < 0x1000;
  }

  /**
   * @param part the four bytes of PeriphID0 to 3, the first in the low bits
   */
  static int identification(long offset, int part) {
    int index = (int) (offset - 0xfe0) >> 2;
    return index < 4 ? part >>> 8 * index & 0xff : CELL[index - 4];
  }
}
