package ebb.cli;

import ebb.runtime.Trace;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** {@code -d LIST -D FILE}. */
final class TraceLog implements Trace {
  private static final Set<String> KNOWN =
      Set.of("in_asm", "op", "op_opt", "out_asm", "int", "mmu", "exec", "unimp");

  private final Set<String> on;
  private final PrintStream out;

  private TraceLog(Set<String> on, PrintStream out) {
    this.on = on;
    this.out = out;
  }

  /** Null if nothing is to be traced. */
  static TraceLog of(String list, Path file) {
    if (list == null) {
      return null;
    }
    Set<String> on = Set.of(list.split(","));
    for (String category : on) {
      if (!KNOWN.contains(category)) {
        throw new UsageError(
            "-d: '" + category + "' is not supported; there are: " + String.join(",", KNOWN.stream().sorted().toList()));
      }
    }
    try {
      PrintStream out =
          file == null
              ? System.err
              : new PrintStream(Files.newOutputStream(file), false, StandardCharsets.UTF_8);
      Runtime.getRuntime().addShutdownHook(new Thread(out::flush));
      return new TraceLog(on, out);
    } catch (IOException e) {
      throw new UncheckedIOException("-D: cannot write " + file, e);
    }
  }

  @Override
  public boolean on(String category) {
    return on.contains(category);
  }

  @Override
  public void line(String category, String text) {
    out.println(text);
  }
}
