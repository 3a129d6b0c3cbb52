package ebb.replay.checkpoint;

import ebb.runtime.Machine;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which pages of RAM were written since each of several readers looked last. Nobody else may clear
 * the machine's own dirty pages. Guest thread only.
 *
 * <p>A reader that wants to know what is in them need not stop the guest for it: it {@linkplain
 * Reader#capture captures} them. It gets a page that is about to be written just before that, and
 * the others little by little.
 */
public final class DirtyPages {
  /** Of the time between two calls of {@link #captureSome}, the part that it takes at most. */
  private static final int PART = 8;

  /** The most that one call takes, in ns. */
  private static final long MOST_NANOS = 4_000_000;

  /** Pages between two looks at the clock. */
  private static final int BATCH = 16;

  private final Machine machine;
  private final List<Reader> readers = new ArrayList<>();

  /** Every page that may be other than zero. */
  private final BitSet ever = new BitSet();

  private long lastCapture;

  /** Gets the pages of one moment, each once and in no order, as RAM still has them. */
  interface Sink {
    /** RAM has the content that this page had at that moment; not for much longer. */
    void page(int number);

    /** That was all of them. Not called in the middle of an instruction. */
    void complete();

    /** False if it would have to wait for somebody now. */
    default boolean ready() {
      return true;
    }
  }

  /**
   * @param machine whose RAM was zero before the pages that are dirty now were written
   */
  public DirtyPages(Machine machine) {
    this.machine = machine;
    machine.ram().setBeforeWrite(this::beforeWrite);
  }

  public Machine machine() {
    return machine;
  }

  /** One that has not looked yet: all pages that may be other than zero are news to it. */
  public Reader reader() {
    collect();
    return new Reader(ever);
  }

  /**
   * Goes on with what is being captured, at little cost. To be called now and then between two
   * ticks.
   */
  public void captureSome() {
    long now = System.nanoTime();
    long end = now + Math.min((now - lastCapture) / PART, MOST_NANOS);
    lastCapture = now;
    for (Reader reader : readers) {
      while (reader.sink != null && reader.sink.ready()) {
        reader.read(BATCH);
        if (System.nanoTime() - end > 0) {
          return;
        }
      }
    }
  }

  private void beforeWrite(int page) {
    for (int i = 0; i < readers.size(); i++) {
      Reader reader = readers.get(i);
      if (reader.owed.get(page)) {
        reader.owed.clear(page);
        reader.sink.page(page);
      }
    }
  }

  private void collect() {
    int[] dirty = machine.ram().dirtyPages();
    if (dirty.length == 0) {
      return;
    }
    machine.clearDirtyPages();
    for (int page : dirty) {
      ever.set(page);
      for (Reader reader : readers) {
        reader.pages.set(page);
      }
    }
  }

  /** Somebody who wants to know of each write once. */
  public final class Reader {
    private final BitSet pages = new BitSet();

    /** What {@link #sink} has not got yet; none of it is dirty. */
    private final BitSet owed = new BitSet();

    /** Null if nothing is being captured. */
    private Sink sink;

    private Reader(BitSet news) {
      pages.or(news);
      readers.add(this);
    }

    /** Numbers of the pages written since the last call, ascending. */
    public int[] take() {
      collect();
      int[] result = pages.stream().toArray();
      pages.clear();
      return result;
    }

    /** Another one with the same news. */
    public Reader copy() {
      collect();
      return new Reader(pages);
    }

    /** Nobody will look any more. */
    void close() {
      readers.remove(this);
    }

    /** Those are news again. */
    void putBack(int[] numbers) {
      for (int page : numbers) {
        pages.set(page);
      }
    }

    /** RAM was given the content of another time, and its reader knows it. */
    void forget() {
      collect();
      pages.clear();
    }

    /**
     * Gives the present content of pages to somebody. What was begun before must have been {@link
     * #finish}ed.
     *
     * @param numbers what {@link #take} has just said
     */
    void capture(int[] numbers, Sink to) {
      sink = to;
      for (int page : numbers) {
        owed.set(page);
      }
    }

    /** Ends the capture with what it has not got left out. */
    void cancel() {
      owed.clear();
      sink = null;
    }

    /** Ends the capture by giving what it has not got. */
    void finish() {
      while (sink != null) {
        read(Integer.MAX_VALUE);
      }
    }

    private void read(int most) {
      int page = owed.nextSetBit(0);
      for (int i = 0; i < most && page >= 0; i++) {
        owed.clear(page);
        sink.page(page);
        page = owed.nextSetBit(page + 1);
      }
      if (page < 0 && sink != null) {
        Sink whole = sink;
        sink = null;
        whole.complete();
      }
    }
  }
}
