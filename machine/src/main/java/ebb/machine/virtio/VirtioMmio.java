package ebb.machine.virtio;

import ebb.runtime.Dma;
import ebb.runtime.IrqLine;
import ebb.runtime.MmioDevice;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/**
 * The virtio transport over memory-mapped registers, 0x200 bytes: version 2 (virtio 1.1 §4.2.2) or
 * the legacy version 1 (§4.2.4) that {@code qemu-system-arm -M virt} has by default. The guest is
 * taken to be little-endian.
 *
 * <p>A driver that breaks the protocol (buffers outside memory, loops, impossible indices) stops
 * the device until it resets it. Version 2 says so with DEVICE_NEEDS_RESET and a configuration
 * interrupt; version 1 has no way to.
 */
public final class VirtioMmio implements MmioDevice {
  /** Bytes of registers and configuration space. */
  public static final int SIZE = 0x200;

  private static final int CONFIG = 0x100;
  private static final int MAGIC = 0x74726976;
  private static final int VENDOR = 0x554d4551;

  private static final int STATUS_DRIVER_OK = 4;
  private static final int STATUS_FEATURES_OK = 8;
  private static final int STATUS_NEEDS_RESET = 0x40;

  private static final int INTERRUPT_USED = 1;
  private static final int INTERRUPT_CONFIG = 2;

  private static final long NOTIFY_ON_EMPTY = 1L << 24;
  private static final long ANY_LAYOUT = 1L << 27;
  private static final long INDIRECT = 1L << 28;
  private static final long EVENT_INDEX = 1L << 29;
  private static final long VERSION_1 = 1L << 32;

  private static final int DEFAULT_ALIGN = 4096;

  /** Something a device does outside a notification: an input arrived, a timer fired. */
  @FunctionalInterface
  interface Work {
    void run() throws VirtioError;
  }

  private final String id;
  private final VirtioDevice device;
  private final boolean legacy;
  private final IrqLine irq;
  private final GuestBuffers memory;
  private final VirtQueue[] queues;

  private int status;
  private int interruptStatus;
  private int deviceFeaturesSelect;
  private int driverFeaturesSelect;
  private long driverFeatures;
  private int queueSelect;
  private int pageShift;
  private final int[] align;
  private int configGeneration;
  private boolean broken;

  /**
   * @param device what is plugged in, or null for an empty slot, which reads as device ID 0
   * @param legacy version 1 instead of 2
   */
  public VirtioMmio(String id, VirtioDevice device, boolean legacy, Dma dma, IrqLine irq) {
    this.id = id;
    this.device = device;
    this.legacy = legacy;
    this.irq = irq;
    memory = new GuestBuffers(dma);
    queues = new VirtQueue[device == null ? 0 : device.queueCount()];
    align = new int[queues.length];
    for (int i = 0; i < queues.length; i++) {
      queues[i] = new VirtQueue(i, memory);
    }
    if (device != null) {
      device.attach(this);
      clear();
    }
  }

  // ---- for devices ------------------------------------------------------------------------------

  VirtQueue queue(int index) {
    return queues[index];
  }

  GuestBuffers memory() {
    return memory;
  }

  /** True while the driver may be served. */
  boolean running() {
    return !broken && (legacy || (status & STATUS_DRIVER_OK) != 0);
  }

  /** Runs a device's work; the driver's errors in it stop the device. */
  void perform(Work work) {
    if (!running()) {
      return;
    }
    try {
      work.run();
    } catch (VirtioError e) {
      stop();
    }
  }

  /** Interrupts the driver if it wants to know of what was given back. */
  void interrupt(VirtQueue queue) throws VirtioError {
    if (queue.wantsInterrupt()) {
      raise(INTERRUPT_USED);
    }
  }

  // ---- registers --------------------------------------------------------------------------------

  @Override
  public long read(long offset, int bytes) {
    if (offset >= CONFIG) {
      long value = 0;
      for (int i = 0; device != null && i < bytes; i++) {
        value |= (device.readConfig((int) offset - CONFIG + i) & 0xffL) << 8 * i;
      }
      return value;
    }
    return bytes == 4 ? readRegister((int) offset) & 0xffffffffL : 0;
  }

  @Override
  public void write(long offset, int bytes, long value) {
    if (device == null) {
      return;
    }
    if (offset >= CONFIG) {
      for (int i = 0; i < bytes; i++) {
        device.writeConfig((int) offset - CONFIG + i, (int) (value >>> 8 * i) & 0xff);
      }
    } else if (bytes == 4) {
      writeCommon((int) offset, (int) value);
    }
  }

  private int readRegister(int offset) {
    switch (offset) {
      case 0x000:
        return MAGIC;
      case 0x004:
        return legacy ? 1 : 2;
      case 0x00c:
        return VENDOR;
      default:
        break;
    }
    if (device == null) {
      return 0;
    }
    return switch (offset) {
      case 0x008 -> device.type();
      case 0x010 -> deviceFeaturesSelect > 1 ? 0 : (int) (offered() >>> 32 * deviceFeaturesSelect);
      case 0x034 -> selected() == null ? 0 : VirtQueue.MAX_SIZE;
      case 0x040 -> legacy && selected() != null ? pageNumber(selected()) : 0;
      case 0x044 -> !legacy && selected() != null && selected().ready ? 1 : 0;
      case 0x060 -> interruptStatus;
      case 0x070 -> status;
      // Shared memory regions: none, which reads as a length of -1.
      case 0x0b0, 0x0b4, 0x0b8, 0x0bc -> legacy ? 0 : -1;
      case 0x0fc -> legacy ? 0 : configGeneration;
      default -> 0;
    };
  }

  private void writeCommon(int offset, int value) {
    switch (offset) {
      case 0x014 -> deviceFeaturesSelect = value & 0x7fffffff;
      case 0x020 -> writeDriverFeatures(value);
      case 0x024 -> driverFeaturesSelect = value;
      case 0x030 -> queueSelect = value;
      case 0x050 -> notifyQueue(value);
      case 0x064 -> {
        interruptStatus &= ~value;
        irq.set(interruptStatus != 0);
      }
      case 0x070 -> writeStatus(value & 0xff);
      default -> {
        if (legacy) {
          writeLegacy(offset, value);
        } else {
          writeModern(offset, value);
        }
      }
    }
  }

  private void writeLegacy(int offset, int value) {
    if (offset == 0x028) {
      pageShift = value == 0 ? 0 : Integer.numberOfTrailingZeros(value);
      return;
    }
    VirtQueue queue = selected();
    if (queue == null) {
      return;
    }
    switch (offset) {
      case 0x038 -> queue.size = Math.clamp(value & 0xffffffffL, 0, VirtQueue.MAX_SIZE + 1);
      case 0x03c -> align[queue.index] = value;
      case 0x040 -> {
        long address = (value & 0xffffffffL) << pageShift;
        stopQueue(queue);
        queue.descriptors = address;
        queue.available = address + 16L * queue.size;
        long end = queue.available + 6 + 2L * queue.size;
        long unit = align[queue.index] & 0xffffffffL;
        queue.used = Long.bitCount(unit) == 1 ? (end + unit - 1) & -unit : -1;
        if (address != 0) {
          queue.start();
        }
      }
      default -> {}
    }
  }

  private void writeModern(int offset, int value) {
    VirtQueue queue = selected();
    if (queue == null) {
      return;
    }
    if (offset == 0x044) {
      if ((value & 1) == 0) {
        stopQueue(queue);
      } else if (!queue.ready) {
        queue.start();
      }
      return;
    }
    if (queue.ready) {
      // §4.2.3.2: the driver must not move a queue that is in use.
      return;
    }
    switch (offset) {
      case 0x038 -> queue.size = Math.clamp(value & 0xffffffffL, 0, VirtQueue.MAX_SIZE + 1);
      case 0x080 -> queue.descriptors = withLow(queue.descriptors, value);
      case 0x084 -> queue.descriptors = withHigh(queue.descriptors, value);
      case 0x090 -> queue.available = withLow(queue.available, value);
      case 0x094 -> queue.available = withHigh(queue.available, value);
      case 0x0a0 -> queue.used = withLow(queue.used, value);
      case 0x0a4 -> queue.used = withHigh(queue.used, value);
      default -> {}
    }
  }

  private void writeDriverFeatures(int value) {
    if (legacy) {
      if (driverFeaturesSelect == 0) {
        driverFeatures = value & 0xffffffffL & offered();
        featuresChanged();
      }
    } else if ((status & STATUS_FEATURES_OK) == 0) {
      if (driverFeaturesSelect == 0) {
        driverFeatures = withLow(driverFeatures, value);
      } else if (driverFeaturesSelect == 1) {
        driverFeatures = withHigh(driverFeatures, value);
      }
    }
  }

  private void writeStatus(int value) {
    if (value == 0) {
      driverReset();
      return;
    }
    int old = status;
    status = value & ~STATUS_NEEDS_RESET | old & STATUS_NEEDS_RESET;
    if (!legacy && (value & STATUS_FEATURES_OK) != 0 && (old & STATUS_FEATURES_OK) == 0) {
      // §3.1.1: features that were not offered, or a driver that does not know version 1, are
      // refused.
      if ((driverFeatures & ~offered()) != 0 || (driverFeatures & VERSION_1) == 0) {
        status &= ~STATUS_FEATURES_OK;
      } else {
        featuresChanged();
      }
    }
    if (!legacy && (status & STATUS_DRIVER_OK) != 0 && (old & STATUS_DRIVER_OK) == 0) {
      // A notification before DRIVER_OK had to wait for it.
      for (VirtQueue queue : queues) {
        serve(queue);
      }
    }
  }

  private void stopQueue(VirtQueue queue) {
    queue.stop();
    device.abandon(queue);
  }

  private void notifyQueue(int index) {
    if (index >= 0 && index < queues.length) {
      serve(queues[index]);
    }
  }

  private void serve(VirtQueue queue) {
    if (queue.ready) {
      perform(() -> device.available(queue));
    }
  }

  // ---- state ------------------------------------------------------------------------------------

  /** As a power cycle. */
  public void reset() {
    pageShift = 0;
    if (device != null) {
      driverReset();
    }
  }

  /**
   * The driver's reset, §2.1.2. The page size survives it: Linux tells it once, before it resets
   * the device for the first time.
   */
  private void driverReset() {
    clear();
    irq.set(false);
    device.reset();
  }

  /** All that a driver's reset clears in the transport. */
  private void clear() {
    status = 0;
    interruptStatus = 0;
    deviceFeaturesSelect = 0;
    driverFeaturesSelect = 0;
    driverFeatures = 0;
    queueSelect = 0;
    broken = false;
    for (VirtQueue queue : queues) {
      queue.reset();
      align[queue.index] = DEFAULT_ALIGN;
    }
    featuresChanged();
  }

  private void stop() {
    broken = true;
    device.reset();
    if (!legacy) {
      status |= STATUS_NEEDS_RESET;
      if ((status & STATUS_DRIVER_OK) != 0) {
        configGeneration++;
        raise(INTERRUPT_CONFIG);
      }
    }
  }

  private void raise(int cause) {
    interruptStatus |= cause;
    irq.set(true);
  }

  private long offered() {
    long ring = INDIRECT | EVENT_INDEX;
    ring |= legacy ? NOTIFY_ON_EMPTY | ANY_LAYOUT : VERSION_1;
    return device.features() | ring;
  }

  private void featuresChanged() {
    for (VirtQueue queue : queues) {
      queue.setFeatures(
          (driverFeatures & INDIRECT) != 0,
          (driverFeatures & EVENT_INDEX) != 0,
          (driverFeatures & NOTIFY_ON_EMPTY) != 0);
    }
  }

  private VirtQueue selected() {
    return queueSelect >= 0 && queueSelect < queues.length ? queues[queueSelect] : null;
  }

  private int pageNumber(VirtQueue queue) {
    return (int) (queue.descriptors >>> pageShift);
  }

  private static long withLow(long old, int low) {
    return old & 0xffffffff00000000L | low & 0xffffffffL;
  }

  private static long withHigh(long old, int high) {
    return old & 0xffffffffL | (long) high << 32;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public void save(StateOutput out) {
    out.i32(device == null ? 0 : device.type());
    if (device == null) {
      return;
    }
    out.i32(status);
    out.i32(interruptStatus);
    out.i32(deviceFeaturesSelect);
    out.i32(driverFeaturesSelect);
    out.i64(driverFeatures);
    out.i32(queueSelect);
    out.i32(pageShift);
    out.ints(align);
    out.i32(configGeneration);
    out.bool(broken);
    for (VirtQueue queue : queues) {
      queue.save(out);
    }
    device.save(out);
  }

  @Override
  public void load(StateInput in) {
    int type = in.i32();
    if (type != (device == null ? 0 : device.type())) {
      throw new StateInput.CorruptState("saved virtio device " + type + " in slot " + id);
    }
    if (device == null) {
      return;
    }
    status = in.i32();
    interruptStatus = in.i32();
    deviceFeaturesSelect = in.i32();
    driverFeaturesSelect = in.i32();
    driverFeatures = in.i64();
    queueSelect = in.i32();
    pageShift = in.i32();
    in.ints(align);
    configGeneration = in.i32();
    broken = in.bool();
    for (VirtQueue queue : queues) {
      queue.load(in);
    }
    featuresChanged();
    device.load(in);
  }
}
