package ebb.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How to look at a recording. */
final class ViewOptions {
  @Option(names = "-S", description = "do not start: wait for gdb to say continue")
  boolean stopped;

  @Option(names = "-gdb", paramLabel = "tcp::PORT", description = "serve gdb on loopback")
  String gdb;

  @Option(names = "-s", description = "as -gdb tcp::1234")
  boolean gdbDefault;

  @Option(names = "-d", paramLabel = "LIST", description = "trace, see ebb run --help")
  String trace;

  @Option(names = "-D", paramLabel = "FILE", description = "where traces go instead of stderr")
  Path traceFile;

  @Option(names = "-accel", paramLabel = "tcg|interpreter", description = "see ebb run --help")
  String accel;

  void applyTo(MachineOptions options) {
    options.stopped = stopped;
    options.gdb = gdb;
    options.gdbDefault = gdbDefault;
    options.trace = trace;
    options.traceFile = traceFile;
    if (accel != null) {
      options.accel = accel;
    }
  }
}
