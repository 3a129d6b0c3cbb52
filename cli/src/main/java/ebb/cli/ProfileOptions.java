package ebb.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Stack;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Whether to find out where the time goes. */
final class ProfileOptions {
  /** Not a name of a file: {@code --profile} without one. */
  private static final String NO_FILE = "-";

  @Option(
      names = "--profile",
      arity = "0..1",
      fallbackValue = NO_FILE,
      preprocessor = OnlyAttached.class,
      paramLabel = "FILE.svg",
      description =
          "say at the end where the time went; with =FILE.svg draw it as a flame graph there")
  String profile;

  @Option(
      names = "--symbols",
      paramLabel = "ELF",
      description =
          "with --profile, names of functions: vmlinux; otherwise the -kernel, if it is an ELF file")
  Path symbols;

  /** What follows as a word of its own is not the option's: it may be the recording. */
  static final class OnlyAttached implements CommandLine.IParameterPreprocessor {
    @Override
    public boolean preprocess(
        Stack<String> words, CommandSpec command, ArgSpec option, Map<String, Object> info) {
      if (!"=".equals(info.get("separator"))) {
        words.push(NO_FILE);
      }
      return false;
    }
  }

  /** Has a machine be watched, if that is wanted. */
  void applyTo(MachineOptions options) {
    if (profile != null) {
      options.profile = new Profile(profile.equals(NO_FILE) ? null : Path.of(profile), symbols);
    } else if (symbols != null) {
      throw new UsageError("--symbols: needs --profile");
    }
  }
}
