package ebb.cli;

import ebb.ir.guest.GuestHalt;
import ebb.replay.DivergenceException;
import ebb.replay.log.RecordingException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code ebb} command. Exit codes: 0 done, 1 it failed, 2 wrong usage; a guest's own code is passed on. */
@Command(
    name = "ebb",
    description = "A machine emulator that runs backwards.",
    mixinStandardHelpOptions = true,
    version = "ebb 0.1.0",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      RunCommand.class,
      RecordCommand.class,
      ReplayCommand.class,
      DebugCommand.class,
      InfoCommand.class,
      VerifyCommand.class,
      DemoCommand.class
    })
public final class Main implements Callable<Integer> {
  @CommandLine.Spec CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    spec.commandLine().usage(System.err);
    return 2;
  }

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs a command line and returns the exit code. */
  static int run(String... args) {
    return new CommandLine(new Main())
        .setPosixClusteredShortOptionsAllowed(false)
        .setParameterExceptionHandler(
            (e, a) -> {
              System.err.println("ebb: " + oneLine(e));
              return 2;
            })
        .setExecutionExceptionHandler(
            (e, commandLine, result) -> {
              int code =
                  switch (e) {
                    case UsageError usage -> 2;
                    case RecordingException recording -> 1;
                    case DivergenceException divergence -> 1;
                    case GuestHalt halt -> 1;
                    case java.io.IOException io -> 1;
                    default -> throw e;
                  };
              System.err.println("ebb: " + oneLine(e));
              return code;
            })
        .execute(args);
  }

  private static String oneLine(Exception e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return message.lines().findFirst().orElse("");
  }
}
