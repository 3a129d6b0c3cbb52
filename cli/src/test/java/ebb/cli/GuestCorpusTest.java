package ebb.cli;

import static ebb.cli.CommandLines.ebb;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.cli.CommandLines.Outcome;
import ebb.ir.testing.Tools;
import ebb.replay.Timeline;
import ebb.replay.TimelineStop;
import ebb.replay.Verifier;
import ebb.runtime.Machine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every program of {@code guests}: a folder NAME with its sources, NAME.elf, {@code expected.txt}
 * which it prints, and where it needs them {@code options} (BLANK is an empty disk image), what is
 * {@code typed} into it, and the {@code exit} code.
 */
class GuestCorpusTest {
  private static final Path GUESTS = Path.of("..", "guests");

  /** Ticks on either side of the middle that are stepped through in both directions. */
  private static final int STEPS = 60;

  private static final int SEEKS = 12;

  @TempDir Path directory;

  static List<String> programs() throws IOException {
    try (Stream<Path> folders = Files.list(GUESTS)) {
      return folders
          .filter(folder -> Files.exists(folder.resolve("expected.txt")))
          .map(folder -> folder.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  static List<String> programsOfTheirOwn() throws IOException {
    return programs().stream().filter(program -> !Files.exists(file(program, "typed"))).toList();
  }

  private static Path file(String program, String name) {
    return GUESTS.resolve(program).resolve(name);
  }

  private static String text(String program, String name, String otherwise) throws IOException {
    Path file = file(program, name);
    return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : otherwise;
  }

  private List<String> machine(String program) throws IOException {
    List<String> line = new ArrayList<>(List.of("-m", "16", "-kernel"));
    line.add(file(program, program + ".elf").toString());
    Path blank = directory.resolve("blank.img");
    Files.write(blank, new byte[64 * 512]);
    String options = text(program, "options", "").strip().replace("BLANK", blank.toString());
    line.addAll(options.isEmpty() ? List.of() : List.of(options.split("\\s+")));
    return line;
  }

  private Outcome run(String command, String program, String... options) throws IOException {
    List<String> line = new ArrayList<>(List.of(command));
    line.addAll(List.of(options));
    line.addAll(List.of("-icount", "shift=0,sleep=off"));
    line.addAll(machine(program));
    byte[] typed = text(program, "typed", "").getBytes(StandardCharsets.ISO_8859_1);
    Outcome outcome = ebb(typed, line.toArray(new String[0]));
    String expected = text(program, "expected.txt", "");
    if (typed.length == 0) {
      assertThat(outcome.out()).isEqualTo(expected);
    } else {
      // The monitor answers whenever it is asked, in the middle of the guest's lines too.
      assertThat(outcome.out()).containsSubsequence(expected.split(""));
    }
    assertThat(outcome.code())
        .describedAs(outcome.err())
        .isEqualTo(Integer.parseInt(text(program, "exit", "0").strip()));
    return outcome;
  }

  @ParameterizedTest
  @MethodSource("programs")
  void saysTheSameInBothTiersAndInReplays(String program) throws Exception {
    Path recording = directory.resolve("guest.ebb");
    run("run", program, "-accel", "interpreter");
    run("record", program, "-o", recording.toString());
    Outcome replayed = ebb("replay", recording.toString());
    assertThat(replayed.out()).isEqualTo(text(program, "expected.txt", ""));
    assertThat(replayed.code()).describedAs(replayed.err()).isZero();
    assertThat(verified(recording, options -> options.compileAtOnce = true)).isPositive();
    assertThat(verified(recording, options -> options.trace.accel = "interpreter")).isZero();
    backwards(recording);
  }

  /** Verifies a recording on a machine with options; returns how many regions were compiled. */
  private static long verified(Path recording, Consumer<MachineOptions> change) throws Exception {
    try (Recordings.Opened opened = Recordings.open(recording, change)) {
      Verifier.Result result = VerifyCommand.verify(opened);
      assertThat(result.problem()).isNull();
      assertThat(result.icount()).isEqualTo(opened.reader().lastIcount());
      return opened.guest().machine().regionsInstalled();
    }
  }

  /** From the middle backwards, each state is what it was on the way forwards. */
  private static void backwards(Path recording) throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    try (Recordings.Opened opened = Recordings.open(recording, options -> {})) {
      Timeline timeline = opened.timeline(Timeline.Options.DEBUGGER);
      Machine machine = opened.guest().machine();
      long length = timeline.end();
      long start = length / 2 - STEPS;
      timeline.seek(start);
      long[] digests = new long[2 * STEPS];
      for (int i = 0; i < digests.length; i++) {
        digests[i] = machine.stateDigest();
        assertThat(timeline.stepForward()).isInstanceOf(TimelineStop.Arrived.class);
      }
      for (int i = digests.length - 1; i >= 0; i--) {
        assertThat(timeline.reverseStep()).isInstanceOf(TimelineStop.Arrived.class);
        assertThat(timeline.now()).isEqualTo(start + i);
        assertThat(machine.stateDigest()).describedAs("icount %d", start + i).isEqualTo(digests[i]);
      }
      long[] places = random.longs(SEEKS, 0, length).sorted().toArray();
      long[] seen = new long[SEEKS];
      timeline.seek(0);
      for (int i = 0; i < SEEKS; i++) {
        timeline.seek(places[i]);
        seen[i] = machine.stateDigest();
      }
      for (int i = SEEKS - 1; i >= 0; i--) {
        timeline.seek(places[i]);
        assertThat(machine.stateDigest())
            .describedAs("seed %d, icount %d", seed, places[i])
            .isEqualTo(seen[i]);
      }
    }
  }

  /** What QEMU says of a program, in the order of the alphabet. */
  private record Elsewhere(List<String> lines, int code) {}

  /**
   * The programs are ours, so what they print is checked by another machine. Its clock goes on
   * while a busy host lets it wait, so it gets a second and a third chance.
   */
  @ParameterizedTest
  @MethodSource("programsOfTheirOwn")
  void saysTheSameInQemu(String program) throws Exception {
    Tools.require("qemu-system-arm", "qemu-system-arm");
    // What is written by semihosting and by the serial port is not in one order there.
    List<String> expected = text(program, "expected.txt", "").lines().sorted().toList();
    Elsewhere said = inQemu(program);
    for (int more = 2; more > 0 && !said.lines.equals(expected); more--) {
      said = inQemu(program);
    }
    assertThat(said.lines).isEqualTo(expected);
    assertThat(said.code).isEqualTo(Integer.parseInt(text(program, "exit", "0").strip()));
  }

  private Elsewhere inQemu(String program) throws Exception {
    Path console = directory.resolve("console.txt");
    List<String> line =
        new ArrayList<>(List.of("qemu-system-arm", "-M", "virt", "-cpu", "cortex-a15"));
    line.addAll(List.of("-nographic"));
    line.addAll(machine(program));
    Process qemu =
        new ProcessBuilder(line)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(console.toFile())
            .start();
    boolean ended = qemu.waitFor(120, TimeUnit.SECONDS);
    qemu.destroyForcibly();
    assertThat(ended).describedAs("qemu ends").isTrue();
    String said = Files.readString(console, StandardCharsets.ISO_8859_1);
    return new Elsewhere(said.lines().sorted().toList(), qemu.exitValue());
  }

  @Test
  void resetEndsTheRunWithoutReboot() throws Exception {
    Path recording = directory.resolve("reset.ebb");
    List<String> line = new ArrayList<>(List.of("record", "-o", recording.toString()));
    line.add("-no-reboot");
    line.addAll(machine("reset"));
    Outcome outcome = ebb(line.toArray(new String[0]));
    assertThat(outcome.code()).describedAs(outcome.err()).isZero();
    assertThat(outcome.out())
        .isEqualTo(text("reset", "expected.txt", "").lines().findFirst().orElse("") + "\n");
    Outcome verified = ebb("verify", recording.toString());
    assertThat(verified.code()).describedAs(verified.err()).isZero();
    assertThat(ebb("info", recording.toString()).out()).contains("guest reset");
  }

  @Test
  void resetButtonIsRecorded() throws Exception {
    Path recording = directory.resolve("button.ebb");
    List<String> line = new ArrayList<>(List.of("record", "-o", recording.toString()));
    line.addAll(machine("console"));
    byte[] typed = "a\001csystem_reset\r\001cb\001x".getBytes(StandardCharsets.ISO_8859_1);
    Outcome outcome = ebb(typed, line.toArray(new String[0]));
    assertThat(outcome.code()).describedAs(outcome.err()).isZero();
    assertThat(ebb("info", recording.toString()).out()).contains("powerkey", "user left");
    Outcome verified = ebb("verify", recording.toString());
    assertThat(verified.code()).describedAs(verified.err()).isZero();
  }

  /** Everything that can be traced, traced: the execution is the same. */
  @Test
  void tracesChangeNothing() throws Exception {
    Path recording = directory.resolve("plain.ebb");
    Path log = directory.resolve("trace.txt");
    run("record", "paging", "-o", recording.toString());
    String all = "in_asm,op,op_opt,int,mmu,exec,unimp";
    Outcome verified = ebb("verify", "-d", all, "-D", log.toString(), recording.toString());
    assertThat(verified.code()).describedAs(verified.err()).isZero();
    assertThat(Files.readString(log))
        .contains("cpu0 flush everything")
        .contains("cpu0 walk 0x50000010 write privileged: translation fault, level 2, domain 0")
        .contains("cpu0 flush page 0x50000000")
        .contains("cpu0 walk 0x50002000 read user: permission fault, level 2, domain 0");
    verified(
        recording,
        options -> {
          options.compileAtOnce = true;
          options.trace.categories = "out_asm";
          options.trace.file = log;
        });
    assertThat(Files.readString(log)).contains("OUT: region of 0x4001", "INVOKESTATIC");
  }

  @Test
  void binariesAreMadeOfTheirSources() throws Exception {
    Tools.require("arm-none-eabi-gcc", "gcc-arm-none-eabi");
    Process build =
        new ProcessBuilder(GUESTS.resolve("build.sh").toString(), directory.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(build.waitFor()).describedAs(said).isZero();
    List<String> all = new ArrayList<>(programs());
    all.addAll(List.of("ledger", "bench", "probe", "soak"));
    for (String program : all) {
      assertThat(directory.resolve(program + ".elf"))
          .describedAs("%s: run guests/build.sh", program)
          .hasSameBinaryContentAs(file(program, program + ".elf"));
    }
  }
}
