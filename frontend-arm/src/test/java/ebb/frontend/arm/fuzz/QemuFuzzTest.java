package ebb.frontend.arm.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.fuzz.QemuBatch.Outcome;
import ebb.ir.testing.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random A32 and T32 instructions through translator and interpreter, compared with qemu-arm.
 * System properties: {@code ebb.fuzz.instructions}, how many; {@code ebb.fuzz.seed}.
 */
class QemuFuzzTest {
  private static final int BATCH = 1000;

  @TempDir Path directory;

  private final List<String> differences = new ArrayList<>();

  @Test
  void integerInstructionsAgreeWithQemu() throws Exception {
    Tools.require("qemu-arm", "qemu-user");
    int wanted = Integer.getInteger("ebb.fuzz.instructions", 20_000);
    long seed = Long.getLong("ebb.fuzz.seed", 1);
    System.out.println("seed " + seed);
    Generator generator = new Generator(seed);
    while (generator.instructions < wanted) {
      List<Case> cases = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        cases.add(generator.next(i));
      }
      compare(cases);
      if (differences.size() > 20) {
        break;
      }
    }
    assertThat(differences).as("seed " + seed).isEmpty();
    if (wanted >= 20_000) {
      assertThat(generator.counts.entrySet().stream().filter(e -> e.getValue() == 0))
          .as("rows never drawn")
          .isEmpty();
    }
  }

  private void compare(List<Case> cases) throws Exception {
    Map<Integer, Outcome> outcomes = new QemuBatch(directory).run(cases, BATCH);
    if (outcomes == null) {
      if (cases.size() == 1) {
        differences.add("qemu-arm died: " + cases.get(0).describe());
      } else if (differences.size() < 10) {
        compare(cases.subList(0, cases.size() / 2));
        compare(cases.subList(cases.size() / 2, cases.size()));
      }
      return;
    }
    for (Case c : cases) {
      compare(c, outcomes.get(c.index()));
    }
  }

  private void compare(Case c, Outcome outcome) {
    Machine machine = new Machine(c.thumb(), Case.arenaAddress(c.index()), c.arena());
    machine.load(c.registers());
    machine.cpu.setPc(Case.codeAddress(c.index()));
    long end = Case.codeAddress(c.index()) + c.code().length;
    if (!machine.run(c.reader(), end, 100)) {
      differences.add("as a block it does not reach its end: " + c.describe());
      return;
    }
    int[] actual = machine.registers();
    int[] expected = outcome.registers();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      int mask = i == 15 ? 0xf80f0000 : -1;
      if (((actual[i] ^ expected[i]) & mask) != 0) {
        text.append(
            "%n  %s: %08x, not %08x"
                .formatted(i == 15 ? "cpsr" : "r" + i, actual[i] & mask, expected[i] & mask));
      }
    }
    int at = Arrays.mismatch(machine.memory.contents(), outcome.arena());
    if (at >= 0) {
      text.append("%n  memory at %x".formatted(Case.arenaAddress(c.index()) + at));
    }
    if (!text.isEmpty()) {
      StringBuilder registers = new StringBuilder();
      for (int r : c.registers()) {
        registers.append(" %08x".formatted(r));
      }
      differences.add(c.describe() + "\n  from" + registers + text);
    }
  }
}
