package ebb.runtime;

import java.util.Arrays;
import java.util.function.LongSupplier;

/**
 * The instruction clock and everything that waits on it.
 *
 * <p>{@code virtualNanos = (icount << shift) + idle}: an instruction takes {@code 2^shift} ns, and
 * a machine whose CPUs all wait jumps over the idle time. Timers fire at the first icount at which
 * virtual time has reached their deadline; several at the same one fire in the order of (deadline,
 * registration).
 */
public final class Clock implements Snapshotable {
  private final int shift;

  /** An array, as walking a list would allocate at every deadline. */
  private Timer[] timers = {};

  private long icount;
  private long idleNanos;
  private long nextDeadline = Long.MAX_VALUE;
  private LongSupplier icountInside = () -> -1;
  private Runnable deadlineMoved = () -> {};

  /**
   * @param shift log2 of the ns that an instruction takes, 0 to 10
   */
  public Clock(int shift) {
    this.shift = shift;
  }

  /** One registered event. Registration happens while the machine is built, in a fixed order. */
  public final class Timer {
    private final String name;
    private final Runnable action;
    private long deadline = Long.MAX_VALUE;

    private Timer(String name, Runnable action) {
      this.name = name;
      this.action = action;
    }

    /** Fires once when virtual time reaches this many ns; replaces an earlier deadline. */
    public void arm(long deadlineNanos) {
      deadline = deadlineNanos;
      recompute();
    }

    public void disarm() {
      arm(Long.MAX_VALUE);
    }

    public boolean armed() {
      return deadline != Long.MAX_VALUE;
    }

    /** In virtual ns; {@link Long#MAX_VALUE} when not armed. */
    public long deadline() {
      return deadline;
    }

    public String name() {
      return name;
    }
  }

  public Timer newTimer(String name, Runnable action) {
    Timer timer = new Timer(name, action);
    timers = Arrays.copyOf(timers, timers.length + 1);
    timers[timers.length - 1] = timer;
    return timer;
  }

  /**
   * Ticks since reset: instructions retired and exceptions entered, by all CPUs together. Inside an
   * instruction, those before it.
   */
  public long icount() {
    long inside = icountInside.getAsLong();
    return inside < 0 ? icount : inside;
  }

  public long nanos() {
    return nanosAt(icount());
  }

  /** Virtual time at an icount that lies in the run under way. */
  public long nanosAt(long atIcount) {
    return (atIcount << shift) + idleNanos;
  }

  public long idleNanos() {
    return idleNanos;
  }

  /** The earliest deadline of all timers in virtual ns, or {@link Long#MAX_VALUE}. */
  public long nextDeadline() {
    return nextDeadline;
  }

  /** The icount at which the earliest deadline is reached, or {@link Long#MAX_VALUE}. */
  public long nextDeadlineIcount() {
    if (nextDeadline == Long.MAX_VALUE) {
      return Long.MAX_VALUE;
    }
    long ns = nextDeadline - idleNanos;
    return ns <= 0 ? 0 : (ns + (1L << shift) - 1) >>> shift;
  }

  /** Where the icount comes from while an instruction executes; negative between instructions. */
  void setIcountInside(LongSupplier inside) {
    icountInside = inside;
  }

  void advanceTo(long newIcount) {
    icount = newIcount;
  }

  /** Skips idle time up to a virtual time in ns; never backwards. */
  void idleUntil(long nanos) {
    idleNanos += Math.max(0, nanos - nanos());
  }

  /**
   * Called whenever the earliest deadline becomes earlier, so that a run under way can be
   * shortened.
   */
  void onDeadlineMoved(Runnable action) {
    deadlineMoved = action;
  }

  /** Fires every timer whose deadline has been reached, earliest first; actions may arm others. */
  void fireDue() {
    long now = nanos();
    while (nextDeadline <= now) {
      Timer due = null;
      for (Timer timer : timers) {
        if (timer.deadline <= now && (due == null || timer.deadline < due.deadline)) {
          due = timer;
        }
      }
      due.deadline = Long.MAX_VALUE;
      recompute();
      due.action.run();
    }
  }

  private void recompute() {
    long earliest = Long.MAX_VALUE;
    for (Timer timer : timers) {
      earliest = Math.min(earliest, timer.deadline);
    }
    boolean sooner = earliest < nextDeadline;
    nextDeadline = earliest;
    if (sooner) {
      deadlineMoved.run();
    }
  }

  @Override
  public String id() {
    return "clock";
  }

  @Override
  public void save(StateOutput out) {
    out.i64(icount);
    out.i64(idleNanos);
    out.i32(timers.length);
    for (Timer timer : timers) {
      out.i64(timer.deadline);
    }
  }

  @Override
  public void load(StateInput in) {
    icount = in.i64();
    idleNanos = in.i64();
    if (in.i32() != timers.length) {
      throw new StateInput.CorruptState("saved state has another number of timers");
    }
    for (Timer timer : timers) {
      timer.deadline = in.i64();
    }
    nextDeadline = Long.MAX_VALUE;
    for (Timer timer : timers) {
      nextDeadline = Math.min(nextDeadline, timer.deadline);
    }
  }
}
