package ebb.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The processor time of this process by kinds of threads, as Linux tells it. */
final class HostThreads {
  private static final Path TASKS = Path.of("/proc/self/task");

  /** Of a second: what {@code sysconf(_SC_CLK_TCK)} is on every Linux that runs Java. */
  private static final double TICK = 0.01;

  private HostThreads() {}

  /** Seconds by kind; empty on other systems. */
  static Map<String, Double> seconds() {
    Map<String, Double> seconds = new TreeMap<>();
    try (Stream<Path> tasks = Files.list(TASKS)) {
      for (Path task : tasks.toList()) {
        add(seconds, Files.readString(task.resolve("stat")));
      }
    } catch (IOException elsewhere) {
      return Map.of();
    }
    return seconds;
  }

  /** Adds a line as proc(5) describes it: the name in parentheses, 11 fields later the times. */
  private static void add(Map<String, Double> seconds, String stat) {
    int end = stat.lastIndexOf(')');
    String name = stat.substring(stat.indexOf('(') + 1, end);
    List<String> fields = List.of(stat.substring(end + 2).split(" "));
    double used = TICK * (Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12)));
    seconds.merge(kind(name), used, Double::sum);
  }

  private static String kind(String name) {
    if (name.startsWith("C1") || name.startsWith("C2")) {
      return "HotSpot " + name.substring(0, 2);
    }
    return switch (name) {
      case "main", "java" -> "guest";
      case "ebb-translator" -> "translator";
      default -> "others";
    };
  }
}
