package ebb.cli;

import ebb.gdbstub.TimelineTarget;
import ebb.replay.Timeline;
import ebb.replay.log.RecordingException;
import ebb.replay.query.Hit;
import ebb.replay.query.Search;
import ebb.runtime.IoMessages;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * The questions of {@code ebb query} that need another file, for gdb's {@code monitor}: one with
 * symbols, or another recording.
 */
final class MonitorQuestions {
  private final Timeline timeline;
  private final Path file;
  private final Symbols symbols;

  /**
   * @param file with symbols; null if there is none
   */
  MonitorQuestions(Timeline timeline, Path file) {
    this.timeline = timeline;
    symbols = Symbols.in(file);
    this.file = symbols.isEmpty() ? null : file;
  }

  void addTo(TimelineTarget target) {
    target.offerSymbols(this::address);
    target.offerQuestion(
        "first",
        "CONDITION",
        "the first moment from now on at which it holds",
        (search, condition) -> answer(() -> first(search, condition)));
    target.offerQuestion(
        "coverage",
        "[RANGE]",
        "the instructions that ran before now, and that never did",
        (search, range) -> answer(() -> coverage(search, range)));
    target.offerQuestion(
        "diff",
        "FILE",
        "where another recording of this guest goes another way, and in what",
        (search, other) -> answer(() -> difference(other)));
    target.offerLook("stack", "the calls under way, innermost first", () -> answer(this::stack));
  }

  private OptionalLong address(String name) {
    try {
      return OptionalLong.of(symbols.place(name).address());
    } catch (UsageError unknown) {
      return OptionalLong.empty();
    }
  }

  /** Gives the text of an answer. */
  private interface Question {
    String ask() throws IOException;
  }

  private static String answer(Question question) {
    try {
      return question.ask();
    } catch (UsageError | RecordingException | InvalidPathException e) {
      return e.getMessage() + "\n";
    } catch (IOException e) {
      return IoMessages.of(e) + "\n";
    }
  }

  private String first(Search search, String text) {
    Expression condition = new Expression(text, name -> symbols.place(name).address());
    long now = timeline.now();
    Hit hit = search.first(now, timeline.end(), condition.moment(now));
    return hit == null
        ? ""
        : String.format(
            "icount %,15d  %s; 'monitor seek %d' goes there%n",
            hit.icount(), symbols.describe(hit.pc()), hit.icount());
  }

  private String coverage(Search search, String range) {
    Symbols.Place place = range.isEmpty() ? Symbols.Place.EVERYTHING : symbols.range(range);
    return new CoverageAnswer(search, symbols, elf(), place, timeline.begin(), timeline.now())
        .answer()
        .text();
  }

  private String difference(String other) throws IOException {
    if (other.isEmpty()) {
      throw new UsageError("diff takes one argument: a recording");
    }
    return new DifferenceAnswer(timeline, same -> {}, stop -> {}).with(Path.of(other)).text();
  }

  private String stack() {
    return new StackAnswer(elf(), symbols).of(timeline.machine()).text();
  }

  private ElfFile elf() {
    if (file == null) {
      throw new UsageError("there is no ELF file with symbols of this guest");
    }
    return new ElfFile(file);
  }
}
