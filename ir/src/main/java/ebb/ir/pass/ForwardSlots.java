package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import java.util.Arrays;

/** Replaces reads of slots whose value is in a temp already, from a put or an earlier get. */
final class ForwardSlots implements Pass {
  /** What the words of the state are known to hold: an access, by its position in the block. */
  private static final int UNKNOWN = -1;

  @Override
  public Block run(Block block, StateLayout layout) {
    Rewriter out = new Rewriter(block);
    int[] words = new int[layout.size() / 4 + 4];
    Arrays.fill(words, UNKNOWN);
    Inst[] insts = block.code().toArray(new Inst[0]);
    for (int i = 0; i < insts.length; i++) {
      Inst inst = insts[i] = out.resolve(insts[i]);
      switch (inst.op().kind) {
        case READ -> {
          int known = words[(int) inst.imm() >> 2];
          if (known != UNKNOWN && forward(out, inst, insts[known], words, known)) {
            continue;
          }
          mark(words, inst, i);
        }
        case WRITE -> mark(words, inst, i);
        case CALL -> {
          if (inst.helper().effect().compareTo(Helper.Effect.WRITES_STATE) >= 0) {
            Arrays.fill(words, UNKNOWN);
          }
        }
        case FLOAT -> words[StateLayout.FPFLAGS >> 2] = UNKNOWN;
        default -> {
          if (inst.op() == Op.LABEL) {
            Arrays.fill(words, UNKNOWN);
          }
        }
      }
      out.add(inst);
    }
    return out.finish();
  }

  private static void mark(int[] words, Inst inst, int i) {
    int first = (int) inst.imm() >> 2;
    int count = bytes(inst) >> 2;
    Arrays.fill(words, first, first + count, i);
    // Devices change these while the block runs.
    words[StateLayout.HALTED >> 2] = UNKNOWN;
    words[StateLayout.LINES >> 2] = UNKNOWN;
  }

  private static int bytes(Inst access) {
    return access.dst() >= 0 ? access.op().result.bytes : access.op().args.get(0).bytes;
  }

  private static boolean forward(Rewriter out, Inst get, Inst from, int[] words, int known) {
    int bytes = bytes(get);
    int first = (int) get.imm() >> 2;
    for (int w = first; w < first + (bytes >> 2); w++) {
      if (words[w] != known) {
        return false;
      }
    }
    int value = from.dst() >= 0 ? from.dst() : from.a();
    if (get.imm() == from.imm() && bytes == bytes(from)) {
      out.replace(get.dst(), value);
      return true;
    }
    Op part = part(bytes(from), bytes, (int) (get.imm() - from.imm()));
    if (part == null) {
      return false;
    }
    out.addNew(new Inst(part, get.dst(), value, -1, -1, -1, 0, null));
    return true;
  }

  private static Op part(int whole, int bytes, int at) {
    if (whole == 2 * bytes && bytes == 4) {
      return at == 0 ? Op.TRUNC32 : Op.HIGH32;
    }
    if (whole == 2 * bytes && bytes == 8) {
      return at == 0 ? Op.LOW128 : at == 8 ? Op.HIGH128 : null;
    }
    return null;
  }
}
