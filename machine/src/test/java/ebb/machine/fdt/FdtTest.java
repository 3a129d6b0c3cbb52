package ebb.machine.fdt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class FdtTest {
  private static byte[] sample() {
    Fdt fdt = new Fdt();
    fdt.reservations().add(new Fdt.Reservation(0x1000, 0x2000));
    fdt.root().strings("compatible", "a", "bc").cells("#size-cells", 1);
    fdt.root().child("node@1").flag("empty").cells64("reg", 0x1_0000_0002L).child("inner");
    return fdt.toByteArray();
  }

  @Test
  void readsWhatItWrites() throws FdtException {
    Fdt fdt = Fdt.parse(sample());
    assertThat(fdt.root().cell("#size-cells", 9)).isEqualTo(1);
    assertThat(fdt.root().find("node@1").find("inner").properties()).isEmpty();
    assertThat(fdt.root().find("node@1").properties().get("reg"))
        .containsExactly(0, 0, 0, 1, 0, 0, 0, 2);
    assertThat(fdt.reservations()).containsExactly(new Fdt.Reservation(0x1000, 0x2000));
    assertThat(fdt.toByteArray()).isEqualTo(sample());
  }

  @Test
  void damagedTreesAreRefusedInOneLine() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      byte[] blob = sample();
      for (int n = random.nextInt(4); n >= 0; n--) {
        blob[random.nextInt(blob.length)] = (byte) random.nextInt();
      }
      if (random.nextInt(4) == 0) {
        blob = java.util.Arrays.copyOf(blob, random.nextInt(blob.length));
      }
      try {
        Fdt.parse(blob);
      } catch (FdtException e) {
        assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
      }
    }
  }
}
