package ebb.backend.jvm;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The control flow of a region and what follows from it: the order of its blocks, where the budget
 * is tested, which cells may differ from memory, which puts nobody sees.
 *
 * <p>Blocks are numbered in reverse postorder, the entry is 0. An edge to an equal or lower number
 * closes a loop; its target is a header.
 *
 * <p>A guest return may go to any instruction after a call of the region, another indirect transfer
 * to where it has gone before: the code compares the PC slot with those that the region contains.
 */
final class RegionGraph {
  final List<Block> blocks;
  final Cells cells;
  private final Set<Long> returnSites;
  private final Map<Long, Integer> byPc = new HashMap<>();
  private final int[][] successors;

  /** True if a block may go on outside of the region. */
  private final boolean[] leaves;

  private final boolean[] test;
  private final int[] need;
  private final BitSet[] dirtyIn;
  private final BitSet[] liveIn;

  /** Every cell. */
  private final BitSet all;

  private RegionGraph(List<Block> blocks) {
    this.blocks = blocks;
    int n = blocks.size();
    for (int i = 0; i < n; i++) {
      byPc.put(blocks.get(i).pc(), i);
    }
    if (blocks.getFirst().key() >>> 24 != 0) {
      byPc.remove(blocks.getFirst().pc());
    }
    returnSites = returnSites(blocks);
    successors = new int[n][];
    leaves = new boolean[n];
    for (int i = 0; i < n; i++) {
      Terminal terminal = blocks.get(i).terminal();
      long[] targets = targets(terminal, returnSites);
      successors[i] = Arrays.stream(targets).mapToInt(this::blockAt).filter(b -> b >= 0).toArray();
      leaves[i] = !direct(terminal) || successors[i].length != targets.length;
    }
    cells = Cells.of(blocks);
    all = new BitSet(cells.count());
    all.set(0, cells.count());
    test = new boolean[n];
    need = new int[n];
    findTests();
    dirtyIn = findDirty();
    liveIn = findLive();
  }

  /**
   * @param given the blocks of a region, the entry first; those that cannot be reached are left out
   * @throws IllegalArgumentException if two begin at one pc or one was translated under another key
   */
  static RegionGraph of(List<Block> given) {
    Map<Long, Block> byPc = new HashMap<>();
    Block entry = given.getFirst();
    for (Block block : given) {
      if (byPc.put(block.pc(), block) != null) {
        throw new IllegalArgumentException("two blocks at " + Long.toHexString(block.pc()));
      }
      if (block != entry && block.key() != (entry.key() & 0xff_ffff)) {
        throw new IllegalArgumentException("another key at " + Long.toHexString(block.pc()));
      }
    }
    List<Block> postorder = new ArrayList<>();
    byPc.remove(entry.pc());
    visit(entry, byPc, returnSites(given), postorder);
    return new RegionGraph(postorder.reversed());
  }

  /** Where returns may be expected to go: after calls. In the order of the blocks. */
  private static Set<Long> returnSites(List<Block> blocks) {
    Set<Long> sites = new LinkedHashSet<>();
    for (Block block : blocks) {
      returnSite(block).ifPresent(sites::add);
    }
    return sites;
  }

  /** The pc that a call at the end of the block returns to, if it ends in one. */
  static OptionalLong returnSite(Block block) {
    return switch (block.terminal()) {
      case Terminal.Jump jump when jump.flow() == Terminal.Flow.CALL ->
          OptionalLong.of(block.pc() + block.bytes());
      case Terminal.Branch branch when branch.flow() == Terminal.Flow.CALL ->
          OptionalLong.of(branch.fallthrough());
      case Terminal.Indirect indirect when indirect.flow() == Terminal.Flow.CALL ->
          OptionalLong.of(block.pc() + block.bytes());
      default -> OptionalLong.empty();
    };
  }

  /** Visits the fall-through last, so that it comes next in reverse postorder. */
  private static void visit(
      Block block, Map<Long, Block> unvisited, Set<Long> returnSites, List<Block> postorder) {
    for (long pc : targets(block.terminal(), returnSites)) {
      Block next = unvisited.remove(pc);
      if (next != null) {
        visit(next, unvisited, returnSites, postorder);
      }
    }
    postorder.add(block);
  }

  private static long[] targets(Terminal terminal, Set<Long> returnSites) {
    return switch (terminal) {
      case Terminal.Jump jump -> new long[] {jump.pc()};
      case Terminal.Branch branch -> new long[] {branch.taken(), branch.fallthrough()};
      case Terminal.Indirect indirect when indirect.flow() == Terminal.Flow.RETURN ->
          returnSites.stream().mapToLong(pc -> pc).toArray();
      case Terminal.Indirect indirect -> indirect.seen().stream().mapToLong(pc -> pc).toArray();
      case Terminal.Leave _ -> new long[0];
    };
  }

  private static boolean direct(Terminal terminal) {
    return terminal instanceof Terminal.Jump || terminal instanceof Terminal.Branch;
  }

  /** The number of the block that an edge to this pc leads to, or -1 if it leaves the region. */
  int blockAt(long pc) {
    return byPc.getOrDefault(pc, -1);
  }

  /** The pc of the entry. */
  long start() {
    return blocks.getFirst().pc();
  }

  /** Numbers of the blocks that control may go to from the end of a block. */
  int[] successors(int block) {
    return successors[block];
  }

  boolean loops() {
    for (int i = 0; i < successors.length; i++) {
      for (int next : successors[i]) {
        if (next <= i) {
          return true;
        }
      }
    }
    return false;
  }

  /** True if the budget is tested at the start of the block. */
  boolean test(int block) {
    return test[block];
  }

  /**
   * Instructions on the longest path from the start of the block to the next test, or out of the
   * region.
   */
  int need(int block) {
    return need[block];
  }

  /** Cells that may differ from memory at the start of the block. */
  BitSet dirtyIn(int block) {
    return dirtyIn[block];
  }

  private void findTests() {
    test[0] = true;
    for (int i = 0; i < test.length; i++) {
      for (int next : successors[i]) {
        test[next] |= next <= i;
      }
    }
    for (int i = test.length - 1; i >= 0; i--) {
      int longest = 0;
      for (int next : successors[i]) {
        if (!test[next]) {
          longest = Math.max(longest, need[next]);
        }
      }
      need[i] = blocks.get(i).instructions() + longest;
    }
  }

  private BitSet[] findDirty() {
    BitSet[] put = sets();
    for (int i = 0; i < put.length; i++) {
      for (Inst inst : blocks.get(i).code()) {
        noteDirty(inst, put[i]);
      }
      noteJump(blocks.get(i).terminal(), put[i]);
    }
    BitSet[] in = sets();
    boolean changed;
    do {
      changed = false;
      for (int i = 0; i < in.length; i++) {
        for (int next : successors[i]) {
          int before = in[next].cardinality();
          in[next].or(in[i]);
          in[next].or(put[i]);
          changed |= in[next].cardinality() != before;
        }
      }
    } while (changed);
    return in;
  }

  private BitSet[] sets() {
    BitSet[] sets = new BitSet[blocks.size()];
    Arrays.setAll(sets, _ -> new BitSet(cells.count()));
    return sets;
  }

  /** What an instruction does to the set of cells that may differ from memory. */
  void noteDirty(Inst inst, BitSet dirty) {
    if (inst.op().kind == Op.Kind.WRITE) {
      cells.touched(inst, dirty);
    }
  }

  /** A jump puts 0 into AUX. */
  void noteJump(Terminal terminal, BitSet dirty) {
    if (cells.at(StateLayout.AUX) >= 0 && direct(terminal)) {
      dirty.set(cells.at(StateLayout.AUX));
    }
  }

  /**
   * A cell is live before a block whatever comes, or only if it is live after it, or not at all. So
   * a block is looked at twice, with no cell live after it and with all.
   */
  private BitSet[] findLive() {
    BitSet[] in = sets();
    BitSet[] least = new BitSet[in.length];
    BitSet[] most = new BitSet[in.length];
    for (int i = 0; i < in.length; i++) {
      if (test[i]) {
        // The budget may run out here.
        in[i].or(all);
      } else {
        least[i] = live(i, new BitSet(cells.count()), null);
        most[i] = live(i, (BitSet) all.clone(), null);
      }
    }
    boolean changed;
    do {
      changed = false;
      for (int i = in.length - 1; i >= 0; i--) {
        if (!test[i]) {
          BitSet live = liveOut(i, in);
          live.and(most[i]);
          live.or(least[i]);
          changed |= !in[i].equals(live);
          in[i] = live;
        }
      }
    } while (changed);
    return in;
  }

  /**
   * Which of the block's puts, by index in its code, are overwritten before anything can see them.
   */
  BitSet deadPuts(int block) {
    BitSet dead = new BitSet();
    live(block, liveOut(block, liveIn), dead);
    return dead;
  }

  /**
   * Turns the cells that are live after a block into those that are before it.
   *
   * @param dead gets the indices of puts that nobody sees; may be null
   */
  private BitSet live(int block, BitSet live, BitSet dead) {
    List<Inst> code = blocks.get(block).code();
    BitSet[] atLabel = new BitSet[blocks.get(block).labels()];
    // Unless it is a label further down.
    Arrays.fill(atLabel, all);
    for (int i = code.size() - 1; i >= 0; i--) {
      Inst inst = code.get(i);
      switch (inst.op()) {
        case LABEL -> atLabel[(int) inst.imm()] = (BitSet) live.clone();
        case BR -> {
          live.clear();
          live.or(atLabel[(int) inst.imm()]);
        }
        case BRZ, BRNZ -> live.or(atLabel[(int) inst.imm()]);
        case GET32, GET64, GET128 -> cells.touched(inst, live);
        case PUT32, PUT64, PUT128 -> {
          int first = cells.first(inst);
          if (first < 0) {
            continue;
          }
          int last = cells.last(inst);
          if (dead != null && !live.get(first) && !live.get(last)) {
            dead.set(i);
          }
          if (!cells.partial(inst)) {
            live.clear(first, last + 1);
          }
        }
        default -> {
          if (observes(inst)) {
            live.or(all);
          }
        }
      }
    }
    return live;
  }

  private BitSet liveOut(int block, BitSet[] in) {
    BitSet live = new BitSet(cells.count());
    if (leaves[block]) {
      live.or(all);
    }
    for (int next : successors[block]) {
      live.or(in[next]);
    }
    return live;
  }

  /** True if all slots have to be right at this instruction. */
  private static boolean observes(Inst inst) {
    return inst.mayLeave() || inst.helper() != null && inst.helper().effect() != Helper.Effect.PURE;
  }
}
