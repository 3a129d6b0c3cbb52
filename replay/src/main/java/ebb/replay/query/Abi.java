package ebb.replay.query;

import ebb.ir.guest.Guest;
import ebb.ir.guest.Vcpu;
import java.util.List;
import java.util.Map;

/**
 * How functions of a guest are called, in gdb's register numbers. ARM: AAPCS32 §6.
 *
 * @param arguments the first of them, in order
 * @param result where a return value is
 * @param link where a called function finds its return address
 * @param systemCall where a system call has its number: as Linux has it
 */
public record Abi(List<Integer> arguments, int result, int stack, int link, int systemCall) {
  private static final Map<String, Abi> KNOWN =
      Map.of("arm", new Abi(List.of(0, 1, 2, 3), 0, 13, 14, 7));

  /**
   * @throws IllegalArgumentException if it is not known for this guest
   */
  public static Abi of(Guest guest) {
    Abi abi = KNOWN.get(guest.name());
    if (abi == null) {
      throw new IllegalArgumentException("calls are not known for guest " + guest.name());
    }
    return abi;
  }

  /** The values in the argument registers. */
  List<Long> arguments(Vcpu cpu) {
    return arguments.stream().map(cpu::register).toList();
  }

  /** Where the function that a CPU is about to enter will return to. */
  long returnAddress(Vcpu cpu) {
    return cpu.register(link) & ~1L;
  }
}
