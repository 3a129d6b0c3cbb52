package ebb.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs gdb-multiarch with one of the scripts under {@code gdb/}, which check for themselves. */
final class GdbScripts {
  private GdbScripts() {}

  /**
   * Starts gdb on a server of this machine. A script that comes to its end prints the line {@code
   * passed}.
   *
   * @param output where all goes that gdb says
   */
  static Process start(int port, Path symbols, String script, Path output) throws IOException {
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
