package ebb.replay.checkpoint;

import ebb.runtime.Machine;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Which pages of RAM were written since each of several readers looked last. Nobody else may clear
 * the machine's own dirty pages. Guest thread only.
 */
public final class DirtyPages {
  private final Machine machine;
  private final List<Reader> readers = new ArrayList<>();

  /** Every page that may be other than zero. */
  private final BitSet ever = new BitSet();

  /**
   * @param machine whose RAM was zero before the pages that are dirty now were written
   */
  public DirtyPages(Machine machine) {
    this.machine = machine;
  }

  public Machine machine() {
    return machine;
  }

  /** One that has not looked yet: all pages that may be other than zero are news to it. */
  public Reader reader() {
    collect();
    Reader reader = new Reader();
    reader.pages.or(ever);
    readers.add(reader);
    return reader;
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

    private Reader() {}

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
      Reader copy = new Reader();
      copy.pages.or(pages);
      readers.add(copy);
      return copy;
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
  }
}
