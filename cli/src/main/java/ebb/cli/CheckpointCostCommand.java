package ebb.cli;

import ebb.replay.Timeline;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
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
      double[] written = new double[ROUNDS];
      double[] taken = new double[ROUNDS];
      double[] read = new double[ROUNDS];
      double[] readBefore = new double[ROUNDS];
      double[] restored = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        timeline.stepForward();
        timeline.keepCheckpoint();
        timeline.completeCheckpoint();
        timeline.stepForward();
        written[round] = millis(() -> write(timeline));
        taken[round] = millis(timeline::keepCheckpoint);
        read[round] = millis(timeline::completeCheckpoint);
        timeline.stepForward();
        write(timeline);
        timeline.keepCheckpoint();
        long here = timeline.now();
        readBefore[round] = millis(() -> write(timeline));
        timeline.stepForward();
        restored[round] = millis(() -> timeline.seek(here));
      }
      print("the guest's stop for a checkpoint", taken);
      print("reading it while the guest runs", read);
      print("the guest's own writes to as many pages", written);
      print("the same before they are read", readBefore);
      print("restore", restored);
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

  private static double millis(Runnable action) {
    long start = System.nanoTime();
    action.run();
    return (System.nanoTime() - start) / 1e6;
  }

  private void print(String what, double[] times) {
    double[] warm = Arrays.copyOfRange(times, ROUNDS / 2, ROUNDS);
    Arrays.sort(warm);
    System.out.printf(
        "%-40s %,d pages: median %6.1f, max %6.1f ms%n",
        what, pages, warm[warm.length / 2], warm[warm.length - 1]);
  }
}
