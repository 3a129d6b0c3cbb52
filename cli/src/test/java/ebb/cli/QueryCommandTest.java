package ebb.cli;

import static ebb.cli.CommandLines.LEDGER;
import static ebb.cli.CommandLines.ebb;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.cli.CommandLines.Outcome;
import ebb.cli.GuestMachine.Seeds;
import ebb.gdbstub.TimelineTarget;
import ebb.replay.Recorder;
import ebb.replay.Timeline;
import ebb.replay.query.Replica;
import ebb.replay.query.Replicas;
import ebb.replay.query.Search;
import ebb.replay.query.Values;
import ebb.replay.query.Watch;
import ebb.runtime.OutputChannel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Questions about the demo guest, whose story is known, and about one full of exceptions. */
class QueryCommandTest {
  @TempDir static Path shared;

  private static Path ledger;
  private static Path exceptions;

  @BeforeAll
  static void record() {
    ledger = RecordedGuest.record(shared, "ledger");
    exceptions = RecordedGuest.record(shared, "exceptions");
  }

  private static String ask(Path file, String question) {
    List<String> line = new ArrayList<>(List.of("query", file.toString()));
    line.addAll(List.of(question.split(" ")));
    Outcome outcome = ebb(line.toArray(new String[0]));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    return outcome.out();
  }

  /** What led to the crash, as the demo finds it. */
  @Test
  void knowsWhoOverwroteThePointer() {
    List<String> values = ask(ledger, "values books+384").lines().toList();
    assertThat(values).hasSize(4);
    assertThat(values.get(1)).contains("main+", "0x00000000 -> 0x4001");
    assertThat(values.get(2)).contains("remember_tick+", "-> 0x005c");
    assertThat(values.get(3)).contains("remember_tick+", "-> 0x00b9");
    assertThat(ask(ledger, "last-write books+384"))
        .startsWith(values.get(3).substring(0, 40))
        .contains("str r0, [r1]");
    String second = values.get(3).substring(0, 15).strip();
    assertThat(ask(ledger, "last-write books+384 --at " + second))
        .startsWith(values.get(2).substring(0, 40));
    assertThat(ask(ledger, "next-write books+384 --at " + second))
        .startsWith(values.get(3).substring(0, 40));
    assertThat(ask(ledger, "last-read books+384")).contains("audit+", "ldr", "0x00b9");
    assertThat(ask(ledger, "next-exec audit"))
        .isEqualTo(ask(ledger, "last-exec audit"))
        .startsWith(ask(ledger, "calls audit").substring(0, 15));
  }

  /** The scans of {@link Timeline} go another way about it. */
  @Test
  void agreesWithSearchingBackwards() throws Exception {
    try (Recordings.Opened recording = Recordings.open(ledger, options -> {})) {
      Timeline timeline = recording.timeline(Timeline.Options.DEFAULT);
      timeline.seek(timeline.end());
      Symbols symbols = Symbols.of(Path.of(LEDGER));
      for (String name : List.of("ticks", "history_at", "books+380", "accounts")) {
        String[] parts = name.split("\\+");
        long address =
            symbols.find(parts[0]).address() + (parts.length > 1 ? Long.decode(parts[1]) : 0);
        OptionalLong expected = timeline.lastWrite(address, 4, timeline.end());
        assertThat(ask(ledger, "last-write --bytes 4 " + name + " --json"))
            .contains("\"icount\":" + expected.orElseThrow() + ",", "\"complete\":true");
      }
    }
  }

  /** A tick is an interrupt, a call, and a new value of its count. */
  @Test
  void countsTicksInThreeWays() {
    List<String> events = ask(ledger, "events interrupt").lines().toList();
    List<String> calls = ask(ledger, "calls remember_tick").lines().toList();
    List<String> values = ask(ledger, "values ticks").lines().toList();
    assertThat(values.getLast()).endsWith(String.format("-> 0x%08x", values.size() - 1));
    assertThat(events).hasSize(values.size() - 1).allMatch(line -> line.endsWith("interrupt"));
    assertThat(calls).hasSize(values.size() - 1);
    for (String call : calls) {
      // It leaves its argument where its result would be.
      String argument = call.substring(call.indexOf('(') + 1, call.indexOf(',', 20));
      assertThat(call).contains("from interrupt+", "= " + argument + " at ");
    }
    assertThat(ask(ledger, "calls audit")).contains("from main+", "does not return");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "values ticks",
        "calls remember_tick",
        "events interrupt return",
        "last-write accounts --at 70%",
        "next-write books+384 --at 30%",
        "next-exec audit",
        "last-read ticks --at 55%"
      })
  void manyMachinesFindWhatOneDoes(String question) {
    String one = ask(ledger, question + " --jobs 1 --json");
    assertThat(one).contains("\"icount\":");
    assertThat(ask(ledger, question + " --jobs 3 --json")).isEqualTo(one);
  }

  /** It says at its end how many there were. */
  @Test
  void tellsExceptionsApart() {
    List<String> events = ask(exceptions, "events").lines().toList();
    assertThat(events).filteredOn(e -> e.contains("undefined instruction")).hasSize(157);
    assertThat(events).filteredOn(e -> e.contains("system call")).hasSize(157);
    assertThat(events).filteredOn(e -> e.contains("prefetch abort")).hasSize(157);
    assertThat(events).filteredOn(e -> e.contains("data abort")).hasSize(156);
    assertThat(events).filteredOn(e -> e.endsWith("interrupt")).hasSize(4);
    assertThat(events)
        .anyMatch(e -> e.endsWith("data abort  at 40000001 status 1"))
        .anyMatch(e -> e.contains("undefined_in_thumb+"));
  }

  /** 96 entries fit, and the 97th is one too many: 97 ticks pass before the first wrong store. */
  @Test
  void findsTheFirstMomentOfAMemoryCondition() {
    String store = ask(ledger, "values books+384").lines().toList().get(2);
    long icount = Long.parseLong(store.substring(0, 15).strip().replace(",", ""));
    String value = store.substring(store.indexOf("-> ") + 3);
    assertThat(ask(ledger, "first *(books+384)==" + value + " --json"))
        .contains("\"icount\":" + (icount + 1) + ",");
    assertThat(ask(ledger, "first *ticks>=97&&*history_at==97 --json"))
        .contains("\"icount\":" + (icount + 2) + ",");
    // Where it holds already, that is the moment.
    assertThat(ask(ledger, "first *ticks>=97 --at 60% --json --jobs 1"))
        .isEqualTo(ask(ledger, "first *ticks>=97 --at 60% --json"));
  }

  /** Looking at every instruction, and only where it matters, must come to the same. */
  @Test
  void findsTheFirstMomentOfARegisterCondition() {
    String call = ask(ledger, "calls remember_tick --to 5%").lines().toList().get(3);
    String entry = call.substring(0, 15);
    String argument = call.substring(call.indexOf('(') + 1, call.indexOf(", "));
    assertThat(ask(ledger, "first r0==" + argument + " --pc remember_tick")).startsWith(entry);
    String condition = "first r0==" + argument + "&&pc==remember_tick --to 5%";
    assertThat(ask(ledger, condition)).startsWith(entry);
    assertThat(ask(ledger, condition + " --jobs 1")).startsWith(entry);
  }

  @Test
  void coverageKnowsWhatNeverRan() throws Exception {
    Path lcov = shared.resolve("ledger.info");
    String text = ask(ledger, "coverage --lcov " + lcov);
    assertThat(text)
        .containsPattern(" 0 of +3  data_entry  never\n")
        .containsPattern("(\\d+) of +\\1  remember_tick\n")
        // What comes after the trap that ends it.
        .containsPattern("audit  but [0-9a-f]{8}\n");
    assertThat(ask(ledger, "coverage --jobs 1")).isEqualTo(text);
    assertThat(ask(ledger, "coverage audit --to 50%")).contains("audit  never");
    List<String> lines = Files.readAllLines(lcov);
    List<String> source = Files.readAllLines(Path.of(LEDGER).resolveSibling("ledger.c"));
    int bug = lineOf(source, "[history_at++] = when");
    int trap = lineOf(source, "__builtin_trap");
    int unused = lineOf(source, "return low;");
    assertThat(lines.subList(lines.indexOf("SF:./ledger.c"), lines.size()))
        .contains("DA:" + bug + ",1", "DA:" + trap + ",1")
        .doesNotContain("DA:" + bug + ",0", "DA:" + unused + ",0")
        .anyMatch(line -> line.startsWith("FNDA:1,remember_tick"));
    assertThat(lines).contains("SF:./start.S").last().isEqualTo("end_of_record");
  }

  private static int lineOf(List<String> source, String words) {
    for (int i = 0; i < source.size(); i++) {
      if (source.get(i).contains(words)) {
        return i + 1;
      }
    }
    throw new AssertionError(words);
  }

  /**
   * A function of which the ELF file does not say how long it is, from A32 to T32 and back; the nop
   * behind {@code bx pc} is jumped over.
   */
  @Test
  void coverageCountsThumbInstructions() {
    assertThat(ask(exceptions, "coverage undefined_in_thumb"))
        .containsPattern("^ +16 of +17  undefined_in_thumb  but [0-9a-f]{8}\n");
  }

  @Test
  void stoppingLeavesWhatHasBeenFound() throws Exception {
    List<String> all = ask(ledger, "values ticks").lines().toList();
    try (Inquiry inquiry = new Inquiry(ledger, null, 1)) {
      Search search = inquiry.search();
      search.onProgress(
          done -> {
            if (done > inquiry.end() / 3) {
              search.stop();
            }
          });
      long ticks = inquiry.symbols().place("ticks").address();
      List<Values.Value> found =
          search.all(0, inquiry.end(), new Values(ticks, 4)).stream()
              .flatMap(List::stream)
              .toList();
      assertThat(search.complete()).isFalse();
      assertThat(found).hasSizeBetween(all.size() / 4, all.size() / 2);
      for (int i = 0; i < found.size(); i++) {
        assertThat(all.get(i)).startsWith(inquiry.words(found.get(i).hit()));
      }
      assertThat(search.last(0, inquiry.end(), new Watch(Watch.Kind.WRITE, ticks, 4).last()))
          .isNull();
    }
  }

  /** As when gdb goes away while it waits for an answer. */
  @Test
  void interruptingASharedTimelineEndsTheSearch() throws Exception {
    try (Recordings.Opened recording = Recordings.open(ledger, options -> {})) {
      Timeline timeline = recording.timeline(Timeline.Options.DEFAULT);
      AtomicReference<Search> atOnce = new AtomicReference<>();
      Replica shared =
          new Replica() {
            @Override
            public Timeline timeline() {
              Search search = atOnce.getAndSet(null);
              if (search != null) {
                search.stop();
              }
              return timeline;
            }

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
              // The test does.
            }
          };
      Search search = new Search(new Replicas(() -> shared, 1), List.of());
      search.onProgress(done -> timeline.interrupt());
      // Where something is executed, but not this: in the middle of an instruction.
      long first = timeline.machine().vcpus().getFirst().pc();
      Watch nowhere = new Watch(Watch.Kind.EXECUTE, first + 2, 1);
      assertThat(search.first(0, timeline.end(), nowhere.first())).isNull();
      assertThat(search.complete()).isFalse();
      assertThat(timeline.now()).isLessThan(timeline.end());
      // Before it has gone from the end of what is to be searched to the beginning.
      long middle = timeline.end() / 2;
      timeline.seek(middle);
      Watch there = new Watch(Watch.Kind.EXECUTE, timeline.machine().vcpus().getFirst().pc(), 1);
      timeline.seek(timeline.end());
      Search early = new Search(new Replicas(() -> shared, 1), List.of());
      atOnce.set(early);
      assertThat(early.first(middle, timeline.end(), there.first())).isNull();
      assertThat(early.complete()).isFalse();
    }
  }

  @Test
  void monitorAsksAllMachinesOfARecordingAndAfterIt() throws Exception {
    try (Recordings.Opened recording = Recordings.open(ledger, options -> {})) {
      Timeline timeline = recording.timeline(Timeline.Options.DEFAULT);
      timeline.seek(timeline.end());
      TimelineTarget gdbs = new TimelineTarget(timeline);
      new MonitorQuestions(timeline, Inquiry.kernelWithSymbols(ledger)).addTo(gdbs);
      List<String> questions = List.of("values ticks", "calls audit", "last-write books", "events");
      List<String> alone = questions.stream().map(gdbs::monitor).toList();
      assertThat(alone).allMatch(answer -> answer.contains("icount"));
      AtomicInteger opened = new AtomicInteger();
      try (var _ =
          gdbs.offerReplicas(
              () -> {
                opened.incrementAndGet();
                return Twin.of(ledger);
              },
              3)) {
        assertThat(questions.stream().map(gdbs::monitor).toList()).isEqualTo(alone);
        assertThat(opened).hasValue(2);
        gdbs.interrupt();
        assertThat(gdbs.monitor("values ticks")).contains("interrupted");
        timeline.seek(timeline.end() / 2);
        timeline.goLive();
        timeline.cont();
        timeline.stepForward();
        assertThat(timeline.end()).isEqualTo(recording.reader().lastIcount());
        assertThat(questions.stream().map(gdbs::monitor).toList()).isEqualTo(alone);
        assertThat(opened).hasValue(2);
      }
      Replicas gone =
          gdbs.offerReplicas(
              () -> {
                throw new IOException("it is not there any more");
              },
              2);
      assertThat(questions.stream().map(gdbs::monitor).toList()).isEqualTo(alone);
      gone.close();
    }
  }

  @Test
  void monitorAsksAllMachinesOfALiveHistory() throws Exception {
    Path disk = Files.write(shared.resolve("live.img"), new byte[64 * 512]);
    List<String> arguments = new ArrayList<>(List.of("-m", "16", "-kernel", LEDGER));
    arguments.addAll(List.of("-icount", "shift=0", "-device", "virtio-blk-device,drive=d"));
    arguments.addAll(List.of("-drive", "file=" + disk + ",if=none,id=d"));
    MachineOptions options = MachineOptions.parse(arguments);
    SortedMap<String, Path> images = GuestImages.of(options);
    Seeds seeds = new Seeds(0, 0);
    try (GuestMachine guest = new GuestMachine(options, images, seeds, false)) {
      RunSource run = new RunSource(guest, options, arguments, images, seeds);
      Timeline timeline =
          new Timeline(guest.machine(), new Recorder(guest.machine()), Timeline.Options.DEBUGGER);
      TimelineTarget alone = new TimelineTarget(timeline);
      TimelineTarget many = new TimelineTarget(timeline);
      for (TimelineTarget target : List.of(alone, many)) {
        new MonitorQuestions(timeline, options.kernel).addTo(target);
      }
      AtomicInteger opened = new AtomicInteger();
      try (var _ =
          many.offerReplicas(
              () -> {
                opened.incrementAndGet();
                return Twin.of(run);
              },
              3)) {
        for (int part = 1; part <= 2; part++) {
          for (int i = 0; i < 5; i++) {
            timeline.cont(timeline.now() + 20_000_000);
            timeline.keepCheckpoint();
          }
          assertThat(timeline.now()).isEqualTo(100_000_000L * part);
          for (String question : List.of("values ticks", "calls remember_tick", "events")) {
            String answer = many.monitor(question);
            assertThat(answer).contains("icount").isEqualTo(alone.monitor(question));
          }
          assertThat(opened).hasValue(2);
        }
      }
    }
  }

  /** As gdb's backtrace has it. */
  @Test
  void stackGoesDownToTheStart() {
    String entry = ask(ledger, "last-exec print_number").substring(0, 15).strip();
    List<String> stack = ask(ledger, "stack --at " + entry).lines().toList();
    assertThat(stack).hasSize(5);
    assertThat(stack.get(0)).contains("print_number+0x0", "./ledger.c:");
    assertThat(stack.get(1)).contains("panic.", "./ledger.c:");
    assertThat(stack.get(2)).contains("audit+");
    assertThat(stack.get(3)).contains("main+");
    assertThat(stack.get(4)).contains("_start+", "./start.S:");
    String tick = ask(ledger, "last-write ticks").substring(0, 15).strip();
    assertThat(ask(ledger, "stack --at " + tick).lines().toList())
        .hasSize(2)
        .last()
        .asString()
        .contains("irq_entry+");
  }

  @Test
  void differenceIsWhereOtherInputsAreRead() throws Exception {
    Path a = shared.resolve("a.ebb");
    Path b = shared.resolve("b.ebb");
    String elf = Path.of("..", "guests", "console", "console.elf").toString();
    byte[] typed = Files.readAllBytes(Path.of("..", "guests", "console", "typed"));
    for (Path file : List.of(a, b)) {
      String line = "record -m 16 -icount shift=0,sleep=off -o " + file + " -kernel " + elf;
      assertThat(ebb(typed, line.split(" ")).code()).isZero();
      // The next time something else comes first.
      typed[0] ^= 1;
    }
    String found = ask(a, "diff " + b);
    assertThat(found).contains("goes apart", "last input here", "last input there", "serial0");
    Matcher first = Pattern.compile("([0-9,]+)  cpu0 .* goes apart").matcher(found);
    assertThat(first.find()).isTrue();
    assertThat(found).contains(" cpu0 ", " instead of ");
    assertThat(ask(a, "diff " + a)).contains("the CPUs do the same up to here; both end there");
    Outcome others = ebb("query", a.toString(), "diff", ledger.toString(), "--json");
    assertThat(others.code()).isZero();
    assertThat(others.out()).contains("\"icount\":");
    try (Recordings.Opened recording = Recordings.open(a, options -> {})) {
      Timeline timeline = recording.timeline(Timeline.Options.DEBUGGER);
      TimelineTarget gdbs = new TimelineTarget(timeline);
      new MonitorQuestions(timeline, null).addTo(gdbs);
      timeline.seek(1000);
      assertThat(gdbs.monitor("diff " + b)).isEqualTo(found);
      assertThat(gdbs.monitor("diff")).isEqualTo("diff takes one argument: a recording\n");
      assertThat(gdbs.monitor("diff " + elf)).contains("not an Ebb recording").hasLineCount(1);
      assertThat(gdbs.monitor("diff nothing.ebb"))
          .isEqualTo("nothing.ebb: cannot be opened: no such file or directory\n");
      gdbs.interrupt();
      assertThat(gdbs.monitor("diff " + b)).contains("beyond it is not known");
      assertThat(timeline.now()).isEqualTo(1000);
    }
  }

  @Test
  void jumpsAreThoseBeforeTheMoment() {
    List<String> jumps = ask(ledger, "jumps 3").lines().toList();
    assertThat(jumps).hasSize(3);
    assertThat(jumps.getLast()).contains("fault+", " -> power_off");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "who",
        "values",
        "values nobody",
        "values books+x",
        "values 0x",
        "values books --bytes 0",
        "values books --bytes 5000",
        "calls audit --from 9s",
        "last-write books --at 300000000",
        "events sneeze",
        "jumps many",
        "jumps 0",
        "values ticks --symbols /dev/null",
        "first r0==",
        "first nobody==1",
        "first 1==1",
        "first (r0",
        "coverage --symbols /nowhere",
        "stack --at line:nothing",
        "diff",
        "values ticks --jobs 0"
      })
  void refusesInOneLine(String question) {
    List<String> line = new ArrayList<>(List.of("query", ledger.toString()));
    line.addAll(List.of(question.split(" ")));
    Outcome outcome = ebb(line.toArray(new String[0]));
    assertThat(outcome.code()).isEqualTo(Main.WRONG_USAGE);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err()).startsWith("ebb: ");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void findingNothingIsAnAnswer() {
    Outcome outcome = ebb("query", ledger.toString(), "next-exec", "audit", "--to", "100");
    assertThat(outcome.out()).isEqualTo("nothing found\n");
    assertThat(outcome.code()).isEqualTo(Main.FAILED);
  }
}
