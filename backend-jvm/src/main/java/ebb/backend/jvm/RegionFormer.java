package ebb.backend.jvm;

import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.Terminal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Chooses the blocks of a region: from its head along jumps, branches and calls, what is executed
 * most often next ({@link Visits}), until it is large enough. A return stays inside where the call
 * did, another indirect transfer where it has gone before.
 *
 * <p>Large regions are not faster but take HotSpot much longer; hence the limits.
 */
public final class RegionFormer {
  /** Guest instructions, more or less. */
  public static final int MAX_INSTRUCTIONS = 128;

  /** Of the estimate; the rest of a method is for entry and handler. */
  private static final int MAX_ESTIMATE = RegionCompiler.MAX_BYTECODE - 1000;

  /** What is executed less often than this for each entry is left out. */
  private static final double UNLIKELY = 0.01;

  /**
   * So is what would be executed once in so many instructions: leaving for it costs little, and its
   * variables cost the others registers.
   */
  private static final double RARE = 1000;

  /** How likely a branch goes back that nobody counted. */
  private static final double LOOPS = 0.9;

  /** Calls are worth following, but after what is executed as often in the function itself. */
  private static final double CALLS = 0.9;

  /** Where blocks come from. */
  @FunctionalInterface
  public interface Source {
    /**
     * The block at pc, optimized for regions; null if there is none that may be part of the region
     * (not mapped, another page that may not be followed).
     */
    Block block(long pc, int key);
  }

  /** How often code ran. */
  @FunctionalInterface
  public interface Heat {
    /** Knows nothing. */
    Heat UNKNOWN = pc -> -1;

    /** How often the block at pc was entered, or -1 if nobody counted. */
    long of(long pc);
  }

  private final Source source;
  private final Heat heat;

  public RegionFormer(Source source, Heat heat) {
    this.source = source;
    this.heat = heat;
  }

  /**
   * Forms and compiles the region at a head; with fewer blocks if it turns out too large.
   *
   * @return null if not even its first block can be compiled with use
   */
  public CompiledRegion compile(long pc, int key) {
    List<Block> blocks = form(pc, key, MAX_INSTRUCTIONS);
    while (!blocks.isEmpty()) {
      CompiledRegion region = RegionCompiler.compile(blocks, Assumption.ALL);
      if (region != null) {
        return region;
      }
      // Those that are executed most often come first, more or less.
      blocks = blocks.subList(0, blocks.size() / 2);
    }
    return null;
  }

  /**
   * The blocks of the region at a head: the head first, then always the one that those before it
   * lead to most often. Empty if the head cannot be compiled with use.
   */
  public List<Block> form(long pc, int key, int maxInstructions) {
    List<Block> chosen = new ArrayList<>();
    Set<Long> candidates = new LinkedHashSet<>();
    Set<Long> seen = new HashSet<>();
    Visits visits = new Visits();
    int instructions = 0;
    int estimate = 0;
    OptionalLong next = OptionalLong.of(pc);
    while (next.isPresent()) {
      long at = next.getAsLong();
      candidates.remove(at);
      seen.add(at);
      Block block = source.block(at, chosen.isEmpty() ? key : key & 0xff_ffff);
      if (block != null && useful(block)) {
        int size = RegionCompiler.estimate(block);
        boolean fits =
            instructions + block.instructions() <= maxInstructions
                && estimate + size <= MAX_ESTIMATE;
        if (fits || chosen.isEmpty()) {
          chosen.add(block);
          instructions += block.instructions();
          estimate += size;
          Map<Long, Double> edges = edges(block);
          visits.add(at, block.instructions(), edges);
          candidates.addAll(edges.keySet());
          candidates.removeAll(seen);
        }
      }
      next = mostVisited(candidates, visits);
    }
    return chosen;
  }

  /** The candidate that is led to most often, the first of several; none if none is worth it. */
  private static OptionalLong mostVisited(Set<Long> candidates, Visits visits) {
    OptionalLong best = OptionalLong.empty();
    double most = Math.max(UNLIKELY, visits.instructions() / RARE);
    for (long candidate : candidates) {
      double often = visits.leadingTo(candidate);
      if (often > most) {
        most = often;
        best = OptionalLong.of(candidate);
      }
    }
    return best;
  }

  /** How often a block leads where; a call that returns leads to two places. */
  private Map<Long, Double> edges(Block block) {
    Map<Long, Double> edges = new LinkedHashMap<>();
    OptionalLong site = RegionGraph.returnSite(block);
    double likely = site.isPresent() ? CALLS : 1;
    switch (block.terminal()) {
      case Terminal.Jump jump -> edges.put(jump.pc(), likely);
      case Terminal.Branch branch -> {
        double taken = taken(block, branch);
        edges.put(branch.taken(), taken * likely);
        edges.merge(branch.fallthrough(), 1 - taken, Double::sum);
      }
      case Terminal.Indirect indirect when indirect.flow() != Terminal.Flow.RETURN -> {
        double total = indirect.seen().stream().mapToDouble(this::weight).sum();
        for (long target : indirect.seen()) {
          edges.put(target, likely * weight(target) / total);
        }
      }
      default -> {}
    }
    if (!edges.isEmpty()) {
      // From a callee that nobody knows nothing returns.
      site.ifPresent(pc -> edges.put(pc, 1.0));
    }
    return edges;
  }

  /** How likely an indirect transfer leads there, compared with where else it has led. */
  private double weight(long target) {
    return Math.max(heat.of(target), 0) + 1;
  }

  private double taken(Block block, Terminal.Branch branch) {
    double taken = heat.of(branch.taken());
    double fallthrough = heat.of(branch.fallthrough());
    if (taken >= 0 && fallthrough >= 0) {
      return (taken + 1) / (taken + fallthrough + 2);
    }
    return Long.compareUnsigned(branch.taken(), block.pc()) <= 0 ? LOOPS : 0.5;
  }

  /** False if compiled code would leave before the first instruction. */
  private static boolean useful(Block block) {
    int started = 0;
    for (Inst inst : block.code()) {
      if (inst.op() == Op.INSN && ++started > 1) {
        break;
      }
      if (inst.helper() != null && inst.helper().effect() == Helper.Effect.PRECISE) {
        return false;
      }
    }
    return BlockPlan.possible(block);
  }
}
