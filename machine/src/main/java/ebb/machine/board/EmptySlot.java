package ebb.machine.board;

import ebb.runtime.MmioDevice;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/** A virtio-mmio transport with nothing behind it: it says so with device ID 0 (virtio 1.1 section 4.2.2). */
record EmptySlot(String id) implements MmioDevice {
  private static final int MAGIC = 0x74726976;
  private static final int LEGACY_VERSION = 1;
  private static final int VENDOR = 0x554d4551;

  static MmioDevice plug(String id, VirtioPlug.Socket socket) {
    return new EmptySlot(id);
  }

  @Override
  public long read(long offset, int bytes) {
    if (bytes != 4) {
      return 0;
    }
    return switch ((int) offset) {
      case 0x00 -> MAGIC;
      case 0x04 -> LEGACY_VERSION;
      case 0x0c -> VENDOR;
      default -> 0;
    };
  }

  @Override
  public void write(long offset, int bytes, long value) {}

  @Override
  public void save(StateOutput out) {}

  @Override
  public void load(StateInput in) {}
}
