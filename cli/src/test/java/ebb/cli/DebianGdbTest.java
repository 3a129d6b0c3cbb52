package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.gdbstub.TimelineTarget;
import ebb.ir.testing.Tools;
import ebb.replay.Timeline;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real gdb on a recorded boot of Debian's kernel, with its symbols. What it does is in the
 * scripts under {@code gdb/}, which check for themselves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DebianGdbTest {
  @TempDir Path directory;
  private Path symbols;
  private Path file;
  private Recordings.Opened recording;
  private Timeline timeline;

  @BeforeAll
  void open() throws IOException {
    Tools.require("gdb-multiarch", "gdb-multiarch");
    symbols = DebianGuests.with("vmlinux-armmp").resolve("vmlinux-armmp");
    file = DebianGuests.recordedBoot().recording();
    recording = Recordings.open(file, options -> {});
    timeline = recording.timeline(Timeline.Options.DEBUGGER);
  }

  @AfterAll
  void close() throws IOException {
    if (recording != null) {
      recording.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"steps", "writers", "hits", "interrupt", "calls"})
  void passes(String script) throws Exception {
    Path output = directory.resolve(script + ".txt");
    String said = GdbScripts.pass(new TimelineTarget(timeline), symbols, script, output);
    assertThat(said.contains("Program received signal SIGINT"))
        .isEqualTo(script.equals("interrupt"));
  }

  @Test
  void debugStartsGdbAtTheEnd() throws Exception {
    List<String> line =
        CommandLines.process(
            "debug",
            file.toString(),
            symbols.toString(),
            "-batch",
            "-ex",
            "backtrace 3",
            "-ex",
            "ebb dmesg 2",
            "-ex",
            "ebb current",
            "-ex",
            "ebb tasks",
            "-ex",
            "reverse-stepi",
            "-ex",
            "printf \"back to icount %lu\\n\", $icount",
            "-ex",
            "set var *(int *) &system_state = 1",
            "-ex",
            "monitor when",
            "-ex",
            "reverse-stepi",
            "-ex",
            "print *(int *) &system_state");
    Path output = directory.resolve("debug.txt");
    Process ebb =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      assertThat(ebb.waitFor(5, TimeUnit.MINUTES)).isTrue();
    } finally {
      ebb.descendants().forEach(ProcessHandle::destroyForcibly);
      ebb.destroyForcibly();
    }
    assertThat(Files.readString(output, StandardCharsets.UTF_8))
        .contains("__arm_smccc_hvc ()")
        .contains("legacy_pm_power_off")
        .containsPattern("\\[ +[0-9]+\\.[0-9]{6}\\] reboot: Power down\n")
        .containsPattern("CPU0: +[0-9]+  R  0x[0-9a-f]{8}  [a-z]+\n")
        .containsPattern("    2  S  0x[0-9a-f]{8}  \\[kthreadd\\]\n")
        .contains("back to icount " + (recording.reader().lastIcount() - 1))
        .contains("in a diversion from icount ", "The diversion is over: ", "$1 = 5\n");
  }
}
