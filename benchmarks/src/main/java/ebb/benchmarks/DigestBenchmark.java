package ebb.benchmarks;

import ebb.replay.checkpoint.PageHashes;
import ebb.runtime.GuestRam;
import java.util.Random;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** What a recording holds to be verified by. */
public class DigestBenchmark extends Part {
  private GuestProgram guest;
  private long stateDigest;
  private final byte[] content = new byte[GuestRam.PAGE_SIZE];
  private long pageHash;

  @Setup
  public void start() {
    guest = new GuestProgram(Tier.INTERPRETER);
    stateDigest = guest.machine().stateDigest();
    new Random(1).nextBytes(content);
    pageHash = PageHashes.hash(content, 0);
  }

  /** CPU, devices, timers: all but RAM. */
  @Benchmark
  public void state() {
    expect("digest", stateDigest, guest.machine().stateDigest());
  }

  @Benchmark
  public void ramPage() {
    expect("hash", pageHash, PageHashes.hash(content, 0));
  }

  @TearDown
  public void close() {
    guest.close();
  }
}
