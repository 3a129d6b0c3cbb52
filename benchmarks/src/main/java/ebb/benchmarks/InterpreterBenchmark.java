package ebb.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Guest instructions a second in the interpreter, dispatch and all, with the guest's MMU on. */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
public class InterpreterBenchmark extends Part {
  private static final int INSTRUCTIONS = 1_000_000;

  @Param({"mix", "records", "sha256", "bytecode"})
  String workload;

  private Workload running;

  @Setup
  public void start() throws IOException {
    try (Workload brief = new Workload(workload, "short")) {
      brief.verify();
    }
    running = new Workload(workload, "long");
  }

  @Benchmark
  @OperationsPerInvocation(INSTRUCTIONS)
  public void instruction() {
    long before = running.machine().clock().icount();
    running.run(INSTRUCTIONS);
    expect("instructions", INSTRUCTIONS, running.machine().clock().icount() - before);
  }

  @TearDown
  public void close() {
    running.close();
  }
}
