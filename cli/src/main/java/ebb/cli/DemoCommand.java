package ebb.cli;

import ebb.ir.guest.Guest;
import ebb.replay.Timeline;
import ebb.runtime.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "demo",
    description = "Record a guest that crashes, replay it, and find the store that caused it.",
    mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {
  /** Offset of {@code books.first} in the guest's {@code books}. */
  private static final int FIRST_OFFSET = 96 * 4;

  @Override
  public Integer call() throws Exception {
    Path elf = Path.of(System.getProperty("ebb.home", "."), "guests", "ledger", "ledger.elf");
    Path directory = Files.createTempDirectory("ebb-demo");
    Path file = directory.resolve("ledger.ebb");
    try {
      List<String> arguments =
          List.of("-M", "virt", "-m", "64", "-icount", "shift=0,sleep=off", "-kernel", elf.toString());
      MachineOptions options = MachineOptions.parse(arguments);
      say("1. Record", "ebb record -o ledger.ebb " + String.join(" ", arguments));
      long start = System.nanoTime();
      RecordCommand.record(options, arguments, file, true);
      System.out.printf(
          "   recorded in %.1f s, %,d bytes%n", (System.nanoTime() - start) / 1e9, Files.size(file));
      return investigate(file, Symbols.of(elf));
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(directory);
    }
  }

  private static int investigate(Path file, Symbols symbols) throws Exception {
    say("2. Replay, and compare every digest", "ebb verify ledger.ebb");
    try (Recordings.Opened recording = Recordings.open(file, new ViewOptions())) {
      int code = ReplayCommand.replay(recording, Long.MAX_VALUE);
      String difference = VerifyCommand.endDifference(recording);
      if (code != 0 || difference != null) {
        System.err.println("ebb: the replay differs: " + difference);
        return 1;
      }
      System.out.printf(
          "   %,d instructions and %d digests agree%n",
          recording.timeline().now(), recording.reader().digests().size());
      return walkBack(recording, symbols);
    }
  }

  private static int walkBack(Recordings.Opened recording, Symbols symbols) {
    Timeline timeline = recording.timeline();
    Machine machine = recording.guest().machine();
    Symbols.Symbol books = symbols.find("books");
    if (books == null) {
      throw new UsageError("guests/ledger/ledger.elf has no symbol 'books'");
    }
    long first = books.address() + FIRST_OFFSET;
    say(
        "3. Walk back from the crash: who wrote books.first?",
        String.format("(gdb) monitor last-write 0x%x 4", first));
    System.out.printf(
        "   at icount %,d books.first is 0x%08x, which is no account%n",
        timeline.now(), word(machine, first));
    long start = System.nanoTime();
    OptionalLong write = timeline.lastWrite(first, 4, timeline.now());
    if (write.isEmpty()) {
      System.err.println("ebb: nothing wrote it");
      return 1;
    }
    timeline.seek(write.getAsLong());
    long pc = machine.vcpus().getFirst().pc();
    Guest.Disassembly instruction =
        recording
            .guest()
            .guest()
            .disassemble(new DebugCode(machine, 0), pc, machine.vcpus().getFirst().key());
    System.out.printf(
        "   last write at icount %,d, found in %.1f s, %,d instructions before the crash:%n",
        write.getAsLong(),
        (System.nanoTime() - start) / 1e9,
        timeline.end() - write.getAsLong());
    System.out.printf("   %s  %08x:  %s%n", symbols.describe(pc), pc, instruction.text());
    System.out.printf("   before it books.first is %s", symbols.describe(word(machine, first)));
    timeline.stepForward();
    System.out.printf(", after it 0x%08x%n", word(machine, first));
    System.out.printf(
        "%nThe tick history has 96 entries, and remember_tick() let a 97th in.%n"
            + "Look around yourself: ebb record …, then ebb debug ledger.ebb guests/ledger/ledger.elf%n");
    return 0;
  }

  private static long word(Machine machine, long va) {
    byte[] bytes = new byte[4];
    if (machine.readVirtual(0, va, bytes, 0, 4) != 4) {
      throw new UsageError("the demo's memory cannot be read");
    }
    return java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt()
        & 0xffff_ffffL;
  }

  private static void say(String title, String command) {
    System.out.printf("%n%s%n   $ %s%n", title, command);
  }
}
