package ebb.machine.board;

import ebb.ir.StateLayout;
import ebb.ir.guest.Vcpu;
import ebb.machine.boot.BootException;
import ebb.machine.boot.BootPlan;
import ebb.machine.boot.Segment;
import ebb.machine.device.FirmwareConfig;
import ebb.machine.device.Flash;
import ebb.machine.device.Pl011;
import ebb.machine.device.Pl031;
import ebb.machine.device.Pl061;
import ebb.machine.device.PowerKey;
import ebb.machine.gic.Gic;
import ebb.machine.psci.Psci;
import ebb.machine.semihosting.Semihosting;
import ebb.machine.virtio.VirtioMmio;
import ebb.runtime.Clock;
import ebb.runtime.GuestRam;
import ebb.runtime.InputChannel;
import ebb.runtime.Inputs;
import ebb.runtime.IrqLine;
import ebb.runtime.Machine;
import ebb.runtime.MachineConfig;
import ebb.runtime.MmioDevice;
import ebb.runtime.OutputChannel;
import ebb.runtime.PhysicalMemory;
import ebb.runtime.Snapshotable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The "virt" board: the machine that {@code qemu-system-arm -M virt,gic-version=2} is, without
 * PCIe, MSI frame and platform bus, so that the same kernels and firmware run.
 */
public final class VirtBoard {
  private static final int POWERED_OFF = 2;

  private final BoardConfig config;
  private final Machine machine;
  private final PhysicalMemory memory = new PhysicalMemory();
  private final BootPlan plan;
  private final byte[] deviceTree;
  private final List<Segment> segments;
  private final Gic gic;
  private final Pl011 uart;
  private final Pl031 rtc;
  private final Pl061 gpio;
  private final PowerKey powerKey;
  private final FirmwareConfig firmware;
  private final List<Flash> flashes = new ArrayList<>();
  private final List<VirtioMmio> transports = new ArrayList<>();
  private final Semihosting semihosting;

  /**
   * Builds the board and puts it into power-on state.
   *
   * @throws BootException if a file is unusable or the configuration is impossible; one line for
   *     the user
   */
  public VirtBoard(BoardConfig config) throws BootException {
    this.config = config;
    check(config);
    plan = plan(config);
    deviceTree = VirtTree.build(config, plan);
    segments = segments();
    Clock clock = new Clock(config.clockShift());
    Inputs inputs = new Inputs();
    GuestRam ram = new GuestRam(config.ramBytes() + 2 * VirtMap.FLASH_BYTES);
    memory.addRam("ram", VirtMap.RAM, config.ramBytes(), 0);
    machine =
        new Machine(
            new MachineConfig(
                config.guest(),
                config.cpuModel(),
                config.smp(),
                ram,
                memory,
                clock,
                inputs,
                config.sleep(),
                config.translator(),
                config.compileInBackground()));
    gic = interruptController();
    uart = new Pl011("serial0", gic.shared(VirtMap.UART_IRQ), inputs, new OutputChannel("serial0"));
    add("uart", VirtMap.UART, VirtMap.DEVICE_BYTES, uart);
    rtc = new Pl031(clock, gic.shared(VirtMap.RTC_IRQ), config.rtcSeconds());
    add("rtc", VirtMap.RTC, VirtMap.DEVICE_BYTES, rtc);
    gpio = new Pl061(gic.shared(VirtMap.GPIO_IRQ));
    add("gpio", VirtMap.GPIO, VirtMap.DEVICE_BYTES, gpio);
    powerKey = new PowerKey(clock, inputs, gpio, VirtMap.POWER_PIN, machine::requestReset);
    machine.addDevice(powerKey);
    firmware = firmwareConfig();
    add("fw-cfg", VirtMap.FW_CFG, VirtMap.FW_CFG_BYTES, firmware);
    flash(0);
    flash(1);
    virtio();
    semihosting = config.semihosting() ? semihosting(clock, inputs) : null;
    Psci psci = new Psci(machine.vcpus(), power());
    machine.setHypercalls(
        (cpu, kind, immediate) ->
            psci.call(cpu, kind, immediate)
                || semihosting != null && semihosting.call(cpu, kind, immediate));
    start();
  }

  // ---- parts
  // -------------------------------------------------------------------------------------

  public Machine machine() {
    return machine;
  }

  public InputChannel serialInput() {
    return uart.input();
  }

  public OutputChannel serialOutput() {
    return uart.output();
  }

  /** Sends a break on the serial line; from any thread. */
  public void serialBreak() {
    uart.input().offer(Pl011.BREAK);
  }

  /** Presses the power key; from any thread. The guest decides what that means. */
  public void pressPower() {
    powerKey.pressPower();
  }

  /** Presses the reset button; from any thread. A run returns {@link ebb.runtime.Stop.Reset}. */
  public void pressReset() {
    powerKey.pressReset();
  }

  /** What semihosting calls write, or null without semihosting. */
  public OutputChannel semihostingOutput() {
    return semihosting == null ? null : semihosting.output();
  }

  /** What semihosting calls read, or null without semihosting. */
  public InputChannel semihostingInput() {
    return semihosting == null ? null : semihosting.input();
  }

  /** The flattened device tree that the guest is given. */
  public byte[] deviceTree() {
    return deviceTree.clone();
  }

  // ---- reset
  // -------------------------------------------------------------------------------------

  /**
   * Power-on state: CPUs and devices are reset and everything that was loaded is loaded again.
   * Other memory keeps its content and virtual time goes on. To be called when a run has returned
   * {@link ebb.runtime.Stop.Reset}.
   */
  public void reset() {
    machine.vcpus().forEach(Vcpu::reset);
    gic.reset();
    uart.reset();
    rtc.reset();
    gpio.reset();
    powerKey.reset();
    firmware.reset();
    flashes.forEach(Flash::reset);
    transports.forEach(VirtioMmio::reset);
    if (semihosting != null) {
      semihosting.reset();
    }
    start();
  }

  private void start() {
    for (Segment segment : segments) {
      load(segment);
    }
    machine.memoryChanged();
    for (Vcpu cpu : machine.vcpus()) {
      cpu.putInt(StateLayout.HALTED, POWERED_OFF);
    }
    Vcpu boot = machine.vcpus().getFirst();
    boot.powerOn(plan.entry(), 0);
    boot.putInt(StateLayout.HALTED, 0);
    if (plan.linux()) {
      boot.setRegister(0, 0);
      boot.setRegister(1, 0xffff_ffffL);
      boot.setRegister(2, plan.deviceTree());
    }
  }

  private void load(Segment segment) {
    byte[] data = segment.data();
    int done = 0;
    while (done < data.length) {
      long at = segment.address() + done;
      PhysicalMemory.Range range = memory.find(at);
      long ramAt = range.ramOffset() + at - range.base();
      int within = (int) (ramAt % GuestRam.PAGE_SIZE);
      int part = Math.min(data.length - done, GuestRam.PAGE_SIZE - within);
      byte[] page = new byte[GuestRam.PAGE_SIZE];
      int number = (int) (ramAt / GuestRam.PAGE_SIZE);
      machine.ram().readPage(number, page, 0);
      System.arraycopy(data, done, page, within, part);
      machine.restorePages(
          new int[] {number}, (n, into) -> System.arraycopy(page, 0, into, 0, page.length));
      done += part;
    }
  }

  // ---- construction
  // --------------------------------------------------------------------------------

  private static void check(BoardConfig config) throws BootException {
    if (config.smp() < 1 || config.smp() > 8) {
      throw new BootException("virt board: 1 to 8 CPUs, not " + config.smp());
    }
    long most = 255L << 30;
    if (config.ramBytes() < 1 << 20
        || config.ramBytes() > most
        || config.ramBytes() % GuestRam.PAGE_SIZE != 0) {
      throw new BootException("virt board: memory must be 1 MB to 255 GB in whole pages");
    }
    if (config.virtio().size() > VirtMap.VIRTIO_SLOTS) {
      throw new BootException("virt board: more than " + VirtMap.VIRTIO_SLOTS + " virtio devices");
    }
    if (config.kernel().length == 0 && config.initrd().length > 0) {
      throw new BootException("an initial RAM disk needs a kernel");
    }
  }

  private static BootPlan plan(BoardConfig config) throws BootException {
    if (config.kernel().length == 0 || config.bios().length > 0) {
      return BootPlan.firmware(config.bios(), VirtMap.FLASH_BYTES, VirtMap.RAM);
    }
    return BootPlan.kernel(config.kernel(), config.initrd(), VirtMap.RAM, config.ramBytes());
  }

  /** The plan's segments and the device tree where it fits; all of them lie in memory. */
  private List<Segment> segments() throws BootException {
    List<Segment> all = new ArrayList<>(plan.segments());
    Segment tree = new Segment("device tree", plan.deviceTree(), deviceTree);
    boolean wanted = plan.deviceTree() >= 0;
    for (Segment segment : plan.segments()) {
      boolean overlap = segment.address() < tree.end() && tree.address() < segment.end();
      wanted &= plan.linux() || !overlap;
      if (!inMemory(segment)) {
        throw new BootException(
            segment.name() + " at 0x" + Long.toHexString(segment.address()) + " is not in memory");
      }
    }
    if (wanted) {
      if (!inMemory(tree)) {
        throw new BootException("device tree does not fit into memory");
      }
      all.add(tree);
    }
    return all;
  }

  private boolean inMemory(Segment segment) {
    long flashEnd = VirtMap.FLASH + 2 * VirtMap.FLASH_BYTES;
    long ramEnd = VirtMap.RAM + config.ramBytes();
    return segment.end() <= flashEnd || segment.address() >= VirtMap.RAM && segment.end() <= ramEnd;
  }

  private void add(String name, long base, long bytes, MmioDevice device) {
    memory.addDevice(name, base, bytes, device);
    machine.addDevice(device);
  }

  private Gic interruptController() {
    int cpus = config.smp();
    IrqLine[] irq = new IrqLine[cpus];
    IrqLine[] fiq = new IrqLine[cpus];
    for (int cpu = 0; cpu < cpus; cpu++) {
      irq[cpu] = machine.cpuLine(cpu, 0);
      fiq[cpu] = machine.cpuLine(cpu, 1);
    }
    int interrupts = Gic.INTERNAL + VirtMap.SHARED_INTERRUPTS;
    Gic made = new Gic(interrupts, irq, fiq, machine::currentVcpu);
    memory.addDevice(
        "gic-distributor",
        VirtMap.GIC_DISTRIBUTOR,
        VirtMap.GIC_DISTRIBUTOR_BYTES,
        made.distributor());
    memory.addDevice("gic-cpu", VirtMap.GIC_CPU, VirtMap.GIC_CPU_BYTES, made.cpuInterface());
    machine.addDevice(made);
    for (Vcpu cpu : machine.vcpus()) {
      IrqLine[] outputs = new IrqLine[VirtMap.CPU_OUTPUT_IRQS.length];
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = made.privateLine(cpu.index, VirtMap.CPU_OUTPUT_IRQS[i]);
      }
      cpu.connectOutputs((output, level) -> outputs[output].set(level));
    }
    return made;
  }

  private FirmwareConfig firmwareConfig() {
    FirmwareConfig made = new FirmwareConfig(machine.dma());
    made.set(FirmwareConfig.UUID, new byte[16]);
    made.set16(FirmwareConfig.NO_GRAPHIC, 0);
    made.set16(FirmwareConfig.CPUS, config.smp());
    made.set16(FirmwareConfig.BOOT_MENU, 0);
    made.setFile("bios-geometry", new byte[0]);
    made.setFile("bootorder", new byte[0]);
    made.setFile("etc/boot-fail-wait", new byte[] {-1, -1, -1, -1});
    if (config.bios().length > 0 && config.kernel().length > 0) {
      made.set32(FirmwareConfig.KERNEL_SIZE, config.kernel().length);
      made.set(FirmwareConfig.KERNEL_DATA, config.kernel());
      if (config.initrd().length > 0) {
        made.set32(FirmwareConfig.INITRD_SIZE, config.initrd().length);
        made.set(FirmwareConfig.INITRD_DATA, config.initrd());
      }
      byte[] line = (config.append() + "\0").getBytes(StandardCharsets.ISO_8859_1);
      made.set32(FirmwareConfig.CMDLINE_SIZE, line.length);
      made.set(FirmwareConfig.CMDLINE_DATA, line);
    }
    return made;
  }

  private void flash(int number) {
    long ramOffset = config.ramBytes() + number * VirtMap.FLASH_BYTES;
    Flash made =
        new Flash("flash" + number, VirtMap.FLASH_BYTES, new FlashContent(machine, ramOffset));
    memory.addRom(
        "flash" + number,
        VirtMap.FLASH + number * VirtMap.FLASH_BYTES,
        VirtMap.FLASH_BYTES,
        ramOffset,
        made);
    machine.addDevice(made);
    flashes.add(made);
  }

  /**
   * The first device is in the last slot, as in QEMU: guests see them in the order of addresses.
   */
  private void virtio() {
    for (int slot = 0; slot < VirtMap.VIRTIO_SLOTS; slot++) {
      int device = VirtMap.VIRTIO_SLOTS - 1 - slot;
      VirtioPlug plug =
          device < config.virtio().size() ? config.virtio().get(device) : (clock, inputs) -> null;
      VirtioMmio transport =
          new VirtioMmio(
              "virtio" + slot,
              plug.plug(machine.clock(), machine.inputs()),
              true,
              machine.dma(),
              gic.shared(VirtMap.VIRTIO_IRQ + slot));
      add(
          "virtio" + slot,
          VirtMap.VIRTIO + slot * VirtMap.VIRTIO_BYTES,
          VirtMap.VIRTIO_BYTES,
          transport);
      transports.add(transport);
      for (Snapshotable state : plug.state()) {
        machine.addDevice(state);
      }
    }
  }

  private Psci.Power power() {
    return new Psci.Power() {
      @Override
      public void off() {
        machine.requestPowerOff(0);
      }

      @Override
      public void reset() {
        machine.requestReset();
      }
    };
  }

  private Semihosting semihosting(Clock clock, Inputs inputs) {
    Semihosting.Memory guestMemory =
        new Semihosting.Memory() {
          @Override
          public boolean read(int cpu, long va, byte[] into) {
            return machine.readVirtual(cpu, va, into, 0, into.length) == into.length;
          }

          @Override
          public boolean write(int cpu, long va, byte[] from) {
            return machine.writeVirtual(cpu, va, from, 0, from.length) == from.length;
          }
        };
    long[] gap = largestGap();
    Semihosting made =
        new Semihosting(
            guestMemory,
            clock,
            inputs,
            new Semihosting.Surroundings(
                config.semihostingLine(), config.rtcSeconds(), gap[0], gap[1]),
            new OutputChannel("semihosting"),
            machine::requestPowerOff);
    machine.addDevice(made);
    return made;
  }

  /** Start and end of the largest part of RAM that nothing was loaded into. */
  private long[] largestGap() {
    List<Segment> sorted = new ArrayList<>(segments);
    sorted.sort(Comparator.comparingLong(Segment::address));
    long[] best = {VirtMap.RAM, VirtMap.RAM};
    long at = VirtMap.RAM;
    long end = Math.min(VirtMap.RAM + config.ramBytes(), 1L << 32);
    for (Segment segment : sorted) {
      if (segment.address() - at > best[1] - best[0]) {
        best = new long[] {at, segment.address()};
      }
      at = Math.max(at, segment.end() + 15 & -16);
    }
    return end - at > best[1] - best[0] ? new long[] {at, end} : best;
  }
}
