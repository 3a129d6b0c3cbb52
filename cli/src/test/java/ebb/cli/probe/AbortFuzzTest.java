package ebb.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Accesses through random descriptors of both table formats: the data and prefetch aborts that they
 * end with, and what ATS1C* says, compared with QEMU. System properties: {@code
 * ebb.fuzz.abort.cases}, {@code ebb.fuzz.seed}.
 */
class AbortFuzzTest {
  private static final int BATCH = 4000;

  /** Short descriptors: the first level, and second levels for the program and for the case. */
  private static final int SHORT = 0x4020_0000;

  private static final int PROGRAM_PAGES = 0x4020_4000;
  private static final int CASE_PAGES = 0x4020_4400;

  /** Long descriptors: a first level, second levels for the second and last gigabyte, a third. */
  private static final int LONG = 0x4021_0000;

  private static final int LONG_SECOND = 0x4021_1000;
  private static final int LONG_LAST = 0x4021_2000;
  private static final int LONG_THIRD = 0x4021_3000;

  /** The same tables for SCTLR.EE are so much further. */
  private static final int BIG_ENDIAN = 0x10_0000;

  private static final int EE = 1 << 25;
  private static final int AFE = 1 << 29;
  private static final int WXN = 1 << 19;
  private static final int UWXN = 1 << 20;
  private static final int LIMIT = Integer.getInteger("ebb.fuzz.limit", 20);

  @TempDir Path directory;

  private Random random;

  @Test
  void abortsAndAddressTranslationsAgreeWithQemu() throws Exception {
    Probe probe = new Probe(directory);
    probe.area(new Probe.Area(SHORT, shortTables(0)));
    probe.area(new Probe.Area(LONG, longTables(0)));
    probe.area(new Probe.Area(SHORT + BIG_ENDIAN, swapped(shortTables(BIG_ENDIAN), 0)));
    probe.area(new Probe.Area(LONG + BIG_ENDIAN, swapped(longTables(BIG_ENDIAN), 1)));
    int wanted = Integer.getInteger("ebb.fuzz.abort.cases", 8_000);
    long seed = Long.getLong("ebb.fuzz.seed", 1);
    System.out.println("seed " + seed);
    random = new Random(seed);
    List<String> differences = new ArrayList<>();
    for (int done = 0; done < wanted && differences.size() < LIMIT; done += BATCH) {
      List<ProbeCase> cases = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        cases.add(draw(i));
      }
      List<int[]> expected = probe.qemu(cases, index -> new ProbeCase(index, random));
      List<int[]> actual = probe.ebb(cases);
      for (int i = 0; i < BATCH; i++) {
        if (accessFlag(actual.get(i)) && executeNever(expected.get(i))) {
          actual.get(i)[ResultWords.IFSR] = expected.get(i)[ResultWords.IFSR];
        }
        String text = ResultWords.compare(expected.get(i), actual.get(i));
        if (!text.isEmpty()) {
          differences.add(cases.get(i) + "\n   from vector " + expected.get(i)[0] + text);
        }
      }
    }
    assertThat(differences.size())
        .as(
            "seed %d%n%s",
            seed, String.join("\n", differences.subList(0, Math.min(differences.size(), LIMIT))))
        .isZero();
  }

  /** An access flag fault of the short format, which QEMU reports only after execute-never. */
  private static boolean accessFlag(int[] result) {
    int status = result[ResultWords.IFSR] & 0x60f;
    return status == 3 || status == 6;
  }

  private static boolean executeNever(int[] result) {
    return (result[ResultWords.IFSR] & 0x60d) == 0xd;
  }

  /**
   * Maps the program to itself in a way that holds for every SCTLR: code read-only, data only for
   * the privileged, the cases read-only for all.
   */
  private static int[] shortTables(int at) {
    int[] words = new int[4096 + 256];
    for (int i = 0x080; i < 0x092; i++) {
      words[i] = i << 20 | 1 << 10 | 2;
    }
    for (int i = 0x400; i < 0x480; i++) {
      boolean cases = i >= 0x410 && i < 0x430;
      words[i] = i << 20 | (cases ? 1 << 15 | 3 << 10 : 1 << 10) | 2;
    }
    words[0x400] = PROGRAM_PAGES + at | 1;
    for (int i = 0; i < 256; i++) {
      int rights = i == 0 ? 3 << 4 : i == 0x10 || i == 0x11 ? 1 << 9 | 1 << 4 : 1 << 4;
      words[4096 + i] = 0x4000_0000 | i << 12 | rights | 2;
    }
    return words;
  }

  private static int[] longTables(int at) {
    int[] words = new int[5 * 1024];
    int flags = 1 << 10 | 1;
    put(words, 0, 0, flags);
    put(words, 1, LONG_SECOND + at, 3);
    put(words, 3, LONG_LAST + at, 3);
    for (int i = 0; i < 512; i++) {
      int address = 0x4000_0000 + (i << 21);
      boolean cases = i >= 0x08 && i < 0x18;
      put(words, 512 + i, address, i < 0x40 ? flags | (cases ? 3 << 6 : 0) : 0);
      boolean code = i == 0x10 || i == 0x11;
      int page = 0x4000_0000 | i << 12;
      put(words, 4 * 512 + i, page, flags | 2 | (i == 0 ? 1 << 6 : code ? 1 << 7 : 0));
    }
    put(words, 512, LONG + at + 0x4000, 3);
    return words;
  }

  /** Words, or doublewords whose halves are words as here, in the other byte order. */
  private static int[] swapped(int[] words, int half) {
    int[] result = new int[words.length];
    for (int i = 0; i < words.length; i++) {
      result[i ^ half] = Integer.reverseBytes(words[i]);
    }
    return result;
  }

  private static void put(int[] words, int index, int address, int flags) {
    words[2 * index] = address | flags;
  }

  private ProbeCase draw(int index) {
    ProbeCase c = new ProbeCase(index, random);
    c.set(ProbeCase.CPSR, 0x1c0 | (random.nextBoolean() ? 0x10 : 0x1f));
    int sctlr = ProbeCase.BASE_SCTLR | 1;
    sctlr |= random.nextInt(3) == 0 ? AFE : 0;
    sctlr |= random.nextInt(4) == 0 ? EE : 0;
    boolean longFormat = random.nextBoolean();
    if (longFormat) {
      sctlr |= random.nextInt(4) == 0 ? WXN : 0;
      sctlr |= random.nextInt(4) == 0 ? UWXN : 0;
    }
    sctlr |= random.nextInt(3) == 0 ? 2 : 0;
    c.sctlr(sctlr);
    for (int i = 0; i < 64; i++) {
      // SVC in both instruction sets: a branch to the data ends the case.
      c.set(ProbeCase.DATA + i, 0xef00df00 | i << 16 | i);
    }
    int va = longFormat ? longCase(c) : shortCase(c);
    va += random.nextInt(3) > 0 ? random.nextInt(64) * 4 : random.nextInt(256);
    access(c, va);
    return c;
  }

  /** The address to use. */
  private int shortCase(ProbeCase c) {
    boolean swap = (c.get(ProbeCase.SCTLR) & EE) != 0;
    int at = swap ? BIG_ENDIAN : 0;
    c.set(ProbeCase.TTBR0, SHORT + at);
    int megabyte = 0x500 + random.nextInt(16);
    if (random.nextInt(12) == 0) {
      c.set(ProbeCase.TTBCR, 1 | random.nextInt(4) << 4);
      c.set(45, SHORT + at);
      megabyte |= 0x800;
    }
    int domain = random.nextInt(4) << 5;
    int noise = random.nextInt();
    int data = 0x4000_0000;
    int second =
        switch (random.nextInt(8)) {
          case 0 -> noise & ~3;
          case 1, 2 -> data | noise & 0xfe3c | 1;
          default -> data | noise & 0xffc | 2 | noise >>> 31;
        };
    int first =
        switch (random.nextInt(10)) {
          case 0 -> noise & ~3;
          case 1 -> noise & ~0x3fe | domain | 1 | 1 << 31;
          case 2, 3, 4, 5 -> CASE_PAGES + at | domain | noise & 0x1c & ~8 | 1;
          case 6 -> data | noise & 0xfe1c | 1 << 18 | 2 | noise >>> 31;
          default -> data | noise & 0xfbfe1c & ~0xf00000 | domain | 2 | noise >>> 31;
        };
    // QEMU looks at the domain before the second level, and at no access flag for a manager.
    boolean flag = (c.get(ProbeCase.SCTLR) & AFE) != 0;
    boolean last = (first & 3) == 1 && ((second & 3) == 0 || first < 0);
    int managers = random.nextInt() & 0xaaaaaaa8;
    c.set(
        ProbeCase.DACR,
        flag ? 0x55555555 : last ? managers | 0x55555555 : random.nextInt() & ~3 | 1);
    c.patch(SHORT + at + 4 * megabyte, swap ? Integer.reverseBytes(first) : first);
    c.patch(CASE_PAGES + at, swap ? Integer.reverseBytes(second) : second);
    return megabyte << 20;
  }

  private int longCase(ProbeCase c) {
    int control = 1 << 31;
    int at = (c.get(ProbeCase.SCTLR) & EE) != 0 ? BIG_ENDIAN : 0;
    c.set(ProbeCase.TTBR0, LONG + at);
    c.set(45, LONG + at);
    c.set(46, random.nextInt());
    int entry = 0x80 + random.nextInt(16);
    int va = 0x4000_0000 + (entry << 21);
    int table = LONG_SECOND + at;
    if (random.nextInt(4) == 0) {
      va = 0xc000_0000 + (entry << 21);
      table = LONG_LAST + at;
      // The last 2 GB or 1 GB by TTBR1.
      int t1 = random.nextInt(3);
      control |= t1 << 16;
      if (t1 == 2) {
        c.set(45, LONG_LAST + at);
      } else if (t1 == 1) {
        c.set(45, LONG + at + 16);
      }
      control |= random.nextInt(8) == 0 ? 1 << 23 : 0;
    }
    if (random.nextInt(8) == 0) {
      control |= 1;
    }
    c.set(ProbeCase.TTBCR, control);
    long noise = random.nextLong();
    long data = 0x4000_0000L;
    long attributes = noise & 0x0070_0000_0000_0cfcL & ~0x20L | (random.nextInt(4) > 0 ? 0x400 : 0);
    long third =
        switch (random.nextInt(8)) {
          case 0 -> noise & ~1;
          case 1 -> noise & ~2 | 1;
          default -> data | attributes | 3;
        };
    long second =
        switch (random.nextInt(8)) {
          case 0 -> noise & ~1;
          case 1, 2 -> data | attributes | 1;
          default -> LONG_THIRD + at | noise & 0xf800_0000_0000_0000L | 3;
        };
    patch(c, table + 8 * entry, second);
    patch(c, LONG_THIRD + at, third);
    return va;
  }

  private static void patch(ProbeCase c, int address, long value) {
    boolean swap = (c.get(ProbeCase.SCTLR) & EE) != 0;
    long stored = swap ? Long.reverseBytes(value) : value;
    c.patch(address, (int) stored);
    c.patch(address + 4, (int) (stored >>> 32));
  }

  private void access(ProbeCase c, int va) {
    int r0 = ProbeCase.R0;
    c.set(r0, va);
    for (int i = 1; i < 3; i++) {
      c.set(r0 + i, Probe.DATA + 4 * random.nextInt(32));
    }
    int[] loadsAndStores = {
      0xe5904000, // ldr r4, [r0]
      0xe5804000, // str r4, [r0]
      0xe1d040b0, // ldrh r4, [r0]
      0xe1c040b0, // strh r4, [r0]
      0xe5d04000, // ldrb r4, [r0]
      0xe5c04000, // strb r4, [r0]
      0xe4b04000, // ldrt r4, [r0]
      0xe4a04000, // strt r4, [r0]
      0xe1c040d0, // ldrd r4, r5, [r0]
      0xe1c040f0, // strd r4, r5, [r0]
      0xe8b00030, // ldmia r0!, {r4, r5}
      0xe8a00030, // stmia r0!, {r4, r5}
      0xe1904f9f, // ldrex r4, [r0]
      0xe1b04f9f, // ldrexd r4, r5, [r0]
      0xe1004095, // swp r4, r5, [r0]
      0xed900b00, // vldr d0, [r0]
      0xed800b00, // vstr d0, [r0]
      0xf4200a8f, // vld1.32 {d0, d1}, [r0]
      0xf4000a9f, // vst1.32 {d0, d1}, [r0:64]
    };
    switch (random.nextInt(4)) {
      case 0 -> {
        // bx r0
        c.set(r0, va & ~3);
        c.add(0xe12fff10, 4);
      }
      case 1 -> c.add(0xee070f18 | random.nextInt(4) << 5, 4);
      default -> c.add(loadsAndStores[random.nextInt(loadsAndStores.length)], 4);
    }
  }
}
