package ebb.gdbstub;

import ebb.replay.DivergenceException;
import ebb.replay.NoSuchPlace;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The commands of gdb's {@code monitor}, by name; a name is one word or two. Every line is answered
 * with text.
 */
final class MonitorCommands {
  /** What is wrong with a command's arguments. */
  static final class Usage extends RuntimeException {
    private static final long serialVersionUID = 1;

    Usage(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * @param still whether it needs no other state than the one the guest is in
   */
  private record Command(
      String arguments, String help, boolean still, UnaryOperator<String> action) {}

  private final Runnable leaveDiversion;
  private final Map<String, Command> commands = new TreeMap<>();

  /**
   * @param leaveDiversion brings the guest back into its history
   */
  MonitorCommands(Runnable leaveDiversion) {
    this.leaveDiversion = leaveDiversion;
    addStill("help", "", "this list", arguments -> help());
  }

  /**
   * A command about the history; given in a diversion, it ends that.
   *
   * @param arguments as a user is told about them
   * @param help what it does, in a line
   * @param action from its arguments to its answer; a {@link Usage} or NumberFormatException of it
   *     is answered with how the command is written
   */
  void add(String name, String arguments, String help, UnaryOperator<String> action) {
    commands.put(name, new Command(arguments, help, false, action));
  }

  /** {@link #add} of a command that leaves the guest in a diversion if it is in one. */
  void addStill(String name, String arguments, String help, UnaryOperator<String> action) {
    commands.put(name, new Command(arguments, help, true, action));
  }

  String run(String line) {
    String[] words = line.strip().split("\\s+", 3);
    if (words[0].isEmpty()) {
      return help();
    }
    String two = words.length > 1 ? words[0] + " " + words[1] : "";
    boolean pair = commands.containsKey(two);
    String name = pair ? two : words[0];
    Command command = commands.get(name);
    String rest = line.strip().substring(words[0].length()).strip();
    if (pair) {
      rest = rest.substring(words[1].length()).strip();
    }
    if (command == null || !rest.isEmpty() && command.arguments.isEmpty()) {
      return "unknown command '" + line.strip() + "'; 'monitor help' lists what there is\n";
    }
    if (!command.still) {
      leaveDiversion.run();
    }
    try {
      return command.action.apply(rest);
    } catch (Usage e) {
      return e.getMessage() + "; usage: " + usage(name, command) + "\n";
    } catch (NumberFormatException e) {
      return "not a number; usage: " + usage(name, command) + "\n";
    } catch (DivergenceException | NoSuchPlace e) {
      return e.getMessage() + "\n";
    }
  }

  private static String usage(String name, Command command) {
    return (name + " " + command.arguments).strip();
  }

  private String help() {
    StringBuilder text = new StringBuilder();
    commands.forEach(
        (name, command) ->
            text.append(String.format("%-28s %s%n", usage(name, command), command.help)));
    return text.toString();
  }
}
