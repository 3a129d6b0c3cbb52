package ebb.replay.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;

/**
 * Runs {@linkplain Scan scans} over stretches of one history, interval by interval, with all of its
 * machines at once. Results are those of one machine that goes from the first interval to the last.
 *
 * <p>One thread calls everything but {@link #stop}.
 */
public final class Search {
  private enum Order {
    ALL,
    FIRST,
    LAST
  }

  /** Ticks below which an interval is not worth a restored checkpoint. */
  private static final long SHORTEST = 1 << 22;

  private final SortedSet<Long> cuts = new TreeSet<>();
  private final Replicas replicas;
  private LongConsumer progress = done -> {};
  private volatile boolean stopped;
  private boolean complete = true;

  /**
   * @param replicas of which nobody else makes use while this searches
   * @param checkpoints icounts from which intervals can start without much execution
   */
  public Search(Replicas replicas, List<Long> checkpoints) {
    this.replicas = replicas;
    cuts.addAll(checkpoints);
  }

  /** Hears on any thread, now and then, of how many ticks the search under way has executed. */
  public void onProgress(LongConsumer action) {
    progress = action;
  }

  /** From any thread: searches end soon, with what they have found. */
  public void stop() {
    stopped = true;
    replicas.interrupt(i -> true);
  }

  /** False if a search was stopped before it was through. */
  public boolean complete() {
    return complete;
  }

  /**
   * What a scan finds in the first interval of a stretch in which it finds something; null if it
   * finds nothing.
   */
  public <T> T first(long from, long to, Scan<T> scan) {
    return new Job<>(scan, intervals(from, to), Order.FIRST).run().one();
  }

  /** The same in the last such interval. */
  public <T> T last(long from, long to, Scan<T> scan) {
    return new Job<>(scan, intervals(from, to), Order.LAST).run().one();
  }

  /** What a scan finds in each interval of a stretch, in their order. */
  public <T> List<T> all(long from, long to, Scan<T> scan) {
    return new Job<>(scan, intervals(from, to), Order.ALL).run().found();
  }

  /** Interval borders, ascending. */
  private long[] intervals(long from, long to) {
    List<Long> borders = new ArrayList<>(List.of(from));
    for (long cut : cuts.tailSet(from)) {
      if (cut - borders.getLast() >= SHORTEST && to - cut >= SHORTEST) {
        borders.add(cut);
      }
    }
    borders.add(Math.max(from, to));
    return borders.stream().mapToLong(Long::longValue).toArray();
  }

  /** One stretch being searched. */
  private final class Job<T> {
    private final Scan<T> scan;
    private final long[] borders;
    private final Order order;
    private final Object[] results;
    private final boolean[] done;
    private final int[] working = new int[replicas.most()];
    private final AtomicLong ticks = new AtomicLong();
    private int taken;
    private RuntimeException failure;

    Job(Scan<T> scan, long[] borders, Order order) {
      this.scan = scan;
      this.borders = borders;
      this.order = order;
      results = new Object[borders.length - 1];
      done = new boolean[borders.length - 1];
      Arrays.fill(working, -1);
    }

    Job<T> run() {
      int workers = Math.min(replicas.most(), results.length);
      List<Thread> others = new ArrayList<>();
      for (int i = 1; i < workers; i++) {
        int worker = i;
        others.add(Thread.ofPlatform().name("ebb-search-" + i).start(() -> work(worker)));
      }
      work(0);
      for (Thread other : others) {
        join(other);
      }
      if (failure != null) {
        throw failure;
      }
      return this;
    }

    /**
     * The first find in the order of the search; null if there is none, or an earlier one may be.
     */
    T one() {
      for (int k = 0; k < results.length; k++) {
        int i = order == Order.LAST ? results.length - 1 - k : k;
        if (!done[i]) {
          complete = false;
          return null;
        }
        if (results[i] != null) {
          return at(i);
        }
      }
      return null;
    }

    List<T> found() {
      List<T> all = new ArrayList<>();
      for (int i = 0; i < results.length; i++) {
        complete &= done[i];
        if (results[i] != null) {
          all.add(at(i));
        }
      }
      return all;
    }

    @SuppressWarnings("unchecked")
    private T at(int i) {
      return (T) results[i];
    }

    private void join(Thread other) {
      while (true) {
        try {
          other.join();
          return;
        } catch (InterruptedException e) {
          stop();
        }
      }
    }

    private void work(int worker) {
      try {
        Replica replica = replicas.get(worker);
        if (replica == null) {
          return;
        }
        for (int i = next(worker); i >= 0; i = next(worker)) {
          if (replica.timeline().quiet(borders[i], borders[i + 1], scan::mayFind)) {
            executed(borders[i + 1] - borders[i]);
            finish(i, null, true);
          } else {
            execute(replica, i);
          }
        }
      } catch (RuntimeException e) {
        fail(e);
      } catch (OutOfMemoryError e) {
        fail(new IllegalStateException("out of memory", e));
      }
    }

    private void execute(Replica replica, int i) {
      Interval part =
          new Interval(
              replica,
              borders[i],
              borders[i + 1],
              () -> over(i),
              Search.this::stop,
              this::executed);
      boolean begun = part.begin();
      T found = begun ? scan.in(part) : null;
      finish(i, found, begun && part.now() >= borders[i + 1]);
    }

    private void executed(long more) {
      progress.accept(ticks.addAndGet(more));
    }

    private synchronized void fail(RuntimeException e) {
      failure = failure == null ? e : failure;
      cancel(i -> true);
    }

    /** The next interval to be looked at, or -1. */
    private synchronized int next(int worker) {
      working[worker] = -1;
      if (stopped || failure != null || taken == results.length) {
        return -1;
      }
      int i = order == Order.LAST ? results.length - 1 - taken : taken;
      if (over(i)) {
        return -1;
      }
      taken++;
      working[worker] = i;
      return i;
    }

    private void finish(int i, T found, boolean whole) {
      synchronized (this) {
        results[i] = found;
        // What ends a search for one thing ends its interval too.
        done[i] = whole || found != null && order == Order.FIRST;
      }
      if (found != null && order != Order.ALL) {
        cancel(this::over);
      }
    }

    /** True if what is in an interval does not matter any more. */
    private synchronized boolean over(int interval) {
      if (stopped || failure != null) {
        return true;
      }
      if (order == Order.ALL) {
        return false;
      }
      for (int i = 0; i < results.length; i++) {
        boolean before = order == Order.FIRST ? i < interval : i > interval;
        if (before && results[i] != null) {
          return true;
        }
      }
      return false;
    }

    private synchronized void cancel(IntPredicate which) {
      replicas.interrupt(worker -> working[worker] >= 0 && which.test(working[worker]));
    }
  }
}
