package ebb.cli;

import ebb.gdbstub.TimelineTarget;
import ebb.replay.Recorder;
import ebb.replay.Timeline;
import ebb.replay.query.Replica;
import ebb.replay.query.Replicas;
import ebb.runtime.OutputChannel;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * A machine built as another one was, to search its history: nobody goes back and forth in it, so
 * it keeps no states of its own.
 *
 * @param opened to be closed in the end, the guest included
 */
record Twin(GuestMachine guest, Timeline timeline, Closeable opened) implements Replica {
  private static final Timeline.Options NO_STATES =
      new Timeline.Options(0, Long.MAX_VALUE, Long.MAX_VALUE);

  /** Of a recorded machine, whose history the recording is. */
  static Replica of(Path file) throws IOException {
    Recordings.Opened recording = Recordings.open(file, options -> {});
    GuestMachine guest = recording.guest();
    return new Twin(
        guest, Timeline.replay(guest.machine(), recording.reader(), NO_STATES), recording);
  }

  /** Of a running machine; it has no history yet. */
  static Replica of(RunSource run) throws IOException {
    GuestMachine guest = run.twin();
    Recorder recorder = new Recorder(guest.machine());
    return new Twin(guest, new Timeline(guest.machine(), recorder, NO_STATES), guest);
  }

  Twin {
    timeline.setResetAction(guest.resetAction());
  }

  /**
   * Lets as many machines as there are processors answer a debugger's questions.
   *
   * @return to be closed when nobody asks any more
   */
  static Replicas offer(TimelineTarget target, Replica.Source twins) {
    return target.offerReplicas(twins, Runtime.getRuntime().availableProcessors());
  }

  @Override
  public List<OutputChannel> outputs() {
    return guest.outputs();
  }

  @Override
  public void close() throws IOException {
    opened.close();
  }
}
