package ebb.frontend.arm.disasm;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.translate.A32;
import ebb.frontend.arm.translate.A32Unconditional;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.T16;
import ebb.frontend.arm.translate.T32;
import ebb.ir.testing.Tools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The text of random instructions of the tables is that of objdump. */
class ObjdumpTest {
  private static final int PER_ROW = 20;
  private static final Pattern LINE = Pattern.compile("\\s*([0-9a-f]+):\\s+[0-9a-f ]+\\t(.*)");

  private static final Set<String> ONE_OPERAND = Set.of("REV", "REV16", "REVSH", "RBIT", "CLZ");

  private static final Map<String, String> SKIPPED =
      Map.ofEntries(
          Map.entry("IT", "gives conditions to what follows"),
          Map.entry("SSAT", "objdump prints asr #0 for asr #32"),
          Map.entry("USAT", "objdump prints asr #0 for asr #32"),
          Map.entry("CPS", "objdump prints modes without M"),
          Map.entry("hint", "later architectures gave them names"),
          Map.entry("hint T1", "later architectures gave them names"),
          Map.entry("hint T2", "later architectures gave them names"),
          Map.entry("BLX (immediate)", "objdump takes some for ARMv8.1-M branches"),
          Map.entry("store to a literal", "undefined"),
          Map.entry("memory hint (immediate)", "no mnemonic"),
          Map.entry("memory hint (register)", "no mnemonic"),
          Map.entry("PLD, PLI (immediate, 8 bits)", "objdump shows some as loads"),
          Map.entry("PLD, PLI (immediate, 12 bits)", "objdump shows some as loads"),
          Map.entry("PLD, PLI (register)", "objdump shows some as loads"));

  @TempDir Path directory;

  static Stream<Arguments> tables() {
    return Stream.of(
        Arguments.of("A32", A32.TABLE, false, 4),
        Arguments.of("A32 unconditional", A32Unconditional.TABLE, false, 4),
        Arguments.of("T16", T16.TABLE, true, 2),
        Arguments.of("T32", T32.TABLE, true, 4));
  }

  private record Sample(String row, int bits, String text) {}

  @ParameterizedTest(name = "{0}")
  @MethodSource("tables")
  void textAgrees(String name, DecodeTable<Handler> table, boolean thumb, int bytes)
      throws Exception {
    Tools.require("arm-none-eabi-objdump", "binutils-arm-none-eabi");
    long seed = 5;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Sample> samples = new ArrayList<>();
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (DecodeTable.Row<Handler> row : table.rows()) {
      if (SKIPPED.containsKey(row.name()) || row.name().contains("unallocated")) {
        continue;
      }
      for (int i = 0; i < PER_ROW; i++) {
        int bits = table.random(row, random, b -> allowed(name, table.decode(b), b));
        Encoding<Handler> e = table.decode(bits);
        samples.add(new Sample(row.name(), bits, e.text(samples.size() * bytes)));
        put(code, bits, thumb, bytes);
      }
    }
    Map<Integer, String> expected = objdump(code.toByteArray(), thumb);
    Map<String, List<String>> differences = new TreeMap<>();
    int compared = 0;
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      String theirs = expected.get(i * bytes);
      if (theirs == null || refuses(theirs)) {
        continue;
      }
      compared++;
      String ours = normal(sample.text);
      if (!ours.equals(normal(theirs))) {
        differences
            .computeIfAbsent(sample.row, r -> new ArrayList<>())
            .add("%08x %s | %s".formatted(sample.bits, ours, normal(theirs)));
      }
    }
    assertThat(compared).isGreaterThan(samples.size() / 2);
    assertThat(differences).isEmpty();
  }

  private static boolean allowed(String table, Encoding<Handler> e, int bits) {
    if (table.equals("A32") && bits >>> 28 == 15) {
      return false;
    }
    String name = e.row().name();
    if (table.equals("T16") && bits == 0x46c0) {
      return false; // mov r8, r8 is shown as nop
    }
    if (table.equals("T32") && hasPc(e)) {
      return false;
    }
    if (name.equals("BKPT") && table.equals("A32")) {
      return bits >>> 28 == 14;
    }
    if (name.equals("MCRR") || name.equals("MRRC")) {
      return e.get('p') >= 14;
    }
    if (table.equals("T32") && name.endsWith("8 bits)") && (bits & 0xff) == 0) {
      return false;
    }
    if (table.equals("T32") && e.has('n') && e.has('m') && ONE_OPERAND.contains(name)) {
      return e.get('n') == e.get('m');
    }
    if (name.startsWith("BF") && e.get('w') < e.get('l')) {
      return false;
    }
    if (name.startsWith("BLX") && table.equals("T32")) {
      return (bits & 1) == 0;
    }
    // ARMv8 has given meanings to reserved barriers, and the last two rows have no other text.
    return !(e.has('o') && !name.startsWith("M") && (e.get('o') & 3) < 2);
  }

  /** True if an operand other than the base is R15; ARMv8 uses such encodings. */
  private static boolean hasPc(Encoding<Handler> e) {
    for (char letter : "damt".toCharArray()) {
      int mask = e.row().fieldMask(letter);
      if (Integer.bitCount(mask) == 4 && e.get(letter) == 15) {
        return !e.row().name().startsWith("M");
      }
    }
    return false;
  }

  /** True if objdump takes it for another or for no instruction. */
  private static boolean refuses(String text) {
    return text.contains("UNPREDICTABLE")
        || text.contains("UNDEF")
        || text.contains("unpredictable")
        || text.contains("[pc")
        || text.contains("illegal")
        || text.contains("CPSR_,")
        || text.startsWith("v")
        || text.startsWith("cf");
  }

  private static String normal(String text) {
    return text.replaceAll("\\s*[;@].*", "")
        .replaceAll(" <.*>", "")
        .replaceAll("\\s+", " ")
        .replaceAll("\\br13\\b", "sp")
        .replaceAll("\\br14\\b", "lr")
        .replaceAll("\\br15\\b", "pc")
        .replace("ROR", "ror")
        .trim();
  }

  private static void put(ByteArrayOutputStream out, int bits, boolean thumb, int bytes) {
    int value = thumb && bytes == 4 ? bits << 16 | bits >>> 16 : bits;
    for (int i = 0; i < bytes; i++) {
      out.write(value >> 8 * i);
    }
  }

  private Map<Integer, String> objdump(byte[] code, boolean thumb)
      throws IOException, InterruptedException {
    Path file = directory.resolve("code");
    Files.write(file, code);
    List<String> command =
        new ArrayList<>(
            List.of(
                "arm-none-eabi-objdump",
                "-D",
                "-b",
                "binary",
                "-m",
                "armv7",
                "-z",
                "-Mreg-names-std"));
    if (thumb) {
      command.add("-Mforce-thumb");
    }
    command.add(file.toString());
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    Map<Integer, String> lines = new TreeMap<>();
    for (String line : out.split("\n")) {
      Matcher m = LINE.matcher(line);
      if (m.matches()) {
        lines.put(Integer.parseInt(m.group(1), 16), m.group(2));
      }
    }
    return lines;
  }
}
