package ebb.cli;

import java.io.PrintStream;
import java.util.Arrays;

/** QEMU's escape keys: Ctrl-A and a letter. Everything else goes to the guest, or the monitor. */
final class EscapeKeys {
  private static final int ESCAPE = 1;
  private static final String HELP =
      """

      C-a h    print this help
      C-a x    leave
      C-a s    write the guest's disks back to their images
      C-a t    toggle time stamps before lines of output
      C-a b    send a break (magic sysrq)
      C-a c    switch between the guest and the monitor
      C-a C-a  send C-a
      """;

  private final UserControls controls;
  private final Monitor monitor;
  private final PrintStream out;
  private boolean escaped;
  private boolean toMonitor;

  EscapeKeys(UserControls controls, PrintStream out) {
    this.controls = controls;
    this.out = out;
    monitor = new Monitor(controls, out);
  }

  /** What of the bytes typed is for the guest; acts on the rest. */
  byte[] filter(byte[] typed) {
    byte[] kept = new byte[typed.length];
    int size = 0;
    for (byte b : typed) {
      if (escaped) {
        escaped = false;
        if (b != ESCAPE) {
          command(b);
          continue;
        }
      } else if (b == ESCAPE) {
        escaped = true;
        continue;
      }
      if (toMonitor) {
        monitor.type(b);
      } else {
        kept[size++] = b;
      }
    }
    return Arrays.copyOf(kept, size);
  }

  private void command(byte key) {
    switch (key) {
      case 'x', 'X' -> controls.quit();
      case 'h', '?' -> out.print(HELP);
      case 's' -> controls.commit();
      case 't' -> controls.toggleTimestamps();
      case 'b' -> controls.serialBreak();
      case 'c' -> {
        toMonitor = !toMonitor;
        if (toMonitor) {
          monitor.greet();
        } else {
          out.println();
        }
      }
      default -> {}
    }
    out.flush();
  }
}
