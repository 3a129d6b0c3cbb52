package ebb.replay;

import ebb.replay.log.Event;
import ebb.runtime.InputChannel;
import ebb.runtime.Machine;
import ebb.runtime.Stop;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private long same;
  private volatile boolean stopped;

  /** An interruption of one of them is a {@link #stop}. */
  public Comparison(Timeline a, Timeline b) {
    this.a = a;
    this.b = b;
  }

  /** True if two machines have the same memory, CPUs and inputs, so that they can be compared. */
  public static boolean possible(Machine a, Machine b) {
    return a.ram().pages() == b.ram().pages()
        && a.vcpus().size() == b.vcpus().size()
        && channels(a).equals(channels(b));
  }

  private static List<String> channels(Machine machine) {
    return machine.inputs().channels().stream().map(InputChannel::name).toList();
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
    same = Math.max(a.begin(), b.begin());
    long end = Math.min(a.end(), b.end());
    Differences known = differences(same);
    if (known.ofCpus()) {
      return OptionalLong.of(same);
    }
    while (same < end && !stopped) {
      long other = Math.min(end, same + STRIDE);
      if (differences(other).moreThan(known)) {
        while (other - same > 1 && !stopped) {
          long middle = (same + other) >>> 1;
          if (differences(middle).moreThan(known)) {
            other = middle;
          } else {
            same = middle;
          }
        }
        known = differences(other);
        if (stopped) {
          break;
        }
        if (known.ofCpus()) {
          return OptionalLong.of(other);
        }
      }
      same = other;
      progress.accept(same);
    }
    return OptionalLong.empty();
  }

  /** The icount up to which {@link #first} has seen the CPUs do the same. */
  public long same() {
    return same;
  }

  /** From any thread: {@link #first} ends soon, without a result. */
  public void stop() {
    stopped = true;
    a.interrupt();
    b.interrupt();
  }

  /** True if {@link #first} was ended before it knew. */
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

  /**
   * What came last from outside into the first and into the second, up to an icount: the name of
   * the input and when.
   */
  public List<Optional<Input>> lastInputs(long icount) {
    return List.of(lastInput(a, icount), lastInput(b, icount));
  }

  /** Something that came into a guest from outside. */
  public record Input(long icount, String channel) {}

  private static Optional<Input> lastInput(Timeline timeline, long icount) {
    return timeline.recorder().log().all().stream()
        .takeWhile(event -> event.icount() <= icount)
        .reduce((earlier, later) -> later)
        .map(
            event ->
                new Input(
                    event.icount(),
                    event.channel() == Event.PATCH
                        ? "user's change"
                        : channels(timeline.machine()).get(event.channel())));
  }

  private void goTo(long icount) {
    for (Timeline timeline : List.of(a, b)) {
      if (timeline.seek(icount) instanceof TimelineStop.Stopped(Stop.Interrupted request)) {
        stopped = true;
      }
    }
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
