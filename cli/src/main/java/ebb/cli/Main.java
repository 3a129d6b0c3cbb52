package ebb.cli;

import ebb.ir.guest.GuestHalt;
import ebb.replay.DivergenceException;
import ebb.replay.log.RecordingException;
import ebb.runtime.IoMessages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The {@code ebb} command.
 *
 * <p>Exit codes: 0 done; 1 it failed; 2 wrong usage; 3 a defect of Ebb; a guest's own code is
 * passed on. Whatever goes wrong is one line on stderr.
 */
@Command(
    name = "ebb",
    description = "A machine emulator that runs backwards.",
    mixinStandardHelpOptions = true,
    version = "ebb 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands%n",
    usageHelpWidth = 100,
    footer = {
      "",
      "ebb COMMAND --help lists the options of a command. Machines are described as for",
      "qemu-system-arm; -M help, -cpu help, -device help and -d help say what there is.",
      "Exit codes: the guest's own, or 1 it failed, 2 wrong usage, 3 a defect of Ebb."
    },
    subcommands = {
      RunCommand.class,
      RecordCommand.class,
      ReplayCommand.class,
      DebugCommand.class,
      InfoCommand.class,
      VerifyCommand.class,
      QueryCommand.class,
      ReportCommand.class,
      DemoCommand.class,
      CheckpointCostCommand.class,
      SpeedCommand.class
    })
public final class Main implements Callable<Integer> {
  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;
  static final int DEFECT = 3;

  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(System.err);
    return WRONG_USAGE;
  }

  public static void main(String[] args) {
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> report(e));
    System.exit(run(args));
  }

  /** Runs a command line and returns the exit code. */
  static int run(String... args) {
    try {
      CommandLine line =
          new CommandLine(new Main())
              .setPosixClusteredShortOptionsAllowed(false)
              .setParameterExceptionHandler((e, all) -> report(e))
              .setExecutionExceptionHandler((e, commandLine, result) -> report(e));
      OptionHelp.install(line);
      return line.execute(args);
    } catch (Throwable defect) {
      return report(defect);
    }
  }

  /** Says on stderr what went wrong, in one line, and returns the exit code for it. */
  private static int report(Throwable e) {
    if (System.getenv("EBB_DEBUG") != null) {
      e.printStackTrace();
    }
    return switch (e) {
      case CommandLine.UnmatchedArgumentException unmatched ->
          say(unknown(unmatched.getUnmatched().getFirst(), unmatched), WRONG_USAGE);
      case CommandLine.ParameterException parameter -> say(lowerCase(oneLine(e)), WRONG_USAGE);
      case UsageError usage -> say(oneLine(e), WRONG_USAGE);
      case RecordingException recording -> say(oneLine(e), FAILED);
      case DivergenceException divergence -> say(oneLine(e), FAILED);
      case GuestHalt halt -> say(oneLine(e), FAILED);
      case IOException io -> say(IoMessages.of(io), FAILED);
      case UncheckedIOException io -> say(oneLine(e) + ": " + IoMessages.of(io.getCause()), FAILED);
      case OutOfMemoryError memory ->
          say("out of memory (EBB_JAVA_OPTS=-Xmx4g gives the emulator more)", FAILED);
      default ->
          say(
              "internal error: "
                  + e.getClass().getSimpleName()
                  + (e.getMessage() == null ? "" : ": " + oneLine(e))
                  + ", please report (EBB_DEBUG=1 shows where)",
              DEFECT);
    };
  }

  private static String unknown(String argument, CommandLine.ParameterException where) {
    String command = where.getCommandLine().getCommandSpec().qualifiedName();
    return argument.startsWith("-")
        ? "option '" + argument + "' is not supported; '" + command + " --help' lists what is"
        : "unexpected argument '" + argument + "'; see '" + command + " --help'";
  }

  private static int say(String message, int code) {
    System.err.println("ebb: " + message);
    return code;
  }

  private static String lowerCase(String message) {
    return message.isEmpty()
        ? message
        : Character.toLowerCase(message.charAt(0)) + message.substring(1);
  }

  private static String oneLine(Throwable e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
