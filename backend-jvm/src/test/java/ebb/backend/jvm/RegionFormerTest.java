package ebb.backend.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.Block;
import ebb.ir.Emitter;
import ebb.ir.Terminal;
import ebb.ir.Terminal.Flow;
import ebb.ir.testing.TestLayout;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RegionFormerTest {
  private final Map<Long, Block> program = new TreeMap<>();

  private void block(long pc, int instructions, Terminal terminal) {
    Emitter e = new Emitter(pc, 0);
    for (int i = 0; i < instructions; i++) {
      e.insn(pc + 4L * i, 0);
      e.put32(TestLayout.r(0), e.get32(TestLayout.r(1)));
    }
    program.put(pc, e.finish(terminal, 4 * instructions));
  }

  private static Terminal branch(long taken, long fallthrough) {
    Emitter e = new Emitter(0, 0);
    return new Terminal.Branch(e.get32(TestLayout.r(0)), taken, fallthrough, Flow.JUMP);
  }

  private List<Long> form(long pc, RegionFormer.Heat heat) {
    return new RegionFormer((at, key) -> program.get(at), heat)
        .form(pc, 0, RegionFormer.MAX_INSTRUCTIONS).stream().map(Block::pc).toList();
  }

  @Test
  void followsJumpsLoopsAndCalls() {
    block(0x100, 2, branch(0x200, 0x108));
    block(0x108, 2, new Terminal.Jump(0x300, Flow.CALL));
    block(0x110, 2, new Terminal.Indirect(Flow.JUMP));
    block(0x118, 2, new Terminal.Indirect(Flow.RETURN));
    block(0x200, 2, branch(0x100, 0x208));
    block(0x208, 2, new Terminal.Indirect(Flow.RETURN));
    block(0x300, 2, new Terminal.Indirect(Flow.RETURN));
    assertThat(form(0x100, RegionFormer.Heat.UNKNOWN))
        .containsExactly(0x100L, 0x200L, 0x108L, 0x110L, 0x300L, 0x208L);
  }

  @Test
  void prefersWhatRanOften() {
    block(0x100, 100, branch(0x400, 0x300));
    block(0x300, 20, new Terminal.Jump(0x100, Flow.JUMP));
    block(0x400, 20, new Terminal.Jump(0x100, Flow.JUMP));
    assertThat(form(0x100, pc -> pc == 0x300 ? 1000 : 10)).containsExactly(0x100L, 0x300L);
    assertThat(form(0x100, pc -> pc == 0x400 ? 1000 : 10)).containsExactly(0x100L, 0x400L);
  }

  @Test
  void takesWhatFollowsALoopForAsLikelyAsWhatPrecedesIt() {
    block(0x100, 60, branch(0x400, 0x200));
    block(0x200, 5, branch(0x200, 0x300));
    block(0x300, 60, new Terminal.Jump(0x100, Flow.JUMP));
    block(0x400, 60, new Terminal.Jump(0x100, Flow.JUMP));
    Map<Long, Long> heat = Map.of(0x100L, 150L, 0x200L, 10_000L, 0x300L, 100L, 0x400L, 50L);
    assertThat(form(0x100, heat::get)).containsExactly(0x100L, 0x200L, 0x300L);
  }

  @Test
  void leavesOutWhatFollowsALongLoop() {
    block(0x100, 5, branch(0x100, 0x200));
    block(0x200, 5, new Terminal.Jump(0x100, Flow.JUMP));
    assertThat(form(0x100, pc -> pc == 0x100 ? 10_000 : 100)).containsExactly(0x100L, 0x200L);
    assertThat(form(0x100, pc -> pc == 0x100 ? 10_000 : 10)).containsExactly(0x100L);
  }

  @Test
  void prefersWhereAnIndirectJumpHasGoneOften() {
    block(0x100, 60, new Terminal.Indirect(Flow.JUMP, List.of(0x200L, 0x300L)));
    block(0x200, 60, new Terminal.Jump(0x100, Flow.JUMP));
    block(0x300, 60, new Terminal.Jump(0x100, Flow.JUMP));
    assertThat(form(0x100, pc -> pc == 0x300 ? 1000 : 10)).containsExactly(0x100L, 0x300L);
    assertThat(form(0x100, pc -> pc == 0x200 ? 1000 : 10)).containsExactly(0x100L, 0x200L);
  }

  @Test
  void goesOnAfterACallOnlyIfItIsKnownWhoIsCalled() {
    block(0x100, 2, new Terminal.Indirect(Flow.CALL));
    block(0x108, 2, new Terminal.Jump(0x100, Flow.JUMP));
    block(0x200, 2, new Terminal.Indirect(Flow.RETURN));
    assertThat(form(0x100, RegionFormer.Heat.UNKNOWN)).containsExactly(0x100L);
    block(0x100, 2, new Terminal.Indirect(Flow.CALL, List.of(0x200L)));
    assertThat(form(0x100, RegionFormer.Heat.UNKNOWN)).containsExactly(0x100L, 0x108L, 0x200L);
  }

  @Test
  void goesOnAfterASplitBlock() {
    block(0x100, 50, new Terminal.Jump(0x1c8, Flow.JUMP));
    block(0x1c8, 50, new Terminal.Jump(0x290, Flow.JUMP));
    block(0x290, 50, new Terminal.Jump(0x100, Flow.JUMP));
    assertThat(form(0x100, RegionFormer.Heat.UNKNOWN)).containsExactly(0x100L, 0x1c8L);
  }

  @Test
  void leavesOutWhatWouldBailAtOnce() {
    block(0x100, 1, branch(0x200, 0x104));
    block(0x104, 1, new Terminal.Indirect(Flow.RETURN));
    Emitter e = new Emitter(0x200, 0);
    e.insn(0x200, 0);
    e.call(TestLayout.CUT);
    program.put(0x200L, e.finish(new Terminal.Leave(), 4));
    assertThat(form(0x100, RegionFormer.Heat.UNKNOWN)).containsExactly(0x100L, 0x104L);
    assertThat(form(0x200, RegionFormer.Heat.UNKNOWN)).isEmpty();
  }

  @Test
  void compilesWithFewerBlocksWhatIsTooLarge() {
    Emitter e = new Emitter(0x100, 0);
    e.insn(0x100, 0);
    for (int i = 0; i < 200; i++) {
      e.call(TestLayout.SWAP, e.get32(TestLayout.r(1)));
      e.put32(TestLayout.r(i & 7), e.get32(TestLayout.r(i + 1 & 7)));
    }
    program.put(0x100L, e.finish(new Terminal.Jump(0x104, Flow.JUMP), 4));
    block(0x104, 1, new Terminal.Jump(0x100, Flow.JUMP));
    RegionFormer former = new RegionFormer((pc, key) -> program.get(pc), RegionFormer.Heat.UNKNOWN);
    assertThat(former.compile(0x100, 0)).isNull();
    assertThat(former.compile(0x104, 0).info().ranges())
        .containsExactly(new RegionInfo.Range(0x104, 0x108));
  }
}
