package ebb.cli;

import ebb.replay.log.RecordingEnd;
import ebb.runtime.OutputChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "verify",
    description = "Replay a recording at full speed; exit 0, or name the first divergence.",
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "FILE", description = "the recording")
  Path file;

  @Mixin ViewOptions view = new ViewOptions();

  @Override
  public Integer call() throws Exception {
    try (Recordings.Opened recording = Recordings.open(file, view)) {
      int code = ReplayCommand.replay(recording, Long.MAX_VALUE);
      if (code != 0) {
        return code;
      }
      String difference = endDifference(recording);
      if (difference != null) {
        System.err.println("ebb: " + file + " diverges at its end: " + difference);
        return 1;
      }
      System.out.printf(
          "%s: %,d instructions, %d digests and %d inputs agree%s%n",
          file,
          recording.timeline().now(),
          recording.reader().digests().size(),
          recording.reader().events().size(),
          recording.reader().end() == null ? " up to where it was cut off" : "");
      return 0;
    }
  }

  /** Compares the final state and the guest's outputs with what the recording says; null if they agree. */
  static String endDifference(Recordings.Opened recording) {
    RecordingEnd end = recording.reader().end();
    if (end == null) {
      return null;
    }
    long now = recording.timeline().now();
    if (now != end.icount()) {
      return "icount " + now + " instead of " + end.icount();
    }
    if (recording.guest().machine().stateDigest() != end.digest()) {
      return "the state at icount " + now + " is another";
    }
    for (RecordingEnd.Output output : end.outputs()) {
      for (OutputChannel channel : recording.guest().outputs()) {
        if (channel.id().equals(output.name())
            && (channel.count() != output.bytes() || channel.digest() != output.digest())) {
          return "the guest said something else on " + channel.id();
        }
      }
    }
    return null;
  }
}
