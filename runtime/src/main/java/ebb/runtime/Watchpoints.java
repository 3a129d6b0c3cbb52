package ebb.runtime;

import java.util.ArrayList;
import java.util.List;

/** The watched guest-virtual ranges. */
final class Watchpoints {
  private record Watch(long va, long bytes, boolean read, boolean write) {}

  private final List<Watch> watches = new ArrayList<>();

  boolean isEmpty() {
    return watches.isEmpty();
  }

  void add(long va, long bytes, boolean read, boolean write) {
    watches.add(new Watch(va, bytes, read, write));
  }

  boolean remove(long va, long bytes, boolean read, boolean write) {
    return watches.remove(new Watch(va, bytes, read, write));
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

  boolean hit(long va, int bytes, boolean write) {
    for (Watch watch : watches) {
      if ((write ? watch.write : watch.read)
          && va < watch.va + watch.bytes
          && watch.va < va + bytes) {
        return true;
      }
    }
    return false;
  }
}
