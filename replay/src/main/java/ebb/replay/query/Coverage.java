package ebb.replay.query;

import ebb.ir.guest.Guest;
import ebb.ir.guest.Vcpu;
import ebb.runtime.BlockObserver;
import ebb.runtime.DebugCode;
import ebb.runtime.DebugHook;
import ebb.runtime.Machine;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * The addresses in a range at which an instruction has been executed, on any CPU and in any address
 * space. One whose condition failed counts, and so does one that made an exception.
 *
 * @param start guest-virtual
 * @param end exclusive
 */
public record Coverage(long start, long end) implements Scan<NavigableSet<Long>> {
  private static final DebugHook NO_STOPS =
      new Watch(Watch.Kind.EXECUTE, 0, 1).hook((cpu, pc) -> false);

  @Override
  public NavigableSet<Long> in(Interval interval) {
    Machine machine = interval.machine();
    Observer observer = new Observer(machine);
    machine.setObserver(observer, false);
    try {
      interval.run(NO_STOPS, false);
    } finally {
      machine.setObserver(null, false);
    }
    return observer.ran.isEmpty() ? null : observer.ran;
  }

  /** The addresses executed in a stretch of history. */
  public NavigableSet<Long> of(Search search, long from, long to) {
    NavigableSet<Long> all = new TreeSet<>();
    search.all(from, to, this).forEach(all::addAll);
    return all;
  }

  private final class Observer implements BlockObserver {
    /** Remembers the longest run of each block, where two of them do not share a place. */
    private static final int PLACES = 1 << 16;

    private final Machine machine;
    private final NavigableSet<Long> ran = new TreeSet<>();
    private final long[] blocks = new long[PLACES];
    private final int[] longest = new int[PLACES];

    Observer(Machine machine) {
      this.machine = machine;
    }

    @Override
    public boolean entering(Vcpu cpu, long pc, int key) {
      return false;
    }

    @Override
    public void ran(Vcpu cpu, long pc, int key, int ticks) {
      if (pc >= end) {
        return;
      }
      long block = (pc << 32 | key & 0xffff_ffffL) + 1;
      int place = (int) (block * 0x9e3779b97f4a7c15L >>> 48);
      if (blocks[place] == block && longest[place] >= ticks) {
        return;
      }
      blocks[place] = block;
      longest[place] = ticks;
      note(cpu, pc, key, ticks);
    }

    private void note(Vcpu cpu, long pc, int key, int ticks) {
      Guest guest = machine.guest();
      DebugCode code = new DebugCode(machine, cpu.index);
      long at = pc;
      int with = key;
      for (int i = 0; i < ticks && at < end; i++) {
        if (at >= start) {
          ran.add(at);
        }
        Guest.Disassembly instruction = guest.disassemble(code, at, with);
        at += instruction.bytes();
        with = instruction.nextKey();
      }
    }
  }
}
