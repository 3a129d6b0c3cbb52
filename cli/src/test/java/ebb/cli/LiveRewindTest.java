package ebb.cli;

import static ebb.cli.CommandLines.ebb;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.cli.CommandLines.Outcome;
import ebb.ir.testing.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gdb attaches to a guest that has been running, and that nobody asked to record. */
class LiveRewindTest {
  private static final String CONSOLE =
      Path.of("..", "guests", "console", "console.elf").toString();

  @TempDir Path directory;

  /** Runs a guest until it has said something, then gdb on it, which ends both. */
  private String attach(List<String> machine, String... commands) throws Exception {
    Tools.require("gdb-multiarch", "gdb-multiarch");
    List<String> line = new ArrayList<>(List.of("run", "-gdb", "tcp::0", "-m", "16"));
    line.addAll(machine);
    Process ebb = new ProcessBuilder(CommandLines.process(line.toArray(new String[0]))).start();
    try {
      BufferedReader said = ebb.errorReader();
      String port = said.readLine().replaceFirst(".*localhost:", "");
      assertThat(ebb.inputReader().readLine()).isEqualTo("ready");
      return gdb(port, commands);
    } finally {
      ebb.destroyForcibly().waitFor();
    }
  }

  private String gdb(String port, String... commands) throws IOException, InterruptedException {
    List<String> line =
        new ArrayList<>(List.of("gdb-multiarch", "-q", "-nx", "-l", "100", "-batch"));
    List<String> all = new ArrayList<>(List.of("set confirm off", "set architecture arm"));
    all.add("target remote 127.0.0.1:" + port);
    all.addAll(List.of(commands));
    all.forEach(command -> line.addAll(List.of("-ex", command)));
    line.add(CONSOLE);
    Path output = directory.resolve("gdb.txt");
    Process gdb =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    assertThat(gdb.waitFor(2, TimeUnit.MINUTES)).isTrue();
    return Files.readString(output);
  }

  @Test
  void goesBackToTheStartAndSavesWhatHappened() throws Exception {
    Path file = directory.resolve("saved.ebb");
    Path grown = directory.resolve("grown.ebb");
    String said =
        attach(
            List.of("-kernel", CONSOLE),
            "break main",
            "reverse-continue",
            "printf \"main at %lu\\n\", $icount",
            "monitor bookmark main",
            "monitor info replay",
            "monitor record save " + file,
            "monitor record save " + file,
            "monitor diff " + file,
            "printf \"still at %lu\\n\", $icount",
            "reverse-continue",
            "printf \"start at %lu\\n\", $icount",
            "monitor record stop",
            "monitor record start " + grown,
            "monitor record start " + grown,
            "monitor seek 50",
            "monitor live",
            "monitor info record",
            "monitor record stop",
            "monitor live",
            "monitor when",
            "kill");
    assertThat(said)
        .containsPattern("main at (\\d+)\n(?s:.*)still at \\1\n")
        .contains("start at 0\n", "saved in " + file, "exists already; usage: record save FILE")
        .contains("the CPUs do the same up to here; both end there")
        .contains("cannot record: nothing is being recorded", "recording to " + grown)
        .contains("what comes later is being recorded: 'record stop' first")
        .contains("recorded in " + grown, "icount 50 (100.00 %), virtual time 50 ns, live")
        .containsPattern("history: icount 0 to [0-9,]+\n")
        .containsPattern("KiB of at most 1,048,576; the longest stretch between two is [0-9,]+ ");
    for (Path recording : List.of(file, grown)) {
      Outcome verified = ebb("verify", recording.toString());
      assertThat(verified.code()).describedAs(verified.err()).isZero();
      assertThat(ebb("replay", recording.toString()).out()).isEqualTo("ready\n");
    }
    assertThat(ebb("info", file.toString()).out()).contains("saved", "@main at ");
  }

  @Test
  void aRecordingCanBeginWithThePresent() throws Exception {
    Path file = directory.resolve("here.ebb");
    Path child = directory.resolve("child.ebb");
    String said =
        attach(
            List.of("-kernel", CONSOLE),
            "monitor seek 50",
            "monitor live",
            "monitor record start " + file + " here",
            "stepi 200",
            "monitor record stop",
            "kill");
    assertThat(said).contains("recording to " + file, "recorded in " + file);
    assertThat(ebb("info", file.toString()).out())
        .contains("in the middle of a session, at icount 50");
    Outcome verified = ebb("verify", file.toString());
    assertThat(verified.code()).describedAs(verified.err()).isZero();
    assertThat(ebb("replay", file.toString(), "--to", "49").err())
        .contains("the recording goes from 50 to 250, not to 49");
    assertThat(ebb("query", file.toString(), "coverage").code()).isZero();
    byte[] leave = {1, 'x'};
    String[] on = {"replay", file.toString(), "--live", "--record", child.toString()};
    assertThat(ebb(leave, on).code()).isZero();
    Outcome childVerified = ebb("verify", child.toString());
    assertThat(childVerified.code()).describedAs(childVerified.err()).isZero();
  }

  @Test
  void aRunThatWritesToItsImagesIsNotRecorded() throws Exception {
    Path disk = Files.write(directory.resolve("disk.img"), new byte[64 * 512]);
    Path file = directory.resolve("saved.ebb");
    String drive = "file=" + disk + ",if=none,id=d,format=raw";
    List<String> machine =
        List.of("-kernel", CONSOLE, "-device", "virtio-blk-device,drive=d", "-drive");
    List<String> writing = new ArrayList<>(machine);
    writing.add(drive);
    assertThat(attach(writing, "monitor record save " + file, "kill"))
        .contains("cannot record: this run writes to its disk images");
    assertThat(file).doesNotExist();
    List<String> keeping = new ArrayList<>(machine);
    keeping.add(drive + ",snapshot=on");
    assertThat(attach(keeping, "monitor record save " + file, "kill")).contains("saved in ");
    assertThat(ebb("verify", file.toString()).code()).isZero();
  }

  @Test
  void aRecordingThatWasLeftIsRecordedAsItsChild() throws Exception {
    Tools.require("gdb-multiarch", "gdb-multiarch");
    Path parent = directory.resolve("parent.ebb");
    Path child = directory.resolve("child.ebb");
    byte[] leave = {'a', 'b', 1, 'x'};
    assertThat(ebb(leave, "record", "-o", parent.toString(), "-m", "16", "-kernel", CONSOLE).code())
        .isZero();
    Path output = directory.resolve("debug.txt");
    String[] line = {
      "debug",
      parent.toString(),
      "--to",
      "line:ready",
      "-batch",
      "-ex",
      "monitor record start " + child,
      "-ex",
      "monitor live",
      "-ex",
      "monitor record start " + child,
      "-ex",
      "stepi 1000"
    };
    Process debug =
        new ProcessBuilder(CommandLines.process(line))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(debug.waitFor(2, TimeUnit.MINUTES)).isTrue();
    assertThat(Files.readString(output))
        .contains("cannot record: this history is recorded already; 'live' leaves it")
        .contains("recording to " + child);
    assertThat(ebb("info", child.toString()).out())
        .contains("the debugger left", "(", "), left at icount ")
        .contains(parent.toRealPath().toString());
    Outcome verified = ebb("verify", child.toString());
    assertThat(verified.code()).describedAs(verified.err()).isZero();
  }
}
