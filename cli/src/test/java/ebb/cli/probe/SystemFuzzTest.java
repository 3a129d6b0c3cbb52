package ebb.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.fuzz.DenyList;
import ebb.frontend.arm.translate.A32;
import ebb.frontend.arm.translate.A32Unconditional;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.T16;
import ebb.frontend.arm.translate.T32;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random sequences of privileged instructions in every mode, with everything that they and the
 * exceptions they raise leave behind compared with QEMU. System properties: {@code
 * ebb.fuzz.system.cases}, {@code ebb.fuzz.seed}.
 */
class SystemFuzzTest {
  private static final int BATCH = 4000;

  /** Code that ends a case. */
  private static final int PADS = Probe.DATA + 256;

  /** Rows that depend on the mode, and whatever loads and stores. */
  private static final Pattern SYSTEM =
      Pattern.compile(
          "(MRS|MSR|CPS|SRS|RFE|SETEND|BXJ|BX|BLX .register|SVC|SMC|BKPT|UDF|ERET|SUBS PC|STM|LDM"
              + "|PUSH|POP|CLREX|LDREX|STREX|SWP|SEV|LDR .[ir]|STR .[ir]|[SL][TD]R(|B|H|SB|SH)T$|[SL][TD]RD).*");

  /** A32 data processing, which returns from exceptions with S and R15. */
  private static final Pattern DATA = Pattern.compile("SUB .immediate.|MOV .register.");

  private record Drawn(DecodeTable<Handler> table, DecodeTable.Row<Handler> row, int bytes) {}

  @TempDir Path directory;

  private Random random;

  @Test
  void privilegedInstructionsAndTheirExceptionsAgreeWithQemu() throws Exception {
    Probe probe = new Probe(directory);
    int wanted = Integer.getInteger("ebb.fuzz.system.cases", 8_000);
    long seed = Long.getLong("ebb.fuzz.seed", 1);
    System.out.println("seed " + seed);
    random = new Random(seed);
    List<Drawn> arm = new ArrayList<>();
    collect(arm, A32.TABLE, 4);
    collect(arm, A32Unconditional.TABLE, 4);
    List<Drawn> thumb = new ArrayList<>();
    collect(thumb, T16.TABLE, 2);
    collect(thumb, T32.TABLE, 4);
    List<String> differences = new ArrayList<>();
    for (int done = 0; done < wanted && differences.size() < 30; done += BATCH) {
      List<ProbeCase> cases = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        cases.add(draw(i, arm, thumb));
      }
      List<int[]> expected = probe.qemu(cases, index -> new ProbeCase(index, random));
      List<int[]> actual = probe.ebb(cases);
      for (int i = 0; i < BATCH; i++) {
        String text = ResultWords.compare(expected.get(i), actual.get(i));
        if (!text.isEmpty()) {
          differences.add(cases.get(i) + "\n   from vector " + expected.get(i)[0] + text);
        }
      }
    }
    assertThat(differences.size())
        .as(
            "seed %d%n%s",
            seed, String.join("\n", differences.subList(0, Math.min(differences.size(), 30))))
        .isZero();
  }

  private static void collect(List<Drawn> rows, DecodeTable<Handler> table, int bytes) {
    for (DecodeTable.Row<Handler> row : table.rows()) {
      if (SYSTEM.matcher(row.name()).matches() && !row.name().contains("(literal")
          || table == A32.TABLE && DATA.matcher(row.name()).matches()) {
        rows.add(new Drawn(table, row, bytes));
      }
    }
  }

  private ProbeCase draw(int index, List<Drawn> arm, List<Drawn> thumb) {
    ProbeCase c = new ProbeCase(index, random);
    boolean isThumb = random.nextInt(3) == 0;
    c.set(ProbeCase.CPSR, psr(isThumb, random.nextInt(4) == 0));
    int sctlr = ProbeCase.BASE_SCTLR;
    if (random.nextInt(8) == 0) {
      sctlr |= 1 << 30;
    }
    if (random.nextInt(8) == 0) {
      sctlr |= 1 << 25;
    }
    if (random.nextInt(4) == 0) {
      sctlr |= 2;
    }
    c.sctlr(sctlr);
    for (int i = ProbeCase.R0; i < ProbeCase.SCTLR; i++) {
      if (i != ProbeCase.SP_USR) {
        c.set(i, word());
      }
    }
    for (int i : new int[] {24, 27, 30, 33, 36}) {
      c.set(i, savedPsr());
    }
    for (int i = 0; i < 64; i++) {
      c.set(
          ProbeCase.DATA + i,
          random.nextInt(3) == 0 ? psr(random.nextBoolean(), false) & 0xf00701ff | 1 << 31 : pad());
    }
    boolean system = (c.get(ProbeCase.CPSR) & 0x1f) == 0x1f;
    boolean loaded = false;
    int count = 1 + random.nextInt(2);
    List<Drawn> rows = isThumb ? thumb : arm;
    for (int i = 0; i < count; i++) {
      Drawn drawn = rows.get(random.nextInt(rows.size()));
      int bits = bits(drawn);
      String name = drawn.row().name();
      if (system
          && (name.startsWith("SRS")
              || drawn.table().decode(bits).flag('R')
              || drawn.table().decode(bits).flag('S'))) {
        // UNPREDICTABLE without an SPSR.
        continue;
      }
      Encoding<Handler> e = drawn.table().decode(bits);
      boolean stack = name.startsWith("POP") || name.matches("(L|RFE).*") && atStack(e);
      if (stack && (c.get(ProbeCase.CPSR) & 15) % 15 == 0) {
        // That stack is for entering the case, and zero around it.
        continue;
      }
      boolean branches = DATA.matcher(name).matches() || name.matches("(B|ERET|SUBS PC).*");
      if (branches && loaded) {
        // It would go to a number.
        continue;
      }
      loaded = name.startsWith("L") || name.startsWith("S");
      c.add(bits, drawn.bytes());
      aim(c, drawn.table().decode(bits));
    }
    return c;
  }

  private static boolean atStack(Encoding<Handler> e) {
    return e.has('n') && e.get('n') == 13;
  }

  /** Lets a branch go to code that ends the case. */
  private void aim(ProbeCase c, Encoding<Handler> e) {
    String name = e.row().name();
    boolean link = name.startsWith("ERET") || name.startsWith("SUBS PC");
    if (link || name.matches("(BX|BLX|MOV|SUB).*")) {
      int register = link ? 14 : e.has('m') ? e.get('m') : e.has('n') ? e.get('n') : 15;
      if (register < 15 && !(register == 13 && (c.get(ProbeCase.CPSR) & 15) % 15 == 0)) {
        c.set(ProbeCase.register(c.get(ProbeCase.CPSR), register), pad());
      }
    }
  }

  private int bits(Drawn drawn) {
    boolean arm = drawn.table() == A32.TABLE;
    int bits = drawn.table().random(drawn.row(), random, b -> predictable(drawn, b));
    if (arm && DATA.matcher(drawn.row().name()).matches()) {
      // An exception return with a small operand, so that it leads to where something is.
      bits = bits & ~0xff2 | 0x10f000;
    }
    if (drawn.row().name().startsWith("SUBS PC")) {
      bits &= ~0xfe;
    }
    return arm && random.nextInt(3) > 0 ? bits & 0x0fffffff | 0xe0000000 : bits;
  }

  /** False for what is UNPREDICTABLE. */
  private static boolean predictable(Drawn drawn, int bits) {
    String name = drawn.row().name();
    boolean arm = drawn.table() == A32.TABLE;
    Encoding<Handler> e = drawn.table().decode(bits);
    if (DATA.matcher(name).matches()) {
      return bits >>> 28 != 15
          && (bits & 15) != 13
          && !(e.has('n') && (e.get('n') == 15 || e.get('n') == 13));
    }
    boolean unprivileged = e.has('P') && !e.flag('P') && e.flag('W');
    if (name.startsWith("B") && e.has('m') && e.get('m') == 13
        || name.matches("LDR .(register|immediate).*") && e.get('t') == 15) {
      return false;
    }
    return !(arm && bits >>> 28 == 15)
        && !(unprivileged && e.has('t') && e.get('t') == 15)
        && !(e.has('n') && e.get('n') == 15)
        && !DenyList.unpredictable(e, !arm && drawn.table() != A32Unconditional.TABLE, true, true);
  }

  /** With ITSTATE in one of eight. */
  private int savedPsr() {
    boolean thumb = random.nextBoolean();
    return psr(thumb, random.nextInt(8) == 0) | (thumb && random.nextInt(4) == 0 ? 1 << 10 : 0);
  }

  private int psr(boolean thumb, boolean bigEndian) {
    int psr = random.nextInt() & 0xf80f01c0 | ProbeCase.MODES[random.nextInt(7)];
    return psr | (thumb ? 1 << 5 : 0) | (bigEndian ? 1 << 9 : 0);
  }

  private int pad() {
    // As a PSR it is one of an existing mode.
    int[] offsets = {0x10, 0x10, 0x11, 0x13, 0x17, 0x1b, 0x1f};
    return PADS + 32 * random.nextInt(6) + offsets[random.nextInt(offsets.length)];
  }

  /**
   * A pointer to data or to code that ends the case, or one that leads nowhere; as code it ends the
   * case.
   */
  private int word() {
    return switch (random.nextInt(16)) {
      case 4, 5 -> pad();
      case 6 -> Probe.DATA + random.nextInt(256);
      case 7 -> 0xb000df20 | random.nextInt() & 0xf00df;
      default -> Probe.DATA + 4 * random.nextInt(64);
    };
  }
}
