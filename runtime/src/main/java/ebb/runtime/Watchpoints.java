package ebb.runtime;

import java.util.ArrayList;
import java.util.List;

/** The watched guest-virtual ranges. */
final class Watchpoints {
  /**
   * @param changes true if writes of what is there already do not count
   */
  private record Watch(long va, long bytes, boolean read, boolean write, boolean changes) {}

  private final List<Watch> watches = new ArrayList<>();

  boolean isEmpty() {
    return watches.isEmpty();
  }

  void add(long va, long bytes, boolean read, boolean write, boolean changes) {
    watches.add(new Watch(va, bytes, read, write, changes));
  }

  boolean remove(long va, long bytes, boolean read, boolean write, boolean changes) {
    return watches.remove(new Watch(va, bytes, read, write, changes));
  }

  void clear() {
    watches.clear();
  }

  /** True if accesses of a kind to the page have to be looked at. */
  boolean onPage(long va, boolean write) {
    for (Watch watch : watches) {
      if ((write ? watch.write : watch.read)
          && va >>> 12 >= watch.va >>> 12
          && va >>> 12 <= watch.va + watch.bytes - 1 >>> 12) {
        return true;
      }
    }
    return false;
  }

  boolean mayStopIn(Footprint footprint) {
    return watches.stream()
        .anyMatch(
            watch ->
                watch.read && footprint.reads(watch.va, watch.bytes)
                    || watch.write && footprint.writes(watch.va, watch.bytes));
  }

  /**
   * @param same true of a write that changes nothing
   */
  boolean hit(long va, int bytes, boolean write, boolean same) {
    for (Watch watch : watches) {
      if ((write ? watch.write : watch.read)
          && !(same && watch.changes)
          && va < watch.va + watch.bytes
          && watch.va < va + bytes) {
        return true;
      }
    }
    return false;
  }
}
