package ebb.machine.board;

import ebb.machine.boot.BootException;
import ebb.machine.boot.BootPlan;
import ebb.machine.fdt.Fdt;
import ebb.machine.fdt.FdtException;
import ebb.machine.fdt.FdtNode;
import ebb.machine.psci.Psci;
import java.nio.charset.StandardCharsets;

/**
 * The device tree of the board, with the nodes, names and order that {@code qemu-system-arm -M
 * virt} has (order decides the names that Linux gives to devices), except those of devices that
 * this board lacks: PCIe, the MSI frame, the platform bus and the empty PMU node.
 */
final class VirtTree {
  private static final int SPI = 0;
  private static final int PPI = 1;
  private static final int EDGE = 1;
  private static final int LEVEL = 4;
  private static final int KEY_POWER = 0x74;
  private static final int CLOCK_HANDLE = 0x8000;
  private static final int PERIPHERAL_HZ = 24_000_000;

  private final BoardConfig config;
  private final Fdt fdt = new Fdt();
  private final int gicHandle;
  private final int gpioHandle;

  private VirtTree(BoardConfig config) {
    this.config = config;
    gicHandle = CLOCK_HANDLE + config.smp() + 1;
    // One number is left for the MSI frame, so that all are what they are in QEMU.
    gpioHandle = gicHandle + 2;
  }

  /**
   * The tree of a board, flattened; {@code -dtb} replaces the generated one but is completed like
   * it.
   */
  static byte[] build(BoardConfig config, BootPlan plan) throws BootException {
    Fdt tree;
    if (config.dtb().length > 0) {
      try {
        tree = Fdt.parse(config.dtb());
      } catch (FdtException e) {
        throw new BootException("-dtb: " + e.getMessage());
      }
    } else {
      tree = new VirtTree(config).generate();
    }
    complete(tree, config, plan);
    return tree.toByteArray();
  }

  /** Says what only a boot decides: power calls, memory, command line, initial RAM disk. */
  private static void complete(Fdt tree, BoardConfig config, BootPlan plan) throws BootException {
    FdtNode root = tree.root();
    if (root.find("psci") == null) {
      FdtNode psci = new FdtNode("psci");
      psci.cells("migrate", Psci.MIGRATE);
      psci.cells("cpu_on", Psci.CPU_ON);
      psci.cells("cpu_off", Psci.CPU_OFF);
      psci.cells("cpu_suspend", Psci.CPU_SUSPEND);
      psci.strings("method", "hvc");
      psci.strings("compatible", "arm,psci-1.0", "arm,psci-0.2", "arm,psci");
      root.children().addFirst(psci);
    }
    int addressCells = root.cell("#address-cells", 0);
    int sizeCells = root.cell("#size-cells", 0);
    if (addressCells < 1 || addressCells > 2 || sizeCells < 1 || sizeCells > 2) {
      throw new BootException("-dtb: root node lacks #address-cells or #size-cells of 1 or 2");
    }
    if (sizeCells == 1 && config.ramBytes() > 0xffff_ffffL) {
      throw new BootException("-dtb: #size-cells of 1 cannot describe 4 GB of memory and more");
    }
    root.children()
        .removeIf(node -> node.name().equals("memory") || node.name().startsWith("memory@"));
    FdtNode memory = new FdtNode("memory@40000000");
    memory.bytes("reg", reg(addressCells, VirtMap.RAM, sizeCells, config.ramBytes()));
    memory.strings("device_type", "memory");
    root.children().add(Math.min(1, root.children().size()), memory);
    FdtNode chosen = root.find("chosen");
    if (chosen == null) {
      chosen = root.child("chosen");
    }
    if (!config.append().isEmpty()) {
      chosen.bytes("bootargs", (config.append() + "\0").getBytes(StandardCharsets.ISO_8859_1));
    }
    if (plan.initrdEnd() > plan.initrdStart()) {
      chosen.cells("linux,initrd-start", (int) plan.initrdStart());
      chosen.cells("linux,initrd-end", (int) plan.initrdEnd());
    }
  }

  private static byte[] reg(int addressCells, long address, int sizeCells, long size) {
    FdtNode scratch = new FdtNode("");
    int[] cells = new int[addressCells + sizeCells];
    cells[0] = (int) (address >>> 32);
    cells[addressCells - 1] = (int) address;
    cells[addressCells] = (int) (size >>> 32);
    cells[addressCells + sizeCells - 1] = (int) size;
    return scratch.cells("reg", cells).properties().get("reg");
  }

  private Fdt generate() {
    FdtNode root = fdt.root();
    root.cells("interrupt-parent", gicHandle);
    root.strings("model", "linux,dummy-virt");
    root.cells("#size-cells", 2);
    root.cells("#address-cells", 2);
    root.strings("compatible", "linux,dummy-virt");
    firmwareConfig(root);
    virtio(root);
    gpio(root);
    peripherals(root);
    interruptController(root);
    flash(root);
    cpus(root);
    timer(root);
    FdtNode clock = root.child("apb-pclk");
    clock.cells("phandle", CLOCK_HANDLE);
    clock.strings("clock-output-names", "clk24mhz");
    clock.cells("clock-frequency", PERIPHERAL_HZ);
    clock.cells("#clock-cells", 0);
    clock.strings("compatible", "fixed-clock");
    FdtNode chosen = root.child("chosen");
    chosen.strings("stdout-path", "/pl011@9000000");
    SeedStream seeds = new SeedStream(config.rngSeed());
    chosen.bytes("rng-seed", seeds.take(32));
    chosen.bytes("kaslr-seed", seeds.take(8));
    return fdt;
  }

  private static void firmwareConfig(FdtNode root) {
    FdtNode node = root.child("fw-cfg@9020000");
    node.flag("dma-coherent");
    node.cells64("reg", VirtMap.FW_CFG, VirtMap.FW_CFG_BYTES);
    node.strings("compatible", "qemu,fw-cfg-mmio");
  }

  private static void virtio(FdtNode root) {
    for (int slot = 0; slot < VirtMap.VIRTIO_SLOTS; slot++) {
      long base = VirtMap.VIRTIO + slot * VirtMap.VIRTIO_BYTES;
      FdtNode node = root.child("virtio_mmio@" + Long.toHexString(base));
      node.flag("dma-coherent");
      node.cells("interrupts", SPI, VirtMap.VIRTIO_IRQ + slot, EDGE);
      node.cells64("reg", base, VirtMap.VIRTIO_BYTES);
      node.strings("compatible", "virtio,mmio");
    }
  }

  private void gpio(FdtNode root) {
    FdtNode keys = root.child("gpio-keys");
    keys.strings("compatible", "gpio-keys");
    FdtNode key = keys.child("poweroff");
    key.cells("gpios", gpioHandle, VirtMap.POWER_PIN, 0);
    key.cells("linux,code", KEY_POWER);
    key.strings("label", "GPIO Key Poweroff");
    FdtNode node = root.child("pl061@9030000");
    node.cells("phandle", gpioHandle);
    node.strings("clock-names", "apb_pclk");
    node.cells("clocks", CLOCK_HANDLE);
    node.cells("interrupts", SPI, VirtMap.GPIO_IRQ, LEVEL);
    node.flag("gpio-controller");
    node.cells("#gpio-cells", 2);
    node.strings("compatible", "arm,pl061", "arm,primecell");
    node.cells64("reg", VirtMap.GPIO, VirtMap.DEVICE_BYTES);
  }

  private static void peripherals(FdtNode root) {
    FdtNode rtc = root.child("pl031@9010000");
    rtc.strings("clock-names", "apb_pclk");
    rtc.cells("clocks", CLOCK_HANDLE);
    rtc.cells("interrupts", SPI, VirtMap.RTC_IRQ, LEVEL);
    rtc.cells64("reg", VirtMap.RTC, VirtMap.DEVICE_BYTES);
    rtc.strings("compatible", "arm,pl031", "arm,primecell");
    FdtNode uart = root.child("pl011@9000000");
    uart.strings("clock-names", "uartclk", "apb_pclk");
    uart.cells("clocks", CLOCK_HANDLE, CLOCK_HANDLE);
    uart.cells("interrupts", SPI, VirtMap.UART_IRQ, LEVEL);
    uart.cells64("reg", VirtMap.UART, VirtMap.DEVICE_BYTES);
    uart.strings("compatible", "arm,pl011", "arm,primecell");
  }

  private void interruptController(FdtNode root) {
    FdtNode gic = root.child("intc@8000000");
    gic.cells("phandle", gicHandle);
    gic.cells64(
        "reg", VirtMap.GIC_DISTRIBUTOR, VirtMap.GIC_FRAME, VirtMap.GIC_CPU, VirtMap.GIC_FRAME);
    gic.strings("compatible", "arm,cortex-a15-gic");
    gic.flag("ranges");
    gic.cells("#size-cells", 2);
    gic.cells("#address-cells", 2);
    gic.flag("interrupt-controller");
    gic.cells("#interrupt-cells", 3);
  }

  private static void flash(FdtNode root) {
    FdtNode flash = root.child("flash@0");
    flash.cells("bank-width", 4);
    flash.cells64(
        "reg",
        VirtMap.FLASH,
        VirtMap.FLASH_BYTES,
        VirtMap.FLASH + VirtMap.FLASH_BYTES,
        VirtMap.FLASH_BYTES);
    flash.strings("compatible", "cfi-flash");
  }

  private void cpus(FdtNode root) {
    FdtNode cpus = root.child("cpus");
    cpus.cells("#size-cells", 0);
    cpus.cells("#address-cells", 1);
    FdtNode cluster = cpus.child("cpu-map").child("socket0").child("cluster0");
    for (int i = 0; i < config.smp(); i++) {
      int handle = CLOCK_HANDLE + config.smp() - i;
      cluster.child("core" + i).cells("cpu", handle);
      FdtNode cpu = cpus.child("cpu@" + Integer.toHexString(i));
      cpu.cells("phandle", handle);
      cpu.cells("reg", Psci.affinity(i));
      if (config.smp() > 1) {
        cpu.strings("enable-method", "psci");
      }
      cpu.strings("compatible", "arm," + config.cpuModel());
      cpu.strings("device_type", "cpu");
    }
  }

  private void timer(FdtNode root) {
    int flags = (1 << config.smp()) - 1 << 8 | LEVEL;
    FdtNode timer = root.child("timer");
    timer.cells("interrupts", PPI, 13, flags, PPI, 14, flags, PPI, 11, flags, PPI, 10, flags);
    timer.flag("always-on");
    timer.strings("compatible", "arm,armv7-timer");
  }
}
