package ebb.cli;

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
  @Parameters(paramLabel = "FILE", description = "the recording")
  Path file;

  @Option(names = "--to", paramLabel = "N", description = "stop at (with gdb: start at) icount N")
  Long to;

  @Mixin ViewOptions view = new ViewOptions();

  @Override
  public Integer call() throws Exception {
    try (Recordings.Opened recording = Recordings.open(file, view)) {
      recording.guest().connect(recording.options());
      if (recording.options().gdbPort() >= 0) {
        if (to != null) {
          recording.timeline().seek(to);
        }
        return new Debugging(recording.guest(), recording.timeline(), recording.options())
            .serve(view.stopped || to != null);
      }
      return replay(recording, to == null ? Long.MAX_VALUE : to);
    }
  }

  /** Replays up to an icount or the end; says on stderr how it ended. */
  static int replay(Recordings.Opened recording, long until) {
    try (Progress progress =
        new Progress(recording.guest().machine(), "replay", recording.timeline().end())) {
      while (true) {
        long next = Math.min(until, recording.timeline().now() + (1L << 26));
        TimelineStop stop = recording.timeline().cont(next);
        progress.update();
        switch (stop) {
          case TimelineStop.Arrived arrived -> {
            if (recording.timeline().now() >= until) {
              return 0;
            }
          }
          case TimelineStop.Stopped(Stop.Halted halted) -> {
            System.err.println("ebb: " + halted.message());
            return 1;
          }
          default -> {
            return 0;
          }
        }
      }
    }
  }
}
