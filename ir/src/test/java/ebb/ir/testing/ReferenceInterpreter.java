package ebb.ir.testing;

import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.Inst;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.Type;
import ebb.ir.exec.Eval;
import ebb.ir.exec.Lanes;
import ebb.ir.fp.FloatPair;
import ebb.ir.fp.FpConvert;
import ebb.ir.fp.SoftFloat;
import ebb.ir.guest.Access;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.GuestMemory;
import java.util.List;

/** Executes a block op by op as it is written: what other executors must agree with. */
public final class ReferenceInterpreter {
  private final Block block;
  private final TestVcpu cpu;
  private final long[] low;
  private final long[] high;

  /** How far from its pc the block is executed. */
  private final long moved;

  private ReferenceInterpreter(Block block, TestVcpu cpu) {
    this.block = block;
    this.cpu = cpu;
    low = new long[block.tempTypes().size()];
    high = new long[low.length];
    moved = cpu.pc() - block.pc();
  }

  public static int run(Block block, TestVcpu cpu) {
    return new ReferenceInterpreter(block, cpu).run();
  }

  private int run() {
    List<Inst> code = block.code();
    Inst insn = null;
    try {
      for (int i = 0; i < code.size(); i++) {
        Inst inst = code.get(i);
        switch (inst.op()) {
          case INSN -> {
            insn = inst;
            if (cpu.budget == 0) {
              return stop(insn, Executor.NEXT);
            }
            cpu.budget--;
          }
          case LABEL -> {}
          case BR -> i = find(inst.imm());
          case BRNZ -> i = (int) low[inst.a()] != 0 ? find(inst.imm()) : i;
          case BRZ -> i = (int) low[inst.a()] == 0 ? find(inst.imm()) : i;
          default -> step(inst);
        }
      }
    } catch (GuestFault fault) {
      return stop(insn, Executor.FAULT);
    }
    switch (block.terminal()) {
      case Terminal.Jump jump -> leaveTo(jump.pc());
      case Terminal.Branch branch ->
          leaveTo((int) low[branch.condition()] != 0 ? branch.taken() : branch.fallthrough());
      case Terminal.Indirect indirect -> {}
      case Terminal.Leave leave -> {
        return Executor.LEAVE;
      }
    }
    return Executor.NEXT;
  }

  private int stop(Inst insn, int how) {
    cpu.setPc(insn.imm() + moved);
    cpu.putInt(StateLayout.AUX, insn.a());
    return how;
  }

  private void leaveTo(long pc) {
    cpu.setPc(pc + moved);
    cpu.putInt(StateLayout.AUX, 0);
  }

  private int find(long label) {
    for (int i = 0; i < block.code().size(); i++) {
      if (block.code().get(i).op() == Op.LABEL && block.code().get(i).imm() == label) {
        return i;
      }
    }
    throw new IllegalStateException("no label L" + label);
  }

  private void step(Inst inst) {
    Op op = inst.op();
    int offset = (int) inst.imm();
    long a = inst.a() >= 0 ? low[inst.a()] : 0;
    long b = inst.b() >= 0 ? low[inst.b()] : 0;
    long c = inst.c() >= 0 ? low[inst.c()] : 0;
    switch (op.kind) {
      case READ -> {
        low[inst.dst()] = op == Op.GET32 ? cpu.getInt(offset) : cpu.getLong(offset);
        high[inst.dst()] = op == Op.GET128 ? cpu.getLong(offset + 8) : 0;
      }
      case WRITE -> {
        if (op == Op.PUT32) {
          cpu.putInt(offset, (int) a);
        } else {
          cpu.putLong(offset, a);
        }
        if (op == Op.PUT128) {
          cpu.putLong(offset + 8, high[inst.a()]);
        }
      }
      case LOAD -> load(inst, address(inst), (int) inst.imm());
      case STORE -> store(inst, address(inst), (int) inst.imm());
      case CALL -> {
        long result = inst.helper().fn().call(cpu, a, b, c, inst.d() >= 0 ? low[inst.d()] : 0);
        if (inst.dst() >= 0) {
          low[inst.dst()] = op == Op.CALL32 ? (int) result : result;
        }
      }
      case FLOAT -> low[inst.dst()] = floating(inst, a, b, c);
      default -> pure(inst, a, b, c);
    }
  }

  private long floating(Inst inst, long a, long b, long c) {
    int v = (int) inst.imm();
    return switch (inst.op()) {
      case FADD32 -> SoftFloat.add32(cpu, (int) a, (int) b, v);
      case FSUB32 -> SoftFloat.sub32(cpu, (int) a, (int) b, v);
      case FMUL32 -> SoftFloat.mul32(cpu, (int) a, (int) b, v);
      case FDIV32 -> SoftFloat.div32(cpu, (int) a, (int) b, v);
      case FSQRT32 -> SoftFloat.sqrt32(cpu, (int) a, v);
      case FMA32 -> SoftFloat.fma32(cpu, (int) a, (int) b, (int) c, v);
      case FCMP32 -> SoftFloat.cmp32(cpu, (int) a, (int) b, v);
      case FADD64 -> SoftFloat.add64(cpu, a, b, v);
      case FSUB64 -> SoftFloat.sub64(cpu, a, b, v);
      case FMUL64 -> SoftFloat.mul64(cpu, a, b, v);
      case FDIV64 -> SoftFloat.div64(cpu, a, b, v);
      case FSQRT64 -> SoftFloat.sqrt64(cpu, a, v);
      case FMA64 -> SoftFloat.fma64(cpu, a, b, c, v);
      case FCMP64 -> SoftFloat.cmp64(cpu, a, b, v);
      case FCVT32TO64 -> SoftFloat.cvt32to64(cpu, (int) a, v);
      case FCVT64TO32 -> SoftFloat.cvt64to32(cpu, a, v);
      case FCVTS64TO32 -> FpConvert.fromFixed32(cpu, a, false, 0, v);
      case FCVTS64TO64 -> FpConvert.fromFixed64(cpu, a, false, 0, v);
      case FCVT32TOS32 -> FpConvert.toFixed32(cpu, (int) a, 32, false, 0, v);
      case FCVT32TOU32 -> (int) FpConvert.toFixed32(cpu, (int) a, 32, true, 0, v);
      case FCVT64TOS32 -> FpConvert.toFixed64(cpu, a, 32, false, 0, v);
      case FCVT64TOU32 -> (int) FpConvert.toFixed64(cpu, a, 32, true, 0, v);
      case VFADD64 -> FloatPair.add(cpu, a, b, v);
      case VFMUL64 -> FloatPair.mul(cpu, a, b, v);
      case VFMLA64 -> FloatPair.mla(cpu, a, b, c, v);
      case VFMAX64 -> FloatPair.max(cpu, a, b, v);
      case VFMIN64 -> FloatPair.min(cpu, a, b, v);
      case VFSETEQ64 -> FloatPair.seteq(cpu, a, b, v);
      case VFSETGE64 -> FloatPair.setge(cpu, a, b, v);
      case VFSETGT64 -> FloatPair.setgt(cpu, a, b, v);
      default -> throw new IllegalStateException(inst.op().mnemonic);
    };
  }

  private void pure(Inst inst, long a, long b, long c) {
    Op op = inst.op();
    int dst = inst.dst();
    int imm = (int) inst.imm();
    if (Eval.knows(op)) {
      low[dst] = Eval.eval(op, inst.imm(), a, b, c);
      return;
    }
    long a1 = inst.a() >= 0 ? high[inst.a()] : 0;
    long b1 = inst.b() >= 0 ? high[inst.b()] : 0;
    switch (op) {
      case CONST32, CONST64 -> low[dst] = inst.imm();
      case PC32 -> low[dst] = (int) (inst.imm() + moved);
      case LOW128 -> low[dst] = a;
      case HIGH128 -> low[dst] = a1;
      case CONCAT128 -> set(dst, a, b);
      case SELECT128 -> set(dst, (int) a != 0 ? b : c, (int) a != 0 ? b1 : high[inst.c()]);
      case VADD128 -> set(dst, Lanes.add(imm, a, b), Lanes.add(imm, a1, b1));
      case VSUB128 -> set(dst, Lanes.sub(imm, a, b), Lanes.sub(imm, a1, b1));
      case VMUL128 -> set(dst, Lanes.mul(imm, a, b), Lanes.mul(imm, a1, b1));
      case VAND128 -> set(dst, a & b, a1 & b1);
      case VOR128 -> set(dst, a | b, a1 | b1);
      case VXOR128 -> set(dst, a ^ b, a1 ^ b1);
      case VNOT128 -> set(dst, ~a, ~a1);
      case VSETEQ128 -> set(dst, Lanes.seteq(imm, a, b), Lanes.seteq(imm, a1, b1));
      case VSETGTS128 -> set(dst, Lanes.setgts(imm, a, b), Lanes.setgts(imm, a1, b1));
      case VSETGTU128 -> set(dst, Lanes.setgtu(imm, a, b), Lanes.setgtu(imm, a1, b1));
      case VSHL128 -> set(dst, Lanes.shl(imm, a), Lanes.shl(imm, a1));
      case VSHR128 -> set(dst, Lanes.shr(imm, a), Lanes.shr(imm, a1));
      case VSAR128 -> set(dst, Lanes.sar(imm, a), Lanes.sar(imm, a1));
      default -> throw new IllegalStateException(op.mnemonic);
    }
  }

  private void set(int dst, long l, long h) {
    low[dst] = l;
    high[dst] = h;
  }

  private long address(Inst inst) {
    long a = low[inst.a()];
    return block.tempTypes().get(inst.a()) == Type.I32 ? a & 0xffff_ffffL : a;
  }

  private void load(Inst inst, long va, int memop) {
    if (inst.op() != Op.LOAD128) {
      long value = cpu.memory.load(cpu, va, memop);
      low[inst.dst()] = inst.op() == Op.LOAD32 ? (int) value : value;
      return;
    }
    check128(va, memop, Access.READ);
    int half = GuestMemory.half(MemOp.aligned(memop, 1));
    boolean swap = MemOp.bigEndian(memop);
    low[inst.dst()] = cpu.memory.load(cpu, swap ? va + 8 : va, half);
    high[inst.dst()] = cpu.memory.load(cpu, swap ? va : va + 8, half);
  }

  private void store(Inst inst, long va, int memop) {
    if (inst.op() != Op.STORE128) {
      cpu.memory.store(cpu, va, low[inst.b()], memop);
      return;
    }
    check128(va, memop, Access.WRITE);
    int half = GuestMemory.half(MemOp.aligned(memop, 1));
    boolean swap = MemOp.bigEndian(memop);
    cpu.memory.store(cpu, swap ? va + 8 : va, low[inst.b()], half);
    cpu.memory.store(cpu, swap ? va : va + 8, high[inst.b()], half);
  }

  private void check128(long va, int memop, Access access) {
    if ((va & MemOp.alignment(memop) - 1) != 0) {
      throw cpu.alignmentFault(va, access);
    }
    cpu.memory.probe(cpu, va, 16, access, MemOp.mmuIndex(memop));
  }
}
