package ebb.machine.virtio;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The guest's half of virtio-mmio: finds the device, sets up queues, builds requests. */
final class Driver {
  static final int SIZE = 16;

  final ArrayDma dma;
  final VirtioMmio mmio;
  final boolean legacy;
  private final byte[] scratch = new byte[16];
  private final long[] descriptors = new long[2];
  private final long[] available = new long[2];
  private final long[] used = new long[2];
  private final int[] availableIndex = new int[2];
  private final int[] usedIndex = new int[2];
  private final int[] freeDescriptor = new int[2];

  /** One buffer of a request. */
  record Buffer(long address, long length, boolean writable) {}

  Driver(ArrayDma dma, VirtioMmio mmio, boolean legacy) {
    this.dma = dma;
    this.mmio = mmio;
    this.legacy = legacy;
  }

  int reg(int offset) {
    return (int) mmio.read(offset, 4);
  }

  void reg(int offset, int value) {
    mmio.write(offset, 4, value & 0xffffffffL);
  }

  long offered() {
    reg(0x14, 0);
    long low = reg(0x10) & 0xffffffffL;
    reg(0x14, 1);
    return low | (long) reg(0x10) << 32;
  }

  void start(int queues, long features) {
    if (legacy) {
      // Linux's order: the page size comes before the reset, and has to outlive it.
      reg(0x28, 4096);
    }
    reg(0x70, 0);
    reg(0x70, 1);
    reg(0x70, 3);
    reg(0x24, 0);
    reg(0x20, (int) features);
    reg(0x24, 1);
    reg(0x20, (int) (features >>> 32));
    if (!legacy) {
      reg(0x70, 11);
    }
    for (int i = 0; i < queues; i++) {
      setUp(i);
    }
    reg(0x70, legacy ? 7 : 15);
  }

  void setUp(int queue) {
    descriptors[queue] = ArrayDma.BASE + 0x10000L * (queue + 1);
    available[queue] = descriptors[queue] + 16 * SIZE;
    used[queue] = descriptors[queue] + 4096;
    Arrays.fill(dma.ram, 0x10000 * (queue + 1), 0x10000 * (queue + 1) + 0x2000, (byte) 0);
    availableIndex[queue] = 0;
    usedIndex[queue] = 0;
    freeDescriptor[queue] = 0;
    reg(0x30, queue);
    reg(0x38, SIZE);
    if (legacy) {
      reg(0x3c, 4096);
      reg(0x40, (int) (descriptors[queue] >>> 12));
    } else {
      reg(0x80, (int) descriptors[queue]);
      reg(0x84, 0);
      reg(0x90, (int) available[queue]);
      reg(0x94, 0);
      reg(0xa0, (int) used[queue]);
      reg(0xa4, 0);
      reg(0x44, 1);
    }
  }

  void put(long pa, int bytes, long value) {
    LittleEndian.put(scratch, 0, bytes, value);
    dma.write(pa, scratch, 0, bytes);
  }

  long get(long pa, int bytes) {
    dma.read(pa, scratch, 0, bytes);
    return LittleEndian.get(scratch, 0, bytes);
  }

  void descriptor(long at, long address, long length, int flags, int next) {
    put(at, 8, address);
    put(at + 8, 4, length);
    put(at + 12, 2, flags);
    put(at + 14, 2, next);
  }

  long descriptorAddress(int queue, int number) {
    return descriptors[queue] + 16L * number;
  }

  /** Puts a chain of these buffers into a queue, without telling the device. */
  int add(int queue, Buffer... buffers) {
    int head = freeDescriptor[queue];
    for (int i = 0; i < buffers.length; i++) {
      int number = freeDescriptor[queue];
      freeDescriptor[queue] = (number + 1) % SIZE;
      boolean last = i == buffers.length - 1;
      descriptor(
          descriptorAddress(queue, number),
          buffers[i].address,
          buffers[i].length,
          (buffers[i].writable ? 2 : 0) | (last ? 0 : 1),
          last ? 0 : freeDescriptor[queue]);
    }
    publish(queue, head);
    return head;
  }

  void publish(int queue, int head) {
    put(available[queue] + 4 + 2L * (availableIndex[queue] % SIZE), 2, head);
    availableIndex[queue]++;
    put(available[queue] + 2, 2, availableIndex[queue]);
  }

  void setAvailableIndex(int queue, int index) {
    put(available[queue] + 2, 2, index);
  }

  void setUsedEvent(int queue, int index) {
    put(available[queue] + 4 + 2L * SIZE, 2, index);
  }

  int availableEvent(int queue) {
    return (int) get(used[queue] + 4 + 8L * SIZE, 2);
  }

  void notifyDevice(int queue) {
    reg(0x50, queue);
  }

  /** Requests given back since the last call, as {head, bytes}. */
  List<int[]> collect(int queue) {
    List<int[]> result = new ArrayList<>();
    int index = (int) get(used[queue] + 2, 2);
    while (usedIndex[queue] != index) {
      long entry = used[queue] + 4 + 8L * (usedIndex[queue] % SIZE);
      result.add(new int[] {(int) get(entry, 4), (int) get(entry + 4, 4)});
      usedIndex[queue] = usedIndex[queue] + 1 & 0xffff;
    }
    return result;
  }
}
