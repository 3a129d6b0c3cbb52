package ebb.backend.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.Inst;
import ebb.ir.Slot;
import ebb.ir.StateLayout;
import ebb.ir.Type;
import ebb.ir.exec.Interpreter;
import ebb.ir.fp.FpFlags;
import ebb.ir.guest.GuestMemory;
import ebb.ir.pass.Passes;
import ebb.ir.testing.FlatMemory;
import ebb.ir.testing.TestLayout;
import ebb.ir.testing.TestVcpu;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;

/**
 * Random regions do exactly what the interpreter does: slots, memory, budget, exit code, for every
 * small budget, with pages that fault and devices.
 */
class RandomRegionTest {
  private static final long TLB =
      Arena.global().allocate(GuestMemory.MMU_INDEXES * 3 * GuestMemory.TABLE_BYTES, 8).address();

  private static final int PROGRAMS = Integer.getInteger("ebb.programs", 300);

  @TestFactory
  Stream<DynamicTest> regionsAgreeWithTheInterpreter() {
    long first = Long.getLong("ebb.seed", System.nanoTime());
    int count = Long.getLong("ebb.seed") == null ? PROGRAMS : 1;
    return new Random(first)
        .longs(count)
        .map(seed -> count == 1 ? first : seed)
        .mapToObj(
            seed -> DynamicTest.dynamicTest("-Debb.seed=" + seed, () -> new Trial(seed).named()));
  }

  /** One program, many budgets. */
  private static final class Trial {
    private final long seed;
    private final Random random;
    private final RandomCode program;
    private final FlatMemory memory = new FlatMemory(RandomCode.BASE, RandomCode.PAGES << 12);
    private final TestVcpu cpu = new TestVcpu(TestLayout.LAYOUT, memory, TLB);
    private final Map<Long, Interpreter> interpreters = new HashMap<>();

    /** How far from its pcs the program is executed. */
    private final long moved;

    Trial(long seed) {
      this.seed = seed;
      random = new Random(seed);
      program = new RandomCode(random, random.nextInt(1, 7), random.nextInt(1, 8));
      moved = random.nextBoolean() ? 0 : random.nextInt(1 << 19) << 12;
    }

    void named() {
      try {
        run();
      } catch (AssertionError e) {
        throw new AssertionError("with -Debb.seed=" + seed + ": " + e.getMessage(), e);
      }
    }

    private void run() {
      List<Block> blocks = program.blocks();
      if (random.nextBoolean()) {
        blocks =
            blocks.stream()
                .map(block -> Passes.run(Passes.forRegion(), block, TestLayout.LAYOUT))
                .toList();
      }
      Set<Assumption> assumptions = random.nextInt(3) > 0 ? Assumption.ALL : Set.of();
      RegionCompiler.ClassFile file = RegionCompiler.write(blocks, assumptions);
      if (file == null) {
        return;
      }
      check(file.bytes());
      int estimate = blocks.stream().mapToInt(RegionCompiler::estimate).sum();
      CompiledRegion region = RegionCompiler.compile(blocks, assumptions);
      assertThat(region.info().bytecodeSize()).isLessThan(1500 + 2 * estimate);
      for (int i = random.nextInt(4); i > 0; i--) {
        long va = RandomCode.BASE + (random.nextInt(RandomCode.PAGES) << 12);
        switch (random.nextInt(3)) {
          case 0 -> memory.denyRead(va);
          case 1 -> memory.denyWrite(va);
          default -> memory.makeDevice(va);
        }
      }
      if (random.nextBoolean()) {
        memory.shuffle(random);
      }
      memory.fillTlb(TLB);
      for (int budget = 1; budget < 60; budget++) {
        compare(region, budget);
      }
      for (int i = 0; i < 20; i++) {
        compare(region, random.nextInt(60, 2000));
      }
    }

    private static void check(byte[] bytes) {
      StringWriter problems = new StringWriter();
      CheckClassAdapter.verify(
          new ClassReader(bytes), Trial.class.getClassLoader(), false, new PrintWriter(problems));
      assertThat(problems.toString()).isEmpty();
    }

    private void compare(CompiledRegion region, int budget) {
      randomize();
      byte[] before = memory.contents();
      List<Long> slotsBefore = slots();

      cpu.budget = budget;
      cpu.limit = budget;
      int how = region.run(cpu);
      int executed = budget - cpu.budget;
      assertThat(cpu.limit).isEqualTo(budget);
      assertThat(executed).isBetween(0, budget);
      List<Long> slots = slots();
      Outcome outcome = how == Executor.BAIL ? step() : new Outcome(how, "none", -1);
      List<Long> slotsAfter = slots();
      byte[] after = memory.contents();

      restore(slotsBefore, before);
      int reference = interpret(executed);
      assertSlots(slots);
      if (how == Executor.BAIL) {
        assertThat(step()).isEqualTo(outcome);
        assertSlots(slotsAfter);
        boolean spent = budget - executed < region.info().instructions();
        // At its entry a region looks at the floating-point mode.
        assertThat(spent || executed == 0 || mayLeave()).as("a reason to leave").isTrue();
      } else {
        assertThat(reference).isEqualTo(how);
      }
      assertThat(memory.contents()).as("memory").isEqualTo(after);
    }

    private record Outcome(int how, String faultKind, long faultAddress) {}

    /** Interprets one instruction. */
    private Outcome step() {
      cpu.faultKind = "none";
      cpu.faultAddress = -1;
      stepped = cpu.pc();
      return new Outcome(interpret(1), cpu.faultKind, cpu.faultAddress);
    }

    private long stepped;

    private boolean mayLeave() {
      Block block = program.from(stepped - moved);
      int second = 1;
      while (second < block.code().size() && block.code().get(second).op() != ebb.ir.Op.INSN) {
        second++;
      }
      return block.code().subList(0, second).stream().anyMatch(Inst::mayLeave);
    }

    private int interpret(int budget) {
      cpu.budget = budget;
      cpu.limit = budget;
      int how = Executor.NEXT;
      while (cpu.budget > 0 && how != Executor.FAULT) {
        assertThat(cpu.getInt(StateLayout.FLAGS)).as("flags").isZero();
        how =
            interpreters
                .computeIfAbsent(cpu.pc(), pc -> Interpreter.of(program.from(pc - moved)))
                .run(cpu);
      }
      return how;
    }

    private void randomize() {
      for (Slot slot : TestLayout.LAYOUT.slots()) {
        if (slot.offset() > StateLayout.LINES) {
          for (int i = 0; i < slot.type().bytes; i += 4) {
            int small = random.nextInt(3);
            cpu.putInt(slot.offset() + i, small == 0 ? random.nextInt(-3, 4) : random.nextInt());
          }
        }
      }
      cpu.putInt(TestLayout.TOP, random.nextInt(8));
      cpu.setPc(0x1000 + moved);
      cpu.putInt(StateLayout.FPCTL, 0);
      cpu.putInt(StateLayout.FPFLAGS, random.nextInt(2) * FpFlags.INEXACT);
      cpu.putInt(StateLayout.FLAGS, 0);
      cpu.putInt(StateLayout.AUX, 0);
      byte[] bytes = new byte[memory.size];
      random.nextBytes(bytes);
      memory.setContents(bytes);
    }

    private List<Long> slots() {
      List<Long> all = new ArrayList<>();
      for (Slot slot : TestLayout.LAYOUT.slots()) {
        if (slot.type() == Type.I32) {
          all.add((long) cpu.getInt(slot.offset()));
        } else {
          for (int i = 0; i < slot.type().bytes; i += 8) {
            all.add(cpu.getLong(slot.offset() + i));
          }
        }
      }
      return all;
    }

    private void assertSlots(List<Long> compiled) {
      List<Long> interpreted = slots();
      List<String> different = new ArrayList<>();
      int i = 0;
      for (Slot slot : TestLayout.LAYOUT.slots()) {
        for (int k = 0; k < Math.max(1, slot.type().bytes / 8); k++, i++) {
          if (!compiled.get(i).equals(interpreted.get(i))) {
            different.add(
                "%s is %x, in the interpreter %x"
                    .formatted(slot.name(), compiled.get(i), interpreted.get(i)));
          }
        }
      }
      assertThat(different).isEmpty();
    }

    private void restore(List<Long> slots, byte[] bytes) {
      int next = 0;
      for (Slot slot : TestLayout.LAYOUT.slots()) {
        if (slot.type() == Type.I32) {
          cpu.putInt(slot.offset(), (int) (long) slots.get(next++));
        } else {
          for (int i = 0; i < slot.type().bytes; i += 8) {
            cpu.putLong(slot.offset() + i, slots.get(next++));
          }
        }
      }
      memory.setContents(bytes);
    }
  }
}
