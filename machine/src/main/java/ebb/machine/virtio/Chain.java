package ebb.machine.virtio;

import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.util.Arrays;

/**
 * One request of the driver: the buffers of a descriptor chain, first those that the device reads,
 * then those that it writes. All of it was RAM when the chain was taken from the ring.
 */
final class Chain {
  /** Most buffers in one chain, including those of an indirect table. */
  static final int MAX_BUFFERS = 1024;

  /** Descriptor number that identifies the chain in the used ring. */
  final int head;

  private final GuestBuffers memory;
  private long[] addresses = new long[4];
  private long[] lengths = new long[4];
  private int count;
  private int readable;
  private long readableBytes;
  private long writableBytes;

  Chain(int head, GuestBuffers memory) {
    this.head = head;
    this.memory = memory;
  }

  void add(long address, long length, boolean writable) throws VirtioError {
    if (length == 0) {
      throw new VirtioError("buffer of no bytes");
    }
    if (!memory.isRam(address, length)) {
      throw new VirtioError("buffer outside memory at 0x" + Long.toHexString(address));
    }
    if (!writable && writableBytes > 0) {
      throw new VirtioError("readable buffer after a writable one");
    }
    if (count == MAX_BUFFERS || readableBytes + writableBytes + length > 1L << 32) {
      throw new VirtioError("descriptor chain too long");
    }
    if (count == addresses.length) {
      addresses = Arrays.copyOf(addresses, count * 2);
      lengths = Arrays.copyOf(lengths, count * 2);
    }
    addresses[count] = address;
    lengths[count++] = length;
    if (writable) {
      writableBytes += length;
    } else {
      readable = count;
      readableBytes += length;
    }
  }

  long readableBytes() {
    return readableBytes;
  }

  long writableBytes() {
    return writableBytes;
  }

  /** Copies from the readable buffers, {@code at} bytes after their start. */
  void read(long at, byte[] into, int offset, int length) throws VirtioError {
    transfer(0, readable, at, into, offset, length, false);
  }

  /** Copies to the writable buffers, {@code at} bytes after their start. */
  void write(long at, byte[] from, int offset, int length) throws VirtioError {
    transfer(readable, count, at, from, offset, length, true);
  }

  private void transfer(
      int first, int end, long at, byte[] data, int offset, int length, boolean write)
      throws VirtioError {
    long skip = at;
    int done = 0;
    for (int i = first; i < end && done < length; i++) {
      if (skip >= lengths[i]) {
        skip -= lengths[i];
        continue;
      }
      int part = (int) Math.min(lengths[i] - skip, length - done);
      if (write) {
        memory.write(addresses[i] + skip, data, offset + done, part);
      } else {
        memory.read(addresses[i] + skip, data, offset + done, part);
      }
      done += part;
      skip = 0;
    }
    if (done < length) {
      throw new VirtioError("request shorter than its header says");
    }
  }

  void save(StateOutput out) {
    out.i32(head);
    out.i32(readable);
    out.longs(Arrays.copyOf(addresses, count));
    out.longs(Arrays.copyOf(lengths, count));
  }

  static Chain load(StateInput in, GuestBuffers memory) {
    Chain chain = new Chain(in.i32(), memory);
    int readable = in.i32();
    int count = in.i32();
    if (count < 0 || count > MAX_BUFFERS || readable < 0 || readable > count) {
      throw new StateInput.CorruptState("descriptor chain of " + count + " buffers");
    }
    chain.addresses = new long[Math.max(count, 1)];
    for (int i = 0; i < count; i++) {
      chain.addresses[i] = in.i64();
    }
    chain.lengths = new long[Math.max(count, 1)];
    if (in.i32() != count) {
      throw new StateInput.CorruptState("descriptor chain with unequal arrays");
    }
    for (int i = 0; i < count; i++) {
      chain.lengths[i] = in.i64();
      if (i < readable) {
        chain.readableBytes += chain.lengths[i];
      } else {
        chain.writableBytes += chain.lengths[i];
      }
    }
    chain.count = count;
    chain.readable = readable;
    return chain;
  }
}
