package ebb.cli;

import ebb.replay.Coordinate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "query",
    description = "Ask what happened in a recording.",
    mixinStandardHelpOptions = true,
    footerHeading = "%nQuestions%n",
    footer = {
      "  last-write ADDRESS, last-read, last-exec    what did it last, before --at",
      "  next-write ADDRESS, next-read, next-exec    what does it first, from --at on",
      "  values ADDRESS          every write to a variable, with what it found and left",
      "  calls FUNCTION          its calls, with the first four arguments and the result",
      "  events [KIND]...        interrupts, exceptions, system calls: interrupt, fiq, svc,",
      "                          data-abort, prefetch-abort, undefined, return; all but the last",
      "  jumps [COUNT]           the last branches taken and exceptions before --at, 16 unless said",
      "  stack                   the calls that are under way --at, innermost first",
      "  diff OTHER-FILE         the first instruction that two recordings do not execute alike",
      "  first CONDITION         the first moment from --at on at which it holds: registers and memory",
      "                          as in C, such as '*ticks == 5 && r0 > u8[0x40000000]'; unsigned. One",
      "                          on registers looks at every instruction unless --pc says at which",
      "  coverage [RANGE]        the instructions that ran and that never did, of a FUNCTION or of",
      "                          ADDRESS..ADDRESS; --lcov writes it by source lines",
      "",
      "ADDRESS and FUNCTION are a symbol, a symbol+N, or a guest-virtual address, in every address",
      "space. --from and --to bound what values, calls, events and coverage look at."
    })
final class QueryCommand implements Callable<Integer> {
  @Parameters(index = "0", paramLabel = "FILE", description = "the recording")
  Path file;

  @Parameters(index = "1", paramLabel = "QUESTION", description = "one of those below")
  String question;

  @Parameters(index = "2..*", paramLabel = "ARGUMENT", description = "what the question is about")
  List<String> arguments = new ArrayList<>();

  @Option(names = "--at", paramLabel = "PLACE", description = "the moment: " + Coordinate.FORMS)
  String at;

  @Option(names = "--from", paramLabel = "PLACE", description = "look no earlier")
  String from;

  @Option(names = "--to", paramLabel = "PLACE", description = "look no later")
  String to;

  @Option(
      names = "--bytes",
      paramLabel = "N",
      description = "so much memory at ADDRESS (default: the symbol's size, else 4)")
  Integer bytes;

  @Option(
      names = "--pc",
      paramLabel = "ADDRESS",
      description = "first: look only where this comes next")
  String pc;

  @Option(names = "--lcov", paramLabel = "FILE", description = "coverage: for lcov's tools")
  Path lcov;

  @Option(names = "--json", description = "answer with one JSON object")
  boolean json;

  @Mixin SearchOptions how = new SearchOptions();

  @Override
  public Integer call() throws Exception {
    Questions.Question asked = Questions.NAMES.get(question);
    if (asked == null) {
      throw new UsageError(
          "no question '"
              + question
              + "'; there are: "
              + String.join(", ", Questions.NAMES.keySet()));
    }
    if (bytes != null && bytes < 1) {
      throw new UsageError("--bytes: at least 1");
    }
    try (Inquiry inquiry = how.open(file)) {
      Answer answer = asked.ask(new Questions(inquiry, this));
      inquiry.clearProgress();
      boolean complete = inquiry.complete();
      if (json) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("question", question);
        head.put("arguments", arguments);
        head.put("complete", complete);
        System.out.print(answer.json(head));
      } else {
        System.out.print(answer.isEmpty() ? "nothing found\n" : answer.text());
        if (!complete) {
          System.out.println("(stopped before everything was searched)");
        }
      }
      System.out.flush();
      return answer.isEmpty() ? Main.FAILED : 0;
    }
  }
}
