package ebb.ir.testing;

import ebb.ir.MemOp;
import ebb.ir.guest.Access;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Vcpu;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Random;
import java.util.stream.IntStream;
import org.agrona.UnsafeApi;

/**
 * Guest memory from virtual address {@link #base} on: off-heap bytes, in order unless {@linkplain
 * #shuffle shuffled}. Its pages can be made to fault or to count as devices (never reached by
 * compiled code).
 */
public final class FlatMemory extends GuestMemory {
  public final long base;
  public final int size;

  private final MemorySegment bytes;

  /** Of each page: where its bytes lie, in pages. */
  private final int[] frames;

  /** For an access across pages. */
  private final MemorySegment scratch = Arena.ofAuto().allocate(16, 16);

  private final BitSet unreadable = new BitSet();
  private final BitSet unwritable = new BitSet();
  private final BitSet devices = new BitSet();

  /**
   * @param base guest-virtual address of the first byte, page-aligned
   * @param size in bytes, a multiple of the page size
   */
  public FlatMemory(long base, int size) {
    this.base = base;
    this.size = size;
    this.bytes = Arena.ofAuto().allocate(size, PAGE_SIZE);
    frames = IntStream.range(0, size >> PAGE_BITS).toArray();
  }

  /** Lets its pages lie in another order. */
  public void shuffle(Random random) {
    for (int i = frames.length - 1; i > 0; i--) {
      swapPages(i, random.nextInt(i + 1));
    }
  }

  /** Lets two pages, by number, lie where the other one did. */
  public void swapPages(int one, int other) {
    int frame = frames[one];
    frames[one] = frames[other];
    frames[other] = frame;
  }

  /** Makes reads of the page at va fault. */
  public void denyRead(long va) {
    unreadable.set(page(va));
  }

  /** Makes writes to the page at va fault. */
  public void denyWrite(long va) {
    unwritable.set(page(va));
  }

  /** Makes the page at va one that compiled code has to leave for. */
  public void makeDevice(long va) {
    devices.set(page(va));
  }

  /** Raw address of the byte at va. */
  public long address(long va) {
    return bytes.address() + ((long) frames[page(va)] << PAGE_BITS) + (va & PAGE_SIZE - 1);
  }

  /**
   * Fills the flat soft-TLB tables of all MMU indexes at {@code tlb} with the pages that need no
   * slow path.
   */
  public void fillTlb(long tlb) {
    for (int page = 0; page < size >> PAGE_BITS; page++) {
      for (int mmu = 0; mmu < MMU_INDEXES; mmu++) {
        long index = (base >>> PAGE_BITS) + page;
        boolean device = devices.get(page);
        long entry = entry(address(index << PAGE_BITS), index << PAGE_BITS);
        UnsafeApi.putLong(
            tlb + tableOffset(mmu, Access.READ) + 8 * index,
            device || unreadable.get(page) ? 0 : entry);
        UnsafeApi.putLong(
            tlb + tableOffset(mmu, Access.WRITE) + 8 * index,
            device || unwritable.get(page) ? 0 : entry);
      }
    }
  }

  /** A copy of all bytes. */
  public byte[] contents() {
    return bytes.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
  }

  public void setContents(byte[] from) {
    MemorySegment.copy(from, 0, bytes, java.lang.foreign.ValueLayout.JAVA_BYTE, 0, from.length);
  }

  private int page(long va) {
    return (int) (va - base >> PAGE_BITS);
  }

  private boolean denied(long va, Access access) {
    return va < base
        || va >= base + size
        || (access == Access.WRITE ? unwritable : unreadable).get(page(va));
  }

  @Override
  public long load(Vcpu cpu, long va, int memop) {
    check(cpu, va, memop, Access.READ);
    return read(va, memop);
  }

  @Override
  public void store(Vcpu cpu, long va, long value, int memop) {
    check(cpu, va, memop, Access.WRITE);
    write(va, value, memop);
  }

  @Override
  public void probe(Vcpu cpu, long va, int bytes, Access access, int mmuIndex) {
    for (int i = 0; i < bytes; i++) {
      if (denied(va + i, access)) {
        throw cpu.busFault(va + i, access);
      }
    }
  }

  private void check(Vcpu cpu, long va, int memop, Access access) {
    if ((va & MemOp.alignment(memop) - 1) != 0) {
      throw cpu.alignmentFault(va, access);
    }
    if (denied(va, access)) {
      throw cpu.busFault(va, access);
    }
    long last = va + MemOp.bytes(memop) - 1;
    if (denied(last, access)) {
      throw cpu.busFault(last & -PAGE_SIZE, access);
    }
  }

  private long read(long va, int memop) {
    long p = address(va);
    if (acrossPages(va, memop)) {
      p = scratch.address();
      for (int i = 0; i < MemOp.bytes(memop); i++) {
        UnsafeApi.putByte(p + i, UnsafeApi.getByte(address(va + i)));
      }
    }
    return readAt(p, memop);
  }

  private static boolean acrossPages(long va, int memop) {
    return (va & PAGE_SIZE - 1) + MemOp.bytes(memop) > PAGE_SIZE;
  }

  private static long readAt(long p, int memop) {
    boolean swap = MemOp.bigEndian(memop);
    boolean signed = MemOp.signed(memop);
    switch (MemOp.log2(memop)) {
      case 0 -> {
        byte v = UnsafeApi.getByte(p);
        return signed ? v : v & 0xff;
      }
      case 1 -> {
        short v = UnsafeApi.getShort(p);
        v = swap ? Short.reverseBytes(v) : v;
        return signed ? v : v & 0xffff;
      }
      case 2 -> {
        int v = UnsafeApi.getInt(p);
        v = swap ? Integer.reverseBytes(v) : v;
        return signed ? v : v & 0xffff_ffffL;
      }
      default -> {
        long v = UnsafeApi.getLong(p);
        return swap ? Long.reverseBytes(v) : v;
      }
    }
  }

  private void write(long va, long value, int memop) {
    if (acrossPages(va, memop)) {
      writeAt(scratch.address(), value, memop);
      for (int i = 0; i < MemOp.bytes(memop); i++) {
        UnsafeApi.putByte(address(va + i), UnsafeApi.getByte(scratch.address() + i));
      }
    } else {
      writeAt(address(va), value, memop);
    }
  }

  private static void writeAt(long p, long value, int memop) {
    boolean swap = MemOp.bigEndian(memop);
    switch (MemOp.log2(memop)) {
      case 0 -> UnsafeApi.putByte(p, (byte) value);
      case 1 -> UnsafeApi.putShort(p, swap ? Short.reverseBytes((short) value) : (short) value);
      case 2 -> UnsafeApi.putInt(p, swap ? Integer.reverseBytes((int) value) : (int) value);
      default -> UnsafeApi.putLong(p, swap ? Long.reverseBytes(value) : value);
    }
  }
}
