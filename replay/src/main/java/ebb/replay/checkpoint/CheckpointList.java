package ebb.replay.checkpoint;

import java.util.ArrayList;
import java.util.List;

/**
 * The checkpoints that make up a history: many near the present, fewer the older it is. The spacing
 * that is kept doubles with age, so their number grows with the logarithm of the length; the first
 * one always stays.
 *
 * <p>Icounts ascend strictly. Whoever adds a checkpoint gives its ownership away; {@code drop} gets
 * back those that are given up.
 */
public final class CheckpointList {
  /** Checkpoints kept at each spacing before it doubles. */
  static final int PER_SPACING = 8;

  @FunctionalInterface
  public interface Drop {
    void drop(Checkpoint checkpoint);
  }

  private final List<Checkpoint> list = new ArrayList<>();
  private final Drop drop;

  public CheckpointList(Drop drop) {
    this.drop = drop;
  }

  public int size() {
    return list.size();
  }

  public List<Checkpoint> view() {
    return List.copyOf(list);
  }

  /** Inserts at its place; one at the same icount makes it superfluous. */
  public void add(Checkpoint checkpoint) {
    int at = indexBefore(checkpoint.icount()) + 1;
    if (at > 0 && list.get(at - 1).icount() == checkpoint.icount()) {
      drop.drop(checkpoint);
      return;
    }
    list.add(at, checkpoint);
  }

  /** The latest at or before an icount, or null. */
  public Checkpoint atOrBefore(long icount) {
    int at = indexBefore(icount);
    return at < 0 ? null : list.get(at);
  }

  /** The earliest after an icount, or null. */
  public Checkpoint after(long icount) {
    int at = indexBefore(icount) + 1;
    return at < list.size() ? list.get(at) : null;
  }

  /** Gives up everything later than an icount. */
  public void truncate(long icount) {
    while (!list.isEmpty() && list.getLast().icount() > icount) {
      drop.drop(list.removeLast());
    }
  }

  /** Gives up the one farthest from an icount; false if there is none. */
  public boolean dropFarthest(long icount) {
    if (list.isEmpty()) {
      return false;
    }
    boolean first = icount - list.getFirst().icount() > list.getLast().icount() - icount;
    drop.drop(first ? list.removeFirst() : list.removeLast());
    return true;
  }

  /** Gives one up. */
  public void remove(Checkpoint checkpoint) {
    if (list.remove(checkpoint)) {
      drop.drop(checkpoint);
    }
  }

  public void clear() {
    while (!list.isEmpty()) {
      drop.drop(list.removeLast());
    }
  }

  /**
   * Gives up what is denser than its age deserves: walking back from the present, after every
   * {@value #PER_SPACING} checkpoints the least spacing doubles.
   *
   * @param spacing ticks, near the present
   */
  public void thin(long spacing) {
    long gap = Math.max(1, spacing);
    int kept = 0;
    int at = list.size() - 2;
    long last = list.isEmpty() ? 0 : list.getLast().icount();
    while (at > 0) {
      if (last - list.get(at - 1).icount() <= gap) {
        drop.drop(list.remove(at));
      } else {
        last = list.get(at).icount();
        if (++kept == PER_SPACING) {
          kept = 0;
          gap *= 2;
        }
      }
      at--;
    }
  }

  /**
   * Gives up the checkpoint whose loss hurts least: the gap it would leave is smallest for its age.
   *
   * @return false if only the first and the last are left
   */
  public boolean dropCheapest() {
    long present = list.isEmpty() ? 0 : list.getLast().icount();
    int best = -1;
    double bestCost = Double.POSITIVE_INFINITY;
    for (int i = 1; i < list.size() - 1; i++) {
      double gap = list.get(i + 1).icount() - list.get(i - 1).icount();
      double cost = gap / (present - list.get(i).icount());
      if (cost < bestCost) {
        bestCost = cost;
        best = i;
      }
    }
    if (best < 0) {
      return false;
    }
    drop.drop(list.remove(best));
    return true;
  }

  /** Index of the latest at or before an icount, or -1. */
  private int indexBefore(long icount) {
    int low = 0;
    int high = list.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      if (list.get(middle).icount() <= icount) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return high;
  }
}
