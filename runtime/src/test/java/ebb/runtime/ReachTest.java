package ebb.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.Block;
import ebb.ir.Terminal;
import ebb.ir.Terminal.Flow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Code moves up to both ends of the address space, but not so that an address of its own wraps. */
class ReachTest {
  private static final long END = 1L << 32;
  private static final int KEY = 1;
  private static final long HOST = 0x7f00_0000_0100L;

  private static Block block(long pc, int bytes, Terminal terminal) {
    return new Block(pc, KEY, List.of(), terminal, List.of(), 0, bytes / 4, bytes);
  }

  private static Reach of(Block... blocks) {
    return Reach.of(List.of(blocks));
  }

  private static Terminal jump(long pc) {
    return new Terminal.Jump(pc, Flow.JUMP);
  }

  /**
   * The lowest and the highest address that it may be at, which are 4 bytes from where it may not.
   */
  private static void between(Reach reach, long lowest, long highest) {
    assertThat(reach.allows(lowest)).isTrue();
    assertThat(reach.allows(lowest - 4)).isFalse();
    assertThat(reach.allows(highest)).isTrue();
    assertThat(reach.allows(highest + 4)).isFalse();
    assertThat(reach.allows(lowest + highest >>> 1 & -4L)).isTrue();
  }

  @Test
  void noTargetIsBeyondAnEnd() {
    between(of(block(0x8000, 8, jump(0x8000))), 0, END - 8);
    between(of(block(0x8000, 8, jump(0x8100))), 0, END - 0x104);
    between(of(block(0x8000, 8, jump(0x7f00))), 0x100, END - 8);
    between(
        of(block(0x8000, 8, jump(0x7f00)), block(0x7f00, 4, jump(0x9000))), 0x100, END - 0x1004);
    Terminal either = new Terminal.Branch(0, 0x7ff0, 0x8008, Flow.JUMP);
    between(of(block(0x8000, 8, either)), 0x10, END - 12);
    Terminal other = new Terminal.Branch(0, 0x8008, 0x7ff0, Flow.CALL);
    between(of(block(0x8000, 8, other)), 0x10, END - 12);
  }

  /** A branch that wraps where it was translated leads elsewhere everywhere but near there. */
  @Test
  void whatWrapsAlreadyGoesNoFurther() {
    Reach back = of(block(0x10, 4, jump(END - 0x20)));
    between(back, 0, 0x2c);
    Reach on = of(block(END - 0x40, 4, jump(0x20)));
    between(on, END - 0x60, END - 4);
  }

  @Test
  void blocksStayWhereTheirTargetsDoNotWrap() {
    CodeCache cache = new CodeCache(1, new Touched());
    TranslationBlock block = translated(0x8000, of(block(0x8000, 8, jump(0x7f00))));
    cache.add(block);
    assertThat(cache.find(0x8000, KEY, HOST)).isSameAs(block);
    assertThat(cache.movable(0xfc, KEY, HOST)).isNull();
    assertThat(cache.movable(END - 4, KEY, HOST)).isNull();
    assertThat(cache.movable(0x9000, KEY + 1, HOST)).isNull();
    assertThat(cache.movable(0x9000, KEY, HOST + 4)).isNull();
    for (long pc : new long[] {0x100, END - 8}) {
      assertThat(cache.find(pc, KEY, HOST)).isNull();
      assertThat(cache.movable(pc, KEY, HOST)).isSameAs(block);
      cache.move(block, pc);
      assertThat(cache.find(pc, KEY, HOST)).isSameAs(block);
      assertThat(cache.fast(pc, KEY)).isSameAs(block);
    }
    assertThat(cache.find(0x8000, KEY, HOST)).isNull();
    assertThat(cache.size()).isOne();
  }

  @Test
  void blocksThatDoNotMoveStay() {
    CodeCache cache = new CodeCache(1, new Touched());
    cache.add(translated(0x8000, null));
    assertThat(cache.movable(0x9000, KEY, HOST)).isNull();
  }

  private static TranslationBlock translated(long pc, Reach reach) {
    return new TranslationBlock(pc, KEY, HOST, 0, 0x100, 0, 2, 8, null, reach);
  }
}
