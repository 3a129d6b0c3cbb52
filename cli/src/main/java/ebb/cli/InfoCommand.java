package ebb.cli;

import ebb.replay.Bookmarks;
import ebb.replay.RecordingInfo;
import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingEnd;
import ebb.replay.log.RecordingReader;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
      RecordingInfo info = RecordingInfo.of(reader);
      RecordingConfig config = info.config();
      line("guest", String.join(" ", Recordings.arguments(config)));
      config
          .digests()
          .forEach(
              (name, digest) ->
                  line(
                      name,
                      "%s%s  sha256 %s",
                      config.guest().getOrDefault("image." + name, "?"),
                      info.files().contains(name)
                          ? " (packed)"
                          : reader.disks().containsKey(name) ? " (what was read is packed)" : "",
                      abbreviated(digest)));
      line("length", "%,d instructions of %,d ns", info.lastIcount(), 1L << config.shift());
      if (reader.begin() > 0) {
        line("begin", "in the middle of a session, at icount %,d", reader.begin());
      }
      line("end", info.ended() == null ? "cut off" : info.ended());
      RecordingEnd end = reader.end();
      if (end != null) {
        line("final digest", "%016x", end.digest());
        for (RecordingEnd.Output output : end.outputs()) {
          line(output.name(), "%,d bytes, digest %016x", output.bytes(), output.digest());
        }
      }
      line(
          "inputs",
          info.inputs().isEmpty()
              ? "none"
              : String.format("%,d bytes in ", info.inputBytes())
                  + info.inputs().entrySet().stream()
                      .map(e -> String.format("%,d of %s", e.getValue(), e.getKey()))
                      .collect(Collectors.joining(", ")));
      line(
          "state digests",
          "%,d, every %,d instructions and at checkpoints; %,d of RAM",
          info.digests(),
          config.digestInterval(),
          info.ramDigests());
      line("checkpoints", "%,d, %,d bytes", info.checkpoints(), info.checkpointBytes());
      line(
          "size",
          "%,d bytes: %,d of log, %,d of checkpoints, %,d of packed files",
          info.bytes(),
          info.bytes() - info.checkpointBytes() - info.packedBytes(),
          info.checkpointBytes(),
          info.packedBytes());
      Bookmarks bookmarks = new Bookmarks();
      bookmarks.keepBeside(file, config.identity());
      bookmarks.all().forEach((name, icount) -> line("bookmark", "@%s at %,d", name, icount));
      line("identity", abbreviated(config.identity()));
      if (!config.parent().isEmpty()) {
        line(
            "parent",
            "%s (%s), left at icount %,d",
            config.guest().getOrDefault(Recordings.PARENT, "unknown"),
            abbreviated(config.parent()),
            config.branchIcount());
      }
    }
    return 0;
  }

  private static String abbreviated(String hash) {
    return hash.substring(0, Math.min(16, hash.length()));
  }

  private static void line(String name, String value) {
    System.out.printf("%-15s %s%n", name, value);
  }

  private static void line(String name, String format, Object... values) {
    line(name, String.format(format, values));
  }
}
