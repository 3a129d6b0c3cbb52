package ebb.cli;

import ebb.replay.log.Event;
import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingEnd;
import ebb.replay.log.RecordingReader;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "info",
    description = "Say what is in a recording.",
    mixinStandardHelpOptions = true)
final class InfoCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "the recording")
  Path file;

  @Override
  public Integer call() {
    try (RecordingReader reader = new RecordingReader(file)) {
      RecordingConfig config = reader.config();
      line("guest", String.join(" ", Recordings.arguments(config)));
      config
          .digests()
          .forEach(
              (name, digest) ->
                  line(
                      name,
                      config.guest().get("image." + name)
                          + (reader.files().contains(name) ? " (packed)" : "")
                          + "  sha256 "
                          + digest.substring(0, 16)));
      line("length", String.format("%,d instructions", reader.lastIcount()));
      RecordingEnd end = reader.end();
      line("end", end == null ? "cut off" : end.reason());
      if (end != null) {
        line("final digest", String.format("%016x", end.digest()));
        for (RecordingEnd.Output output : end.outputs()) {
          line(output.name(), String.format("%,d bytes, digest %016x", output.bytes(), output.digest()));
        }
      }
      Map<String, Integer> kinds = new TreeMap<>();
      for (Event event : reader.events()) {
        String kind =
            event.channel() == Event.PATCH ? "user's change" : config.channels().get(event.channel());
        kinds.merge(kind, 1, Integer::sum);
      }
      line("inputs", kinds.isEmpty() ? "none" : kinds.toString().replaceAll("[{}]", ""));
      line("state digests", String.valueOf(reader.digests().size()));
      line("checkpoints", String.valueOf(reader.checkpoints().size()));
      line("size", String.format("%,d bytes", reader.bytes()));
      if (!config.parent().isEmpty()) {
        line("parent", config.parent().substring(0, 16) + " at icount " + config.branchIcount());
      }
    }
    return 0;
  }

  private static void line(String name, String value) {
    System.out.printf("%-14s %s%n", name, value);
  }
}
