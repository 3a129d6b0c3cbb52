package ebb.machine.virtio;

import ebb.runtime.Dma;

/** Checked, little-endian access to guest-physical memory for rings and buffers. */
final class GuestBuffers {
  private final Dma dma;
  private final byte[] scratch = new byte[8];

  GuestBuffers(Dma dma) {
    this.dma = dma;
  }

  boolean isRam(long pa, long bytes) {
    return pa >= 0 && bytes >= 0 && pa + bytes >= 0 && dma.isRam(pa, bytes);
  }

  void read(long pa, byte[] into, int offset, int length) throws VirtioError {
    if (pa < 0 || pa + length < 0 || !dma.read(pa, into, offset, length)) {
      throw new VirtioError("no memory at 0x" + Long.toHexString(pa));
    }
  }

  void write(long pa, byte[] from, int offset, int length) throws VirtioError {
    if (pa < 0 || pa + length < 0 || !dma.write(pa, from, offset, length)) {
      throw new VirtioError("no writable memory at 0x" + Long.toHexString(pa));
    }
  }

  int read16(long pa) throws VirtioError {
    read(pa, scratch, 0, 2);
    return (int) LittleEndian.get(scratch, 0, 2);
  }

  void write16(long pa, int value) throws VirtioError {
    LittleEndian.put(scratch, 0, 2, value);
    write(pa, scratch, 0, 2);
  }

  void write32Pair(long pa, int first, int second) throws VirtioError {
    LittleEndian.put(scratch, 0, 4, first);
    LittleEndian.put(scratch, 4, 4, second);
    write(pa, scratch, 0, 8);
  }
}
