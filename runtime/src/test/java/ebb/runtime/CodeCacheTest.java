package ebb.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.Terminal;
import ebb.ir.Terminal.Flow;
import ebb.ir.exec.Interpreter;
import ebb.ir.guest.Vcpu;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is translated stays within bounds, and what has been used last stays. */
class CodeCacheTest {
  private static final int KEY = 1;
  private static final long HOST = 0x7f00_0000_0000L;
  private static final int BYTES = 8;
  private static final int PER_PAGE = GuestRam.PAGE_SIZE / BYTES;
  private static final int PAGES = 1 << 10;

  private final CodeCache cache = new CodeCache(PAGES, new Touched());

  private static long pc(int number) {
    return (long) BYTES * number;
  }

  private static Block code(int number) {
    Terminal end = new Terminal.Jump(pc(number + 1), Flow.JUMP);
    return new Block(pc(number), KEY, List.of(), end, List.of(), 0, 0, BYTES);
  }

  private TranslationBlock add(int number) {
    int page = number / PER_PAGE % PAGES;
    int offset = number % PER_PAGE * BYTES;
    Interpreter interpreter = Interpreter.of(code(number));
    interpreter.due = 1000;
    TranslationBlock block =
        new TranslationBlock(
            pc(number), KEY, HOST + pc(number), page, offset, page, 0, BYTES, interpreter, null);
    cache.add(block);
    return block;
  }

  private TranslationBlock find(int number) {
    return cache.find(pc(number), KEY, HOST + pc(number));
  }

  private static TranslationBlock.Region region(TranslationBlock... blocks) {
    Executor nothing =
        new Executor() {
          @Override
          public int run(Vcpu cpu) {
            return NEXT;
          }
        };
    List<Block> code = new ArrayList<>();
    for (TranslationBlock block : blocks) {
      code.add(code((int) (block.pc() / BYTES)));
    }
    return new TranslationBlock.Region(nothing, blocks, code);
  }

  private static long installed(List<TranslationBlock> heads) {
    return heads.stream().filter(block -> block.region() != null).count();
  }

  @Test
  void blocksThatAreUsedStay() {
    TranslationBlock used = add(0);
    TranslationBlock member = add(1);
    assertThat(cache.install(region(member))).isTrue();
    TranslationBlock unused = add(2);
    for (int i = 3; i < 3 * CodeCache.MAX_BLOCKS; i++) {
      add(i);
      assertThat(cache.size()).isLessThanOrEqualTo(CodeCache.MAX_BLOCKS);
      if (i % 1000 == 0) {
        assertThat(find(0)).isSameAs(used);
      }
    }
    assertThat(used.valid).isTrue();
    assertThat(find(1)).isSameAs(member);
    assertThat(member.region()).isNotNull();
    assertThat(unused.valid).isFalse();
    assertThat(find(2)).isNull();
  }

  @Test
  void nothingStaysIfEverythingIsUsed() {
    int last = 4 * CodeCache.MAX_BLOCKS / 3;
    for (int i = 0; i < last; i++) {
      add(i);
      for (int j = 0; i % 10_000 == 0 && j < i; j++) {
        find(j);
      }
    }
    assertThat(cache.size()).isLessThanOrEqualTo(CodeCache.MAX_BLOCKS);
    assertThat(find(0)).isNull();
    assertThat(find(last - 1)).isNotNull();
  }

  @Test
  void regionsThatAreUsedStay() {
    List<TranslationBlock> heads = new ArrayList<>();
    for (int i = 0; i < 2 * CodeCache.MAX_REGIONS; i++) {
      TranslationBlock head = add(i);
      heads.add(head);
      assertThat(cache.install(region(head))).isTrue();
      cache.use(heads.getFirst().region());
      if (i % 500 == 0) {
        assertThat(installed(heads)).isLessThanOrEqualTo(CodeCache.MAX_REGIONS);
      }
    }
    assertThat(heads.get(1).region()).isNull();
    assertThat(heads.get(1).regions()).isEmpty();
    assertThat(heads.getLast().region()).isNotNull();
    assertThat(heads).allMatch(block -> block.valid);
  }

  @Test
  void noMoreRegionsThanThereIsRoomForIfAllAreUsed() {
    List<TranslationBlock> heads = new ArrayList<>();
    for (int i = 0; i < 2 * CodeCache.MAX_REGIONS; i++) {
      TranslationBlock head = add(i);
      heads.add(head);
      assertThat(cache.install(region(head))).isTrue();
      if (i % 500 == 0) {
        heads.stream().filter(used -> used.region() != null).forEach(b -> cache.use(b.region()));
      }
    }
    assertThat(installed(heads))
        .isBetween(CodeCache.MAX_REGIONS / 2L, (long) CodeCache.MAX_REGIONS);
    assertThat(heads.getFirst().region()).isNull();
  }

  @Test
  void aRegionGoesWithAnyOfItsBlocks() {
    TranslationBlock head = add(0);
    TranslationBlock other = add(PER_PAGE);
    TranslationBlock late = add(2 * PER_PAGE);
    assertThat(cache.install(region(head, other))).isTrue();
    assertThat(head.region()).isNotNull();
    TranslationBlock.Region never = region(late, other);
    head.interpreter.entries = 7;
    cache.invalidate(1, 0, 1);
    assertThat(other.valid).isFalse();
    assertThat(head.valid).isTrue();
    assertThat(head.region()).isNull();
    assertThat(head.regions()).isEmpty();
    assertThat(head.interpreter.entries).isZero();
    assertThat(cache.install(never)).isFalse();
    assertThat(late.region()).isNull();
  }

  @Test
  void entriesOfLongAgoCountLess() {
    TranslationBlock block = add(0);
    block.interpreter.entries = 400;
    cache.pass(CodeCache.ERA - 1);
    assertThat(block.interpreter.entries).isEqualTo(400);
    assertThat(cache.fast(0, KEY)).isSameAs(block);
    cache.pass(CodeCache.ERA);
    assertThat(block.interpreter.entries).isEqualTo(200);
    assertThat(cache.fast(0, KEY)).isNull();
    cache.pass(0);
    assertThat(block.interpreter.entries).isEqualTo(100);
    block.interpreter.entries = block.interpreter.due;
    cache.pass(CodeCache.ERA);
    assertThat(block.interpreter.entries).isEqualTo(block.interpreter.due);
  }
}
