package ebb.runtime;

import java.util.Arrays;

/**
 * What CPUs touched while they executed some stretch: the guest-virtual pages that they read and
 * wrote, and the pieces of code that they executed. It may have more than was touched, never less.
 *
 * <p>Device accesses of memory, and what walks of page tables read, are not in it.
 *
 * @param read numbers of pages of {@link GuestRam#PAGE_SIZE} bytes, ascending; not to be changed
 * @param written the same
 * @param executed numbers of pieces of {@value #PIECE_BYTES} bytes, ascending; not to be changed
 */
public record Footprint(int[] read, int[] written, int[] executed) {
  /** Of code. */
  public static final int PIECE_BYTES = 1 << Touched.PIECE_BITS;

  /** Numbers are below this, whatever they are of. */
  public static final int NUMBERS = 1 << Integer.SIZE - Touched.PIECE_BITS;

  /** True if some of these bytes may have been read. */
  public boolean reads(long va, long bytes) {
    return any(read, va, bytes, Touched.PAGE_BITS);
  }

  /** True if some of these bytes may have been written. */
  public boolean writes(long va, long bytes) {
    return any(written, va, bytes, Touched.PAGE_BITS);
  }

  /** True if an instruction at an address may have been executed. */
  public boolean executes(long va) {
    return any(executed, va, 1, Touched.PIECE_BITS);
  }

  private static boolean any(int[] numbers, long va, long bytes, int bits) {
    int at = Arrays.binarySearch(numbers, (int) (va >>> bits));
    int next = -at - 1;
    return at >= 0 || next < numbers.length && numbers[next] <= va + bytes - 1 >>> bits;
  }

  /** Of two stretches together. */
  public Footprint with(Footprint other) {
    return new Footprint(
        union(read, other.read), union(written, other.written), union(executed, other.executed));
  }

  private static int[] union(int[] a, int[] b) {
    int[] both = new int[a.length + b.length];
    int count = 0;
    for (int i = 0, j = 0; i < a.length || j < b.length; ) {
      int next = j == b.length || i < a.length && a[i] <= b[j] ? a[i] : b[j];
      i += i < a.length && a[i] == next ? 1 : 0;
      j += j < b.length && b[j] == next ? 1 : 0;
      both[count++] = next;
    }
    return Arrays.copyOf(both, count);
  }
}
