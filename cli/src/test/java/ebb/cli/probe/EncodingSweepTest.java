package ebb.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.neon.NeonTable;
import ebb.frontend.arm.translate.A32;
import ebb.frontend.arm.translate.A32Unconditional;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.T16;
import ebb.frontend.arm.translate.T32;
import ebb.frontend.arm.vfp.VfpTable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which encodings are undefined: random words, and near misses of table rows, executed in User
 * mode; only whether the Undefined Instruction exception comes is compared with QEMU. System
 * properties: {@code ebb.fuzz.sweep.cases}, {@code ebb.fuzz.seed}.
 */
class EncodingSweepTest {
  private static final int BATCH = 4000;
  private static final int UNDEFINED = 1;

  @TempDir Path directory;

  private Random random;

  @Test
  void undefinedEncodingsAreThoseOfQemu() throws Exception {
    Probe probe = new Probe(directory);
    probe.area(FlatMap.area());
    int wanted = Integer.getInteger("ebb.fuzz.sweep.cases", 16_000);
    long seed = Long.getLong("ebb.fuzz.seed", 1);
    System.out.println("seed " + seed);
    random = new Random(seed);
    Map<String, List<String>> differences = new TreeMap<>();
    for (int done = 0; done < wanted; done += BATCH) {
      List<ProbeCase> cases = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        cases.add(draw(i));
      }
      List<int[]> expected = probe.qemu(cases, index -> plain(index, false));
      List<int[]> actual = probe.ebb(cases);
      for (int i = 0; i < BATCH; i++) {
        boolean theirs = undefined(cases.get(i), expected.get(i));
        boolean ours = undefined(cases.get(i), actual.get(i));
        if (theirs != ours && !deliberate(cases.get(i))) {
          String text = cases.get(i).code(0);
          String kind =
              (cases.get(i).thumb() ? "T32" : "A32") + (theirs ? " undefined: " : " allocated: ");
          differences
              .computeIfAbsent(
                  kind + text.replaceAll("^.*?  ", "").replaceAll("[ .].*", ""),
                  k -> new ArrayList<>())
              .add(text);
        }
      }
    }
    StringBuilder text = new StringBuilder();
    differences.forEach(
        (kind, list) ->
            text.append(
                "%n%4d %s%n       %s"
                    .formatted(
                        list.size(),
                        kind,
                        String.join("\n       ", list.subList(0, Math.min(4, list.size()))))));
    assertThat(differences.size()).as("seed %d, QEMU says:%s", seed, text).isZero();
  }

  /** The exception came from the first instruction. */
  private static boolean undefined(ProbeCase c, int[] result) {
    return result[ResultWords.VECTOR] == UNDEFINED && result[35] == c.code() + (c.thumb() ? 2 : 4);
  }

  /** UNPREDICTABLE encodings that are undefined here; see docs/quirks.md. */
  private static boolean deliberate(ProbeCase c) {
    int bits = c.u32(c.code());
    if (c.thumb()) {
      bits = bits << 16 | bits >>> 16;
    }
    boolean elements = (bits & 0xfe100000) == 0xf4000000 || (bits & 0xff100000) == 0xf9000000;
    boolean elementsInto = (bits & 0xfe300000) == 0xf4200000 || (bits & 0xff300000) == 0xf9200000;
    boolean fixedPoint = (bits & 0x0fba0e50) == 0x0eba0a40;
    boolean half = (bits & 0x0e000f00) == 0x0c000900;
    boolean last = (bits & 0x0fe00fff) == 0x0c400a3f;
    boolean multipleAtPc = c.thumb() && (bits & 0x0e0f0e00) == 0x0c0f0a00;
    boolean setsFlags = (bits & 1 << 20) != 0;
    boolean toPc =
        c.thumb()
            ? (bits & 0xfe000f00) == 0xea000f00 || (bits & 0xfa008f00) == 0xf0000f00
            : (bits & 0x0c00f000) == 0x0000f000;
    return elements
        || elementsInto
        || fixedPoint
        || half
        || last
        || multipleAtPc
        || setsFlags && toPc;
  }

  private ProbeCase plain(int index, boolean thumb) {
    ProbeCase c = new ProbeCase(index, random);
    FlatMap.use(c);
    c.set(ProbeCase.CPSR, 0x10 | (thumb ? ProbeCase.T : 0));
    for (int i = ProbeCase.R0; i < ProbeCase.SP_USR; i++) {
      c.set(i, Probe.DATA + 8 * random.nextInt(24));
    }
    c.set(ProbeCase.SP_USR + 1, Probe.DATA + 64);
    return c;
  }

  private ProbeCase draw(int index) {
    boolean thumb = random.nextBoolean();
    ProbeCase c = plain(index, thumb);
    int bits;
    do {
      bits = thumb ? thumbBits() : armBits();
    } while (waits(thumb, bits));
    if (thumb && bits >>> 16 == 0) {
      c.add(bits, 2);
    } else {
      c.add(bits, 4);
    }
    return c;
  }

  private int armBits() {
    int bits =
        switch (random.nextInt(6)) {
          case 0 -> random.nextInt();
          case 1 -> random.nextInt() | 0xf0000000;
          case 2 -> near(VfpTable.TABLE);
          case 3 -> near(NeonTable.TABLE);
          case 4 -> near(A32Unconditional.TABLE);
          default -> near(A32.TABLE);
        };
    return bits >>> 28 == 15 ? bits : bits & 0x0fffffff | 0xe0000000;
  }

  private int thumbBits() {
    switch (random.nextInt(6)) {
      case 0 -> {
        int bits = random.nextInt(0xe800);
        return bits;
      }
      case 1 -> {
        return near(T16.TABLE) % 0xe800;
      }
      case 2 -> {
        return near(VfpTable.TABLE) & 0x0fffffff
            | (random.nextInt(8) == 0 ? 0xf0000000 : 0xe0000000);
      }
      case 3 -> {
        int bits = near(NeonTable.TABLE);
        return (bits & 0x0e000000) == 0x02000000
            ? 0xef000000 | (bits >> 24 & 1) << 28 | bits & 0xffffff
            : 0xf9000000 | bits & 0xffffff;
      }
      case 4 -> {
        return random.nextInt() | 0xe8000000;
      }
      default -> {
        return near(T32.TABLE) | 0xe8000000;
      }
    }
  }

  /** An instruction of a random row with up to two bits flipped. */
  private int near(DecodeTable<Handler> table) {
    int bits = table.rows().get(random.nextInt(table.rows().size())).random(random);
    for (int i = random.nextInt(3); i > 0; i--) {
      bits ^= 1 << random.nextInt(table == T16.TABLE ? 16 : 32);
    }
    return bits;
  }

  /** WFI and WFE; branches and bases in R15, which may lead to a loop. */
  private static boolean waits(boolean thumb, int bits) {
    if (!thumb) {
      return (bits & 0x0ffff000) == 0x0320f000
          || (bits & 0x0c0f0000) == 0x040f0000
          || (bits & 0x0e000000) == 0x0a000000;
    }
    if (bits >>> 16 == 0) {
      return (bits & 0xff0f) == 0xbf00 || bits >>> 12 == 0xd || bits >>> 12 == 0xe;
    }
    boolean branch =
        (bits & 0xf8008000) == 0xf0008000 && ((bits & 0x5000) != 0 || (bits >> 23 & 7) != 7);
    return (bits & 0xfffffff0) == 0xf3af8000 || branch;
  }
}
