package ebb.replay;

import ebb.replay.checkpoint.PageHashes;
import ebb.replay.log.RecordingException;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.StoredCheckpoint;
import ebb.runtime.Machine;
import ebb.runtime.StateInput;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Compares the checkpoints of a recording, one after the other, with a replay that got there.
 *
 * <p>What the next one's pages hold is found out on another thread meanwhile.
 */
final class StoredCheckpointCheck {
  private final RecordingReader recording;
  private final Recorder recorder;
  private final Machine machine;
  private final List<StoredCheckpoint> stored;

  /** Of RAM as the next checkpoint's differences leave it. */
  private final PageHashes hashes;

  /** Of each content of the file's that was asked for; {@link #ahead}'s while that is at work. */
  private final Map<Long, Long> hashById = new HashMap<>();

  private CompletableFuture<long[]> ahead;
  private int next;

  /**
   * @param recorder of a machine at its first tick
   */
  StoredCheckpointCheck(RecordingReader recording, Recorder recorder) {
    this.recording = recording;
    this.recorder = recorder;
    machine = recorder.machine();
    stored = recording.checkpoints();
    hashes =
        recording.version() == 1 ? new PageHashes(machine.ram().pages()) : recorder.hashes().copy();
    lookAhead();
  }

  /** Where the next one is; never after the last that the recording's log reaches. */
  long nextIcount() {
    return next < stored.size() && stored.get(next).icount() <= recording.lastIcount()
        ? stored.get(next).icount()
        : Long.MAX_VALUE;
  }

  /** Compares the next one with the present state; says what differs, or null. */
  String compare() {
    StoredCheckpoint checkpoint = stored.get(next);
    String problem;
    try {
      problem = difference(checkpoint);
    } catch (RecordingException | StateInput.CorruptState unusable) {
      problem = unusable.getMessage();
    }
    next++;
    lookAhead();
    return problem == null
        ? null
        : "the checkpoint at icount " + checkpoint.icount() + " is not the state there: " + problem;
  }

  private String difference(StoredCheckpoint checkpoint) {
    int[] pages = checkpoint.pages();
    long[] contents = contents();
    for (int i = 0; i < pages.length; i++) {
      if (pages[i] >= machine.ram().pages()) {
        return "it has a page " + pages[i] + " of RAM";
      }
      hashes.set(pages[i], contents[i]);
    }
    int page = recorder.hashes().mismatch(hashes);
    if (page >= 0) {
      return "RAM at " + StateDifference.physical(machine, page, 0) + " differs";
    }
    if (checkpoint.events() != recorder.log().position()) {
      return "it counts " + checkpoint.events() + " inputs, not " + recorder.log().position();
    }
    byte[] other = recording.checkpointState(next);
    byte[] mine = machine.saveState();
    if (Arrays.equals(mine, other)) {
      return null;
    }
    Map<String, byte[]> parts = machine.stateParts();
    try {
      machine.loadState(other);
      return StateDifference.between(machine, parts, machine.stateParts());
    } finally {
      machine.loadState(mine);
    }
  }

  /** Starts to hash the pages of the next checkpoint. */
  private void lookAhead() {
    if (nextIcount() < Long.MAX_VALUE) {
      long[] ids = stored.get(next).ids();
      ahead =
          CompletableFuture.supplyAsync(
              () -> hashes(ids),
              work -> Thread.ofPlatform().daemon().name("ebb-checkpoints").start(work));
    }
  }

  private long[] contents() {
    try {
      return ahead.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RecordingException unusable ? unusable : e;
    }
  }

  private long[] hashes(long[] ids) {
    return Arrays.stream(ids)
        .map(
            id ->
                id == 0
                    ? 0
                    : hashById.computeIfAbsent(id, key -> PageHashes.hash(recording.page(key), 0)))
        .toArray();
  }
}
