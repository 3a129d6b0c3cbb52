package ebb.cli;

import ebb.replay.Comparison;
import ebb.replay.Timeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** From where on two recordings of one machine are not the same, and in what. */
final class DifferenceAnswer {
  /** Lines shown of what differs. */
  private static final int MOST = 20;

  private final Timeline mine;
  private final LongConsumer progress;
  private final Consumer<Runnable> onStop;

  /**
   * @param progress hears now and then up to which icount there is no difference
   * @param onStop gets what ends the search, to be called from any thread
   */
  DifferenceAnswer(Timeline mine, LongConsumer progress, Consumer<Runnable> onStop) {
    this.mine = mine;
    this.progress = progress;
    this.onStop = onStop;
  }

  /**
   * The answer about another recording.
   *
   * @throws UsageError if it is of another kind of machine
   */
  Answer with(Path file) throws IOException {
    try (Recordings.Opened recording = Recordings.open(file, options -> {})) {
      if (!Comparison.possible(mine.machine(), recording.guest().machine())) {
        throw new UsageError(file + " is of a machine with other memory, CPUs or devices");
      }
      Timeline other = recording.timeline(Timeline.Options.DEFAULT);
      Comparison comparison = new Comparison(mine, other);
      onStop.accept(comparison::stop);
      OptionalLong found = comparison.first(progress);
      Answer answer = new Answer();
      if (found.isEmpty()) {
        return same(
            answer,
            comparison.same(),
            comparison.stopped() ? "beyond it is not known" : lengths(mine.end(), other.end()));
      }
      long first = found.getAsLong();
      if (first > Math.max(mine.begin(), other.begin())) {
        List<String> next = comparison.instructions(first - 1);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("icount", first - 1);
        fields.put("instruction", next.get(0));
        fields.put("other", next.get(1));
        answer.add(String.format("%,15d  %s goes apart", first - 1, next.get(0)), fields);
      }
      List<Optional<Comparison.Input>> inputs = comparison.lastInputs(first);
      inputs.get(0).ifPresent(input -> add(answer, "here", input));
      inputs.get(1).ifPresent(input -> add(answer, "there", input));
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
  private static void add(Answer answer, String where, Comparison.Input input) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("icount", input.icount());
    fields.put("input", input.channel());
    fields.put("recording", where);
    answer.add(
        String.format("%,15d  last input %s before: %s", input.icount(), where, input.channel()),
        fields);
  }

  private static String lengths(long mine, long other) {
    return mine == other
        ? "both end there"
        : String.format(
            "%s goes on to %,d", mine > other ? "this one" : "the other", Math.max(mine, other));
  }

  private static Answer same(Answer answer, long icount, String beyond) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("icount", icount);
    fields.put("same", true);
    return answer.add(
        String.format("%,15d  the CPUs do the same up to here; %s", icount, beyond), fields);
  }
}
