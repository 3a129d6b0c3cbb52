package ebb.cli;

import ebb.runtime.Machine;

/** A line on stderr about long work, if stderr is a terminal: icount, speed, virtual time. */
final class Progress implements AutoCloseable {
  private static final long EVERY_NANOS = 250_000_000;

  private final Machine machine;
  private final String what;
  private final long goal;
  private final boolean shown = System.console() != null && System.console().isTerminal();
  private final long start = System.nanoTime();
  private final long startIcount;
  private long next = start + EVERY_NANOS;

  /**
   * @param goal icount of the end, or 0 if it is not known
   */
  Progress(Machine machine, String what, long goal) {
    this.machine = machine;
    this.what = what;
    this.goal = goal;
    startIcount = machine.clock().icount();
  }

  /** To be called now and then. */
  void update() {
    long now = System.nanoTime();
    if (!shown || now < next) {
      return;
    }
    next = now + EVERY_NANOS;
    long icount = machine.clock().icount();
    double mips = (icount - startIcount) * 1e3 / (now - start);
    System.err.printf(
        "\r%s: icount %,d%s  %.0f MIPS  virtual %.3f s\u001b[K",
        what,
        icount,
        goal > 0 ? String.format(" (%d %%)", 100 * icount / goal) : "",
        mips,
        machine.clock().nanos() / 1e9);
  }

  @Override
  public void close() {
    if (shown && next != start + EVERY_NANOS) {
      System.err.print("\r\u001b[K");
    }
  }
}
