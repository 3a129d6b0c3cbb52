package ebb.cli;

import ebb.replay.SessionRecording;
import ebb.replay.Timeline;
import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingWriter;
import ebb.runtime.OutputChannel;
import java.util.List;

/** A replayed guest that has left its recording, as something to record. */
record BranchSource(Recordings.Opened recording, Timeline timeline)
    implements SessionRecording.Source {
  @Override
  public RecordingConfig config() {
    return recording.child(timeline.left());
  }

  @Override
  public void addFiles(RecordingWriter writer) {
    recording.reader().copyPacked(writer);
  }

  @Override
  public List<OutputChannel> outputs() {
    return recording.guest().outputs();
  }
}
