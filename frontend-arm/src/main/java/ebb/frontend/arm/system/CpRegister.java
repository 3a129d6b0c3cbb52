package ebb.frontend.arm.system;

/**
 * A system register: one row of the coprocessor tables.
 *
 * @param key see {@link #key32} and {@link #key64}
 * @param slot the 32-bit slot that a plain register is, or -1
 * @param reset value of the slot after reset; value of a constant
 * @param read what MRC or MRRC does, null for a plain slot or a constant
 * @param write what MCR or MCRR does, null for a plain slot, or if writes are ignored
 */
record CpRegister(
    String name, int key, Rights rights, int slot, int reset, Read read, Write write) {
  /** Who may read and write. What depends on the state besides is checked by the functions. */
  enum Rights {
    PL1_RO(1, 0),
    PL1_WO(0, 1),
    PL1_RW(1, 1),
    PL0_RO(2, 0),
    PL0_WO(0, 2),
    PL0_RW(2, 2),
    PL0_RO_PL1_RW(2, 1);

    private final int readers;
    private final int writers;

    Rights(int readers, int writers) {
      this.readers = readers;
      this.writers = writers;
    }

    boolean readable(boolean user) {
      return readers >= (user ? 2 : 1);
    }

    boolean writable(boolean user) {
      return writers >= (user ? 2 : 1);
    }
  }

  /** Reads; may throw the CPU's undefined-instruction fault. */
  @FunctionalInterface
  interface Read {
    long get(ArmVcpu cpu);
  }

  /** Writes; may throw the CPU's undefined-instruction fault. */
  @FunctionalInterface
  interface Write {
    void set(ArmVcpu cpu, long value);
  }

  static int key32(int cp, int crn, int opc1, int crm, int opc2) {
    return cp << 20 | crn << 16 | opc1 << 12 | crm << 8 | opc2;
  }

  static int key64(int cp, int opc1, int crm) {
    return 1 << 24 | cp << 20 | opc1 << 12 | crm << 8;
  }

  /** The operands of the instruction behind a key, as an assembler takes them. */
  static String describe(int key) {
    int cp = key >> 20 & 15;
    int opc1 = key >> 12 & 15;
    int crm = key >> 8 & 15;
    return (key & 1 << 24) != 0
        ? String.format("p%d, %d, c%d", cp, opc1, crm)
        : String.format("p%d, %d, c%d, c%d, %d", cp, opc1, key >> 16 & 15, crm, key & 7);
  }
}
