package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.gdbstub.TimelineTarget;
import ebb.ir.testing.Tools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
 * A real gdb backwards through a C program of ours, {@code guests/backwards}, with the scenarios
 * that gdb's own tests of reverse execution have for a remote target. After each of them the
 * recording is what it was.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BackwardsGdbTest {
  private Path directory;
  private RecordedGuest guest;
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

  @BeforeAll
  void open(@TempDir Path temporary) throws IOException {
    directory = temporary;
    Tools.require("gdb-multiarch", "gdb-multiarch");
    guest = new RecordedGuest(directory, "backwards");
    Recordings.Opened recording = guest.recording();
    recording
        .guest()
        .connect(recording.options(), new PrintStream(heard, true, StandardCharsets.ISO_8859_1));
  }

  @AfterAll
  void close() throws IOException {
    if (guest != null) {
      guest.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "breaks",
        "consecutive",
        "stepping",
        "finishing",
        "until",
        "watching",
        "state",
        "calls",
        "conditions",
        "questions"
      })
  void passes(String script) throws Exception {
    Path output = directory.resolve(script + ".txt");
    byte[] bytes = Files.readAllBytes(guest.file());
    TimelineTarget target = new TimelineTarget(guest.timeline());
    new MonitorQuestions(guest.timeline(), guest.elf()).addTo(target);
    GdbScripts.pass(target, guest.elf(), "backwards/" + script, output);
    guest.checkEnd();
    assertThat(guest.file()).hasBinaryContent(bytes);
    String expected = Files.readString(guest.elf().resolveSibling("expected.txt"));
    assertThat(heard.toString(StandardCharsets.ISO_8859_1)).isEqualTo(expected);
  }

  /** Ctrl-C goes to all processes at a terminal: to ebb beside gdb, which does not pass it on. */
  @Test
  void controlCEndsAMonitorCommandAndNothingElse() throws Exception {
    Path output = directory.resolve("control-c.txt");
    List<String> line = new ArrayList<>(List.of("env", "--default-signal=INT"));
    line.addAll(
        CommandLines.process(
            "debug",
            guest.file().toString(),
            guest.elf().toString(),
            "-batch",
            "-ex",
            "monitor values calls",
            "-ex",
            "printf \"still at %lu\\n\", $icount"));
    Process ebb =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    try {
      while (ebb.isAlive() && !Files.readString(output).contains("target architecture")) {
        ebb.waitFor(10, TimeUnit.MILLISECONDS);
      }
      while (!ebb.waitFor(50, TimeUnit.MILLISECONDS)) {
        new ProcessBuilder("kill", "-INT", Long.toString(ebb.pid())).start().waitFor();
      }
    } finally {
      ebb.descendants().forEach(ProcessHandle::destroyForcibly);
      ebb.destroyForcibly();
    }
    String said = Files.readString(output);
    assertThat(ebb.exitValue()).as(said).isZero();
    assertThat(said)
        .contains("(interrupted before everything was searched)")
        .contains("still at " + guest.timeline().end() + "\n");
  }
}
