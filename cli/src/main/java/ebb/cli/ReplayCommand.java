package ebb.cli;

import ebb.replay.Coordinate;
import ebb.replay.Timeline;
import ebb.replay.TimelineStop;
import ebb.runtime.Stop;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "replay",
    description = "Show a recorded session again, verified; or serve it to gdb.",
    mixinStandardHelpOptions = true)
final class ReplayCommand implements Callable<Integer> {
  /** Ticks between two looks at the progress. */
  private static final long SLICE = 1L << 26;

  @Parameters(paramLabel = "FILE", description = "the recording")
  Path file;

  @Option(
      names = "--to",
      paramLabel = "PLACE",
      description = "stop there (with gdb: start there): " + Recordings.PLACES)
  String to;

  @Option(
      names = "--live",
      description =
          "go on from there (or from the end) with real input; disk images stay as they are")
  boolean live;

  @Option(
      names = "--record",
      paramLabel = "CHILD",
      description = "with --live: record the whole, which then has this recording as its parent")
  Path child;

  @Mixin ViewOptions view = new ViewOptions();
  @Mixin ProfileOptions profile = new ProfileOptions();

  @Override
  public Integer call() throws Exception {
    if (view.trace.printHelp()) {
      return 0;
    }
    if (child != null && !live) {
      throw new UsageError("--record: needs --live; the past is recorded already");
    }
    Coordinate place = Recordings.place(to, null);
    // Before the output is connected: the search may show what comes after the place.
    long until = Long.MAX_VALUE;
    if (place != null) {
      try (Recordings.Opened recording = Recordings.open(file, view.trace::applyTo)) {
        until = recording.find(recording.timeline(Timeline.Options.DEFAULT), place);
      }
    }
    try (Recordings.Opened recording =
        Recordings.open(
            file,
            options -> {
              view.applyTo(options);
              profile.applyTo(options);
            })) {
      boolean debugging = recording.options().gdbPort() >= 0;
      Timeline timeline =
          recording.timeline(debugging ? Timeline.Options.DEBUGGER : Timeline.Options.DEFAULT);
      if (live) {
        return new Branch(recording, timeline).go(until, child);
      }
      if (debugging) {
        if (to != null) {
          timeline.seek(until);
        }
        return new Debugging(
                recording.guest(),
                timeline,
                recording.options(),
                recording.child(timeline),
                () -> Twin.of(file))
            .serve(view.stopped || to != null);
      }
      recording.guest().connect(recording.options(), System.out);
      return replay(recording, timeline, until);
    }
  }

  /** Replays up to an icount or the end; says on stderr how it ended. */
  private int replay(Recordings.Opened recording, Timeline timeline, long until) {
    try (Progress progress = new Progress(recording.guest().machine(), "replay", timeline.end())) {
      while (true) {
        TimelineStop stop = timeline.cont(Math.min(until, timeline.now() + SLICE));
        progress.update();
        if (recording.guest().outputFailure() != null) {
          System.err.println("ebb: " + recording.guest().outputFailure());
          return Main.FAILED;
        }
        switch (stop) {
          case TimelineStop.Arrived arrived when timeline.now() < until -> {}
          case TimelineStop.Stopped(Stop.Halted halted) -> {
            System.err.println("ebb: " + halted.message());
            return Main.FAILED;
          }
          default -> {
            return 0;
          }
        }
      }
    }
  }
}
