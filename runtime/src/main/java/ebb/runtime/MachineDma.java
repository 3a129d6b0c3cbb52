package ebb.runtime;

import ebb.ir.guest.GuestMemory;

/** Device access to guest RAM. */
final class MachineDma implements Dma {
  private final PhysicalMemory memory;
  private final GuestRam ram;
  private final CodeCache code;

  MachineDma(PhysicalMemory memory, GuestRam ram, CodeCache code) {
    this.memory = memory;
    this.ram = ram;
    this.code = code;
  }

  @Override
  public boolean isRam(long pa, long bytes) {
    PhysicalMemory.Range range = memory.find(pa);
    return range != null
        && range.isRam()
        && bytes >= 0
        && bytes <= range.base() + range.size() - pa;
  }

  @Override
  public boolean read(long pa, byte[] into, int offset, int length) {
    PhysicalMemory.Range range = memory.find(pa);
    if (range == null || !range.isMemory() || length > range.base() + range.size() - pa) {
      return false;
    }
    ram.read(range.ramOffset() + pa - range.base(), into, offset, length);
    return true;
  }

  @Override
  public boolean write(long pa, byte[] from, int offset, int length) {
    if (!isRam(pa, length)) {
      return false;
    }
    PhysicalMemory.Range range = memory.find(pa);
    long at = range.ramOffset() + pa - range.base();
    for (int done = 0; done < length; ) {
      int page = (int) (at + done >>> GuestMemory.PAGE_BITS);
      int start = (int) (at + done) & GuestRam.PAGE_SIZE - 1;
      int part = Math.min(length - done, GuestRam.PAGE_SIZE - start);
      if (code.covers(page, start, part)) {
        code.invalidate(page, start, part);
      }
      ram.markDirty(page);
      done += part;
    }
    ram.write(at, from, offset, length);
    return true;
  }
}
