package ebb.replay.checkpoint;

import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import ebb.replay.log.StoredCheckpoint;
import ebb.runtime.GuestRam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checkpoints in a recording: each page content goes into the file once, each checkpoint as what
 * differs from the one before.
 */
public final class Spill {
  /** Pages in a chunk of the file. */
  private static final int BATCH = 256;

  /** A state above this many bytes (a disk's writes) is left out. */
  private static final int MAX_STATE = 64 << 20;

  private final Snapshots snapshots;
  private final RecordingWriter writer;
  private PageMap written;
  private long lastIcount = -1;
  private long nextId = 1;

  public Spill(Snapshots snapshots, RecordingWriter writer) {
    this.snapshots = snapshots;
    this.writer = writer;
    written = snapshots.emptyMap();
  }

  public RecordingWriter writer() {
    return writer;
  }

  /**
   * Writes a checkpoint that is later than the ones before.
   *
   * @param state {@link ebb.runtime.Machine#saveState} at the checkpoint
   */
  public void write(Checkpoint checkpoint, byte[] state) {
    if (checkpoint.icount() <= lastIcount || state.length > MAX_STATE) {
      return;
    }
    lastIcount = checkpoint.icount();
    PageMap map = checkpoint.map();
    int[] pages = map.differing(written);
    long[] ids = new long[pages.length];
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < pages.length; i++) {
      Page page = map.page(pages[i]);
      if (page == null) {
        continue;
      }
      if (page.storedBy != this) {
        page.storedBy = this;
        page.storedId = nextId++;
        byte[] content = new byte[GuestRam.PAGE_SIZE];
        map.read(pages[i], content);
        batch.add(content);
        if (batch.size() == BATCH) {
          writer.pages(nextId - BATCH, batch);
          batch.clear();
        }
      }
      ids[i] = page.storedId;
    }
    if (!batch.isEmpty()) {
      writer.pages(nextId - batch.size(), batch);
    }
    writer.checkpoint(
        new StoredCheckpoint(checkpoint.icount(), checkpoint.events(), state, pages, ids));
    written.release();
    written = map.retain();
  }

  /** Frees what it remembers of the last checkpoint. */
  public void close() {
    written.release();
  }

  /** The checkpoints of a recording, for a machine like the recorded one. */
  public static List<Checkpoint> read(Snapshots snapshots, RecordingReader recording) {
    List<Checkpoint> result = new ArrayList<>();
    PageMap map = snapshots.emptyMap();
    for (StoredCheckpoint stored : recording.checkpoints()) {
      int[] pages = stored.pages();
      boolean fits =
          stored.events() <= recording.events().size()
              && (pages.length == 0 || pages[pages.length - 1] < map.pages());
      if (!fits) {
        break;
      }
      PageMap next =
          map.with(
              pages,
              (page, into) -> {
                byte[] content = recording.page(stored.ids()[Arrays.binarySearch(pages, page)]);
                System.arraycopy(content, 0, into, 0, GuestRam.PAGE_SIZE);
              });
      map.release();
      map = next;
      result.add(snapshots.stored(stored, map));
    }
    map.release();
    return result;
  }
}
