package ebb.cli;

import ebb.replay.SessionRecording;
import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingWriter;
import ebb.runtime.OutputChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;

/**
 * A guest that runs without having been recorded from the start, as something to record.
 *
 * @param arguments as {@link Recordings#machineArguments} has them
 */
record RunSource(
    GuestMachine guest,
    MachineOptions options,
    List<String> arguments,
    SortedMap<String, Path> images,
    GuestMachine.Seeds seeds)
    implements SessionRecording.Source {
  /** Another machine like this one, with the same disks under it. */
  GuestMachine twin() throws IOException {
    MachineOptions same = MachineOptions.parse(arguments);
    same.recorded = true;
    return new GuestMachine(same, images, seeds, (name, file) -> new LentImage(guest.image(name)));
  }

  @Override
  public RecordingConfig config() throws IOException {
    if (guest.writesBack()) {
      throw new IOException(
          "this run writes to its disk images, which a replay needs as they were; snapshot=on keeps them");
    }
    return Recordings.config(guest, options, arguments, images, seeds);
  }

  @Override
  public void addFiles(RecordingWriter writer) {
    // The images stay where they are.
  }

  @Override
  public List<OutputChannel> outputs() {
    return guest.outputs();
  }
}
