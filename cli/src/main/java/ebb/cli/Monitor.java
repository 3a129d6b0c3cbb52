package ebb.cli;

import java.io.PrintStream;

/** A small part of QEMU's monitor, with its command names. One line is edited at a time. */
final class Monitor {
  private static final String PROMPT = "(ebb) ";
  private static final String HELP =
      """
      help, ?            this list
      system_powerdown   press the power button
      system_reset       press the reset button
      stop, s            stop the guest
      cont, c            let it go on
      info status        whether it runs
      commit             write the guest's disks back to their images
      quit, q            leave
      C-a c goes back to the guest. To look at it and to go backwards, use gdb: ebb run -s
      """;

  private final UserControls controls;
  private final PrintStream out;
  private final StringBuilder line = new StringBuilder();

  /** Inside of an escape sequence: an arrow key, or what a guest asked the terminal for. */
  private boolean inSequence;

  Monitor(UserControls controls, PrintStream out) {
    this.controls = controls;
    this.out = out;
  }

  void greet() {
    line.setLength(0);
    out.print("\nEbb monitor - type 'help' for more information\n" + PROMPT);
  }

  void type(byte key) {
    if (inSequence) {
      inSequence = !Character.isLetter(key) && key != '~';
      return;
    }
    switch (key) {
      case 0x1b -> inSequence = true;
      case '\r', '\n' -> {
        out.println();
        out.print(execute(line.toString().strip()) + PROMPT);
        line.setLength(0);
      }
      case 0x7f, '\b' -> {
        if (!line.isEmpty()) {
          line.setLength(line.length() - 1);
          out.print("\b \b");
        }
      }
      case 3, 0x15 -> {
        out.print("\n" + PROMPT);
        line.setLength(0);
      }
      default -> {
        if (key >= ' ') {
          line.append((char) key);
          out.print((char) key);
        }
      }
    }
    out.flush();
  }

  /** Carries a command out and returns what it answers, in whole lines. */
  private String execute(String command) {
    switch (command.replaceAll("\\s+", " ")) {
      case "" -> {}
      case "help", "?" -> {
        return HELP;
      }
      case "system_powerdown" -> controls.powerDown();
      case "system_reset" -> controls.reset();
      case "stop", "s" -> controls.pause();
      case "cont", "c" -> controls.resume();
      case "commit", "commit all" -> controls.commit();
      case "quit", "q" -> controls.quit();
      case "info status" -> {
        return controls.status() + "\n";
      }
      default -> {
        return "unknown command: '" + command + "'\n";
      }
    }
    return "";
  }
}
