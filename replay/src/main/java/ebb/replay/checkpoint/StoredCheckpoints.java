package ebb.replay.checkpoint;

import ebb.replay.log.RecordingReader;
import ebb.replay.log.StoredCheckpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The checkpoints of a recording as those of a machine. Contents are read when they are needed. */
public final class StoredCheckpoints {
  private StoredCheckpoints() {}

  /**
   * All that fit, by ascending icount.
   *
   * @param first of the machine at its first tick
   */
  public static List<Checkpoint> of(
      RecordingReader recording, Snapshots snapshots, Checkpoint first) {
    List<Checkpoint> result = new ArrayList<>();
    Map<Long, Page> byId = new HashMap<>();
    PageMap map = recording.version() == 1 ? snapshots.emptyMap() : first.map().retain();
    List<StoredCheckpoint> stored = recording.checkpoints();
    for (int i = 0; i < stored.size() && fits(recording, stored.get(i), map); i++) {
      int[] pages = stored.get(i).pages();
      long[] ids = stored.get(i).ids();
      PageMap next =
          map.with(
              pages,
              number -> {
                long id = ids[Arrays.binarySearch(pages, number)];
                Page page =
                    id == 0
                        ? null
                        : byId.computeIfAbsent(id, key -> new Page(recording::page, key));
                snapshots.store().retain(page);
                return page;
              });
      map.release();
      map = next;
      int index = i;
      result.add(
          new Checkpoint(
              stored.get(i).icount(),
              stored.get(i).events(),
              () -> recording.checkpointState(index),
              map.retain()));
    }
    map.release();
    return result;
  }

  /** A file that was cut off may lack the inputs before its last checkpoint. */
  private static boolean fits(RecordingReader recording, StoredCheckpoint stored, PageMap map) {
    int[] pages = stored.pages();
    return stored.icount() > 0
        && stored.icount() <= recording.lastIcount()
        && stored.events() <= recording.events().size()
        && (pages.length == 0 || pages[pages.length - 1] < map.pages());
  }
}
