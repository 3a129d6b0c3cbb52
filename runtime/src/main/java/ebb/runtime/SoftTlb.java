package ebb.runtime;

import ebb.ir.guest.Access;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Vcpu;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.UnsafeApi;

/**
 * Fills and empties the flat soft-TLB tables of one CPU. Journals of what was filled make a flush
 * cost what was filled, not what the tables could hold.
 */
final class SoftTlb {
  private static final int JOURNAL_LIMIT = 1 << 18;

  private final long tables;
  private final Journal global = new Journal();
  private final Journal globalWrite = new Journal();
  private final Journal local = new Journal();
  private final Journal localWrite = new Journal();

  /** Changes whenever a mapping may have gone; unique over all CPUs of a process. */
  private long generation;

  private static final AtomicLong GENERATIONS = new AtomicLong();

  SoftTlb(Vcpu cpu) {
    tables = cpu.tlb;
    generation = GENERATIONS.incrementAndGet();
  }

  /** Raw addresses of filled entries. */
  private static final class Journal {
    private long[] entries = new long[256];
    private int size;

    void add(long entry) {
      if (size == entries.length) {
        entries = Arrays.copyOf(entries, size * 2);
      }
      entries[size++] = entry;
    }

    void clear() {
      for (int i = 0; i < size; i++) {
        UnsafeApi.putLong(entries[i], 0);
      }
      size = 0;
    }
  }

  long generation() {
    return generation;
  }

  void fill(long va, Access access, int mmuIndex, long host, boolean isGlobal) {
    long entry = tables + GuestMemory.tableOffset(mmuIndex, access) + index(va);
    UnsafeApi.putLong(entry, GuestMemory.entry(host, va));
    Journal journal =
        access == Access.WRITE ? isGlobal ? globalWrite : localWrite : isGlobal ? global : local;
    if (journal.size >= JOURNAL_LIMIT) {
      flush(true);
      UnsafeApi.putLong(entry, GuestMemory.entry(host, va));
    }
    journal.add(entry);
  }

  void flush(boolean globalToo) {
    local.clear();
    localWrite.clear();
    if (globalToo) {
      global.clear();
      globalWrite.clear();
    }
    generation = GENERATIONS.incrementAndGet();
  }

  /** Bytes from the beginning of a table to the entry of a page. */
  static long index(long va) {
    return (va & 0xffff_f000L) >>> GuestMemory.PAGE_BITS - 3;
  }

  void flushPage(long va) {
    for (int mmuIndex = 0; mmuIndex < GuestMemory.MMU_INDEXES; mmuIndex++) {
      for (Access access : ACCESSES) {
        UnsafeApi.putLong(tables + GuestMemory.tableOffset(mmuIndex, access) + index(va), 0);
      }
    }
    generation = GENERATIONS.incrementAndGet();
  }

  /** Makes the next write to every page take the slow path. */
  void flushWrites() {
    localWrite.clear();
    globalWrite.clear();
  }

  private static final Access[] ACCESSES = Access.values();
}
