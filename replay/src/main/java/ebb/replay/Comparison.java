package ebb.replay;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;

/**
 * Compares two histories of machines with one configuration, such as two recordings of one guest:
 * where their CPUs go apart, and in what their states differ. Memory and devices may differ before,
 * as by another date; that is of no consequence until a CPU looks at it.
 */
public final class Comparison {
  /** Ticks between two looks on the way to the first that shows a difference. */
  private static final long STRIDE = 1 << 20;

  private final Timeline a;
  private final Timeline b;
  private volatile boolean stopped;

  /** Neither may be live. */
  public Comparison(Timeline a, Timeline b) {
    this.a = a;
    this.b = b;
  }

  /**
   * What of two states differs.
   *
   * @param parts names of CPUs and devices
   * @param ram the difference of the digests of RAM; it stays while no page changes that differs
   */
  private record Differences(Set<String> parts, long ram) {
    boolean ofCpus() {
      return parts.stream().anyMatch(part -> part.startsWith("cpu"));
    }

    /** True if something differs that did not, or otherwise. */
    boolean moreThan(Differences known) {
      return ofCpus() || ram != known.ram || !known.parts.containsAll(parts);
    }
  }

  /**
   * The first icount at which a CPU's state differs; the tick before it is the one that went apart.
   * Empty if there is none up to the end of the shorter history. A difference that leaves no trace
   * {@value #STRIDE} ticks later may be missed.
   *
   * @param progress hears now and then of the icount up to which they agree
   */
  public OptionalLong first(LongConsumer progress) {
    long same = Math.max(a.begin(), b.begin());
    long end = Math.min(a.end(), b.end());
    Differences known = differences(same);
    if (known.ofCpus()) {
      return OptionalLong.of(same);
    }
    while (same < end && !stopped) {
      long other = Math.min(end, same + STRIDE);
      if (differences(other).moreThan(known)) {
        while (other - same > 1) {
          long middle = (same + other) >>> 1;
          if (differences(middle).moreThan(known)) {
            other = middle;
          } else {
            same = middle;
          }
        }
        known = differences(other);
        if (known.ofCpus() && !stopped) {
          return OptionalLong.of(other);
        }
      }
      same = other;
      progress.accept(same);
    }
    return OptionalLong.empty();
  }

  /** From any thread: {@link #first} ends soon, without a result. */
  public void stop() {
    stopped = true;
    a.interrupt();
    b.interrupt();
  }

  /** True if {@link #stop} was called. */
  public boolean stopped() {
    return stopped;
  }

  /**
   * In what the states at an icount differ, a line each: what the first has instead of the second.
   */
  public List<String> at(long icount) {
    goTo(icount);
    return StateDifference.all(a.machine(), b.machine());
  }

  /** What the first and the second are about to execute at an icount. */
  public List<String> instructions(long icount) {
    goTo(icount);
    return List.of(
        StateDifference.instruction(a.machine()), StateDifference.instruction(b.machine()));
  }

  private void goTo(long icount) {
    a.seek(icount);
    b.seek(icount);
  }

  private Differences differences(long icount) {
    goTo(icount);
    if (a.now() != b.now() && !stopped) {
      // One of them cannot get there.
      return new Differences(Set.of("cpus"), 0);
    }
    Map<String, byte[]> mine = a.machine().stateParts();
    Map<String, byte[]> other = b.machine().stateParts();
    Set<String> parts = new TreeSet<>(mine.keySet());
    parts.removeIf(part -> Arrays.equals(mine.get(part), other.get(part)));
    return new Differences(parts, a.recorder().ramDigest() - b.recorder().ramDigest());
  }
}
