package ebb.ir;

/** Immediate encodings of the IR. */
public final class Bits {
  private Bits() {}

  /**
   * The immediate of extract, sextract and deposit: a field of {@code length} bits from {@code
   * lsb}.
   */
  public static long field(int lsb, int length) {
    return lsb | (long) length << 8;
  }

  public static int lsb(long field) {
    return (int) field & 0xff;
  }

  public static int length(long field) {
    return (int) (field >> 8) & 0xff;
  }

  /** The immediate of a lane shift: lane width in bits and amount (0 ≤ amount &lt; width). */
  public static long laneShift(int lane, int amount) {
    return lane | (long) amount << 8;
  }
}
