package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.ArmGuest;
import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.machine.board.BoardConfig;
import ebb.machine.board.VirtBoard;
import ebb.runtime.Machine;
import ebb.runtime.RegionTranslator;
import ebb.runtime.Stop;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongToIntFunction;
import org.junit.jupiter.api.Test;

/** Which regions a loop around a loop makes, by how long the inner one takes. */
class SeldomEnteredTest {
  private static final int BASE = 0x4000_0000;
  private static final long OUTER = BASE + 4;
  private static final long INNER = BASE + 8;
  private static final int ROUNDS = 1024;

  /** The regions that were formed: their blocks by their head. */
  private static Map<Long, List<Long>> regions(int innerRounds) throws Exception {
    int[] program = {
      0xe3a00b00 | ROUNDS >> 10, // mov r0, #ROUNDS
      0xe3a01c00 | innerRounds >> 8, // mov r1, #innerRounds
      0xe2511001, // subs r1, r1, #1
      0x1afffffd, // bne .-4
      0xe2500001, // subs r0, r0, #1
      0x1afffffa, // bne .-16
      0xeafffffe, // b .
    };
    Regions regions = new Regions();
    BoardConfig config =
        BoardConfig.of(new ArmGuest(), "cortex-a15")
            .ramBytes(1 << 20)
            .translator(regions, false)
            .build();
    try (Machine machine = new VirtBoard(config).machine()) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * program.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asIntBuffer().put(program);
      machine.dma().write(BASE, bytes.array(), 0, bytes.capacity());
      machine.vcpus().getFirst().setPc(BASE);
      assertThat(machine.run(2L * innerRounds * ROUNDS)).isEqualTo(new Stop.Limit());
    }
    return regions.formed;
  }

  @Test
  void aShortLoopIsPartOfTheRegionAroundIt() throws Exception {
    assertThat(regions(0x600).get(OUTER)).contains(INNER);
  }

  @Test
  void aLongLoopStaysARegionOfItsOwn() throws Exception {
    Map<Long, List<Long>> formed = regions(0x3f00);
    assertThat(formed).containsKey(INNER);
    assertThat(formed.get(OUTER)).isNotEmpty().doesNotContain(INNER);
  }

  private static final class Regions implements RegionTranslator {
    final Map<Long, List<Long>> formed = new HashMap<>();
    private final JvmRegions regions =
        new JvmRegions(new ArmGuest().layout(), JvmRegions.EARLY, null);

    @Override
    public int hot() {
      return regions.hot();
    }

    @Override
    public List<Block> form(Block head, LongFunction<Block> block, LongToIntFunction entries) {
      List<Block> blocks = regions.form(head, block, entries);
      formed.put(head.pc(), blocks.stream().map(Block::pc).toList());
      return blocks;
    }

    @Override
    public Executor compile(List<Block> region, Set<Assumption> assumptions) {
      return regions.compile(region, assumptions);
    }
  }
}
