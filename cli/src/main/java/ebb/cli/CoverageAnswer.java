package ebb.cli;

import ebb.replay.query.Coverage;
import ebb.replay.query.Search;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;

/** Which instructions of a range ran and which never did, by function and by source line. */
final class CoverageAnswer {
  private final Symbols symbols;
  private final NavigableSet<Long> all;
  private final NavigableSet<Long> ran;

  /**
   * Executes a stretch of the history.
   *
   * @param range the code that is asked about
   * @param from icount
   * @param to icount, exclusive
   */
  CoverageAnswer(
      Search search, Symbols symbols, ElfFile elf, Symbols.Place range, long from, long to) {
    this.symbols = symbols;
    long end = range.address() + range.bytes();
    all = new CodeMap(elf, symbols).instructions(range.address(), end);
    ran = new Coverage(range.address(), end).of(search, from, to);
    // A part of an instruction that is not one here, as when code has been changed.
    ran.retainAll(all);
  }

  Answer answer() {
    Answer answer = new Answer();
    Map<String, List<Long>> functions = new LinkedHashMap<>();
    for (long address : all) {
      Symbols.Symbol symbol = symbols.containing(address);
      functions
          .computeIfAbsent(symbol == null ? "?" : symbol.name(), name -> new ArrayList<>())
          .add(address);
    }
    functions.forEach((name, addresses) -> add(answer, name, addresses));
    return answer.say(
        String.format(
            "%,d of %,d instructions ran (%.1f %%)",
            ran.size(), all.size(), all.isEmpty() ? 0 : 100.0 * ran.size() / all.size()));
  }

  private void add(Answer answer, String name, List<Long> addresses) {
    List<String> never = new ArrayList<>();
    int count = 0;
    long first = -1;
    long last = -1;
    for (long address : addresses) {
      if (ran.contains(address)) {
        count++;
        first = close(never, first, last);
      } else if (first < 0) {
        first = address;
      }
      last = address;
    }
    close(never, first, last);
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("function", name);
    fields.put("address", Inquiry.address(addresses.getFirst()));
    fields.put("ran", count);
    fields.put("instructions", addresses.size());
    fields.put("never", never);
    String missing =
        count == 0 ? "  never" : never.isEmpty() ? "" : "  but " + String.join(", ", never);
    answer.add(String.format("%6d of %6d  %s%s", count, addresses.size(), name, missing), fields);
  }

  /** Ends a run of instructions that never ran, if there is one. */
  private static long close(List<String> never, long first, long last) {
    if (first >= 0) {
      never.add(first == last ? hex(first) : hex(first) + ".." + hex(last));
    }
    return -1;
  }

  private static String hex(long address) {
    return String.format("%08x", address);
  }

  /**
   * Writes what there is for lcov's tools: a line is hit if one of its instructions ran.
   *
   * @throws UsageError if the ELF file says nothing about lines
   */
  void lcov(ElfFile elf, Path file) throws IOException {
    LineTable lines = new LineTable(elf, all);
    if (lines.isEmpty()) {
      throw new UsageError("--lcov: the ELF file has no line numbers there (.debug_line)");
    }
    Map<String, TreeMap<Integer, Integer>> hits = new TreeMap<>();
    Map<String, Map<String, String>> functions = new TreeMap<>();
    for (long address : all) {
      LineTable.Line line = lines.at(address);
      if (line == null) {
        continue;
      }
      int hit = ran.contains(address) ? 1 : 0;
      hits.computeIfAbsent(line.file(), f -> new TreeMap<>()).merge(line.number(), hit, Math::max);
      Symbols.Symbol symbol = symbols.containing(address);
      if (symbol != null && symbol.function() && symbol.address() == address) {
        functions
            .computeIfAbsent(line.file(), f -> new TreeMap<>())
            .put(symbol.name(), "FN:" + line.number() + "," + symbol.name() + "\nFNDA:" + hit);
      }
    }
    StringBuilder text = new StringBuilder("TN:\n");
    hits.forEach(
        (source, counts) -> {
          text.append("SF:").append(source).append('\n');
          functions
              .getOrDefault(source, Map.of())
              .forEach((name, both) -> text.append(both).append(',').append(name).append('\n'));
          counts.forEach((line, n) -> text.append("DA:" + line + "," + n + "\n"));
          long hit = counts.values().stream().filter(n -> n > 0).count();
          text.append("LF:" + counts.size() + "\nLH:" + hit + "\nend_of_record\n");
        });
    Files.writeString(file, text);
  }
}
