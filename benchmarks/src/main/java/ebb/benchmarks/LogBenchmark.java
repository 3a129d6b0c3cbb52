package ebb.benchmarks;

import ebb.replay.log.Event;
import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** An input of one byte goes to the file of a recording, a thousand to a chunk. */
@Warmup(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 10, time = 200, timeUnit = TimeUnit.MILLISECONDS)
public class LogBenchmark extends Part {
  private static final int EVENTS = 1000;
  private static final int TICKS_BETWEEN = 100_000;

  private Path file;
  private RecordingWriter writer;
  private long icount;

  @Setup(Level.Iteration)
  public void create() throws IOException {
    file = Files.createTempFile("log", ".ebb");
    icount = 0;
    writer =
        new RecordingWriter(
            file,
            new RecordingConfig(
                new TreeMap<>(), new TreeMap<>(), 0, 0, 1 << 20, List.of("serial0"), "", 0));
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public void inputEvent() {
    for (int i = 0; i < EVENTS; i++) {
      icount += TICKS_BETWEEN;
      writer.event(new Event(icount, icount, 0, new byte[] {(byte) i}));
    }
    writer.flush();
  }

  @TearDown(Level.Iteration)
  public void readBack() throws IOException {
    writer.close();
    try (RecordingReader reader = new RecordingReader(file)) {
      expect("events in the file", icount / TICKS_BETWEEN, reader.events().size());
    }
    Files.delete(file);
  }
}
