package ebb.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How to watch a machine run. */
final class TraceOptions {
  @Option(
      names = "-d",
      paramLabel = "LIST",
      description = "trace, as in_asm,int; help lists what there is")
  String trace;

  @Option(names = "-D", paramLabel = "FILE", description = "where traces go instead of stderr")
  Path traceFile;

  @Option(
      names = "-accel",
      paramLabel = "tcg|interpreter",
      description = "tcg: translate hot code (default); interpreter: never")
  String accel;

  /** Answers {@code -d help}; false if it was not asked for. */
  boolean help() {
    if ("help".equals(trace)) {
      System.out.print(TraceLog.help());
      return true;
    }
    return false;
  }

  void applyTo(MachineOptions options) {
    options.trace = trace;
    options.traceFile = traceFile;
    if (accel != null) {
      options.accel = accel;
    }
  }
}
