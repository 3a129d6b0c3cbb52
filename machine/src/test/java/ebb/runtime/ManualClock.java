package ebb.runtime;

/** Moves a machine's clock and inputs by hand, as its CPU loop would. */
public final class ManualClock {
  private ManualClock() {}

  /** Lets virtual time pass, firing each timer at its deadline. */
  public static void pass(Clock clock, long nanos) {
    long end = clock.nanos() + nanos;
    while (clock.nextDeadline() <= end) {
      clock.idleUntil(clock.nextDeadline());
      clock.fireDue();
    }
    clock.idleUntil(end);
  }

  public static void deliver(Inputs inputs, Clock clock) {
    inputs.deliver(clock);
  }
}
