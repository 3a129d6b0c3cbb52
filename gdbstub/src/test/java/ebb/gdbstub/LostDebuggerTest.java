package ebb.gdbstub;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.testing.Tools;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Debuggers that vanish, that are one too many, or that are none, at a real history over TCP. What
 * the next debugger finds is a state of that history, as the guest's registers tell.
 */
final class LostDebuggerTest {
  /** r1 counts the rounds of three ticks and is stored at 0x2000. */
  private static final int[] PROGRAM = {
    0xe3a00a02, // 00 mov r0, #0x2000
    0xe3a01000, // 04 mov r1, #0
    0xe2811001, // 08 add r1, r1, #1
    0xe5801000, // 0c str r1, [r0]
    0xeafffffc, // 10 b 0x08
  };

  private static final long END = 20_000_000;

  private final BareArm arm = new BareArm(PROGRAM);

  /** Has a permit for each motion that has begun. */
  private final Semaphore motions = new Semaphore(0);

  private int icountRegister;
  private Served served;

  @BeforeEach
  void open() throws IOException {
    arm.timeline.cont(END);
    TimelineTarget target = new TimelineTarget(arm.timeline);
    icountRegister = target.registers().getLast().number();
    served = new Served(observed(target));
  }

  private DebugTarget observed(DebugTarget target) {
    return (DebugTarget)
        Proxy.newProxyInstance(
            DebugTarget.class.getClassLoader(),
            new Class<?>[] {DebugTarget.class},
            (proxy, method, arguments) -> {
              if (method.getName().matches("cont|reverseCont|monitor")) {
                motions.release();
              }
              try {
                return method.invoke(target, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @AfterEach
  void close() throws Exception {
    served.close();
    arm.close();
  }

  /** Takes over as soon as the debugger before has been noticed to be gone. */
  private Client debugger() throws IOException {
    while (true) {
      Client client = new Client(served.port());
      if (!client.ask("qC").startsWith("E.another debugger")) {
        return client;
      }
      client.close();
    }
  }

  /** A number, as registers are sent. */
  private static long number(String hex) {
    byte[] bytes = Hex.parseBytes(hex);
    long value = 0;
    for (int i = bytes.length - 1; i >= 0; i--) {
      value = value << 8 | bytes[i] & 0xff;
    }
    return value;
  }

  /** The icount, after a check that all else belongs to it. */
  private long consistent(Client gdb) throws IOException {
    assertThat(gdb.ask("?")).startsWith("T05thread:1;");
    long icount = number(gdb.ask("p" + Integer.toHexString(icountRegister)));
    if (icount >= 2) {
      long round = (icount - 2) / 3;
      long place = (icount - 2) % 3;
      assertThat(number(gdb.ask("pf"))).as("pc at %d", icount).isEqualTo(8 + 4 * place);
      assertThat(number(gdb.ask("p1"))).isEqualTo(place == 0 ? round : round + 1);
      assertThat(number(gdb.ask("m2000,4"))).isEqualTo(place == 2 ? round + 1 : round);
    }
    return icount;
  }

  private void steps(Client gdb, long from) throws IOException {
    assertThat(gdb.ask("bs")).startsWith("T05");
    assertThat(consistent(gdb)).isEqualTo(from - 1);
    assertThat(gdb.ask("s")).startsWith("T05");
    assertThat(consistent(gdb)).isEqualTo(from);
  }

  private static void leave(Client gdb, boolean reset) throws IOException {
    if (reset) {
      gdb.reset();
    } else {
      gdb.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void vanishesInASearchBackwards(boolean reset) throws Exception {
    Client gdb = debugger();
    assertThat(consistent(gdb)).isEqualTo(END);
    // The condition is always false: 0.
    assertThat(gdb.ask("Z0,c,4;X3,220027")).isEqualTo("OK");
    gdb.send("bc");
    motions.acquire();
    leave(gdb, reset);
    try (Client next = debugger()) {
      long there = consistent(next);
      assertThat(there).isBetween(1L, END);
      steps(next, there);
      assertThat(motions.tryAcquire()).as("it stood still").isFalse();
      assertThat(next.ask("Z0,10,4")).isEqualTo("OK");
      assertThat(next.ask("bc")).startsWith("T05");
      assertThat(consistent(next)).isBetween(there - 4, there - 1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void vanishesOnTheWayForward(boolean reset) throws Exception {
    Client gdb = debugger();
    assertThat(gdb.ask("P" + Integer.toHexString(icountRegister) + "=" + "00".repeat(8)))
        .isEqualTo("OK");
    assertThat(gdb.ask("Z0,c,4;X3,220027")).isEqualTo("OK");
    gdb.send("c");
    motions.acquire();
    leave(gdb, reset);
    try (Client next = debugger()) {
      long there = consistent(next);
      assertThat(there).isBetween(0L, END);
      assertThat(motions.tryAcquire()).as("it stood still").isFalse();
      assertThat(next.ask("s")).startsWith("T05");
      assertThat(consistent(next)).isEqualTo(there + 1);
    }
  }

  @Test
  void aLiveGuestGoesOnWithoutItsDebugger() throws Exception {
    Client gdb = debugger();
    gdb.send("c");
    motions.acquire();
    gdb.reset();
    motions.acquire();
    try (Client next = debugger()) {
      long there = consistent(next);
      assertThat(there).isGreaterThanOrEqualTo(END);
      steps(next, there);
    }
  }

  @Test
  void vanishesInADiversion() throws Exception {
    Client gdb = debugger();
    assertThat(gdb.ask("bs")).startsWith("T05");
    assertThat(gdb.ask("P1=00000000")).isEqualTo("OK");
    assertThat(gdb.ask("M2000,4:ffffffff")).isEqualTo("OK");
    gdb.send("c");
    motions.acquire();
    gdb.reset();
    try (Client next = debugger()) {
      assertThat(consistent(next)).isEqualTo(END - 1);
    }
  }

  @Test
  void vanishesWhileTheHistoryIsAsked() throws Exception {
    Client gdb = debugger();
    gdb.send("qRcmd," + Hex.text("last-exec 0xfff0"));
    motions.acquire();
    gdb.reset();
    try (Client next = debugger()) {
      // It is back in its present, from which a guest without a debugger goes on.
      assertThat(consistent(next)).isGreaterThanOrEqualTo(END);
    }
  }

  @Test
  void goesSilentInTheMiddleOfAPacket() throws Exception {
    for (String half : new String[] {"$", "$m2000", "$m2000,4#", "$m2000,4#8", "$X2000,4:}"}) {
      try (Client gdb = debugger()) {
        assertThat(consistent(gdb)).isGreaterThanOrEqualTo(END);
        gdb.raw(half.getBytes(StandardCharsets.US_ASCII));
      }
    }
    try (Client next = debugger()) {
      assertThat(consistent(next)).isGreaterThanOrEqualTo(END);
    }
  }

  @Test
  void saysWhatIsNoPacketAtAll() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] garbage = new byte[1 << 20];
    for (int i = 0; i < garbage.length; i++) {
      // None of the letters with which a packet moves the guest or ends the conversation.
      do {
        garbage[i] = (byte) random.nextInt();
      } while ("CDSbcksv".indexOf(garbage[i]) >= 0);
    }
    try (Client gdb = debugger()) {
      // What it answers is not read: it must not matter.
      gdb.raw(Arrays.copyOf(garbage, 1 << 12));
      gdb.raw(Client.frame("?"));
    }
    try (Client gdb = debugger()) {
      byte[] endless = garbage.clone();
      for (int i = 0; i < endless.length; i++) {
        endless[i] = i == 0 ? (byte) '$' : endless[i] == '#' || endless[i] == '$' ? 0 : endless[i];
      }
      gdb.raw(endless);
      gdb.raw("#00".getBytes(StandardCharsets.US_ASCII));
      assertThat(gdb.read()).as("seed %d", seed).isIn((int) '+', (int) '-');
      assertThat(consistent(gdb)).isGreaterThanOrEqualTo(END);
    }
  }

  @Test
  void asksWithoutEverListening() throws Exception {
    Client gdb = debugger();
    assertThat(gdb.ask("Z0,c,4;X3,220027")).isEqualTo("OK");
    gdb.send("bc");
    motions.acquire();
    for (int i = 0; i < 3000; i++) {
      try {
        gdb.send("g");
      } catch (IOException ended) {
        break;
      }
    }
    // It is taken for gone, and its place is free without its going.
    try (gdb;
        Client next = debugger()) {
      assertThat(consistent(next)).isBetween(1L, END);
    }
  }

  @Test
  void aSecondGdbIsToldInOneLine(@TempDir Path directory) throws Exception {
    Tools.require("gdb-multiarch", "gdb-multiarch");
    Path output = directory.resolve("second.txt");
    try (Client gdb = debugger()) {
      assertThat(consistent(gdb)).isEqualTo(END);
      Process second =
          new ProcessBuilder(
                  "gdb-multiarch",
                  "-q",
                  "-nx",
                  "-batch",
                  "-ex",
                  "target remote 127.0.0.1:" + served.port())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(Files.readAllLines(output))
          .filteredOn(line -> line.contains("another debugger is connected"))
          .hasSize(1);
      steps(gdb, END);
    }
  }
}
