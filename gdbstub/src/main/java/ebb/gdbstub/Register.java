package ebb.gdbstub;

/**
 * A register as gdb transfers it.
 *
 * @param number in the target description; the order in which all registers are sent
 * @param bits its width, a multiple of 8
 */
public record Register(String name, int number, int bits) {
  int bytes() {
    return bits / 8;
  }
}
