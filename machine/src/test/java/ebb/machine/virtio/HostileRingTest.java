package ebb.machine.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.machine.disk.Disk;
import ebb.machine.disk.MemoryImage;
import ebb.machine.virtio.Driver.Buffer;
import ebb.runtime.Clock;
import ebb.runtime.Inputs;
import ebb.runtime.ManualClock;
import ebb.runtime.OutputChannel;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Drivers that break every rule: the device stops or answers, the host never notices. */
final class HostileRingTest {
  private static final long VERSION_1 = 1L << 32;
  private static final long INDIRECT = 1L << 28;

  private final ArrayDma dma = new ArrayDma();
  private final Clock clock = new Clock(0);
  private final Inputs inputs = new Inputs();
  private boolean irq;

  private Driver driver(VirtioDevice device, boolean legacy) {
    VirtioMmio mmio = new VirtioMmio("v", device, legacy, dma, level -> irq = level);
    return new Driver(dma, mmio, legacy);
  }

  private VirtioBlk blk() {
    return new VirtioBlk(new Disk("d", MemoryImage.patterned(65536)), "", false, clock);
  }

  private record Attack(String name, Consumer<Driver> what) {}

  @TestFactory
  List<DynamicTest> everyAttackStopsTheDeviceUntilReset() {
    long ram = ArrayDma.BASE;
    List<Attack> attacks =
        List.of(
            new Attack("outside memory", d -> d.add(0, new Buffer(0x1000, 16, false))),
            new Attack(
                "beyond memory", d -> d.add(0, new Buffer(ram + ArrayDma.SIZE - 8, 16, false))),
            new Attack("wrapping address", d -> d.add(0, new Buffer(-8, 16, false))),
            new Attack("giant length", d -> d.add(0, new Buffer(ram, 0xffffffffL, true))),
            new Attack("no bytes", d -> d.add(0, new Buffer(ram, 0, false))),
            new Attack("no header", d -> d.add(0, new Buffer(ram, 8, false))),
            new Attack("no status", d -> d.add(0, new Buffer(ram, 16, false))),
            new Attack(
                "wrong order",
                d -> d.add(0, new Buffer(ram, 16, true), new Buffer(ram, 16, false))),
            new Attack(
                "loop",
                d -> {
                  d.descriptor(d.descriptorAddress(0, 0), ram, 16, 1, 1);
                  d.descriptor(d.descriptorAddress(0, 1), ram, 16, 1, 0);
                  d.publish(0, 0);
                }),
            new Attack("head outside", d -> d.publish(0, Driver.SIZE)),
            new Attack(
                "next outside",
                d -> {
                  d.descriptor(d.descriptorAddress(0, 0), ram, 16, 1, 0xffff);
                  d.publish(0, 0);
                }),
            new Attack("index jumps", d -> d.setAvailableIndex(0, Driver.SIZE + 1)),
            new Attack(
                "indirect to itself",
                d -> {
                  d.descriptor(d.descriptorAddress(0, 0), d.descriptorAddress(0, 0), 16, 4, 0);
                  d.publish(0, 0);
                }),
            new Attack(
                "odd indirect table",
                d -> {
                  d.descriptor(d.descriptorAddress(0, 0), ram, 24, 4, 0);
                  d.publish(0, 0);
                }),
            new Attack(
                "indirect and next",
                d -> {
                  d.descriptor(d.descriptorAddress(0, 0), ram, 16, 5, 1);
                  d.publish(0, 0);
                }));
    return attacks.stream()
        .map(attack -> DynamicTest.dynamicTest(attack.name, () -> stops(attack.what)))
        .toList();
  }

  private void stops(Consumer<Driver> attack) {
    Driver driver = driver(blk(), false);
    driver.start(1, VERSION_1 | INDIRECT);
    attack.accept(driver);
    driver.notifyDevice(0);
    ManualClock.pass(clock, 1_000_000_000);
    assertThat(driver.reg(0x70) & 0x40).as("DEVICE_NEEDS_RESET").isEqualTo(0x40);
    assertThat(driver.reg(0x60)).isEqualTo(2);
    assertThat(irq).isTrue();
    driver.reg(0x70, 15);
    assertThat(driver.reg(0x70)).isEqualTo(0x4f);
    driver.start(1, VERSION_1);
    assertThat(driver.reg(0x70)).isEqualTo(15);
    assertThat(irq).isFalse();
    driver.put(ArrayDma.BASE, 4, 4);
    dma.ram[0x100] = 9;
    driver.add(0, new Buffer(ArrayDma.BASE, 16, false), new Buffer(ArrayDma.BASE + 0x100, 1, true));
    driver.notifyDevice(0);
    ManualClock.pass(clock, 1_000_000);
    assertThat(dma.ram[0x100]).as("works again").isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aQueueOutsideMemoryOrOfOddSizeDoesNothing(boolean legacy) {
    for (int size : new int[] {0, 3, 1025, -1, 8}) {
      Driver driver = driver(blk(), legacy);
      driver.start(0, VERSION_1);
      driver.reg(0x38, size);
      driver.reg(0x28, 1);
      driver.reg(0x3c, size);
      driver.reg(0x40, 0x7ffffff0);
      driver.reg(0x80, 0xfffffff0);
      driver.reg(0x84, 0x7fffffff);
      driver.reg(0x94, -1);
      driver.reg(0xa4, -1);
      driver.reg(0x44, 1);
      driver.notifyDevice(0);
      ManualClock.pass(clock, 1_000_000);
      assertThat(irq && driver.reg(0x60) == 1).isFalse();
    }
  }

  @TestFactory
  List<DynamicTest> randomDriversNeverDisturbTheHost() {
    long seed = new Random().nextLong();
    return new Random(seed)
        .longs(60)
        .mapToObj(s -> DynamicTest.dynamicTest("seed " + s, () -> fuzz(new Random(s))))
        .toList();
  }

  private void fuzz(Random random) {
    VirtioRng rng = new VirtioRng(inputs);
    VirtioConsole console = new VirtioConsole("console0", inputs, new OutputChannel("console0"));
    boolean legacy = random.nextBoolean();
    List<Driver> drivers =
        List.of(driver(blk(), legacy), driver(rng, legacy), driver(console, legacy));
    for (int step = 0; step < 400; step++) {
      Driver driver = drivers.get(random.nextInt(drivers.size()));
      int queue = random.nextInt(2);
      switch (random.nextInt(12)) {
        case 0 -> driver.start(2, VERSION_1 | random.nextInt() & 0x30000000L);
        case 1 ->
            driver.mmio.write(random.nextInt(0x200), 1 << random.nextInt(4), random.nextLong());
        case 2 -> driver.mmio.read(random.nextInt(0x200), 1 << random.nextInt(4));
        case 3 -> driver.reg(random.nextInt(0x80) * 4, random.nextInt(8));
        case 4 -> dma.ram[0x10000 + random.nextInt(0x12000)] = (byte) random.nextInt(20);
        case 5 -> {
          byte[] data = new byte[random.nextInt(3000)];
          inputs.channels().get(random.nextInt(inputs.channels().size())).offer(data);
          ManualClock.deliver(inputs, clock);
        }
        case 6 -> ManualClock.pass(clock, random.nextInt(100_000));
        case 7 -> {
          StateOutput out = new StateOutput();
          driver.mmio.save(out);
          driver.mmio.load(new StateInput(out.toByteArray()));
        }
        case 8 -> driver.publish(queue, random.nextInt(20));
        case 9 -> driver.add(queue, buffer(random), buffer(random), buffer(random));
        case 10 -> driver.add(queue, buffer(random));
        default -> driver.notifyDevice(queue);
      }
    }
  }

  private static Buffer buffer(Random random) {
    long address = ArrayDma.BASE + random.nextInt(ArrayDma.SIZE + 100);
    long length = random.nextInt(10) == 0 ? random.nextInt() & 0xffffffffL : random.nextInt(3000);
    return new Buffer(address, length, random.nextBoolean());
  }
}
