package ebb.cli;

import ebb.replay.Comparison;
import ebb.replay.Timeline;
import ebb.replay.log.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** From where on two recordings of one machine are not the same, and in what. */
final class DifferenceAnswer {
  /** Lines shown of what differs. */
  private static final int MOST = 20;

  private final Inquiry inquiry;

  DifferenceAnswer(Inquiry inquiry) {
    this.inquiry = inquiry;
  }

  Answer with(Path file) throws IOException {
    Recordings.Opened mine = inquiry.recording();
    try (Recordings.Opened other = Recordings.open(file, options -> {})) {
      if (mine.options().memoryBytes() != other.options().memoryBytes()
          || mine.options().cpus() != other.options().cpus()
          || !mine.reader().config().channels().equals(other.reader().config().channels())) {
        throw new UsageError(file + " is of a machine with other memory, CPUs or devices");
      }
      Timeline timeline = other.timeline(Timeline.Options.DEFAULT);
      Comparison comparison = new Comparison(inquiry.timeline(), timeline);
      inquiry.onStop(comparison::stop);
      OptionalLong found =
          comparison.first(
              inquiry.progress("query", Math.min(inquiry.end(), other.reader().lastIcount())));
      Answer answer = new Answer();
      if (found.isEmpty()) {
        return comparison.stopped() ? answer : lengths(answer, other.reader().lastIcount());
      }
      long first = found.getAsLong();
      if (first > 0) {
        List<String> next = comparison.instructions(first - 1);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("icount", first - 1);
        fields.put("instruction", next.get(0));
        fields.put("other", next.get(1));
        answer.add(String.format("%,15d  %s goes apart", first - 1, next.get(0)), fields);
      }
      inputs(answer, "here", mine, first);
      inputs(answer, "there", other, first);
      List<String> differences = comparison.at(first);
      for (String difference : differences.subList(0, Math.min(MOST, differences.size()))) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("icount", first);
        fields.put("difference", difference);
        answer.add(String.format("%,15d  %s", first, difference), fields);
      }
      if (differences.size() > MOST) {
        answer.say(String.format("%15s  and %d more", "", differences.size() - MOST));
      }
      return answer;
    }
  }

  /** The last input before the parting is often what made it. */
  private static void inputs(Answer answer, String where, Recordings.Opened from, long first) {
    Event last = null;
    for (Event event : from.reader().events()) {
      if (event.icount() <= first) {
        last = event;
      }
    }
    if (last != null) {
      String channel =
          last.channel() == Event.PATCH
              ? "user's change"
              : from.reader().config().channels().get(last.channel());
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("icount", last.icount());
      fields.put("input", channel);
      fields.put("recording", where);
      answer.add(
          String.format("%,15d  last input %s before: %s", last.icount(), where, channel), fields);
    }
  }

  private Answer lengths(Answer answer, long other) {
    long mine = inquiry.end();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("icount", Math.min(mine, other));
    fields.put("same", true);
    String rest =
        mine == other
            ? "both end there"
            : String.format(
                "the %s goes on to %,d", mine > other ? "first" : "other", Math.max(mine, other));
    return answer.add(
        String.format("%,15d  the CPUs do the same up to here; %s", Math.min(mine, other), rest),
        fields);
  }
}
