package ebb.machine.boot;

/** A file to boot from is unusable; the message is one line for the user. */
public final class BootException extends Exception {
  public BootException(String message) {
    super(message);
  }
}
