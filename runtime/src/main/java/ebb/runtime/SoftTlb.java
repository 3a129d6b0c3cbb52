package ebb.runtime;

import ebb.ir.guest.Access;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Vcpu;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.UnsafeApi;

/**
 * Fills and empties the flat soft-TLB tables of one CPU: one set of them for each context in which
 * the CPU translates, and {@link Vcpu#tlb} is the present one. So a guest that goes to and fro
 * between two contexts, as Linux does around each access to user memory, loses nothing.
 */
final class SoftTlb {
  /** Bytes of one set of tables. */
  private static final long TABLES = GuestMemory.TABLE_BYTES * 3 * GuestMemory.MMU_INDEXES;

  /** Sets of tables; who needs more loses those that were not used for longest. */
  private static final int SETS = 4;

  /** Bytes of zeroed memory for all tables of a CPU, the present ones first. */
  static final long BYTES = SETS * TABLES;

  /** Set in entries for code, which only the machine reads. */
  private static final long GLOBAL = 1;

  private static final Access[] ACCESSES = Access.values();
  private static final AtomicLong GENERATIONS = new AtomicLong();

  private final Vcpu cpu;
  private final Tables[] sets = new Tables[SETS];
  private Tables present;
  private long switches;

  // Of the present tables.
  private long generation;
  private long globalGeneration;

  SoftTlb(Vcpu cpu) {
    this.cpu = cpu;
    for (int i = 0; i < SETS; i++) {
      sets[i] = new Tables(cpu.tlb + i * TABLES);
    }
    present = sets[0];
    present.used = true;
    present.lastUse = ++switches;
    noteGenerations();
  }

  /**
   * What tells the mappings of now from those before: it changes whenever one that code was fetched
   * by may have gone, and with the context. Unique over all CPUs of a process.
   *
   * @param global for code on global pages alone, which outlives those of an address space
   */
  long generation(boolean global) {
    return global ? globalGeneration : generation;
  }

  /** True if code that was looked at in a {@link #generation} lies there still. */
  boolean holds(long then) {
    return then == generation || then == globalGeneration;
  }

  private void noteGenerations() {
    generation = present.generation;
    globalGeneration = present.globalGeneration;
  }

  /** True if code has been fetched from this page, and by a mapping of every address space. */
  boolean fetchedGlobally(long va, int mmuIndex) {
    long entry = present.entry(va, Access.EXECUTE, mmuIndex);
    return (UnsafeApi.getLong(entry) & GLOBAL) != 0;
  }

  /** What is translated from now on is translated in this context. */
  void enter(long context) {
    if (present.context == context) {
      return;
    }
    Tables next = null;
    for (Tables tables : sets) {
      if (tables.used && tables.context == context) {
        next = tables;
      }
    }
    if (next == null) {
      next = sets[0];
      for (Tables tables : sets) {
        if (tables.lastUse < next.lastUse) {
          next = tables;
        }
      }
      next.flush(true);
      next.context = context;
      next.used = true;
    }
    next.lastUse = ++switches;
    present = next;
    noteGenerations();
    cpu.tlb = next.base;
  }

  void fill(long va, Access access, int mmuIndex, long host, boolean isGlobal) {
    present.fill(va, access, mmuIndex, host, isGlobal);
    noteGenerations();
  }

  void flush(boolean globalToo) {
    for (Tables tables : sets) {
      if (tables.used) {
        tables.flush(globalToo);
      }
    }
    noteGenerations();
  }

  void flushPage(long va) {
    for (Tables tables : sets) {
      if (tables.used) {
        tables.flushPage(va);
      }
    }
    noteGenerations();
  }

  /** Makes the next write to every page take the slow path. */
  void flushWrites() {
    for (Tables tables : sets) {
      tables.flushWrites();
    }
  }

  /** Bytes from the beginning of a table to the entry of a page. */
  static long index(long va) {
    return (va & 0xffff_f000L) >>> GuestMemory.PAGE_BITS - 3;
  }

  /**
   * The tables of a context. Journals of what was filled make a flush cost what was filled, not
   * what the tables could hold.
   */
  private static final class Tables {
    private static final int JOURNAL_LIMIT = 1 << 18;

    final long base;
    private final Journal global = new Journal();
    private final Journal globalWrite = new Journal();
    private final Journal local = new Journal();
    private final Journal localWrite = new Journal();

    long context;
    boolean used;
    long lastUse;
    long generation;
    long globalGeneration;

    Tables(long base) {
      this.base = base;
      changed(true);
    }

    /** The two are never alike: each outlives what the other does not. */
    private void changed(boolean globalToo) {
      generation = GENERATIONS.incrementAndGet();
      if (globalToo) {
        globalGeneration = GENERATIONS.incrementAndGet();
      }
    }

    /** Raw address of an entry. */
    long entry(long va, Access access, int mmuIndex) {
      return base + GuestMemory.tableOffset(mmuIndex, access) + index(va);
    }

    void fill(long va, Access access, int mmuIndex, long host, boolean isGlobal) {
      long entry = entry(va, access, mmuIndex);
      long value = GuestMemory.entry(host, va);
      if (access == Access.EXECUTE && isGlobal) {
        value |= GLOBAL;
      }
      UnsafeApi.putLong(entry, value);
      Journal journal =
          access == Access.WRITE ? isGlobal ? globalWrite : localWrite : isGlobal ? global : local;
      if (journal.size >= JOURNAL_LIMIT) {
        flush(true);
        UnsafeApi.putLong(entry, value);
      }
      journal.add(entry);
    }

    void flush(boolean globalToo) {
      boolean some = local.clear();
      localWrite.clear();
      if (globalToo) {
        global.clear();
        globalWrite.clear();
      }
      changed(globalToo || some);
    }

    void flushPage(long va) {
      for (int mmuIndex = 0; mmuIndex < GuestMemory.MMU_INDEXES; mmuIndex++) {
        for (Access access : ACCESSES) {
          long entry = entry(va, access, mmuIndex);
          long value = UnsafeApi.getLong(entry);
          if (value != 0) {
            UnsafeApi.putLong(entry, 0);
            if (access == Access.EXECUTE) {
              changed((value & GLOBAL) != 0);
            }
          }
        }
      }
    }

    void flushWrites() {
      localWrite.clear();
      globalWrite.clear();
    }
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

    /**
     * Empties the entries.
     *
     * @return true if one of them had become another's, a {@link #GLOBAL} one
     */
    boolean clear() {
      long values = 0;
      for (int i = 0; i < size; i++) {
        values |= UnsafeApi.getLong(entries[i]);
        UnsafeApi.putLong(entries[i], 0);
      }
      size = 0;
      return (values & GLOBAL) != 0;
    }
  }
}
