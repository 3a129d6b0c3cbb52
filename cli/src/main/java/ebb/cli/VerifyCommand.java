package ebb.cli;

import ebb.replay.Verifier;
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

  @Mixin TraceOptions trace = new TraceOptions();

  @Override
  public Integer call() throws Exception {
    if (trace.help()) {
      return 0;
    }
    try (Recordings.Opened recording = Recordings.open(file, trace::applyTo)) {
      Verifier.Result result = verify(recording);
      if (!result.ok()) {
        System.err.println("ebb: " + file + ": " + result.problem());
        return Main.FAILED;
      }
      System.out.printf(
          "%s: %,d instructions, %,d digests and %,d inputs agree%s%n",
          file,
          result.icount(),
          result.digests(),
          recording.reader().events().size(),
          recording.reader().truncated() ? " up to where it was cut off" : "");
      return 0;
    }
  }

  /** Runs a recording from its first tick to its last. */
  static Verifier.Result verify(Recordings.Opened recording) {
    try (Progress progress =
        new Progress(recording.guest().machine(), "verify", recording.reader().lastIcount())) {
      return new Verifier(
              recording.guest().machine(),
              recording.reader(),
              recording.guest().outputs(),
              recording.guest().board()::reset)
          .run(progress::update);
    }
  }
}
