package ebb.cli;

import ebb.replay.SessionRecording;
import ebb.replay.Timeline;
import ebb.replay.TimelineStop;
import ebb.replay.log.RecordingEnd;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A recorded guest that leaves its history and goes on with its user at the terminal. */
final class Branch {
  private final Recordings.Opened recording;
  private final Timeline timeline;

  Branch(Recordings.Opened recording, Timeline timeline) {
    this.recording = recording;
    this.timeline = timeline;
  }

  /**
   * Goes to an icount and on from there.
   *
   * @param child where the whole is recorded, or null
   * @return the exit code
   */
  int go(long icount, Path child) throws Exception {
    if (child != null
        && Files.exists(child)
        && Files.isSameFile(child, recording.reader().file())) {
      throw new UsageError("--record: " + child + " is the recording that is replayed");
    }
    RecordingEnd end = recording.reader().end();
    if (end != null && icount >= end.icount() && end.reason().startsWith("guest powered off")) {
      throw new UsageError("--live: the guest is off there; --to names an earlier place");
    }
    TimelineStop stop = timeline.seek(Math.min(icount, timeline.end()));
    if (!(stop instanceof TimelineStop.Arrived)) {
      throw new IOException("cannot go to icount " + icount + ": stopped at " + timeline.now());
    }
    timeline.goLive();
    System.err.printf("ebb: live from icount %,d%n", timeline.now());
    SessionRecording session = recording.child(timeline);
    if (child != null && session.fromReset()) {
      session.start(child);
    } else if (child != null) {
      session.startHere(child);
    }
    int code = run(session);
    if (session.failure() != null) {
      throw new IOException(session.failure());
    }
    if (child != null) {
      System.err.printf("ebb: recorded in %s, %,d bytes%n", child, Files.size(child));
    }
    return code;
  }

  private int run(SessionRecording session) throws Exception {
    GuestMachine guest = recording.guest();
    MachineOptions options = recording.options();
    return options.gdbPort() < 0
        ? new LiveRun(guest, options, timeline.recorder(), LiveRun.Console.user()).run()
        : new Debugging(guest, timeline, options, session, () -> Twin.of(recording.reader().file()))
            .serve(true);
  }
}
