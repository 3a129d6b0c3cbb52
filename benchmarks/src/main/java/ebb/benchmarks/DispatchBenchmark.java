package ebb.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** From block to block through the CPU loop: a ring of blocks of an ADD and a branch each. */
public class DispatchBenchmark extends Part {
  private static final int RING = 8;
  private static final int TICKS_EACH = 2;
  private static final int BLOCKS = RING * 1000;
  private static final int COUNT = 8;

  @Param({"INTERPRETER", "BLOCKS"})
  Tier tier;

  private GuestProgram guest;

  @Setup
  public void start() {
    int[] ring = new int[RING * 2];
    for (int i = 0; i < ring.length; i += 2) {
      ring[i] = 0xe2888001; // add r8, r8, #1
      ring[i + 1] = 0xeaffffff; // b to the next
    }
    ring[ring.length - 1] = 0xea000000 | -(ring.length + 1) & 0xffffff; // b to the first
    guest = new GuestProgram(tier, ring);
  }

  @Benchmark
  @OperationsPerInvocation(BLOCKS)
  public void block() {
    int before = guest.get(COUNT);
    guest.run(BLOCKS * TICKS_EACH);
    expect("blocks entered", BLOCKS, guest.get(COUNT) - before);
  }

  @TearDown
  public void close() {
    guest.close();
  }
}
