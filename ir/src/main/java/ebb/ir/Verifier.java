package ebb.ir;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;

/**
 * Checks that a block is well-formed: types agree, temps are defined once, above their uses and on
 * every path to them, labels are placed once, slot accesses lie in slots, immediates are in range.
 */
public final class Verifier {
  private final Block block;
  private final StateLayout layout;
  private final int[] labelAt;

  private Verifier(Block block, StateLayout layout) {
    this.block = block;
    this.layout = layout;
    this.labelAt = new int[block.labels()];
    Arrays.fill(labelAt, -1);
  }

  /**
   * @return the same block
   * @throws IllegalArgumentException saying in one line which op of the block is wrong and how
   */
  public static Block verify(Block block, StateLayout layout) {
    Verifier verifier = new Verifier(block, layout);
    verifier.shapes();
    verifier.flow();
    return block;
  }

  private IllegalArgumentException error(int i, String what) {
    String where =
        i < block.code().size() ? i + " " + block.code().get(i).op().mnemonic : "terminal";
    return new IllegalArgumentException(
        String.format("block 0x%x, op %s: %s", block.pc(), where, what));
  }

  private void shapes() {
    int instructions = 0;
    BitSet defined = new BitSet();
    for (int i = 0; i < block.code().size(); i++) {
      Inst inst = block.code().get(i);
      Op op = inst.op();
      if (op == Op.INSN) {
        instructions++;
        if (inst.a() < 0 || inst.a() > 255) {
          throw error(i, "AUX " + inst.a() + " is not in 0..255");
        }
      } else if (op == Op.LABEL) {
        if (inst.imm() < 0 || inst.imm() >= labelAt.length) {
          throw error(i, "no label L" + inst.imm());
        }
        if (labelAt[(int) inst.imm()] >= 0) {
          throw error(i, "L" + inst.imm() + " placed twice");
        }
        labelAt[(int) inst.imm()] = i;
      }
      arguments(i, inst, defined);
      if (inst.dst() >= 0 != (op.result != Type.VOID)) {
        throw error(i, op.result == Type.VOID ? "defines a temp" : "defines no temp");
      }
      if (inst.dst() >= 0) {
        if (inst.dst() >= block.tempTypes().size()
            || block.tempTypes().get(inst.dst()) != op.result) {
          throw error(i, "%" + inst.dst() + " is not declared as " + op.result.text);
        }
        if (defined.get(inst.dst())) {
          throw error(i, "%" + inst.dst() + " defined twice");
        }
        defined.set(inst.dst());
      }
      immediate(i, inst);
    }
    if (block.terminal() instanceof Terminal.Branch branch) {
      argument(block.code().size(), branch.condition(), Type.I32, defined);
    }
    if (instructions != block.instructions()) {
      throw error(
          block.code().size(),
          instructions + " insn ops, but " + block.instructions() + " instructions declared");
    }
  }

  private void arguments(int i, Inst inst, BitSet defined) {
    if (inst.op().kind == Op.Kind.CALL) {
      if (inst.helper() == null) {
        throw error(i, "no helper");
      }
      for (int k = 0; k < inst.argCount(); k++) {
        argument(i, inst.arg(k), null, defined);
      }
    } else {
      for (int k = 0; k < inst.argCount(); k++) {
        argument(i, inst.arg(k), inst.op().args.get(k), defined);
      }
    }
    for (int k = inst.argCount(); k < 4; k++) {
      if (inst.arg(k) != -1 && (k != 0 || inst.op() != Op.INSN)) {
        throw error(i, "more than " + inst.argCount() + " arguments");
      }
    }
  }

  /**
   * @param type null for any scalar, VOID for an address
   */
  private void argument(int i, int t, Type type, BitSet defined) {
    if (t < 0 || !defined.get(t)) {
      throw error(i, "%" + t + " is not defined above");
    }
    Type is = block.tempTypes().get(t);
    boolean fits =
        type == null || type == Type.VOID ? is == Type.I32 || is == Type.I64 : is == type;
    if (!fits) {
      throw error(
          i, "%" + t + " is " + is.text + ", not " + (type == null ? "a scalar" : type.text));
    }
  }

  private void immediate(int i, Inst inst) {
    Op op = inst.op();
    switch (op) {
      case BR, BRNZ, BRZ -> {
        if (inst.imm() < 0 || inst.imm() >= labelAt.length) {
          throw error(i, "no label L" + inst.imm());
        }
      }
      case EXTRACT32, SEXTRACT32, DEPOSIT32 -> field(i, inst.imm(), 32);
      case EXTRACT64, SEXTRACT64, DEPOSIT64 -> field(i, inst.imm(), 64);
      case CONST32, PC32 -> {
        if (inst.imm() != (int) inst.imm()) {
          throw error(i, inst.imm() + " is not a sign-extended i32");
        }
      }
      case VSHL64, VSHR64, VSAR64, VSHL128, VSHR128, VSAR128 -> {
        lane(i, inst.imm() & 0xff);
        if (inst.imm() >> 8 < 0 || inst.imm() >> 8 >= (inst.imm() & 0xff)) {
          throw error(i, "shift by " + (inst.imm() >> 8));
        }
      }
      case VAND128, VOR128, VXOR128, VNOT128 -> {}
      default -> {
        switch (op.kind) {
          case READ -> slot(i, inst.imm(), op.result);
          case WRITE -> slot(i, inst.imm(), op.args.get(0));
          case LOAD -> memop(i, (int) inst.imm(), op.result);
          case STORE -> memop(i, (int) inst.imm(), op.args.get(1));
          default -> {
            if (op.ordinal() >= Op.VADD64.ordinal()) {
              lane(i, inst.imm());
            }
          }
        }
      }
    }
  }

  private void lane(int i, long lane) {
    if (lane != 8 && lane != 16 && lane != 32 && lane != 64) {
      throw error(i, "lane of " + lane + " bits");
    }
  }

  private void field(int i, long field, int width) {
    if (Bits.length(field) < 1 || Bits.lsb(field) + Bits.length(field) > width) {
      throw error(i, "field of " + Bits.length(field) + " bits from " + Bits.lsb(field));
    }
  }

  private void memop(int i, int memop, Type type) {
    boolean fits = type == Type.V128 ? MemOp.bytes(memop) == 16 : MemOp.bytes(memop) <= type.bytes;
    if (!fits || MemOp.alignment(memop) > 32) {
      throw error(i, "access of " + MemOp.bytes(memop) + " bytes");
    }
  }

  /**
   * An access may cover a slot, an aligned part of it, or several that follow each other without a
   * gap.
   */
  private void slot(int i, long offset, Type type) {
    if (offset < 0 || offset % Math.min(type.bytes, 8) != 0) {
      throw error(i, "no slot at " + offset);
    }
    long end = offset;
    for (Slot slot : layout.slots()) {
      if (slot.offset() <= end && slot.offset() + slot.type().bytes > end) {
        end = slot.offset() + slot.type().bytes;
      }
    }
    if (end < offset + type.bytes) {
      throw error(i, "no " + type.text + " slot at " + offset);
    }
  }

  /** Every label reached with fewer definitions than on another path is looked at again. */
  private void flow() {
    for (int i = 0; i < block.code().size(); i++) {
      Inst inst = block.code().get(i);
      boolean branch = inst.op() == Op.BR || inst.op() == Op.BRNZ || inst.op() == Op.BRZ;
      if (branch && labelAt[(int) inst.imm()] < 0) {
        throw error(i, "L" + inst.imm() + " is not placed");
      }
    }
    if (block.labels() == 0) {
      return;
    }
    BitSet[] at = new BitSet[labelAt.length];
    Deque<Integer> work = new ArrayDeque<>();
    walk(0, new BitSet(), at, work);
    while (!work.isEmpty()) {
      int label = work.pop();
      walk(labelAt[label] + 1, (BitSet) at[label].clone(), at, work);
    }
  }

  private void walk(int from, BitSet defined, BitSet[] at, Deque<Integer> work) {
    for (int i = from; i < block.code().size(); i++) {
      Inst inst = block.code().get(i);
      for (int k = 0; k < inst.argCount(); k++) {
        if (!defined.get(inst.arg(k))) {
          throw error(i, "%" + inst.arg(k) + " is not defined on every path");
        }
      }
      switch (inst.op()) {
        case LABEL -> {
          reach((int) inst.imm(), defined, at, work);
          return;
        }
        case BR -> {
          reach((int) inst.imm(), defined, at, work);
          return;
        }
        case BRNZ, BRZ -> reach((int) inst.imm(), defined, at, work);
        default -> {
          if (inst.dst() >= 0) {
            defined.set(inst.dst());
          }
        }
      }
    }
    if (block.terminal() instanceof Terminal.Branch branch && !defined.get(branch.condition())) {
      throw error(block.code().size(), "%" + branch.condition() + " is not defined on every path");
    }
  }

  private static void reach(int label, BitSet defined, BitSet[] at, Deque<Integer> work) {
    if (at[label] == null) {
      at[label] = (BitSet) defined.clone();
      work.push(label);
      return;
    }
    int before = at[label].cardinality();
    at[label].and(defined);
    if (at[label].cardinality() != before) {
      work.push(label);
    }
  }
}
