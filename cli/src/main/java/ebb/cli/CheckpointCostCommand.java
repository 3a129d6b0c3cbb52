package ebb.cli;

import ebb.replay.Timeline;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** For {@code perf/timetravel}: what checkpoints of a guest cost that has written many pages. */
@Command(
    name = "checkpoint-cost",
    description = "Measure checkpoints in memory, in the middle of a recording.",
    hidden = true,
    mixinStandardHelpOptions = true)
final class CheckpointCostCommand implements Callable<Integer> {
  private static final int ROUNDS = 10;
  private static final long RAM = 0x4100_0000L;
  private static final int PAGE = 4096;
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  @Parameters(paramLabel = "FILE", description = "a recording of a guest with at least 128 MB")
  Path file;

  @Option(names = "--pages", description = "written between two (default: ${DEFAULT-VALUE})")
  int pages = 10_000;

  private final Random random = new Random(1);

  @Override
  public Integer call() throws Exception {
    try (Recordings.Opened recording = Recordings.open(file, options -> {})) {
      // Neither compared with the recording nor short of memory: the guest's pages are overwritten.
      Timeline timeline = recording.timeline(new Timeline.Options(4L << 30, 1L << 60, 1L << 60));
      timeline.seek((timeline.begin() + timeline.end()) / 2);
      Times written = new Times("the guest's own writes to as many pages");
      Times taken = new Times("the guest's stop for a checkpoint");
      Times read = new Times("reading it while the guest runs");
      Times readBefore = new Times("the guest's writes if nothing is read yet");
      Times restored = new Times("restore");
      for (int round = 0; round < ROUNDS; round++) {
        timeline.stepForward();
        written.add(() -> write(timeline));
        taken.add(timeline::keepCheckpoint);
        read.add(timeline::completeCheckpoint);
        timeline.stepForward();
        write(timeline);
        timeline.keepCheckpoint();
        long here = timeline.now();
        readBefore.add(() -> write(timeline));
        timeline.stepForward();
        restored.add(() -> timeline.seek(here));
      }
      System.out.printf("milliseconds for %,d pages%n", pages);
      Stream.of(taken, read, written, readBefore, restored).forEach(Times::print);
    }
    return 0;
  }

  private void write(Timeline timeline) {
    ByteBuffer content = ByteBuffer.allocate(8);
    for (int page = 0; page < pages; page++) {
      content.putLong(0, random.nextLong());
      timeline.machine().dma().write(RAM + (page + 1L) * PAGE - 8, content.array(), 0, 8);
    }
  }

  /** How long one thing takes, time after time. */
  private static final class Times {
    private final String what;
    private final List<Double> walls = new ArrayList<>();
    private final List<Double> processors = new ArrayList<>();

    Times(String what) {
      this.what = what;
    }

    void add(Runnable action) {
      long processor = THREADS.getCurrentThreadCpuTime();
      long start = System.nanoTime();
      action.run();
      walls.add((System.nanoTime() - start) / 1e6);
      processors.add((THREADS.getCurrentThreadCpuTime() - processor) / 1e6);
    }

    /** The first half was to warm up. */
    void print() {
      double[] wall = warm(walls);
      double[] processor = warm(processors);
      System.out.printf(
          "%-42s wall median %6.1f max %6.1f, processor median %6.1f max %6.1f%n",
          what,
          wall[wall.length / 2],
          wall[wall.length - 1],
          processor[wall.length / 2],
          processor[wall.length - 1]);
    }

    private static double[] warm(List<Double> times) {
      return times.stream().skip(ROUNDS / 2).mapToDouble(time -> time).sorted().toArray();
    }
  }
}
