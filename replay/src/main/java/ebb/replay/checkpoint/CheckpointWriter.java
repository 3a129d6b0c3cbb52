package ebb.replay.checkpoint;

import ebb.replay.log.DigestPoint;
import ebb.replay.log.RecordingWriter;
import ebb.replay.log.StoredCheckpoint;
import ebb.runtime.Footprint;
import ebb.runtime.GuestRam;
import ebb.runtime.Machine;
import ebb.runtime.StateOutput;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Puts digests of RAM, and checkpoints, into a recording while it is made.
 *
 * <p>The guest's thread only copies what was written since the last time, and while the guest runs
 * on. Another thread hashes it, finds out what the file has already, compresses and writes the
 * rest.
 *
 * <p>Spacing is by ticks, and by processor time where the guest is slow or waits, as it will again
 * when somebody goes there. It grows with the length of the recording, so that their number grows
 * with its logarithm, and with the bytes written: it has doubled when half of {@link #BUDGET} is
 * left, and doubles again with each half of what is left then. When they are taken depends on the
 * host; the guest cannot tell.
 */
public final class CheckpointWriter implements AutoCloseable {
  /** Bytes of checkpoints in a file, but for the last one that may go over it by what it has. */
  static final long BUDGET = 4L << 30;

  /** At the start it is no more than this, in ns of the guest thread's processor time. */
  private static final long FIRST_NANOS = 200_000_000;

  /** A tick of the spacing stands for no less than this, in ns: a guest that waits is at none. */
  private static final long TICK_NANOS = 6;

  /** Later the spacing is this part of what has been done. */
  private static final long PART = 4096;

  /** The guest's thread spends at most this part of its time on them, and so many ns more. */
  private static final long EFFORT_PART = 50;

  private static final long EFFORT_NANOS = 500_000_000;

  /** What a page's copy takes, in ns. */
  private static final long PAGE_NANOS = 1000;

  /** Pages that go to the other thread at once. */
  private static final int BATCH = 256;

  /** Pages in a chunk of the file, which is what has to be unpacked for one of them. */
  private static final int CHUNK = 32;

  /** Batches that may wait for the other thread. */
  private static final int QUEUE = 64;

  /** A state above this many bytes (a disk's writes) is left out. */
  private static final int MAX_STATE = 64 << 20;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final Machine machine;
  private final DirtyPages.Reader dirty;
  private final RecordingWriter writer;
  private final PageHashes hashes;
  private final Footprints footprints;
  private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(QUEUE);

  /** Batches to be filled again. */
  private final Queue<Batch> empty = new ConcurrentLinkedQueue<>();

  private final Thread thread;
  private volatile Throwable broken;
  private final long firstSpacing;
  private boolean storing;

  /** True if the checkpoint that was taken last is not in the file. */
  private boolean lost;

  /** Icount of the last checkpoint in the file, or of the first tick; -1 if that is not in it. */
  private long stored;

  /** What {@link #stored} is going to be unless the checkpoint under way is {@link #lost}. */
  private long sent;

  private long last;
  private long lastNanos;

  /** What they took of the guest thread's processor time, in ns. */
  private long effort;

  // The other thread's.
  private final long[] ids;
  private final BitSet changed = new BitSet();
  private Map<Content, Long> known = new HashMap<>();
  private final byte[] fresh = new byte[CHUNK * GuestRam.PAGE_SIZE];
  private int freshPages;
  private long nextId = 1;

  /** What the file has under an id; two contents of the same hashes are taken for one. */
  private record Content(long hash, long otherHash) {}

  private sealed interface Job {}

  /** Pages of one checkpoint and their contents. */
  private static final class Batch implements Job {
    private final int[] pages = new int[BATCH];
    private final byte[] contents = new byte[BATCH * GuestRam.PAGE_SIZE];

    /** False if only the digest of RAM is wanted. */
    private boolean store;

    private int size;
  }

  /**
   * All pages of a checkpoint have come.
   *
   * @param state null if only the digest of RAM is wanted
   * @param digested whether that digest is wanted
   * @param before icount of the checkpoint before; -1 if there is none
   * @param footprint of what was executed since; null if it is not known
   */
  private record Mark(
      long icount,
      int events,
      StateOutput state,
      boolean digested,
      long before,
      Footprint footprint)
      implements Job {}

  /** The checkpoint before is what the recording begins with. */
  private record Begin(long icount, CountDownLatch written) implements Job {}

  private record End() implements Job {}

  /**
   * @param dirty knows of the pages that differ from the machine's first tick
   * @param hashes of RAM now; taken over
   * @param footprints of the machine
   * @param spacing ticks between checkpoints, at the start
   * @param store whether checkpoints are wanted besides digests
   */
  public CheckpointWriter(
      Machine machine,
      DirtyPages.Reader dirty,
      PageHashes hashes,
      Footprints footprints,
      RecordingWriter writer,
      long spacing,
      boolean store) {
    this.machine = machine;
    this.dirty = dirty;
    this.hashes = hashes;
    this.footprints = footprints;
    this.writer = writer;
    firstSpacing = spacing;
    storing = store;
    // The present of a history that has begun already is news to the file.
    last = Math.max(0, machine.clock().icount() - 1);
    lastNanos = THREADS.getCurrentThreadCpuTime();
    ids = new long[machine.ram().pages()];
    // Content of the first tick; no id of the file's.
    Arrays.fill(ids, -1);
    thread = Thread.ofPlatform().daemon().name("ebb-checkpoints").start(this::work);
  }

  /** True if a checkpoint should be taken at the present icount. */
  public boolean due() {
    long now = machine.clock().icount();
    long nanos = THREADS.getCurrentThreadCpuTime();
    long stretch = BUDGET / Math.max(1, BUDGET - writer.checkpointBytes());
    long spacing = Math.max(firstSpacing, now / PART) * stretch;
    long executed = nanos - lastNanos;
    boolean due =
        now - last >= spacing && executed >= spacing * TICK_NANOS
            || executed >= Math.max(FIRST_NANOS, nanos / PART) * stretch;
    return due
        && effort <= nanos / EFFORT_PART + EFFORT_NANOS
        && queue.size() < QUEUE / 2
        && writer.failure() == null
        && !(broken instanceof OutOfMemoryError);
  }

  /**
   * Makes the file begin with the present state. Nothing may have been appended to it; returns once
   * it is written.
   */
  public void begin() {
    last = 0;
    sent = -1;
    // An input that comes before the next tick may change this state.
    take(0, false);
    dirty.finish();
    if (lost) {
      throw new OutOfMemoryError("no memory for what the recording begins with");
    }
    CountDownLatch written = new CountDownLatch(1);
    put(new Begin(machine.clock().icount(), written));
    while (written.getCount() > 0 && broken == null) {
      try {
        written.await(100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
    if (broken != null) {
      throw new IllegalStateException("checkpoints cannot be written", broken);
    }
  }

  /**
   * Takes one at the present icount.
   *
   * @param events inputs delivered before it
   */
  public void take(int events) {
    take(events, true);
  }

  private void take(int events, boolean digested) {
    long now = machine.clock().icount();
    if (now <= last) {
      return;
    }
    last = now;
    check();
    long before = THREADS.getCurrentThreadCpuTime();
    dirty.finish();
    stored = lost ? stored : sent;
    int[] pages = dirty.take();
    effort += pages.length * PAGE_NANOS;
    // Half of it is a guess at what compression leaves.
    storing &= writer.checkpointBytes() + (long) pages.length * GuestRam.PAGE_SIZE / 2 < BUDGET;
    try {
      StateOutput state = storing ? machine.saveParts() : null;
      boolean fits = state != null && (state.size() <= MAX_STATE || !digested);
      Footprint footprint = fits && stored >= 0 ? footprints.since(stored) : null;
      Mark mark = new Mark(now, events, fits ? state : null, digested, stored, footprint);
      dirty.capture(pages, new Capture(pages, storing, mark));
      lost = false;
      sent = fits ? now : stored;
    } catch (OutOfMemoryError e) {
      lose(pages);
    }
    lastNanos = THREADS.getCurrentThreadCpuTime();
    effort += lastNanos - before;
  }

  /** There is no memory for a checkpoint. Its pages are in the next one. */
  private void lose(int[] pages) {
    dirty.cancel();
    dirty.putBack(pages);
    lost = true;
  }

  /** Sends a checkpoint to the other thread. */
  private final class Capture implements DirtyPages.Sink {
    private final int[] numbers;
    private final boolean store;
    private final Mark mark;
    private Batch batch;

    Capture(int[] numbers, boolean store, Mark mark) {
      this.numbers = numbers;
      this.store = store;
      this.mark = mark;
    }

    @Override
    public void page(int number) {
      try {
        batch = batch == null ? newBatch() : batch;
      } catch (OutOfMemoryError e) {
        lose(numbers);
        return;
      }
      machine.ram().readPage(number, batch.contents, batch.size * GuestRam.PAGE_SIZE);
      batch.pages[batch.size++] = number;
      if (batch.size == BATCH) {
        put(batch);
        batch = null;
      }
    }

    private Batch newBatch() {
      Batch used = empty.poll();
      Batch next = used == null ? new Batch() : used;
      next.store = store;
      next.size = 0;
      return next;
    }

    @Override
    public void complete() {
      if (batch != null) {
        put(batch);
      }
      put(mark);
    }

    @Override
    public boolean ready() {
      return queue.remainingCapacity() > 1;
    }
  }

  /** Waits until all is in the file. */
  @Override
  public void close() {
    dirty.finish();
    dirty.close();
    put(new End());
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    check();
  }

  /**
   * The recording does without checkpoints if there is no memory for them.
   *
   * @throws IllegalStateException if the other thread has failed for another reason
   */
  private void check() {
    if (broken != null && !(broken instanceof OutOfMemoryError)) {
      throw new IllegalStateException("checkpoints cannot be written", broken);
    }
  }

  /** Waits while the queue is full; does nothing if the other thread has failed. */
  private void put(Job job) {
    boolean interrupted = false;
    boolean done = false;
    while (!done && broken == null) {
      try {
        done = queue.offer(job, 100, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      writeAll();
    } catch (RuntimeException | Error e) {
      broken = e;
    }
  }

  private void writeAll() {
    while (true) {
      Job job;
      try {
        job = queue.take();
      } catch (InterruptedException e) {
        continue;
      }
      switch (job) {
        case Batch batch -> {
          try {
            pages(batch);
          } catch (OutOfMemoryError e) {
            // What the file has already it gets again.
            known = new HashMap<>();
            pages(batch);
          }
          empty.add(batch);
        }
        case Begin begin -> {
          writer.begin(begin.icount);
          begin.written.countDown();
        }
        case Mark mark -> {
          if (mark.digested) {
            writer.ramDigest(new DigestPoint(mark.icount, hashes.digest()));
          }
          if (mark.state != null) {
            checkpoint(mark);
            if (mark.footprint != null) {
              writer.footprint(mark.before, mark.icount, mark.footprint);
            }
            writer.flushCheckpoints();
          }
        }
        case End end -> {
          return;
        }
      }
    }
  }

  private void pages(Batch batch) {
    for (int i = 0; i < batch.size; i++) {
      int page = batch.pages[i];
      int at = i * GuestRam.PAGE_SIZE;
      long hash = hashes.set(page, batch.contents, at);
      if (!batch.store) {
        continue;
      }
      long id = hash == 0 ? 0 : id(hash, batch.contents, at);
      if (ids[page] != id) {
        ids[page] = id;
        changed.set(page);
      }
    }
  }

  private long id(long hash, byte[] contents, int at) {
    Content content = new Content(hash, PageHashes.otherHash(contents, at));
    Long found = known.get(content);
    if (found != null) {
      return found;
    }
    if (freshPages == CHUNK) {
      writeFresh();
    }
    System.arraycopy(contents, at, fresh, freshPages++ * GuestRam.PAGE_SIZE, GuestRam.PAGE_SIZE);
    known.put(content, nextId);
    return nextId++;
  }

  private void writeFresh() {
    if (freshPages > 0) {
      writer.pages(nextId - freshPages, freshPages, fresh);
      writer.flushCheckpoints();
      freshPages = 0;
    }
  }

  private void checkpoint(Mark mark) {
    StoredCheckpoint.State state = state(mark.state);
    writeFresh();
    int[] pages = changed.stream().toArray();
    changed.clear();
    writer.checkpoint(
        new StoredCheckpoint(
            mark.icount,
            mark.events,
            state,
            pages,
            Arrays.stream(pages).mapToLong(page -> ids[page]).toArray()));
  }

  private StoredCheckpoint.State state(StateOutput saved) {
    byte[] whole = saved.toByteArray();
    int[] at = saved.pages();
    long[] parts = new long[at.length];
    for (int i = 0; i < at.length; i++) {
      long hash = PageHashes.hash(whole, at[i]);
      parts[i] = hash == 0 ? 0 : id(hash, whole, at[i]);
    }
    return StoredCheckpoint.State.of(whole, at, parts);
  }
}
