package ebb.benchmarks;

import ebb.ir.Block;
import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Setup;

/** From guest code to IR. */
public class TranslateBenchmark extends Part {
  private Corpus corpus;
  private int instructions;

  @Setup
  public void translate() throws IOException {
    corpus = Corpus.ofMix();
    instructions = corpus.blocks().stream().mapToInt(Block::instructions).sum();
  }

  @Benchmark
  @OperationsPerInvocation(Corpus.BLOCKS)
  public void block() {
    int translated = 0;
    for (int i = 0; i < Corpus.BLOCKS; i++) {
      translated += corpus.translate(i).instructions();
    }
    expect("instructions", instructions, translated);
  }
}
