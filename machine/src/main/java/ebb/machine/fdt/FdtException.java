package ebb.machine.fdt;

/** Bytes that are not a device tree; the message is one line. */
public final class FdtException extends Exception {
  public FdtException(String message) {
    super(message);
  }
}
