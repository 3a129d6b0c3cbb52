package ebb.replay.checkpoint;

import ebb.replay.log.RecordingException;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.StoredCheckpoint;
import ebb.runtime.Machine;
import ebb.runtime.StateInput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The checkpoints of a recording as those of a machine. What a page map contains is put together
 * when it is asked for, from the nearest one before it that is there still; contents are read when
 * they are needed. Guest thread only.
 */
public final class StoredCheckpoints {
  /** Maps kept, besides that of the first tick; a map of a GiB of RAM takes 1 MiB. */
  private static final int KEPT = 8;

  private final RecordingReader recording;
  private final PageMap first;

  /** What each changed, once somebody needed it. */
  private final Changes[] changes;

  /** One object a content, so that maps of different checkpoints can be compared. */
  private final Map<Long, Page> byId = new HashMap<>();

  /** By the number of the checkpoint, the latest used last. */
  private final LinkedHashMap<Integer, PageMap> maps = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * Pages that differ from the checkpoint before.
   *
   * @param pages numbers, ascending
   * @param ids of their contents
   */
  private record Changes(int[] pages, long[] ids) {}

  private StoredCheckpoints(RecordingReader recording, Snapshots snapshots, Checkpoint begin) {
    this.recording = recording;
    first = recording.version() == 1 ? snapshots.emptyMap() : begin.map().retain();
    changes = new Changes[recording.checkpoints().size()];
  }

  /**
   * All that fit and are not the beginning itself, by ascending icount.
   *
   * @param begin of the machine at the beginning of its history
   */
  public static List<Checkpoint> of(
      RecordingReader recording, Snapshots snapshots, Checkpoint begin) {
    StoredCheckpoints all = new StoredCheckpoints(recording, snapshots, begin);
    List<StoredCheckpoint.Head> stored = recording.checkpoints();
    List<Checkpoint> result = new ArrayList<>();
    int from = recording.begin() > 0 ? 1 : 0;
    for (int i = from; i < stored.size() && all.fits(stored.get(i)); i++) {
      int index = i;
      result.add(
          new Checkpoint(
              stored.get(i).icount(),
              stored.get(i).events(),
              () -> recording.checkpointState(index),
              () -> all.map(index)));
    }
    return result;
  }

  /**
   * A machine at its first tick becomes what a recording begins with that does not begin there.
   *
   * @throws RecordingException if that cannot be read
   */
  public static void begin(Machine machine, RecordingReader recording) {
    StoredCheckpoint first = recording.checkpoint(0);
    int[] pages = first.pages();
    try {
      machine.restorePages(
          pages,
          (number, into) -> {
            byte[] content = recording.page(first.ids()[Arrays.binarySearch(pages, number)]);
            System.arraycopy(content, 0, into, 0, content.length);
          });
      machine.loadState(recording.checkpointState(0));
    } catch (StateInput.CorruptState | IndexOutOfBoundsException wrong) {
      throw new RecordingException(
          recording.file() + ": what it begins with is not usable: " + wrong.getMessage(), wrong);
    }
  }

  /** A file that was cut off may lack the inputs before its last checkpoint. */
  private boolean fits(StoredCheckpoint.Head checkpoint) {
    return checkpoint.icount() > 0
        && checkpoint.icount() <= recording.lastIcount()
        && checkpoint.events() <= recording.events().size();
  }

  private Changes changes(int index) {
    if (changes[index] == null) {
      StoredCheckpoint checkpoint = recording.checkpoint(index);
      int[] pages = checkpoint.pages();
      if (pages.length > 0 && pages[pages.length - 1] >= first.pages()) {
        throw new RecordingException(
            recording.file() + ": a checkpoint at icount " + checkpoint.icount() + " of more RAM");
      }
      changes[index] = new Changes(pages, checkpoint.ids());
    }
    return changes[index];
  }

  private PageMap map(int index) {
    PageMap known = maps.get(index);
    if (known != null) {
      return known;
    }
    int nearest = maps.keySet().stream().filter(i -> i < index).max(Integer::compare).orElse(-1);
    PageMap map = after(nearest < 0 ? first : maps.get(nearest), nearest, index);
    maps.put(index, map);
    if (maps.size() > KEPT) {
      maps.pollFirstEntry().getValue().release();
    }
    return map;
  }

  /** The map of a checkpoint from that of an earlier one. */
  private PageMap after(PageMap from, int earlier, int index) {
    long[] ids = new long[from.pages()];
    BitSet changed = new BitSet();
    for (int i = earlier + 1; i <= index; i++) {
      Changes some = changes(i);
      for (int p = 0; p < some.pages.length; p++) {
        ids[some.pages[p]] = some.ids[p];
        changed.set(some.pages[p]);
      }
    }
    return from.with(changed.stream().toArray(), number -> page(ids[number]));
  }

  private Page page(long id) {
    return id == 0 ? null : byId.computeIfAbsent(id, key -> new Page(recording::page, key));
  }
}
