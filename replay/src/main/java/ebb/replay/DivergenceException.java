package ebb.replay;

/** A replay does not do what was recorded. */
public final class DivergenceException extends RuntimeException {
  private final long after;
  private final long by;

  /**
   * @param after icount of the last state known to be the same
   * @param by icount of the first state known to differ
   */
  DivergenceException(long after, long by, String what) {
    super("replay diverges between icount " + after + " and " + by + ": " + what);
    this.after = after;
    this.by = by;
  }

  /** Icount of the last state known to be the same. */
  public long after() {
    return after;
  }

  /** Icount of the first state known to differ. */
  public long by() {
    return by;
  }
}
