package ebb.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The system registers in coprocessors 14 and 15, compared with QEMU: which exist for whom, what
 * they hold after reset and which of their bits can be written. System property: {@code
 * ebb.fuzz.seed}.
 */
class SystemRegisterTest {
  private static final int BATCH = 8192;
  private static final int LIMIT = Integer.getInteger("ebb.fuzz.limit", 60);
  private static final int UNDEFINED = 1;
  private static final int ISB = 0xf57f_f06f;
  private static final int CPS = 0xf102_0000;
  private static final int SYSTEM = 0x1df;
  private static final int USER = 0x1d0;

  @TempDir Path directory;

  private Probe probe;
  private Random random;
  private long seed;

  /** The operands of MRC and MCR. */
  private record Key(int cp, int crn, int opc1, int crm, int opc2) {
    int mrc(int rt) {
      return 0xee10_0010 | opc1 << 21 | crn << 16 | rt << 12 | cp << 8 | opc2 << 5 | crm;
    }

    int mcr(int rt) {
      return mrc(rt) & ~(1 << 20);
    }

    private boolean is(int p, int n, int op1, int m, int op2) {
      return cp == p && crn == n && opc1 == op1 && crm == m && opc2 == op2;
    }

    /** Where the two differ on purpose; see docs/quirks.md. */
    boolean deliberate() {
      if (cp == 14) {
        boolean ours = crn == 1 && crm > 3 || crn == 7 && crm > 0;
        boolean theirs = is(14, 0, 0, 2, 0) || crn == 7 && crm == 0;
        boolean stored =
            crn == 0 && opc2 == 5 || is(14, 0, 0, 7, 0) || is(14, 1, 0, 3, 4) || opc1 == 6;
        boolean channel = is(14, 0, 0, 5, 0) || is(14, 0, 0, 1, 0);
        return ours || theirs || stored || channel;
      }
      boolean aliases = crn == 3 && (opc1 | crm | opc2) != 0 || is(15, 6, 0, 0, 1);
      boolean lockdown = crn == 10 && (crm < 2 || crm == 4 || crm == 8);
      boolean nop = crn == 7 && !is(15, 7, 0, 4, 0) && (crm != 8 || opc1 != 0);
      boolean monitors = crn == 14 && crm >= 8;
      return crn == 15 || aliases || lockdown || nop || monitors;
    }

    /** PMCR and PMXEVTYPER, of which QEMU keeps bits that ARMv8 gave a meaning. */
    boolean wider() {
      return is(15, 9, 0, 12, 0) || is(15, 9, 0, 13, 1);
    }

    /** Depends on time. */
    boolean counts() {
      return cp == 15 && crn == 14 && (crm == 2 || crm == 3) && opc2 == 0;
    }

    /** SCTLR, whose bits would change how the program itself runs. */
    boolean control() {
      return is(15, 1, 0, 0, 0);
    }
  }

  @BeforeEach
  void seed() {
    probe = new Probe(directory);
    seed = Long.getLong("ebb.fuzz.seed", 1);
    random = new Random(seed);
    System.out.println("seed " + seed);
  }

  @Test
  void registersExistAndResetAsInQemu() throws Exception {
    List<Key> keys = keys();
    List<String> differences = new ArrayList<>();
    List<Key> readable = new ArrayList<>();
    List<Key> other = new ArrayList<>();
    compare(
        keys,
        differences,
        key -> true,
        (c, key) -> c.add(key.mrc(4), 4),
        (key, result) -> (result[0] == UNDEFINED ? other : readable).add(key));
    compare(keys, differences, key -> true, (c, key) -> user(c).add(key.mrc(4), 4), null);
    compare(
        readable,
        differences,
        key -> !key.counts() && !key.wider(),
        (c, key) ->
            c.set(ProbeCase.R0 + 5, key.control() ? control() : value())
                .add(key.mrc(6), 4)
                .add(key.mcr(5), 4)
                .add(ISB, 4)
                .add(key.mrc(4), 4)
                .add(key.mcr(6), 4),
        null);
    compare(other, differences, key -> true, (c, key) -> c.add(key.mcr(4), 4), null);
    compare(keys, differences, key -> true, (c, key) -> user(c).add(key.mcr(4), 4), null);
    report(differences);
  }

  @Test
  void wideRegistersExistAsInQemu() throws Exception {
    List<Key> keys = new ArrayList<>();
    for (int i = 0; i < 512; i++) {
      keys.add(new Key(14 + i / 256, 0, i >> 4 & 15, i & 15, 0));
    }
    List<String> differences = new ArrayList<>();
    for (int psr : new int[] {SYSTEM, USER}) {
      for (int write = 0; write < 2; write++) {
        int mrrc = write == 0 ? 0xec55_4000 : 0xec45_4000;
        compare(
            keys,
            differences,
            key -> !(key.crm == 14),
            (c, key) ->
                c.set(ProbeCase.CPSR, psr).add(mrrc | key.cp << 8 | key.opc1 << 4 | key.crm, 4),
            null);
      }
    }
    report(differences);
  }

  /** With event counters that only software increments. */
  @Test
  void performanceMonitorsAgreeWithQemu() throws Exception {
    List<Key> keys = new ArrayList<>();
    for (int crm = 12; crm < 15; crm++) {
      for (int opc2 = 0; opc2 < 8; opc2++) {
        if (crm != 13 || opc2 != 0) {
          keys.add(new Key(15, 9, 0, crm, opc2));
        }
      }
    }
    List<String> differences = new ArrayList<>();
    List<Key> cases = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      cases.add(keys.get(random.nextInt(keys.size())));
    }
    compare(
        cases,
        differences,
        key -> true,
        (c, key) -> {
          Key[] used = {key, keys.get(random.nextInt(4)), keys.get(random.nextInt(keys.size()))};
          int user = random.nextInt(8);
          for (int i = 0; i < used.length; i++) {
            if (i == user) {
              c.add(CPS | 0x10, 4);
            }
            c.set(ProbeCase.R0 + i, monitor(used[i]));
            c.add(used[i].mcr(i), 4).add(used[i].mrc(i + 4), 4);
          }
        },
        null);
    report(differences);
  }

  /** A value that lets no counter follow the time and sets no bits that only ARMv8 has. */
  private int monitor(Key key) {
    int sparse = random.nextInt();
    int value = sparse & random.nextInt();
    return switch (key.crm << 4 | key.opc2) {
      case 0xc0 -> value & ~0xc0;
      case 0xc1 -> value & 0x7fff_ffff;
      case 0xc5 -> random.nextInt(8);
      case 0xd1 -> random.nextInt(2);
      default -> value;
    };
  }

  @Test
  void accessToFloatingPointAgreesWithQemu() throws Exception {
    int[] instructions = {
      0xee300a81, // vadd.f32 s0, s1, s2
      0xee310b02, // vadd.f64 d0, d1, d2
      0xee710ba2, // vadd.f64 d16, d17, d18
      0xf2220842, // vadd.i32 q0, q1, q1
      0xf4200a8f, // vld1.32 {d0, d1}, [r0]
      0xed900b00, // vldr d0, [r0]
      0xedc00b00, // vstr d16, [r0]
      0xee104a10, // vmov r4, s0
      0xee114b30, // vmov.16 r4, d1[0]
      0xeea04b10, // vdup.32 q0, r4
      0xeef14a10, // vmrs r4, fpscr
      0xeef1fa10, // vmrs apsr, fpscr
      0xeee14a10, // vmsr fpscr, r4
      0xeef84a10, // vmrs r4, fpexc
      0xeee84a10, // vmsr fpexc, r4
      0xeef04a10, // vmrs r4, fpsid
      0xeee04a10, // vmsr fpsid, r4
      0xeef74a10, // vmrs r4, mvfr0
      0xeef64a10, // vmrs r4, mvfr1
      0xeef54a10, // vmrs r4, mvfr2
      0xeef24a10, // vmrs r4, register 2
    };
    List<Key> cases = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      cases.add(new Key(15, 1, 0, 0, 2));
    }
    List<String> differences = new ArrayList<>();
    compare(
        cases,
        differences,
        key -> true,
        (c, key) -> {
          int access = random.nextInt(4) * 5 << 20;
          int disable = random.nextInt(4) == 0 ? 1 << 30 : 0;
          int enable = random.nextInt(4) == 0 ? 0 : 1 << 30;
          c.set(ProbeCase.CPACR, access | disable)
              .set(ProbeCase.FPEXC, enable)
              .set(ProbeCase.CPSR, random.nextBoolean() ? SYSTEM : USER)
              .set(ProbeCase.R0, Probe.DATA)
              .set(ProbeCase.R0 + 4, random.nextInt() & ~0x0037_0000)
              .add(instructions[random.nextInt(instructions.length)], 4)
              .add(instructions[random.nextInt(instructions.length)], 4);
        },
        null);
    report(differences);
  }

  private interface Build {
    void build(ProbeCase c, Key key);
  }

  private interface Sort {
    void sort(Key key, int[] result);
  }

  private void compare(
      List<Key> keys, List<String> differences, Predicate<Key> wanted, Build build, Sort sort)
      throws Exception {
    for (int from = 0; from < keys.size(); from += BATCH) {
      List<Key> some = keys.subList(from, Math.min(keys.size(), from + BATCH));
      List<ProbeCase> cases = new ArrayList<>();
      for (Key key : some) {
        ProbeCase c = new ProbeCase(cases.size(), random);
        if (wanted.test(key) && !key.deliberate()) {
          build.build(c, key);
        }
        cases.add(c);
      }
      List<int[]> expected = probe.qemu(cases, index -> new ProbeCase(index, random));
      List<int[]> actual = probe.ebb(cases);
      for (int i = 0; i < some.size(); i++) {
        if (some.get(i).counts()) {
          actual.get(i)[ProbeCase.R0 + 4] = expected.get(i)[ProbeCase.R0 + 4];
        }
        String text = ResultWords.compare(expected.get(i), actual.get(i));
        if (!text.isEmpty()) {
          boolean theirs = expected.get(i)[0] == UNDEFINED;
          boolean ours = actual.get(i)[0] == UNDEFINED;
          String what = theirs == ours ? text : theirs ? ": undefined in QEMU" : ": only in QEMU";
          differences.add(cases.get(i).code(0) + what);
        }
        if (sort != null) {
          sort.sort(some.get(i), expected.get(i));
        }
      }
    }
  }

  private void report(List<String> differences) {
    assertThat(differences.size())
        .as(
            "seed %d%n%s",
            seed, String.join("\n", differences.subList(0, Math.min(differences.size(), LIMIT))))
        .isZero();
  }

  private static ProbeCase user(ProbeCase c) {
    return c.set(ProbeCase.CPSR, USER);
  }

  private int value() {
    return switch (random.nextInt(4)) {
      case 0 -> 0;
      case 1 -> -1;
      default -> random.nextInt();
    };
  }

  /** SCTLR with the MMU off, vectors where they are, and exceptions in A32. */
  private int control() {
    return random.nextInt() & ~(1 | 1 << 13 | 1 << 30);
  }

  private static List<Key> keys() {
    List<Key> keys = new ArrayList<>();
    for (int cp = 14; cp < 16; cp++) {
      for (int crn = 0; crn < 16; crn++) {
        for (int opc1 = 0; opc1 < 8; opc1++) {
          for (int crm = 0; crm < 16; crm++) {
            for (int opc2 = 0; opc2 < 8; opc2++) {
              keys.add(new Key(cp, crn, opc1, crm, opc2));
            }
          }
        }
      }
    }
    return keys;
  }
}
