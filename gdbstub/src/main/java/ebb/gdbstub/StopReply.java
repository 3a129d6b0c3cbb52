package ebb.gdbstub;

import ebb.replay.TimelineStop;
import ebb.runtime.Stop;
import java.util.Set;

/**
 * Puts the end of a motion into gdb's words: a {@code T} packet, and a line for the user where
 * words are needed.
 */
final class StopReply {
  private static final int SIGINT = 2;
  private static final int SIGTRAP = 5;
  private static final int SIGABRT = 6;

  /** Registers that gdb asks for after every stop: sending them with it saves it the way. */
  private static final Set<String> EXPEDITED = Set.of("pc", "sp", "lr", "cpsr", "r7", "r11");

  private final DebugTarget target;
  private final Breakpoints breakpoints;
  private boolean breakpointReasons;

  StopReply(DebugTarget target, Breakpoints breakpoints) {
    this.target = target;
    this.breakpoints = breakpoints;
  }

  /** gdb understands {@code swbreak} and {@code hwbreak}. */
  void useBreakpointReasons() {
    breakpointReasons = true;
  }

  /** The CPU that a stop is about. */
  int cpu(TimelineStop stop) {
    return switch (stop) {
      case TimelineStop.Stopped(Stop.Breakpoint b) -> b.vcpu();
      case TimelineStop.Stopped(Stop.Watchpoint w) -> w.vcpu();
      default -> target.currentCpu();
    };
  }

  String of(TimelineStop stop, int cpu) {
    return switch (stop) {
      case TimelineStop.Arrived arrived -> reply(SIGTRAP, cpu, "");
      case TimelineStop.HistoryBegin begin -> reply(SIGTRAP, cpu, "replaylog:begin;");
      // The diversion had a history of its own.
      case TimelineStop.DiversionEnd left -> reply(SIGTRAP, cpu, "replaylog:begin;");
      case TimelineStop.HistoryEnd end -> reply(SIGTRAP, cpu, "replaylog:end;");
      case TimelineStop.Stopped(Stop guest) ->
          switch (guest) {
            case Stop.Limit limit -> reply(SIGTRAP, cpu, "");
            case Stop.Interrupted interrupted -> reply(SIGINT, cpu, "");
            case Stop.Breakpoint b ->
                reply(SIGTRAP, cpu, breakpointReasons ? breakpoints.breakpointReason(b.pc()) : "");
            case Stop.Watchpoint w ->
                reply(SIGTRAP, cpu, breakpoints.watchpointReason(w.va(), w.bytes(), w.write()));
            // The guest's end is only the end of its history: from here one can go back.
            case Stop.PowerOff off -> reply(SIGTRAP, cpu, "replaylog:end;");
            case Stop.Reset reset -> reply(SIGTRAP, cpu, "");
            case Stop.Dead dead -> reply(SIGTRAP, cpu, "replaylog:end;");
            case Stop.Halted halted -> reply(SIGABRT, cpu, "");
          };
    };
  }

  /** What to tell the user beside it, or null. */
  static String message(TimelineStop stop) {
    if (stop instanceof TimelineStop.DiversionEnd) {
      return "The diversion is over: the guest is where it began, in its history.\n";
    }
    if (!(stop instanceof TimelineStop.Stopped(Stop guest))) {
      return null;
    }
    return switch (guest) {
      case Stop.PowerOff off -> "The guest powered itself off with code " + off.exitCode() + ".\n";
      case Stop.Reset reset -> "The guest asked for a reset.\n";
      case Stop.Dead dead -> "Every CPU waits and nothing can wake one.\n";
      case Stop.Halted halted -> "The emulator cannot go on: " + halted.message() + "\n";
      default -> null;
    };
  }

  /** The state at the present stop, for {@code ?}. */
  String present(int cpu) {
    return reply(SIGTRAP, cpu, "");
  }

  private String reply(int signal, int cpu, String reason) {
    StringBuilder text = new StringBuilder(String.format("T%02xthread:%x;", signal, cpu + 1));
    text.append(reason);
    for (Register register : target.registers()) {
      if (EXPEDITED.contains(register.name())) {
        long value = target.register(cpu, register.number());
        text.append(Integer.toHexString(register.number())).append(':');
        text.append(Hex.littleEndian(value, register.bytes())).append(';');
      }
    }
    return text.toString();
  }
}
