package ebb.machine.gic;

import ebb.runtime.MmioDevice;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/**
 * GICD registers (IHI 0048B section 4.3). Every register may be accessed in bytes, SGIR only whole.
 */
final class GicDistributor implements MmioDevice {
  private static final int[] IDENTIFICATION = {
    0x04, 0x00, 0x00, 0x00, 0x90, 0xb4, 0x2b, 0x00, 0x0d, 0xf0, 0x05, 0xb1
  };
  private static final int SGIR = 0xf00;

  private final Gic gic;

  GicDistributor(Gic gic) {
    this.gic = gic;
  }

  @Override
  public String id() {
    return "gic.distributor";
  }

  /** The state is all in {@link Gic}. */
  @Override
  public void save(StateOutput out) {}

  @Override
  public void load(StateInput in) {}

  @Override
  public long read(long offset, int bytes) {
    int cpu = gic.accessor();
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (readByte(cpu, (int) offset + i) & 0xffL) << 8 * i;
    }
    return value;
  }

  @Override
  public void write(long offset, int bytes, long value) {
    int cpu = gic.accessor();
    if (offset == SGIR) {
      if (bytes == 4) {
        softwareInterrupt(cpu, (int) value);
      }
      return;
    }
    for (int i = 0; i < bytes; i++) {
      writeByte(cpu, (int) offset + i, (int) (value >>> 8 * i) & 0xff);
    }
    gic.update();
  }

  private int readByte(int cpu, int offset) {
    if (offset < 0x080) {
      return switch (offset) {
        case 0x000 -> gic.control();
        case 0x004 -> gic.words - 1 | (gic.cpus - 1) << 5;
        // GICD_IIDR: implementer ARM.
        case 0x008 -> 0x3b;
        case 0x009 -> 0x04;
        default -> 0;
      };
    }
    if (offset < 0x400) {
      int word = (offset & 0x7f) >> 2;
      return word >= gic.words ? 0 : bits(cpu, offset, word) >>> 8 * (offset & 3) & 0xff;
    }
    if (offset < 0xc00) {
      int interrupt = offset & 0x3ff;
      if (interrupt >= gic.interrupts) {
        return 0;
      }
      if (offset < 0x800) {
        return gic.priority(cpu, interrupt);
      }
      if (gic.cpus == 1) {
        return 0;
      }
      return interrupt < Gic.INTERNAL ? 1 << cpu : gic.targets[interrupt];
    }
    if (offset < 0xd00) {
      int first = (offset - 0xc00) * 4;
      int value = 0;
      for (int i = 0; i < 4 && first < gic.interrupts; i++) {
        value |= gic.edge.get(cpu, first + i) ? 2 << 2 * i : 0;
      }
      return value;
    }
    if (offset >= 0xf10 && offset < 0xf30) {
      return gic.sources[cpu * Gic.SGIS + (offset & 0xf)];
    }
    if (offset >= 0xfd0) {
      return (offset & 3) == 0 ? IDENTIFICATION[(offset - 0xfd0) >> 2] : 0;
    }
    return 0;
  }

  private int bits(int cpu, int offset, int word) {
    return switch (offset >> 7) {
      case 1 -> gic.group.word(cpu, word);
      case 2, 3 -> gic.enabled.word(cpu, word);
      case 4, 5 -> gic.pending(cpu, word);
      default -> gic.active.word(cpu, word);
    };
  }

  private void writeByte(int cpu, int offset, int value) {
    if (offset < 0x080) {
      if (offset == 0) {
        gic.setControl(value);
      }
    } else if (offset < 0x400) {
      int word = (offset & 0x7f) >> 2;
      if (word < gic.words) {
        int shift = 8 * (offset & 3);
        writeBits(cpu, offset >> 7, word, value << shift, 0xff << shift);
      }
    } else if (offset < 0xc00) {
      int interrupt = offset & 0x3ff;
      if (interrupt >= gic.interrupts) {
        return;
      }
      if (offset < 0x800) {
        gic.setPriority(cpu, interrupt, value);
      } else if (interrupt >= Gic.INTERNAL && gic.cpus > 1) {
        gic.targets[interrupt] = value & (1 << gic.cpus) - 1;
      }
    } else if (offset < 0xd00) {
      int first = (offset - 0xc00) * 4;
      if (first >= Gic.SGIS && first < gic.interrupts) {
        for (int i = 0; i < 4; i++) {
          gic.edge.set(cpu, first + i, (value & 2 << 2 * i) != 0);
        }
      }
    } else if (offset >= 0xf10 && offset < 0xf20) {
      gic.clearSgi(cpu, offset & 0xf, value);
    } else if (offset >= 0xf20 && offset < 0xf30) {
      gic.raiseSgi(cpu, offset & 0xf, value & (1 << gic.cpus) - 1);
    }
  }

  /** One of the bit-per-interrupt registers; only SGIs cannot be disabled or made pending here. */
  private void writeBits(int cpu, int register, int word, int value, int written) {
    int notSgi = word == 0 ? value & 0xffff_0000 : value;
    switch (register) {
      case 1 -> gic.group.setWord(cpu, word, gic.group.word(cpu, word) & ~written | value);
      case 2 -> gic.enabled.setWord(cpu, word, gic.enabled.word(cpu, word) | notSgi);
      case 3 -> gic.enabled.setWord(cpu, word, gic.enabled.word(cpu, word) & ~notSgi);
      case 4 -> gic.latch.setWord(cpu, word, gic.latch.word(cpu, word) | notSgi);
      case 5 -> gic.latch.setWord(cpu, word, gic.latch.word(cpu, word) & ~notSgi);
      case 6 -> gic.active.setWord(cpu, word, gic.active.word(cpu, word) | value);
      default -> gic.active.setWord(cpu, word, gic.active.word(cpu, word) & ~value);
    }
  }

  private void softwareInterrupt(int cpu, int value) {
    int all = (1 << gic.cpus) - 1;
    int to =
        switch (value >>> 24 & 3) {
          case 0 -> value >>> 16 & all;
          case 1 -> all & ~(1 << cpu);
          case 2 -> 1 << cpu;
          default -> 0;
        };
    for (int target = 0; target < gic.cpus; target++) {
      if ((to >> target & 1) != 0) {
        gic.raiseSgi(target, value & 0xf, 1 << cpu);
      }
    }
    gic.update();
  }
}
