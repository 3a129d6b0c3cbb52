package ebb.backend.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.Assumption;
import ebb.ir.Bits;
import ebb.ir.Block;
import ebb.ir.Emitter;
import ebb.ir.Executor;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.Terminal;
import ebb.ir.guest.GuestMemory;
import ebb.ir.pass.Passes;
import ebb.ir.testing.FlatMemory;
import ebb.ir.testing.TestLayout;
import ebb.ir.testing.TestVcpu;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Accesses that share a probe of the soft TLB, on one page, on two, and on two that lie apart. */
class AccessGroupTest {
  private static final int PC = 0x1000;
  private static final int BASE = 0x4000;

  private final FlatMemory memory = new FlatMemory(BASE, 0x2000);
  private final TestVcpu cpu =
      new TestVcpu(
          TestLayout.LAYOUT,
          memory,
          Arena.global()
              .allocate(GuestMemory.MMU_INDEXES * 3 * GuestMemory.TABLE_BYTES, 8)
              .address());

  /** Loads a word, and in the next instruction the one 8 bytes further. */
  private static Block twoLoads() {
    int word = MemOp.of(4, 0);
    Emitter e = new Emitter(PC, 0);
    e.insn(PC, 0);
    int base = e.get32(TestLayout.r(0));
    e.put32(TestLayout.r(1), e.load32(base, word));
    e.insn(PC + 4, 0);
    e.put32(TestLayout.r(2), e.load32(e.op(Op.ADD32, base, e.const32(8)), word));
    return e.finish(new Terminal.Jump(0x2000, Terminal.Flow.JUMP), 8);
  }

  /** Loads two words of a table of 256, by bytes of r(3). */
  private static Block twoElements() {
    int word = MemOp.of(4, 0);
    Emitter e = new Emitter(PC, 0);
    for (int i = 0; i < 2; i++) {
      e.insn(PC + 4 * i, 0);
      int index = e.opImm(Op.EXTRACT32, Bits.field(8 * i, 8), e.get32(TestLayout.r(3)));
      int distance = e.op(Op.SHL32, index, e.const32(2));
      int address = e.op(Op.ADD32, e.get32(TestLayout.r(0)), distance);
      e.put32(TestLayout.r(1 + i), e.load32(address, word));
    }
    Block block = e.finish(new Terminal.Jump(0x2000, Terminal.Flow.JUMP), 8);
    return Passes.run(Passes.forRegion(), block, TestLayout.LAYOUT);
  }

  private int run(CompiledRegion region, int address) {
    cpu.setPc(PC);
    cpu.putInt(TestLayout.r(0), address);
    cpu.budget = 2;
    cpu.limit = 2;
    return region.run(cpu);
  }

  private void runsThrough(CompiledRegion region, int address) {
    memory.store(cpu, address, 11, MemOp.of(4, 0));
    memory.store(cpu, address + 8, 22, MemOp.of(4, 0));
    assertThat(run(region, address)).isEqualTo(Executor.NEXT);
    assertThat(cpu.getInt(TestLayout.r(1))).isEqualTo(11);
    assertThat(cpu.getInt(TestLayout.r(2))).isEqualTo(22);
    assertThat(cpu.budget).isZero();
  }

  @Test
  void sharesAProbe() {
    AccessGroup[] groups = AccessGroup.of(twoLoads(), Assumption.ALL);
    List<AccessGroup> present = Arrays.stream(groups).filter(Objects::nonNull).toList();
    assertThat(present).hasSize(2);
    assertThat(present.getFirst()).isSameAs(present.getLast());
    assertThat(present.getFirst().bytes()).isEqualTo(12);
  }

  @Test
  void isNotOfAccessesHalfAnAddressSpaceApart() {
    Emitter e = new Emitter(PC, 0);
    e.insn(PC, 0);
    e.put32(TestLayout.r(1), e.load32(e.const32(BASE), MemOp.of(4, 0)));
    e.put32(TestLayout.r(2), e.load32(e.const32(BASE + Integer.MIN_VALUE), MemOp.of(4, 0)));
    Block block = e.finish(new Terminal.Jump(0x2000, Terminal.Flow.JUMP), 4);
    assertThat(AccessGroup.of(block, Assumption.ALL)).containsOnlyNulls();
  }

  @Test
  void knowsTheBoundsOfATable() {
    List<AccessGroup> present =
        Arrays.stream(AccessGroup.of(twoElements(), Assumption.ALL))
            .filter(Objects::nonNull)
            .toList();
    assertThat(present).hasSize(2);
    assertThat(present.getFirst()).isSameAs(present.getLast());
    assertThat(present.getFirst().table()).isTrue();
    assertThat(present.getFirst().lowest()).isZero();
    assertThat(present.getFirst().bytes()).isEqualTo(1024);
    Set<Assumption> others = Assumption.without(Assumption.ALL, Assumption.TABLE_ACCESSES);
    assertThat(AccessGroup.of(twoElements(), others)).containsOnlyNulls();
  }

  @Test
  void isWornByATableOnPagesThatLieApart() {
    memory.swapPages(0, 1);
    memory.fillTlb(cpu.tlb);
    memory.store(cpu, BASE + 0xff8 + 3 * 4, 11, MemOp.of(4, 0));
    memory.store(cpu, BASE + 0xff8 + 255 * 4, 22, MemOp.of(4, 0));
    cpu.putInt(TestLayout.r(3), 0xff03);
    CompiledRegion region = RegionCompiler.compile(List.of(twoElements()), Assumption.ALL);
    for (int i = 0; i < 1001; i++) {
      assertThat(run(region, BASE + 0xff8)).isEqualTo(Executor.BAIL);
      assertThat(cpu.pc()).isEqualTo(PC);
    }
    assertThat(region.worn()).isEqualTo(Assumption.TABLE_ACCESSES);
    region =
        RegionCompiler.compile(
            List.of(twoElements()), Assumption.without(Assumption.ALL, Assumption.TABLE_ACCESSES));
    assertThat(run(region, BASE + 0xff8)).isEqualTo(Executor.NEXT);
    assertThat(cpu.getInt(TestLayout.r(1))).isEqualTo(11);
    assertThat(cpu.getInt(TestLayout.r(2))).isEqualTo(22);
  }

  @Test
  void spansTheMiddleOfTheAddressSpace() {
    Emitter e = new Emitter(PC, 0);
    e.insn(PC, 0);
    e.put32(TestLayout.r(1), e.load32(e.const32(0x7fff_fff8), MemOp.of(4, 0)));
    e.put32(TestLayout.r(2), e.load32(e.const32(0x8000_0008), MemOp.of(4, 0)));
    Block block = e.finish(new Terminal.Jump(0x2000, Terminal.Flow.JUMP), 4);
    AccessGroup group =
        Arrays.stream(AccessGroup.of(block, Assumption.ALL))
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow();
    assertThat(group.lowest()).isZero();
    assertThat(group.bytes()).isEqualTo(0x14);
  }

  @Test
  void crossesPagesThatLieSideBySide() {
    memory.fillTlb(cpu.tlb);
    CompiledRegion region = RegionCompiler.compile(List.of(twoLoads()), Assumption.ALL);
    for (int i = 0; i < 2000; i++) {
      runsThrough(region, BASE + 0xfe0 + i % 0x40);
    }
    assertThat(region.worn()).isNull();
  }

  @Test
  void isWornByPagesThatLieApart() {
    memory.swapPages(0, 1);
    memory.fillTlb(cpu.tlb);
    CompiledRegion region = RegionCompiler.compile(List.of(twoLoads()), Assumption.ALL);
    runsThrough(region, BASE + 0xff4);
    for (int i = 0; i < 1001; i++) {
      assertThat(region.worn()).isNull();
      assertThat(run(region, BASE + 0xffa)).isEqualTo(Executor.BAIL);
      assertThat(cpu.pc()).isEqualTo(PC);
      assertThat(cpu.budget).isEqualTo(2);
    }
    assertThat(region.worn()).isEqualTo(Assumption.NEAR_ACCESSES);
    CompiledRegion apart = RegionCompiler.compile(List.of(twoLoads()), Set.of());
    runsThrough(apart, BASE + 0xff8);
  }
}
