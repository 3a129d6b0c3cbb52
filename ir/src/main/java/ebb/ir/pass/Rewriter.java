package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.Terminal;
import ebb.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Goes through a block's ops while some temps are replaced by others, and writes what becomes of
 * them. What replaces a temp is defined above it.
 */
final class Rewriter {
  private static final Inst[] NONE = {};

  final Block block;

  private final Inst[] in;
  private int read;

  /** The array that is read, as long as there are not more ops than have been read. */
  private Inst[] out;

  private int size;
  private List<Type> types;
  private int temps;

  /** What each temp is replaced by; null while none is. */
  private int[] replacement;

  private boolean changed;

  Rewriter(Block block) {
    this.block = block;
    this.in = ops(block);
    this.out = in;
    this.types = block.tempTypes();
    this.temps = types.size();
  }

  /** A block's ops, to be worked on: the calls that a list takes are slow in code that is cold. */
  static Inst[] ops(Block block) {
    return block.code().toArray(NONE);
  }

  /** The block with the ops of an array from {@code first} to before {@code end}. */
  static Block with(
      Block block, Inst[] ops, int first, int end, Terminal terminal, List<Type> types) {
    return block.withCode(List.of(Arrays.copyOfRange(ops, first, end)), terminal, types);
  }

  /** From here on {@code by} stands for t. */
  void replace(int t, int by) {
    if (replacement == null) {
      replacement = new int[temps + 8];
      for (int i = 0; i < replacement.length; i++) {
        replacement[i] = i;
      }
    }
    replacement[t] = replacement[by];
    changed = true;
  }

  boolean hasNext() {
    return read < in.length;
  }

  /** The next op with its arguments resolved. */
  Inst next() {
    Inst inst = in[read++];
    return replacement == null ? inst : inst.renamed(inst.dst(), replacement);
  }

  /** The number of ops written. */
  int size() {
    return size;
  }

  /** An op that has been written. */
  Inst written(int position) {
    return out[position];
  }

  void add(Inst inst) {
    if (size == (out == in ? read : out.length)) {
      out = Arrays.copyOf(out, out.length + 8);
    }
    out[size++] = inst;
  }

  /** Adds another op than was there. */
  void addNew(Inst inst) {
    add(inst);
    changed = true;
  }

  /** Leaves an op out. */
  void drop() {
    changed = true;
  }

  /** A new temp holding a constant. */
  int constant(Type type, long value) {
    if (types == block.tempTypes()) {
      types = new ArrayList<>(types);
    }
    int t = temps++;
    types.add(type);
    if (replacement != null && t == replacement.length) {
      replacement = Arrays.copyOf(replacement, t + 8);
      for (int i = t; i < replacement.length; i++) {
        replacement[i] = i;
      }
    }
    Op op = type == Type.I32 ? Op.CONST32 : Op.CONST64;
    addNew(new Inst(op, t, -1, -1, -1, -1, value, null));
    return t;
  }

  /** The number of temps up to now. */
  int temps() {
    return temps;
  }

  /** The block's terminal with its condition resolved. */
  Terminal terminal() {
    return replacement != null && block.terminal() instanceof Terminal.Branch branch
        ? branch.on(replacement[branch.condition()])
        : block.terminal();
  }

  Block finish() {
    return finish(terminal());
  }

  Block finish(Terminal terminal) {
    return changed || terminal != block.terminal()
        ? with(block, out, 0, size, terminal, types)
        : block;
  }
}
