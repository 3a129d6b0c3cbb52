package ebb.replay;

import ebb.replay.log.Event;
import ebb.runtime.Clock;
import ebb.runtime.Stop;
import java.util.List;

/** Finds places in one timeline; goes to and fro in it for that. */
final class Places {
  /** Ticks executed between two looks at what was said. */
  private static final long STAGE = 1 << 26;

  private final Timeline timeline;
  private final History history;
  private final Clock clock;
  private final EventLog log;
  private final Bookmarks bookmarks;
  private final List<Transcript> transcripts;

  Places(Timeline timeline, Recorder recorder, History history, Bookmarks bookmarks) {
    this.timeline = timeline;
    this.history = history;
    log = recorder.log();
    transcripts = recorder.transcripts();
    this.bookmarks = bookmarks;
    clock = recorder.machine().clock();
  }

  /**
   * The icount of a place; may be outside of the history if it was named by number.
   *
   * @throws NoSuchPlace if there is none
   */
  long find(Coordinate where) {
    return switch (where) {
      case Coordinate.Icount(long icount) -> icount;
      case Coordinate.Relative(long ticks) -> timeline.now() + ticks;
      case Coordinate.Start start -> timeline.begin();
      case Coordinate.End end -> timeline.end();
      case Coordinate.Part(double percent) ->
          timeline.begin() + Math.round((timeline.end() - timeline.begin()) / 100.0 * percent);
      case Coordinate.Input(int number) -> input(number);
      case Coordinate.Bookmark(String name) -> bookmarks.icount(name);
      case Coordinate.Time(long nanos) -> time(nanos);
      case Coordinate.Line(String text) -> line(text);
    };
  }

  private long input(int number) {
    List<Event> events = log.all();
    if (number < 1 || number > events.size()) {
      throw new NoSuchPlace(
          events.isEmpty()
              ? "there are no inputs"
              : "there are inputs 1 to " + events.size() + ", not " + number);
    }
    Event event = events.get(number - 1);
    // A user's change is made when execution leaves its icount.
    return event.icount() + (event.channel() == Event.PATCH ? 1 : 0);
  }

  // ---- virtual time
  // --------------------------------------------------------------------------------

  private long time(long nanos) {
    long low = timeline.begin();
    long high = timeline.end();
    if (nanosAt(low) >= nanos) {
      return low;
    }
    if (nanosAt(high) < nanos) {
      throw new NoSuchPlace(
          String.format("the history ends at virtual time %,d ns", clock.nanos()));
    }
    List<Long> known = history.icounts();
    int first = 0;
    int last = known.size() - 1;
    while (first <= last) {
      int middle = (first + last) >>> 1;
      long icount = known.get(middle);
      if (icount > low && icount < high) {
        if (nanosAt(icount) < nanos) {
          low = icount;
        } else {
          high = icount;
        }
      }
      if (icount <= low) {
        first = middle + 1;
      } else {
        last = middle - 1;
      }
    }
    return bisect(low, high, nanos);
  }

  /** The time is before {@code nanos} at {@code low}, and not at {@code high}. */
  private long bisect(long first, long last, long nanos) {
    long tick = clock.nanosAt(1) - clock.nanosAt(0);
    long low = first;
    long high = last;
    boolean idled = false;
    while (high - low > 1) {
      long middle = (low + high) >>> 1;
      if (!idled) {
        // Where it would be if no CPU ever waited; it cannot be later.
        long ticks = Math.ceilDiv(nanos - nanosAt(low), tick);
        middle = Math.min(high - 1, low + ticks);
        idled = true;
      }
      long there = nanosAt(middle);
      if (there < nanos) {
        low = middle;
        idled = false;
      } else if (there - tick < nanos) {
        return middle;
      } else {
        high = middle;
      }
    }
    return high;
  }

  private long nanosAt(long icount) {
    go(icount);
    return clock.nanos();
  }

  // ---- lines
  // ---------------------------------------------------------------------------------------

  private long line(String text) {
    long found = Long.MAX_VALUE;
    for (Transcript transcript : transcripts) {
      int index = transcript.find(text, 0);
      if (index >= 0) {
        found = Math.min(found, said(transcript, index));
      }
    }
    if (found < Long.MAX_VALUE) {
      return found;
    }
    return unknown(text);
  }

  /** Executes what has not been heard yet. */
  private long unknown(String text) {
    long end = timeline.end();
    long from = end;
    for (Transcript transcript : transcripts) {
      from = Math.min(from, transcript.full() ? end : transcript.before(transcript.size()));
    }
    go(Math.max(timeline.begin(), from));
    while (timeline.now() < end) {
      int[] heard = transcripts.stream().mapToInt(Transcript::size).toArray();
      execute(Math.min(end, timeline.now() + STAGE));
      long found = Long.MAX_VALUE;
      for (int i = 0; i < heard.length; i++) {
        int index = transcripts.get(i).find(text, heard[i]);
        if (index >= 0) {
          found = Math.min(found, said(transcripts.get(i), index));
        }
      }
      if (found < Long.MAX_VALUE) {
        return found;
      }
    }
    throw new NoSuchPlace("nothing says \"" + text + "\" in this history");
  }

  /** The icount of the first state in which so much has been said. */
  private long said(Transcript transcript, int index) {
    long back = timeline.now();
    // What a device says between two instructions is in the state of its icount already.
    go(Math.max(timeline.begin(), transcript.before(index - 1) - 1));
    transcript.await(index);
    while (transcript.reached() < 0 && timeline.now() < timeline.end()) {
      execute(Math.min(timeline.end(), timeline.now() + STAGE));
    }
    long icount = transcript.reached() < 0 ? timeline.end() : transcript.reached();
    go(back);
    return icount;
  }

  private void go(long icount) {
    check(timeline.goTo(icount), icount);
  }

  /** Forward, leaving nothing out. */
  private void execute(long icount) {
    check(timeline.motion().executeTo(icount), icount);
  }

  private void check(Stop stop, long goal) {
    if (!(stop instanceof Stop.Limit) && timeline.now() != goal) {
      throw new NoSuchPlace("interrupted at icount " + timeline.now());
    }
  }
}
