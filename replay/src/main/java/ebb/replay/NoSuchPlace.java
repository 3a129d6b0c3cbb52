package ebb.replay;

/** A history has no such place, or the words for it mean nothing. The message is one line. */
public final class NoSuchPlace extends RuntimeException {
  private static final long serialVersionUID = 1;

  NoSuchPlace(String message) {
    super(message, null, false, false);
  }
}
