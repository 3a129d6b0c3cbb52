package ebb.machine.board;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.testing.Tools;
import ebb.machine.boot.BootException;
import ebb.runtime.Machine;
import ebb.runtime.MmioDevice;
import ebb.runtime.PhysicalMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same random accesses to the devices of both boards read the same values. */
class QemuRegistersTest {
  private static final int ACCESSES = 1500;

  /** Registers of the GIC's frames that take part. */
  private static final int[] DISTRIBUTOR = {
    0x000, 0x004, 0x008, 0x100, 0x104, 0x180, 0x184, 0x200, 0x204, 0x280, 0x284, 0x300, 0x304,
    0x380, 0x384, 0x400, 0x404, 0x408, 0x420, 0x800, 0x820, 0xc00, 0xc04, 0xc08, 0xf10, 0xf14,
    0xf20, 0xf24, 0xfd0, 0xfe0, 0xfe8
  };

  private static final int[] CPU = {
    0x00, 0x04, 0x08, 0x0c, 0x0c, 0x0c, 0x10, 0x14, 0x18, 0x1c, 0xd0, 0xfc, 0x1000
  };

  private final List<String> history = new ArrayList<>();

  @Test
  void sameAccessesReadTheSame(@TempDir Path dir)
      throws IOException, InterruptedException, BootException {
    Tools.require("qemu-system-arm", "qemu-system-arm");
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    try (QemuBus qemu = QemuBus.start(dir.resolve("log"))) {
      BoardConfig config =
          BoardConfig.of(new StillGuest(), "cortex-a15")
              .ramBytes(64 << 20)
              .rtcSeconds(1_577_836_800L)
              .build();
      Machine machine = new VirtBoard(config).machine();
      for (int i = 0; i < ACCESSES; i++) {
        long address = address(random);
        if (random.nextInt(5) < 2) {
          long ours = read(machine, address);
          long theirs = qemu.read(address, 4);
          history.add(String.format("read %08x: %x", address, theirs));
          assertThat(ours)
              .as(() -> "read of " + Long.toHexString(address) + " after " + tail())
              .isEqualTo(theirs);
        } else {
          long value = value(random, address);
          history.add(String.format("write %08x %x", address, value));
          qemu.write(address, 4, value);
          device(machine, address).write(offset(machine, address), 4, value);
        }
      }
    }
  }

  private String tail() {
    return String.join("\n", history.subList(Math.max(0, history.size() - 60), history.size()));
  }

  private static long address(Random random) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> 0x0800_0000L + DISTRIBUTOR[random.nextInt(DISTRIBUTOR.length)];
      case 3, 4 -> 0x0801_0000L + CPU[random.nextInt(CPU.length)];
      case 5 -> 0x0900_0000L + 4L * random.nextInt(20);
      case 6 -> 0x0903_0000L + (random.nextBoolean() ? 0x400 + 4L * random.nextInt(9) : 0x3fc);
      default -> 4L * random.nextInt(4);
    };
  }

  private static long value(Random random, long address) {
    if (address < 0x0400_0000L) {
      int[] commands = {0x10, 0x20, 0x40, 0x50, 0x60, 0x70, 0x90, 0x98, 0xd0, 0xff, 0xff, 0x01};
      return commands[random.nextInt(commands.length)] * 0x1_0001L;
    }
    if (address == 0x0800_0000L || address == 0x0801_0000L) {
      return random.nextInt(4) == 0 ? 0 : 1;
    }
    if (address == 0x0801_0004L) {
      return random.nextInt(3) == 0 ? random.nextInt(256) : 0xff;
    }
    if (address == 0x0801_0010L || address == 0x0801_1000L) {
      return random.nextInt(64);
    }
    if (address == 0x0800_0304L) {
      // QEMU keeps a shared interrupt's active state once for each CPU, so that ending it here
      // would not end it there.
      return 0;
    }
    if (address >= 0x0800_0f10L && address < 0x0800_0f30L) {
      // Only of the CPU that exists: QEMU stores the requests of others, and makes an interrupt
      // pending even when
      // no request is written.
      return 0x0101_0101;
    }
    int sparse = random.nextInt();
    return sparse & random.nextInt() & 0xffff_ffffL;
  }

  private static MmioDevice device(Machine machine, long address) {
    return machine.physicalMemory().find(address).device();
  }

  private static long offset(Machine machine, long address) {
    return address - machine.physicalMemory().find(address).base();
  }

  private static long read(Machine machine, long address) {
    PhysicalMemory.Range range = machine.physicalMemory().find(address);
    if (!range.isMemory()) {
      return range.device().read(address - range.base(), 4);
    }
    byte[] bytes = new byte[4];
    assertThat(machine.dma().read(address, bytes, 0, 4)).isTrue();
    long value = 0;
    for (int i = 0; i < 4; i++) {
      value |= (bytes[i] & 0xffL) << 8 * i;
    }
    return value;
  }
}
