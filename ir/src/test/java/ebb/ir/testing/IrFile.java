package ebb.ir.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.Slot;
import ebb.ir.StateLayout;
import ebb.ir.Type;
import ebb.ir.Verifier;
import ebb.ir.text.Parser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A test file: blocks in text form, each followed by runs of it in comments,
 *
 * <pre>
 * ; run: r0=1 [0x1000]=0a0b budget=3 deny-write=0x2000
 * ;  -> next r0=2 pc=0x104 budget=2 [0x1000]=ff
 * </pre>
 *
 * <p>that is slots and memory before, and after. Slots and memory not named after the arrow must be
 * unchanged. Memory is 0x1000 to 0x4fff; {@code deny-read}, {@code deny-write} make a page fault
 * and {@code device} makes it one that compiled code leaves for. The outcome is {@code next},
 * {@code leave} or {@code fault}. The budget is 100 if not given, and is not looked at afterwards
 * if not named.
 */
public final class IrFile {
  private static final long BASE = 0x1000;
  private static final int SIZE = 0x4000;
  private static final StateLayout LAYOUT = TestLayout.LAYOUT;

  /** Something that runs blocks. */
  public interface Engine {
    /**
     * Runs a block once, on a CPU whose budget is not zero; as {@link Executor#run}, never BAIL.
     */
    int run(Block block, TestVcpu cpu);

    /**
     * Raw address of soft-TLB tables, to be filled before each run; 0 if it does not look at them.
     */
    default long tlb() {
      return 0;
    }
  }

  /** A block and what it must do. */
  public record Case(String name, Block block, List<Run> runs) {}

  /** The state before and after. */
  public record Run(
      String text, Map<String, String> before, String how, Map<String, String> after) {}

  private IrFile() {}

  /** The names of all test files. */
  public static List<String> names() {
    return resource("files.txt").lines().filter(line -> !line.isBlank()).toList();
  }

  /**
   * Reads {@code /ir/name}.
   *
   * @throws IllegalArgumentException if it is not well-formed
   */
  public static List<Case> read(String name) {
    Parser parser = new Parser(LAYOUT, TestLayout.HELPERS);
    List<Case> cases = new ArrayList<>();
    StringBuilder block = new StringBuilder();
    StringBuilder runs = new StringBuilder();
    for (String line : resource(name).lines().toList()) {
      if (line.startsWith("block")) {
        add(cases, name, parser, block, runs);
        block.append(line).append('\n');
      } else if (line.startsWith("; run:")) {
        runs.append('\n').append(line.substring(6));
      } else if (line.startsWith(";  ")) {
        runs.append(line.substring(1));
      } else if (!block.isEmpty() && !line.startsWith(";")) {
        block.append(line).append('\n');
      }
    }
    add(cases, name, parser, block, runs);
    return cases;
  }

  private static String resource(String name) {
    try (var in = IrFile.class.getResourceAsStream("/ir/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void add(
      List<Case> cases, String name, Parser parser, StringBuilder text, StringBuilder runs) {
    if (text.isEmpty()) {
      return;
    }
    try {
      Block block = Verifier.verify(parser.parse(text.toString()), LAYOUT);
      List<Run> list = runs.toString().lines().filter(l -> !l.isBlank()).map(IrFile::run).toList();
      cases.add(new Case(String.format("%s 0x%x", name, block.pc()), block, list));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          name + ", " + text.toString().lines().findFirst().get() + " " + e.getMessage(), e);
    }
    text.setLength(0);
    runs.setLength(0);
  }

  private static Run run(String line) {
    String[] sides = line.split("->", 2);
    if (sides.length != 2) {
      throw new IllegalArgumentException("-> expected in run:" + line);
    }
    String[] after = sides[1].strip().split("\\s+", 2);
    return new Run(
        line.strip(), fields(sides[0]), after[0], fields(after.length > 1 ? after[1] : ""));
  }

  private static Map<String, String> fields(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String field : text.strip().split("\\s+")) {
      if (!field.isEmpty()) {
        String[] parts = field.split("=", 2);
        fields.put(parts[0], parts[1]);
      }
    }
    return fields;
  }

  /** Runs the block on the engine and compares. */
  public static void check(Run run, Block block, Engine engine) {
    FlatMemory memory = new FlatMemory(BASE, SIZE);
    TestVcpu cpu =
        engine.tlb() == 0
            ? new TestVcpu(LAYOUT, memory)
            : new TestVcpu(LAYOUT, memory, engine.tlb());
    cpu.budget = 100;
    cpu.setPc(block.pc());
    for (var field : run.before.entrySet()) {
      String value = field.getValue();
      switch (field.getKey()) {
        case "budget" -> cpu.budget = Integer.parseInt(value);
        case "deny-read" -> memory.denyRead(number(value).longValue());
        case "deny-write" -> memory.denyWrite(number(value).longValue());
        case "device" -> memory.makeDevice(number(value).longValue());
        default -> set(cpu, memory, field.getKey(), value);
      }
    }
    cpu.limit = cpu.budget;
    if (engine.tlb() != 0) {
      memory.fillTlb(engine.tlb());
    }
    FlatMemory expectedMemory = new FlatMemory(BASE, SIZE);
    TestVcpu expected = new TestVcpu(LAYOUT, expectedMemory);
    expectedMemory.setContents(memory.contents());
    for (Slot slot : LAYOUT.slots()) {
      write(expected, slot, value(cpu, slot));
    }

    int how = engine.run(block, cpu);

    for (var field : run.after.entrySet()) {
      switch (field.getKey()) {
        case "budget" ->
            assertThat(cpu.budget).as("budget").isEqualTo(Integer.parseInt(field.getValue()));
        case "alignment", "bus" -> {
          assertThat(cpu.faultKind).isEqualTo(field.getKey());
          assertThat(cpu.faultAddress)
              .as("fault address")
              .isEqualTo(number(field.getValue()).longValue());
        }
        default -> set(expected, expectedMemory, field.getKey(), field.getValue());
      }
    }
    for (Slot slot : LAYOUT.slots()) {
      assertThat("0x" + value(cpu, slot).toString(16))
          .as(slot.name())
          .isEqualTo("0x" + value(expected, slot).toString(16));
    }
    assertThat(memory.contents()).as("memory").isEqualTo(expectedMemory.contents());
    assertThat(outcome(how)).isEqualTo(run.how);
  }

  private static String outcome(int how) {
    return switch (how) {
      case Executor.NEXT -> "next";
      case Executor.LEAVE -> "leave";
      case Executor.FAULT -> "fault";
      default -> fail("unexpected outcome " + how);
    };
  }

  private static void set(TestVcpu cpu, FlatMemory memory, String name, String value) {
    if (name.startsWith("[")) {
      byte[] bytes = HexFormat.of().parseHex(value);
      long va = number(name.substring(1, name.length() - 1)).longValue();
      byte[] all = memory.contents();
      System.arraycopy(bytes, 0, all, (int) (va - BASE), bytes.length);
      memory.setContents(all);
    } else {
      write(cpu, LAYOUT.slot(name), number(value));
    }
  }

  private static BigInteger number(String text) {
    return text.startsWith("0x") ? new BigInteger(text.substring(2), 16) : new BigInteger(text);
  }

  /** The unsigned value of a slot. */
  public static BigInteger value(TestVcpu cpu, Slot slot) {
    BigInteger value = BigInteger.ZERO;
    for (int i = slot.type().bytes - 4; i >= 0; i -= 4) {
      value =
          value.shiftLeft(32).or(BigInteger.valueOf(cpu.getInt(slot.offset() + i) & 0xffff_ffffL));
    }
    return value;
  }

  private static void write(TestVcpu cpu, Slot slot, BigInteger value) {
    cpu.putInt(slot.offset(), value.intValue());
    if (slot.type() != Type.I32) {
      cpu.putInt(slot.offset() + 4, value.shiftRight(32).intValue());
    }
    if (slot.type() == Type.V128) {
      cpu.putLong(slot.offset() + 8, value.shiftRight(64).longValue());
    }
  }
}
