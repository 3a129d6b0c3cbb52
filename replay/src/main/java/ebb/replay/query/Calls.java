package ebb.replay.query;

import ebb.ir.guest.Vcpu;
import ebb.runtime.DebugHook;
import ebb.runtime.Machine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Every call of a function in a stretch of history, with its arguments and what it returned.
 *
 * <p>A return is the execution of the return address with the stack pointer of the entry. So a
 * function entered again with the same of both before it has returned is either an instruction that
 * was restarted after a fault, if its arguments are the same too, or a call that never returns.
 */
public final class Calls {
  /**
   * A call.
   *
   * @param hit the function's first instruction
   * @param arguments in registers; how many of them mean something only the function's type knows
   * @param caller the return address
   * @param returned the instruction at the return address; null if that is not reached
   * @param result what the result register held then
   */
  public record Call(Hit hit, List<Long> arguments, long caller, Hit returned, long result) {}

  /** What tells calls under way apart. */
  private record Frame(long returnAddress, long stack) {}

  private record Entry(Hit hit, List<Long> arguments, Frame frame) {}

  private record Return(Hit hit, Frame frame, long result) {}

  private record Seen(List<Entry> entries, List<Return> returns) {}

  private final Abi abi;
  private final long function;

  /**
   * @param function guest-virtual address of its first instruction
   */
  public Calls(Abi abi, long function) {
    this.abi = abi;
    this.function = function;
  }

  /**
   * The calls entered from one icount to before another, in order.
   *
   * @param end icount up to which they may return
   */
  public List<Call> find(Search search, long from, long to, long end) {
    List<Entry> entries = new ArrayList<>();
    Map<Long, Return> returns = new TreeMap<>();
    Scan<Seen> scan = this::calls;
    for (Seen seen : search.all(from, to, scan.where(f -> f.executes(function)))) {
      entries.addAll(seen.entries);
      seen.returns.forEach(r -> returns.put(r.hit.icount(), r));
    }
    Map<Entry, Return> matched = match(entries, returns.values());
    // An interval does not know of the calls that began before it.
    Set<Frame> open = new HashSet<>();
    long first = end;
    for (Map.Entry<Entry, Return> call : matched.entrySet()) {
      if (call.getValue() == null) {
        open.add(call.getKey().frame);
        first = Math.min(first, call.getKey().hit.icount());
      }
    }
    if (!open.isEmpty()) {
      for (List<Return> later : search.all(first, end, interval -> returns(interval, open))) {
        later.forEach(r -> returns.put(r.hit.icount(), r));
      }
      matched = match(entries, returns.values());
    }
    List<Call> calls = new ArrayList<>();
    matched.forEach((entry, back) -> calls.add(call(entry, back)));
    return calls;
  }

  private static Call call(Entry entry, Return back) {
    return new Call(
        entry.hit,
        entry.arguments,
        entry.frame.returnAddress,
        back == null ? null : back.hit,
        back == null ? 0 : back.result);
  }

  /**
   * Each call with its return, or null, in the order of the calls.
   *
   * @param entries by ascending icount
   * @param returns the same
   */
  private static Map<Entry, Return> match(Iterable<Entry> entries, Iterable<Return> returns) {
    Map<Entry, Return> calls = new LinkedHashMap<>();
    Map<Frame, Entry> open = new HashMap<>();
    Iterator<Return> backs = returns.iterator();
    Return next = backs.hasNext() ? backs.next() : null;
    for (Entry entry : entries) {
      while (next != null && next.hit.icount() < entry.hit.icount()) {
        close(calls, open, next);
        next = backs.hasNext() ? backs.next() : null;
      }
      Entry same = open.get(entry.frame);
      if (same == null || !same.arguments.equals(entry.arguments)) {
        open.put(entry.frame, entry);
        calls.put(entry, null);
      }
    }
    while (next != null) {
      close(calls, open, next);
      next = backs.hasNext() ? backs.next() : null;
    }
    return calls;
  }

  private static void close(Map<Entry, Return> calls, Map<Frame, Entry> open, Return back) {
    Entry entry = open.remove(back.frame);
    if (entry != null) {
      calls.put(entry, back);
    }
  }

  /** The calls of an interval, and what of them returns in it. */
  private Seen calls(Interval interval) {
    Seen seen = new Seen(new ArrayList<>(), new ArrayList<>());
    Set<Frame> open = new HashSet<>();
    Set<Long> watched = new HashSet<>(Set.of(function));
    Machine machine = interval.machine();
    machine.addBreakpoint(function);
    try {
      Hook hook =
          (cpu, pc) -> {
            if (pc != function) {
              back(interval, cpu, pc, open, seen.returns);
              return false;
            }
            Frame frame = new Frame(abi.returnAddress(cpu), stack(cpu));
            Hit hit = new Hit(interval.icount(cpu.index), cpu.index, pc);
            seen.entries.add(new Entry(hit, abi.arguments(cpu), frame));
            open.add(frame);
            // A new place to return to has to be watched from now on.
            return !watched.contains(frame.returnAddress);
          };
      boolean over = false;
      while (interval.run(hook.on(machine, watched), over) != null) {
        over = true;
        long fresh = seen.entries.getLast().frame.returnAddress;
        watched.add(fresh);
        machine.addBreakpoint(fresh);
      }
    } finally {
      watched.forEach(machine::removeBreakpoint);
    }
    return seen.entries.isEmpty() ? null : seen;
  }

  /** What of calls that began before an interval returns in it. */
  private List<Return> returns(Interval interval, Set<Frame> open) {
    List<Return> returns = new ArrayList<>();
    Set<Long> watched = new HashSet<>();
    open.forEach(frame -> watched.add(frame.returnAddress));
    Set<Frame> left = new HashSet<>(open);
    Machine machine = interval.machine();
    watched.forEach(machine::addBreakpoint);
    try {
      Hook hook =
          (cpu, pc) -> {
            back(interval, cpu, pc, left, returns);
            return false;
          };
      interval.run(hook.on(machine, watched), false);
    } finally {
      watched.forEach(machine::removeBreakpoint);
    }
    return returns.isEmpty() ? null : returns;
  }

  private void back(Interval interval, Vcpu cpu, long pc, Set<Frame> open, List<Return> returns) {
    Frame frame = new Frame(pc, stack(cpu));
    if (open.remove(frame)) {
      Hit hit = new Hit(interval.icount(cpu.index), cpu.index, pc);
      returns.add(new Return(hit, frame, cpu.register(abi.result())));
    }
  }

  private long stack(Vcpu cpu) {
    return cpu.register(abi.stack());
  }

  /** What is done at one of several breakpoints; true stops there. */
  @FunctionalInterface
  private interface Hook {
    boolean at(Vcpu cpu, long pc);

    default DebugHook on(Machine machine, Set<Long> watched) {
      return new DebugHook() {
        @Override
        public boolean breakpoint(int vcpu, long pc) {
          return watched.contains(pc) && at(machine.vcpus().get(vcpu), pc);
        }

        @Override
        public boolean watchpoint(int vcpu, long pc, long va, int bytes, boolean write) {
          return false;
        }
      };
    }
  }
}
