package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is typed goes to the guest, to the monitor, or is a command. */
class EscapeKeysTest {
  private final List<String> done = new ArrayList<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final EscapeKeys keys =
      new EscapeKeys(new Notes(), new PrintStream(said, true, StandardCharsets.UTF_8));

  private final class Notes implements UserControls {
    @Override
    public void quit() {
      done.add("quit");
    }

    @Override
    public void powerDown() {
      done.add("power");
    }

    @Override
    public void reset() {
      done.add("reset");
    }

    @Override
    public void serialBreak() {
      done.add("break");
    }

    @Override
    public void pause() {
      done.add("pause");
    }

    @Override
    public void resume() {
      done.add("resume");
    }

    @Override
    public void commit() {
      done.add("commit");
    }

    @Override
    public void toggleTimestamps() {
      done.add("stamps");
    }

    @Override
    public String status() {
      return "VM status: here";
    }
  }

  private String type(String text) {
    return new String(
        keys.filter(text.getBytes(StandardCharsets.ISO_8859_1)), StandardCharsets.ISO_8859_1);
  }

  @Test
  void everythingButEscapesGoesToTheGuest() {
    assertThat(type("ls\003\0ü\033[A")).isEqualTo("ls\003\0ü\033[A");
    assertThat(type("a\001\001b\001")).isEqualTo("a\001b");
    assertThat(type("bx")).isEqualTo("x");
    assertThat(done).containsExactly("break");
  }

  @Test
  void commands() {
    assertThat(type("\001x\001s\001t\001b\001?\001z")).isEmpty();
    assertThat(done).containsExactly("quit", "commit", "stamps", "break");
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("C-a x");
  }

  @Test
  void monitor() {
    assertThat(
            type(
                "\001csystem_powerdown\rx\177system_reset\rstop\rfrob\r\033[1;5Rc\rinfo  status\r"))
        .isEmpty();
    assertThat(type("half\003q\r\001cls\r")).isEqualTo("ls\r");
    assertThat(done).containsExactly("power", "reset", "pause", "resume", "quit");
    assertThat(said.toString(StandardCharsets.UTF_8))
        .contains("(ebb) ", "unknown command: 'frob'", "VM status: here");
  }
}
