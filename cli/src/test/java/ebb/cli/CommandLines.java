package ebb.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Runs the command in this process and keeps what it says. */
final class CommandLines {
  /** The demo guest, which prints some lines, crashes and powers off. */
  static final String LEDGER = Path.of("..", "guests", "ledger", "ledger.elf").toString();

  /** What a command line did. */
  record Outcome(int code, String out, String err) {}

  private CommandLines() {}

  static Outcome ebb(String... arguments) {
    return ebb(new byte[0], arguments);
  }

  /**
   * @param typed what is typed into it once it has said something
   */
  static Outcome ebb(byte[] typed, String... arguments) {
    try {
      return outcome(typed, () -> Main.run(arguments));
    } catch (Exception e) {
      throw new AssertionError("the command reports, it does not throw", e);
    }
  }

  /**
   * @param action gives the exit code
   */
  static Outcome outcome(byte[] typed, Callable<Integer> action) throws Exception {
    PrintStream out = System.out;
    PrintStream err = System.err;
    InputStream in = System.in;
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    ByteArrayOutputStream complained = new ByteArrayOutputStream();
    try {
      System.setIn(typed.length == 0 ? InputStream.nullInputStream() : answer(said, typed));
      System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
      int code = action.call();
      return new Outcome(
          code, said.toString(StandardCharsets.UTF_8), complained.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(out);
      System.setErr(err);
      System.setIn(in);
    }
  }

  private static InputStream answer(ByteArrayOutputStream said, byte[] typed) {
    return new ByteArrayInputStream(typed) {
      @Override
      public int read(byte[] into, int offset, int length) {
        while (said.size() == 0) {
          LockSupport.parkNanos(1_000_000);
        }
        return super.read(into, offset, length);
      }
    };
  }

  /** The command line of the command as a process of its own. */
  static List<String> process(String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments());
    line.removeIf(argument -> argument.startsWith("-javaagent"));
    line.addAll(List.of("-cp", System.getProperty("java.class.path"), "ebb.cli.Main"));
    line.addAll(List.of(arguments));
    return line;
  }
}
