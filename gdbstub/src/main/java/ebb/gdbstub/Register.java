package ebb.gdbstub;

/**
 * A register as gdb transfers it.
 *
 * @param number in the target description; the order in which all registers are sent
 * @param bits its width, a multiple of 8
 * @param saved false if setting all registers at once leaves this one alone
 */
public record Register(String name, int number, int bits, boolean saved) {
  public Register(String name, int number, int bits) {
    this(name, number, bits, true);
  }

  int bytes() {
    return bits / 8;
  }
}
