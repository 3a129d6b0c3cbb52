package ebb.backend.jvm;

import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Inst;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.MethodTooLargeException;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/**
 * Compiles regions of guest code, several blocks with their loops, to one JVM method each.
 * Stateless: may be used from any thread.
 */
public final class RegionCompiler {
  /** HotSpot never compiles methods of 8000 bytes of bytecode or more. */
  public static final int MAX_BYTECODE = 7999;

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private RegionCompiler() {}

  /**
   * Compiles a region.
   *
   * @param blocks all translated under the key of the first, which is the entry (the others with
   *     AUX 0); edges between them stay inside
   * @param assumptions what its code takes for granted
   * @return null if it is too large, or has what compiled code cannot do: use fewer blocks
   * @throws IllegalArgumentException if the blocks do not belong together
   */
  public static CompiledRegion compile(List<Block> blocks, Set<Assumption> assumptions) {
    ClassFile file = write(blocks, assumptions);
    return file == null ? null : define(file);
  }

  /**
   * The class that {@link #compile} makes of a region, as text; empty where that yields null. Only
   * for the user's eyes.
   */
  public static String listing(List<Block> blocks) {
    ClassFile file = write(blocks, Assumption.ALL);
    if (file == null) {
      return "";
    }
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    new ClassReader(file.bytes).accept(new TraceClassVisitor(null, new Textifier(), out), 0);
    out.flush();
    return text.toString();
  }

  /** A rough upper bound of the bytes of bytecode that a block adds to a region. */
  public static int estimate(Block block) {
    return SizeEstimate.of(block);
  }

  /** The class of a region and its class data, not yet defined. */
  record ClassFile(byte[] bytes, Object[] data) {}

  /** Null as {@link #compile} says. */
  static ClassFile write(List<Block> blocks, Set<Assumption> assumptions) {
    RegionGraph graph = RegionGraph.of(blocks);
    if (graph.loops()) {
      graph = RegionGraph.of(FlagTrees.expand(graph.blocks));
    }
    if (!graph.blocks.stream().allMatch(BlockPlan::possible)) {
      return null;
    }
    RegionWriter writer = new RegionWriter(graph, assumptions);
    byte[] bytes;
    try {
      bytes = writer.write();
    } catch (MethodTooLargeException e) {
      return null;
    }
    if (writer.bytecodeSize() > MAX_BYTECODE) {
      return null;
    }
    return new ClassFile(bytes, writer.classData(info(graph, writer.bytecodeSize())));
  }

  private static CompiledRegion define(ClassFile file) {
    try {
      LOOKUP.defineHiddenClassWithClassData(file.bytes, file.data, true);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
    return (CompiledRegion) file.data[RegionWriter.INSTANCE];
  }

  private static RegionInfo info(RegionGraph graph, int bytecodeSize) {
    Block entry = graph.blocks.getFirst();
    List<RegionInfo.Range> ranges =
        graph.blocks.stream()
            .map(block -> new RegionInfo.Range(block.pc(), block.pc() + block.bytes()))
            .sorted(Comparator.comparingLong(RegionInfo.Range::start))
            .toList();
    int instructions = graph.blocks.stream().mapToInt(Block::instructions).sum();
    return new RegionInfo(
        entry.pc(), entry.key(), instructions, bytecodeSize, hash(graph.blocks), ranges);
  }

  private static long hash(List<Block> blocks) {
    long hash = 0xcbf2_9ce4_8422_2325L;
    for (Block block : blocks) {
      hash = mix(mix(hash, block.pc()), block.key());
      for (Inst inst : block.code()) {
        int temps = Arrays.hashCode(new int[] {inst.dst(), inst.a(), inst.b(), inst.c(), inst.d()});
        hash = mix(mix(mix(hash, inst.op().ordinal()), temps), inst.imm());
        hash = mix(hash, inst.helper() == null ? 0 : inst.helper().name().hashCode());
      }
      hash = mix(hash, block.terminal().toString().hashCode());
    }
    return hash;
  }

  private static long mix(long hash, long value) {
    long x = (hash ^ value) * 0x9e37_79b9_7f4a_7c15L;
    return x ^ x >>> 29;
  }
}
