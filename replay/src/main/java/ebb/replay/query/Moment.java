package ebb.replay.query;

import ebb.ir.guest.Vcpu;
import ebb.runtime.BlockObserver;
import ebb.runtime.DebugHook;
import ebb.runtime.Footprint;
import ebb.runtime.Machine;
import ebb.runtime.Stop;
import java.util.List;

/**
 * The first state in which a condition holds. Where it is looked at depends on what can change it:
 * after writes to memory, at an instruction, or everywhere.
 */
public final class Moment implements Scan<Hit> {
  /** What has to hold of a machine between two ticks, seen from one of its CPUs. */
  @FunctionalInterface
  public interface Condition {
    boolean holds(Machine machine, int vcpu);
  }

  private final Condition condition;
  private final List<Watch> watches;
  private final long pc;
  private final long start;

  private Moment(Condition condition, List<Watch> watches, long pc, long start) {
    this.condition = condition;
    this.watches = watches;
    this.pc = pc;
    this.start = start;
  }

  /**
   * Of a condition that depends only on memory that CPUs write.
   *
   * @param memory where it looks; for writes
   * @param start icount from which on it is looked for
   */
  public static Moment ofMemory(Condition condition, List<Watch> memory, long start) {
    return new Moment(condition, List.copyOf(memory), -1, start);
  }

  /** Of a condition at an instruction: the CPU is about to execute it. */
  public static Moment at(long pc, Condition condition) {
    return new Moment(condition, List.of(), pc, -1);
  }

  /** Of any condition, by looking at every state: at the speed of single instructions. */
  public static Moment anywhere(Condition condition) {
    return new Moment(condition, List.of(), -1, -1);
  }

  @Override
  public Hit in(Interval interval) {
    if (!watches.isEmpty()) {
      return afterWrites(interval);
    }
    return pc >= 0 ? atInstruction(interval) : everywhere(interval);
  }

  @Override
  public boolean mayFind(Footprint footprint) {
    return pc < 0 || footprint.executes(pc);
  }

  /** The state after a write is that of the next icount, which may be of the next interval. */
  private Hit afterWrites(Interval interval) {
    Machine machine = interval.machine();
    int current = machine.currentVcpu();
    if (interval.from() == start && condition.holds(machine, current)) {
      return new Hit(start, current, machine.vcpus().get(current).pc());
    }
    watches.forEach(watch -> watch.set(machine));
    try {
      DebugHook hook = all();
      while (interval.run(hook, false) instanceof Stop.Watchpoint stop) {
        long icount = interval.now();
        interval.step();
        if (interval.now() > icount && condition.holds(machine, stop.vcpu())) {
          return new Hit(interval.now(), stop.vcpu(), machine.vcpus().get(stop.vcpu()).pc());
        }
      }
      return null;
    } finally {
      watches.forEach(watch -> watch.remove(machine));
    }
  }

  private DebugHook all() {
    List<DebugHook> hooks = watches.stream().map(w -> w.hook((cpu, at) -> true)).toList();
    return new DebugHook() {
      @Override
      public boolean breakpoint(int vcpu, long at) {
        return false;
      }

      @Override
      public boolean watchpoint(int vcpu, long at, long va, int bytes, boolean write) {
        return hooks.stream().anyMatch(hook -> hook.watchpoint(vcpu, at, va, bytes, write));
      }
    };
  }

  private Hit atInstruction(Interval interval) {
    Machine machine = interval.machine();
    Watch watch = new Watch(Watch.Kind.EXECUTE, pc, 1);
    watch.set(machine);
    try {
      return hit(interval, watch.hook((vcpu, at) -> condition.holds(machine, vcpu)));
    } finally {
      watch.remove(machine);
    }
  }

  private Hit everywhere(Interval interval) {
    Machine machine = interval.machine();
    BlockObserver observer =
        new BlockObserver() {
          @Override
          public boolean entering(Vcpu cpu, long at, int key) {
            return condition.holds(machine, cpu.index);
          }

          @Override
          public void ran(Vcpu cpu, long at, int key, int ticks) {}
        };
    machine.setObserver(observer, true);
    try {
      return hit(interval, new Watch(Watch.Kind.EXECUTE, 0, 1).hook((vcpu, at) -> false));
    } finally {
      machine.setObserver(null, false);
    }
  }

  private static Hit hit(Interval interval, DebugHook hook) {
    return interval.run(hook, false) instanceof Stop.Breakpoint stop
        ? new Hit(interval.now(), stop.vcpu(), stop.pc())
        : null;
  }
}
