package ebb.machine.board;

/** Addresses (guest-physical, in bytes) and shared interrupts of the "virt" board. */
final class VirtMap {
  static final long FLASH = 0x0000_0000L;
  static final long FLASH_BYTES = 0x0400_0000L;
  static final long GIC_DISTRIBUTOR = 0x0800_0000L;
  static final long GIC_DISTRIBUTOR_BYTES = 0x1000;
  static final long GIC_CPU = 0x0801_0000L;
  static final long GIC_CPU_BYTES = 0x2000;
  static final long GIC_FRAME = 0x1_0000;
  static final long UART = 0x0900_0000L;
  static final long RTC = 0x0901_0000L;
  static final long FW_CFG = 0x0902_0000L;
  static final long FW_CFG_BYTES = 0x18;
  static final long GPIO = 0x0903_0000L;
  static final long VIRTIO = 0x0a00_0000L;
  static final long VIRTIO_BYTES = 0x200;
  static final long RAM = 0x4000_0000L;

  static final long DEVICE_BYTES = 0x1000;
  static final int VIRTIO_SLOTS = 32;

  static final int UART_IRQ = 1;
  static final int RTC_IRQ = 2;
  static final int GPIO_IRQ = 7;
  static final int VIRTIO_IRQ = 16;
  static final int SHARED_INTERRUPTS = 256;

  /** GPIO pin of the power key. */
  static final int POWER_PIN = 3;

  /**
   * Private interrupts (from interrupt 16) of a CPU's outputs: physical, virtual, hypervisor and
   * secure timer, PMU.
   */
  static final int[] CPU_OUTPUT_IRQS = {14, 11, 10, 13, 7};

  private VirtMap() {}
}
