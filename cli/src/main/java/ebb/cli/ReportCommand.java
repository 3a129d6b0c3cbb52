package ebb.cli;

import ebb.replay.log.Event;
import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.StoredCheckpoint;
import ebb.replay.query.Survey;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "report",
    description = "Make a page about a recording: what happened when, and how to go there.",
    mixinStandardHelpOptions = true)
final class ReportCommand implements Callable<Integer> {
  /** Samples of a whole recording, at most. */
  private static final int SAMPLES = 20_000;

  /** Samples that make one step of the chart. */
  private static final int STEP = 10;

  private static final int FUNCTIONS = 25;

  /** Lines, inputs and checkpoints shown; of more, as many from the end. */
  private static final int MOST = 20_000;

  @Parameters(paramLabel = "FILE", description = "the recording")
  Path file;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PAGE",
      required = true,
      description = "the HTML file to write; it needs no other")
  Path output;

  @Mixin SearchOptions how = new SearchOptions();

  @Override
  public Integer call() throws Exception {
    try (Inquiry inquiry = how.open(file)) {
      long end = inquiry.end();
      inquiry.showProgress("report", end);
      Survey survey =
          new Survey(
              inquiry.search(),
              inquiry.begin(),
              end,
              Math.max(1, (end - inquiry.begin()) / SAMPLES));
      inquiry.clearProgress();
      Files.writeString(output, page(data(inquiry, survey)));
      System.err.printf(
          "ebb: %s: %,d lines, %,d samples, %s%n",
          output,
          survey.lines().size(),
          survey.samples().size(),
          inquiry.complete() ? "the whole recording" : "stopped before the end");
      return 0;
    }
  }

  private static String page(Map<String, Object> data) throws IOException {
    try (InputStream in = ReportCommand.class.getResourceAsStream("report.html")) {
      String template = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return template.replace("/*DATA*/null", Json.of(data));
    }
  }

  private Map<String, Object> data(Inquiry inquiry, Survey survey) {
    RecordingReader reader = inquiry.recording().reader();
    RecordingConfig config = reader.config();
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("title", file.getFileName().toString());
    data.put("guest", String.join(" ", Recordings.arguments(config)));
    data.put("command", "ebb debug " + file + (inquiry.elf() == null ? "" : " " + inquiry.elf()));
    data.put("length", inquiry.end());
    data.put("end", reader.end() == null ? "cut off" : reader.end().reason());
    data.put("complete", inquiry.complete());
    times(inquiry, survey, data);
    data.put("period", survey.period());
    data.put("events", events(survey));
    data.put(
        "lines",
        last(survey.lines()).stream()
            .map(line -> List.<Object>of(line.icount(), line.nanos(), line.text()))
            .toList());
    data.put("inputs", last(reader.events()).stream().map(e -> input(config, e)).toList());
    data.put(
        "checkpoints",
        last(reader.checkpoints()).stream().map(StoredCheckpoint.Head::icount).toList());
    data.put("functions", functions(inquiry.symbols(), survey));
    data.put("samples", survey.samples().size());
    data.put("sampling", survey.period());
    return data;
  }

  private static <T> List<T> last(List<T> all) {
    return all.subList(Math.max(0, all.size() - MOST), all.size());
  }

  /** Pairs of icount and virtual time, from the beginning to the end. */
  private static void times(Inquiry inquiry, Survey survey, Map<String, Object> data) {
    List<Long> icounts = new ArrayList<>();
    List<Long> nanos = new ArrayList<>();
    for (int i = 0; i < survey.samples().size(); i += STEP) {
      icounts.add(survey.samples().get(i).icount());
      nanos.add(survey.samples().get(i).nanos());
    }
    inquiry.goTo(inquiry.end());
    long end = inquiry.machine().clock().nanos();
    icounts.add(inquiry.end());
    RecordingReader reader = inquiry.recording().reader();
    nanos.add(reader.end() == null ? end : Math.max(end, reader.end().nanos()));
    data.put("icounts", icounts);
    data.put("nanos", nanos);
  }

  private static List<Map<String, Object>> events(Survey survey) {
    List<Map<String, Object>> rows = new ArrayList<>();
    survey
        .events()
        .forEach(
            (kind, events) -> {
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("kind", kind.toString());
              row.put("count", events.count());
              row.put("first", events.first());
              row.put(
                  "per",
                  events.perPeriod().entrySet().stream()
                      .map(e -> List.<Number>of(e.getKey(), e.getValue()))
                      .toList());
              rows.add(row);
            });
    return rows;
  }

  private static Map<String, Object> input(RecordingConfig config, Event event) {
    boolean patch = event.channel() == Event.PATCH;
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("icount", event.icount());
    row.put("nanos", event.nanos());
    row.put("channel", patch ? "user's change" : config.channels().get(event.channel()));
    row.put("what", patch ? "" : shown(event.data()));
    return row;
  }

  /** Typed text as such, anything else by its length. */
  private static String shown(byte[] bytes) {
    for (byte b : bytes) {
      if (b < ' ' && b != '\r' && b != '\n' && b != '\t') {
        return bytes.length + (bytes.length == 1 ? " byte" : " bytes");
      }
    }
    return new String(bytes, StandardCharsets.US_ASCII)
        .replace("\r", "\u23ce")
        .replace("\n", "\u23ce");
  }

  /** Those in which most samples lie. */
  private static List<Map<String, Object>> functions(Symbols symbols, Survey survey) {
    Map<String, long[]> counts = new HashMap<>();
    for (Survey.Sample sample : survey.samples()) {
      String where = symbols.describe(sample.pc());
      int plus = where.indexOf('+');
      String name = where.startsWith("0x") ? where.substring(0, 7) + "000" : where;
      counts
          .computeIfAbsent(
              plus < 0 ? name : where.substring(0, plus), k -> new long[] {0, sample.icount()})[
          0]++;
    }
    return counts.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, long[]> e) -> -e.getValue()[0])
                .thenComparing(Map.Entry::getKey))
        .limit(FUNCTIONS)
        .map(
            e -> {
              Map<String, Object> row = new LinkedHashMap<>();
              row.put("name", e.getKey());
              row.put("count", e.getValue()[0]);
              row.put("first", e.getValue()[1]);
              return row;
            })
        .toList();
  }
}
