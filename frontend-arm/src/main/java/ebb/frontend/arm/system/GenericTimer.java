package ebb.frontend.arm.system;

import ebb.frontend.arm.ArmState;

/**
 * The Generic Timer of one CPU: a counter of 62.5 MHz (16 ns of virtual time a count) and its
 * physical and virtual timers. CNTVOFF is zero. DDI 0406C B8.
 */
final class GenericTimer {
  static final int PHYSICAL = 0;
  static final int VIRTUAL = 1;
  static final int FREQUENCY = 62_500_000;
  private static final int NANOS_LOG2 = 4;
  private static final int ENABLE = 1;
  private static final int IMASK = 2;
  private static final int ISTATUS = 4;

  private final ArmVcpu cpu;

  GenericTimer(ArmVcpu cpu) {
    this.cpu = cpu;
  }

  /** CNTPCT and CNTVCT at the instruction that executes now. */
  long count() {
    return cpu.host.virtualNanos(cpu) >> NANOS_LOG2;
  }

  private long compareValue(int timer) {
    return cpu.getLong(ArmState.CNT_CVAL + 8 * timer);
  }

  private int control(int timer) {
    return cpu.getInt(ArmState.CNT_CTL + 4 * timer);
  }

  private boolean met(int timer) {
    return Long.compareUnsigned(count(), compareValue(timer)) >= 0;
  }

  int readControl(int timer) {
    int control = control(timer);
    return (control & ENABLE) != 0 && met(timer) ? control | ISTATUS : control;
  }

  void writeControl(int timer, int value) {
    cpu.putInt(ArmState.CNT_CTL + 4 * timer, value & (ENABLE | IMASK));
    update(timer);
  }

  long readCompare(int timer) {
    return compareValue(timer);
  }

  void writeCompare(int timer, long value) {
    cpu.putLong(ArmState.CNT_CVAL + 8 * timer, value);
    update(timer);
  }

  int readTimerValue(int timer) {
    return (int) (compareValue(timer) - count());
  }

  void writeTimerValue(int timer, int value) {
    writeCompare(timer, count() + value);
  }

  private void update(int timer) {
    int control = control(timer);
    boolean armed = (control & ENABLE) != 0;
    boolean met = armed && met(timer);
    cpu.output(timer, met && (control & IMASK) == 0);
    long compare = compareValue(timer);
    boolean reachable = compare >= 0 && compare <= Long.MAX_VALUE >> NANOS_LOG2;
    boolean pending = armed && !met && reachable;
    cpu.host.setTimer(cpu, timer, pending ? compare << NANOS_LOG2 : Long.MAX_VALUE);
  }

  /**
   * The deadline has come: virtual time is at the compare value, wherever the instruction clock
   * stands.
   */
  void expired(int timer) {
    if ((control(timer) & (ENABLE | IMASK)) == ENABLE) {
      cpu.output(timer, true);
    }
  }
}
