package ebb.cli;

import ebb.runtime.InputChannel;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * The user's terminal as a serial line: raw while the guest runs, with the escapes of {@link
 * EscapeKeys}. Its mode comes back whenever the program ends, by whatever but SIGKILL.
 */
final class Terminal implements AutoCloseable {
  private final String savedMode;
  private final Thread restoreOnExit;

  /** Makes the terminal raw, if standard input is one. */
  Terminal() {
    savedMode = stty("-g");
    if (savedMode != null) {
      restoreOnExit = new Thread(() -> stty(savedMode));
      Runtime.getRuntime().addShutdownHook(restoreOnExit);
      stty("-icanon -isig -iexten -echo -ixon -icrnl min 1 time 0");
    } else {
      restoreOnExit = null;
    }
  }

  /** Passes everything typed through {@code keys} to a line, on a background thread. */
  void listen(EscapeKeys keys, InputChannel line) {
    Thread.ofPlatform()
        .daemon()
        .name("ebb-stdin")
        .start(
            () -> {
              byte[] buffer = new byte[256];
              InputStream in = System.in;
              try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                  byte[] typed = keys.filter(Arrays.copyOf(buffer, n));
                  while (typed.length > 0 && !line.offer(typed)) {
                    Thread.onSpinWait();
                  }
                }
              } catch (IOException closed) {
                // Standard input is gone: the guest goes on without it.
                return;
              }
            });
  }

  /** Runs stty on standard input; null if that is not a terminal. */
  private static String stty(String arguments) {
    try {
      Process process =
          new ProcessBuilder(("stty " + arguments).split(" "))
              .redirectInput(ProcessBuilder.Redirect.INHERIT)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes()).strip();
      return process.waitFor(5, TimeUnit.SECONDS) && process.exitValue() == 0 ? output : null;
    } catch (IOException noTerminal) {
      return null;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  @Override
  public void close() {
    if (savedMode == null) {
      return;
    }
    stty(savedMode);
    try {
      Runtime.getRuntime().removeShutdownHook(restoreOnExit);
    } catch (IllegalStateException shuttingDown) {
      // The hook restores once more what is restored.
      return;
    }
  }
}
