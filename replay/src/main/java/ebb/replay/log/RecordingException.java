package ebb.replay.log;

/**
 * A recording cannot be used; the message is one line that says which file, where in it, and why.
 */
public final class RecordingException extends RuntimeException {
  public RecordingException(String message) {
    super(message);
  }

  public RecordingException(String message, Throwable cause) {
    super(message, cause);
  }
}
