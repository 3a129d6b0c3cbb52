package ebb.replay;

import ebb.ir.guest.Vcpu;
import ebb.runtime.DebugHook;
import ebb.runtime.Machine;
import ebb.runtime.Stop;

/**
 * Stands between the machine's break- and watchpoints and the timeline: passes over them during
 * seeks, asks the user's condition in forward motion, and in a reverse scan remembers the last hit.
 */
final class Hits implements DebugHook {
  private enum Mode {
    IGNORE,
    STOP,
    WATCH,
    COLLECT
  }

  private final Machine machine;
  private final Diversion diversion;
  private DebugHook condition;
  private DebugHook collecting;
  private Mode mode = Mode.IGNORE;
  private int most;
  private int count;
  private long lastIcount;
  private Stop last;

  Hits(Machine machine, Diversion diversion) {
    this.machine = machine;
    this.diversion = diversion;
  }

  /** What decides whether a hit counts; null: all do. */
  void setCondition(DebugHook newCondition) {
    condition = newCondition;
  }

  DebugHook condition() {
    return condition;
  }

  void ignore() {
    mode = Mode.IGNORE;
  }

  void stop() {
    mode = Mode.STOP;
  }

  /** Stops at watched accesses only. */
  void watch() {
    mode = Mode.WATCH;
  }

  /**
   * Starts to remember hits.
   *
   * @param filter decides which count; null: all
   * @param stopAfter the run stops at this many
   */
  void collect(DebugHook filter, int stopAfter) {
    mode = Mode.COLLECT;
    collecting = filter;
    most = stopAfter;
    count = 0;
    last = null;
  }

  /** The last hit collected, or null. */
  Stop last() {
    return last;
  }

  long lastIcount() {
    return lastIcount;
  }

  boolean overflowed() {
    return count >= most;
  }

  @Override
  public boolean breakpoint(int vcpu, long pc) {
    return switch (mode) {
      case IGNORE, WATCH -> false;
      case STOP -> condition == null || condition.breakpoint(vcpu, pc);
      case COLLECT ->
          (collecting == null || collecting.breakpoint(vcpu, pc))
              && hit(vcpu, new Stop.Breakpoint(vcpu, pc));
    };
  }

  /**
   * A debugger that calls a function lets it return to a place of its own choice, which a kernel
   * may have made not executable.
   */
  @Override
  public boolean unfetchable(int vcpu, long pc) {
    return diversion.active() && breakpoint(vcpu, pc);
  }

  @Override
  public boolean watchpoint(int vcpu, long pc, long va, int bytes, boolean write) {
    return switch (mode) {
      case IGNORE -> false;
      case STOP, WATCH -> condition == null || condition.watchpoint(vcpu, pc, va, bytes, write);
      case COLLECT ->
          (collecting == null || collecting.watchpoint(vcpu, pc, va, bytes, write))
              && hit(vcpu, new Stop.Watchpoint(vcpu, pc, va, bytes, write));
    };
  }

  private boolean hit(int vcpu, Stop stop) {
    Vcpu cpu = machine.vcpus().get(vcpu);
    lastIcount = cpu.limit - cpu.budget;
    last = stop;
    return ++count >= most;
  }
}
