package ebb.gdbstub;

import ebb.runtime.DebugHook;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The break- and watchpoints that gdb has set, with the conditions of the former. Setting one
 * twice, or removing one that is not there, is allowed and does nothing more.
 *
 * <p>A breakpoint stops if it has no condition, one of its conditions is not zero, or one cannot be
 * evaluated.
 */
final class Breakpoints implements DebugHook {
  /** Kinds of {@code Z} packets. */
  private static final int SOFTWARE = 0;

  private static final int HARDWARE = 1;
  private static final int WRITE = 2;
  private static final int READ = 3;
  private static final int ACCESS = 4;

  private static final class Breakpoint {
    boolean software;
    boolean hardware;
    List<AgentExpression> conditions = List.of();
  }

  private record Watchpoint(int kind, long address, long bytes) {
    boolean touches(long va, int length) {
      return va < address + bytes && address < va + length;
    }
  }

  private final DebugTarget target;
  private final Map<Long, Breakpoint> breakpoints = new TreeMap<>();
  private final List<Watchpoint> watchpoints = new ArrayList<>();

  Breakpoints(DebugTarget target) {
    this.target = target;
    target.setCondition(this);
  }

  /**
   * @return false if there is no such kind
   */
  boolean add(int kind, long address, long bytes, List<AgentExpression> conditions) {
    if (kind == SOFTWARE || kind == HARDWARE) {
      Breakpoint breakpoint = breakpoints.get(address);
      if (breakpoint == null) {
        breakpoint = new Breakpoint();
        breakpoints.put(address, breakpoint);
        target.addBreakpoint(address);
      }
      breakpoint.software |= kind == SOFTWARE;
      breakpoint.hardware |= kind == HARDWARE;
      breakpoint.conditions = conditions;
      return true;
    }
    if (kind > ACCESS) {
      return false;
    }
    Watchpoint watchpoint = new Watchpoint(kind, address, Math.max(1, bytes));
    if (!watchpoints.contains(watchpoint)) {
      watchpoints.add(watchpoint);
      target.addWatchpoint(address, watchpoint.bytes, kind != WRITE, kind != READ);
    }
    return true;
  }

  /**
   * @return false if there is no such kind
   */
  boolean remove(int kind, long address, long bytes) {
    if (kind == SOFTWARE || kind == HARDWARE) {
      Breakpoint breakpoint = breakpoints.get(address);
      if (breakpoint != null) {
        breakpoint.software &= kind != SOFTWARE;
        breakpoint.hardware &= kind != HARDWARE;
        if (!breakpoint.software && !breakpoint.hardware) {
          breakpoints.remove(address);
          target.removeBreakpoint(address);
        }
      }
      return true;
    }
    Watchpoint watchpoint = new Watchpoint(kind, address, Math.max(1, bytes));
    if (watchpoints.remove(watchpoint)) {
      target.removeWatchpoint(address, watchpoint.bytes, kind != WRITE, kind != READ);
    }
    return kind <= ACCESS;
  }

  /** Removes everything: the debugger is gone. */
  void clear() {
    breakpoints.keySet().forEach(target::removeBreakpoint);
    breakpoints.clear();
    for (Watchpoint w : watchpoints) {
      target.removeWatchpoint(w.address, w.bytes, w.kind != WRITE, w.kind != READ);
    }
    watchpoints.clear();
    target.setCondition(null);
  }

  /** True if any memory is watched. */
  boolean watching() {
    return !watchpoints.isEmpty();
  }

  /** True if a CPU that is at pc would stop there. */
  boolean stopsAt(int cpu, long pc) {
    return breakpoints.containsKey(pc) && breakpoint(cpu, pc);
  }

  /** "swbreak:;" or "hwbreak:;" for a breakpoint that is set, else nothing. */
  String breakpointReason(long pc) {
    Breakpoint breakpoint = breakpoints.get(pc);
    if (breakpoint == null) {
      return "";
    }
    return breakpoint.software ? "swbreak:;" : "hwbreak:;";
  }

  /**
   * What a stop reply says of an access that was stopped at, with an address within what gdb
   * watches.
   */
  String watchpointReason(long va, int bytes, boolean write) {
    for (Watchpoint w : watchpoints) {
      if (w.touches(va, bytes) && (w.kind == ACCESS || write == (w.kind == WRITE))) {
        String name = w.kind == WRITE ? "watch" : w.kind == READ ? "rwatch" : "awatch";
        return name + ":" + Long.toHexString(Math.max(va, w.address)) + ";";
      }
    }
    return "";
  }

  @Override
  public boolean breakpoint(int vcpu, long pc) {
    Breakpoint breakpoint = breakpoints.get(pc);
    if (breakpoint == null || breakpoint.conditions.isEmpty()) {
      return true;
    }
    CpuContext context = new CpuContext(vcpu);
    for (AgentExpression condition : breakpoint.conditions) {
      try {
        if (condition.evaluate(context) != 0) {
          return true;
        }
      } catch (AgentExpression.Failed e) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean watchpoint(int vcpu, long pc, long va, int bytes, boolean write) {
    return true;
  }

  /** Registers and memory as a CPU sees them. */
  private final class CpuContext implements AgentExpression.Context {
    private final int cpu;
    private final byte[] buffer = new byte[8];

    CpuContext(int cpu) {
      this.cpu = cpu;
    }

    @Override
    public long register(int number) throws AgentExpression.Failed {
      for (Register register : target.registers()) {
        if (register.number() == number) {
          return target.register(cpu, number);
        }
      }
      throw new AgentExpression.Failed("no register " + number);
    }

    @Override
    public long memory(long address, int bytes) throws AgentExpression.Failed {
      if (target.read(cpu, address, buffer, bytes) < bytes) {
        throw new AgentExpression.Failed("no memory at 0x" + Long.toHexString(address));
      }
      long value = 0;
      for (int i = 0; i < bytes; i++) {
        value |= (buffer[i] & 0xffL) << 8 * i;
      }
      return value;
    }
  }
}
