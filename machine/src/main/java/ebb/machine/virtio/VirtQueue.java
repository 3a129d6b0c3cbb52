package ebb.machine.virtio;

import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/**
 * A split virtqueue (virtio 1.1 §2.6), seen from the device. Both transports' layouts come down to
 * three addresses:
 *
 * <pre>
 *   descriptors   size × { address 8, length 4, flags 2, next 2 }
 *   available     flags 2, index 2, size × { head 2 }, used_event 2
 *   used          flags 2, index 2, size × { head 4, bytes 4 }, avail_event 2
 * </pre>
 *
 * <p>Nothing in guest memory is trusted: whatever does not fit is a {@link VirtioError}.
 */
final class VirtQueue {
  static final int MAX_SIZE = 1024;

  private static final int DESCRIPTOR_BYTES = 16;
  private static final int NEXT = 1;
  private static final int WRITE = 2;
  private static final int INDIRECT = 4;
  private static final int NO_INTERRUPT = 1;

  final int index;
  private final GuestBuffers memory;
  private final byte[] descriptor = new byte[DESCRIPTOR_BYTES];

  /** Entries; 0 until the driver says. */
  int size;

  long descriptors;
  long available;
  long used;
  boolean ready;

  private int nextAvailable;
  private int nextUsed;
  private int signalledUsed;
  private boolean signalledUsedKnown;
  private int inFlight;

  // Negotiated ring features; derived, set by the transport.
  private boolean indirectAllowed;
  private boolean eventIndex;
  private boolean notifyOnEmpty;

  VirtQueue(int index, GuestBuffers memory) {
    this.index = index;
    this.memory = memory;
  }

  void setFeatures(boolean indirect, boolean event, boolean onEmpty) {
    indirectAllowed = indirect;
    eventIndex = event;
    notifyOnEmpty = onEmpty;
  }

  void reset() {
    size = 0;
    descriptors = 0;
    available = 0;
    used = 0;
    stop();
  }

  /** The driver takes the queue back; its addresses stay readable. */
  void stop() {
    ready = false;
    nextAvailable = 0;
    nextUsed = 0;
    signalledUsed = 0;
    signalledUsedKnown = false;
    inFlight = 0;
  }

  /**
   * Starts the queue if size and addresses are legal (§2.6: power of two; aligned to 16, 2 and 4
   * bytes).
   */
  boolean start() {
    stop();
    ready =
        size > 0
            && size <= MAX_SIZE
            && Integer.bitCount(size) == 1
            && (descriptors & 15) == 0
            && (available & 1) == 0
            && (used & 3) == 0;
    return ready;
  }

  /** True if the driver has put something in that the device has not taken. */
  boolean hasAvailable() throws VirtioError {
    return ready && pending() != 0;
  }

  /** Takes the next request, or null. */
  Chain take() throws VirtioError {
    if (!ready || pending() == 0) {
      return null;
    }
    int head = memory.read16(available + 4 + 2L * (nextAvailable & size - 1));
    if (head >= size) {
      throw new VirtioError("descriptor " + head + " in a queue of " + size);
    }
    nextAvailable = nextAvailable + 1 & 0xffff;
    if (eventIndex) {
      memory.write16(used + 4 + 8L * size, nextAvailable);
    }
    Chain chain = new Chain(head, memory);
    walk(chain, descriptors, size, head);
    inFlight++;
    return chain;
  }

  /** Gives a request back, {@code bytes} of its writable part written. */
  void give(Chain chain, long bytes) throws VirtioError {
    memory.write32Pair(used + 4 + 8L * (nextUsed & size - 1), chain.head, (int) bytes);
    nextUsed = nextUsed + 1 & 0xffff;
    memory.write16(used + 2, nextUsed);
    if (nextUsed == signalledUsed) {
      // The index went once around since the last interrupt: nothing can be told from it.
      signalledUsedKnown = false;
    }
    inFlight--;
  }

  /** True if the driver wants an interrupt for what was given since the last call that said so. */
  boolean wantsInterrupt() throws VirtioError {
    if (notifyOnEmpty && inFlight == 0 && pending() == 0) {
      return true;
    }
    if (!eventIndex) {
      return (memory.read16(available) & NO_INTERRUPT) == 0;
    }
    int old = signalledUsed;
    boolean known = signalledUsedKnown;
    signalledUsed = nextUsed;
    signalledUsedKnown = true;
    int event = memory.read16(available + 4 + 2L * size);
    return !known || (nextUsed - event - 1 & 0xffff) < (nextUsed - old & 0xffff);
  }

  private int pending() throws VirtioError {
    int count = memory.read16(available + 2) - nextAvailable & 0xffff;
    if (count > size) {
      throw new VirtioError("available index moved by " + count + " in a queue of " + size);
    }
    return count;
  }

  private void walk(Chain chain, long queueTable, int queueEntries, int head) throws VirtioError {
    long table = queueTable;
    boolean inIndirect = false;
    int entries = queueEntries;
    int at = head;
    int left = entries;
    while (true) {
      if (left-- == 0) {
        throw new VirtioError("descriptor chain loops");
      }
      memory.read(table + (long) at * DESCRIPTOR_BYTES, descriptor, 0, DESCRIPTOR_BYTES);
      long address = LittleEndian.get(descriptor, 0, 8);
      long length = LittleEndian.get(descriptor, 8, 4);
      int flags = (int) LittleEndian.get(descriptor, 12, 2);
      if ((flags & INDIRECT) != 0) {
        if (!indirectAllowed || inIndirect || (flags & NEXT) != 0) {
          throw new VirtioError("indirect descriptor where none may be");
        }
        if (length == 0 || length % DESCRIPTOR_BYTES != 0 || !memory.isRam(address, length)) {
          throw new VirtioError("indirect table of " + length + " bytes");
        }
        table = address;
        inIndirect = true;
        entries = (int) Math.min(length / DESCRIPTOR_BYTES, 1 << 16);
        left = entries;
        at = 0;
        continue;
      }
      chain.add(address, length, (flags & WRITE) != 0);
      if ((flags & NEXT) == 0) {
        return;
      }
      at = (int) LittleEndian.get(descriptor, 14, 2);
      if (at >= entries) {
        throw new VirtioError("next descriptor " + at + " in a table of " + entries);
      }
    }
  }

  void save(StateOutput out) {
    out.i32(size);
    out.i64(descriptors);
    out.i64(available);
    out.i64(used);
    out.bool(ready);
    out.i32(nextAvailable);
    out.i32(nextUsed);
    out.i32(signalledUsed);
    out.bool(signalledUsedKnown);
    out.i32(inFlight);
  }

  void load(StateInput in) {
    size = in.i32();
    descriptors = in.i64();
    available = in.i64();
    used = in.i64();
    ready = in.bool();
    // A driver may have asked for a size that does not work, and be about to hear of it.
    if (size < 0 || size > MAX_SIZE + 1) {
      throw new StateInput.CorruptState("virtqueue of " + size + " entries");
    }
    nextAvailable = in.i32() & 0xffff;
    nextUsed = in.i32() & 0xffff;
    signalledUsed = in.i32() & 0xffff;
    signalledUsedKnown = in.bool();
    inFlight = in.i32();
  }
}
