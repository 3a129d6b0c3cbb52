package ebb.benchmarks;

import ebb.replay.checkpoint.Checkpoint;
import ebb.replay.checkpoint.DirtyPages;
import ebb.replay.checkpoint.Snapshots;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Checkpoints in memory of a machine in which so many pages get new contents between two. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class CheckpointBenchmark extends Part {
  /** A machine with one checkpoint. */
  @State(Scope.Benchmark)
  public abstract static class Guest {
    private static final long FIRST = GuestProgram.BASE + 0x10_0000;
    private static final int PAGE = 4096;

    @Param({"100", "10000"})
    int pages;

    GuestProgram guest;
    Snapshots snapshots;
    Checkpoint checkpoint;

    /** What the last page begins with in the checkpoint. */
    private long remembered;

    private final Random random = new Random(1);
    private final ByteBuffer word = ByteBuffer.allocate(8);

    @Setup
    public void start() {
      guest = new GuestProgram(Tier.INTERPRETER);
      snapshots = new Snapshots(new DirtyPages(guest.machine()), new Snapshots.Shortage() {});
      write();
      take();
      complete();
    }

    final void write() {
      for (int i = 0; i < pages; i++) {
        word.putLong(0, random.nextLong());
        guest.machine().dma().write(FIRST + (long) i * PAGE, word.array(), 0, 8);
      }
    }

    final void take() {
      checkpoint = snapshots.take(0);
    }

    final void complete() {
      expect("pages could be read", 1, snapshots.finish() ? 1 : 0);
    }

    final void note() {
      remembered = lastPage();
    }

    private long lastPage() {
      guest.machine().dma().read(FIRST + (pages - 1L) * PAGE, word.array(), 0, 8);
      return word.getLong(0);
    }

    final void restore() {
      snapshots.restore(checkpoint);
    }

    final void verify() {
      expect("what the last page begins with", remembered, lastPage());
    }

    @TearDown
    public void close() {
      guest.close();
    }
  }

  /** Whose pages have been written since. */
  public static class Written extends Guest {
    private Checkpoint before;

    @Setup(Level.Invocation)
    public void writePages() {
      before = checkpoint;
      write();
      note();
      prepare();
    }

    void prepare() {}

    /** The checkpoint taken meanwhile is one. */
    @TearDown(Level.Invocation)
    public void goBackToIt() {
      complete();
      write();
      restore();
      verify();
      snapshots.release(before);
    }
  }

  /** Of which a checkpoint has been taken since, but not read. */
  public static class Unread extends Written {
    @Override
    void prepare() {
      take();
    }
  }

  /** Whose pages have been written since it is to go back to. */
  public static class Elsewhere extends Guest {
    @Setup(Level.Invocation)
    public void writePages() {
      note();
      write();
    }

    @TearDown(Level.Invocation)
    public void isBack() {
      verify();
    }
  }

  /** What the guest waits for. */
  @Benchmark
  public void stop(Written machine) {
    machine.take();
  }

  /** What is done a few pages at a time while the guest runs on. */
  @Benchmark
  public void readPages(Unread machine) {
    machine.complete();
  }

  @Benchmark
  public void restore(Elsewhere machine) {
    machine.restore();
  }
}
