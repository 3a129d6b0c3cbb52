package ebb.gdbstub;

import ebb.replay.DivergenceException;
import ebb.replay.Timeline;
import ebb.replay.TimelineStop;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What {@code monitor} offers beyond gdb's own commands. Every command answers with text; numbers
 * as in C.
 */
final class MonitorCommands {
  /** gdb does not know that the guest has moved by one of these. */
  private static final String STALE = "Tell gdb: maintenance flush register-cache\n";

  private record Command(String help, UnaryOperator<String> action) {}

  private final Timeline timeline;
  private final Map<String, Command> commands = new TreeMap<>();

  MonitorCommands(Timeline timeline) {
    this.timeline = timeline;
    add("help", "help: this list", this::help);
    add("info", "info: where in the history the guest is", arguments -> where());
    add("seek", "seek ICOUNT: go to an instruction count", this::seek);
    add("live", "live: forget what came later; the guest goes on with real input", this::live);
    add("last-write", "last-write ADDRESS [BYTES]: where memory was written last", this::lastWrite);
  }

  void add(String name, String help, UnaryOperator<String> action) {
    commands.put(name, new Command(help, action));
  }

  String run(String line) {
    String[] words = line.split("\\s+", 2);
    Command command = commands.get(words[0]);
    if (command == null) {
      return "unknown command '" + words[0] + "'\n" + help("");
    }
    try {
      return command.action.apply(words.length > 1 ? words[1] : "");
    } catch (NumberFormatException e) {
      return "not a number; " + command.help + "\n";
    } catch (DivergenceException e) {
      return e.getMessage() + "\n";
    }
  }

  private String help(String arguments) {
    StringBuilder text = new StringBuilder();
    commands.values().forEach(command -> text.append(command.help).append('\n'));
    return text.toString();
  }

  private String where() {
    return "icount "
        + timeline.now()
        + " of "
        + timeline.begin()
        + " to "
        + timeline.end()
        + ", "
        + timeline.machine().clock().nanos()
        + " ns, "
        + (timeline.live() ? "live" : "in history")
        + "\ncheckpoints: "
        + timeline.checkpoints()
        + ", "
        + (timeline.checkpointBytes() >> 10)
        + " KiB\n";
  }

  private String seek(String arguments) {
    TimelineStop stop = timeline.seek(Long.decode(arguments.strip()));
    String message = StopReply.message(stop);
    return (message == null ? "" : message) + where() + STALE;
  }

  private String live(String arguments) {
    timeline.goLive();
    return where();
  }

  private String lastWrite(String arguments) {
    String[] words = arguments.strip().split("\\s+");
    int bytes = words.length > 1 ? Integer.decode(words[1]) : 4;
    if (bytes < 1) {
      throw new NumberFormatException();
    }
    OptionalLong icount = timeline.lastWrite(Long.decode(words[0]), bytes, timeline.now());
    return icount.isPresent()
        ? "written by the instruction after icount " + icount.getAsLong() + "\n"
        : "not written in this history\n";
  }
}
