package ebb.cli;

import ebb.ir.guest.Guest;
import ebb.replay.Timeline;
import ebb.replay.Verifier;
import ebb.runtime.DebugCode;
import ebb.runtime.Machine;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;

@Command(
    name = "demo",
    description = "Record a guest that crashes, replay it, and find the store that caused it.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  private static final String GUEST = "guests/ledger/ledger.elf";

  /** Entries of the guest's {@code books.history}; {@code books.first} follows them. */
  private static final int HISTORY = 96;

  private static final int STEPS_BACK = 4;

  @Override
  public Integer call() throws Exception {
    Path elf = Path.of(System.getProperty("ebb.home", ".")).resolve(GUEST);
    Path directory = Files.createTempDirectory("ebb-demo");
    Path file = directory.resolve("crash.ebb");
    try {
      String machine = "-M virt -m 64 -icount shift=0,sleep=off -kernel ";
      MachineOptions options = MachineOptions.parse(arguments(machine, elf.toString()));
      say(
          "1. Record a bare-metal ARM guest until it crashes",
          "ebb record -o crash.ebb " + machine + GUEST);
      long start = System.nanoTime();
      RecordCommand.record(
          options,
          arguments(machine, elf.toString()),
          file,
          new RecordCommand.Content(true, true, false),
          new LiveRun.Console(new Indented(System.out), false));
      return investigate(file, Symbols.of(elf), System.nanoTime() - start);
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory);
    }
  }

  private static List<String> arguments(String machine, String elf) {
    return List.of((machine + "\0" + elf).split(" \0| "));
  }

  private static int investigate(Path file, Symbols symbols, long nanos) throws Exception {
    try (Recordings.Opened recording = Recordings.open(file, options -> {})) {
      long length = recording.reader().lastIcount();
      result(
          "%,d instructions in %s, %,d a second", length, seconds(nanos), perSecond(length, nanos));
      result("crash.ebb: %,d bytes, the guest's ELF file in it", Files.size(file));
      say("2. Replay it and compare the state digests", "ebb verify crash.ebb");
      long start = System.nanoTime();
      Verifier.Result verified = VerifyCommand.verify(recording);
      if (!verified.ok()) {
        System.err.println("ebb: " + verified.problem());
        return Main.FAILED;
      }
      result(
          "all %d digests and the final state agree (%s)",
          verified.digests(), seconds(System.nanoTime() - start));
    }
    try (Recordings.Opened recording = Recordings.open(file, options -> {})) {
      return new Investigation(recording, symbols).run();
    }
  }

  /** The walk from the crash to its cause. */
  private static final class Investigation {
    private final Timeline timeline;
    private final Machine machine;
    private final Guest guest;
    private final Symbols symbols;

    Investigation(Recordings.Opened recording, Symbols symbols) {
      timeline = recording.timeline(Timeline.Options.DEBUGGER);
      machine = recording.guest().machine();
      guest = recording.guest().guest();
      this.symbols = symbols;
    }

    int run() {
      long first = address("books") + 4 * HISTORY;
      long crash = timeline.end();
      timeline.seek(crash);
      String command = String.format("(gdb) monitor last-write 0x%x 4", first);
      say("3. At the crash: books.first should point to an account. Who overwrote it?", command);
      result("it is 0x%08x at icount %,d", word(first), crash);
      long write = crash;
      String before;
      do {
        long start = System.nanoTime();
        OptionalLong found = timeline.lastWrite(first, 4, write);
        if (found.isEmpty()) {
          System.err.println("ebb: nothing wrote it");
          return Main.FAILED;
        }
        String nanos = seconds(System.nanoTime() - start);
        write = found.getAsLong();
        timeline.seek(write);
        before = symbols.describe(word(first));
        result(
            "icount %,d, %,d back: %s wrote it over %s (%s)",
            write, crash - write, where(), before, nanos);
      } while (!before.startsWith("accounts"));
      stepBack();
      timeline.seek(write + 1);
      conclude(before, word(first), word(address("history_at")));
      return 0;
    }

    private void stepBack() {
      say("4. Stand at the first of these stores and step backwards", "(gdb) reverse-stepi");
      result("%,d  %s   <- the store", timeline.now(), instruction());
      long start = System.nanoTime();
      for (int i = 0; i < STEPS_BACK; i++) {
        timeline.reverseStep();
        result("%,d  %s", timeline.now(), instruction());
      }
      result("%.1f ms a step", (System.nanoTime() - start) / 1e6 / STEPS_BACK);
    }

    private void conclude(String before, long after, long index) {
      System.out.printf(
          "%nFound: books.history has %d entries (0 to %d), and this store wrote entry %d, which is%n"
              + "books.first: %s before, 0x%08x after. The comparison in remember_tick() of%n"
              + "guests/ledger/ledger.c lets one entry too many in.%n%n"
              + "Look around yourself, in gdb:%n"
              + "   ./ebb record -o crash.ebb -icount shift=0,sleep=off -kernel %s%n"
              + "   ./ebb debug crash.ebb %s%n",
          HISTORY, HISTORY - 1, index, before, after, GUEST, GUEST);
    }

    private String where() {
      return symbols.describe(machine.vcpus().getFirst().pc());
    }

    private String instruction() {
      long pc = machine.vcpus().getFirst().pc();
      String text =
          guest.disassemble(new DebugCode(machine, 0), pc, machine.vcpus().getFirst().key()).text();
      return String.format("%-19s %s", symbols.describe(pc), text);
    }

    private long address(String name) {
      Symbols.Symbol symbol = symbols.find(name);
      if (symbol == null) {
        throw new UsageError(GUEST + " has no symbol '" + name + "'");
      }
      return symbol.address();
    }

    private long word(long va) {
      byte[] bytes = new byte[4];
      if (machine.readVirtual(0, va, bytes, 0, 4) != 4) {
        throw new UsageError("the demo's memory cannot be read");
      }
      return (bytes[0] & 0xffL)
          | (bytes[1] & 0xffL) << 8
          | (bytes[2] & 0xffL) << 16
          | (bytes[3] & 0xffL) << 24;
    }
  }

  private static long perSecond(long count, long nanos) {
    return Math.round(count * 1e3 / nanos) * 1_000_000;
  }

  private static String seconds(long nanos) {
    return String.format("%.1f s", nanos / 1e9);
  }

  private static void say(String title, String command) {
    System.out.println(Ansi.AUTO.string("\n@|bold " + title + "|@"));
    System.out.println((command.startsWith("(gdb)") ? "   " : "   $ ") + command);
  }

  private static void result(String format, Object... values) {
    System.out.println(Ansi.AUTO.string("   @|faint ->|@ ") + String.format(format, values));
  }

  /** The guest's lines, set off from ours. */
  private static final class Indented extends FilterOutputStream {
    private boolean lineStart = true;

    Indented(OutputStream out) {
      super(out);
    }

    @Override
    public void write(int b) throws IOException {
      if (b == '\r') {
        return;
      }
      if (lineStart) {
        out.write("   | ".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      }
      lineStart = b == '\n';
      out.write(b);
    }
  }
}
