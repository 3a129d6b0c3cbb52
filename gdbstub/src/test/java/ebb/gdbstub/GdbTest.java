package ebb.gdbstub;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.testing.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real gdb debugs an ARM program, forward and in reverse. Skipped where gdb-multiarch is not
 * installed.
 */
final class GdbTest {
  private static final Path GDB = Path.of("/usr/bin/gdb-multiarch");

  /**
   * Counts r1 up to 10, each time storing it at 0x2000 in a function at 0x20; then loops at 0x18.
   */
  private static final int[] PROGRAM = {
    0xe3a00a02, // 00 mov r0, #0x2000
    0xe3a01000, // 04 mov r1, #0
    0xe2811001, // 08 add r1, r1, #1
    0xeb000003, // 0c bl 0x20
    0xe351000a, // 10 cmp r1, #10
    0x1afffffb, // 14 bne 0x08
    0xeafffffe, // 18 b .
    0,
    0xe5801000, // 20 str r1, [r0]
    0xe12fff1e, // 24 bx lr
  };

  /**
   * Counts r1 up in user code at 0x2c, MMU off; a call of the supervisor moves TTBR0 on by 0x4000
   * each time, from 0x4000.
   */
  private static final int[] SPACES = {
    0xea000006, // 00 b 0x20
    0,
    0xee123f10, // 08 mrc p15, 0, r3, c2, c0, 0
    0xe2833901, // 0c add r3, r3, #0x4000
    0xee023f10, // 10 mcr p15, 0, r3, c2, c0, 0
    0xe1b0f00e, // 14 movs pc, lr
    0,
    0,
    0xe3a03901, // 20 mov r3, #0x4000
    0xee023f10, // 24 mcr p15, 0, r3, c2, c0, 0
    0xe321f010, // 28 msr cpsr_c, #0x10
    0xe2811001, // 2c add r1, r1, #1
    0xef000000, // 30 svc 0
    0xeafffffc, // 34 b 0x2c
  };

  private static String debug(Path dir, String... commands) throws Exception {
    return debugProgram(PROGRAM, dir, commands);
  }

  private static String debugProgram(int[] program, Path dir, String... commands) throws Exception {
    Tools.require("gdb-multiarch", "gdb-multiarch");
    try (BareArm arm = new BareArm(program);
        GdbServer server = new GdbServer(0, new TimelineTarget(arm.timeline))) {
      return gdb(dir, server, commands);
    }
  }

  private static String gdb(Path dir, GdbServer server, String... commands)
      throws IOException, InterruptedException {
    Path script = dir.resolve("script.gdb");
    StringBuilder text = new StringBuilder("set confirm off\nset architecture arm\n");
    text.append("set pagination off\ntarget remote 127.0.0.1:").append(server.port()).append('\n');
    List.of(commands).forEach(command -> text.append(command).append('\n'));
    Files.writeString(script, text.append("kill\n"));
    Path output = dir.resolve("output.txt");
    Process gdb =
        new ProcessBuilder(
                GDB.toString(), "-q", "-nx", "-l", "60", "-batch", "-x", script.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    // A command that fails ends gdb without the kill; the guest would then run on alone.
    gdb.onExit().thenRun(server::stop);
    try {
      boolean killed = server.serve(true).isEmpty();
      assertThat(killed).as(() -> contentOf(output)).isTrue();
      assertThat(gdb.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      gdb.destroyForcibly();
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  private static String contentOf(Path output) {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return e.getMessage();
    }
  }

  @Test
  void stepsForwardAndBackward(@TempDir Path dir) throws Exception {
    String said =
        debug(
            dir,
            "break *0x20 if $r1 == 4",
            "continue",
            "printf \"at %x r1=%d mem=%d\\n\", $pc, $r1, *(int*)0x2000",
            "stepi",
            "printf \"at %x mem=%d\\n\", $pc, *(int*)0x2000",
            "reverse-stepi",
            "printf \"back at %x mem=%d\\n\", $pc, *(int*)0x2000",
            "delete",
            "break *0x10",
            "reverse-continue",
            "printf \"earlier %x r1=%d\\n\", $pc, $r1",
            "delete",
            "reverse-continue",
            "printf \"begin %x r1=%d\\n\", $pc, $r1");
    assertThat(said)
        .contains("at 20 r1=4 mem=3")
        .contains("at 24 mem=4")
        .contains("back at 20 mem=3")
        .contains("earlier 10 r1=3")
        .contains("No more reverse-execution history")
        .contains("begin 0 r1=0");
  }

  /** A function of a kernel returns to where gdb has found a place, executable or not. */
  @Test
  void diversionsStopWhereNothingCanBeFetched(@TempDir Path dir) throws Exception {
    String said =
        debug(
            dir,
            "break *0x24 if $r1 == 4",
            "continue",
            "reverse-stepi",
            "break *0x60000000",
            "set $lr = 0x60000000",
            "delete 1",
            "continue",
            "printf \"returned to %x mem=%d\\n\", $pc, *(int*)0x2000",
            "monitor when",
            "stepi",
            "printf \"abort at %x\\n\", $pc",
            "reverse-stepi",
            "printf \"as it was %x mem=%d lr=%x\\n\", $pc, *(int*)0x2000, $lr");
    assertThat(said)
        .containsPattern("returned to 60000000 mem=4\nin a diversion")
        .contains("abort at c\n", "as it was 20 mem=3 lr=10\n");
  }

  @Test
  void userBreakpointsKeepToAnAddressSpace(@TempDir Path dir) throws Exception {
    String said =
        debugProgram(
            SPACES,
            dir,
            "break *0x2c",
            "monitor set asid 0xc000",
            "continue",
            "printf \"third r1=%d\\n\", $r1",
            "monitor set asid off",
            "continue",
            "printf \"next r1=%d\\n\", $r1",
            "monitor set asid 0x8000",
            "reverse-continue",
            "printf \"second r1=%d\\n\", $r1",
            "monitor set asid on",
            "monitor info settings",
            "monitor set step-irq sideways",
            "monitor set step-irq off");
    assertThat(said)
        .contains("third r1=2\n", "next r1=3\n", "second r1=1\n")
        .contains("asid 0x8000: breakpoints in user code stop in this one only")
        .contains("on or off; usage: set step-irq on|off", "step-irq off: steps go over");
  }

  @Test
  void watchesMemoryInBothDirections(@TempDir Path dir) throws Exception {
    String said =
        debug(
            dir,
            "break *0x10 if $r1 == 5",
            "continue",
            "delete",
            "watch *(int*)0x2000",
            "continue",
            "printf \"forward %x mem=%d\\n\", $pc, *(int*)0x2000",
            "reverse-continue",
            "printf \"reverse %x mem=%d\\n\", $pc, *(int*)0x2000",
            "reverse-continue",
            "printf \"again %x mem=%d\\n\", $pc, *(int*)0x2000",
            "continue",
            "printf \"hence %x mem=%d\\n\", $pc, *(int*)0x2000",
            "set $icount = $icount - 1",
            "stepi",
            "printf \"stepped %x mem=%d\\n\", $pc, *(int*)0x2000",
            "reverse-stepi",
            "printf \"unstepped %x mem=%d\\n\", $pc, *(int*)0x2000");
    assertThat(said)
        .contains("hence 24 mem=5")
        .contains("stepped 24 mem=5")
        .contains("unstepped 20 mem=4")
        .containsPattern("Old value = 5\nNew value = 4\n(?s:.*)\nunstepped")
        .contains("forward 24 mem=6")
        .contains("reverse 20 mem=5")
        .contains("again 20 mem=4");
  }

  @Test
  void answersMonitorCommandsAndDivertsWhatIsChangedInHistory(@TempDir Path dir) throws Exception {
    String said =
        debug(
            dir,
            "break *0x10 if $r1 == 7",
            "continue",
            "monitor info",
            "monitor last-write 0x2000",
            "monitor nonsense",
            "reverse-stepi",
            "set var $r5 = 77",
            "monitor when",
            "stepi 1",
            "monitor when",
            "printf \"diverted r5=%d at %lu\\n\", $r5, $icount",
            "reverse-stepi",
            "printf \"again r5=%d at %lu\\n\", $r5, $icount",
            "set var $r5 = 77",
            "monitor live",
            "set var $r5 = 78",
            "set var *(int*)0x3000 = 79",
            "stepi",
            "printf \"r5=%d mem=%d\\n\", $r5, *(int*)0x3000",
            "info threads",
            "find /b 0x0, 0x100, 0x1e, 0xff, 0x2f, 0xe1",
            "monitor seek 3",
            "maintenance flush register-cache",
            "printf \"sought %x\\n\", $pc");
    assertThat(said)
        .contains("icount 42 (100.00 %)", "icount 0 to 42")
        .contains("icount 40, 2 back")
        .contains("unknown command 'nonsense'")
        .contains("in a diversion from icount 41, 0 on")
        .contains("in a diversion from icount 41, 1 on", "diverted r5=77 at 41")
        .contains("The diversion is over: ", "No more reverse-execution history")
        .contains("again r5=0 at 41")
        .contains("r5=78 mem=79")
        .contains("\"CPU0\" (running)")
        .contains("0x24")
        .contains("sought c");
  }

  @Test
  void asksTheHistory(@TempDir Path dir) throws Exception {
    String said =
        debug(
            dir,
            "break *0x10 if $r1 == 7",
            "continue",
            "monitor values 0x2000",
            "monitor last-exec 0x20",
            "monitor next-exec 0x20",
            "monitor last-read 0x2000 1",
            "monitor next-write 0x2000",
            "monitor events",
            "monitor calls 0x20 1",
            "monitor values",
            "printf \"still %lu\\n\", $icount",
            "monitor seek 12",
            "monitor next-write 0x2000",
            "monitor last-write 0x2000");
    assertThat(said)
        .contains("icount               4  00000020  00000000 -> 01000000\n")
        .contains("icount              40  00000020  06000000 -> 07000000\n")
        .contains(
            "icount              40  00000020; 'monitor seek 40' goes before it\nnothing found")
        .contains("cannot watch that; usage: calls ADDRESS")
        .contains("not a number; usage: values ADDRESS [BYTES]")
        .contains("still 42")
        .contains("icount              16  00000020; 'monitor seek 16'")
        .contains("icount 10, 2 back");
  }

  @Test
  void movesByTheIcountRegisterAndByMonitorCommands(@TempDir Path dir) throws Exception {
    String said =
        debug(
            dir,
            "break *0x10 if $icount > 30",
            "continue",
            "printf \"at %x icount=%lu r1=%d\\n\", $pc, $icount, $r1",
            "monitor checkpoint",
            "monitor info jumps 3",
            "set $icount = 3",
            "printf \"sought %x r1=%d\\n\", $pc, $r1",
            "monitor checkpoint",
            "monitor info checkpoints",
            "monitor restart 2",
            "maintenance flush register-cache",
            "printf \"restarted %x icount=%lu\\n\", $pc, $icount",
            "python\ntry:\n  gdb.execute('set var $icount = 777')\nexcept gdb.error as e:\n  print(e)\nend",
            "monitor seek 50%",
            "monitor seek sideways",
            "monitor bookmark there 12",
            "monitor seek @there",
            "monitor info bookmarks",
            "monitor delete bookmark there",
            "monitor info bookmarks",
            "monitor seek @there",
            "monitor seek 5ns",
            "monitor seek start",
            "monitor when",
            "monitor info replay",
            "monitor info registers",
            "monitor info cpus",
            "monitor info nothing",
            "monitor help");
    assertThat(said)
        .contains("at 10 icount=36 r1=6")
        .contains("checkpoint 1 at icount 36 (100.00 %)")
        .contains("31  00000014 -> 00000008  bne 0x8")
        .contains("33  0000000c -> 00000020  bl 0x20")
        .contains("35  00000024 -> 00000010  bx lr")
        .contains("sought c r1=1")
        .contains("1: icount 3\n2: icount 36\n")
        .contains("restarted 10 icount=36")
        .contains("icount 777 is not between 0 and 36")
        .contains("icount 18 (50.00 %)")
        .contains("'sideways' is no place in a history: N, P%, 1.5s, line:TEXT, ")
        .contains("there: icount 12\nfor this session only: not in a recording\n")
        .contains("icount 12 (33.33 %)", "             12  there\n", "no bookmarks; ")
        .contains("there is no bookmark 'there'", "icount 5 (13.89 %)")
        .contains("icount 0 (0.00 %), virtual time 0 ns, in history")
        .contains("history: icount 0 to 36")
        .contains("* CPU #0: pc 0x00000000, running")
        .contains("unknown command 'info nothing'; 'monitor help' lists what there is")
        .contains("last-write ADDRESS [BYTES]   who wrote there last, before now");
  }
}
