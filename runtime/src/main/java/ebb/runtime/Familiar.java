package ebb.runtime;

import ebb.ir.Executor;
import java.util.Arrays;

/**
 * What may be entered without a question: for a pc and key, what executes the code there as long as
 * the mappings are those of a generation of the soft TLB. It is small and flat, since most of what
 * a dispatch costs is waiting for memory.
 *
 * <p>An entry is that of a block which lies at this pc now; who changes what is true of a block
 * forgets it.
 */
final class Familiar {
  private static final int SLOTS = 1 << 14;
  private static final int LONGS = 4;

  /** Of each slot: the pc, the key, the generation, the raw host address of the code. */
  private final long[] tags = new long[LONGS * SLOTS];

  private final Executor[] executors = new Executor[SLOTS];

  /** Counts how often everything was forgotten: links of blocks to others are so, too. */
  private int epoch;

  int epoch() {
    return epoch;
  }

  /** What to run, or null if that has to be found out. */
  Executor at(long pc, int key, SoftTlb tlb) {
    int slot = slot(pc, key);
    int tag = LONGS * slot;
    return tags[tag] == pc && tags[tag + 1] == key && tlb.holds(tags[tag + 2])
        ? executors[slot]
        : null;
  }

  /** The generation under which what is {@linkplain #at at} this pc may be entered. */
  long generation(long pc, int key) {
    return tags[LONGS * slot(pc, key) + 2];
  }

  /** What was there under a generation that is over, or null. */
  Executor before(long pc, int key) {
    int slot = slot(pc, key);
    int tag = LONGS * slot;
    return tags[tag] == pc && tags[tag + 1] == key ? executors[slot] : null;
  }

  /** Raw host address of the code that was there. */
  long host(long pc, int key) {
    return tags[LONGS * slot(pc, key) + 3];
  }

  /** What was there lies there still. */
  void renew(long pc, int key, long generation) {
    tags[LONGS * slot(pc, key) + 2] = generation;
  }

  void note(long pc, int key, long generation, long host, Executor executor) {
    int slot = slot(pc, key);
    int tag = LONGS * slot;
    tags[tag] = pc;
    tags[tag + 1] = key;
    tags[tag + 2] = generation;
    tags[tag + 3] = host;
    executors[slot] = executor;
  }

  void forget(long pc, int key) {
    int slot = slot(pc, key);
    if (tags[LONGS * slot] == pc && tags[LONGS * slot + 1] == key) {
      executors[slot] = null;
    }
  }

  void clear() {
    epoch++;
    Arrays.fill(executors, null);
  }

  private static int slot(long pc, int key) {
    return (int) (pc >>> 1 ^ pc >>> 15 ^ (long) key * 0x9e5) & SLOTS - 1;
  }
}
