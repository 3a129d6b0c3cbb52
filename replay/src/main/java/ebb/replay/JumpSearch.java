package ebb.replay;

import ebb.ir.guest.Guest;
import ebb.ir.guest.Vcpu;
import ebb.runtime.DebugCode;
import ebb.runtime.Machine;
import ebb.runtime.Stop;
import ebb.runtime.Trace;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the control transfers before the present by executing the ticks before it singly: a longer
 * stretch each time, until it holds enough of them. So nothing has to be noted while a guest runs.
 */
final class JumpSearch {
  private static final long FIRST_WINDOW = 1 << 10;
  private static final long LAST_WINDOW = 1 << 22;

  /** An instruction is no longer than this on any guest, in bytes. */
  private static final long LONGEST = 16;

  /** Notes what the CPU says of exceptions. */
  private static final class Exceptions implements Trace {
    private String last = "";

    @Override
    public boolean on(String category) {
      return category.equals("int");
    }

    @Override
    public void line(String category, String text) {
      last = text;
    }

    String take() {
      String taken = last;
      last = "";
      return taken;
    }
  }

  private final Timeline timeline;
  private final Machine machine;
  private final Exceptions exceptions = new Exceptions();

  /** Bytes of instructions by address and key; of one address space, so until an exception. */
  private final Map<Long, Integer> lengths = new HashMap<>();

  /** The walk under way was interrupted, or the guest did what cannot be gone past. */
  private boolean ended;

  JumpSearch(Timeline timeline) {
    this.timeline = timeline;
    machine = timeline.machine();
  }

  /** Does not come back. */
  List<Jump> last(int most) {
    long present = timeline.now();
    Deque<Jump> found = new ArrayDeque<>();
    long start = present;
    for (long window = FIRST_WINDOW; window <= LAST_WINDOW && !ended; window *= 8) {
      if (start == timeline.begin() || found.size() >= most) {
        break;
      }
      start = Math.max(timeline.begin(), present - window);
      found.clear();
      walk(start, present, most, found);
    }
    return new ArrayList<>(found);
  }

  private void walk(long start, long present, int most, Deque<Jump> found) {
    if (!(timeline.goTo(start) instanceof Stop.Limit)) {
      ended = true;
      return;
    }
    Trace users = machine.trace();
    machine.setTrace(exceptions);
    exceptions.take();
    try {
      while (timeline.now() < present && !ended) {
        Jump jump = step();
        if (jump != null) {
          found.add(jump);
          if (found.size() > most) {
            found.remove();
          }
        }
      }
    } finally {
      machine.setTrace(users);
    }
  }

  /** One tick; what jumped in it, or null. */
  private Jump step() {
    long icount = timeline.now();
    List<Vcpu> cpus = machine.vcpus();
    long[] pcs = new long[cpus.size()];
    int[] keys = new int[cpus.size()];
    for (Vcpu cpu : cpus) {
      pcs[cpu.index] = cpu.pc();
      keys[cpu.index] = cpu.key();
    }
    ended = !(timeline.motion().advance(icount + 1, true) instanceof Stop.Limit);
    // The CPU whose turn it was.
    int index = machine.currentVcpu();
    long from = pcs[index];
    long to = cpus.get(index).pc();
    String exception = exceptions.take();
    long distance = to - from;
    int key = keys[index];
    if (!exception.isEmpty()) {
      lengths.clear();
    } else if (distance > 0 && distance <= LONGEST && distance == length(index, from, key)) {
      return null;
    }
    boolean readable = machine.readVirtual(index, from, new byte[1], 0, 1) == 1;
    String text = readable ? disassemble(index, from, key).text() : "(no memory)";
    return new Jump(icount, index, from, to, text, exception);
  }

  private int length(int cpu, long pc, int key) {
    return lengths.computeIfAbsent(
        pc ^ (long) key << 32, unknown -> disassemble(cpu, pc, key).bytes());
  }

  private Guest.Disassembly disassemble(int cpu, long pc, int key) {
    return machine.guest().disassemble(new DebugCode(machine, cpu), pc, key);
  }
}
