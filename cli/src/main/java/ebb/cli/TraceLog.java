package ebb.cli;

import ebb.runtime.IoMessages;
import ebb.runtime.Trace;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code -d LIST -D FILE}. */
final class TraceLog implements Trace, AutoCloseable {
  private static final SortedMap<String, String> KNOWN =
      new TreeMap<>(
          Map.of(
              "in_asm", "guest code of each new block",
              "op", "intermediate code of each new block",
              "op_opt", "the same after optimization",
              "int", "exceptions, interrupts and translation faults",
              "out_asm", "JVM code of each region that is compiled",
              "mmu", "translation table walks and TLB maintenance",
              "exec", "every block that is entered",
              "unimp", "coprocessor registers that do not exist"));

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
    Set<String> on = new TreeSet<>(List.of(list.split(",")));
    for (String category : on) {
      if (!KNOWN.containsKey(category)) {
        throw new UsageError(
            "-d: '"
                + category
                + "' is not supported; there are: "
                + String.join(",", KNOWN.keySet()));
      }
    }
    try {
      PrintStream out =
          file == null
              ? System.err
              : new PrintStream(
                  new BufferedOutputStream(Files.newOutputStream(file), 1 << 16),
                  false,
                  StandardCharsets.UTF_8);
      Runtime.getRuntime().addShutdownHook(new Thread(out::flush));
      return new TraceLog(on, out);
    } catch (IOException e) {
      throw new UsageError("-D: " + IoMessages.of(e));
    }
  }

  /** What {@code -d help} says. */
  static String help() {
    StringBuilder text = new StringBuilder("Log items (comma separated):\n");
    KNOWN.forEach((name, what) -> text.append(String.format("%-10s %s%n", name, what)));
    return text.toString();
  }

  @Override
  public void close() {
    out.flush();
  }

  @Override
  public boolean on(String category) {
    return on.contains(category);
  }

  @Override
  public void line(String category, String text) {
    out.println(text.stripTrailing());
  }
}
