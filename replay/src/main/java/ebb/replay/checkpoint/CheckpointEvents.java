package ebb.replay.checkpoint;

import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** What happens to checkpoints in memory, for Java Flight Recorder. */
final class CheckpointEvents {
  private CheckpointEvents() {}

  @Name("ebb.CheckpointTaken")
  @Label("Checkpoint Taken")
  @Category({"Ebb", "Checkpoints"})
  @StackTrace(false)
  static final class Taken extends Event {
    @Label("Icount")
    long icount;

    @Label("Pages Written")
    int pages;
  }

  @Name("ebb.CheckpointRestored")
  @Label("Checkpoint Restored")
  @Category({"Ebb", "Checkpoints"})
  @StackTrace(false)
  static final class Restored extends Event {
    @Label("Icount")
    long icount;

    @Label("Pages That Differed")
    int pages;
  }
}
