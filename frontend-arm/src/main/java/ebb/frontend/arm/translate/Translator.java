package ebb.frontend.arm.translate;

import static ebb.frontend.arm.ArmState.CF;
import static ebb.frontend.arm.ArmState.NF;
import static ebb.frontend.arm.ArmState.VF;
import static ebb.frontend.arm.ArmState.ZF;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.ir.Emitter;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.Terminal.Flow;

/**
 * What handlers work with: the emitter, the instruction they are at, registers and flags as temps,
 * and the ways to end the block.
 *
 * <p>The condition of an instruction is emitted around its handler. A temp defined by a handler
 * must not be used by a later one, since it may have been skipped.
 */
public final class Translator {
  /** Condition AL. */
  public static final int ALWAYS = 14;

  public final Emitter ir;
  public final SystemInstructions system;

  /** The FLAGS slot, constant within a block. */
  public final int flags;

  /** True in T32 state. */
  public final boolean thumb;

  private int pc;
  private int length;
  private int bits;
  private int condition;
  private int itState;
  private int nextIt;
  private int auxSlot;
  private Terminal terminal;
  private boolean stateRestored;
  private Compared compared;
  private Relation floatsCompared;

  /** The comparison that flags describe. */
  private sealed interface Compared {}

  /** Of two integers. */
  private record Integers(int a, int b) implements Compared {}

  /** Of two floating-point numbers: the temp is 0 if equal, 1 less, 2 greater, 3 unordered. */
  private record Relation(int temp) implements Compared {}

  Translator(Emitter ir, SystemInstructions system, int key) {
    this.ir = ir;
    this.system = system;
    flags = key & 0xffffff;
    thumb = (flags & ArmState.THUMB) != 0;
    itState = key >>> 24;
    auxSlot = itState;
  }

  // ---- the instruction ------------------------------------------------------------------------

  /** Address of the instruction. */
  public int pc() {
    return pc;
  }

  /** Address of the next instruction in memory. */
  public int nextPc() {
    return pc + length;
  }

  /** The instruction's bits; T32 32-bit instructions have the first halfword on top. */
  public int bits() {
    return bits;
  }

  /** The value that reading R15 yields. */
  public int pcValue() {
    return pc + (thumb ? 4 : 8);
  }

  /** The instruction's condition; {@link #ALWAYS} if it has none. */
  public int condition() {
    return condition;
  }

  public boolean user() {
    return (flags & ArmState.USER) != 0;
  }

  /** True inside an IT block. */
  public boolean inIt() {
    return (itState & 15) != 0;
  }

  /** True if this is the last instruction of an IT block. */
  public boolean lastInIt() {
    return (itState & 15) == 8;
  }

  int itState() {
    return itState;
  }

  /** Starts an IT block after this instruction. */
  void startIt(int state) {
    nextIt = state;
  }

  /** ITAdvance: the state after an instruction that does not start an IT block. A2.5.2. */
  static int advanceIt(int state) {
    return (state & 7) == 0 ? 0 : state & 0xe0 | state << 1 & 0x1f;
  }

  void begin(int address, int instruction, int bytes) {
    pc = address;
    bits = instruction;
    length = bytes;
    ir.insn(address & 0xffffffffL, itState);
    condition = inIt() ? itState >> 4 : thumb ? ALWAYS : instruction >>> 28;
    if (condition == 15) {
      condition = ALWAYS;
    }
    nextIt = advanceIt(itState);
  }

  /** Emits the instruction that {@link #begin} announced. */
  void emit(Handler handler, Encoding<Handler> e) {
    if (condition == ALWAYS || handler instanceof Handler.Conditional) {
      handler.translate(this, e);
      putIt();
    } else {
      emitConditionally(handler, e);
    }
    itState = nextIt;
  }

  private void emitConditionally(Handler handler, Encoding<Handler> e) {
    int holds = conditionHolds(condition);
    int skip = ir.label();
    Compared before = compared;
    Relation floatsBefore = floatsCompared;
    ir.brz(holds, skip);
    handler.translate(this, e);
    if (compared != before) {
      compared = null;
    }
    if (floatsCompared != floatsBefore) {
      floatsCompared = null;
    }
    switch (terminal) {
      case null -> ir.place(skip);
      case Terminal.Jump jump -> {
        ir.place(skip);
        terminal = new Terminal.Branch(holds, jump.pc(), unsigned(nextPc()), jump.flow());
        putIt();
      }
      default -> {
        int end = ir.label();
        putIt();
        ir.br(end);
        ir.place(skip);
        putPc(wideAddress(nextPc()));
        stateRestored = false;
        putIt();
        ir.place(end);
      }
    }
  }

  /** Brings the AUX slot up to date where the block ends. */
  private void putIt() {
    if (terminal == null || stateRestored) {
      return;
    }
    boolean constant = terminal instanceof Terminal.Jump || terminal instanceof Terminal.Branch;
    int next = constant ? 0 : nextIt;
    if (auxSlot != next) {
      ir.put32(StateLayout.AUX, ir.const32(next));
    }
  }

  boolean ended() {
    return terminal != null;
  }

  /** The terminal of a block that ends before the instruction at {@code next}. */
  Terminal finish(int next) {
    if (terminal != null) {
      return terminal;
    }
    if (auxSlot != itState) {
      ir.put32(StateLayout.AUX, ir.const32(itState));
    }
    if (itState == 0) {
      return new Terminal.Jump(unsigned(next), Flow.JUMP);
    }
    putPc(wideAddress(next));
    return new Terminal.Indirect(Flow.JUMP);
  }

  // ---- registers ------------------------------------------------------------------------------

  /**
   * An address that follows from the instruction's own, as a temp. User code moves: each process
   * may have it elsewhere.
   */
  public int address(int value) {
    return ArmState.movable(flags) ? ir.pc32(value) : ir.const32(value);
  }

  private int wideAddress(int value) {
    return ArmState.movable(flags)
        ? ir.op(Op.ZEXT64, ir.pc32(value))
        : ir.const64(value & 0xffff_ffffL);
  }

  /** R0 to R15 as a temp. */
  public int reg(int n) {
    return n == 15 ? address(pcValue()) : ir.get32(ArmState.r(n));
  }

  /** The base register of a literal: R15 rounded down to a word. */
  public int base(int n) {
    return n == 15 ? address(pcValue() & ~3) : ir.get32(ArmState.r(n));
  }

  /** Writes R0 to R14. Where only those are predictable, a write to R15 does nothing. */
  public void setReg(int n, int value) {
    if (n != 15) {
      ir.put32(ArmState.r(n), value);
    }
  }

  /** The result of a data-processing instruction: R15 branches (ALUWritePC). */
  public void setResult(int n, int value) {
    if (n == 15) {
      aluWritePc(value);
    } else {
      setReg(n, value);
    }
  }

  /** A loaded value: R15 branches (LoadWritePC). */
  public void setLoaded(int n, int value, Flow flow) {
    if (n == 15) {
      bxWritePc(value, flow);
    } else {
      setReg(n, value);
    }
  }

  // ---- flags ----------------------------------------------------------------------------------

  /** C as 0 or 1. */
  public int carry() {
    return ir.get32(CF);
  }

  public void setCarry(int zeroOrOne) {
    compared = null;
    ir.put32(CF, zeroOrOne);
  }

  /** N and Z of a result. */
  public void setNz(int result) {
    compared = null;
    ir.put32(NF, result);
    ir.put32(ZF, result);
  }

  /** N in the sign bit of the one, Z where the other is zero. */
  public void setNz(int negative, int zero) {
    compared = null;
    ir.put32(NF, negative);
    ir.put32(ZF, zero);
  }

  /** V in the sign bit. */
  public void setOverflow(int signBit) {
    compared = null;
    ir.put32(VF, signBit);
  }

  /** Notes that the flags just put are those of {@code a - b}. */
  void comparing(int a, int b) {
    compared = new Integers(a, b);
  }

  /** Notes that flags changed behind the translator's back, in a helper. */
  public void flagsChanged() {
    compared = null;
  }

  /** NZCV in bits 31 to 28, the other bits zero. */
  public int nzcv() {
    int n = ir.op(Op.AND32, ir.get32(NF), ir.const32(1 << 31));
    int z = ir.op(Op.SETEQ32, ir.get32(ZF), ir.const32(0));
    int v = ir.op(Op.SHR32, ir.get32(VF), ir.const32(31));
    int nz = ir.deposit32(n, z, 30, 1);
    return ir.deposit32(ir.deposit32(nz, carry(), 29, 1), v, 28, 1);
  }

  /** Sets NZCV from bits 31 to 28. */
  public void setNzcv(int value) {
    setNz(value, ir.op(Op.XOR32, ir.extract32(value, 30, 1), ir.const32(1)));
    setCarry(ir.extract32(value, 29, 1));
    setOverflow(ir.op(Op.SHL32, value, ir.const32(3)));
  }

  /** Notes that the flags just put in FPSCR are those of this relation. */
  public void comparingFloats(int relation) {
    floatsCompared = new Relation(relation);
  }

  /** Notes that FPSCR has been written. */
  public void floatFlagsChanged() {
    floatsCompared = null;
  }

  /** Sets NZCV from FPSCR. */
  public void takeFloatFlags() {
    if (floatsCompared == null) {
      setNzcv(ir.get32(ArmState.FPSCR_NZCV));
      return;
    }
    int relation = floatsCompared.temp;
    int sign = ir.const32(31);
    setNz(ir.op(Op.SHL32, ir.op(Op.SETEQ32, relation, ir.const32(1)), sign), relation);
    setCarry(ir.op(Op.SETNE32, relation, ir.const32(1)));
    setOverflow(ir.op(Op.SHL32, ir.op(Op.SETEQ32, relation, ir.const32(3)), sign));
    compared = floatsCompared;
  }

  /** A temp that is not zero iff the condition (0 to 13) holds. */
  public int conditionHolds(int cond) {
    return switch (compared) {
      case Integers integers when cond < 4 || cond >= 8 -> comparison(integers, cond);
      case Relation relation -> comparison(relation.temp, cond);
      case null, default -> fromFlags(cond);
    };
  }

  private int fromFlags(int cond) {
    int zero = ir.const32(0);
    return switch (cond) {
      case 0 -> ir.op(Op.SETEQ32, ir.get32(ZF), zero);
      case 1 -> ir.op(Op.SETNE32, ir.get32(ZF), zero);
      case 2 -> carry();
      case 3 -> ir.op(Op.SETEQ32, carry(), zero);
      case 4 -> ir.op(Op.SETLTS32, ir.get32(NF), zero);
      case 5 -> ir.op(Op.SETLES32, zero, ir.get32(NF));
      case 6 -> ir.op(Op.SETLTS32, ir.get32(VF), zero);
      case 7 -> ir.op(Op.SETLES32, zero, ir.get32(VF));
      case 8 -> ir.op(Op.AND32, carry(), ir.op(Op.SETNE32, ir.get32(ZF), zero));
      case 9 ->
          ir.op(Op.OR32, ir.op(Op.SETEQ32, carry(), zero), ir.op(Op.SETEQ32, ir.get32(ZF), zero));
      case 10 -> ir.op(Op.SETLES32, zero, nXorV());
      case 11 -> ir.op(Op.SETLTS32, nXorV(), zero);
      case 12 ->
          ir.op(Op.AND32, ir.op(Op.SETNE32, ir.get32(ZF), zero), ir.op(Op.SETLES32, zero, nXorV()));
      case 13 ->
          ir.op(Op.OR32, ir.op(Op.SETEQ32, ir.get32(ZF), zero), ir.op(Op.SETLTS32, nXorV(), zero));
      default -> throw new IllegalArgumentException("condition " + cond);
    };
  }

  private int comparison(Integers integers, int cond) {
    int a = integers.a;
    int b = integers.b;
    return switch (cond) {
      case 0 -> ir.op(Op.SETEQ32, a, b);
      case 1 -> ir.op(Op.SETNE32, a, b);
      case 2 -> ir.op(Op.SETLEU32, b, a);
      case 3 -> ir.op(Op.SETLTU32, a, b);
      case 8 -> ir.op(Op.SETLTU32, b, a);
      case 9 -> ir.op(Op.SETLEU32, a, b);
      case 10 -> ir.op(Op.SETLES32, b, a);
      case 11 -> ir.op(Op.SETLTS32, a, b);
      case 12 -> ir.op(Op.SETLTS32, b, a);
      default -> ir.op(Op.SETLES32, a, b);
    };
  }

  private int comparison(int relation, int cond) {
    return switch (cond) {
      case 0 -> ir.op(Op.SETEQ32, relation, ir.const32(0));
      case 1 -> ir.op(Op.SETNE32, relation, ir.const32(0));
      case 2, 5 -> ir.op(Op.SETNE32, relation, ir.const32(1));
      case 3, 4 -> ir.op(Op.SETEQ32, relation, ir.const32(1));
      case 6 -> ir.op(Op.SETEQ32, relation, ir.const32(3));
      case 7 -> ir.op(Op.SETNE32, relation, ir.const32(3));
      case 8 -> ir.op(Op.SETLES32, ir.const32(2), relation);
      case 9 -> ir.op(Op.SETLTS32, relation, ir.const32(2));
      case 10 -> ir.op(Op.SETEQ32, ir.op(Op.AND32, relation, ir.const32(1)), ir.const32(0));
      case 11 -> ir.op(Op.AND32, relation, ir.const32(1));
      case 12 -> ir.op(Op.SETEQ32, relation, ir.const32(2));
      default -> ir.op(Op.SETNE32, relation, ir.const32(2));
    };
  }

  private int nXorV() {
    return ir.op(Op.XOR32, ir.get32(NF), ir.get32(VF));
  }

  // ---- memory ---------------------------------------------------------------------------------

  /** An ordinary data access of 1, 2, 4 or 8 bytes at the current privilege. */
  public int memop(int bytes) {
    return memop(bytes, user() ? 1 : 0);
  }

  /** As {@link #memop(int)}, unprivileged (LDRT, STRT). */
  public int unprivilegedMemop(int bytes) {
    return memop(bytes, 1);
  }

  /** An access that must be aligned to its size whatever SCTLR.A says. */
  public int alignedMemop(int bytes) {
    return MemOp.aligned(memop(bytes), bytes);
  }

  private int memop(int bytes, int mmuIndex) {
    int memop = MemOp.of(bytes, mmuIndex);
    if ((flags & ArmState.BIG_ENDIAN) != 0) {
      memop |= MemOp.BIG_ENDIAN;
    }
    return (flags & ArmState.ALIGN) != 0 ? MemOp.aligned(memop, bytes) : memop;
  }

  // ---- ends of the block ------------------------------------------------------------------------

  /** Branches to a constant address in the current instruction set. */
  public void jump(int target, Flow flow) {
    terminal = new Terminal.Jump(unsigned(target), flow);
  }

  /** Branches if the temp is not zero. For {@link Handler.Conditional} handlers. */
  void branch(int holds, int target, Flow flow) {
    terminal = new Terminal.Branch(holds, unsigned(target), unsigned(nextPc()), flow);
  }

  /** BXWritePC: bit 0 of the temp selects the instruction set. */
  public void bxWritePc(int target, Flow flow) {
    int bit = ir.op(Op.AND32, target, ir.const32(1));
    ir.put32(StateLayout.FLAGS, ir.op(Op.OR32, ir.const32(flags & ~ArmState.THUMB), bit));
    putPc(ir.op(Op.ZEXT64, ir.op(Op.AND32, target, ir.const32(~1))));
    terminal = new Terminal.Indirect(flow);
  }

  /** BranchWritePC: stays in the current instruction set. */
  public void branchWritePc(int target, Flow flow) {
    putPc(ir.op(Op.ZEXT64, ir.op(Op.AND32, target, ir.const32(thumb ? ~1 : ~3))));
    terminal = new Terminal.Indirect(flow);
  }

  /** ALUWritePC: interworks in A32 state only. */
  public void aluWritePc(int target) {
    if (thumb) {
      branchWritePc(target, Flow.JUMP);
    } else {
      bxWritePc(target, Flow.JUMP);
    }
  }

  /** Branches to a constant address in the instruction set given. */
  public void exchange(int target, boolean toThumb, Flow flow) {
    if (toThumb == thumb) {
      jump(target, flow);
      return;
    }
    ir.put32(StateLayout.FLAGS, ir.const32(flags ^ ArmState.THUMB));
    putPc(wideAddress(target));
    terminal = new Terminal.Indirect(flow);
  }

  /** Ends the block after this instruction, through the CPU loop. */
  public void leave() {
    putPc(wideAddress(nextPc()));
    terminal = new Terminal.Leave();
  }

  /** Ends the block, through the CPU loop; a helper has set PC, FLAGS and AUX. */
  public void leaveRestored() {
    stateRestored = true;
    terminal = new Terminal.Leave();
  }

  /** The Undefined Instruction exception. */
  public void undefined() {
    system.undefined(this);
    leave();
  }

  void unalignedPc() {
    system.unalignedPc(this);
    leave();
  }

  private void putPc(int pc64) {
    ir.put64(StateLayout.PC, pc64);
  }

  private static long unsigned(int address) {
    return address & 0xffffffffL;
  }
}
