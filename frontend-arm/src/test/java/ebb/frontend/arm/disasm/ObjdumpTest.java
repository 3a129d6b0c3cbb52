package ebb.frontend.arm.disasm;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.neon.NeonTable;
import ebb.frontend.arm.testing.BytesReader;
import ebb.frontend.arm.testing.RefusingSystem;
import ebb.frontend.arm.translate.A32;
import ebb.frontend.arm.translate.A32Unconditional;
import ebb.frontend.arm.translate.BlockTranslator;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.T16;
import ebb.frontend.arm.translate.T32;
import ebb.frontend.arm.vfp.VfpTable;
import ebb.ir.testing.Tools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The text of random instructions of the tables is that of objdump, but for the differences listed
 * in {@link ObjdumpDifferences}.
 */
class ObjdumpTest {
  private static final int WORDS = 3000;

  /** Bytes from one instruction to the next: IT is followed by NOPs enough to apply to. */
  private static final int THUMB_STRIDE = 16;

  /** IT with one instruction, less its condition. */
  private static final short IT = (short) 0xbf08;

  private static final short THUMB_NOP = (short) 0xbf00;

  /** Draws before a row counts as undefined; those of three Q registers are so 7 times in 8. */
  private static final int TRIES = 200;

  private static final Pattern LINE = Pattern.compile("\\s*([0-9a-f]+):\\t[0-9a-f ]+\\t(.*)");
  private static final Pattern FLOAT = Pattern.compile("#[-0-9.]+\\t[@;] 0x([0-9a-f]{8}).*");

  enum Set {
    A32_CONDITIONAL(A32.TABLE, false, false),
    A32_UNCONDITIONAL(A32Unconditional.TABLE, false, false),
    A32_VFP(VfpTable.TABLE, false, false),
    A32_SIMD(NeonTable.TABLE, false, false),
    T32_NARROW(T16.TABLE, true, false),
    T32_WIDE(T32.TABLE, true, false),
    T32_VFP(VfpTable.TABLE, true, false),
    T32_SIMD(NeonTable.TABLE, true, false),
    T32_NARROW_IN_IT(T16.TABLE, true, true),
    T32_WIDE_IN_IT(T32.TABLE, true, true),
    T32_VFP_IN_IT(VfpTable.TABLE, true, true),
    T32_SIMD_IN_IT(NeonTable.TABLE, true, true);

    final DecodeTable<Handler> table;
    final boolean thumb;

    /** Whether each instruction is the only one of an IT block. */
    final boolean inIt;

    Set(DecodeTable<Handler> table, boolean thumb, boolean inIt) {
      this.table = table;
      this.thumb = thumb;
      this.inIt = inIt;
    }

    /** Offset of an instruction from the start of its stride. */
    int offset() {
      return inIt ? 2 : 0;
    }

    /** From the layout of the table to that of the instruction set. */
    int encode(int bits) {
      return switch (this) {
        case T32_VFP, T32_VFP_IN_IT -> bits & 0x0fffffff | 0xe0000000;
        case T32_SIMD, T32_SIMD_IN_IT ->
            (bits & 0x0e000000) == 0x02000000
                ? 0xef000000 | (bits >> 24 & 1) << 28 | bits & 0x00ffffff
                : 0xf9000000 | bits & 0x00ffffff;
        default -> bits;
      };
    }

    /** Bits 28 to 31 are a condition in these, of which 1111 is none. */
    boolean isEncodable(int bits) {
      return table != A32.TABLE && table != VfpTable.TABLE || bits >>> 28 != 15;
    }

    int key(int condition) {
      int it = inIt ? condition << 4 | 8 : 0;
      return it << 24 | ArmState.FP_ON | ArmState.SIMD_ON | (thumb ? ArmState.THUMB : 0);
    }

    int stride() {
      return thumb ? THUMB_STRIDE : 4;
    }

    void put(ByteBuffer code, int bits, int condition) {
      if (!thumb) {
        code.putInt(bits);
        return;
      }
      int start = code.position();
      if (inIt) {
        code.putShort((short) (IT | condition << 4));
      }
      if (table != T16.TABLE) {
        code.putShort((short) (bits >>> 16));
      }
      code.putShort((short) bits);
      while (code.position() < start + THUMB_STRIDE) {
        code.putShort(THUMB_NOP);
      }
    }
  }

  @TempDir Path directory;

  private final RefusingSystem system = new RefusingSystem();
  private final BlockTranslator translator = new BlockTranslator(system);

  /**
   * @param bits the encoding's in the layout of the instruction set
   * @param condition of the IT block, if it is to be in one
   */
  private record Sample(Encoding<Handler> encoding, int bits, int condition) {}

  @ParameterizedTest
  @EnumSource
  void textAgrees(Set set) throws Exception {
    Tools.require("arm-none-eabi-objdump", "binutils-arm-none-eabi");
    long seed = 5;
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    List<Sample> samples = new ArrayList<>();
    List<DecodeTable.Row<Handler>> rows = set.table.rows();
    ByteBuffer code = ByteBuffer.allocate((WORDS + rows.size()) * set.stride());
    code.order(ByteOrder.LITTLE_ENDIAN);
    for (DecodeTable.Row<Handler> row : rows) {
      for (int i = 0; i <= WORDS / rows.size(); i++) {
        Sample sample = draw(set, row, random);
        samples.add(sample);
        set.put(code, sample.bits, sample.condition);
      }
    }
    Map<Integer, String> expected = objdump(code, set.thumb);

    BytesReader reader = new BytesReader(0, code.array());
    List<String> differences = new ArrayList<>();
    Map<String, Integer> counts = new TreeMap<>();
    for (int i = 0; i < samples.size(); i++) {
      Sample sample = samples.get(i);
      int pc = i * set.stride() + set.offset();
      String theirs = normal(expected.get(pc));
      String ours = normal(translator.disassemble(reader, pc, set.key(sample.condition)).text());
      String reason = ours.equals(theirs) ? "equal" : reason(sample.encoding, expected.get(pc));
      counts.merge(reason, 1, Integer::sum);
      if (reason.equals("unexplained")) {
        String row = sample.encoding.row().name();
        differences.add("%s: %08x %s | %s".formatted(row, sample.bits, ours, expected.get(pc)));
      }
    }
    System.out.println(set + ": " + counts);
    assertThat(String.join("\n", differences)).isEmpty();
    assertThat(counts.get("equal")).isGreaterThan(samples.size() * 3 / 4);
  }

  /** An instruction of the row, which is defined unless the whole row seems not to be. */
  private Sample draw(Set set, DecodeTable.Row<Handler> row, Random random) {
    ByteBuffer code = ByteBuffer.allocate(set.stride()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; ; i++) {
      int drawn = set.table.random(row, random, set::isEncodable);
      int bits = set.encode(drawn);
      int condition = random.nextInt(14);
      set.put(code.clear(), bits, condition);
      BytesReader reader = new BytesReader(0, code.array());
      translator.translate(reader, set.offset(), set.key(condition), 1, set.stride());
      if (!system.takeUndefined() || i == TRIES) {
        return new Sample(set.table.decode(drawn), bits, condition);
      }
    }
  }

  private static String reason(Encoding<Handler> e, String theirs) {
    return theirs.contains("unpredictable <IT:")
        ? "UNPREDICTABLE in an IT block"
        : ObjdumpDifferences.reason(e, normal(theirs)).orElse("unexplained");
  }

  /** One space between words, no remarks, no symbols; floating-point constants in full. */
  private static String normal(String text) {
    String full = text;
    Matcher constant = FLOAT.matcher(text);
    if (text.startsWith("vmov") && text.contains(".f") && constant.find()) {
      float value = Float.intBitsToFloat(Integer.parseUnsignedInt(constant.group(1), 16));
      full = constant.replaceFirst("#" + value);
    }
    return ObjdumpDifferences.usual(
        full.replaceAll("\\s*[;@].*", "").replaceAll("\\s+", " ").trim());
  }

  private Map<Integer, String> objdump(ByteBuffer code, boolean thumb)
      throws IOException, InterruptedException {
    Path file = directory.resolve("code");
    Files.write(file, code.array());
    List<String> command = new ArrayList<>(List.of("arm-none-eabi-objdump", "-D", "-z"));
    command.addAll(List.of("-b", "binary", "-m", "armv7", "-Mreg-names-std"));
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
