package ebb.ir.text;

import ebb.ir.Bits;
import ebb.ir.Block;
import ebb.ir.Inst;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.Slot;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;

/** Writes blocks in the text form that {@link Parser} reads. */
public final class Printer {
  private final StateLayout layout;

  public Printer(StateLayout layout) {
    this.layout = layout;
  }

  /** The whole block, a line for each op. */
  public String print(Block block) {
    StringBuilder out = new StringBuilder();
    out.append(String.format("block 0x%x", block.pc()));
    if (block.key() != 0) {
      out.append(String.format(" key 0x%x", block.key()));
    }
    out.append(" bytes ").append(block.bytes()).append(" {\n");
    for (Inst inst : block.code()) {
      out.append(inst.op() == Op.LABEL ? "" : "  ").append(print(inst)).append('\n');
    }
    return out.append("  ").append(print(block.terminal())).append("\n}\n").toString();
  }

  /** One op, without line end. */
  public String print(Inst inst) {
    Op op = inst.op();
    StringBuilder out = new StringBuilder();
    if (inst.dst() >= 0) {
      out.append('%').append(inst.dst()).append(" = ");
    }
    Syntax syntax = Syntax.of(op);
    if (syntax == Syntax.LABEL) {
      return out.append('L').append(inst.imm()).append(':').toString();
    }
    out.append(op.mnemonic);
    String separator = " ";
    if (syntax == Syntax.SLOT) {
      out.append(separator).append(slot((int) inst.imm()));
      separator = ", ";
    } else if (syntax == Syntax.HELPER) {
      out.append(' ').append(inst.helper().name()).append('(');
      separator = "";
    }
    for (int i = 0; i < inst.argCount(); i++) {
      out.append(separator).append('%').append(inst.arg(i));
      separator = ", ";
    }
    long imm = inst.imm();
    switch (syntax) {
      case INSN -> out.append(String.format(" 0x%x aux %d", imm, inst.a()));
      case TARGET -> out.append(separator).append('L').append(imm);
      case CONSTANT -> out.append(separator).append(imm);
      case MEMORY -> out.append(separator).append(memop((int) imm));
      case FIELD ->
          out.append(separator).append(Bits.lsb(imm)).append(", ").append(Bits.length(imm));
      case LANE -> out.append(separator).append("lane ").append(imm);
      case LANE_SHIFT ->
          out.append(separator).append("lane ").append(imm & 0xff).append(" by ").append(imm >> 8);
      case VARIANT -> out.append(separator).append("variant ").append(imm);
      case HELPER -> out.append(')');
      default -> {}
    }
    return out.toString();
  }

  static String print(Terminal terminal) {
    return switch (terminal) {
      case Terminal.Jump jump -> String.format("jump 0x%x", jump.pc()) + flow(jump.flow());
      case Terminal.Branch branch ->
          String.format(
                  "branch %%%d, 0x%x, 0x%x",
                  branch.condition(), branch.taken(), branch.fallthrough())
              + flow(branch.flow());
      case Terminal.Indirect indirect -> "indirect" + flow(indirect.flow());
      case Terminal.Leave leave -> "leave";
    };
  }

  private static String flow(Terminal.Flow flow) {
    return flow == Terminal.Flow.JUMP ? "" : " " + flow.name().toLowerCase(java.util.Locale.ROOT);
  }

  private String slot(int offset) {
    for (int start = offset; start >= 0 && start > offset - 16; start--) {
      Slot slot = layout.at(start);
      if (slot != null && start + slot.type().bytes > offset) {
        return start == offset ? slot.name() : slot.name() + "+" + (offset - start);
      }
    }
    return "@" + offset;
  }

  static String memop(int memop) {
    return (MemOp.signed(memop) ? "s" : "u")
        + MemOp.bytes(memop) * 8
        + (MemOp.bigEndian(memop) ? " be" : " le")
        + (MemOp.alignment(memop) > 1 ? " align" + MemOp.alignment(memop) : "")
        + " mmu"
        + MemOp.mmuIndex(memop);
  }
}
