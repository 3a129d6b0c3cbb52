package ebb.cli;

/** The command line asks for something that cannot be: one line, exit code 2. */
final class UsageError extends RuntimeException {
  UsageError(String message) {
    super(message);
  }
}
