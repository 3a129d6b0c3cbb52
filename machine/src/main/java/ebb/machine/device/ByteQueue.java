package ebb.machine.device;

import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.util.Arrays;

/** A growing first-in first-out queue of bytes; guest state. */
final class ByteQueue {
  private byte[] bytes = new byte[64];
  private int head;
  private int size;

  int size() {
    return size;
  }

  void add(byte[] data) {
    if (head + size + data.length > bytes.length) {
      byte[] larger = new byte[Math.max(size + data.length, 64) * 2];
      System.arraycopy(bytes, head, larger, 0, size);
      bytes = larger;
      head = 0;
    }
    System.arraycopy(data, 0, bytes, head + size, data.length);
    size += data.length;
  }

  /** The oldest byte, 0 to 255. There must be one. */
  int take() {
    size--;
    return bytes[head++] & 0xff;
  }

  void clear() {
    head = 0;
    size = 0;
  }

  void save(StateOutput out) {
    out.bytes(Arrays.copyOfRange(bytes, head, head + size));
  }

  void load(StateInput in) {
    clear();
    add(in.bytes());
  }
}
