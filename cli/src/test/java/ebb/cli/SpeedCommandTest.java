package ebb.cli;

import static ebb.cli.CommandLines.ebb;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.cli.CommandLines.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpeedCommandTest {
  @TempDir Path directory;

  @Test
  void notesHowFarTheGuestIs() throws Exception {
    Path file = directory.resolve("speed.txt");
    Outcome outcome = ebb("speed", "-o", file.toString(), "-kernel", CommandLines.LEDGER);
    assertThat(outcome.out()).contains("the books do not balance");
    List<long[]> notes =
        Files.readAllLines(file).stream()
            .map(line -> Arrays.stream(line.split(" ")).mapToLong(Long::parseLong).toArray())
            .toList();
    assertThat(notes.getFirst()[1]).isZero();
    assertThat(notes.getLast()[1]).isEqualTo(250_021_289);
    for (int column = 0; column < 4; column++) {
      int c = column;
      assertThat(notes.stream().map(note -> note[c])).hasSizeGreaterThan(2).isSorted();
    }
  }
}
