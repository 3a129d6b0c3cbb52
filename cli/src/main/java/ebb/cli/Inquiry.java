package ebb.cli;

import ebb.ir.guest.Guest;
import ebb.ir.guest.GuestFault;
import ebb.replay.Coordinate;
import ebb.replay.Jump;
import ebb.replay.NoSuchPlace;
import ebb.replay.Timeline;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.StoredCheckpoint;
import ebb.replay.query.Hit;
import ebb.replay.query.Replicas;
import ebb.replay.query.Search;
import ebb.runtime.DebugCode;
import ebb.runtime.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * A recording that questions are asked about: its searches, its symbols, and one machine to stand
 * at a moment with.
 *
 * <p>SIGINT ends the searches; the program ends when this is closed, so that what has been found is
 * said before.
 */
final class Inquiry implements AutoCloseable {
  private static final long MOST_WAIT_SECONDS = 20;
  private static final long PROGRESS_NANOS = 250_000_000;

  private final Path elf;
  private final Recordings.Opened recording;
  private final Timeline timeline;
  private final Symbols symbols;
  private final Replicas replicas;
  private final Search search;
  private final CountDownLatch said = new CountDownLatch(1);
  private final Thread onSignal = new Thread(this::stopAndWait);

  private volatile boolean stopped;
  private volatile Runnable alsoStop = () -> {};

  /**
   * @param elf with symbols; null for the recorded kernel, if that is one
   * @param workers machines at once
   */
  Inquiry(Path file, Path elf, int workers) throws IOException {
    this.elf = elf == null ? kernelWithSymbols(file) : elf;
    symbols = this.elf == null ? Symbols.none() : Symbols.of(this.elf);
    recording = Recordings.open(file, options -> {});
    timeline = recording.timeline(Timeline.Options.DEFAULT);
    replicas = new Replicas(() -> Twin.of(file), workers);
    search =
        new Search(
            replicas,
            recording.reader().checkpoints().stream().map(StoredCheckpoint.Head::icount).toList());
    Runtime.getRuntime().addShutdownHook(onSignal);
  }

  static Path kernelWithSymbols(Path file) {
    try (RecordingReader reader = new RecordingReader(file)) {
      String kernel = reader.config().guest().get("image.kernel");
      return kernel == null || Symbols.in(Path.of(kernel)).isEmpty() ? null : Path.of(kernel);
    }
  }

  /** The file that the symbols are of, or null. */
  Path elf() {
    return elf;
  }

  Recordings.Opened recording() {
    return recording;
  }

  Symbols symbols() {
    return symbols;
  }

  Search search() {
    return search;
  }

  /** A machine that {@link #goTo} moves. */
  Machine machine() {
    return timeline.machine();
  }

  Timeline timeline() {
    return timeline;
  }

  /** The last control transfers before where the machine is. */
  List<Jump> lastJumps(int most) {
    return moving(() -> timeline.lastJumps(most));
  }

  /** The first icount of the recording. */
  long begin() {
    return recording.reader().begin();
  }

  /** The last icount of the recording. */
  long end() {
    return recording.reader().lastIcount();
  }

  /** Takes the machine there; false if the user had enough on the way. */
  boolean goTo(long icount) {
    moving(() -> timeline.seek(icount));
    return !stopped;
  }

  /**
   * The icount of a place.
   *
   * @param option whose value it is, for messages
   * @throws UsageError if there is no such place
   */
  long moment(String option, String place) {
    long icount;
    try {
      Coordinate coordinate = Coordinate.parse(place);
      icount = moving(() -> timeline.find(coordinate));
    } catch (NoSuchPlace e) {
      throw new UsageError(option + ": " + e.getMessage());
    }
    if (icount < 0 || icount > end()) {
      throw new UsageError(
          String.format("%s: the recording goes from 0 to %d, not to %d", option, end(), icount));
    }
    return icount;
  }

  // ---- addresses and names
  // -------------------------------------------------------------------------

  /** Where something happened, as fields of an answer. */
  Map<String, Object> fields(Hit hit) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("icount", hit.icount());
    fields.put("cpu", hit.vcpu());
    fields.put("pc", address(hit.pc()));
    fields.put("where", symbols.describe(hit.pc()));
    return fields;
  }

  /** The same in a few words. */
  String words(Hit hit) {
    return String.format(
        "%,15d  %s%-24s",
        hit.icount(),
        machine().vcpus().size() > 1 ? "cpu" + hit.vcpu() + "  " : "",
        symbols.describe(hit.pc()));
  }

  static String address(long va) {
    return String.format("0x%08x", va);
  }

  /** The instruction that a CPU stands at now. */
  String instruction(int vcpu, long pc) {
    try {
      Guest guest = machine().guest();
      return guest
          .disassemble(new DebugCode(machine(), vcpu), pc, machine().vcpus().get(vcpu).key())
          .text();
    } catch (GuestFault unmapped) {
      return "(no memory)";
    }
  }

  /** Memory as a number where it has the size of one, else as bytes. */
  static String value(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    boolean number = bytes.length <= 8 && Integer.bitCount(bytes.length) == 1;
    for (int i = 0; i < bytes.length; i++) {
      text.append(String.format("%02x", bytes[number ? bytes.length - 1 - i : i]));
    }
    return number ? "0x" + text : text.toString();
  }

  // ---- while it takes long
  // -------------------------------------------------------------------------

  /**
   * Shows how far searches are, on a terminal.
   *
   * @param ticks how many one executes at most
   */
  void showProgress(String what, long ticks) {
    search.onProgress(progress(what, ticks));
  }

  /** A line on a terminal, renewed with the number of ticks that it hears of. */
  LongConsumer progress(String what, long ticks) {
    if (!onTerminal()) {
      return done -> {};
    }
    long start = System.nanoTime();
    AtomicLong next = new AtomicLong(start + PROGRESS_NANOS);
    return done -> {
      long now = System.nanoTime();
      long due = next.get();
      if (now >= due && next.compareAndSet(due, now + PROGRESS_NANOS)) {
        System.err.printf(
            "\r%s: %,d of %,d instructions (%d %%)  %.0f MIPS  Ctrl-C: enough\u001b[K",
            what, done, ticks, 100 * done / Math.max(1, ticks), done * 1e3 / (now - start));
      }
    };
  }

  /** Does what moves the machine; shows where that is, on a terminal, while it takes long. */
  private <T> T moving(Supplier<T> motion) {
    if (!onTerminal()) {
      return motion.get();
    }
    try (ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor()) {
      watch.scheduleAtFixedRate(
          () ->
              System.err.printf(
                  "\rat icount %,d of %,d  Ctrl-C: enough\u001b[K", timeline.now(), end()),
          PROGRESS_NANOS,
          PROGRESS_NANOS,
          TimeUnit.NANOSECONDS);
      return motion.get();
    } finally {
      clearProgress();
    }
  }

  /** Takes the progress line away. */
  void clearProgress() {
    if (onTerminal()) {
      System.err.print("\r\u001b[K");
    }
  }

  private static boolean onTerminal() {
    return System.console() != null && System.console().isTerminal();
  }

  /** What else than searches ends when the user has had enough. */
  void onStop(Runnable action) {
    alsoStop = action;
  }

  /** False if the user had enough before everything was looked at. */
  boolean complete() {
    return search.complete() && !stopped;
  }

  private void stopAndWait() {
    stopped = true;
    search.stop();
    alsoStop.run();
    timeline.interrupt();
    try {
      said.await(MOST_WAIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    said.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException shuttingDown) {
      // The hook is what has been waiting.
      return;
    }
    replicas.close();
    recording.close();
  }
}
