package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.cli.CommandLines.Outcome;
import ebb.ir.testing.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The workloads of {@code guests/bench}, run briefly: their checksums are those of {@code
 * checksums.txt} in both tiers, in QEMU, and where they are plain C, of the host's own code and of
 * a Linux program's.
 */
class WorkloadsTest {
  private static final Path BENCH = Path.of("..", "guests", "bench");
  private static final Pattern ROW = Pattern.compile("([A-Z]+)\\((\\w+), (\\d+), (\\d+)\\)");

  @TempDir Path directory;

  static List<String> workloads() throws IOException {
    return ROW.matcher(Files.readString(BENCH.resolve("workloads.h")))
        .results()
        .map(row -> row.group(2))
        .toList();
  }

  private static String expected(String workload) throws IOException {
    return Files.readAllLines(BENCH.resolve("checksums.txt")).stream()
        .filter(line -> line.startsWith(workload + " "))
        .findFirst()
        .orElseThrow();
  }

  private static List<String> machine(String workload) {
    return List.of(
        "-m",
        "128",
        "-icount",
        "shift=0",
        "-kernel",
        BENCH.resolve("bench.elf").toString(),
        "-semihosting-config",
        "enable=on,arg=" + workload + ",arg=short");
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void computesTheSameInBothTiers(String workload) throws Exception {
    assertThat(run(workload, "tcg")).isEqualTo(expected(workload) + "\n");
    assertThat(run(workload, "interpreter")).isEqualTo(expected(workload) + "\n");
  }

  private static String run(String workload, String accel) throws Exception {
    MachineOptions options = MachineOptions.parse(machine(workload));
    options.trace.accel = accel;
    options.compileAtOnce = true;
    Outcome outcome =
        CommandLines.outcome(
            new byte[0],
            () -> {
              try (GuestMachine guest =
                  new GuestMachine(
                      options, GuestImages.of(options), new GuestMachine.Seeds(0, 0), false)) {
                return new LiveRun(guest, options, null, LiveRun.Console.user()).run();
              }
            });
    assertThat(outcome.code()).describedAs(outcome.err()).isZero();
    return outcome.out();
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void computesTheSameInQemu(String workload) throws Exception {
    Tools.require("qemu-system-arm", "qemu-system-arm");
    List<String> line =
        new ArrayList<>(List.of("qemu-system-arm", "-M", "virt", "-cpu", "cortex-a15"));
    line.add("-nographic");
    line.addAll(machine(workload));
    assertThat(said(line)).isEqualTo(expected(workload) + "\n");
  }

  @Test
  void computesTheSameOnTheHost() throws Exception {
    Tools.require("gcc", "gcc");
    Path program = directory.resolve("native");
    said(List.of(BENCH.resolve("build.sh").toString(), "native", program.toString()));
    for (String workload : plain()) {
      assertThat(said(List.of(program.toString(), workload, "short")))
          .isEqualTo(expected(workload) + "\n");
    }
  }

  @Test
  void computesTheSameAsALinuxProgram() throws Exception {
    Tools.require("arm-linux-gnueabihf-gcc", "gcc-arm-linux-gnueabihf libc6-dev-armhf-cross");
    Tools.require("qemu-arm", "qemu-user");
    Path program = directory.resolve("linux");
    said(List.of(BENCH.resolve("build.sh").toString(), "linux", program.toString()));
    List<String> lines = new ArrayList<>();
    for (String workload : plain()) {
      lines.add(expected(workload));
    }
    lines.addAll(Files.readAllLines(BENCH.resolve("linux").resolve("checksums.txt")));
    for (String line : lines) {
      String workload = line.substring(0, line.indexOf(' '));
      assertThat(said(List.of("qemu-arm", program.toString(), workload, "short")))
          .isEqualTo(line + "\n");
    }
  }

  /** Those that are plain C. */
  private static List<String> plain() throws IOException {
    return ROW.matcher(Files.readString(BENCH.resolve("workloads.h")))
        .results()
        .filter(row -> !row.group(1).equals("SYSTEM"))
        .map(row -> row.group(2))
        .toList();
  }

  /** What another program prints. */
  private String said(List<String> line) throws Exception {
    Path console = directory.resolve("console.txt");
    Process process =
        new ProcessBuilder(line)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(console.toFile())
            .start();
    boolean ended = process.waitFor(120, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(console, StandardCharsets.ISO_8859_1);
    assertThat(ended).describedAs("%s ends", line).isTrue();
    assertThat(process.exitValue()).describedAs(said).isZero();
    return said;
  }
}
