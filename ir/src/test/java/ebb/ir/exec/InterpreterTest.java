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
import ebb.ir.guest.GuestMemory;
import ebb.ir.testing.FlatMemory;
import ebb.ir.testing.TestLayout;
import ebb.ir.testing.TestVcpu;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterpreterTest {
  private static final long TLB =
      Arena.global().allocate(GuestMemory.MMU_INDEXES * 3 * GuestMemory.TABLE_BYTES, 8).address();

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

  private static Interpreter putting(int value) {
    Emitter e = new Emitter(0x100, 0);
    e.insn(0x100, 0);
    e.put32(r(0), e.const32(value));
    return Interpreter.of(e.finish(new Terminal.Jump(0x200, Terminal.Flow.JUMP), 4));
  }

  @Test
  void becomesAnotherOne() {
    Interpreter interpreter = putting(1);
    interpreter.link(Interpreter.DIRECTLY, 0x100, 0, interpreter, 0x200, 0);
    assertThat(interpreter.linked(Interpreter.DIRECTLY, 0x100, 0, 0x200)).isSameAs(interpreter);
    interpreter.become(putting(2));
    assertThat(interpreter.linked(Interpreter.DIRECTLY, 0x100, 0, 0x200)).isNull();
    cpu.setPc(0x100);
    cpu.budget = 10;
    cpu.limit = 10;
    assertThat(interpreter.run(cpu)).isEqualTo(Executor.NEXT);
    assertThat(cpu.getInt(r(0))).isEqualTo(2);
    assertThat(cpu.budget).isEqualTo(9);
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

  /** Loads words from what r0 says on into the slots from it on, and adds to r0. */
  private static Block loads(int words) {
    Emitter e = new Emitter(0, 0);
    e.insn(0, 0);
    int base = e.get32(r(0));
    int[] loaded = new int[words];
    for (int i = 0; i < words; i++) {
      loaded[i] = e.load32(e.op(Op.ADD32, base, e.const32(4 * i)), MemOp.of(4, 0));
    }
    e.put32(r(0), e.op(Op.ADD32, base, e.const32(4 * words)));
    for (int i = 0; i < words; i++) {
      e.put32(r(1) + 4 * i, loaded[i]);
    }
    return e.finish(new Terminal.Leave(), 4);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void loadsAllWordsOrNone(boolean throughTlb) {
    TestVcpu loader = throughTlb ? cpuWithTlb() : cpu;
    for (int words = 1; words <= 20; words++) {
      for (int there = 0; there <= words; there++) {
        // The first words that are not there lie beyond the end of memory.
        int from = 0x5000 - 4 * there;
        for (int i = 0; i < there; i++) {
          memory.store(loader, from + 4 * i, 100 + i, MemOp.of(4, 0));
        }
        loader.putInt(r(0), from);
        for (int i = 0; i < words; i++) {
          loader.putInt(r(1) + 4 * i, i);
        }
        loader.budget = 1;
        loader.setPc(0);
        int left = Interpreter.of(loads(words)).run(loader);
        boolean all = there == words;
        assertThat(left).isEqualTo(all ? Executor.LEAVE : Executor.FAULT);
        assertThat(loader.getInt(r(0))).isEqualTo(all ? from + 4 * words : from);
        for (int i = 0; i < words; i++) {
          assertThat(loader.getInt(r(1) + 4 * i)).isEqualTo(all ? 100 + i : i);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void storesWordsUpToTheOneThatFaults(boolean throughTlb) {
    TestVcpu storer = throughTlb ? cpuWithTlb() : cpu;
    for (int words = 1; words <= 20; words++) {
      Emitter e = new Emitter(0, 0);
      e.insn(0, 0);
      int base = e.get32(r(0));
      int start = e.op(Op.SUB32, base, e.const32(4 * words));
      for (int i = 0; i < words; i++) {
        int at = e.op(Op.ADD32, base, e.const32(4 * (i - words)));
        e.store32(at, e.get32(r(1) + 4 * i), MemOp.of(4, 0));
      }
      e.put32(r(0), start);
      Interpreter stores = Interpreter.of(e.finish(new Terminal.Leave(), 4));
      for (int there = 0; there <= words; there++) {
        int from = 0x5000 - 4 * there;
        storer.putInt(r(0), from + 4 * words);
        for (int i = 0; i < words; i++) {
          storer.putInt(r(1) + 4 * i, 1000 * words + i);
        }
        storer.budget = 1;
        storer.setPc(0);
        boolean all = there == words;
        assertThat(stores.run(storer)).isEqualTo(all ? Executor.LEAVE : Executor.FAULT);
        assertThat(storer.getInt(r(0))).isEqualTo(all ? from : from + 4 * words);
        for (int i = 0; i < there; i++) {
          assertThat(memory.load(storer, from + 4 * i, MemOp.of(4, 0))).isEqualTo(1000 * words + i);
        }
      }
    }
  }

  private TestVcpu cpuWithTlb() {
    memory.fillTlb(TLB);
    return new TestVcpu(TestLayout.LAYOUT, memory, TLB);
  }

  @Test
  void linksHoldForAPlaceAnEpochAndATarget() {
    Interpreter from = Interpreter.of(counting());
    Interpreter to = Interpreter.of(counting());
    from.link(Interpreter.INDIRECTLY, 0x100, 1, to, 0x200, 5);
    assertThat(from.linked(Interpreter.INDIRECTLY, 0x100, 1, 0x200)).isSameAs(to);
    assertThat(from.stamp(Interpreter.INDIRECTLY)).isEqualTo(5);
    assertThat(from.linked(Interpreter.INDIRECTLY, 0x100, 1, 0x204)).isNull();
    assertThat(from.linked(Interpreter.INDIRECTLY, 0x104, 1, 0x200)).isNull();
    assertThat(from.linked(Interpreter.INDIRECTLY, 0x100, 2, 0x200)).isNull();
    assertThat(from.linked(Interpreter.DIRECTLY_TOO, 0x100, 1, 0x200)).isNull();
    to.setLinkable(false);
    assertThat(from.linked(Interpreter.INDIRECTLY, 0x100, 1, 0x200)).isNull();
    to.setLinkable(true);
    from.link(Interpreter.DIRECTLY_TOO, 0x104, 1, to, 0x200, 6);
    assertThat(from.linked(Interpreter.INDIRECTLY, 0x100, 1, 0x200)).isNull();
    assertThat(from.linked(Interpreter.DIRECTLY_TOO, 0x104, 1, 0x200)).isSameAs(to);
    assertThat(from.linked(Interpreter.DIRECTLY, 0x104, 1, 0x200)).isNull();
  }
}
