package ebb.runtime;

import java.util.ArrayList;
import java.util.List;

/**
 * The guest-physical address space: ranges of {@link GuestRam}, and devices between them.
 *
 * <p>Ranges are page-aligned and do not overlap. A ROM range reads and executes as memory; writes
 * go to its device (parallel flash), which may also switch reads over to itself.
 */
public final class PhysicalMemory {
  /**
   * One range.
   *
   * @param base guest-physical, in bytes
   * @param size in bytes
   * @param ramOffset where it starts in the {@link GuestRam}, in bytes; -1 for a device
   * @param device answers all accesses of a device range and the writes of a ROM range, else null
   */
  public record Range(String name, long base, long size, long ramOffset, MmioDevice device) {
    public boolean isRam() {
      return ramOffset >= 0 && device == null;
    }

    /** Backed by memory for reads now: RAM, or ROM in array mode. */
    public boolean isMemory() {
      return ramOffset >= 0 && !(device instanceof RomDevice rom && !rom.arrayMode());
    }

    boolean contains(long pa) {
      return pa - base >= 0 && pa - base < size;
    }
  }

  private final List<Range> ranges = new ArrayList<>();
  private Range last;

  public void addRam(String name, long base, long size, long ramOffset) {
    add(new Range(name, base, size, ramOffset, null));
  }

  public void addRom(String name, long base, long size, long ramOffset, RomDevice writes) {
    add(new Range(name, base, size, ramOffset, writes));
  }

  public void addDevice(String name, long base, long size, MmioDevice device) {
    add(new Range(name, base, size, -1, device));
  }

  /** The range at a guest-physical address, or null. */
  public Range find(long pa) {
    Range hit = last;
    if (hit != null && hit.contains(pa)) {
      return hit;
    }
    int low = 0;
    int high = ranges.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Range range = ranges.get(middle);
      if (range.contains(pa)) {
        last = range;
        return range;
      }
      if (Long.compareUnsigned(pa, range.base) < 0) {
        high = middle - 1;
      } else {
        low = middle + 1;
      }
    }
    return null;
  }

  /** All ranges by ascending base. */
  public List<Range> ranges() {
    return List.copyOf(ranges);
  }

  private void add(Range range) {
    long mask = GuestRam.PAGE_SIZE - 1;
    if (range.ramOffset >= 0 && ((range.base | range.size | range.ramOffset) & mask) != 0) {
      throw new IllegalArgumentException(range.name + " is not page-aligned");
    }
    int at = 0;
    while (at < ranges.size() && ranges.get(at).base < range.base) {
      at++;
    }
    if (at > 0 && ranges.get(at - 1).contains(range.base)
        || at < ranges.size() && range.contains(ranges.get(at).base)) {
      throw new IllegalArgumentException(range.name + " overlaps another range");
    }
    ranges.add(at, range);
    last = null;
  }
}
