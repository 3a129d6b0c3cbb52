package ebb.cli;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to look at a recording. */
final class ViewOptions {
  @Option(names = "-S", description = "do not start: wait for gdb to say continue")
  boolean stopped;

  @Option(
      names = "-gdb",
      paramLabel = "tcp::PORT",
      description = "serve gdb on the loopback interface")
  String gdb;

  @Option(names = "-s", description = "as -gdb tcp::1234")
  boolean gdbDefault;

  @Mixin TraceOptions trace = new TraceOptions();

  void applyTo(MachineOptions options) {
    trace.applyTo(options);
    options.stopped = stopped;
    options.gdb = gdb;
    options.gdbDefault = gdbDefault;
  }
}
