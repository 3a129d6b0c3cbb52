package ebb.machine.virtio;

import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/**
 * What lies behind a virtio transport: a device type with its features, queues and configuration
 * space. All calls come on the guest thread.
 */
public abstract class VirtioDevice {
  private final int type;
  private final int queueCount;
  private VirtioMmio transport;

  /**
   * @param type device ID of virtio 1.1 §5
   */
  VirtioDevice(int type, int queueCount) {
    this.type = type;
    this.queueCount = queueCount;
  }

  final int type() {
    return type;
  }

  final int queueCount() {
    return queueCount;
  }

  final void attach(VirtioMmio newTransport) {
    if (transport != null) {
      throw new IllegalStateException("virtio device is plugged in twice");
    }
    transport = newTransport;
  }

  final VirtioMmio transport() {
    return transport;
  }

  /** Device-specific feature bits offered (0 to 23). */
  abstract long features();

  /** A byte of configuration space; zero where there is none. */
  abstract int readConfig(int offset);

  /** Most of configuration space is read-only. */
  void writeConfig(int offset, int value) {}

  /** The driver put requests into a queue. */
  abstract void available(VirtQueue queue) throws VirtioError;

  /** Reset by the driver, or stopped by an error: requests under way are dropped. */
  abstract void reset();

  /** The driver takes a queue back: its requests under way are dropped. */
  void abandon(VirtQueue queue) {}

  abstract void save(StateOutput out);

  abstract void load(StateInput in);
}
