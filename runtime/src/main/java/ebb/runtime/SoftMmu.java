package ebb.runtime;

import ebb.ir.MemOp;
import ebb.ir.guest.Access;
import ebb.ir.guest.Guest;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Vcpu;
import org.agrona.UnsafeApi;

/**
 * Guest-virtual memory of a 32-bit guest: the fast path through the flat soft TLB, and everything
 * behind it: walks, devices, dirty pages, writes to translated code, watchpoints. The only place
 * that forms host addresses.
 */
final class SoftMmu extends GuestMemory {
  private static final long VA_MASK = 0xffff_ffffL;

  private final PhysicalMemory physical;
  private final GuestRam ram;
  private final CodeCache code;
  private final Watchpoints watchpoints;
  private final Touched touched;
  private SoftTlb[] tlbs = {};

  /** A watched access that must not happen yet: see {@link Machine}. */
  private boolean watchPending;

  private long watchVa;
  private int watchBytes;
  private boolean watchWrite;

  /** True while the instruction under way may pass watchpoints. */
  private boolean watchSuppressed;

  SoftMmu(
      PhysicalMemory physical,
      GuestRam ram,
      CodeCache code,
      Watchpoints watchpoints,
      Touched touched) {
    this.physical = physical;
    this.ram = ram;
    this.code = code;
    this.watchpoints = watchpoints;
    this.touched = touched;
  }

  void attach(SoftTlb[] perCpu) {
    tlbs = perCpu;
  }

  // ---- data ------------------------------------------------------------------------------------

  @Override
  public long load(Vcpu cpu, long va, int memop) {
    long entry = entry(cpu, va, Access.READ, MemOp.mmuIndex(memop));
    if (entry > 0 && (va & misaligned(memop)) == 0) {
      return raw(host(entry, va), memop);
    }
    return loadSlow(cpu, va & VA_MASK, memop);
  }

  /**
   * The address bits that are zero if an access lies within one page and has the alignment asked
   * for.
   */
  private static long misaligned(int memop) {
    return (1L << (memop & 7)) - 1 | MemOp.alignment(memop) - 1;
  }

  @Override
  public void store(Vcpu cpu, long va, long value, int memop) {
    long entry = entry(cpu, va, Access.WRITE, MemOp.mmuIndex(memop));
    if (entry > 0 && (va & misaligned(memop)) == 0) {
      rawStore(host(entry, va), value, memop);
      return;
    }
    storeSlow(cpu, va & VA_MASK, value, memop);
  }

  @Override
  public void probe(Vcpu cpu, long va, int bytes, Access access, int mmuIndex) {
    long first = va & VA_MASK;
    check(cpu, first, access, mmuIndex);
    long last = first + bytes - 1;
    for (long page = (first | PAGE_SIZE - 1) + 1; page <= last; page += PAGE_SIZE) {
      check(cpu, page & VA_MASK, access, mmuIndex);
    }
  }

  private void check(Vcpu cpu, long va, Access access, int mmuIndex) {
    if (entry(cpu, va, access, mmuIndex) > 0) {
      return;
    }
    cpu.translate(va, access, mmuIndex);
    if (physical.find(cpu.walkPhysical) == null) {
      throw cpu.busFault(va, access);
    }
  }

  private long loadSlow(Vcpu cpu, long va, int memop) {
    int bytes = MemOp.bytes(memop);
    if ((va & MemOp.alignment(memop) - 1) != 0) {
      throw cpu.alignmentFault(va, Access.READ);
    }
    int mmuIndex = MemOp.mmuIndex(memop);
    if ((va & PAGE_SIZE - 1) + bytes > PAGE_SIZE) {
      probe(cpu, va, bytes, Access.READ, mmuIndex);
      return extend(loadBytes(cpu, va, bytes, mmuIndex), memop);
    }
    long entry = entry(cpu, va, Access.READ, mmuIndex);
    if (entry > 0) {
      return raw(host(entry, va), memop);
    }
    cpu.translate(va, Access.READ, mmuIndex);
    long pa = cpu.walkPhysical;
    PhysicalMemory.Range range = physical.find(pa);
    if (range == null) {
      throw cpu.busFault(va, Access.READ);
    }
    touched.read(va);
    boolean watched = !watchpoints.isEmpty() && watchpoints.onPage(va, false);
    if (watched) {
      watch(cpu, va, bytes, false, false);
    }
    if (range.isMemory()) {
      long host = ram.address(0) + range.ramOffset() + (pa - range.base());
      if (!watched) {
        tlbs[cpu.index].fill(va, Access.READ, mmuIndex, host, cpu.walkGlobal);
      }
      return raw(host, memop);
    }
    if ((va & bytes - 1) != 0) {
      return extend(loadBytes(cpu, va, bytes, mmuIndex), memop);
    }
    return extend(range.device().read(pa - range.base(), bytes), memop);
  }

  private void storeSlow(Vcpu cpu, long va, long value, int memop) {
    int bytes = MemOp.bytes(memop);
    if ((va & MemOp.alignment(memop) - 1) != 0) {
      throw cpu.alignmentFault(va, Access.WRITE);
    }
    int mmuIndex = MemOp.mmuIndex(memop);
    if ((va & PAGE_SIZE - 1) + bytes > PAGE_SIZE) {
      probe(cpu, va, bytes, Access.WRITE, mmuIndex);
      storeBytes(cpu, va, ordered(value, memop), bytes, mmuIndex);
      return;
    }
    long entry = entry(cpu, va, Access.WRITE, mmuIndex);
    if (entry > 0) {
      rawStore(host(entry, va), value, memop);
      return;
    }
    cpu.translate(va, Access.WRITE, mmuIndex);
    long pa = cpu.walkPhysical;
    PhysicalMemory.Range range = physical.find(pa);
    if (range == null) {
      throw cpu.busFault(va, Access.WRITE);
    }
    touched.written(va);
    boolean watched = !watchpoints.isEmpty() && watchpoints.onPage(va, true);
    if (watched) {
      long host = ram.address(0) + range.ramOffset() + (pa - range.base());
      boolean same = range.isRam() && truncate(raw(host, memop), bytes) == truncate(value, bytes);
      watch(cpu, va, bytes, true, same);
    }
    if (range.isRam()) {
      long offset = range.ramOffset() + (pa - range.base());
      int page = (int) (offset >>> PAGE_BITS);
      int start = (int) offset & PAGE_SIZE - 1;
      if (code.covers(page, start, bytes)) {
        code.invalidate(page, start, bytes);
        cpu.cutBudget();
      }
      ram.markDirty(page);
      long host = ram.address(0) + offset;
      if (!watched && !code.onPage(page)) {
        tlbs[cpu.index].fill(va, Access.WRITE, mmuIndex, host, cpu.walkGlobal);
      }
      rawStore(host, value, memop);
      return;
    }
    if ((va & bytes - 1) != 0) {
      storeBytes(cpu, va, ordered(value, memop), bytes, mmuIndex);
      return;
    }
    range.device().write(pa - range.base(), bytes, truncate(ordered(value, memop), bytes));
  }

  private long loadBytes(Vcpu cpu, long va, int bytes, int mmuIndex) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= load(cpu, va + i, MemOp.of(1, mmuIndex)) << 8 * i;
    }
    return value;
  }

  private void storeBytes(Vcpu cpu, long va, long value, int bytes, int mmuIndex) {
    for (int i = 0; i < bytes; i++) {
      store(cpu, va + i, value >>> 8 * i, MemOp.of(1, mmuIndex));
    }
  }

  // ---- code ------------------------------------------------------------------------------------

  /**
   * The raw host address of guest code.
   *
   * @throws GuestFault if the guest may not fetch there
   */
  long fetchAddress(Vcpu cpu, long va) {
    int mmuIndex = cpu.mmuIndex();
    long entry = entry(cpu, va, Access.EXECUTE, mmuIndex);
    if (entry > 0) {
      return host(entry & -GuestMemory.PAGE_SIZE, va);
    }
    return fetchSlow(cpu, va & VA_MASK, mmuIndex);
  }

  private long fetchSlow(Vcpu cpu, long va, int mmuIndex) {
    cpu.translate(va, Access.EXECUTE, mmuIndex);
    long pa = cpu.walkPhysical;
    PhysicalMemory.Range range = physical.find(pa);
    if (range == null || !range.isMemory()) {
      throw cpu.busFault(va, Access.EXECUTE);
    }
    long host = ram.address(0) + range.ramOffset() + (pa - range.base());
    tlbs[cpu.index].fill(va, Access.EXECUTE, mmuIndex, host, cpu.walkGlobal);
    return host;
  }

  /** Reads code for the translator, through this CPU's current mapping. */
  Guest.CodeReader reader(Vcpu cpu) {
    return new Guest.CodeReader() {
      @Override
      public int u8(long va) {
        return UnsafeApi.getByte(fetchAddress(cpu, va)) & 0xff;
      }

      @Override
      public int u16(long va) {
        return (va & PAGE_SIZE - 1) < PAGE_SIZE - 1
            ? UnsafeApi.getShort(fetchAddress(cpu, va)) & 0xffff
            : u8(va) | u8(va + 1) << 8;
      }

      @Override
      public int u32(long va) {
        return (va & PAGE_SIZE - 1) < PAGE_SIZE - 3
            ? UnsafeApi.getInt(fetchAddress(cpu, va))
            : u16(va) | u16(va + 2) << 16;
      }
    };
  }

  // ---- watchpoints -----------------------------------------------------------------------------

  /**
   * @param same true of a write that changes nothing
   */
  private void watch(Vcpu cpu, long va, int bytes, boolean write, boolean same) {
    if (watchSuppressed || !watchpoints.hit(va, bytes, write, same)) {
      return;
    }
    watchPending = true;
    watchVa = va;
    watchBytes = bytes;
    watchWrite = write;
    throw cpu.fault;
  }

  /** Takes the watched access because of which the instruction did not complete. */
  boolean takeWatch() {
    boolean pending = watchPending;
    watchPending = false;
    return pending;
  }

  long watchVa() {
    return watchVa;
  }

  int watchBytes() {
    return watchBytes;
  }

  boolean watchWrite() {
    return watchWrite;
  }

  void suppressWatch(boolean suppressed) {
    watchSuppressed = suppressed;
  }

  // ---- bits ------------------------------------------------------------------------------------

  private static long entry(Vcpu cpu, long va, Access access, int mmuIndex) {
    return UnsafeApi.getLong(cpu.tlb + tableOffset(mmuIndex, access) + SoftTlb.index(va));
  }

  private static long raw(long host, int memop) {
    return switch (memop & 31) {
      case 0 -> UnsafeApi.getByte(host) & 0xffL;
      case 1 -> UnsafeApi.getShort(host) & 0xffffL;
      case 2 -> UnsafeApi.getInt(host) & 0xffff_ffffL;
      case 3, 3 | MemOp.SIGNED -> UnsafeApi.getLong(host);
      case MemOp.SIGNED -> UnsafeApi.getByte(host);
      case 1 | MemOp.SIGNED -> UnsafeApi.getShort(host);
      case 2 | MemOp.SIGNED -> UnsafeApi.getInt(host);
      default -> rawBigEndian(host, memop);
    };
  }

  private static long rawBigEndian(long host, int memop) {
    return extend(raw(host, memop & 7), memop);
  }

  /**
   * From the bytes in ascending order, as a little-endian number, to the value that memop loads.
   */
  private static long extend(long value, int memop) {
    int shift = 64 - 8 * MemOp.bytes(memop);
    long top = MemOp.bigEndian(memop) ? Long.reverseBytes(value) : value << shift;
    return MemOp.signed(memop) ? top >> shift : top >>> shift;
  }

  private static void rawStore(long host, long value, int memop) {
    long bytes = MemOp.bigEndian(memop) ? ordered(value, memop) : value;
    switch (memop & 7) {
      case 0 -> UnsafeApi.putByte(host, (byte) bytes);
      case 1 -> UnsafeApi.putShort(host, (short) bytes);
      case 2 -> UnsafeApi.putInt(host, (int) bytes);
      default -> UnsafeApi.putLong(host, bytes);
    }
  }

  /** The value as its bytes will stand in memory, read as a little-endian number. */
  private static long ordered(long value, int memop) {
    return MemOp.bigEndian(memop)
        ? Long.reverseBytes(value) >>> 64 - 8 * MemOp.bytes(memop)
        : value;
  }

  private static long truncate(long value, int bytes) {
    return bytes == 8 ? value : value & (1L << 8 * bytes) - 1;
  }
}
