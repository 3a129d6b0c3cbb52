package ebb.cli;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The user's terminal as a serial line: raw while the guest runs, with QEMU's escape: Ctrl-A x
 * ends, Ctrl-A Ctrl-A sends a Ctrl-A, Ctrl-A h lists these.
 */
final class Terminal implements AutoCloseable {
  private static final int ESCAPE = 1;

  private final String savedMode;
  private final Runnable onQuit;
  private final Thread restoreOnExit;
  private boolean escaped;

  /**
   * Makes the terminal raw, if standard input is one.
   *
   * @param onQuit called when the user leaves
   */
  Terminal(Runnable onQuit) {
    this.onQuit = onQuit;
    savedMode = stty("-g");
    if (savedMode != null) {
      stty("-icanon -isig -echo -ixon -icrnl min 1 time 0");
      restoreOnExit = new Thread(() -> stty(savedMode));
      Runtime.getRuntime().addShutdownHook(restoreOnExit);
    } else {
      restoreOnExit = null;
    }
  }

  /** Passes everything typed to {@code line} from a background thread, until end of file. */
  void listen(Consumer<byte[]> line) {
    Thread.ofPlatform()
        .daemon()
        .name("ebb-stdin")
        .start(
            () -> {
              byte[] buffer = new byte[256];
              InputStream in = System.in;
              try {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                  byte[] typed = filter(buffer, n);
                  if (typed.length > 0) {
                    line.accept(typed);
                  }
                }
              } catch (IOException closed) {
                // Standard input is gone: the guest goes on without it.
                return;
              }
            });
  }

  private byte[] filter(byte[] typed, int count) {
    byte[] out = new byte[count];
    int size = 0;
    for (int i = 0; i < count; i++) {
      byte b = typed[i];
      if (escaped) {
        escaped = false;
        switch (b) {
          case 'x', 'X' -> onQuit.run();
          case ESCAPE -> out[size++] = b;
          case 'h', '?' ->
              System.err.print("\r\nC-a h  this help\r\nC-a x  leave\r\nC-a C-a  send C-a\r\n");
          default -> {}
        }
      } else if (b == ESCAPE) {
        escaped = true;
      } else {
        out[size++] = b;
      }
    }
    return java.util.Arrays.copyOf(out, size);
  }

  /** Runs stty on the controlling terminal; null if standard input is not one. */
  private static String stty(String arguments) {
    if (System.console() == null || !System.console().isTerminal()) {
      return null;
    }
    try {
      Process process =
          new ProcessBuilder(("stty " + arguments).split(" "))
              .redirectInput(new File("/dev/tty"))
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
    if (savedMode != null) {
      stty(savedMode);
      Runtime.getRuntime().removeShutdownHook(restoreOnExit);
    }
  }
}
