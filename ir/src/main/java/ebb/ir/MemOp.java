package ebb.ir;

/**
 * The attributes of a guest memory access, packed into the immediate of load and store ops.
 *
 * <pre>
 *  bit  0..2   log2 of the size in bytes (0 to 4)
 *  bit  3      sign-extend the loaded value
 *  bit  4      big-endian
 *  bit  5..7   required alignment, log2 in bytes (0: none); a violation is the guest's alignment fault
 *  bit  8..9   MMU index: whose permissions apply (0 privileged, 1 user for the ARM frontend)
 * </pre>
 */
public final class MemOp {
  public static final int SIGNED = 1 << 3;
  public static final int BIG_ENDIAN = 1 << 4;

  private MemOp() {}

  /**
   * An access of {@code bytes} (1, 2, 4, 8, 16), little-endian, unsigned, no alignment required.
   */
  public static int of(int bytes, int mmuIndex) {
    return Integer.numberOfTrailingZeros(bytes) | mmuIndex << 8;
  }

  /** The same access with an alignment of {@code bytes} required. */
  public static int aligned(int memop, int bytes) {
    return memop & ~(7 << 5) | Integer.numberOfTrailingZeros(bytes) << 5;
  }

  public static int bytes(int memop) {
    return 1 << (memop & 7);
  }

  public static int log2(int memop) {
    return memop & 7;
  }

  public static boolean signed(int memop) {
    return (memop & SIGNED) != 0;
  }

  public static boolean bigEndian(int memop) {
    return (memop & BIG_ENDIAN) != 0;
  }

  /** Required alignment in bytes, 1 for none. */
  public static int alignment(int memop) {
    return 1 << (memop >> 5 & 7);
  }

  public static int mmuIndex(int memop) {
    return memop >> 8 & 3;
  }
}
