package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.backend.jvm.CompiledRegion;
import ebb.frontend.arm.ArmGuest;
import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.testing.BytesReader;
import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.guest.Guest;
import ebb.ir.pass.Passes;
import ebb.ir.text.Printer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of guest code, as golden files: the IR after the passes, and the bytes of bytecode.
 * Lines that start with {@code >} say of what:
 *
 * <pre>
 * > a32 e0810002            one instruction, as bytes in the order of the manual
 * > function t32 NAME       a function of guests/bench: the region formed at its entry
 * > summary a32 NAME        the same without its IR
 * </pre>
 *
 * The rest is written by {@code mvn -o -pl cli -am test -Dtest=CodeQualityTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Debb.bless=true}. A difference is not a mistake as such:
 * it is there to be looked at.
 */
class CodeQualityTest {
  private static final Path GOLDEN = Path.of("src", "test", "resources", "quality");
  private static final int BASE = 0x10000;
  private static final int PAGE = 4096;
  private static final int KEY = ArmState.FP_ON | ArmState.SIMD_ON;

  private static final Guest GUEST = new ArmGuest();
  private static final JvmRegions REGIONS = new JvmRegions(GUEST.layout(), JvmRegions.HOT, null);
  private static final Printer PRINTER = new Printer(GUEST.layout());

  @ParameterizedTest
  @ValueSource(strings = {"integer.txt", "vector.txt", "functions.txt"})
  void isAsRecorded(String name) throws IOException {
    Path file = GOLDEN.resolve(name);
    String recorded = Files.readString(file);
    StringBuilder now = new StringBuilder();
    for (String line : recorded.lines().toList()) {
      if (line.startsWith("> ")) {
        now.append(now.isEmpty() ? "" : "\n").append(line).append('\n');
        now.append(section(line.substring(2).split(" ")));
      }
    }
    if (Boolean.getBoolean("ebb.bless")) {
      Files.writeString(file, now);
    } else {
      assertThat(now.toString()).describedAs("-Debb.bless=true records it").isEqualTo(recorded);
    }
  }

  private static String section(String[] words) throws IOException {
    return switch (words[0]) {
      case "function", "summary" -> {
        int thumb = words[1].equals("t32") ? 1 : 0;
        byte[] code = symbol(words[2], thumb);
        yield region(code, thumb, PAGE, words[0].equals("function"));
      }
      default -> {
        int thumb = words[0].equals("t32") ? 1 : 0;
        yield instruction(memoryOrder(words[1], thumb), thumb);
      }
    };
  }

  private static String instruction(byte[] code, int thumb) {
    BytesReader reader = new BytesReader(BASE, code);
    return GUEST.disassemble(reader, BASE, KEY | thumb).text()
        + "\n"
        + region(code, thumb, 1, true);
  }

  /** The region that starts at the first byte, of blocks of at most so many instructions. */
  private static String region(byte[] code, int thumb, int limit, boolean withIr) {
    BytesReader reader = new BytesReader(BASE, code);
    Map<Long, Block> known = new HashMap<>();
    Block head = GUEST.translate(reader, BASE, KEY | thumb, limit, BASE + code.length);
    List<Block> blocks =
        limit == 1
            ? List.of(head)
            : REGIONS.form(
                head,
                pc ->
                    pc < BASE || pc >= BASE + code.length
                        ? null
                        : known.computeIfAbsent(
                            pc,
                            p -> GUEST.translate(reader, p, head.key(), limit, BASE + code.length)),
                pc -> -1);
    StringBuilder out = new StringBuilder();
    int operations = 0;
    for (Block block : blocks) {
      Block optimized = Passes.run(Passes.forRegion(), block, GUEST.layout());
      operations += optimized.code().size();
      if (withIr) {
        out.append(PRINTER.print(optimized));
      }
    }
    CompiledRegion region = (CompiledRegion) REGIONS.compile(blocks, Assumption.ALL);
    if (region == null) {
      return out.append("not compiled\n").toString();
    }
    return out.append(
            String.format(
                "%d blocks, %d instructions, %d lines of IR, %d bytes of bytecode%n",
                blocks.size(),
                region.info().instructions(),
                operations,
                region.info().bytecodeSize()))
        .toString();
  }

  private static byte[] memoryOrder(String hex, int thumb) {
    byte[] code = HexFormat.of().parseHex(hex);
    int unit = thumb == 1 ? 2 : 4;
    for (int at = 0; at < code.length; at += unit) {
      for (int i = 0; i < unit / 2; i++) {
        byte swapped = code[at + i];
        code[at + i] = code[at + unit - 1 - i];
        code[at + unit - 1 - i] = swapped;
      }
    }
    return code;
  }

  /** The code of a function, from the ELF file's symbol table; T32 functions have odd values. */
  private static byte[] symbol(String name, int thumb) throws IOException {
    byte[] file = Files.readAllBytes(Path.of("..", "guests", "bench", "bench.elf"));
    ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    for (int index = 0; index < elf.getShort(0x30); index++) {
      int section = section(elf, index);
      if (elf.getInt(section + 4) != 2) { // SHT_SYMTAB
        continue;
      }
      int names = elf.getInt(section(elf, elf.getInt(section + 24)) + 16);
      int table = elf.getInt(section + 16);
      for (int at = table; at < table + elf.getInt(section + 20); at += 16) {
        int value = elf.getInt(at + 4);
        boolean function = (elf.get(at + 12) & 15) == 2;
        if (function && (value & 1) == thumb && text(file, names + elf.getInt(at)).equals(name)) {
          int home = section(elf, elf.getShort(at + 14));
          int from = (value & ~1) - elf.getInt(home + 12) + elf.getInt(home + 16);
          return Arrays.copyOfRange(file, from, from + elf.getInt(at + 8));
        }
      }
    }
    throw new AssertionError("no function " + name);
  }

  private static int section(ByteBuffer elf, int index) {
    return elf.getInt(0x20) + index * elf.getShort(0x2e);
  }

  private static String text(byte[] file, int from) {
    int to = from;
    while (file[to] != 0) {
      to++;
    }
    return new String(file, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
