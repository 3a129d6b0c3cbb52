package ebb.machine.device;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.runtime.Clock;
import ebb.runtime.Dma;
import ebb.runtime.Inputs;
import ebb.runtime.ManualClock;
import ebb.runtime.OutputChannel;
import ebb.runtime.Snapshotable;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The platform devices, register by register. */
class DevicesTest {
  private static final long SECOND = 1_000_000_000L;

  private final Clock clock = new Clock(0);
  private final Inputs inputs = new Inputs();
  private boolean irq;

  private static void copy(Snapshotable from, Snapshotable to) {
    StateOutput out = new StateOutput();
    from.save(out);
    to.load(new StateInput(out.toByteArray()));
    StateOutput again = new StateOutput();
    to.save(again);
    assertThat(again.toByteArray()).isEqualTo(out.toByteArray());
  }

  private Pl011 uart(Inputs where) {
    return new Pl011("serial0", level -> irq = level, where, new OutputChannel("serial0"));
  }

  private void type(Pl011 uart, String text) {
    uart.input().offer(text.getBytes(StandardCharsets.US_ASCII));
    ManualClock.deliver(inputs, clock);
  }

  @Test
  void uartTransmits() {
    Pl011 uart = uart(inputs);
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    uart.output().setSink(seen::write);
    uart.write(0x38, 4, 0x20);
    assertThat(irq).isFalse();
    uart.write(0, 1, 'h');
    uart.write(0, 4, 'i');
    assertThat(seen.toString(StandardCharsets.US_ASCII)).isEqualTo("hi");
    assertThat(irq).isTrue();
    assertThat(uart.read(0x40, 4)).isEqualTo(0x20);
    uart.write(0x44, 4, 0x20);
    assertThat(irq).isFalse();
    assertThat(uart.read(0x18, 4)).isEqualTo(0x90);
  }

  @Test
  void uartKeepsWhatItsFifoCannotTake() {
    Pl011 uart = uart(inputs);
    uart.write(0x2c, 4, 0x70);
    uart.write(0x38, 4, 0x10);
    String text = "0123456789abcdefghijklmnop";
    type(uart, text);
    assertThat(irq).isTrue();
    assertThat(uart.read(0x18, 4)).isEqualTo(0xc0);
    Pl011 second = uart(new Inputs());
    copy(uart, second);
    StringBuilder got = new StringBuilder();
    while ((second.read(0x18, 4) & 0x10) == 0) {
      got.append((char) second.read(0, 4));
    }
    assertThat(got.toString()).isEqualTo(text);
    assertThat(irq).isFalse();
  }

  @Test
  void uartSeesABreakBeforeWhatWaits() {
    Pl011 uart = uart(inputs);
    type(uart, "ab");
    uart.input().offer(Pl011.BREAK);
    ManualClock.deliver(inputs, clock);
    assertThat(uart.read(0x3c, 4)).isEqualTo(0x10);
    Pl011 second = uart(new Inputs());
    copy(uart, second);
    assertThat(second.read(0, 2)).isEqualTo('a');
    assertThat(second.read(0x3c, 4)).isEqualTo(0x210);
    assertThat(second.read(0, 2)).isEqualTo(0x400);
    assertThat(second.read(4, 4)).isEqualTo(4);
    assertThat(second.read(0, 2)).isEqualTo('b');
  }

  @Test
  void uartWithoutFifoHoldsOneCharacter() {
    Pl011 uart = uart(inputs);
    type(uart, "ab");
    assertThat(uart.read(0x18, 4)).isEqualTo(0xc0);
    assertThat(uart.read(0x3c, 4)).isEqualTo(0x10);
    assertThat(uart.read(0, 1)).isEqualTo('a');
    assertThat(uart.read(0, 1)).isEqualTo('b');
    assertThat(uart.read(0x18, 4)).isEqualTo(0x90);
    assertThat(uart.read(0xfe0, 4)).isEqualTo(0x11);
    assertThat(uart.read(0xfe8, 4)).isEqualTo(0x14);
    assertThat(uart.read(0xffc, 4)).isEqualTo(0xb1);
  }

  @Test
  void clockCountsVirtualSecondsAndAlarms() {
    Pl031 rtc = new Pl031(clock, level -> irq = level, 1_577_836_800L);
    ManualClock.pass(clock, SECOND / 2);
    assertThat(rtc.read(0, 4)).isEqualTo(1_577_836_800L);
    rtc.write(0x10, 4, 1);
    rtc.write(4, 4, 1_577_836_803L);
    ManualClock.pass(clock, SECOND * 5 / 2 - 1);
    assertThat(irq).isFalse();
    ManualClock.pass(clock, 1);
    assertThat(rtc.read(0, 4)).isEqualTo(1_577_836_803L);
    assertThat(irq).isTrue();
    assertThat(rtc.read(0x18, 4)).isEqualTo(1);
    rtc.write(0x1c, 4, 1);
    assertThat(irq).isFalse();
    rtc.write(8, 4, 100);
    ManualClock.pass(clock, SECOND);
    assertThat(rtc.read(0, 4)).isEqualTo(101);
    copy(rtc, new Pl031(new Clock(0), level -> {}, 0));
  }

  @Test
  void gpioRaisesOnEdgesOfThePowerKey() {
    Pl061 gpio = new Pl061(level -> irq = level);
    AtomicInteger resets = new AtomicInteger();
    PowerKey key = new PowerKey(clock, inputs, gpio, 3, resets::incrementAndGet);
    key.pressReset();
    ManualClock.deliver(inputs, clock);
    assertThat(resets.get()).isEqualTo(1);
    assertThat(gpio.read(0x20, 4)).isEqualTo(0);
    gpio.write(0x40c, 4, 8);
    gpio.write(0x410, 4, 8);
    key.pressPower();
    ManualClock.deliver(inputs, clock);
    assertThat(irq).isTrue();
    assertThat(gpio.read(0x20, 4)).isEqualTo(8);
    assertThat(gpio.read(0x10, 4)).isEqualTo(0);
    gpio.write(0x41c, 4, 8);
    assertThat(irq).isFalse();
    ManualClock.pass(clock, SECOND / 10);
    assertThat(gpio.read(0x3fc, 4)).isEqualTo(0);
    assertThat(irq).isFalse();
    gpio.write(0x400, 4, 0xf0);
    gpio.write(0x3fc, 4, 0xff);
    assertThat(gpio.read(0x3fc, 4)).isEqualTo(0xf0);
    copy(gpio, new Pl061(level -> {}));
  }

  /** A flash over an array. */
  private static final class ArrayContent implements Flash.Content {
    final byte[] bytes = new byte[2 * Flash.SECTOR];
    int changes;

    @Override
    public long read(long offset, int count) {
      long value = 0;
      for (int i = 0; i < count; i++) {
        value |= (bytes[(int) offset + i] & 0xffL) << 8 * i;
      }
      return value;
    }

    @Override
    public void write(long offset, int count, long value) {
      for (int i = 0; i < count; i++) {
        bytes[(int) offset + i] = (byte) (value >>> 8 * i);
      }
    }

    @Override
    public void fill(long offset, long length, int value) {
      Arrays.fill(bytes, (int) offset, (int) (offset + length), (byte) value);
    }

    @Override
    public void modeChanged() {
      changes++;
    }
  }

  @Test
  void flashIdentifiesItself() {
    Flash flash = new Flash("flash0", 64L << 20, new ArrayContent());
    assertThat(flash.arrayMode()).isTrue();
    flash.write(0, 4, 0x98);
    assertThat(flash.arrayMode()).isFalse();
    assertThat(flash.read(0x40, 4)).isEqualTo(0x51_0051);
    assertThat(flash.read(0x40, 8)).isEqualTo(0x52_0052_0051_0051L);
    assertThat(flash.read(0x40, 1)).isEqualTo(0x51);
    int[] expected = {
      0x51, 0x52, 0x59, 1, 0, 0x31, 0, 0, 0, 0, 0, 0x45, 0x55, 0, 0, 7, 7, 0xa, 0, 4, 4, 4, 0, 0x19,
      2, 0, 0xb, 0, 1, 0xff, 0, 0, 2, 0x50, 0x52, 0x49, 0x31, 0x30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0
    };
    for (int i = 0; i < expected.length; i++) {
      assertThat(flash.read(0x40 + 4L * i, 2)).as("query %d", 0x10 + i).isEqualTo(expected[i]);
    }
    flash.write(0, 4, 0xff);
    assertThat(flash.arrayMode()).isTrue();
    flash.write(0, 4, 0x90);
    assertThat(flash.read(0, 4)).isEqualTo(0x89_0089);
    assertThat(flash.read(4, 4)).isEqualTo(0x18_0018);
    flash.write(0, 4, 0x70);
    assertThat(flash.read(0, 8)).isEqualTo(0x80_0080_0080_0080L);
  }

  @Test
  void flashErasesAndPrograms() {
    ArrayContent content = new ArrayContent();
    Flash flash = new Flash("flash0", content.bytes.length, content);
    flash.write(Flash.SECTOR + 100, 4, 0x20_0020);
    flash.write(Flash.SECTOR + 100, 4, 0xd0_00d0);
    assertThat(flash.read(0, 4)).isEqualTo(0x80_0080);
    assertThat(content.bytes[Flash.SECTOR - 1]).isEqualTo((byte) 0);
    assertThat(content.bytes[Flash.SECTOR]).isEqualTo((byte) 0xff);
    assertThat(content.bytes[2 * Flash.SECTOR - 1]).isEqualTo((byte) 0xff);
    flash.write(8, 4, 0x40_0040);
    flash.write(8, 4, 0x1234_5678);
    flash.write(16, 4, 0xe8_00e8);
    flash.write(16, 4, 0x1_0001);
    flash.write(16, 4, 0x1111_1111);
    Flash second = new Flash("flash0", content.bytes.length, content);
    copy(flash, second);
    second.write(20, 4, 0x2222_2222);
    second.write(16, 4, 0xd0_00d0);
    second.write(0, 4, 0xff);
    assertThat(second.read(8, 4)).isEqualTo(0x1234_5678);
    assertThat(second.read(16, 8)).isEqualTo(0x2222_2222_1111_1111L);
    assertThat(content.changes).isGreaterThan(1);
  }

  /** 64 KB of RAM at 0. */
  private static final class SmallDma implements Dma {
    final byte[] ram = new byte[1 << 16];

    @Override
    public boolean isRam(long pa, long bytes) {
      return pa >= 0 && bytes >= 0 && pa <= ram.length - bytes;
    }

    @Override
    public boolean read(long pa, byte[] into, int offset, int length) {
      if (!isRam(pa, length)) {
        return false;
      }
      System.arraycopy(ram, (int) pa, into, offset, length);
      return true;
    }

    @Override
    public boolean write(long pa, byte[] from, int offset, int length) {
      if (!isRam(pa, length)) {
        return false;
      }
      System.arraycopy(from, offset, ram, (int) pa, length);
      return true;
    }
  }

  @Test
  void firmwareItemsAreReadByByteAndByDma() {
    SmallDma dma = new SmallDma();
    FirmwareConfig config = new FirmwareConfig(dma);
    config.setFile("b/two", new byte[] {1, 2, 3});
    config.setFile("a/one", new byte[] {9});
    assertThat(config.read(0, 4)).isEqualTo(0x554d4551);
    config.write(8, 2, 0x0100);
    assertThat(config.read(0, 4)).isEqualTo(3);
    config.write(8, 2, 0x1900);
    byte[] directory = new byte[4 + 2 * 64];
    for (int i = 0; i < directory.length; i++) {
      directory[i] = (byte) config.read(0, 1);
    }
    assertThat(directory[3]).isEqualTo((byte) 2);
    assertThat(new String(directory, 12, 5, StandardCharsets.US_ASCII)).isEqualTo("a/one");
    assertThat(directory[4 + 64 + 5]).isEqualTo((byte) 0x21);
    assertThat(config.read(16, 8)).isEqualTo(0x4746_4320_554d_4551L);
    // Select 0x21 and read 4 bytes to 0x200: one more than there is.
    byte[] request = {0, 0x21, 0, 0x0a, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 2, 0};
    System.arraycopy(request, 0, dma.ram, 0x100, 16);
    dma.ram[0x203] = 77;
    config.write(16, 4, 0);
    config.write(20, 4, 0x0001_0000);
    assertThat(Arrays.copyOfRange(dma.ram, 0x200, 0x204)).containsExactly(1, 2, 3, 0);
    assertThat(Arrays.copyOfRange(dma.ram, 0x100, 0x104)).containsExactly(0, 0, 0, 0);
    dma.ram[0x103] = 0x10;
    config.write(16, 8, 0x0001_0000_0000_0000L);
    assertThat(dma.ram[0x103]).isEqualTo((byte) 1);
    FirmwareConfig second = new FirmwareConfig(dma);
    second.setFile("b/two", new byte[] {1, 2, 3});
    second.setFile("a/one", new byte[] {9});
    copy(config, second);
  }
}
