package ebb.frontend.arm.decode;

/**
 * Bits of an instruction that belong together, joined in order, the highest on top. As {@link
 * Integer#compress}, which is fast in C2's code alone.
 */
final class BitField {
  final int mask;

  /** The lowest run of ones, and the next one. */
  private final int low;

  private final int high;

  private final int lowShift;
  private final int highShift;

  BitField(int mask) {
    this.mask = mask;
    low = lowestRun(mask);
    high = lowestRun(mask ^ low);
    lowShift = Integer.numberOfTrailingZeros(low);
    highShift = Integer.numberOfTrailingZeros(high) - Integer.bitCount(low);
  }

  private static int lowestRun(int mask) {
    return mask & ~(mask + Integer.lowestOneBit(mask));
  }

  int of(int bits) {
    return (low | high) == mask
        ? (bits & low) >>> lowShift | (bits & high) >>> highShift
        : Integer.compress(bits, mask);
  }
}
