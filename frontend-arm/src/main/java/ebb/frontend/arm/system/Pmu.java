package ebb.frontend.arm.system;

import ebb.frontend.arm.ArmState;

/**
 * The Performance Monitors: six event counters and the cycle counter, one cycle an instruction.
 * Counted events are instructions retired (0x08), cycles (0x11) and software increments (0x00). The
 * privilege filters are kept but count everything. DDI 0406C C12.
 */
final class Pmu {
  /** The cycle counter's number among the counters. */
  static final int CYCLES = 6;

  /** Host timer and interrupt output. */
  static final int TIMER = 2;

  private static final int OUTPUT = 4;
  private static final int EVENT_COUNTERS = 6;
  private static final int IMPLEMENTED = 0x8000003f;
  private static final int INSTRUCTIONS = 0x08;
  private static final int CPU_CYCLES = 0x11;
  private static final int E = 1;
  private static final int P = 2;
  private static final int C = 4;
  private static final int WRITABLE = 0x39;

  private final ArmVcpu cpu;

  Pmu(ArmVcpu cpu) {
    this.cpu = cpu;
  }

  private static int bit(int counter) {
    return counter == CYCLES ? 1 << 31 : 1 << counter;
  }

  private boolean counts(int counter) {
    if ((cpu.getInt(ArmState.PMCR) & E) == 0
        || (cpu.getInt(ArmState.PMCNTEN) & bit(counter)) == 0) {
      return false;
    }
    int event = cpu.getInt(ArmState.PMTYPE + 4 * counter) & 0xff;
    return counter == CYCLES || event == INSTRUCTIONS || event == CPU_CYCLES;
  }

  /** Brings the counters up to the icount given. */
  private void sync(long now) {
    long passed = now - cpu.getLong(ArmState.PMBASE);
    cpu.putLong(ArmState.PMBASE, now);
    for (int i = 0; i <= CYCLES; i++) {
      if (counts(i)) {
        add(i, passed);
      }
    }
  }

  private void add(int counter, long amount) {
    int slot = ArmState.PMCOUNT + 4 * counter;
    long sum = (cpu.getInt(slot) & 0xffffffffL) + amount;
    cpu.putInt(slot, (int) sum);
    if (sum >>> 32 != 0) {
      cpu.putInt(ArmState.PMOVSR, cpu.getInt(ArmState.PMOVSR) | bit(counter));
    }
  }

  private void sync() {
    sync(cpu.icountInside());
  }

  /** Sets the interrupt output, and the timer for the next overflow that interrupts. */
  private void update() {
    boolean on = (cpu.getInt(ArmState.PMCR) & E) != 0;
    int enabled = cpu.getInt(ArmState.PMINTEN);
    cpu.output(OUTPUT, on && (cpu.getInt(ArmState.PMOVSR) & enabled) != 0);
    long next = Long.MAX_VALUE;
    for (int i = 0; i <= CYCLES; i++) {
      if ((enabled & bit(i)) != 0 && counts(i)) {
        next = Math.min(next, (1L << 32) - (cpu.getInt(ArmState.PMCOUNT + 4 * i) & 0xffffffffL));
      }
    }
    // An instruction takes at least one ns, so this is never late; expired() looks again.
    cpu.host.setTimer(
        cpu, TIMER, next == Long.MAX_VALUE ? next : cpu.host.virtualNanos(cpu) + next);
  }

  void expired() {
    sync(cpu.limit - cpu.budget);
    update();
  }

  void writeControl(int value) {
    sync();
    int keep = cpu.getInt(ArmState.PMCR) & ~WRITABLE;
    cpu.putInt(ArmState.PMCR, keep | value & WRITABLE);
    for (int i = 0; i < EVENT_COUNTERS && (value & P) != 0; i++) {
      cpu.putInt(ArmState.PMCOUNT + 4 * i, 0);
    }
    if ((value & C) != 0) {
      cpu.putInt(ArmState.PMCOUNT + 4 * CYCLES, 0);
    }
    update();
  }

  void writeEnable(int bits, boolean set) {
    sync();
    change(ArmState.PMCNTEN, bits, set);
  }

  void writeInterruptEnable(int bits, boolean set) {
    sync();
    change(ArmState.PMINTEN, bits, set);
  }

  private void change(int slot, int bits, boolean set) {
    int old = cpu.getInt(slot);
    cpu.putInt(slot, set ? old | bits & IMPLEMENTED : old & ~bits);
    update();
  }

  int overflow() {
    sync();
    return cpu.getInt(ArmState.PMOVSR);
  }

  void clearOverflow(int bits) {
    sync();
    cpu.putInt(ArmState.PMOVSR, cpu.getInt(ArmState.PMOVSR) & ~bits);
    update();
  }

  void setOverflow(int bits) {
    sync();
    cpu.putInt(ArmState.PMOVSR, cpu.getInt(ArmState.PMOVSR) | bits & IMPLEMENTED);
    update();
  }

  void softwareIncrement(int bits) {
    sync();
    for (int i = 0; i < EVENT_COUNTERS; i++) {
      boolean asked = (bits & cpu.getInt(ArmState.PMCNTEN) & bit(i)) != 0;
      if (asked
          && (cpu.getInt(ArmState.PMCR) & E) != 0
          && (cpu.getInt(ArmState.PMTYPE + 4 * i) & 0xff) == 0) {
        add(i, 1);
      }
    }
    update();
  }

  int read(int counter) {
    sync();
    return cpu.getInt(ArmState.PMCOUNT + 4 * counter);
  }

  void write(int counter, int value) {
    sync();
    cpu.putInt(ArmState.PMCOUNT + 4 * counter, value);
    update();
  }

  /** The counter that PMSELR selects, or -1. */
  private int selected() {
    int selected = cpu.getInt(ArmState.PMSELR);
    return selected == 31 ? CYCLES : selected < EVENT_COUNTERS ? selected : -1;
  }

  int selectedType() {
    int counter = selected();
    return counter < 0 ? 0 : cpu.getInt(ArmState.PMTYPE + 4 * counter);
  }

  void selectType(int value) {
    int counter = selected();
    if (counter >= 0) {
      sync();
      int mask = counter == CYCLES ? 0xf8000000 : 0xf80000ff;
      cpu.putInt(ArmState.PMTYPE + 4 * counter, value & mask);
      update();
    }
  }

  int selectedCount() {
    int counter = selected();
    return counter < 0 || counter == CYCLES ? 0 : read(counter);
  }

  void selectCount(int value) {
    int counter = selected();
    if (counter >= 0 && counter != CYCLES) {
      write(counter, value);
    }
  }
}
