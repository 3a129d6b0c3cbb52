package ebb.gdbstub;

import ebb.replay.Loan;
import ebb.replay.Timeline;
import ebb.replay.query.Abi;
import ebb.replay.query.Calls;
import ebb.replay.query.GuestEvents;
import ebb.replay.query.GuestEvents.Kind;
import ebb.replay.query.Hit;
import ebb.replay.query.Replica;
import ebb.replay.query.Replicas;
import ebb.replay.query.Search;
import ebb.replay.query.Values;
import ebb.replay.query.Watch;
import ebb.runtime.OutputChannel;
import java.util.EnumSet;
import java.util.List;
import java.util.function.Function;

/**
 * The {@code monitor} commands that ask the history. It is searched by as many machines as there
 * are; the guest is where it was afterwards.
 */
final class QueryCommands {
  /** Lines of an answer; of more, the last ones. */
  private static final int MOST = 200;

  private static final int LONGEST = 256;

  private final Timeline timeline;
  private final Addresses addresses;
  private Replicas replicas;

  /** The search under way, or null. */
  private volatile Search search;

  QueryCommands(Timeline timeline, Addresses addresses) {
    this.timeline = timeline;
    this.addresses = addresses;
    replicas = new Replicas(() -> new Own(timeline), 1);
  }

  /**
   * Lets other machines search beside the one that gdb looks at.
   *
   * @param others built as it was, with nothing executed
   * @param most machines at once
   */
  Replicas offer(Replica.Source others, int most) {
    replicas = new Replicas(new Own(timeline), others, most);
    return replicas;
  }

  /** From any thread: the search under way ends soon. */
  void interrupt() {
    Search now = search;
    if (now != null) {
      now.stop();
    }
  }

  void addTo(MonitorCommands commands) {
    commands.add(
        "last-read",
        "ADDRESS [BYTES]",
        "who read there last, before now",
        a -> last(a, Watch.Kind.READ));
    commands.add(
        "last-exec",
        "ADDRESS",
        "when it was executed last, before now",
        a -> last(a, Watch.Kind.EXECUTE));
    commands.add(
        "next-write", "ADDRESS [BYTES]", "who writes there next", a -> next(a, Watch.Kind.WRITE));
    commands.add(
        "next-read", "ADDRESS [BYTES]", "who reads there next", a -> next(a, Watch.Kind.READ));
    commands.add(
        "next-exec", "ADDRESS", "when it is executed next", a -> next(a, Watch.Kind.EXECUTE));
    commands.add(
        "values",
        "ADDRESS [BYTES]",
        "every write there before now, with what it changed",
        this::values);
    commands.add(
        "calls",
        "ADDRESS",
        "every call of a function before now, its arguments and result",
        this::calls);
    commands.add(
        "events", "[TICKS]", "interrupts and exceptions of the last TICKS, 1000000", this::events);
  }

  /** The machine that gdb looks at. */
  private record Own(Timeline timeline) implements Replica {
    @Override
    public boolean shared() {
      return true;
    }

    @Override
    public List<OutputChannel> outputs() {
      return List.of();
    }

    @Override
    public void close() {
      // It is not ours.
    }
  }

  /** Asks, and goes back to the present. */
  String ask(Function<Search, String> question) {
    try (var _ = timeline.excursion();
        Loan loan = timeline.lend()) {
      replicas.lend(loan);
      Search asked = new Search(replicas, timeline.checkpointIcounts());
      search = asked;
      String answer = question.apply(asked);
      String found = answer.isEmpty() ? "nothing found\n" : answer;
      return asked.complete() ? found : found + "(interrupted before everything was searched)\n";
    } finally {
      search = null;
    }
  }

  private Watch watch(String arguments, Watch.Kind kind) {
    String[] words = arguments.split("\\s+");
    int bytes = words.length > 1 ? Integer.decode(words[1]) : kind == Watch.Kind.EXECUTE ? 1 : 4;
    boolean few = words.length <= (kind == Watch.Kind.EXECUTE ? 1 : 2);
    if (bytes < 1 || bytes > LONGEST || !few) {
      throw new MonitorCommands.Usage("cannot watch that");
    }
    return new Watch(kind, addresses.of(words[0]) & 0xffff_ffffL, bytes);
  }

  private String last(String arguments, Watch.Kind kind) {
    Watch watch = watch(arguments, kind);
    long now = timeline.now();
    return ask(search -> line(search.last(timeline.begin(), now, watch.last())));
  }

  private String next(String arguments, Watch.Kind kind) {
    Watch watch = watch(arguments, kind);
    long now = timeline.now();
    return ask(search -> line(search.first(now, timeline.end(), watch.first())));
  }

  private String line(Hit hit) {
    return hit == null
        ? ""
        : String.format("%s; 'monitor seek %d' goes before it%n", words(hit).strip(), hit.icount());
  }

  private String words(Hit hit) {
    return String.format(
        "icount %,15d  %s%08x",
        hit.icount(),
        timeline.machine().vcpus().size() > 1 ? "cpu" + hit.vcpu() + "  " : "",
        hit.pc());
  }

  private String values(String arguments) {
    Watch watch = watch(arguments, Watch.Kind.WRITE);
    long now = timeline.now();
    Values values = new Values(watch.va(), (int) watch.bytes());
    return ask(
        search ->
            lines(
                search.all(timeline.begin(), now, values).stream().flatMap(List::stream).toList(),
                value ->
                    String.format(
                        "%s  %s -> %s",
                        words(value.hit()), hex(value.before()), hex(value.after()))));
  }

  private static String hex(byte[] bytes) {
    return Hex.bytes(bytes, bytes.length);
  }

  private String calls(String arguments) {
    Watch watch = watch(arguments, Watch.Kind.EXECUTE);
    long now = timeline.now();
    Calls calls;
    try {
      calls = new Calls(Abi.of(timeline.machine().guest()), watch.va());
    } catch (IllegalArgumentException unknown) {
      throw new MonitorCommands.Usage(unknown.getMessage());
    }
    return ask(
        search ->
            lines(
                calls.find(search, timeline.begin(), now, timeline.end()),
                call ->
                    String.format(
                        "icount %,15d  (%s)  from %08x  %s",
                        call.hit().icount(),
                        String.join(
                            ", ",
                            call.arguments().stream().map(a -> String.format("0x%x", a)).toList()),
                        call.caller(),
                        call.returned() == null
                            ? "does not return"
                            : String.format(
                                "= 0x%x at %,d", call.result(), call.returned().icount()))));
  }

  private String events(String ticks) {
    long now = timeline.now();
    long most = ticks.isEmpty() ? 1_000_000 : Long.decode(ticks);
    if (most < 1) {
      throw new MonitorCommands.Usage("at least one tick");
    }
    GuestEvents events = new GuestEvents(EnumSet.allOf(Kind.class));
    return ask(
        search ->
            lines(
                search.all(Math.max(timeline.begin(), now - most), now, events).stream()
                    .flatMap(List::stream)
                    .toList(),
                event ->
                    String.format(
                        "%s  %s%s",
                        words(event.hit()),
                        event.kind(),
                        event.kind() == Kind.SYSTEM_CALL
                            ? " r7 = " + event.number()
                            : event.detail().isEmpty() ? "" : "  " + event.detail())));
  }

  private static <T> String lines(List<T> found, Function<T, String> line) {
    StringBuilder text = new StringBuilder();
    if (found.size() > MOST) {
      text.append(String.format("%,d found; the last %d:%n", found.size(), MOST));
    }
    for (T item : found.subList(Math.max(0, found.size() - MOST), found.size())) {
      text.append(line.apply(item)).append('\n');
    }
    return text.toString();
  }
}
