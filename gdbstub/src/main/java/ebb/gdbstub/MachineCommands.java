package ebb.gdbstub;

/** The {@code monitor} commands that QEMU has too, as far as a debugger's user misses them. */
final class MachineCommands {
  private final DebugTarget target;

  MachineCommands(DebugTarget target) {
    this.target = target;
  }

  void addTo(MonitorCommands commands) {
    commands.addStill("info registers", "", "every CPU's registers, as now", x -> registers());
    commands.addStill("info cpus", "", "the CPUs, and which one it is the turn of", x -> cpus());
    commands.addStill("info status", "", "that the guest stands still", x -> "VM status: paused\n");
  }

  private String registers() {
    StringBuilder text = new StringBuilder();
    for (int cpu = 0; cpu < target.cpus(); cpu++) {
      text.append("CPU#").append(cpu).append('\n');
      int column = 0;
      for (Register register : target.registers()) {
        long value = target.register(cpu, register.number());
        String digits = String.format("%0" + register.bits() / 4 + "x", value);
        text.append(String.format("%-6s %-18s", register.name(), digits));
        text.append(++column % 4 == 0 ? "\n" : "");
      }
      text.append(column % 4 == 0 ? "" : "\n");
    }
    return text.toString();
  }

  private String cpus() {
    StringBuilder text = new StringBuilder();
    for (int cpu = 0; cpu < target.cpus(); cpu++) {
      text.append(
          String.format(
              "%s CPU #%d: pc 0x%08x, %s%n",
              cpu == target.currentCpu() ? "*" : " ", cpu, target.pc(cpu), target.cpuState(cpu)));
    }
    return text.toString();
  }
}
