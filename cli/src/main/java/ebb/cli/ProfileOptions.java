package ebb.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Whether to find out where the time goes. */
final class ProfileOptions {
  /** Not a name of a file: {@code --profile} without one. */
  private static final String NO_FILE = "-";

  @Option(
      names = "--profile",
      arity = "0..1",
      fallbackValue = NO_FILE,
      paramLabel = "FILE.svg",
      description = "say at the end where the time went; and draw it as a flame graph there")
  String profile;

  @Option(
      names = "--symbols",
      paramLabel = "ELF",
      description =
          "with --profile, names of functions: vmlinux; otherwise the -kernel, if it is an ELF file")
  Path symbols;

  /** Has a machine be watched, if that is wanted. */
  void applyTo(MachineOptions options) {
    if (profile != null) {
      options.profile = new Profile(profile.equals(NO_FILE) ? null : Path.of(profile), symbols);
    } else if (symbols != null) {
      throw new UsageError("--symbols: needs --profile");
    }
  }
}
