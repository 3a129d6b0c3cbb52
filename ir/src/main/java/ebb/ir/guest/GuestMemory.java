package ebb.ir.guest;

/**
 * Guest-virtual memory as executors see it: the slow paths behind the soft TLB, and complete
 * accesses.
 *
 * <p>The soft TLB of a 32-bit guest is one flat table of 2^20 longs for each (MMU index, {@link
 * Access}), off-heap, at {@code vcpu.tlb + tableOffset(mmuIndex, access)}. The entry of a page is
 * positive if the access may go straight to memory: the host address is then {@code entry + va}
 * with va sign-extended, which HotSpot makes one operand of. Zero or negative takes the slow path
 * (miss, device, watchpoint, clean page, page with translated code). Only an access that lies
 * within one page may use the entry.
 */
public abstract class GuestMemory {
  public static final int PAGE_BITS = 12;
  public static final int PAGE_SIZE = 1 << PAGE_BITS;

  /** Bytes of one table. */
  public static final long TABLE_BYTES = 8L << 20;

  public static final int MMU_INDEXES = 2;

  /** Byte offset of a table from {@link Vcpu#tlb}. */
  public static long tableOffset(int mmuIndex, Access access) {
    return (mmuIndex * 3L + access.ordinal()) * TABLE_BYTES;
  }

  /** The entry that maps the byte at va, and its page, to a host address. */
  public static long entry(long host, long va) {
    return host - (int) va;
  }

  /** The host address of the byte at va, by the entry of its page. */
  public static long host(long entry, long va) {
    return entry + (int) va;
  }

  /**
   * Loads as {@code memop} says: the value zero- or sign-extended to 64 bits, for any alignment
   * that memop admits, across pages too. Size at most 8 bytes.
   *
   * @throws GuestFault if the guest may not
   */
  public abstract long load(Vcpu cpu, long va, int memop);

  /**
   * Stores the low bits of value. Nothing is written if any byte of it may not be.
   *
   * @throws GuestFault if the guest may not
   */
  public abstract void store(Vcpu cpu, long va, long value, int memop);

  /**
   * Checks that {@code bytes} bytes at va may be accessed, without accessing them. The range may
   * span pages.
   *
   * @throws GuestFault if the guest may not; for the first address that it may not
   */
  public abstract void probe(Vcpu cpu, long va, int bytes, Access access, int mmuIndex);

  /** The MemOp of either half of a 16-byte access. */
  public static int half(int memop) {
    return memop & ~7 | 3;
  }
}
