package ebb.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** How to watch a machine run. */
final class TraceOptions {
  @Option(
      names = "-d",
      paramLabel = "LIST",
      description = "trace, as in_asm,int; help lists what there is")
  String categories;

  @Option(names = "-D", paramLabel = "FILE", description = "where traces go instead of stderr")
  Path file;

  /** As given, or null; see {@link #accel()}. */
  @Option(
      names = "-accel",
      paramLabel = "tcg|interpreter",
      description = "tcg: translate hot code (default); interpreter: never")
  String accel;

  /** How to execute. */
  String accel() {
    return accel == null ? "tcg" : accel;
  }

  /** What {@code -d help} asks for, or null. */
  String help() {
    return "help".equals(categories) ? TraceLog.help() : null;
  }

  /** Prints the answer to {@code -d help}; false if it was not asked for. */
  boolean printHelp() {
    String help = help();
    if (help != null) {
      System.out.print(help);
    }
    return help != null;
  }

  /** Has a recorded machine be watched like this; it is executed as it says unless this does. */
  void applyTo(MachineOptions options) {
    options.trace.categories = categories;
    options.trace.file = file;
    if (accel != null) {
      options.trace.accel = accel;
    }
  }
}
