package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.testing.Tools;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs in Linux, one process after the other, long enough for all tiers: {@code
 * guests/init-programs} prints a digest of what each of them printed.
 */
class DebianProgramsTest {
  private static final Pattern DIGEST = Pattern.compile("(?m)^\\w+: \\w+");

  @TempDir Path directory;

  @Test
  void printTheSameInQemu() throws Exception {
    Tools.require("qemu-system-arm", "qemu-system-arm");
    List<String> expected = digests("qemu-system-arm", List.of("qemu-system-arm"));
    assertThat(expected).hasSizeGreaterThan(80).noneMatch(line -> line.endsWith("failed"));
    assertThat(digests("ebb", CommandLines.process("run"))).isEqualTo(expected);
  }

  private List<String> digests(String system, List<String> command) throws Exception {
    List<String> line = new ArrayList<>(command);
    line.addAll(DebianGuests.programs());
    Path console = directory.resolve(system + ".txt");
    Process process =
        new ProcessBuilder(line)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .redirectErrorStream(true)
            .redirectOutput(console.toFile())
            .start();
    boolean ended = process.waitFor(600, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(console, StandardCharsets.ISO_8859_1);
    assertThat(ended).as("%s ends; it said %s", system, said).isTrue();
    return DIGEST.matcher(said).results().map(result -> result.group()).toList();
  }
}
