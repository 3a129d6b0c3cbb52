package ebb.replay;

import ebb.replay.checkpoint.DirtyPages;
import ebb.replay.checkpoint.PageHashes;
import ebb.replay.log.RecordingException;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.StoredCheckpoint;
import ebb.runtime.Machine;
import ebb.runtime.StateInput;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Compares the checkpoints of a recording, one after the other, with a replay that got there.
 *
 * <p>The guest's thread only says what the state was. Another one unpacks, hashes and compares, and
 * may be some checkpoints behind.
 */
final class StoredCheckpointCheck implements AutoCloseable {
  /** Checkpoints that the other thread may be behind. */
  private static final int BEHIND = 8;

  private final RecordingReader recording;
  private final Recorder recorder;
  private final Machine machine;
  private final List<StoredCheckpoint.Head> stored;
  private final DirtyPages.Reader written;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("ebb-compare").factory());
  private final Queue<CompletableFuture<Difference>> compared = new ArrayDeque<>();
  private int next;

  // The other thread's.

  /** Of RAM as the checkpoint's differences leave it, and as the replay has it. */
  private final PageHashes theirs;

  private final PageHashes mine;

  /** Of each content of the file's that was asked for. */
  private final Map<Long, Long> hashById = new HashMap<>();

  /**
   * A replay that got to a checkpoint.
   *
   * @param index of the checkpoint
   * @param pages those written since the one before
   * @param parts of the digest of RAM, of these pages
   * @param inputs how many it has had
   */
  private record Arrival(int index, int[] pages, long[] parts, int inputs, byte[] state) {}

  /**
   * What is wrong with a checkpoint.
   *
   * @param problem in words; null if it is the state, to be put in words by the guest's thread
   */
  private record Difference(long icount, String problem, byte[] mine, byte[] theirs) {}

  /**
   * @param recorder of a machine at its first tick
   */
  StoredCheckpointCheck(RecordingReader recording, Recorder recorder) {
    this.recording = recording;
    this.recorder = recorder;
    machine = recorder.machine();
    stored = recording.checkpoints();
    // The machine has become the one that a recording begins with.
    next = recording.begin() > 0 ? 1 : 0;
    written = recorder.dirtyPages().reader();
    written.take();
    mine = recorder.hashes().copy();
    theirs = recording.version() == 1 ? new PageHashes(machine.ram().pages()) : mine.copy();
  }

  /** Where the next one is; never after the last that the recording's log reaches. */
  long nextIcount() {
    return next < stored.size() && stored.get(next).icount() <= recording.lastIcount()
        ? stored.get(next).icount()
        : Long.MAX_VALUE;
  }

  /**
   * The replay is at the next one. Says what differs there, or at an earlier one that has been
   * compared only now; null if nothing is known to.
   */
  String arrived() {
    int[] pages = written.take();
    PageHashes hashes = recorder.hashes();
    Arrival arrival =
        new Arrival(
            next++,
            pages,
            Arrays.stream(pages).mapToLong(hashes::part).toArray(),
            recorder.log().position(),
            machine.saveState());
    compared.add(CompletableFuture.supplyAsync(() -> difference(arrival), thread));
    return result(BEHIND);
  }

  /** Waits for the rest; says what differs, or null. */
  String finish() {
    return result(0);
  }

  @Override
  public void close() {
    // Not by an interruption: that would close the recording's file under whoever reads on.
    compared.forEach(comparison -> comparison.cancel(false));
    thread.close();
  }

  /** Looks at the oldest comparisons until at most so many are under way. */
  private String result(int behind) {
    while (!compared.isEmpty() && (compared.size() > behind || compared.peek().isDone())) {
      Difference found = outcome(compared.remove());
      if (found != null) {
        return "the checkpoint at icount "
            + found.icount
            + " is not the state there: "
            + (found.problem != null ? found.problem : stateDifference(found));
      }
    }
    return null;
  }

  private static Difference outcome(CompletableFuture<Difference> comparison) {
    try {
      return comparison.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException failure ? failure : e;
    }
  }

  private String stateDifference(Difference found) {
    byte[] present = machine.saveState();
    try {
      machine.loadState(found.mine);
      Map<String, byte[]> parts = machine.stateParts();
      machine.loadState(found.theirs);
      return StateDifference.between(machine, parts, machine.stateParts());
    } catch (StateInput.CorruptState unusable) {
      return unusable.getMessage();
    } finally {
      machine.loadState(present);
    }
  }

  // ---- the other thread
  // -------------------------------------------------------------------------

  private Difference difference(Arrival arrival) {
    long icount = stored.get(arrival.index).icount();
    try {
      byte[] state = recording.checkpointState(arrival.index);
      // A replay's own need not be the same; that it can be read is all there is to check.
      recording.footprint(arrival.index);
      String problem = difference(recording.checkpoint(arrival.index), arrival);
      return problem == null && Arrays.equals(arrival.state, state)
          ? null
          : new Difference(icount, problem, arrival.state, state);
    } catch (RecordingException unusable) {
      return new Difference(icount, unusable.getMessage(), null, null);
    }
  }

  /** In anything but the state. */
  private String difference(StoredCheckpoint checkpoint, Arrival arrival) {
    for (int i = 0; i < arrival.pages.length; i++) {
      mine.setPart(arrival.pages[i], arrival.parts[i]);
    }
    int[] pages = checkpoint.pages();
    long[] ids = checkpoint.ids();
    for (int i = 0; i < pages.length; i++) {
      if (pages[i] >= machine.ram().pages()) {
        return "it has a page " + pages[i] + " of RAM";
      }
      theirs.set(pages[i], hash(ids[i]));
    }
    int page = mine.mismatch(theirs);
    if (page >= 0) {
      return "RAM at " + StateDifference.physical(machine, page, 0) + " differs";
    }
    return checkpoint.events() == arrival.inputs
        ? null
        : "it counts " + checkpoint.events() + " inputs, not " + arrival.inputs;
  }

  private long hash(long id) {
    return id == 0
        ? 0
        : hashById.computeIfAbsent(id, key -> PageHashes.hash(recording.page(key), 0));
  }
}
