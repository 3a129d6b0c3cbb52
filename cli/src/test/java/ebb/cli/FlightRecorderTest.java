package ebb.cli;

import static ebb.cli.CommandLines.ebb;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.replay.Timeline;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session under Java Flight Recorder leaves every kind of event of ours. */
class FlightRecorderTest {
  @TempDir Path directory;

  @Test
  void showsWhatHappensToCodeAndCheckpoints() throws Exception {
    Path file = directory.resolve("smc.ebb");
    Path flight = directory.resolve("flight.jfr");
    ebb("record", "-o", file.toString(), "-kernel", "../guests/smc/smc.elf");
    try (Recording jfr = new Recording();
        Recordings.Opened recording =
            Recordings.open(file, options -> options.compileAtOnce = true)) {
      jfr.start();
      Timeline timeline = recording.timeline(Timeline.Options.DEBUGGER);
      timeline.seek(timeline.end());
      timeline.seek(timeline.end() / 2);
      jfr.stop();
      jfr.dump(flight);
    }
    Set<String> names = new TreeSet<>();
    for (RecordedEvent event : RecordingFile.readAllEvents(flight)) {
      String name = event.getEventType().getName();
      if (name.startsWith("ebb.")) {
        names.add(name);
      }
    }
    assertThat(names)
        .containsExactly(
            "ebb.BlockTranslated",
            "ebb.CheckpointRestored",
            "ebb.CheckpointTaken",
            "ebb.CodeInvalidated",
            "ebb.RegionCompiled",
            "ebb.RegionFormed",
            "ebb.RegionInstalled");
  }
}
