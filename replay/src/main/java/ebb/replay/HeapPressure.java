package ebb.replay;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.Comparator;

/**
 * Whether the Java heap is so full of what is in use that somebody should give something up, before
 * others find no memory for what they need.
 */
final class HeapPressure {
  /** Of the heap, the part that may be in use. */
  private static final double MOST = 0.75;

  /** The pool of what lives long; null if the collector does not tell of it. */
  private static final MemoryPoolMXBean POOL =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .filter(pool -> pool.isCollectionUsageThresholdSupported())
          .filter(pool -> pool.getUsage().getMax() > 0)
          .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()))
          .orElse(null);

  static {
    if (POOL != null) {
      POOL.setCollectionUsageThreshold((long) (POOL.getUsage().getMax() * MOST));
    }
  }

  private long seen = count();

  /** True once after each collection that has left too much. */
  boolean rose() {
    long before = seen;
    seen = count();
    return seen > before;
  }

  private static long count() {
    return POOL == null ? 0 : POOL.getCollectionUsageThresholdCount();
  }
}
