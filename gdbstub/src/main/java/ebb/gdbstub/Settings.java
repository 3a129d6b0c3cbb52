package ebb.gdbstub;

import ebb.ir.guest.DebugView;
import ebb.ir.guest.Vcpu;
import ebb.replay.Stepper;
import ebb.runtime.Machine;

/** What {@code monitor set} changes: how steps and breakpoints behave. */
final class Settings {
  private static final long ANY = -1;

  private final Stepper stepper;
  private final Machine machine;

  /** The only address space in which breakpoints in user code stop, or {@link #ANY}. */
  private long space = ANY;

  Settings(Stepper stepper, Machine machine) {
    this.stepper = stepper;
    this.machine = machine;
  }

  void addTo(MonitorCommands commands) {
    commands.addStill(
        "set step-irq", "on|off", "whether steps go into interrupt handlers", this::stepIrq);
    commands.addStill(
        "set asid",
        "on|off|TABLE",
        "user breakpoints stop in the present address space only",
        this::addressSpace);
    commands.addStill("info settings", "", "what 'set' has set", x -> show());
  }

  /** True if a CPU is in user code of another address space than the user is interested in. */
  boolean elsewhere(Vcpu cpu) {
    if (space == ANY) {
      return false;
    }
    DebugView view = cpu.debugView();
    return view.user() && view.addressSpace() != space;
  }

  private String stepIrq(String value) {
    stepper.setIntoInterrupts(flag(value));
    return show();
  }

  private static boolean flag(String value) {
    return switch (value) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new MonitorCommands.Usage("on or off");
    };
  }

  private String addressSpace(String value) {
    DebugView view = machine.vcpus().get(machine.currentVcpu()).debugView();
    if (view == null) {
      return "this guest has no address spaces\n";
    }
    space =
        switch (value) {
          case "on" -> view.addressSpace();
          case "off" -> ANY;
          default -> Long.decode(value);
        };
    return show();
  }

  private String show() {
    return "step-irq "
        + (stepper.intoInterrupts() ? "on" : "off: steps go over interrupts")
        + "\nasid "
        + (space == ANY
            ? "off: breakpoints stop in every address space"
            : String.format("0x%x: breakpoints in user code stop in this one only", space))
        + "\n";
  }
}
