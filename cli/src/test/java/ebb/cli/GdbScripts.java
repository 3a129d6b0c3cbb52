package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.gdbstub.DebugTarget;
import ebb.gdbstub.GdbServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs gdb-multiarch with one of the scripts under {@code gdb/}, which check for themselves. */
final class GdbScripts {
  private GdbScripts() {}

  /**
   * Serves a target to gdb until its script has come to its end, at which it prints the line {@code
   * passed}.
   *
   * @param output where all goes that gdb says
   * @return what it said
   */
  static String pass(DebugTarget target, Path symbols, String script, Path output)
      throws IOException, InterruptedException {
    try (GdbServer server = new GdbServer(0, target)) {
      Process gdb = start(server.port(), symbols, script, output);
      // A script that fails ends gdb without a kill.
      gdb.onExit().thenRun(server::stop);
      try {
        server.serve(true);
        assertThat(gdb.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } finally {
        gdb.destroyForcibly();
      }
    }
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(said.lines()).as(said).contains("passed");
    return said;
  }

  private static Process start(int port, Path symbols, String script, Path output)
      throws IOException {
    List<String> line =
        new ArrayList<>(List.of("gdb-multiarch", "-q", "-nx", "-l", "100", "-batch"));
    for (String command :
        List.of(
            "set confirm off",
            "set pagination off",
            "set architecture arm",
            "target remote 127.0.0.1:" + port,
            "source " + resource("common"),
            "source " + resource(script))) {
      line.addAll(List.of("-ex", command));
    }
    line.add(symbols.toString());
    return new ProcessBuilder(line)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start();
  }

  private static Path resource(String script) {
    return Path.of("src", "test", "resources", "gdb", script + ".py").toAbsolutePath();
  }
}
