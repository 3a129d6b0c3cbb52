package ebb.cli;

import ebb.replay.Verifier;
import java.io.IOException;
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
    if (trace.printHelp()) {
      return 0;
    }
    try (Recordings.Opened recording = Recordings.open(file, trace::applyTo)) {
      Verifier verifier = verifier(recording);
      Verifier.Result result = run(verifier, recording);
      if (!result.ok()) {
        System.err.println("ebb: " + file + ": " + result.problem() + located(verifier, result));
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

  /** Executes it in the other way to find the instruction that went apart. */
  private String located(Verifier verifier, Verifier.Result result) throws IOException {
    if (result.divergence() == null) {
      return "";
    }
    String other = trace.accel().equals("interpreter") ? "tcg" : "interpreter";
    try (Recordings.Opened reference =
        Recordings.open(file, options -> options.trace.accel = other)) {
      return "; "
          + verifier.locate(
              result.divergence(),
              reference.guest().machine(),
              other.equals("tcg") ? "translator" : other,
              reference.guest().resetAction());
    }
  }

  /** Runs a recording from its first tick to its last. */
  static Verifier.Result verify(Recordings.Opened recording) {
    return run(verifier(recording), recording);
  }

  private static Verifier verifier(Recordings.Opened recording) {
    return new Verifier(
        recording.guest().machine(),
        recording.reader(),
        recording.guest().outputs(),
        recording.guest().resetAction());
  }

  private static Verifier.Result run(Verifier verifier, Recordings.Opened recording) {
    try (Progress progress =
        new Progress(recording.guest().machine(), "verify", recording.reader().lastIcount())) {
      return verifier.run(progress::update);
    }
  }
}
