package ebb.machine.board;

import ebb.machine.device.Flash;
import ebb.runtime.GuestRam;
import ebb.runtime.Machine;
import java.util.Arrays;

/** The part of a machine's memory that is a flash's content. */
final class FlashContent implements Flash.Content {
  private final Machine machine;
  private final long ramOffset;

  /**
   * @param ramOffset where it starts in the machine's {@link GuestRam}, in bytes
   */
  FlashContent(Machine machine, long ramOffset) {
    this.machine = machine;
    this.ramOffset = ramOffset;
  }

  @Override
  public long read(long offset, int bytes) {
    byte[] page = page(offset);
    int at = (int) offset & GuestRam.PAGE_SIZE - 1;
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (page[at + i] & 0xffL) << 8 * i;
    }
    return value;
  }

  @Override
  public void write(long offset, int bytes, long value) {
    byte[] page = page(offset);
    int at = (int) offset & GuestRam.PAGE_SIZE - 1;
    for (int i = 0; i < bytes; i++) {
      page[at + i] = (byte) (value >>> 8 * i);
    }
    replace(offset, page);
  }

  @Override
  public void fill(long offset, long length, int value) {
    byte[] page = new byte[GuestRam.PAGE_SIZE];
    Arrays.fill(page, (byte) value);
    for (long done = 0; done < length; done += GuestRam.PAGE_SIZE) {
      replace(offset + done, page);
    }
  }

  @Override
  public void modeChanged() {
    machine.memoryChanged();
  }

  private int pageNumber(long offset) {
    return (int) ((ramOffset + offset) / GuestRam.PAGE_SIZE);
  }

  private byte[] page(long offset) {
    byte[] page = new byte[GuestRam.PAGE_SIZE];
    machine.ram().readPage(pageNumber(offset), page, 0);
    return page;
  }

  private void replace(long offset, byte[] page) {
    machine.restorePages(
        new int[] {pageNumber(offset)},
        (number, into) -> System.arraycopy(page, 0, into, 0, page.length));
  }
}
