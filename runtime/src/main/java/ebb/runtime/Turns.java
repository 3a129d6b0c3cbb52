package ebb.runtime;

import ebb.ir.StateLayout;
import ebb.ir.guest.Vcpu;
import java.util.List;

/** Whose turn it is: several CPUs execute one after the other. Part of the machine's state. */
final class Turns {
  /** Ticks after which another CPU has its turn. */
  private static final int QUANTUM = 20_000;

  private final List<Vcpu> vcpus;
  private int turn;

  /** The icount at which the turn ends. */
  private long end = QUANTUM;

  Turns(List<Vcpu> vcpus) {
    this.vcpus = vcpus;
  }

  /** The CPU that runs or, unless it waits then, runs next. */
  int current() {
    return turn;
  }

  /** The icount at which another CPU may have to go on; never with one CPU. */
  long end() {
    return vcpus.size() > 1 ? end : Long.MAX_VALUE;
  }

  /** The CPU that runs next, woken if need be; null if all wait. */
  Vcpu next(long icount) {
    Vcpu cpu = vcpus.get(turn);
    if (icount < end() && !CpuLoop.asleep(cpu)) {
      return awake(cpu);
    }
    for (int i = 1; i <= vcpus.size(); i++) {
      Vcpu next = vcpus.get((turn + i) % vcpus.size());
      if (!CpuLoop.asleep(next)) {
        turn = next.index;
        end = icount + QUANTUM;
        return awake(next);
      }
    }
    return null;
  }

  private static Vcpu awake(Vcpu cpu) {
    if (cpu.halted()) {
      cpu.putInt(StateLayout.HALTED, 0);
    }
    return cpu;
  }

  void save(StateOutput out) {
    out.i32(turn);
    out.i64(end);
  }

  /**
   * @throws StateInput.CorruptState if there is no such CPU
   */
  void load(StateInput in) {
    turn = in.i32();
    end = in.i64();
    if (turn < 0 || turn >= vcpus.size()) {
      throw new StateInput.CorruptState("saved state has more CPUs");
    }
  }
}
