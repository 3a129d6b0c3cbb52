package ebb.machine.gic;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.runtime.IrqLine;
import ebb.runtime.MmioDevice;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GicTest {
  private static final int CPUS = 4;

  private final boolean[] irq = new boolean[CPUS];
  private final boolean[] fiq = new boolean[CPUS];
  private int cpu;
  private Gic gic;
  private MmioDevice gicd;
  private MmioDevice gicc;

  @BeforeEach
  void build() {
    gic = make(irq, fiq);
    gicd = gic.distributor();
    gicc = gic.cpuInterface();
  }

  private Gic make(boolean[] irqs, boolean[] fiqs) {
    IrqLine[] irqLines = new IrqLine[CPUS];
    IrqLine[] fiqLines = new IrqLine[CPUS];
    for (int i = 0; i < CPUS; i++) {
      int n = i;
      irqLines[i] = level -> irqs[n] = level;
      fiqLines[i] = level -> fiqs[n] = level;
    }
    return new Gic(288, irqLines, fiqLines, () -> cpu);
  }

  /** As Linux does: group 0 on, all priorities pass. */
  private void enable() {
    gicd.write(0, 4, 1);
    for (cpu = 0; cpu < CPUS; cpu++) {
      gicc.write(4, 4, 0xff);
      gicc.write(0, 4, 1);
    }
    cpu = 0;
  }

  private void enable(int interrupt) {
    gicd.write(0x100 + interrupt / 32 * 4, 4, 1L << interrupt % 32);
  }

  private long acknowledge() {
    return gicc.read(0x0c, 4);
  }

  @Test
  void levelInterruptIsPendingAgainUntilItsLineFalls() {
    enable();
    enable(33);
    gicd.write(0x800 + 33, 1, 1);
    gic.shared(1).set(true);
    assertThat(irq).containsExactly(true, false, false, false);
    assertThat(acknowledge()).isEqualTo(33);
    assertThat(irq[0]).isFalse();
    assertThat(acknowledge()).isEqualTo(1023);
    gicc.write(0x10, 4, 33);
    assertThat(irq[0]).isTrue();
    assertThat(acknowledge()).isEqualTo(33);
    gic.shared(1).set(false);
    gicc.write(0x10, 4, 33);
    assertThat(irq[0]).isFalse();
  }

  @Test
  void edgeInterruptIsLatched() {
    enable();
    enable(48);
    gicd.write(0xc00 + 12, 4, 2);
    gicd.write(0x800 + 48, 1, 4);
    gic.shared(16).set(true);
    gic.shared(16).set(false);
    assertThat(irq).containsExactly(false, false, true, false);
    cpu = 2;
    assertThat(acknowledge()).isEqualTo(48);
    gic.shared(16).set(true);
    gicc.write(0x10, 4, 48);
    assertThat(acknowledge()).isEqualTo(48);
    gicc.write(0x10, 4, 48);
    assertThat(acknowledge()).isEqualTo(1023);
  }

  @Test
  void softwareInterruptsNameEverySource() {
    enable();
    cpu = 3;
    gicd.write(0xf00, 4, 0x0001_0005);
    cpu = 1;
    gicd.write(0xf00, 4, 0x0001_0005);
    cpu = 0;
    assertThat(gicd.read(0xf20 + 5, 1)).isEqualTo(0b1010);
    assertThat(acknowledge()).isEqualTo(1 << 10 | 5);
    gicc.write(0x10, 4, 1 << 10 | 5);
    assertThat(acknowledge()).isEqualTo(3 << 10 | 5);
    gicc.write(0x10, 4, 3 << 10 | 5);
    assertThat(irq[0]).isFalse();
    gicd.write(0xf00, 4, 0x0100_0002);
    assertThat(irq).containsExactly(false, true, true, true);
    gicd.write(0xf00, 4, 0x0200_0002);
    assertThat(irq[0]).isTrue();
  }

  @Test
  void privateInterruptsAreBanked() {
    enable();
    cpu = 1;
    enable(27);
    gic.privateLine(1, 11).set(true);
    gic.privateLine(0, 11).set(true);
    assertThat(irq).containsExactly(false, true, false, false);
    assertThat(gicd.read(0x800 + 27, 1)).isEqualTo(2);
    assertThat(acknowledge()).isEqualTo(27);
  }

  @Test
  void higherPriorityPreemptsAndBinaryPointHoldsItBack() {
    enable();
    enable(40);
    enable(41);
    gicd.write(0x800 + 40, 2, 0x0101);
    gicd.write(0x400 + 40, 2, 0x8090);
    gic.shared(8).set(true);
    assertThat(acknowledge()).isEqualTo(40);
    assertThat(gicc.read(0x14, 4)).isEqualTo(0x90);
    gic.shared(9).set(true);
    assertThat(irq[0]).isTrue();
    assertThat(acknowledge()).isEqualTo(41);
    assertThat(gicc.read(0x14, 4)).isEqualTo(0x80);
    gicc.write(0x10, 4, 41);
    assertThat(gicc.read(0x14, 4)).isEqualTo(0x90);
    gicc.write(0x10, 4, 40);
    assertThat(gicc.read(0x14, 4)).isEqualTo(0xff);
    gic.shared(9).set(false);
    gicc.write(0x08, 4, 4);
    assertThat(acknowledge()).isEqualTo(40);
    assertThat(gicc.read(0x14, 4)).isEqualTo(0x80);
    gic.shared(9).set(true);
    assertThat(irq[0]).isFalse();
    assertThat(gicc.read(0x18, 4)).isEqualTo(41);
  }

  @Test
  void priorityMaskHidesInterrupts() {
    enable();
    enable(40);
    gicd.write(0x800 + 40, 1, 1);
    gicd.write(0x400 + 40, 1, 0xa0);
    gic.shared(8).set(true);
    gicc.write(4, 4, 0xa0);
    assertThat(irq[0]).isFalse();
    assertThat(acknowledge()).isEqualTo(1023);
    gicc.write(4, 4, 0xb0);
    assertThat(irq[0]).isTrue();
  }

  @Test
  void splitEndOfInterruptKeepsItActive() {
    enable();
    gicc.write(0, 4, 0x201);
    enable(40);
    gicd.write(0x800 + 40, 1, 1);
    gic.shared(8).set(true);
    assertThat(acknowledge()).isEqualTo(40);
    gicc.write(0x10, 4, 40);
    assertThat(gicc.read(0x14, 4)).isEqualTo(0xff);
    assertThat(irq[0]).isFalse();
    assertThat(gicd.read(0x300 + 4, 4)).isEqualTo(1 << 8);
    gicc.write(0x1000, 4, 40);
    assertThat(irq[0]).isTrue();
  }

  @Test
  void groupOneNeedsItsEnableAndItsAcknowledge() {
    gicd.write(0, 4, 3);
    gicc.write(4, 4, 0xff);
    gicc.write(0, 4, 0b1011);
    enable(40);
    enable(41);
    gicd.write(0x800 + 40, 2, 0x0101);
    gicd.write(0x084, 4, 1 << 8);
    gic.shared(8).set(true);
    assertThat(irq[0]).isTrue();
    assertThat(fiq[0]).isFalse();
    assertThat(acknowledge()).isEqualTo(1022);
    assertThat(gicc.read(0x28, 4)).isEqualTo(40);
    assertThat(gicc.read(0x20, 4)).isEqualTo(40);
    assertThat(gicc.read(0xe0, 4)).isEqualTo(1);
    gicc.write(0x24, 4, 40);
    gic.shared(8).set(false);
    gic.shared(9).set(true);
    assertThat(irq[0]).isFalse();
    assertThat(fiq[0]).isTrue();
    assertThat(gicc.read(0x20, 4)).isEqualTo(1023);
    assertThat(acknowledge()).isEqualTo(41);
  }

  @Test
  void registersOfTheReferenceBoard() {
    assertThat(gicd.read(4, 4)).isEqualTo(8 | 3 << 5);
    assertThat(gicd.read(8, 4)).isEqualTo(0x43b);
    assertThat(gicd.read(0xfe8, 4)).isEqualTo(0x2b);
    assertThat(gicd.read(0xc00, 4)).isEqualTo(0xaaaa_aaaaL);
    assertThat(gicd.read(0x100, 4)).isEqualTo(0xffff);
    assertThat(gicc.read(0xfc, 4)).isEqualTo(0x2043b);
    gicc.write(0, 4, 0xffff_ffffL);
    assertThat(gicc.read(0, 4)).isEqualTo(0x21f);
    gicd.write(0x400, 4, 0xffff_ffffL);
    assertThat(gicd.read(0x400, 2)).isEqualTo(0xffff);
    gicd.write(0x180, 4, 0xffff_ffffL);
    assertThat(gicd.read(0x100, 4)).isEqualTo(0xffff);
    gicc.write(0x1c, 4, 0);
    assertThat(gicc.read(0x1c, 4)).isEqualTo(1);
  }

  @Test
  void randomAccessesKeepSnapshotsFaithful() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      cpu = random.nextInt(CPUS);
      MmioDevice frame = random.nextBoolean() ? gicd : gicc;
      long offset =
          random.nextInt(frame == gicd ? 0x400 : 0x400) * 4L % (frame == gicd ? 0x1000 : 0xf0);
      switch (random.nextInt(3)) {
        case 0 -> frame.read(offset, 4);
        case 1 -> frame.write(offset, 4, random.nextInt());
        default -> gic.shared(random.nextInt(256)).set(random.nextBoolean());
      }
    }
    StateOutput out = new StateOutput();
    gic.save(out);
    boolean[] irqs = new boolean[CPUS];
    boolean[] fiqs = new boolean[CPUS];
    Gic copy = make(irqs, fiqs);
    copy.load(new StateInput(out.toByteArray()));
    StateOutput again = new StateOutput();
    copy.save(again);
    assertThat(again.toByteArray()).isEqualTo(out.toByteArray());
    assertThat(irqs).isEqualTo(irq);
    assertThat(fiqs).isEqualTo(fiq);
  }
}
