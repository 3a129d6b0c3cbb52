package ebb.ir.guest;

/**
 * The guest cannot go on and the emulator says why: an unsupported feature met in a place where the
 * architecture has no exception for it. The message names the instruction, pc and bytes.
 */
public final class GuestHalt extends RuntimeException {
  public GuestHalt(String message) {
    super(message);
  }
}
