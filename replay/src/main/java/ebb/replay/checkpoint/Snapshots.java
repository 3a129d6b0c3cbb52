package ebb.replay.checkpoint;

import ebb.replay.log.RecordingException;
import ebb.runtime.GuestRam;
import ebb.runtime.Machine;
import ebb.runtime.MachineState;
import ebb.runtime.StateInput;
import java.util.Arrays;

/**
 * Takes and restores checkpoints of one machine.
 *
 * <p>Knows the page map that RAM was last equal to; with the machine's dirty pages that bounds what
 * a checkpoint or a restore has to touch. Guest thread only.
 */
public final class Snapshots {
  private final Machine machine;
  private final PageStore store = new PageStore();
  private final DirtyPages.Reader dirtyPages;
  private PageMap current;
  private long stateBytes;

  public Snapshots(DirtyPages dirty) {
    machine = dirty.machine();
    dirtyPages = dirty.reader();
    current = PageMap.empty(store, machine.ram().pages());
  }

  /** Bytes of host memory that all checkpoints take together. */
  public long bytes() {
    return store.bytes() + stateBytes;
  }

  public PageStore store() {
    return store;
  }

  /**
   * Remembers the machine as it is. Costs what was written since the last checkpoint or restore.
   *
   * @param events inputs delivered so far
   */
  public Checkpoint take(int events) {
    CheckpointEvents.Taken event = new CheckpointEvents.Taken();
    event.begin();
    GuestRam ram = machine.ram();
    int[] dirty = dirtyPages.take();
    PageMap map =
        dirty.length == 0
            ? current.retain()
            : current.with(dirty, (page, into) -> ram.readPage(page, into, 0));
    become(map);
    MachineState state = machine.mark();
    stateBytes += state.small().length;
    event.icount = machine.clock().icount();
    event.pages = dirty.length;
    event.commit();
    return new Checkpoint(machine.clock().icount(), events, state, map);
  }

  /**
   * The machine becomes what it was. Costs the pages that differ.
   *
   * @throws RecordingException if a recorded checkpoint cannot be read
   * @throws StateInput.CorruptState if a recorded checkpoint is not one of this machine
   */
  public void restore(Checkpoint checkpoint) {
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
    checkpoint.release();
    stateBytes -= checkpoint.bytes();
  }

  /** RAM equals {@code map} now; takes over nothing of the caller's reference. */
  private void become(PageMap map) {
    PageMap before = current;
    current = map.retain();
    before.release();
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
