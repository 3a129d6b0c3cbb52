package ebb.replay.checkpoint;

import ebb.runtime.GuestRam;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.agrona.UnsafeApi;

/**
 * Memory outside of the Java heap for contents of up to a page, so that the collector need not move
 * them.
 *
 * <p>It consists of blocks of a page, and each block of {@value #UNITS} units; a content takes as
 * many units in a row as it needs. What is freed is used again. A content is named by the number of
 * its first unit.
 */
final class PagePool {
  /** Bytes. */
  static final int UNIT = 256;

  private static final int UNITS = GuestRam.PAGE_SIZE / UNIT;
  private static final int ALL = (1 << UNITS) - 1;

  /** Blocks that are reserved at once; the host gives memory to them when they are written. */
  private static final int EXTENT = 1 << 16;

  private static final int NONE = -1;

  private final LongUnaryOperator reserve;
  private long[] extents = {};

  /** Those that have been used yet. */
  private int blocks;

  /** For each block, a bit per free unit. */
  private char[] free = {};

  /** By how many free units in a row it has at most, the first block of a doubly linked list. */
  private final int[] first = new int[UNITS + 1];

  private int[] next = {};
  private int[] previous = {};

  /**
   * @param reserve gives the raw address of so many bytes, or throws OutOfMemoryError
   */
  PagePool(LongUnaryOperator reserve) {
    this.reserve = reserve;
    Arrays.fill(first, NONE);
  }

  /** Bytes that a content of so many takes. */
  static int taken(int length) {
    return (length + UNIT - 1) / UNIT * UNIT;
  }

  /**
   * Keeps a content.
   *
   * @param length at most a page
   * @return its name
   * @throws OutOfMemoryError if there is no memory for it; nothing has changed then
   */
  int put(byte[] content, int length) {
    int units = taken(length) / UNIT;
    int block = NONE;
    for (int run = units; run <= UNITS && block == NONE; run++) {
      block = first[run];
    }
    if (block == NONE) {
      block = newBlock();
    }
    int starts = free[block];
    for (int i = 1; i < units; i++) {
      starts &= free[block] >>> i;
    }
    int unit = Integer.numberOfTrailingZeros(starts);
    setFree(block, free[block] & ~mask(unit, units));
    int name = block * UNITS + unit;
    UnsafeApi.copyMemory(
        content, UnsafeApi.arrayBaseOffset(byte[].class), null, address(name, length), length);
    return name;
  }

  void get(int name, byte[] into, int length) {
    Objects.checkFromIndexSize(0, length, into.length);
    UnsafeApi.copyMemory(
        null, address(name, length), into, UnsafeApi.arrayBaseOffset(byte[].class), length);
  }

  /** Forgets a content of so many bytes. */
  void free(int name, int length) {
    int block = name / UNITS;
    setFree(block, free[block] | mask(name % UNITS, taken(length) / UNIT));
  }

  private static int mask(int unit, int units) {
    return (1 << units) - 1 << unit;
  }

  private long address(int name, int length) {
    int block = Objects.checkIndex(name / UNITS, blocks);
    int start = Objects.checkFromIndexSize(name % UNITS * UNIT, length, GuestRam.PAGE_SIZE);
    return extents[block / EXTENT] + (long) (block % EXTENT) * GuestRam.PAGE_SIZE + start;
  }

  private int newBlock() {
    if (blocks == free.length) {
      int size = Math.max(EXTENT / 16, blocks * 2);
      char[] moreFree = Arrays.copyOf(free, size);
      int[] moreNext = Arrays.copyOf(next, size);
      previous = Arrays.copyOf(previous, size);
      next = moreNext;
      free = moreFree;
    }
    if (blocks == extents.length * EXTENT) {
      long[] more = Arrays.copyOf(extents, extents.length + 1);
      more[extents.length] = reserve.applyAsLong((long) EXTENT * GuestRam.PAGE_SIZE);
      extents = more;
    }
    int block = blocks++;
    free[block] = ALL;
    link(block, UNITS);
    return block;
  }

  private void setFree(int block, int units) {
    int before = longestRun(free[block]);
    int now = longestRun(units);
    free[block] = (char) units;
    if (before != now) {
      unlink(block, before);
      link(block, now);
    }
  }

  private static int longestRun(int units) {
    int length = 0;
    for (int starts = units; starts != 0; starts &= starts >>> 1) {
      length++;
    }
    return length;
  }

  private void link(int block, int run) {
    next[block] = first[run];
    previous[block] = NONE;
    if (first[run] != NONE) {
      previous[first[run]] = block;
    }
    first[run] = block;
  }

  private void unlink(int block, int run) {
    if (previous[block] == NONE) {
      first[run] = next[block];
    } else {
      next[previous[block]] = next[block];
    }
    if (next[block] != NONE) {
      previous[next[block]] = previous[block];
    }
  }
}
