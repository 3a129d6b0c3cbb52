package ebb.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.Block;
import ebb.ir.StateLayout;
import ebb.ir.testing.TestLayout;
import ebb.ir.text.Parser;
import ebb.ir.text.Printer;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the passes make of typical code, as text. */
class PassesTest {
  private static final StateLayout LAYOUT = TestLayout.LAYOUT;

  private static Block block(String body) {
    return new Parser(LAYOUT, TestLayout.HELPERS).parse("block 0x10 {\n" + body + "\n}");
  }

  private static String run(List<Pass> passes, String body) {
    return body(Passes.run(passes, block(body), LAYOUT));
  }

  private static String body(Block block) {
    String text = new Printer(LAYOUT).print(block);
    return text.substring(text.indexOf('\n') + 1, text.lastIndexOf('}')).stripTrailing();
  }

  private static final String TWO_ADDS =
      """
        insn 0x10 aux 0
        %0 = get.i32 r0
        %1 = get.i32 r1
        %2 = add.i32 %0, %1
        put.i32 zf, %2
        put.i32 r0, %2
        insn 0x14 aux 0
        %3 = get.i32 r0
        %4 = get.i32 r1
        %5 = add.i32 %3, %4
        put.i32 zf, %5
        put.i32 r0, %5
        jump 0x18""";

  @Test
  void registersAreForwarded() {
    assertThat(run(Passes.standard(), TWO_ADDS))
        .isEqualToNormalizingWhitespace(
            """
              insn 0x10 aux 0
              %0 = get.i32 r0
              %1 = get.i32 r1
              %2 = add.i32 %0, %1
              put.i32 zf, %2
              put.i32 r0, %2
              insn 0x14 aux 0
              %3 = add.i32 %2, %1
              put.i32 zf, %3
              put.i32 r0, %3
              jump 0x18""");
  }

  @Test
  void inARegionOnlyTheLastFlagsAreStored() {
    assertThat(run(Passes.forRegion(), TWO_ADDS))
        .isEqualToNormalizingWhitespace(
            """
              insn 0x10 aux 0
              %0 = get.i32 r0
              %1 = get.i32 r1
              %2 = add.i32 %0, %1
              insn 0x14 aux 0
              %3 = add.i32 %2, %1
              put.i32 zf, %3
              put.i32 r0, %3
              jump 0x18""");
  }

  @Test
  void faultPointsKeepStores() {
    String body =
        """
          insn 0x10 aux 0
          %0 = const.i32 1
          put.i32 zf, %0
          %1 = get.i32 r0
          %2 = load.i32 %1, u32 le mmu0
          put.i32 zf, %2
          jump 0x14""";
    assertThat(run(Passes.forRegion(), body)).isEqualToNormalizingWhitespace(body);
  }

  @Test
  void constantsDecideBranches() {
    assertThat(
            run(
                Passes.standard(),
                """
                  insn 0x10 aux 0
                  %0 = const.i32 6
                  %1 = const.i32 7
                  %2 = mul.i32 %0, %1
                  %3 = seteq.i32 %2, %0
                  brnz %3, L0
                  put.i32 r0, %2
                  br L1
                L0:
                  put.i32 r1, %2
                L1:
                  branch %3, 0x20, 0x14"""))
        .isEqualToNormalizingWhitespace(
            """
              insn 0x10 aux 0
              %0 = const.i32 42
              put.i32 r0, %0
              jump 0x14""");
  }

  @Test
  void rulesApply() {
    assertThat(
            run(
                Passes.standard(),
                """
                  insn 0x10 aux 0
                  %0 = get.i32 r0
                  %1 = const.i32 4
                  %2 = sub.i32 %0, %1
                  %3 = const.i32 12
                  %4 = add.i32 %3, %2
                  %5 = const.i32 255
                  %6 = and.i32 %4, %5
                  %7 = and.i32 %5, %6
                  put.i32 r1, %7
                  %8 = setltu.i32 %6, %0
                  %9 = const.i32 0
                  %10 = seteq.i32 %8, %9
                  put.i32 r2, %10
                  %11 = zext.i64 %4
                  %12 = trunc.i32 %11
                  put.i32 r3, %12
                  leave"""))
        .isEqualToNormalizingWhitespace(
            """
              insn 0x10 aux 0
              %0 = get.i32 r0
              %1 = const.i32 8
              %2 = add.i32 %0, %1
              %3 = const.i32 255
              %4 = and.i32 %2, %3
              put.i32 r1, %4
              %5 = setleu.i32 %0, %4
              put.i32 r2, %5
              put.i32 r3, %2
              leave""");
  }

  @Test
  void flagsDieAcrossBlocks() {
    Block first =
        block(
            """
              insn 0x10 aux 0
              %0 = get.i32 r0
              put.i32 zf, %0
              put.i32 nf, %0
              jump 0x14""");
    Block second =
        block(
            """
              insn 0x14 aux 0
              %0 = get.i32 nf
              put.i32 zf, %0
              put.i32 nf, %0
              jump 0x18""");
    int words = LAYOUT.size() / 4;
    BitSet all = new BitSet();
    all.set(0, words);
    FlagLiveness.Summary summary = FlagLiveness.summarize(second);
    assertThat(summary.observes()).isFalse();
    BitSet live = summary.liveBefore(all, words);
    BitSet dead = (BitSet) all.clone();
    dead.andNot(live);
    assertThat(dead).isEqualTo(BitSet.valueOf(new long[] {1L << LAYOUT.slot("zf").offset() / 4}));
    assertThat(body(FlagLiveness.run(first, dead)))
        .isEqualToNormalizingWhitespace(
            """
              insn 0x10 aux 0
              %0 = get.i32 r0
              put.i32 nf, %0
              jump 0x14""");
  }

  @Test
  void whatIsSeenInTheMiddleIsLive() {
    Block block =
        block(
            """
              insn 0x10 aux 0
              %0 = get.i32 r0
              put.i32 zf, %0
              %1 = load.i32 %0, u32 le mmu0
              put.i32 nf, %1
              jump 0x14""");
    FlagLiveness.Summary summary = FlagLiveness.summarize(block);
    assertThat(summary.observes()).isTrue();
    BitSet live = summary.liveBefore(new BitSet(), LAYOUT.size() / 4);
    assertThat(live.get(LAYOUT.slot("zf").offset() / 4)).isFalse();
    assertThat(live.get(LAYOUT.slot("nf").offset() / 4)).isTrue();
  }
}
