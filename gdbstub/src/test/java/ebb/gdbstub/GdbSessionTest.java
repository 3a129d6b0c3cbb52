package ebb.gdbstub;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.replay.TimelineStop;
import ebb.runtime.Stop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class GdbSessionTest {
  private final FakeTarget target = new FakeTarget();
  private Served served;
  private Client gdb;

  @BeforeEach
  void connect() throws IOException {
    served = new Served(target);
    gdb = new Client(served.port());
  }

  @AfterEach
  void disconnect() throws Exception {
    gdb.close();
    served.close();
  }

  @Test
  void negotiatesAndIdentifies() throws IOException {
    assertThat(gdb.ask("qSupported:swbreak+;multiprocess+"))
        .contains("PacketSize=8000", "ReverseStep+", "ReverseContinue+", "QStartNoAckMode+")
        .contains("vContSupported+", "ConditionalBreakpoints+", "qXfer:features:read+");
    assertThat(gdb.ask("QStartNoAckMode")).isEqualTo("OK");
    assertThat(gdb.ask("vMustReplyEmpty")).isEmpty();
    assertThat(gdb.ask("qAttached")).isEqualTo("1");
    assertThat(gdb.ask("qfThreadInfo")).isEqualTo("m1,2");
    assertThat(gdb.ask("qsThreadInfo")).isEqualTo("l");
    assertThat(gdb.ask("qThreadExtraInfo,2")).isEqualTo(Hex.text("CPU1 [halted]"));
    assertThat(gdb.ask("T2")).isEqualTo("OK");
    assertThat(gdb.ask("T3")).isEqualTo("E01");
    assertThat(gdb.ask("qC")).isEqualTo("QC1");
    assertThat(gdb.ask("?")).isEqualTo("T05thread:1;f:00100000;");
    assertThat(gdb.ask("vCont?")).isEqualTo("vCont;c;C;s;S;t;r");
    assertThat(gdb.ask("qXfer:features:read:target.xml:0,8")).isEqualTo("m<target>");
    assertThat(gdb.ask("qXfer:features:read:target.xml:8,ffff")).isEqualTo("l<x/></target>");
    assertThat(gdb.ask("qXfer:features:read:other.xml:0,8")).isEqualTo("E00");
    assertThat(gdb.ask("qXfer:threads:read::0,ffff")).contains("<thread id=\"2\" core=\"1\"");
    assertThat(gdb.ask("qXfer:exec-file:read::0,ffff")).isEmpty();
    assertThat(gdb.ask("qRcmd," + Hex.text("hello"))).isEqualTo(Hex.text("said hello"));
    assertThat(gdb.ask("qRcmd," + Hex.text("nothing"))).isEqualTo("OK");
    assertThat(gdb.ask("QThreadEvents:1")).isEmpty();
  }

  @Test
  void saysHowFarALongCommandIs() throws IOException {
    String packet = gdb.ask("qRcmd," + Hex.text("long"));
    while (packet.equals("O")) {
      packet = gdb.receive();
    }
    assertThat(packet).isEqualTo("O" + Hex.text("patience\n"));
    assertThat(gdb.receive()).isEqualTo(Hex.text("said long"));
  }

  @Test
  void readsAndWritesRegisters() throws IOException {
    String wide = "02" + "00".repeat(15);
    assertThat(gdb.ask("g")).isEqualTo("01000000" + wide + "00100000");
    assertThat(gdb.ask("Hg2")).isEqualTo("OK");
    assertThat(gdb.ask("p0")).isEqualTo("03000000");
    assertThat(gdb.ask("p7")).isEqualTo("E01");
    assertThat(gdb.ask("P0=78563412")).isEqualTo("OK");
    assertThat(target.registers[1][0]).isEqualTo(0x12345678);
    assertThat(gdb.ask("P0=7856")).isEqualTo("E01");
    assertThat(gdb.ask("Hg1")).isEqualTo("OK");
    assertThat(gdb.ask("G09000000" + wide + "00100000")).isEqualTo("OK");
    assertThat(target.registers[0][0]).isEqualTo(9);
  }

  @Test
  void readsWritesAndScansMemory() throws IOException {
    assertThat(gdb.ask("M1000,4:64656667")).isEqualTo("OK");
    assertThat(gdb.ask("m1000,4")).isEqualTo("64656667");
    assertThat(gdb.ask("X1004,3:#}$")).isEqualTo("OK");
    assertThat(gdb.ask("m1004,3")).isEqualTo("237d24");
    assertThat(gdb.ask("X1004,0:")).isEqualTo("OK");
    assertThat(gdb.ask("m10fe,8")).as("what can be read of it").isEqualTo("0000");
    assertThat(gdb.ask("m2000,4")).isEqualTo("E14");
    assertThat(gdb.ask("M10ff,2:0000")).isEqualTo("E14");
    assertThat(gdb.ask("qSearch:memory:1000;100;ef")).isEqualTo("1,1001");
    assertThat(gdb.ask("qSearch:memory:1002;10;ef")).isEqualTo("0");
    byte[] check = "123456789".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(check, 0, target.memory, 16, check.length);
    assertThat(gdb.ask("qCRC:1010,9")).isEqualTo("C376e6e7");
    assertThat(gdb.ask("Qqemu.PhyMemMode:1")).isEqualTo("OK");
    assertThat(gdb.ask("qqemu.PhyMemMode")).isEqualTo("1");
    assertThat(gdb.ask("m0,2")).isEqualTo("6465");
    assertThat(gdb.ask("M0,1:00")).startsWith("E.");
  }

  @Test
  void movesInBothDirections() throws IOException {
    gdb.ask("qSupported:swbreak+;hwbreak+");
    assertThat(gdb.ask("vCont;s:2;c")).startsWith("T05thread:1;");
    assertThat(gdb.ask("s")).startsWith("T05");
    assertThat(gdb.ask("Hc2")).isEqualTo("OK");
    assertThat(gdb.ask("bs")).startsWith("T05");
    assertThat(gdb.ask("Z0,1008,4")).isEqualTo("OK");
    assertThat(gdb.ask("Z0,1008,4")).isEqualTo("OK");
    target.stops.add(new TimelineStop.Stopped(new Stop.Breakpoint(1, 0x1008)));
    assertThat(gdb.ask("vCont;c:1")).startsWith("T05thread:2;swbreak:;");
    assertThat(gdb.ask("z0,1008,4")).isEqualTo("OK");
    assertThat(gdb.ask("z0,1008,4")).isEqualTo("OK");
    target.stops.add(new TimelineStop.HistoryBegin());
    assertThat(gdb.ask("bc")).startsWith("T05thread:1;replaylog:begin;");
    target.stops.add(new TimelineStop.HistoryEnd());
    assertThat(gdb.ask("c")).startsWith("T05thread:1;replaylog:end;");
    target.stops.add(new TimelineStop.Stopped(new Stop.PowerOff(3)));
    assertThat(gdb.ask("c"))
        .isEqualTo("O" + Hex.text("The guest powered itself off with code 3.\n"));
    assertThat(gdb.receive()).startsWith("T05thread:1;replaylog:end;");
    assertThat(target.calls)
        .containsExactly(
            "step 1",
            "step 0",
            "reverseStep 1",
            "break 4104",
            "cont",
            "unbreak 4104",
            "reverseCont",
            "cont",
            "cont");
  }

  @Test
  void stepsThroughARange() throws IOException {
    assertThat(gdb.ask("vCont;r1000,1010:1;c")).isEqualTo("T05thread:1;f:10100000;");
    assertThat(target.calls).hasSize(4).containsOnly("step 0");
    assertThat(gdb.ask("Z1,1018,4")).isEqualTo("OK");
    assertThat(gdb.ask("vCont;r1010,1040:1")).isEqualTo("T05thread:1;f:18100000;");
  }

  @Test
  void watches() throws IOException {
    assertThat(gdb.ask("Z2,1010,4")).isEqualTo("OK");
    assertThat(gdb.ask("Z4,1020,2")).isEqualTo("OK");
    assertThat(gdb.ask("Z5,1020,2")).isEmpty();
    target.stops.add(new TimelineStop.Stopped(new Stop.Watchpoint(0, 0, 0x100e, 4, true)));
    assertThat(gdb.ask("c")).startsWith("T05thread:1;watch:1010;");
    target.stops.add(new TimelineStop.Stopped(new Stop.Watchpoint(0, 0, 0x1021, 1, false)));
    assertThat(gdb.ask("c")).startsWith("T05thread:1;awatch:1021;");
    target.calls.clear();
    target.stops.add(new TimelineStop.Stopped(new Stop.Watchpoint(1, 0, 0x1010, 4, true)));
    assertThat(gdb.ask("bc")).startsWith("T05thread:2;watch:1010;");
    assertThat(target.calls).as("behind the access").containsExactly("reverseCont", "step 1");
  }

  @Test
  void conditionsDecideInTheStub() throws IOException {
    // $r0 == 5
    assertThat(gdb.ask("Z0,1008,4;X7,26000022051327")).isEqualTo("OK");
    assertThat(target.condition.breakpoint(0, 0x1008)).isFalse();
    target.registers[0][0] = 5;
    assertThat(target.condition.breakpoint(0, 0x1008)).isTrue();
    assertThat(gdb.ask("Z0,1008,4;X2,2200X1,27")).isEqualTo("OK");
    assertThat(target.condition.breakpoint(0, 0x1008)).as("cannot be evaluated").isTrue();
    assertThat(gdb.ask("Z0,1008,4;Xff,00")).isEqualTo("E01");
  }

  @Test
  void refusalsAreExplainedAtTheNextMotion() throws IOException {
    target.refuses = true;
    assertThat(gdb.ask("P0=00000000")).isEqualTo("E.no");
    assertThat(gdb.ask("G" + "00".repeat(24))).isEqualTo("E.no");
    assertThat(gdb.ask("s")).isEqualTo("O" + Hex.text("no\nno\n"));
    assertThat(gdb.receive()).startsWith("T05");
  }

  @Test
  void controlCStopsTheGuest() throws Exception {
    target.blocks = true;
    gdb.raw(new byte[] {3});
    gdb.send("bc");
    target.running.await();
    gdb.raw(new byte[] {3});
    assertThat(gdb.receive()).startsWith("T02thread:1;");
  }

  @Test
  void aControlCRightBehindThePacketIsNotLost() throws Exception {
    target.blocks = true;
    byte[] packet = Client.frame("c");
    byte[] both = java.util.Arrays.copyOf(packet, packet.length + 1);
    both[packet.length] = 3;
    gdb.raw(both);
    assertThat(gdb.receive()).startsWith("T02");
  }

  @Test
  void asksAgainForAPacketWithAWrongChecksum() throws IOException {
    gdb.raw("garbage$qC#00".getBytes(StandardCharsets.US_ASCII));
    assertThat(gdb.read()).isEqualTo('-');
    gdb.raw("$qAtt$qC#b4".getBytes(StandardCharsets.US_ASCII));
    assertThat(gdb.read()).isEqualTo('+');
    assertThat(gdb.receive()).isEqualTo("QC1");
    gdb.raw("-".getBytes(StandardCharsets.US_ASCII));
    assertThat(gdb.receive()).isEqualTo("QC1");
    gdb.raw(Client.frame("m" + "0".repeat(100_000)));
    assertThat(gdb.receive()).isEmpty();
    assertThat(gdb.ask("qC")).isEqualTo("QC1");
  }

  @Test
  void turnsASecondDebuggerAway() throws IOException {
    assertThat(gdb.ask("qC")).isEqualTo("QC1");
    try (Client second = new Client(served.port())) {
      assertThat(second.ask("qSupported:xmlRegisters=i386"))
          .isEqualTo("E.another debugger is connected");
      assertThat(second.read()).isEqualTo(-1);
    }
    assertThat(gdb.ask("qC")).isEqualTo("QC1");
  }

  @Test
  void aDebuggerThatVanishesInAMotionEndsItAndLeavesNoBreakpoint() throws Exception {
    gdb.ask("Z0,1000,4");
    target.blocks = true;
    gdb.send("bc");
    target.running.await();
    target.blocks = false;
    target.stops.add(new TimelineStop.Stopped(new Stop.PowerOff(3)));
    gdb.close();
    assertThat(served.end()).contains(new TimelineStop.Stopped(new Stop.PowerOff(3)));
    assertThat(target.calls)
        .containsExactly("break 4096", "reverseCont", "unbreak 4096", "endDiversion", "cont");
  }

  @Test
  void killsAndDetaches() throws Exception {
    gdb.ask("Z0,1000,4");
    target.stops.add(new TimelineStop.Stopped(new Stop.PowerOff(0)));
    assertThat(gdb.ask("D")).isEqualTo("OK");
    assertThat(served.end()).contains(new TimelineStop.Stopped(new Stop.PowerOff(0)));
    assertThat(target.calls).containsExactly("break 4096", "unbreak 4096", "endDiversion", "cont");
  }

  @Test
  void killEndsTheServing() throws Exception {
    gdb.send("k");
    assertThat(served.end()).isEmpty();
  }

  @Test
  void everyPacketHasAnAnswer() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    assertThat(gdb.ask("QStartNoAckMode")).isEqualTo("OK");
    String[] seeds = {
      "m1000,4",
      "M1000,2:0011",
      "X1000,2:ab",
      "Z0,1000,4;X3,220127",
      "z2,1000,4",
      "p0",
      "P0=00000000",
      "vCont;s:1;c",
      "vCont;r0,10:1",
      "Hg1",
      "Hc-1",
      "qSearch:memory:1000;10;a",
      "qCRC:1000,10",
      "qXfer:features:read:target.xml:0,10",
      "qRcmd,41",
      "G0011",
      "bc",
      "bs",
      "T1",
      "s",
      "c",
      "?",
      "qThreadExtraInfo,1",
      "C05;1000",
      "qSupported:a;b"
    };
    for (int i = 0; i < 1500; i++) {
      StringBuilder packet = new StringBuilder(seeds[random.nextInt(seeds.length)]);
      for (int change = random.nextInt(4); change > 0 && packet.length() > 1; change--) {
        int at = 1 + random.nextInt(packet.length() - 1);
        switch (random.nextInt(3)) {
          case 0 -> packet.setCharAt(at, (char) random.nextInt(256));
          case 1 -> packet.deleteCharAt(at);
          default -> packet.insert(at, ",;:-0f9".charAt(random.nextInt(7)));
        }
      }
      String answer;
      try {
        answer = gdb.ask(packet.toString());
        while (answer.startsWith("O") && !answer.equals("OK")) {
          answer = gdb.receive();
        }
      } catch (IOException e) {
        throw new IOException("seed " + seed + ", packet " + packet, e);
      }
      assertThat(answer.length()).isLessThan(GdbSession.PACKET_BYTES);
    }
    assertThat(gdb.ask("qAttached")).isEqualTo("1");
  }
}
