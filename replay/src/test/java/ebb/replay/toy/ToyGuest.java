package ebb.replay.toy;

import ebb.ir.Block;
import ebb.ir.Emitter;
import ebb.ir.Helper;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.Terminal.Flow;
import ebb.ir.Type;
import ebb.ir.guest.Guest;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Host;
import ebb.ir.guest.Vcpu;
import java.util.List;
import java.util.Map;

/**
 * The smallest guest that can be recorded: eight registers, ten instructions of four bytes {@code
 * op | a << 8 | imm << 16}.
 */
public final class ToyGuest implements Guest {
  public static final int LI = 1;
  public static final int ADD = 2;
  public static final int ADDI = 3;
  public static final int LD = 4;
  public static final int ST = 5;
  public static final int BNZ = 6;
  public static final int JMP = 7;
  public static final int WFI = 8;
  public static final int SHL = 9;
  public static final int ANDI = 10;

  static final StateLayout LAYOUT = new StateLayout();
  static final int[] R = new int[8];

  static {
    for (int i = 0; i < 8; i++) {
      R[i] = LAYOUT.add("r" + i, Type.I32, i);
    }
  }

  public static int insn(int op, int a, int imm) {
    return op | a << 8 | imm << 16;
  }

  @Override
  public String name() {
    return "toy";
  }

  @Override
  public StateLayout layout() {
    return LAYOUT;
  }

  @Override
  public List<Helper> helpers() {
    return List.of();
  }

  @Override
  public Vcpu newVcpu(
      int index, String model, long state, long tlb, GuestMemory memory, Host host) {
    return new ToyVcpu(index, LAYOUT, state, tlb, memory, host);
  }

  @Override
  public Block translate(CodeReader code, long start, int key, int most, long limit) {
    Emitter e = new Emitter(start, key);
    long pc = start;
    int mem = MemOp.of(4, 0);
    while (true) {
      int insn = code.u32(pc);
      int a = R[insn >> 8 & 7];
      int imm = insn >> 16;
      int b = R[imm & 7];
      e.insn(pc, 0);
      pc += 4;
      int bytes = (int) (pc - start);
      switch (insn & 0xff) {
        case LI -> e.put32(a, e.const32(imm));
        case ADD -> e.put32(a, e.op(Op.ADD32, e.get32(a), e.get32(b)));
        case ADDI -> e.put32(a, e.op(Op.ADD32, e.get32(a), e.const32(imm)));
        case ANDI -> e.put32(a, e.op(Op.AND32, e.get32(a), e.const32(imm)));
        case SHL -> e.put32(a, e.op(Op.SHL32, e.get32(a), e.const32(imm)));
        case LD -> e.put32(a, e.load32(e.get32(b), mem));
        case ST -> e.store32(e.get32(b), e.get32(a), mem);
        case BNZ -> {
          return e.finish(new Terminal.Branch(e.get32(a), imm * 4L, pc, Flow.JUMP), bytes);
        }
        case JMP -> {
          return e.finish(new Terminal.Jump(imm * 4L, Flow.JUMP), bytes);
        }
        case WFI -> {
          e.put32(StateLayout.HALTED, e.const32(1));
          e.put64(StateLayout.PC, e.const64(pc));
          return e.finish(new Terminal.Leave(), bytes);
        }
        default -> throw new IllegalStateException("toy op " + insn + " at " + (pc - 4));
      }
      if (e.instructions() == most || pc >= limit) {
        return e.finish(new Terminal.Jump(pc, Flow.JUMP), bytes);
      }
    }
  }

  @Override
  public boolean movable(int key) {
    return false;
  }

  @Override
  public Disassembly disassemble(CodeReader code, long pc, int key) {
    return new Disassembly(Integer.toHexString(code.u32(pc)), 4, key);
  }

  @Override
  public Map<String, String> gdbDescription() {
    return Map.of();
  }
}
