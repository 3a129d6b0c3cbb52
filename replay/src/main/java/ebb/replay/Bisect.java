package ebb.replay;

import ebb.replay.log.RecordingReader;
import ebb.runtime.Machine;
import java.util.OptionalLong;

/**
 * Finds the first tick at which two replays of one recording differ: two builds of Ebb, two tiers,
 * or the same one twice.
 */
public final class Bisect {
  /** Points compared before the search narrows to the part between two of them. */
  private static final int POINTS = 32;

  private final Timeline a;
  private final Timeline b;

  /**
   * @param a built as the recording says, at its first tick
   * @param b the same
   */
  public Bisect(Machine a, Machine b, RecordingReader recording) {
    this(
        Timeline.fromStart(a, recording, false, Timeline.Options.DEFAULT),
        Timeline.fromStart(b, recording, false, Timeline.Options.DEFAULT));
  }

  /** Of two replays of one recording that compare nothing themselves. */
  Bisect(Timeline a, Timeline b) {
    this.a = a;
    this.b = b;
  }

  /** See {@link Timeline#setResetAction}; for each machine its own. */
  public void setResetActions(Runnable forA, Runnable forB) {
    a.setResetAction(forA);
    b.setResetAction(forB);
  }

  /**
   * The first icount at which the two states differ, in the recording; the instruction before it is
   * the one that went apart. Both machines stand at the last common state afterwards.
   */
  public OptionalLong run() {
    return run(a.begin(), Math.min(a.end(), b.end()));
  }

  /**
   * {@link #run()} within an interval, at whose beginning the states are taken to agree.
   *
   * @param from icount
   * @param to icount, inclusive
   */
  public OptionalLong run(long from, long to) {
    long same = from;
    long last = to;
    boolean found = false;
    while (last - same > 1 || !found) {
      long step = Math.max(1, (last - same) / POINTS);
      long at = same;
      boolean here = false;
      while (!here && at < last) {
        at = Math.min(last, at + step);
        here = differ(at);
        if (!here) {
          same = at;
        }
      }
      if (!here) {
        return OptionalLong.empty();
      }
      last = at;
      found = true;
    }
    a.seek(same);
    b.seek(same);
    return OptionalLong.of(last);
  }

  /** Goes to an icount with both. One that cannot get there differs. */
  private boolean differ(long icount) {
    a.seek(icount);
    b.seek(icount);
    return a.now() != b.now()
        || a.machine().stateDigest() != b.machine().stateDigest()
        || a.recorder().ramDigest() != b.recorder().ramDigest();
  }
}
