package ebb.benchmarks;

import ebb.ir.Block;
import ebb.ir.StateLayout;
import ebb.ir.pass.Pass;
import ebb.ir.pass.Passes;
import java.io.IOException;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** One pass of those for the interpreter, over what the passes before it leave. */
public class PassBenchmark extends Part {
  @Param({"ForwardSlots", "Fold", "ShareExpressions", "DeadStores", "DeadCode"})
  String pass;

  private Pass measured;
  private List<Block> blocks;
  private StateLayout layout;
  private int operations;

  @Setup
  public void runThoseBefore() throws IOException {
    List<String> names = Passes.standard().stream().map(p -> p.getClass().getSimpleName()).toList();
    int index = names.indexOf(pass);
    measured = Passes.standard().get(index);
    List<Pass> before = Passes.standard().subList(0, index);
    Corpus corpus = Corpus.ofMix();
    layout = corpus.layout();
    blocks = corpus.blocks().stream().map(b -> Passes.run(before, b, layout)).toList();
    operations = operationsLeft();
  }

  private int operationsLeft() {
    int left = 0;
    for (Block block : blocks) {
      left += measured.run(block, layout).code().size();
    }
    return left;
  }

  @Benchmark
  @OperationsPerInvocation(Corpus.BLOCKS)
  public void block() {
    expect("IR operations left", operations, operationsLeft());
  }
}
