package ebb.cli;

import static ebb.cli.CommandLines.ebb;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.cli.CommandLines.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileTest {
  private static final String LEDGER = "../guests/ledger/ledger.elf";

  @TempDir Path directory;

  @Test
  void showsWhereTheTimeGoesAndChangesNothing() throws Exception {
    Path recording = directory.resolve("ledger.ebb");
    Path graph = directory.resolve("ledger.svg");
    Outcome profiled =
        ebb(
            "record",
            "-o",
            recording.toString(),
            "-icount",
            "shift=0,sleep=off",
            "-kernel",
            LEDGER,
            "--profile=" + graph);
    assertThat(profiled.err())
        .contains("in regions", "in the interpreter", "translated code", "transfer");
    assertThat(Files.readString(graph)).contains("<title>main: ");
    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(graph.toFile());
    Outcome plain = ebb("verify", recording.toString());
    assertThat(plain.code()).describedAs(plain.err()).isZero();
    byte[] recorded = Files.readAllBytes(recording);
    Outcome replayed = ebb("replay", "--profile", recording.toString());
    assertThat(replayed.out()).isEqualTo(profiled.out());
    assertThat(recording).hasBinaryContent(recorded);
    assertThat(replayed.err()).contains("translated code");
  }

  @Test
  void symbolsAreForProfiles() throws Exception {
    Outcome outcome = ebb("run", "-kernel", LEDGER, "--symbols", LEDGER);
    assertThat(outcome.code()).isEqualTo(2);
    assertThat(outcome.err()).contains("--symbols: needs --profile");
  }

  @Test
  void toldByTheInnermostFrameThatSaysSomething() {
    assertThat(tier("java.util.HashMap", "ebb.machine.gic.Gic", "ebb.runtime.SoftMmu"))
        .isEqualTo(Tier.DEVICES);
    assertThat(tier("ebb.ir.exec.Eval", "ebb.ir.pass.Fold", "ebb.runtime.CpuLoop"))
        .isEqualTo(Tier.TRANSLATOR);
    assertThat(tier("java.lang.Thread")).isEqualTo(Tier.OTHER);
  }

  private static Tier tier(String... types) {
    return Tier.of(
        List.of(types).stream()
            .map(type -> new StackTraceElement(type, "run", null, 0))
            .toArray(StackTraceElement[]::new));
  }

  @Test
  void drawsBoxesAsWideAsTheirSamples() {
    String svg = FlameGraph.of(Map.of(List.of("main", "a<b"), 3L, List.of("main", "c"), 1L));
    assertThat(svg)
        .contains("<title>all: 4 samples, 100.0 %</title>")
        .contains("<title>a&lt;b: 3 samples, 75.0 %</title><rect x=\"0.0\" y=\"0\" width=\"900.0\"")
        .contains("<title>c: 1 samples, 25.0 %</title><rect x=\"900.0\" y=\"0\" width=\"300.0\"");
  }
}
