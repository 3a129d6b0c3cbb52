package ebb.replay.query;

import ebb.runtime.DebugHook;
import ebb.runtime.Footprint;
import ebb.runtime.Machine;
import java.util.ArrayList;
import java.util.List;

/**
 * What CPUs do with an address: write it, read it, execute it. Addresses are guest-virtual, in
 * every address space; what devices write is not seen.
 *
 * @param kind which of it counts
 * @param bytes at least 1; not used for execution
 */
public record Watch(Kind kind, long va, long bytes) {
  /** What is watched for. */
  public enum Kind {
    WRITE,
    READ,
    EXECUTE
  }

  /** The first hit of an interval. */
  public Scan<Hit> first() {
    Scan<Hit> scan =
        interval -> {
          List<Hit> hits = hits(interval, true);
          return hits.isEmpty() ? null : hits.getFirst();
        };
    return scan.where(this::mayHit);
  }

  /** The last hit of an interval. */
  public Scan<Hit> last() {
    Scan<Hit> scan =
        interval -> {
          List<Hit> hits = hits(interval, false);
          return hits.isEmpty() ? null : hits.getLast();
        };
    return scan.where(this::mayHit);
  }

  /** False if whoever left a footprint did not do it. */
  boolean mayHit(Footprint footprint) {
    return switch (kind) {
      case WRITE -> footprint.writes(va, bytes);
      case READ -> footprint.reads(va, bytes);
      case EXECUTE -> footprint.executes(va);
    };
  }

  private List<Hit> hits(Interval interval, boolean one) {
    List<Hit> hits = new ArrayList<>();
    set(interval.machine());
    try {
      interval.run(
          hook(
              (vcpu, pc) -> {
                if (!one) {
                  hits.clear();
                }
                hits.add(new Hit(interval.icount(vcpu), vcpu, pc));
                return one;
              }),
          false);
    } finally {
      remove(interval.machine());
    }
    return hits;
  }

  /** Hears of a hit; true stops before the instruction. */
  @FunctionalInterface
  interface Action {
    boolean hit(int vcpu, long pc);
  }

  /** Calls an action at hits of this, and of nothing that somebody else watches. */
  DebugHook hook(Action action) {
    return new DebugHook() {
      @Override
      public boolean breakpoint(int vcpu, long pc) {
        return kind == Kind.EXECUTE && pc == va && action.hit(vcpu, pc);
      }

      @Override
      public boolean watchpoint(int vcpu, long pc, long at, int length, boolean write) {
        return kind == (write ? Kind.WRITE : Kind.READ)
            && at < va + bytes
            && va < at + length
            && action.hit(vcpu, pc);
      }
    };
  }

  void set(Machine machine) {
    if (kind == Kind.EXECUTE) {
      machine.addBreakpoint(va);
    } else {
      machine.addWatchpoint(va, bytes, kind == Kind.READ, kind == Kind.WRITE);
    }
  }

  void remove(Machine machine) {
    if (kind == Kind.EXECUTE) {
      machine.removeBreakpoint(va);
    } else {
      machine.removeWatchpoint(va, bytes, kind == Kind.READ, kind == Kind.WRITE);
    }
  }
}
