package ebb.gdbstub;

import ebb.replay.TimelineStop;
import ebb.runtime.DebugHook;
import java.util.List;
import java.util.Map;

/**
 * What a debugger can do to a guest. Called by the one thread that owns the machine, except {@link
 * #interrupt}. Addresses are guest-virtual unless it says physical; CPUs are counted from 0.
 */
public interface DebugTarget {
  /** What a debugger asks for cannot be. The message says why. */
  final class Refused extends Exception {
    public Refused(String message) {
      super(message, null, false, false);
    }
  }

  /** True if what comes next has happened already. */
  boolean inHistory();

  // ---- state
  // ---------------------------------------------------------------------------------------

  int cpus();

  /** The CPU that executed last, or comes next. */
  int currentCpu();

  /** "running", "halted" or "off". */
  String cpuState(int cpu);

  /** Target description by annex name; empty if there is none. */
  Map<String, String> description();

  /** All registers, by ascending number. */
  List<Register> registers();

  /** Zero-extended; at most 64 bits of it. */
  long register(int cpu, int number);

  /** In history this, as every change of memory, begins a diversion, or ends it. */
  void setRegister(int cpu, int number, long value) throws Refused;

  long pc(int cpu);

  /**
   * @return how many bytes could be read before the first that could not
   */
  int read(int cpu, long address, byte[] into, int length);

  /**
   * @return false if not all of it can be written; nothing is then
   */
  boolean write(int cpu, long address, byte[] data);

  /**
   * @return false if not all of it is RAM
   */
  boolean readPhysical(long address, byte[] into, int length);

  // ---- motion
  // --------------------------------------------------------------------------------------

  /** Stops before a watched access. */
  TimelineStop step(int cpu);

  /** Passes over watched accesses. */
  TimelineStop stepOver(int cpu);

  /** Passes over a breakpoint at the present pc, but not over a watched access. */
  TimelineStop cont();

  TimelineStop reverseStep(int cpu);

  TimelineStop reverseCont();

  /** Undoes what a debugger has tried out in the past. */
  void endDiversion();

  /** From any thread: the motion under way, or the next one, ends soon. */
  void interrupt();

  // ---- stops
  // ---------------------------------------------------------------------------------------

  void addBreakpoint(long address);

  void removeBreakpoint(long address);

  void addWatchpoint(long address, long bytes, boolean read, boolean write);

  void removeWatchpoint(long address, long bytes, boolean read, boolean write);

  /** Decides which hits count; null: all. */
  void setCondition(DebugHook condition);

  // ---- the user's own commands
  // ---------------------------------------------------------------------

  /** Answers a command of gdb's {@code monitor} with text, whatever it is. */
  String monitor(String command);

  /** From any thread: how far a command is that takes long, as a line. */
  String progress();
}
