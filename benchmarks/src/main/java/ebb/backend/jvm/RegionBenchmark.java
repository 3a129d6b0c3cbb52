package ebb.backend.jvm;

import ebb.benchmarks.Corpus;
import ebb.benchmarks.Part;
import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.pass.Passes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Setup;

/** From blocks to a region's class: the regions at the hottest blocks that have some size. */
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class RegionBenchmark extends Part {
  private static final int REGIONS = 8;
  private static final int MIN_BLOCKS = 3;

  private final Map<Long, Block> blocks = new HashMap<>();
  private final RegionFormer former =
      new RegionFormer((pc, key) -> blocks.get(pc), RegionFormer.Heat.UNKNOWN);
  private final List<List<Block>> regions = new ArrayList<>();
  private int members;
  private long bytes;
  private long hash;

  @Setup
  public void choose() throws IOException {
    Corpus corpus = Corpus.ofMix();
    List<Block> hottestFirst =
        corpus.blocks().stream()
            .map(b -> Passes.run(Passes.forRegion(), b, corpus.layout()))
            .toList();
    hottestFirst.forEach(b -> blocks.put(b.pc(), b));
    for (Block head : hottestFirst) {
      List<Block> region = form(head);
      if (region.size() >= MIN_BLOCKS && regions.size() < REGIONS) {
        regions.add(region);
        members += region.size();
        bytes += RegionCompiler.write(region, Assumption.ALL).bytes().length;
        hash += RegionCompiler.compile(region, Assumption.ALL).info().hash();
      }
    }
    expect("regions", REGIONS, regions.size());
  }

  private List<Block> form(Block head) {
    return former.form(head.pc(), head.key(), RegionFormer.MAX_INSTRUCTIONS);
  }

  @Benchmark
  @OperationsPerInvocation(REGIONS)
  public void form() {
    int chosen = 0;
    for (List<Block> region : regions) {
      chosen += form(region.getFirst()).size();
    }
    expect("blocks", members, chosen);
  }

  @Benchmark
  @OperationsPerInvocation(REGIONS)
  public void emit() {
    long emitted = 0;
    for (List<Block> region : regions) {
      emitted += RegionCompiler.write(region, Assumption.ALL).bytes().length;
    }
    expect("bytes of classes", bytes, emitted);
  }

  @Benchmark
  @OperationsPerInvocation(REGIONS)
  public void emitAndDefine() {
    long defined = 0;
    for (List<Block> region : regions) {
      defined += RegionCompiler.compile(region, Assumption.ALL).info().hash();
    }
    expect("hash of the regions", hash, defined);
  }
}
