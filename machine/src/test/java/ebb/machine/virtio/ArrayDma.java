package ebb.machine.virtio;

import ebb.runtime.Dma;

/** 1 MB of RAM at 0x40000000. */
final class ArrayDma implements Dma {
  static final long BASE = 0x40000000L;
  static final int SIZE = 1 << 20;

  final byte[] ram = new byte[SIZE];

  @Override
  public boolean isRam(long pa, long bytes) {
    return pa >= BASE && bytes <= SIZE && pa - BASE <= SIZE - bytes;
  }

  @Override
  public boolean read(long pa, byte[] into, int offset, int length) {
    if (!isRam(pa, length)) {
      return false;
    }
    System.arraycopy(ram, (int) (pa - BASE), into, offset, length);
    return true;
  }

  @Override
  public boolean write(long pa, byte[] from, int offset, int length) {
    if (!isRam(pa, length)) {
      return false;
    }
    System.arraycopy(from, offset, ram, (int) (pa - BASE), length);
    return true;
  }
}
