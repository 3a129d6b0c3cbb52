package ebb.replay.checkpoint;

import ebb.replay.log.RecordingException;
import ebb.runtime.GuestRam;
import ebb.runtime.Machine;
import ebb.runtime.StateInput;
import java.util.Arrays;

/**
 * Takes and restores checkpoints of one machine.
 *
 * <p>Knows the page map that RAM was last equal to; with the machine's dirty pages that bounds what
 * a checkpoint or a restore has to touch. Guest thread only.
 *
 * <p>The guest waits only until it is known which pages a checkpoint has to read. They are read
 * while it runs on, see {@link DirtyPages}; whatever needs the checkpoint reads the rest first.
 */
public final class Snapshots {
  private final Machine machine;
  private final Shortage shortage;
  private final PageStore store;
  private final DirtyPages.Reader dirtyPages;
  private final byte[] content = new byte[GuestRam.PAGE_SIZE];
  private PageMap current;
  private long stateBytes;

  /** The checkpoint whose pages have not all been read; null if there is none. */
  private Capture capture;

  /** What to do when memory runs out, which may be in the middle of a tick. Takes none itself. */
  public interface Shortage {
    /** Gives some checkpoint up; false if there is none to give up. */
    default boolean relieve() {
      return false;
    }

    /** This one could not be completed, and is none any more. */
    default void lost(Checkpoint checkpoint) {}
  }

  public Snapshots(DirtyPages dirty, Shortage shortage) {
    this(dirty, shortage, new PagePool(dirty.machine()::reserve));
  }

  Snapshots(DirtyPages dirty, Shortage shortage, PagePool pool) {
    machine = dirty.machine();
    this.shortage = shortage;
    store = new PageStore(pool);
    dirtyPages = dirty.reader();
    current = PageMap.empty(store, machine.ram().pages());
  }

  /** Bytes of host memory that all checkpoints take together. */
  public long bytes() {
    return store.bytes() + stateBytes;
  }

  /** Those of them that are in the Java heap. */
  public long heapBytes() {
    return store.heapBytes() + stateBytes;
  }

  /**
   * Compresses contents, the oldest first.
   *
   * @param most how many, which bounds the time this takes (some 10 µs each)
   */
  public void compress(int most) {
    store.compress(most);
  }

  /**
   * Remembers the machine as it is. The guest may run on at once, and need not wait for its pages
   * to be read.
   *
   * @param events inputs delivered so far
   * @throws OutOfMemoryError if there is no memory for it; it can be tried again
   */
  public Checkpoint take(int events) {
    CheckpointEvents.Taken event = new CheckpointEvents.Taken();
    event.begin();
    finish();
    Checkpoint checkpoint = new Checkpoint(machine.clock().icount(), events, machine.mark());
    int[] dirty = dirtyPages.take();
    try {
      capture = new Capture(checkpoint, dirty);
    } catch (OutOfMemoryError e) {
      dirtyPages.putBack(dirty);
      throw e;
    }
    stateBytes += checkpoint.bytes();
    dirtyPages.capture(dirty, capture);
    event.icount = checkpoint.icount();
    event.pages = dirty.length;
    event.commit();
    return checkpoint;
  }

  /**
   * Reads what is left to be read of the checkpoint that was taken last.
   *
   * @return false if there was no memory for it, and it is lost
   */
  public boolean finish() {
    Capture last = capture;
    dirtyPages.finish();
    return last == null || last.checkpoint.map() != null;
  }

  /**
   * The machine becomes what it was. Costs the pages that differ.
   *
   * @throws RecordingException if a recorded checkpoint cannot be read
   * @throws StateInput.CorruptState if a recorded checkpoint is not one of this machine
   */
  public void restore(Checkpoint checkpoint) {
    finish();
    CheckpointEvents.Restored event = new CheckpointEvents.Restored();
    event.begin();
    PageMap map = checkpoint.map();
    int[] dirty = dirtyPages.take();
    int[] moved = current.differing(map);
    int[] pages = map.inReadingOrder(union(dirty, moved));
    try {
      machine.restorePages(pages, map::read);
    } catch (RecordingException e) {
      dirtyPages.putBack(pages);
      throw e;
    }
    dirtyPages.forget();
    become(map);
    checkpoint.restoreState(machine);
    event.icount = machine.clock().icount();
    event.pages = pages.length;
    event.commit();
  }

  PageMap emptyMap() {
    return PageMap.empty(store, machine.ram().pages());
  }

  /** Gives a checkpoint up. */
  public void release(Checkpoint checkpoint) {
    if (capture != null && capture.checkpoint == checkpoint) {
      capture.abandon();
    } else if (!checkpoint.borrowed() && checkpoint.map() != null) {
      checkpoint.map().release();
      stateBytes -= checkpoint.bytes();
    }
  }

  /** RAM equals {@code map} now; takes over nothing of the caller's reference. */
  private void become(PageMap map) {
    PageMap before = current;
    current = map.retain();
    before.release();
  }

  /** Puts the pages of a checkpoint into the store, and together to a map. */
  private final class Capture implements DirtyPages.Sink {
    private final Checkpoint checkpoint;

    /** Numbers of the pages that may differ from {@link #current}, ascending. */
    private final int[] numbers;

    /** What they contain, each with a reference. */
    private final Page[] pages;

    Capture(Checkpoint checkpoint, int[] numbers) {
      this.checkpoint = checkpoint;
      this.numbers = numbers;
      pages = new Page[numbers.length];
    }

    @Override
    public void page(int number) {
      machine.ram().readPage(number, content, 0);
      do {
        try {
          pages[indexOf(number)] = store.acquire(content);
          return;
        } catch (OutOfMemoryError e) {
          relieve();
        }
      } while (capture == this);
    }

    @Override
    public void complete() {
      do {
        try {
          checkpoint.settle(current.with(numbers, number -> pages[indexOf(number)]));
          become(checkpoint.map());
          leave();
        } catch (OutOfMemoryError e) {
          relieve();
        }
      } while (capture == this);
    }

    private int indexOf(int number) {
      return Arrays.binarySearch(numbers, number);
    }

    private void relieve() {
      if (!shortage.relieve()) {
        abandon();
        shortage.lost(checkpoint);
      }
    }

    void abandon() {
      dirtyPages.cancel();
      dirtyPages.putBack(numbers);
      stateBytes -= checkpoint.bytes();
      leave();
    }

    private void leave() {
      capture = null;
      for (Page page : pages) {
        store.release(page);
      }
    }
  }

  private static int[] union(int[] a, int[] b) {
    int[] result = new int[a.length + b.length];
    int i = 0;
    int j = 0;
    int n = 0;
    while (i < a.length || j < b.length) {
      int next;
      if (j == b.length || i < a.length && a[i] <= b[j]) {
        next = a[i];
        if (j < b.length && b[j] == next) {
          j++;
        }
        i++;
      } else {
        next = b[j++];
      }
      result[n++] = next;
    }
    return Arrays.copyOf(result, n);
  }
}
