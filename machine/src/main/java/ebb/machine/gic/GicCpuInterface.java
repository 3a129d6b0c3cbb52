package ebb.machine.gic;

import ebb.runtime.MmioDevice;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/** GICC registers of the accessing CPU (IHI 0048B section 4.4). */
final class GicCpuInterface implements MmioDevice {
  /** Architecture version 2, implementer ARM. */
  private static final int IIDR = 0x0002_043b;

  private final Gic gic;

  GicCpuInterface(Gic gic) {
    this.gic = gic;
  }

  @Override
  public String id() {
    return "gic.cpu";
  }

  /** The state is all in {@link Gic}. */
  @Override
  public void save(StateOutput out) {}

  @Override
  public void load(StateInput in) {}

  /** Narrow accesses see the low part of a register, as do those of its inner bytes. */
  @Override
  public long read(long offset, int bytes) {
    int cpu = gic.accessor();
    int value =
        switch ((int) offset) {
          case 0x00 -> gic.cpuControl[cpu];
          case 0x04 -> gic.mask[cpu];
          case 0x08 -> gic.binaryPoint[cpu];
          case 0x0c -> gic.acknowledge(cpu, false);
          case 0x14 -> Math.min(0xff, gic.runningPriority(cpu));
          case 0x18 -> gic.highestPending(cpu, false);
          case 0x1c -> gic.aliasedBinaryPoint[cpu];
          case 0x20 -> gic.acknowledge(cpu, true);
          case 0x28 -> gic.highestPending(cpu, true);
          case 0xd0, 0xd4, 0xd8, 0xdc -> gic.active0[cpu * 4 + ((int) offset - 0xd0 >> 2)];
          case 0xe0, 0xe4, 0xe8, 0xec -> gic.active1[cpu * 4 + ((int) offset - 0xe0 >> 2)];
          case 0xfc -> IIDR;
          default -> 0;
        };
    return value & (bytes >= 4 ? 0xffff_ffffL : (1L << 8 * bytes) - 1);
  }

  @Override
  public void write(long offset, int bytes, long data) {
    int cpu = gic.accessor();
    int value = (int) data;
    switch ((int) offset) {
      case 0x00 -> gic.setCpuControl(cpu, value);
      case 0x04 -> gic.mask[cpu] = value & 0xff;
      case 0x08 -> gic.binaryPoint[cpu] = value & 7;
      case 0x10, 0x24 -> gic.endOfInterrupt(cpu, value & 0x3ff);
      case 0x1c -> gic.aliasedBinaryPoint[cpu] = Math.max(1, value & 7);
      case 0xd0, 0xd4, 0xd8, 0xdc -> gic.active0[cpu * 4 + ((int) offset - 0xd0 >> 2)] = value;
      case 0xe0, 0xe4, 0xe8, 0xec -> gic.active1[cpu * 4 + ((int) offset - 0xe0 >> 2)] = value;
      case 0x1000 -> gic.deactivate(cpu, value & 0x3ff);
      default -> {
        return;
      }
    }
    gic.update();
  }
}
