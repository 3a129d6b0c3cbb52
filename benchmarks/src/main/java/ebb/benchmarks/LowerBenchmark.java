package ebb.benchmarks;

import ebb.ir.Block;
import ebb.ir.exec.Interpreter;
import ebb.ir.pass.Passes;
import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** From optimized IR to the interpreter's words. */
public class LowerBenchmark extends Part {
  private List<Block> blocks;
  private int words;

  @Setup
  public void optimize() throws IOException {
    Corpus corpus = Corpus.ofMix();
    blocks =
        corpus.blocks().stream()
            .map(b -> Passes.run(Passes.standard(), b, corpus.layout()))
            .toList();
    words = lower();
  }

  private int lower() {
    int lowered = 0;
    for (Block block : blocks) {
      lowered += Interpreter.of(block).size();
    }
    return lowered;
  }

  @Benchmark
  @OperationsPerInvocation(Corpus.BLOCKS)
  public void block() {
    expect("words", words, lower());
  }
}
