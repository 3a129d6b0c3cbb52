package ebb.frontend.arm.decode;

/** How an instruction is written in assembly language. */
@FunctionalInterface
public interface Syntax {
  /**
   * @param pc address of the instruction
   */
  String text(Encoding<?> e, int pc);
}
