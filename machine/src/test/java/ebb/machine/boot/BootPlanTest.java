package ebb.machine.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class BootPlanTest {
  private static final long RAM = 0x4000_0000L;
  private static final byte[] NONE = {};

  private static byte[] zImage(int size) {
    ByteBuffer image = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    image.putInt(0x24, 0x016f2818).putInt(0x28, 0).putInt(0x2c, size);
    return image.array();
  }

  /** One segment linked at 0xc0008000 for 0x40008000, 16 bytes with 16 zeroes after them. */
  private static byte[] elf() {
    ByteBuffer file = ByteBuffer.allocate(52 + 32 + 16).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 1, 1});
    file.putShort(16, (short) 2).putShort(18, (short) 40).putInt(24, 0xc000_8005);
    file.putInt(28, 52).putShort(42, (short) 32).putShort(44, (short) 1);
    file.putInt(52, 1).putInt(56, 84).putInt(60, 0xc000_8000).putInt(64, 0x4000_8000);
    file.putInt(68, 16).putInt(72, 32);
    file.put(84, (byte) 0x55);
    return file.array();
  }

  private static byte[] uImage(int payload) {
    ByteBuffer file = ByteBuffer.allocate(64 + payload);
    file.putInt(0, 0x27051956).putInt(12, payload).putInt(16, 0x4100_0000).putInt(20, 0x4100_0040);
    file.put(29, (byte) 2).put(30, (byte) 2);
    return file.array();
  }

  @Test
  void placesAsTheReferenceBoardDoes() throws BootException {
    BootPlan plan = BootPlan.kernel(zImage(5000), new byte[1000], RAM, 512L << 20);
    assertThat(plan.entry()).isEqualTo(0x4001_0000L);
    assertThat(plan.linux()).isTrue();
    assertThat(plan.initrdStart()).isEqualTo(0x4800_0000L);
    assertThat(plan.initrdEnd()).isEqualTo(0x4800_03e8L);
    assertThat(plan.deviceTree()).isEqualTo(0x4800_1000L);
    assertThat(BootPlan.kernel(zImage(5000), NONE, RAM, 64L << 20).deviceTree())
        .isEqualTo(0x4200_0000L);
  }

  @Test
  void loadsElfAtPhysicalAddresses() throws BootException {
    BootPlan plan = BootPlan.kernel(elf(), NONE, RAM, 64L << 20);
    assertThat(plan.linux()).isFalse();
    assertThat(plan.entry()).isEqualTo(0x4000_8005L);
    assertThat(plan.deviceTree()).isEqualTo(RAM);
    assertThat(plan.segments()).hasSize(1);
    assertThat(plan.segments().getFirst().address()).isEqualTo(0x4000_8000L);
    assertThat(plan.segments().getFirst().data()).hasSize(32).startsWith(0x55);
  }

  @Test
  void loadsCompressedAndUBootImages() throws BootException, IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(elf());
    }
    assertThat(BootPlan.kernel(bytes.toByteArray(), NONE, RAM, 64L << 20).entry())
        .isEqualTo(0x4000_8005L);
    assertThat(BootPlan.kernel(uImage(100), NONE, RAM, 64L << 20).entry()).isEqualTo(0x4100_0040L);
  }

  @Test
  void saysWhatIsWrong() {
    byte[] truncated = java.util.Arrays.copyOf(zImage(5000), 4000);
    assertThatThrownBy(() -> BootPlan.kernel(truncated, NONE, RAM, 64L << 20))
        .isInstanceOf(BootException.class)
        .hasMessage("zImage is truncated: 4000 of 5000 bytes");
    assertThatThrownBy(() -> BootPlan.kernel(zImage(5000), new byte[1 << 20], RAM, 1L << 20))
        .isInstanceOf(BootException.class)
        .hasMessage("initial RAM disk does not fit into memory");
  }

  @Test
  void damagedFilesAreRefusedInOneLine() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    byte[][] samples = {elf(), zImage(200), uImage(64)};
    for (int i = 0; i < 30_000; i++) {
      byte[] file = samples[random.nextInt(samples.length)].clone();
      for (int n = random.nextInt(5); n >= 0; n--) {
        file[random.nextInt(file.length)] = (byte) random.nextInt();
      }
      if (random.nextInt(4) == 0) {
        file = java.util.Arrays.copyOf(file, random.nextInt(file.length));
      }
      try {
        BootPlan.kernel(file, NONE, RAM, 2L << 20);
      } catch (BootException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      }
    }
  }
}
