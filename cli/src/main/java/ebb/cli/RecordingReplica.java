package ebb.cli;

import ebb.gdbstub.TimelineTarget;
import ebb.replay.Timeline;
import ebb.replay.query.Replica;
import ebb.replay.query.Replicas;
import ebb.runtime.OutputChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A machine for a search of a recording: nobody goes back and forth in it, so it keeps no states of
 * its own.
 */
record RecordingReplica(Recordings.Opened recording, Timeline timeline) implements Replica {
  private static final Timeline.Options NO_STATES =
      new Timeline.Options(0, Long.MAX_VALUE, Long.MAX_VALUE);

  static Replica open(Path file) throws IOException {
    Recordings.Opened recording = Recordings.open(file, options -> {});
    Timeline timeline = Timeline.replay(recording.guest().machine(), recording.reader(), NO_STATES);
    timeline.setResetAction(recording.guest().resetAction());
    return new RecordingReplica(recording, timeline);
  }

  /**
   * Lets as many machines as there are processors answer a debugger's questions.
   *
   * @return to be closed when nobody asks any more
   */
  static Replicas offer(TimelineTarget target, Path file) {
    return target.offerReplicas(() -> open(file), Runtime.getRuntime().availableProcessors());
  }

  @Override
  public List<OutputChannel> outputs() {
    return recording.guest().outputs();
  }

  @Override
  public void close() throws IOException {
    recording.close();
  }
}
