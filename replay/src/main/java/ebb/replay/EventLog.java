package ebb.replay;

import ebb.replay.log.Event;
import ebb.runtime.Inputs;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The inputs of one history, in order of delivery, and the place in them that execution has
 * reached.
 */
final class EventLog implements Inputs.Script {
  private final List<Event> events = new ArrayList<>();
  private int position;

  /** Appends what has just been delivered; the position follows. */
  void append(Event event) {
    if (position != events.size()) {
      throw new IllegalStateException("new input in the middle of history");
    }
    events.add(event);
    position++;
  }

  void addAll(List<Event> recorded) {
    events.addAll(recorded);
  }

  /** The history is another one's; the position is to be set anew. */
  void replace(List<Event> others) {
    events.clear();
    events.addAll(others);
  }

  /** Inputs delivered before the present state. */
  int position() {
    return position;
  }

  /** Inputs delivered when an icount has been reached, at a virtual time. */
  int due(long icount, long nanos) {
    int due = 0;
    while (due < events.size()) {
      Event event = events.get(due);
      boolean delivered =
          event.icount() < icount
              || event.icount() == icount
                  && event.channel() != Event.PATCH
                  && event.nanos() <= nanos;
      if (!delivered) {
        break;
      }
      due++;
    }
    return due;
  }

  void setPosition(int newPosition) {
    position = newPosition;
  }

  /** Forgets everything from the position on. */
  void truncate() {
    events.subList(position, events.size()).clear();
  }

  /** Those still to come included. */
  List<Event> all() {
    return Collections.unmodifiableList(events);
  }

  List<Event> delivered() {
    return List.copyOf(events.subList(0, position));
  }

  /** The next event if it is a user's change to be made now or later, else null. */
  Event nextPatch() {
    for (int i = position; i < events.size(); i++) {
      if (events.get(i).channel() == Event.PATCH) {
        return events.get(i);
      }
    }
    return null;
  }

  /** True if the very next event is a user's change at this icount. */
  boolean patchDue(long icount) {
    return position < events.size()
        && events.get(position).channel() == Event.PATCH
        && events.get(position).icount() == icount;
  }

  @Override
  public long nextIcount() {
    return deliverable() ? events.get(position).icount() : Long.MAX_VALUE;
  }

  @Override
  public long nextNanos() {
    return deliverable() ? events.get(position).nanos() : Long.MAX_VALUE;
  }

  @Override
  public int nextChannel() {
    return events.get(position).channel();
  }

  @Override
  public byte[] take() {
    return events.get(position++).data();
  }

  private boolean deliverable() {
    return position < events.size() && events.get(position).channel() != Event.PATCH;
  }
}
