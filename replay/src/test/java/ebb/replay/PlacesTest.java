package ebb.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import ebb.replay.log.StoredText;
import ebb.replay.toy.ToyMachine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The toy says the low byte of its count of rounds every 16 rounds, and waits for its timer then.
 */
class PlacesTest {
  private static final Timeline.Options TIGHT = new Timeline.Options(1 << 20, 200_000, 50_000);
  private static final long END = 200_000;

  private final ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS);
  private final Timeline timeline =
      new Timeline(toy.machine, new Recorder(toy.machine, 1000), TIGHT);

  @BeforeEach
  void run() {
    timeline.follow(toy.output);
    timeline.cont(20_000);
    toy.input.offer(new byte[] {7});
    timeline.cont(END);
  }

  @AfterEach
  void close() {
    toy.close();
  }

  private long find(String place) {
    return timeline.find(Coordinate.parse(place));
  }

  @ParameterizedTest
  @CsvSource({
    "1500,1500",
    "'1,500',1500",
    "1_500,1500",
    "0x5dc,1500",
    "50%,100000",
    "0.5 %,1000",
    "start,0",
    "end,200000",
    "now,200000",
    "-10,199990",
    "+10,200010"
  })
  void placesByNumber(String place, long icount) {
    assertThat(find(place)).isEqualTo(icount);
    assertThat(timeline.live()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "12x",
        "101%",
        "-5%",
        "nan%",
        "line:",
        "line:\"\"",
        "event:0",
        "event:2",
        "event:x",
        "@nobody",
        "1e99s",
        "1000s",
        "s",
        "line:nothing says this",
        "0xs"
      })
  void whatIsNoPlaceIsRefusedAndNothingMoves(String place) {
    assertThatThrownBy(() -> timeline.seek(Coordinate.parse(place)))
        .isInstanceOf(NoSuchPlace.class)
        .message()
        .hasLineCount(1)
        .isNotBlank();
    assertThat(timeline.now()).isEqualTo(END);
  }

  @Test
  void inputsAreNumberedFromOne() {
    long delivered = timeline.recorder().events().getFirst().icount();
    assertThat(find("event:1")).isEqualTo(delivered);
    assertThat(find("event 1")).isEqualTo(delivered);
  }

  @Test
  void virtualTimeIsTheFirstStateNotBeforeIt() {
    timeline.seek(0);
    List<Long> nanos = new ArrayList<>();
    while (timeline.now() < 9_000) {
      nanos.add(toy.machine.clock().nanos());
      timeline.stepForward();
    }
    timeline.seek(END);
    for (long wanted = 1; wanted < nanos.getLast(); wanted += 97) {
      int first = 0;
      while (nanos.get(first) < wanted) {
        first++;
      }
      assertThat(find(wanted + "ns")).as("%d ns", wanted).isEqualTo(first);
    }
    assertThat(find("0s")).isZero();
    assertThat(find("0.005ms")).isEqualTo(find("5us"));
  }

  @Test
  void linesAreFoundWhereTheyWereSaid() {
    // 0x10, 0x20, 0x30: '0' is the third byte, 'P' the fifth.
    for (String text : List.of("0", "P", "\"0@P\"")) {
      long icount = find("line:" + text);
      int bytes = text.equals("0") ? 3 : 5;
      timeline.seek(icount);
      assertThat(toy.output.count()).isEqualTo(bytes);
      timeline.seek(icount - 1);
      assertThat(toy.output.count()).isEqualTo(bytes - 1);
      timeline.seek(END);
    }
  }

  @Test
  void whatWasNeverExecutedHereIsSearched() {
    // The line is in a part of history that this timeline has never seen.
    long expected = find("line:P");
    try (ToyMachine other = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline fresh = new Timeline(other.machine, new Recorder(other.machine, 1000), TIGHT);
      fresh.cont(END);
      fresh.seek(0);
      fresh.follow(other.output);
      fresh.seek(END);
      assertThat(fresh.find(Coordinate.parse("line P"))).isEqualTo(expected);
      assertThat(fresh.now()).isEqualTo(END);
      assertThat(fresh.seek(Coordinate.parse("line P"))).isEqualTo(new TimelineStop.Arrived());
      assertThat(fresh.now()).isEqualTo(expected);
    }
  }

  @Test
  void aRecordingKnowsItsLines(@TempDir Path dir) throws IOException {
    long expected = find("line:P");
    Path file = dir.resolve("said.ebb");
    timeline.record(new RecordingWriter(file, RecordingTest.config("toy")));
    timeline.cont(2 * END);
    timeline.endRecording("done", List.of(toy.output));
    try (RecordingReader recording = new RecordingReader(file);
        ToyMachine other = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      for (StoredText text : recording.said(toy.output.id())) {
        assertThat(text.first()).isEqualTo(said.size());
        text.pieces().forEach(piece -> said.writeBytes(piece.text()));
      }
      assertThat(said.size()).isEqualTo((int) toy.output.count());
      Timeline replay = Timeline.replay(other.machine, recording, TIGHT);
      replay.follow(other.output);
      assertThat(replay.find(Coordinate.parse("line:P"))).isEqualTo(expected);
      assertThatThrownBy(() -> replay.find(Coordinate.parse("line:never said")))
          .isInstanceOf(NoSuchPlace.class);
      replay.seek(expected);
      assertThat(other.output.count()).isEqualTo(5);
    }
  }

  @Test
  void aFutureThatIsForgottenHasNoPlaces() {
    long there = find("line:P");
    timeline.bookmarks().put("later", 150_000);
    timeline.bookmarks().put("early", 10);
    assertThat(find("@later")).isEqualTo(150_000);
    timeline.seek(there - 1);
    timeline.goLive();
    assertThat(timeline.bookmarks().all()).containsOnlyKeys("early");
    assertThatThrownBy(() -> find("line:P")).isInstanceOf(NoSuchPlace.class);
    timeline.cont(END);
    assertThat(find("line:P")).isEqualTo(there);
  }
}
