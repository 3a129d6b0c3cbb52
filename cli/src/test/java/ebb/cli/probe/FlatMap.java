package ebb.cli.probe;

/**
 * A translation table that maps everything to itself: the program's memory for privileged code
 * only, the cases for User mode to execute, and the data to write.
 */
final class FlatMap {
  static final int TABLE = 0x4020_0000;
  static final int PAGES = 0x4020_4000;
  private static final int PRIVILEGED = 1 << 10 | 2;
  private static final int ALL_READ = 1 << 11 | 2;

  private FlatMap() {}

  static Probe.Area area() {
    int[] words = new int[4096 + 256];
    for (int i = 0x080; i < 0x092; i++) {
      words[i] = i << 20 | PRIVILEGED;
    }
    for (int i = 0x400; i < 0x480; i++) {
      boolean cases = i >= 0x410 && i < 0x414;
      words[i] = i << 20 | (cases ? ALL_READ : PRIVILEGED);
    }
    // The first megabyte by pages: the data is the first.
    words[0x400] = PAGES | 1;
    for (int i = 0; i < 256; i++) {
      words[4096 + i] = 0x4000_0000 | i << 12 | (i == 0 ? 3 << 4 : 1 << 4) | 2;
    }
    return new Probe.Area(TABLE, words);
  }

  /** Has a case run with this table. */
  static void use(ProbeCase c) {
    c.set(ProbeCase.TTBR0, TABLE);
    c.set(ProbeCase.DACR, 1);
    c.sctlr(c.get(ProbeCase.SCTLR) | 1);
  }
}
