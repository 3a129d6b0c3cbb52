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
  private static final int ROUNDS = 12;
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
      Timeline timeline = recording.timeline(new Timeline.Options(1L << 30, 1L << 60, 1L << 60));
      timeline.seek((timeline.begin() + timeline.end()) / 2);
      double[] taken = new double[ROUNDS];
      double[] restored = new double[ROUNDS];
      for (int round = 0; round < ROUNDS; round++) {
        timeline.stepForward();
        write(timeline);
        long here = timeline.now();
        taken[round] = millis(timeline::keepCheckpoint);
        timeline.stepForward();
        write(timeline);
        restored[round] = millis(() -> timeline.seek(here));
      }
      print("checkpoint", taken);
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
        "%s of %,d pages: median %.1f, max %.1f ms%n",
        what, pages, warm[warm.length / 2], warm[warm.length - 1]);
  }
}
