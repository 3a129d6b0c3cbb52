package ebb.machine.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.machine.virtio.Driver.Buffer;
import ebb.runtime.Clock;
import ebb.runtime.Inputs;
import ebb.runtime.ManualClock;
import ebb.runtime.OutputChannel;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StreamDevicesTest {
  private static final long VERSION_1 = 1L << 32;
  private static final int DATA = 0x80000;

  private final ArrayDma dma = new ArrayDma();
  private final Clock clock = new Clock(0);
  private final Inputs inputs = new Inputs();
  private boolean irq;

  private Driver driver(VirtioDevice device, boolean legacy) {
    return new Driver(dma, new VirtioMmio("v", device, legacy, dma, level -> irq = level), legacy);
  }

  private String text(int offset, int length) {
    return new String(dma.ram, offset, length, StandardCharsets.US_ASCII);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void consoleCarriesTextBothWays(boolean legacy) {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    OutputChannel output = new OutputChannel("console0");
    output.setSink((data, offset, length) -> heard.write(data, offset, length));
    VirtioConsole console = new VirtioConsole("console0", inputs, output);
    Driver driver = driver(console, legacy);

    console.input().offer("early ".getBytes(StandardCharsets.US_ASCII));
    ManualClock.deliver(inputs, clock);
    driver.start(2, VERSION_1);
    driver.add(0, new Buffer(ArrayDma.BASE + DATA, 4, true));
    driver.add(0, new Buffer(ArrayDma.BASE + DATA + 4, 100, true));
    driver.notifyDevice(0);
    assertThat(driver.collect(0)).containsExactly(new int[] {0, 4}, new int[] {1, 2});
    assertThat(text(DATA, 6)).isEqualTo("early ");
    assertThat(irq).isTrue();

    driver.add(0, new Buffer(ArrayDma.BASE + DATA + 6, 100, true));
    driver.notifyDevice(0);
    assertThat(driver.collect(0)).isEmpty();
    console.input().offer("late".getBytes(StandardCharsets.US_ASCII));
    ManualClock.deliver(inputs, clock);
    assertThat(driver.collect(0)).containsExactly(new int[] {2, 4});
    assertThat(text(DATA, 10)).isEqualTo("early late");

    driver.add(
        1,
        new Buffer(ArrayDma.BASE + DATA, 5, false),
        new Buffer(ArrayDma.BASE + DATA + 6, 4, false));
    driver.notifyDevice(1);
    assertThat(driver.collect(1)).containsExactly(new int[] {0, 0});
    driver.mmio.write(0x108, 4, '!');
    assertThat(heard.toString(StandardCharsets.US_ASCII)).startsWith("earlylate!");
  }

  @Test
  void entropyAnswersEachRequestWithOneDelivery() {
    VirtioRng rng = new VirtioRng(inputs);
    List<Integer> wanted = new ArrayList<>();
    rng.setSource(wanted::add);
    Driver driver = driver(rng, true);
    driver.start(1, 0);
    rng.channel().offer(new byte[] {9});
    ManualClock.deliver(inputs, clock);
    driver.add(0, new Buffer(ArrayDma.BASE + DATA, 64, true));
    driver.add(0, new Buffer(ArrayDma.BASE + DATA + 64, 100_000, true));
    driver.notifyDevice(0);
    assertThat(wanted).containsExactly(64, 4096);

    StateOutput out = new StateOutput();
    driver.mmio.save(out);
    driver.mmio.reset();
    driver.mmio.load(new StateInput(out.toByteArray()));
    wanted.clear();
    rng.askAgain();
    assertThat(wanted).containsExactly(64, 4096);

    byte[] random = new byte[64];
    Arrays.fill(random, (byte) 0x5a);
    rng.channel().offer(random);
    rng.channel().offer(new byte[] {1, 2, 3});
    ManualClock.deliver(inputs, clock);
    assertThat(driver.collect(0)).containsExactly(new int[] {0, 64}, new int[] {1, 3});
    assertThat(Arrays.copyOfRange(dma.ram, DATA, DATA + 64)).containsOnly(0x5a);
    assertThat(Arrays.copyOfRange(dma.ram, DATA + 64, DATA + 68)).containsExactly(1, 2, 3, 0);
    assertThat(irq).isTrue();
  }

  @Test
  void theHostAnswersWithAsMuchAsIsWanted() throws Exception {
    VirtioRng rng = new VirtioRng(inputs);
    Driver driver = driver(rng, true);
    driver.start(1, 0);
    try (HostEntropy host = new HostEntropy(rng.channel())) {
      rng.setSource(host);
      driver.add(0, new Buffer(ArrayDma.BASE + DATA, 64, true));
      driver.notifyDevice(0);
      List<int[]> given = List.of();
      while (given.isEmpty()) {
        Thread.sleep(1);
        ManualClock.deliver(inputs, clock);
        given = driver.collect(0);
      }
      assertThat(given).containsExactly(new int[] {0, 64});
    }
  }
}
