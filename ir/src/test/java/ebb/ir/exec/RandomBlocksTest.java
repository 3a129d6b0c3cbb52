package ebb.ir.exec;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.Block;
import ebb.ir.Slot;
import ebb.ir.StateLayout;
import ebb.ir.Verifier;
import ebb.ir.guest.GuestMemory;
import ebb.ir.pass.Pass;
import ebb.ir.pass.Passes;
import ebb.ir.testing.FlatMemory;
import ebb.ir.testing.IrFile;
import ebb.ir.testing.RandomBlocks;
import ebb.ir.testing.ReferenceInterpreter;
import ebb.ir.testing.TestLayout;
import ebb.ir.testing.TestVcpu;
import ebb.ir.text.Parser;
import ebb.ir.text.Printer;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random blocks do the same in the interpreter, before and after each pass, as in the reference.
 */
class RandomBlocksTest {
  private static final StateLayout LAYOUT = TestLayout.LAYOUT;
  private static final int BLOCKS = 2000;

  private final FlatMemory memory = new FlatMemory(0x1000, 0x4000);

  /** Half of the pages are in it, so that the interpreter takes both ways to memory. */
  private final MemorySegment tlb =
      Arena.ofAuto().allocate(GuestMemory.TABLE_BYTES * 3 * GuestMemory.MMU_INDEXES, 8);

  private final TestVcpu cpu = new TestVcpu(LAYOUT, memory, tlb.address());

  @Test
  void agreeWithTheReference() {
    memory.makeDevice(0x2000);
    memory.makeDevice(0x4000);
    memory.fillTlb(tlb.address());
    long base = Long.getLong("seed", 1);
    for (long seed = base; seed < base + BLOCKS; seed++) {
      Block block =
          Verifier.verify(
              seed % 2 == 0 ? RandomBlocks.integer(seed) : RandomBlocks.any(seed), LAYOUT);
      for (int budget : new int[] {block.instructions(), 1 + (int) (seed % 5)}) {
        String expected = outcome(block, seed, budget, true);
        compare(block, seed, budget, expected, "as generated");
        for (Pass pass : Passes.standard()) {
          compare(pass.run(block, LAYOUT), seed, budget, expected, pass.getClass().getSimpleName());
        }
        Block all = Passes.run(Passes.standard(), block, LAYOUT);
        compare(all, seed, budget, expected, "all passes");
        compare(Passes.run(Passes.standard(), all, LAYOUT), seed, budget, expected, "passes twice");
      }
      Block region = Passes.run(Passes.forRegion(), block, LAYOUT);
      int enough = 1000;
      String expected = outcome(block, seed, enough, true);
      if (!expected.contains("budget=0")) {
        compare(region, seed, enough, expected, "region passes");
      }
    }
  }

  @Test
  void textFormIsExact() {
    Printer printer = new Printer(LAYOUT);
    Parser parser = new Parser(LAYOUT, TestLayout.HELPERS);
    for (long seed = 1; seed < 300; seed++) {
      Block block = RandomBlocks.any(seed);
      assertThat(parser.parse(printer.print(block))).as("seed " + seed).isEqualTo(block);
    }
  }

  private void compare(Block block, long seed, int budget, String expected, String what) {
    Verifier.verify(block, LAYOUT);
    String actual = outcome(block, seed, budget, false);
    if (!actual.equals(expected)) {
      assertThat(actual)
          .as("seed " + seed + " " + what + "\n" + new Printer(LAYOUT).print(block))
          .isEqualTo(expected);
    }
  }

  /** Runs the block on the state of the seed and prints everything that the guest could see. */
  private String outcome(Block block, long seed, int budget, boolean reference) {
    Random random = new Random(seed * 31);
    byte[] bytes = new byte[memory.size];
    random.nextBytes(bytes);
    memory.setContents(bytes);
    for (int offset = StateLayout.FPFLAGS; offset < LAYOUT.size(); offset += 4) {
      cpu.putInt(offset, random.nextInt(3) == 0 ? random.nextInt(4) : random.nextInt());
    }
    cpu.setPc(seed % 3 == 0 ? 0x100 : 0x100 + (random.nextInt(1 << 19) << 12));
    cpu.putInt(StateLayout.AUX, 0);
    cpu.budget = budget;
    cpu.limit = budget;
    cpu.faultKind = "none";
    cpu.faultAddress = -1;
    int how = reference ? ReferenceInterpreter.run(block, cpu) : Interpreter.of(block).run(cpu);
    StringBuilder out = new StringBuilder("how=" + how + " budget=" + cpu.budget);
    out.append(" limit=").append(cpu.limit).append(' ').append(cpu.faultKind);
    out.append(' ').append(cpu.faultAddress).append('\n');
    for (Slot slot : LAYOUT.slots()) {
      out.append(slot.name()).append('=').append(IrFile.value(cpu, slot).toString(16)).append('\n');
    }
    return out.append(Arrays.hashCode(memory.contents())).toString();
  }
}
