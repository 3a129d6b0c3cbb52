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

  private record Command(String arguments, String help, UnaryOperator<String> action) {}

  private final Map<String, Command> commands = new TreeMap<>();

  MonitorCommands() {
    add("help", "", "this list", arguments -> help());
  }

  /**
   * @param arguments as a user is told about them
   * @param help what it does, in a line
   * @param action from its arguments to its answer; a {@link Usage} or NumberFormatException of it
   *     is answered with how the command is written
   */
  void add(String name, String arguments, String help, UnaryOperator<String> action) {
    commands.put(name, new Command(arguments, help, action));
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
