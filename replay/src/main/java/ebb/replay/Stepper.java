package ebb.replay;

import ebb.ir.guest.DebugView;
import ebb.ir.guest.Vcpu;
import ebb.runtime.DebugHook;
import ebb.runtime.Machine;
import ebb.runtime.Stop;
import ebb.runtime.Trace;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Single steps that may go over interrupts instead of into their handlers, in both directions. The
 * handlers are executed all the same, and stop at the user's break- and watchpoints.
 */
public final class Stepper {
  /** Ticks back within which the entry of an interrupt is looked for. */
  private static final long SEARCH = 1L << 26;

  private final Timeline timeline;
  private final Machine machine;
  private final Set<Long> users = new HashSet<>();
  private DebugHook condition;
  private boolean intoInterrupts = true;

  public Stepper(Timeline timeline) {
    this.timeline = timeline;
    machine = timeline.machine();
  }

  /** Whether steps go into the handlers of interrupts; they do at first. */
  public void setIntoInterrupts(boolean into) {
    intoInterrupts = into;
  }

  public boolean intoInterrupts() {
    return intoInterrupts;
  }

  /** {@link Machine#addBreakpoint}; all have to be set here, so that a step can tell its own. */
  public void addBreakpoint(long address) {
    users.add(address);
    machine.addBreakpoint(address);
  }

  public void removeBreakpoint(long address) {
    users.remove(address);
    machine.removeBreakpoint(address);
  }

  /** {@link Timeline#setCondition}. */
  public void setCondition(DebugHook newCondition) {
    condition = newCondition;
    timeline.setCondition(newCondition);
  }

  private Vcpu vcpu(int index) {
    return machine.vcpus().get(index);
  }

  /** {@link Timeline#stepWatching(int)}, over interrupts if they are not to be stepped into. */
  public TimelineStop forward(int cpu) {
    DebugView view = vcpu(cpu).debugView();
    if (intoInterrupts || view == null) {
      return timeline.stepWatching(cpu);
    }
    while (true) {
      long pc = vcpu(cpu).pc();
      long activation = view.activation();
      TimelineStop stop = timeline.stepWatching(cpu);
      if (!(stop instanceof TimelineStop.Arrived) || !view.atInterrupt()) {
        return stop;
      }
      TimelineStop end = finish(cpu, pc, activation);
      boolean back =
          end instanceof TimelineStop.Stopped(Stop.Breakpoint b)
              && b.pc() == pc
              && b.vcpu() == cpu
              && view.activation() == activation;
      if (!back) {
        return end;
      }
    }
  }

  /** Executes a handler up to its return, or a stop of the user's. */
  private TimelineStop finish(int cpu, long pc, long activation) {
    boolean ours = !users.contains(pc);
    if (ours) {
      machine.addBreakpoint(pc);
    }
    DebugHook before = condition;
    timeline.setCondition(
        new DebugHook() {
          @Override
          public boolean breakpoint(int vcpu, long at) {
            boolean back =
                at == pc && vcpu == cpu && vcpu(cpu).debugView().activation() == activation;
            return back || users.contains(at) && (before == null || before.breakpoint(vcpu, at));
          }

          @Override
          public boolean watchpoint(int vcpu, long at, long va, int bytes, boolean write) {
            return before == null || before.watchpoint(vcpu, at, va, bytes, write);
          }
        });
    try {
      return timeline.contWatching();
    } finally {
      timeline.setCondition(before);
      if (ours) {
        machine.removeBreakpoint(pc);
      }
    }
  }

  /** {@link Timeline#reverseStep(int)}, over interrupts if they are not to be stepped into. */
  public TimelineStop backward(int cpu) {
    DebugView view = vcpu(cpu).debugView();
    if (intoInterrupts || view == null) {
      return timeline.reverseStep(cpu);
    }
    while (true) {
      long here = timeline.now();
      long pc = vcpu(cpu).pc();
      long activation = view.activation();
      TimelineStop stop = timeline.reverseStep(cpu);
      if (!(stop instanceof TimelineStop.Arrived)) {
        return stop;
      }
      long before = timeline.now();
      if (!returns()) {
        return stop;
      }
      long entry = interruptBefore(here, cpu, pc, activation);
      timeline.goTo(entry < 0 ? before : entry);
      if (entry < 0) {
        return stop;
      }
    }
  }

  /** True if the tick that comes next is an exception return. Stays. */
  private boolean returns() {
    long here = timeline.now();
    boolean[] returned = {false};
    Trace users = machine.trace();
    machine.setTrace(
        new Trace() {
          @Override
          public boolean on(String category) {
            return category.equals("int");
          }

          @Override
          public void line(String category, String text) {
            returned[0] |= text.startsWith(DebugView.EXCEPTION_RETURN);
          }
        });
    try {
      timeline.motion().advance(here + 1, true);
    } finally {
      machine.setTrace(users);
    }
    timeline.goTo(here);
    return returned[0];
  }

  /**
   * The icount of the state before the entry of the exception that has just returned to where a CPU
   * is; -1 if that was no interrupt, or is not found.
   */
  private long interruptBefore(long returned, int cpu, long pc, long activation) {
    DebugView view = vcpu(cpu).debugView();
    long[] vectors = view.vectors();
    long[] added = Arrays.stream(vectors).filter(v -> !users.contains(v)).toArray();
    boolean interrupt;
    Arrays.stream(added).forEach(machine::addBreakpoint);
    try {
      TimelineStop stop =
          timeline.scanBack(
              new DebugHook() {
                @Override
                public boolean breakpoint(int vcpu, long at) {
                  return vcpu == cpu
                      && Arrays.stream(vectors).anyMatch(v -> v == at)
                      && view.returnAddress() == pc
                      && view.interrupted() == activation;
                }

                @Override
                public boolean watchpoint(int vcpu, long at, long va, int bytes, boolean write) {
                  return false;
                }
              },
              returned - SEARCH);
      interrupt = stop instanceof TimelineStop.Stopped && view.atInterrupt();
    } finally {
      Arrays.stream(added).forEach(machine::removeBreakpoint);
    }
    return interrupt ? timeline.now() - 1 : -1;
  }
}
