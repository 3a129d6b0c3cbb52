package ebb.ir.pass;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;

/** Replaces reads of slots whose value is in a temp already, from a put or an earlier get. */
final class ForwardSlots implements Pass {
  /** No access, as what the words of the state hold: an access, by its position from 1 on. */
  private static final int UNKNOWN = 0;

  @Override
  public Block run(Block block, StateLayout layout) {
    Rewriter out = new Rewriter(block);
    int[] words = new int[layout.size() / 4 + 4];
    // Up to this position nothing is known any more.
    int forgotten = 0;
    while (out.hasNext()) {
      Inst inst = out.next();
      int position = out.size() + 1;
      switch (inst.op().kind) {
        case READ -> {
          int known = words[(int) inst.imm() >> 2];
          if (known > forgotten && forward(out, inst, words, known)) {
            continue;
          }
          mark(words, inst, position);
        }
        case WRITE -> mark(words, inst, position);
        case CALL -> {
          if (inst.helper().effect().compareTo(Helper.Effect.WRITES_STATE) >= 0) {
            forgotten = position;
          }
        }
        case FLOAT -> words[StateLayout.FPFLAGS >> 2] = UNKNOWN;
        default -> {
          if (inst.op() == Op.LABEL) {
            forgotten = position;
          }
        }
      }
      out.add(inst);
    }
    return out.finish();
  }

  private static void mark(int[] words, Inst inst, int position) {
    int first = (int) inst.imm() >> 2;
    int end = first + (inst.slotBytes() >> 2);
    for (int w = first; w < end; w++) {
      words[w] = position;
    }
    // Devices change these while the block runs.
    words[StateLayout.HALTED >> 2] = UNKNOWN;
    words[StateLayout.LINES >> 2] = UNKNOWN;
  }

  private static boolean forward(Rewriter out, Inst get, int[] words, int known) {
    Inst from = out.written(known - 1);
    int bytes = get.slotBytes();
    int first = (int) get.imm() >> 2;
    for (int w = first; w < first + (bytes >> 2); w++) {
      if (words[w] != known) {
        return false;
      }
    }
    int value = from.dst() >= 0 ? from.dst() : from.a();
    if (get.imm() == from.imm() && bytes == from.slotBytes()) {
      out.replace(get.dst(), value);
      return true;
    }
    Op part = part(from.slotBytes(), bytes, (int) (get.imm() - from.imm()));
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
