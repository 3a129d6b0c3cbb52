package ebb.cli;

import ebb.replay.Jump;
import ebb.replay.query.Abi;
import ebb.replay.query.Calls;
import ebb.replay.query.GuestEvents;
import ebb.replay.query.GuestEvents.Kind;
import ebb.replay.query.Hit;
import ebb.replay.query.Moment;
import ebb.replay.query.Values;
import ebb.replay.query.Watch;
import ebb.runtime.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The questions of {@code ebb query}. */
final class Questions {
  /** One of them. */
  @FunctionalInterface
  interface Question {
    Answer ask(Questions about) throws Exception;
  }

  /** All, by the name under which a user asks them. */
  static final SortedMap<String, Question> NAMES = new TreeMap<>();

  static {
    NAMES.put("last-write", q -> q.access(Watch.Kind.WRITE, false));
    NAMES.put("last-read", q -> q.access(Watch.Kind.READ, false));
    NAMES.put("last-exec", q -> q.access(Watch.Kind.EXECUTE, false));
    NAMES.put("next-write", q -> q.access(Watch.Kind.WRITE, true));
    NAMES.put("next-read", q -> q.access(Watch.Kind.READ, true));
    NAMES.put("next-exec", q -> q.access(Watch.Kind.EXECUTE, true));
    NAMES.put("values", Questions::values);
    NAMES.put("calls", Questions::calls);
    NAMES.put("events", Questions::events);
    NAMES.put("jumps", Questions::jumps);
    NAMES.put("first", Questions::first);
    NAMES.put("stack", Questions::stack);
    NAMES.put("diff", Questions::difference);
    NAMES.put("coverage", Questions::coverage);
  }

  private static final Map<String, Kind> KINDS =
      Map.of(
          "interrupt", Kind.INTERRUPT,
          "fiq", Kind.FAST_INTERRUPT,
          "svc", Kind.SYSTEM_CALL,
          "data-abort", Kind.DATA_ABORT,
          "prefetch-abort", Kind.PREFETCH_ABORT,
          "undefined", Kind.UNDEFINED,
          "return", Kind.RETURN);

  private static final int JUMPS = 16;

  /** Longest variable whose values are shown, in bytes. */
  private static final int LONGEST = 4096;

  private final Inquiry inquiry;
  private final QueryCommand command;

  Questions(Inquiry inquiry, QueryCommand command) {
    this.inquiry = inquiry;
    this.command = command;
  }

  // ---- what was asked
  // ------------------------------------------------------------------------------

  private String argument(String what) {
    if (command.arguments.size() != 1) {
      throw new UsageError(command.question + " takes one argument: " + what);
    }
    return command.arguments.getFirst();
  }

  private long from() {
    return command.from == null ? inquiry.begin() : inquiry.moment("--from", command.from);
  }

  private long to() {
    return command.to == null ? inquiry.end() : inquiry.moment("--to", command.to);
  }

  private long moment(long otherwise) {
    return command.at == null ? otherwise : inquiry.moment("--at", command.at);
  }

  private int bytes(Symbols.Place place) {
    if (command.bytes != null) {
      return command.bytes;
    }
    return place.bytes() > 0 ? (int) Math.min(place.bytes(), Integer.MAX_VALUE) : 4;
  }

  // ---- answers
  // -------------------------------------------------------------------------------------

  private Answer access(Watch.Kind kind, boolean next) {
    Symbols.Place place = inquiry.symbols().place(argument("an address or a symbol"));
    Watch watch = new Watch(kind, place.address(), bytes(place));
    long moment = moment(next ? 0 : inquiry.end());
    long first = next ? moment : from();
    long last = next ? to() : moment;
    inquiry.showProgress("query", last - first);
    Hit hit =
        next
            ? inquiry.search().first(first, last, watch.first())
            : inquiry.search().last(first, last, watch.last());
    Answer answer = new Answer();
    if (hit == null) {
      return answer;
    }
    if (!inquiry.goTo(hit.icount())) {
      return answer.add(inquiry.words(hit), inquiry.fields(hit));
    }
    String instruction = inquiry.instruction(hit.vcpu(), hit.pc());
    Map<String, Object> fields = inquiry.fields(hit);
    fields.put("instruction", instruction);
    String line = inquiry.words(hit) + "  " + instruction;
    if (kind != Watch.Kind.EXECUTE && watch.bytes() <= LONGEST) {
      byte[] before = read(hit.vcpu(), watch);
      fields.put(kind == Watch.Kind.READ ? "value" : "before", Inquiry.value(before));
      line += "  " + Inquiry.value(before);
      if (kind == Watch.Kind.WRITE && inquiry.goTo(hit.icount() + 1)) {
        byte[] after = read(hit.vcpu(), watch);
        fields.put("after", Inquiry.value(after));
        line += " -> " + Inquiry.value(after);
      }
    }
    return answer.add(line, fields);
  }

  private byte[] read(int vcpu, Watch watch) {
    byte[] bytes = new byte[(int) watch.bytes()];
    inquiry.machine().readVirtual(vcpu, watch.va(), bytes, 0, bytes.length);
    return bytes;
  }

  private Answer values() {
    Symbols.Place place = inquiry.symbols().place(argument("an address or a symbol"));
    int bytes = bytes(place);
    if (bytes > LONGEST) {
      throw new UsageError("values: at most " + LONGEST + " bytes; --bytes says how many");
    }
    inquiry.showProgress("query", to() - from());
    Answer answer = new Answer();
    Values values = new Values(place.address(), bytes);
    for (List<Values.Value> part : inquiry.search().all(from(), to(), values)) {
      for (Values.Value value : part) {
        Map<String, Object> fields = inquiry.fields(value.hit());
        String before = Inquiry.value(value.before());
        String after = Inquiry.value(value.after());
        fields.put("before", before);
        fields.put("after", after);
        answer.add(inquiry.words(value.hit()) + "  " + before + " -> " + after, fields);
      }
    }
    return answer;
  }

  private Answer calls() {
    long function = inquiry.symbols().place(argument("a function")).address();
    inquiry.showProgress("query", inquiry.end() - from());
    Calls calls = new Calls(Abi.of(inquiry.machine().guest()), function);
    Answer answer = new Answer();
    for (Calls.Call call : calls.find(inquiry.search(), from(), to(), inquiry.end())) {
      Map<String, Object> fields = inquiry.fields(call.hit());
      List<String> arguments = call.arguments().stream().map(Inquiry::address).toList();
      fields.put("arguments", arguments);
      fields.put("caller", inquiry.symbols().describe(call.caller()));
      fields.put("returned", call.returned() == null ? null : call.returned().icount());
      fields.put("result", call.returned() == null ? null : Inquiry.address(call.result()));
      String end =
          call.returned() == null
              ? "does not return"
              : String.format(
                  "= %s at %,d", Inquiry.address(call.result()), call.returned().icount());
      answer.add(
          String.format(
              "%,15d  %s(%s)  from %s  %s",
              call.hit().icount(),
              inquiry.symbols().describe(function),
              arguments.stream().collect(Collectors.joining(", ")),
              inquiry.symbols().describe(call.caller()),
              end),
          fields);
    }
    return answer;
  }

  private Answer events() {
    Set<Kind> kinds = EnumSet.complementOf(EnumSet.of(Kind.RETURN));
    if (!command.arguments.isEmpty()) {
      kinds.clear();
      for (String name : command.arguments) {
        if (!KINDS.containsKey(name)) {
          throw new UsageError(
              "events: no kind '"
                  + name
                  + "'; there are: "
                  + String.join(", ", new TreeMap<>(KINDS).keySet()));
        }
        kinds.add(KINDS.get(name));
      }
    }
    inquiry.showProgress("query", to() - from());
    Answer answer = new Answer();
    for (List<GuestEvents.Event> part :
        inquiry.search().all(from(), to(), new GuestEvents(kinds))) {
      part.forEach(event -> add(answer, event));
    }
    return answer;
  }

  private void add(Answer answer, GuestEvents.Event event) {
    Map<String, Object> fields = inquiry.fields(event.hit());
    fields.put("kind", event.kind().toString());
    String detail = event.detail();
    if (event.kind() == Kind.SYSTEM_CALL) {
      List<String> arguments = event.arguments().stream().map(Inquiry::address).toList();
      fields.put("number", event.number());
      fields.put("arguments", arguments);
      detail = "r7 = " + event.number() + "  (" + String.join(", ", arguments) + ")";
    } else if (!detail.isEmpty()) {
      fields.put("detail", detail);
    }
    String line = String.format("%s  %s", inquiry.words(event.hit()), event.kind());
    answer.add(line + (detail.isEmpty() ? "" : "  " + detail), fields);
  }

  private Answer jumps() {
    int most = JUMPS;
    if (!command.arguments.isEmpty()) {
      try {
        most = Integer.decode(argument("how many"));
      } catch (NumberFormatException e) {
        throw new UsageError("jumps: '" + command.arguments.getFirst() + "' is not a number");
      }
    }
    if (most < 1) {
      throw new UsageError("jumps: at least 1");
    }
    Answer answer = new Answer();
    if (!inquiry.goTo(moment(inquiry.end()))) {
      return answer;
    }
    Machine machine = inquiry.machine();
    for (Jump jump : inquiry.lastJumps(most)) {
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("icount", jump.icount());
      fields.put("cpu", jump.vcpu());
      fields.put("from", Inquiry.address(jump.from()));
      fields.put("to", Inquiry.address(jump.to()));
      String what = jump.exception().isEmpty() ? jump.instruction() : jump.exception();
      fields.put(jump.exception().isEmpty() ? "instruction" : "exception", what);
      answer.add(
          String.format(
              "%,15d  %s%s -> %s  %s",
              jump.icount(),
              machine.vcpus().size() > 1 ? "cpu" + jump.vcpu() + "  " : "",
              inquiry.symbols().describe(jump.from()),
              inquiry.symbols().describe(jump.to()),
              what),
          fields);
    }
    return answer;
  }

  private Answer first() {
    Expression condition =
        new Expression(argument("a condition"), name -> inquiry.symbols().place(name).address());
    long start = moment(0);
    Moment moment;
    if (command.pc != null) {
      moment = Moment.at(inquiry.symbols().place(command.pc).address(), condition::holds);
    } else {
      moment = condition.moment(start);
    }
    inquiry.showProgress("query", to() - start);
    Hit hit = inquiry.search().first(start, to(), moment);
    Answer answer = new Answer();
    if (hit == null) {
      return answer;
    }
    if (!inquiry.goTo(hit.icount())) {
      return answer.add(inquiry.words(hit), inquiry.fields(hit));
    }
    Map<String, Object> fields = inquiry.fields(hit);
    fields.put("instruction", inquiry.instruction(hit.vcpu(), hit.pc()));
    return answer.add(inquiry.words(hit) + "  " + fields.get("instruction"), fields);
  }

  private Answer difference() throws IOException {
    Path other = Path.of(argument("a recording"));
    return new DifferenceAnswer(
            inquiry.timeline(), inquiry.progress("query", inquiry.end()), inquiry::onStop)
        .with(other);
  }

  private Answer stack() {
    if (inquiry.elf() == null) {
      throw new UsageError("stack: --symbols names the ELF file with the code");
    }
    ElfFile elf = new ElfFile(inquiry.elf());
    if (!inquiry.goTo(moment(inquiry.end()))) {
      return new Answer();
    }
    return new StackAnswer(elf, inquiry.symbols()).of(inquiry.machine());
  }

  private Answer coverage() throws IOException {
    if (inquiry.elf() == null) {
      throw new UsageError("coverage: --symbols names the ELF file with the code");
    }
    Symbols.Place range =
        command.arguments.isEmpty()
            ? Symbols.Place.EVERYTHING
            : inquiry.symbols().range(argument("a function, or START..END"));
    inquiry.showProgress("query", to() - from());
    ElfFile elf = new ElfFile(inquiry.elf());
    CoverageAnswer coverage =
        new CoverageAnswer(inquiry.search(), inquiry.symbols(), elf, range, from(), to());
    if (command.lcov != null) {
      coverage.lcov(elf, command.lcov);
    }
    return coverage.answer();
  }
}
