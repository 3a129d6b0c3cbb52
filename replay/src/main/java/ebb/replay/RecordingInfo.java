package ebb.replay;

import ebb.replay.log.Event;
import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingReader;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a recording contains, for people.
 *
 * @param lastIcount ticks recorded
 * @param inputs number of inputs by channel name
 * @param inputBytes bytes of all inputs
 * @param digests number of state digests
 * @param ramDigests number of digests of RAM
 * @param checkpoints number of checkpoints in the file
 * @param files names of packed files
 * @param bytes size of the file; what is not one of the next two is the log
 * @param checkpointBytes those of them that are checkpoints
 * @param packedBytes those of them that are packed files
 * @param ended how it ended, or null if it was cut off
 */
public record RecordingInfo(
    RecordingConfig config,
    long lastIcount,
    SortedMap<String, Integer> inputs,
    long inputBytes,
    int digests,
    int ramDigests,
    int checkpoints,
    List<String> files,
    long bytes,
    long checkpointBytes,
    long packedBytes,
    String ended) {
  public static RecordingInfo of(RecordingReader recording) {
    SortedMap<String, Integer> inputs = new TreeMap<>();
    long inputBytes = 0;
    for (Event event : recording.events()) {
      String kind =
          event.channel() == Event.PATCH
              ? "user's change"
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
        recording.ramDigests().size(),
        recording.checkpoints().size(),
        recording.files(),
        recording.bytes(),
        recording.checkpointBytes(),
        recording.packedBytes(),
        recording.truncated() ? null : recording.end().reason());
  }
}
