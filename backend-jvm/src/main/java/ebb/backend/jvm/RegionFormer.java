package ebb.backend.jvm;

import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.Terminal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Chooses the blocks of a region: from its head along jumps, branches and calls, the likeliest
 * next, until it is large enough. A return stays inside where the call did, another indirect
 * transfer where it has gone before.
 *
 * <p>Large regions are not faster but take HotSpot much longer; hence the limits.
 */
public final class RegionFormer {
  /** Guest instructions, more or less. */
  public static final int MAX_INSTRUCTIONS = 128;

  /** Of the estimate; the rest of a method is for entry and handler. */
  private static final int MAX_ESTIMATE = RegionCompiler.MAX_BYTECODE - 1000;

  /** An edge less likely than this from the head is not followed. */
  private static final double UNLIKELY = 0.01;

  private static final double LOOPS = 0.9;

  /** Calls are worth following, but after everything as likely in the function itself. */
  private static final double CALLS = 0.5;

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

  private record Candidate(long pc, double likelihood, int order) {}

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
      // They are in the order of likelihood.
      blocks = blocks.subList(0, blocks.size() / 2);
    }
    return null;
  }

  /**
   * The blocks of the region at a head, the head first, the others in descending likelihood. Empty
   * if the head cannot be compiled with use.
   */
  public List<Block> form(long pc, int key, int maxInstructions) {
    List<Block> chosen = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    PriorityQueue<Candidate> candidates =
        new PriorityQueue<>(
            Comparator.comparingDouble(Candidate::likelihood)
                .reversed()
                .thenComparingInt(Candidate::order));
    candidates.add(new Candidate(pc, 1, 0));
    int order = 0;
    int instructions = 0;
    int estimate = 0;
    while (!candidates.isEmpty()) {
      Candidate next = candidates.poll();
      if (!seen.add(next.pc)) {
        continue;
      }
      Block block = source.block(next.pc, chosen.isEmpty() ? key : key & 0xff_ffff);
      if (block == null || !useful(block)) {
        if (chosen.isEmpty()) {
          break;
        }
        continue;
      }
      int size = RegionCompiler.estimate(block);
      boolean fits =
          instructions + block.instructions() <= maxInstructions && estimate + size <= MAX_ESTIMATE;
      if (!fits && !chosen.isEmpty()) {
        continue;
      }
      chosen.add(block);
      instructions += block.instructions();
      estimate += size;
      switch (block.terminal()) {
        case Terminal.Jump jump when jump.flow() == Terminal.Flow.CALL -> {
          double likelihood = CALLS * next.likelihood;
          long site = RegionGraph.returnSite(block).getAsLong();
          candidates.add(new Candidate(jump.pc(), likelihood, ++order));
          candidates.add(new Candidate(site, likelihood, ++order));
        }
        case Terminal.Jump jump ->
            candidates.add(new Candidate(jump.pc(), next.likelihood, ++order));
        case Terminal.Branch branch -> {
          double taken = taken(block, branch);
          if (taken * next.likelihood > UNLIKELY) {
            candidates.add(new Candidate(branch.taken(), taken * next.likelihood, ++order));
          }
          if ((1 - taken) * next.likelihood > UNLIKELY) {
            candidates.add(
                new Candidate(branch.fallthrough(), (1 - taken) * next.likelihood, ++order));
          }
        }
        case Terminal.Indirect indirect when indirect.flow() != Terminal.Flow.RETURN -> {
          for (long target : indirect.seen()) {
            double likelihood = next.likelihood / indirect.seen().size();
            candidates.add(new Candidate(target, likelihood, ++order));
          }
          if (indirect.flow() == Terminal.Flow.CALL && !indirect.seen().isEmpty()) {
            long site = RegionGraph.returnSite(block).getAsLong();
            candidates.add(new Candidate(site, CALLS * next.likelihood, ++order));
          }
        }
        default -> {}
      }
    }
    return chosen;
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
