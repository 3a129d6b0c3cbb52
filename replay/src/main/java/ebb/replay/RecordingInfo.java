package ebb.replay;

import ebb.replay.log.Event;
import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a recording contains, for people.
 *
 * @param lastIcount ticks recorded
 * @param inputs number of inputs by channel name
 * @param inputBytes bytes of all inputs
 * @param digests number of state digests
 * @param checkpoints number of checkpoints in the file
 * @param files names of packed files
 * @param bytes size of the file
 * @param ended how it ended, or null if it was cut off
 */
public record RecordingInfo(
    RecordingConfig config,
    long lastIcount,
    SortedMap<String, Integer> inputs,
    long inputBytes,
    int digests,
    int checkpoints,
    List<String> files,
    long bytes,
    String ended) {
  public static RecordingInfo of(RecordingReader recording) {
    SortedMap<String, Integer> inputs = new TreeMap<>();
    long inputBytes = 0;
    for (Event event : recording.events()) {
      String kind =
          event.channel() == Event.PATCH
              ? "debugger"
              : recording.config().channels().get(event.channel());
      inputs.merge(kind, 1, Integer::sum);
      inputBytes += event.data().length;
    }
    return new RecordingInfo(
        recording.config(),
        recording.lastIcount(),
        inputs,
        inputBytes,
        recording.digests().size(),
        recording.checkpoints().size(),
        recording.files(),
        recording.bytes(),
        recording.truncated() ? null : recording.end().reason());
  }

  /** A line per fact: name, tab, value. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    config.guest().forEach((key, value) -> lines.add("guest " + key + "\t" + value));
    config.digests().forEach((name, sha) -> lines.add("sha256 " + name + "\t" + sha));
    if (!config.parent().isEmpty()) {
      lines.add("parent\t" + config.parent() + " at icount " + config.branchIcount());
    }
    lines.add("identity\t" + config.identity());
    lines.add("clock\t" + (1L << config.shift()) + " ns per instruction");
    lines.add("length\t" + String.format(Locale.ROOT, "%,d", lastIcount) + " instructions");
    lines.add("end\t" + (ended == null ? "cut off" : ended));
    int all = inputs.values().stream().mapToInt(Integer::intValue).sum();
    lines.add("inputs\t" + all + " (" + inputBytes + " bytes)");
    inputs.forEach((channel, count) -> lines.add("inputs " + channel + "\t" + count));
    lines.add("digests\t" + digests + ", every " + config.digestInterval() + " instructions");
    lines.add("checkpoints\t" + checkpoints);
    files.forEach(name -> lines.add("packed\t" + name));
    lines.add("size\t" + bytes + " bytes");
    return lines;
  }
}
