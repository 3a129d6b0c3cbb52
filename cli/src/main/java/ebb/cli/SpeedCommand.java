package ebb.cli;

import com.sun.management.ThreadMXBean;
import ebb.cli.GuestMachine.Seeds;
import ebb.runtime.Machine;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * For {@code perf/warmup} and {@code perf/allocation}: {@code ebb run} that notes in a file how far
 * the guest is. A line every 10 ms has microseconds since 1970, the icount, bytes allocated on the
 * guest's thread, and nanoseconds of a processor that this thread has used, each of them since the
 * thread began. The first line is that of the first instruction, the last that of the end.
 */
@Command(
    name = "speed",
    description = "Run a machine and note how far it is every 10 ms.",
    hidden = true,
    mixinStandardHelpOptions = true)
final class SpeedCommand implements Callable<Integer> {
  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Option(names = "-o", paramLabel = "FILE", required = true, description = "where to")
  Path output;

  @Mixin MachineOptions options = new MachineOptions();

  @Override
  public Integer call() throws Exception {
    options.check();
    Seeds seeds = new Seeds(options.rtcSeconds(), 0);
    try (GuestMachine guest = new GuestMachine(options, GuestImages.of(options), seeds, false);
        PrintWriter out = new PrintWriter(Files.newBufferedWriter(output))) {
      Notes notes = new Notes(guest.machine(), out);
      int code = new LiveRun(guest, options, null, LiveRun.Console.user()).run();
      notes.end();
      return code;
    }
  }

  /** Begun and ended by the guest's thread. */
  private static final class Notes {
    private final long guest = Thread.currentThread().threadId();
    private final PrintWriter out;
    private final Thread thread;
    private volatile long icount;

    Notes(Machine machine, PrintWriter out) {
      this.out = out;
      machine.setProbe(cpu -> icount = machine.clock().icount());
      note();
      thread = Thread.ofPlatform().daemon().name("ebb-speed").start(this::keep);
    }

    private void keep() {
      try {
        while (true) {
          Thread.sleep(PERIOD);
          note();
        }
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }

    private void note() {
      Instant now = Instant.now();
      out.printf(
          "%d %d %d %d%n",
          now.getEpochSecond() * 1_000_000 + now.getNano() / 1000,
          icount,
          THREADS.getThreadAllocatedBytes(guest),
          THREADS.getThreadCpuTime(guest));
    }

    void end() throws InterruptedException {
      thread.interrupt();
      thread.join();
      note();
    }
  }
}
