package ebb.replay.checkpoint;

import ebb.replay.log.RecordingException;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.StoredCheckpoint;
import ebb.runtime.Footprint;
import ebb.runtime.Machine;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * What is known of the code and memory that CPUs touched in the stretches of a history: gathered
 * while the machine executes them, and from its recording. So a search for something that did not
 * happen in a stretch does not have to execute it.
 *
 * <p>Guest thread only.
 */
public final class Footprints {
  /** Ticks of a stretch that is worth a footprint. */
  private static final long SHORTEST = 1 << 20;

  /** Footprints held in memory, of some 50 kB; beyond that neighbours become one. */
  private static final int MOST = 512;

  private record Stretch(long from, long to, Footprint footprint) {}

  /** What is known at one time besides what is in the recording; immutable. */
  public record Known(SortedMap<Long, Stretch> stretches) {}

  private final Machine machine;

  /** By where they begin; they do not overlap. */
  private final TreeMap<Long, Stretch> known = new TreeMap<>();

  private RecordingReader recording;

  /** By the icount of its checkpoint, the number of a footprint in the recording. */
  private final TreeMap<Long, Integer> recorded = new TreeMap<>();

  /** Where the stretch under way has begun; beyond all icounts if none is. */
  private long from;

  public Footprints(Machine machine) {
    this.machine = machine;
    restart();
  }

  private long now() {
    return machine.clock().icount();
  }

  /** A stretch ends here and another begins, unless it is too short to be worth that. */
  public void cut() {
    if (now() - SHORTEST >= from) {
      end();
    }
  }

  private void end() {
    add(from, now(), machine.footprint());
    restart();
  }

  /** The machine has become that of another icount. */
  public void restart() {
    machine.restartFootprint();
    from = now();
  }

  /** Nothing is gathered until {@link #restart}: what is executed now is not history. */
  public void stop() {
    from = Long.MAX_VALUE;
  }

  /** Takes over what a recording has. */
  public void load(RecordingReader reader) {
    recording = reader;
    List<StoredCheckpoint.Head> checkpoints = reader.checkpoints();
    for (int i = 0; i < checkpoints.size(); i++) {
      recorded.put(checkpoints.get(i).icount(), i);
    }
  }

  /** History goes on differently from the present on. */
  public void truncate() {
    known.tailMap(now(), true).clear();
    Map.Entry<Long, Stretch> last = known.lastEntry();
    if (last != null && last.getValue().to > now()) {
      Stretch cut = last.getValue();
      known.put(cut.from, new Stretch(cut.from, now(), cut.footprint));
    }
    recorded.tailMap(now(), false).clear();
  }

  /** What is known by now, for {@link #adopt}. */
  public Known known() {
    return new Known(Collections.unmodifiableSortedMap(new TreeMap<>(known)));
  }

  /**
   * The history is another one's; {@link #stop}.
   *
   * @param parted icount up to which it is that of the recording, if there is one
   */
  public void adopt(Known others, long parted) {
    known.clear();
    known.putAll(others.stretches);
    recorded.tailMap(parted, false).clear();
    stop();
  }

  /** What was known before is more exact, or as exact. */
  private void add(long first, long last, Footprint footprint) {
    long at = first;
    while (at < last) {
      Stretch there = at(at);
      if (there == null) {
        Long next = known.higherKey(at);
        long to = next == null ? last : Math.min(last, next);
        known.put(at, new Stretch(at, to, footprint));
        at = to;
      } else {
        at = there.to;
      }
    }
    if (known.size() > MOST) {
      thin();
    }
  }

  private void thin() {
    List<Stretch> all = List.copyOf(known.values());
    for (int i = 0; i + 1 < all.size(); i += 2) {
      Stretch a = all.get(i);
      Stretch b = all.get(i + 1);
      if (a.to == b.from) {
        known.remove(b.from);
        known.put(a.from, new Stretch(a.from, b.to, a.footprint.with(b.footprint)));
      }
    }
  }

  /** The stretch in memory that the tick after an icount belongs to, or null. */
  private Stretch at(long icount) {
    Map.Entry<Long, Stretch> entry = known.floorEntry(icount);
    return entry == null || entry.getValue().to <= icount ? null : entry.getValue();
  }

  /**
   * The footprint of all that was executed from an icount to the present.
   *
   * @return null if that is not known
   */
  public Footprint since(long icount) {
    if (now() > from) {
      end();
    }
    Footprint all = null;
    for (long at = icount; at < now(); ) {
      Stretch part = at(at);
      if (part == null) {
        return null;
      }
      all = all == null ? part.footprint : all.with(part.footprint);
      at = part.to;
    }
    return all;
  }

  /**
   * The lowest icount from which on, as far as is known, nothing was touched that somebody looks
   * for, up to another icount.
   *
   * @param begin lowest icount that matters
   * @param mayHold what somebody looks for may have been touched by whoever left a footprint
   * @param enough asked on the way; true ends the search
   */
  public long quietFrom(long to, long begin, Predicate<Footprint> mayHold, BooleanSupplier enough) {
    long at = to;
    while (at > begin && !enough.getAsBoolean()) {
      long before = Math.min(quietInMemory(at, mayHold), quietInRecording(at, mayHold));
      if (before == at) {
        break;
      }
      at = before;
    }
    return Math.max(at, begin);
  }

  private long quietInMemory(long to, Predicate<Footprint> mayHold) {
    Stretch stretch = at(to - 1);
    return stretch == null || mayHold.test(stretch.footprint) ? to : stretch.from;
  }

  private long quietInRecording(long to, Predicate<Footprint> mayHold) {
    Map.Entry<Long, Integer> entry = recorded.ceilingEntry(to);
    if (entry == null) {
      return to;
    }
    long before = recording.icountBefore(entry.getValue());
    if (before >= to) {
      return to;
    }
    try {
      Footprint footprint = recording.footprint(entry.getValue());
      return footprint == null || mayHold.test(footprint) ? to : before;
    } catch (RecordingException damaged) {
      // As if the recording had none here.
      recorded.remove(entry.getKey());
      return to;
    }
  }
}
