package ebb.machine.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.machine.disk.Disk;
import ebb.machine.disk.MemoryImage;
import ebb.machine.virtio.Driver.Buffer;
import ebb.runtime.Clock;
import ebb.runtime.ManualClock;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VirtioBlkTest {
  private static final int HEADER = 0x80000;
  private static final int DATA = 0x81000;
  private static final int STATUS = 0x90000;
  private static final long INDIRECT = 1L << 28;
  private static final long EVENT_INDEX = 1L << 29;
  private static final long VERSION_1 = 1L << 32;

  /** A block device of 64 KB in a machine without CPUs. */
  private static final class Rig {
    final ArrayDma dma = new ArrayDma();
    final Clock clock = new Clock(0);
    final MemoryImage image = MemoryImage.patterned(65536);
    final Disk disk = new Disk("d0", image);
    final VirtioMmio mmio;
    final Driver driver;
    final boolean legacy;
    boolean irq;
    int irqs;

    Rig(boolean legacy, boolean readOnly) {
      this.legacy = legacy;
      mmio =
          new VirtioMmio(
              "virtio0",
              new VirtioBlk(disk, "EBB-1", readOnly, clock),
              legacy,
              dma,
              level -> {
                irqs += level && !irq ? 1 : 0;
                irq = level;
              });
      driver = new Driver(dma, mmio, legacy);
    }

    void start(long features) {
      driver.start(1, legacy ? features : features | VERSION_1);
    }

    void request(int type, long sector, Buffer... data) {
      long header = ArrayDma.BASE + HEADER;
      driver.put(header, 4, type);
      driver.put(header + 4, 4, 0);
      driver.put(header + 8, 8, sector);
      dma.ram[STATUS] = 0x55;
      Buffer[] buffers = new Buffer[data.length + 2];
      buffers[0] = new Buffer(header, 16, false);
      System.arraycopy(data, 0, buffers, 1, data.length);
      buffers[data.length + 1] = new Buffer(ArrayDma.BASE + STATUS, 1, true);
      driver.add(0, buffers);
    }

    int finish() {
      driver.notifyDevice(0);
      ManualClock.pass(clock, 10_000_000);
      return dma.ram[STATUS];
    }
  }

  private static Buffer in(int length) {
    return new Buffer(ArrayDma.BASE + DATA, length, true);
  }

  private static Buffer out(int length) {
    return new Buffer(ArrayDma.BASE + DATA, length, false);
  }

  private static byte[] data(Rig rig, int length) {
    return Arrays.copyOfRange(rig.dma.ram, DATA, DATA + length);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void identifiesItself(boolean legacy) {
    Rig rig = new Rig(legacy, false);
    assertThat(rig.driver.reg(0)).isEqualTo(0x74726976);
    assertThat(rig.driver.reg(4)).isEqualTo(legacy ? 1 : 2);
    assertThat(rig.driver.reg(8)).isEqualTo(2);
    assertThat(rig.driver.reg(0xc)).isEqualTo(0x554d4551);
    assertThat(rig.driver.offered()).isEqualTo(legacy ? 0x39006e54L : VERSION_1 | 0x30006e54L);
    assertThat(rig.mmio.read(0x100, 4)).isEqualTo(128);
    assertThat(rig.mmio.read(0x100, 8)).isEqualTo(128);
    assertThat(rig.mmio.read(0x114, 4)).isEqualTo(512);
    assertThat(rig.mmio.read(0x70, 2)).isZero();
  }

  @Test
  void anEmptySlotHasNoDevice() {
    VirtioMmio empty = new VirtioMmio("v", null, true, new ArrayDma(), level -> {});
    assertThat(empty.read(0, 4)).isEqualTo(0x74726976);
    assertThat(empty.read(8, 4)).isZero();
    assertThat(empty.read(0x100, 4)).isZero();
    empty.write(0x70, 4, 1);
    assertThat(empty.read(0x70, 4)).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsAndWritesSectors(boolean legacy) {
    Rig rig = new Rig(legacy, false);
    rig.start(0);
    rig.request(0, 3, in(700), new Buffer(ArrayDma.BASE + DATA + 700, 324, true));
    assertThat(rig.finish()).isZero();
    assertThat(data(rig, 1024)).isEqualTo(Arrays.copyOfRange(rig.image.content, 1536, 2560));
    assertThat(rig.driver.collect(0)).containsExactly(new int[] {0, 1025});
    assertThat(rig.irq).isTrue();
    assertThat(rig.driver.reg(0x60)).isEqualTo(1);
    rig.driver.reg(0x64, 1);
    assertThat(rig.irq).isFalse();

    byte[] text = "written by the guest".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(text, 0, rig.dma.ram, DATA, text.length);
    rig.request(1, 5, out(512));
    assertThat(rig.finish()).isZero();
    byte[] back = new byte[text.length];
    rig.disk.read(5 * 512, back, 0, back.length);
    assertThat(back).isEqualTo(text);
    assertThat(rig.driver.collect(0)).containsExactly(new int[] {4, 1});

    rig.request(8, 0, in(20));
    assertThat(rig.finish()).isZero();
    assertThat(new String(data(rig, 6), StandardCharsets.US_ASCII)).isEqualTo("EBB-1\0");
    rig.request(4, 0);
    assertThat(rig.finish()).isZero();
  }

  @Test
  void dataMovesAtTheMomentOfCompletion() {
    Rig rig = new Rig(true, false);
    rig.start(0);
    rig.request(0, 0, in(512));
    rig.driver.notifyDevice(0);
    long duration = VirtioBlk.REQUEST_NANOS + (16 + 512 + 1) * VirtioBlk.BYTE_NANOS;
    ManualClock.pass(rig.clock, duration - 1);
    assertThat(rig.driver.collect(0)).isEmpty();
    assertThat(data(rig, 512)).containsOnly(0);
    ManualClock.pass(rig.clock, 1);
    assertThat(rig.driver.collect(0)).hasSize(1);
    assertThat(data(rig, 512)).isEqualTo(Arrays.copyOf(rig.image.content, 512));
  }

  @Test
  void refusesWhatIsOutsideTheDiskOrUnknown() {
    Rig rig = new Rig(true, false);
    rig.start(0);
    rig.request(0, 128, in(512));
    assertThat(rig.finish()).isEqualTo(1);
    rig.request(0, 127, in(1024));
    assertThat(rig.finish()).isEqualTo(1);
    rig.request(0, -1, in(512));
    assertThat(rig.finish()).isEqualTo(1);
    rig.request(0, Long.MAX_VALUE, in(512));
    assertThat(rig.finish()).isEqualTo(1);
    rig.request(0, 0, in(100));
    assertThat(rig.finish()).isEqualTo(1);
    rig.request(2, 0);
    assertThat(rig.finish()).isEqualTo(2);
    rig.request(99, 0);
    assertThat(rig.finish()).isEqualTo(2);
    rig.request(0, 127, in(512));
    assertThat(rig.finish()).isZero();
  }

  @Test
  void readOnlyDisksRefuseWrites() {
    Rig rig = new Rig(true, true);
    assertThat(rig.driver.offered() & 1 << 5).isNotZero();
    rig.start(0);
    rig.request(1, 0, out(512));
    assertThat(rig.finish()).isEqualTo(1);
    assertThat(rig.disk.writtenClusters()).isZero();
  }

  @Test
  void writesZeroes() {
    Rig rig = new Rig(false, false);
    rig.start(0);
    long segment = ArrayDma.BASE + DATA;
    rig.driver.put(segment, 8, 1);
    rig.driver.put(segment + 8, 4, 2);
    rig.driver.put(segment + 12, 4, 1);
    rig.request(13, 0, out(16));
    assertThat(rig.finish()).isZero();
    byte[] expected = rig.image.content.clone();
    Arrays.fill(expected, 512, 1536, (byte) 0);
    byte[] now = new byte[65536];
    rig.disk.read(0, now, 0, now.length);
    assertThat(now).isEqualTo(expected);
    rig.request(11, 0, out(16));
    assertThat(rig.finish()).as("discard with a flag").isEqualTo(2);
    rig.driver.put(segment + 12, 4, 0);
    rig.request(11, 0, out(16));
    assertThat(rig.finish()).isZero();
    rig.driver.put(segment, 8, 127);
    rig.request(13, 0, out(16));
    assertThat(rig.finish()).isEqualTo(1);
  }

  @Test
  void followsIndirectTablesAfterOrdinaryDescriptors() {
    Rig rig = new Rig(false, false);
    rig.start(INDIRECT);
    long header = ArrayDma.BASE + HEADER;
    long table = ArrayDma.BASE + 0xa0000;
    rig.driver.put(header + 8, 8, 2);
    rig.driver.descriptor(rig.driver.descriptorAddress(0, 0), header, 16, 1, 1);
    rig.driver.descriptor(rig.driver.descriptorAddress(0, 1), table, 48, 4, 0);
    rig.driver.descriptor(table, ArrayDma.BASE + DATA, 512, 3, 2);
    rig.driver.descriptor(table + 32, ArrayDma.BASE + STATUS, 1, 2, 0);
    rig.driver.publish(0, 0);
    rig.dma.ram[STATUS] = 9;
    assertThat(rig.finish()).isZero();
    assertThat(data(rig, 512)).isEqualTo(Arrays.copyOfRange(rig.image.content, 1024, 1536));
  }

  @Test
  void eventIndexSaysWhenToInterrupt() {
    Rig rig = new Rig(true, false);
    rig.start(EVENT_INDEX);
    rig.request(4, 0);
    rig.finish();
    assertThat(rig.irqs).isEqualTo(1);
    assertThat(rig.driver.availableEvent(0)).isEqualTo(1);
    rig.driver.reg(0x64, 1);
    rig.driver.setUsedEvent(0, 2);
    rig.request(4, 0);
    rig.finish();
    assertThat(rig.irqs).isEqualTo(1);
    rig.request(4, 0);
    rig.finish();
    assertThat(rig.irqs).isEqualTo(2);
    assertThat(rig.driver.availableEvent(0)).isEqualTo(3);
  }

  @Test
  void aSnapshotInTheMiddleOfRequestsContinuesTheSame() {
    Rig rig = new Rig(false, false);
    rig.start(0);
    Arrays.fill(rig.dma.ram, DATA, DATA + 512, (byte) 7);
    rig.request(1, 9, out(512));
    rig.driver.add(
        0,
        new Buffer(ArrayDma.BASE + HEADER, 16, false),
        new Buffer(ArrayDma.BASE + STATUS, 1, true));
    rig.driver.notifyDevice(0);
    ManualClock.pass(rig.clock, 25_000);
    assertThat(rig.driver.collect(0)).hasSize(1);

    StateOutput out = new StateOutput();
    rig.mmio.save(out);
    rig.clock.save(out);
    rig.disk.save(out);
    Rig other = new Rig(false, false);
    System.arraycopy(rig.dma.ram, 0, other.dma.ram, 0, rig.dma.ram.length);
    StateInput in = new StateInput(out.toByteArray());
    other.mmio.load(in);
    other.clock.load(in);
    other.disk.load(in);
    assertThat(in.remaining()).isZero();

    ManualClock.pass(rig.clock, 100_000);
    ManualClock.pass(other.clock, 100_000);
    assertThat(other.dma.ram).isEqualTo(rig.dma.ram);
    assertThat(other.irq).isEqualTo(rig.irq);
    StateOutput first = new StateOutput();
    StateOutput second = new StateOutput();
    rig.mmio.save(first);
    other.mmio.save(second);
    assertThat(second.toByteArray()).isEqualTo(first.toByteArray());
    rig.driver.reg(0x30, 0);
    assertThat(rig.driver.collect(0)).hasSize(1);
  }

  @Test
  void refusesFeaturesThatItDidNotOffer() {
    Rig rig = new Rig(false, false);
    rig.start(1L << 20);
    assertThat(rig.driver.reg(0x70) & 8).isZero();
    rig.driver.start(1, 0);
    assertThat(rig.driver.reg(0x70) & 8).as("driver without VERSION_1").isZero();
    rig.start(0);
    assertThat(rig.driver.reg(0x70)).isEqualTo(15);
  }

  @Test
  void requestsOfAQueueThatIsTakenBackAreDropped() {
    Rig rig = new Rig(false, false);
    rig.start(0);
    rig.request(0, 0, in(512));
    rig.driver.notifyDevice(0);
    rig.driver.reg(0x30, 0);
    rig.driver.reg(0x44, 0);
    ManualClock.pass(rig.clock, 1_000_000);
    assertThat(rig.dma.ram[STATUS]).isEqualTo((byte) 0x55);
    assertThat(rig.clock.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }
}
