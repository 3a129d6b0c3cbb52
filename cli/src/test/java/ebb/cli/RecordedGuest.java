package ebb.cli;

import static ebb.cli.CommandLines.ebb;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.cli.CommandLines.Outcome;
import ebb.replay.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program of {@code guests/}, recorded up to its end, and opened as for a debugger. */
final class RecordedGuest implements AutoCloseable {
  private final Path elf;
  private final Recordings.Opened recording;
  private final Timeline timeline;

  /**
   * @param machine more options of it
   */
  RecordedGuest(Path directory, String name, String... machine) throws IOException {
    elf = elf(name);
    recording = Recordings.open(record(directory, name, machine), options -> {});
    timeline = recording.timeline(Timeline.Options.DEBUGGER);
  }

  /** Records one without opening it. */
  static Path record(Path directory, String name, String... machine) {
    Path file = directory.resolve(name + ".ebb");
    List<String> line = new ArrayList<>(List.of("record", "-o", file.toString(), "-m", "16"));
    line.addAll(List.of("-icount", "shift=0,sleep=off", "-kernel", elf(name).toString()));
    line.addAll(List.of(machine));
    Outcome outcome = ebb(line.toArray(new String[0]));
    assertThat(outcome.code()).describedAs(outcome.err()).isZero();
    return file;
  }

  private static Path elf(String name) {
    return Path.of("..", "guests", name, name + ".elf");
  }

  Path elf() {
    return elf;
  }

  Path file() {
    return recording.reader().file();
  }

  Recordings.Opened recording() {
    return recording;
  }

  Timeline timeline() {
    return timeline;
  }

  /** From its start to its end it still does what was recorded. */
  void checkEnd() {
    timeline.seek(0);
    timeline.seek(timeline.end());
    assertThat(timeline.machine().stateDigest()).isEqualTo(recording.reader().end().digest());
  }

  @Override
  public void close() throws IOException {
    recording.close();
  }
}
