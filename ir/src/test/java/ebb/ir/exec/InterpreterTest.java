package ebb.ir.exec;

import static ebb.ir.testing.TestLayout.r;
import static ebb.ir.testing.TestLayout.x;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.Block;
import ebb.ir.Emitter;
import ebb.ir.Executor;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.testing.FlatMemory;
import ebb.ir.testing.TestLayout;
import ebb.ir.testing.TestVcpu;
import org.junit.jupiter.api.Test;

class InterpreterTest {
  private final FlatMemory memory = new FlatMemory(0x1000, 0x4000);
  private final TestVcpu cpu = new TestVcpu(TestLayout.LAYOUT, memory);

  private int run(Block block, int budget) {
    cpu.budget = budget;
    cpu.limit = budget;
    cpu.setPc(block.pc());
    return Interpreter.of(block).run(cpu);
  }

  /** r0 += r1; r1 = [r0 + 4]; r2 = r2 - 1; branch. */
  private static Block counting() {
    Emitter e = new Emitter(0x100, 0);
    e.insn(0x100, 0);
    e.put32(r(0), e.op(Op.ADD32, e.get32(r(0)), e.get32(r(1))));
    e.insn(0x104, 7);
    int address = e.op(Op.ADD32, e.get32(r(0)), e.const32(4));
    e.put32(r(1), e.load32(address, MemOp.of(4, 0)));
    e.insn(0x108, 0);
    int left = e.op(Op.SUB32, e.get32(r(2)), e.const32(1));
    e.put32(r(2), left);
    int more = e.op(Op.SETNE32, left, e.const32(0));
    return e.finish(new Terminal.Branch(more, 0x100, 0x10c, Terminal.Flow.JUMP), 12);
  }

  @Test
  void runsAndBranches() {
    cpu.putInt(r(0), 0x1000);
    cpu.putInt(r(1), 0x10);
    cpu.putInt(r(2), 2);
    memory.store(cpu, 0x1014, 99, MemOp.of(4, 0));
    cpu.putInt(StateLayout.AUX, 3);
    assertThat(run(counting(), 10)).isEqualTo(Executor.NEXT);
    assertThat(cpu.getInt(r(0))).isEqualTo(0x1010);
    assertThat(cpu.getInt(r(1))).isEqualTo(99);
    assertThat(cpu.getInt(r(2))).isEqualTo(1);
    assertThat(cpu.pc()).isEqualTo(0x100);
    assertThat(cpu.getInt(StateLayout.AUX)).isZero();
    assertThat(cpu.budget).isEqualTo(7);
  }

  @Test
  void leavesWhereTheBudgetEnds() {
    cpu.putInt(r(1), 5);
    assertThat(run(counting(), 1)).isEqualTo(Executor.NEXT);
    assertThat(cpu.budget).isZero();
    assertThat(cpu.pc()).isEqualTo(0x104);
    assertThat(cpu.getInt(StateLayout.AUX)).isEqualTo(7);
    assertThat(cpu.getInt(r(0))).isEqualTo(5);
  }

  @Test
  void faultKeepsTheTickAndNamesTheInstruction() {
    cpu.putInt(r(1), 5);
    assertThat(run(counting(), 10)).isEqualTo(Executor.FAULT);
    assertThat(cpu.budget).isEqualTo(8);
    assertThat(cpu.pc()).isEqualTo(0x104);
    assertThat(cpu.getInt(StateLayout.AUX)).isEqualTo(7);
    assertThat(cpu.getInt(r(1))).isEqualTo(5);
    assertThat(cpu.faultAddress).isEqualTo(9);
  }

  @Test
  void swapsSlotsThatBothStayInPlace() {
    Emitter e = new Emitter(0, 0);
    e.insn(0, 0);
    int a = e.get32(r(0));
    int b = e.get32(r(1));
    e.put32(r(0), b);
    e.put32(r(1), a);
    int c = e.get64(x(0));
    e.put64(x(0), e.op(Op.ADD64, c, e.const64(1)));
    e.put64(x(1), c);
    cpu.putInt(r(0), 1);
    cpu.putInt(r(1), 2);
    cpu.putLong(x(0), 10);
    run(e.finish(new Terminal.Leave(), 4), 1);
    assertThat(cpu.getInt(r(0))).isEqualTo(2);
    assertThat(cpu.getInt(r(1))).isEqualTo(1);
    assertThat(cpu.getLong(x(0))).isEqualTo(11);
    assertThat(cpu.getLong(x(1))).isEqualTo(10);
  }

  @Test
  void helperCanCutTheBudget() {
    Emitter e = new Emitter(0, 0);
    e.insn(0, 0);
    e.call(TestLayout.CUT);
    e.insn(4, 0);
    e.put32(r(0), e.const32(1));
    assertThat(run(e.finish(new Terminal.Leave(), 8), 50)).isEqualTo(Executor.NEXT);
    assertThat(cpu.budget).isZero();
    assertThat(cpu.limit).isEqualTo(1);
    assertThat(cpu.pc()).isEqualTo(4);
    assertThat(cpu.getInt(r(0))).isZero();
  }

  @Test
  void loopsInsideABlockWithoutTakingTicks() {
    Emitter e = new Emitter(0, 0);
    e.insn(0, 0);
    int loop = e.label();
    e.place(loop);
    int left = e.op(Op.SUB32, e.get32(r(0)), e.const32(1));
    e.put32(r(0), left);
    e.put32(r(1), e.op(Op.ADD32, e.get32(r(1)), e.const32(3)));
    e.brnz(left, loop);
    cpu.putInt(r(0), 1000);
    assertThat(run(e.finish(new Terminal.Leave(), 2), 5)).isEqualTo(Executor.LEAVE);
    assertThat(cpu.getInt(r(1))).isEqualTo(3000);
    assertThat(cpu.budget).isEqualTo(4);
  }
}
