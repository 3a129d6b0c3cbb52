package ebb.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingException;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import ebb.replay.log.StoredCheckpoint;
import ebb.replay.toy.ToyGuest;
import ebb.replay.toy.ToyMachine;
import ebb.runtime.Stop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Live machine to file to replay. */
class RecordingTest {
  private static final int INTERVAL = 5000;

  /** Takes no checkpoints of its own. */
  private static final Timeline.Options LAZY =
      new Timeline.Options(1 << 24, Long.MAX_VALUE, Long.MAX_VALUE);

  @TempDir Path dir;

  static RecordingConfig config(String... channels) {
    TreeMap<String, String> guest = new TreeMap<>();
    guest.put("machine", "toy");
    return new RecordingConfig(guest, new TreeMap<>(), 0, 42, INTERVAL, List.of(channels), "", 0);
  }

  private Path record(int vcpus, boolean sleep, long ticks) throws IOException {
    Path file = dir.resolve("a.ebb");
    Random random = new Random(7);
    try (ToyMachine toy = new ToyMachine(vcpus, sleep, ToyMachine.ROUNDS)) {
      Recorder recorder = new Recorder(toy.machine, INTERVAL);
      recorder.setWriter(new RecordingWriter(file, config("toy")));
      while (toy.machine.clock().icount() < ticks) {
        toy.input.offer(new byte[] {(byte) random.nextInt()});
        assertThat(recorder.run(toy.machine.clock().icount() + 1 + random.nextInt(20_000)))
            .isEqualTo(new Stop.Limit());
      }
      recorder.end("stopped by the user", List.of(toy.output));
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "3, false"})
  void aReplayIsTheSame(int vcpus, boolean sleep) throws IOException {
    try (RecordingReader recording = new RecordingReader(record(vcpus, sleep, 400_000));
        ToyMachine toy = new ToyMachine(vcpus, false, ToyMachine.ROUNDS)) {
      assertThat(recording.truncated()).isFalse();
      Verifier.Result result =
          new Verifier(toy.machine, recording, List.of(toy.output), null).run(() -> {});
      assertThat(result.problem()).isNull();
      assertThat(result.icount()).isGreaterThanOrEqualTo(400_000);
      assertThat(result.digests()).isEqualTo(recording.digests().size()).isGreaterThan(70);
    }
  }

  @Test
  void anotherMachineDivergesInANamedInterval() throws IOException {
    int[] other = ToyMachine.ROUNDS.clone();
    other[4] = ToyGuest.insn(ToyGuest.ADDI, 3, -2);
    try (RecordingReader recording = new RecordingReader(record(1, false, 50_000));
        ToyMachine good = new ToyMachine(1, false, ToyMachine.ROUNDS);
        ToyMachine bad = new ToyMachine(1, false, other);
        ToyMachine bad2 = new ToyMachine(1, false, other)) {
      Verifier.Result result =
          new Verifier(bad.machine, recording, List.of(bad.output), null).run(() -> {});
      assertThat(result.problem()).contains("between icount 0 and " + INTERVAL);
      // RAM differs from the start.
      assertThat(new Bisect(good.machine, bad2.machine, recording).run()).hasValue(1);
    }
  }

  @Test
  void bisectFindsTheTick() throws IOException {
    Path file = record(1, false, 50_000);
    try (RecordingReader recording = new RecordingReader(file);
        ToyMachine good = new ToyMachine(1, false, ToyMachine.ROUNDS);
        ToyMachine bad = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      assertThat(new Bisect(good.machine, bad.machine, recording).run()).isEmpty();
    }
    try (RecordingReader recording = new RecordingReader(file);
        ToyMachine good = new ToyMachine(1, false, ToyMachine.ROUNDS);
        ToyMachine bad = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      bad.breakAt(12_345);
      assertThat(new Bisect(good.machine, bad.machine, recording).run().orElseThrow())
          .isBetween(12_345L, 12_400L);
    }
  }

  @Test
  void aMachineWithOtherInputsIsRefused() throws IOException {
    Path file = dir.resolve("b.ebb");
    new RecordingWriter(file, config("serial", "net")).close();
    try (RecordingReader recording = new RecordingReader(file);
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      assertThatThrownBy(() -> Timeline.replay(toy.machine, recording, Timeline.Options.DEFAULT))
          .isInstanceOf(RecordingException.class)
          .hasMessageContaining("[serial, net]");
    }
  }

  @Test
  void aReplayCanGoLiveAndBecomesAChild() throws IOException {
    Path parent = record(1, false, 100_000);
    Path child = dir.resolve("child.ebb");
    long last;
    try (RecordingReader recording = new RecordingReader(parent);
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline timeline = Timeline.replay(toy.machine, recording, Timeline.Options.DEFAULT);
      timeline.seek(60_000);
      timeline.goLive();
      timeline.recorder().setWriter(new RecordingWriter(child, config("toy")));
      toy.input.offer(new byte[] {1, 2, 3});
      timeline.cont(150_000);
      last = toy.fingerprint();
      timeline.recorder().end("done", List.of(toy.output));
    }
    try (RecordingReader recording = new RecordingReader(child);
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      assertThat(
              new Verifier(toy.machine, recording, List.of(toy.output), null)
                  .run(() -> {})
                  .problem())
          .isNull();
      assertThat(toy.fingerprint()).isEqualTo(last);
    }
  }

  @Test
  void checkpointsInTheFileSpareTheWayToThem() throws IOException {
    Path file = dir.resolve("spilled.ebb");
    long state;
    try (ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline timeline =
          new Timeline(
              toy.machine,
              new Recorder(toy.machine, INTERVAL),
              new Timeline.Options(1 << 24, 100_000, 100_000));
      timeline.record(new RecordingWriter(file, config("toy")));
      for (int i = 0; i < 200; i++) {
        toy.input.offer(new byte[] {(byte) i});
        timeline.cont(timeline.now() + 5000);
      }
      state = toy.fingerprint();
      timeline.recorder().end("done", List.of(toy.output));
    }
    try (RecordingReader recording = new RecordingReader(file);
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      assertThat(recording.checkpoints()).hasSizeGreaterThan(2);
      Timeline timeline = Timeline.replay(toy.machine, recording, Timeline.Options.DEFAULT);
      timeline.seek(timeline.end());
      assertThat(toy.fingerprint()).isEqualTo(state);
      timeline.seek(0);
      timeline.seek(recording.checkpoints().get(1).icount());
      long there = toy.fingerprint();
      timeline.reverseStep();
      timeline.stepForward();
      assertThat(toy.fingerprint()).isEqualTo(there);
    }
  }

  @Test
  void recordingHasCheckpointsThatAreRight() throws IOException {
    try (RecordingReader recording = new RecordingReader(record(1, true, 400_000));
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS);
        ToyMachine fresh = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      assertThat(recording.checkpoints()).hasSizeGreaterThan(10);
      assertThat(recording.ramDigests()).hasSizeGreaterThanOrEqualTo(20);
      Timeline timeline = Timeline.replay(toy.machine, recording, LAZY);
      Timeline straight = Timeline.fromStart(fresh.machine, recording, true, LAZY);
      for (StoredCheckpoint.Head checkpoint : recording.checkpoints()) {
        straight.seek(checkpoint.icount());
        timeline.seek(0);
        timeline.seek(checkpoint.icount());
        assertThat(toy.fingerprint())
            .as("at %d", checkpoint.icount())
            .isEqualTo(fresh.fingerprint());
      }
    }
  }

  @Test
  void readsRecordingsOfVersionOne() throws Exception {
    Path file = Path.of(getClass().getResource("version-1.recording").toURI());
    try (RecordingReader recording = new RecordingReader(file);
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS);
        ToyMachine other = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      assertThat(recording.version()).isEqualTo(1);
      assertThat(recording.checkpoints()).hasSize(8);
      Timeline timeline = Timeline.replay(toy.machine, recording, LAZY);
      timeline.seek(recording.checkpoints().get(5).icount());
      Timeline straight = Timeline.fromStart(other.machine, recording, true, LAZY);
      straight.seek(timeline.now());
      assertThat(toy.fingerprint()).isEqualTo(other.fingerprint());
    }
  }

  @Test
  void whatTheUserChangedIsReplayed() throws IOException {
    Path file = dir.resolve("changed.ebb");
    try (ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline timeline =
          new Timeline(toy.machine, new Recorder(toy.machine, INTERVAL), Timeline.Options.DEFAULT);
      timeline.record(new RecordingWriter(file, config("toy")));
      timeline.cont(2L * INTERVAL);
      timeline.writeRegister(0, 6, 1234);
      timeline.writeMemory(0, 0x3000, new byte[] {1});
      timeline.seek(100);
      timeline.cont();
      timeline.cont(10L * INTERVAL);
      timeline.recorder().end("done", List.of(toy.output));
    }
    try (RecordingReader recording = new RecordingReader(file);
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Verifier.Result result =
          new Verifier(toy.machine, recording, List.of(toy.output), null).run(() -> {});
      assertThat(result.problem()).isNull();
      assertThat(result.digests()).isEqualTo(10);
      assertThat(toy.register(6)).isEqualTo(1234);
      assertThat(toy.word(0x3000)).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "3, false"})
  void aRecordingCanBeginInTheMiddle(int vcpus, boolean sleep) throws IOException {
    Path file = dir.resolve("middle.ebb");
    Random random = new Random(9);
    long begin;
    long middle;
    long there;
    try (ToyMachine toy = new ToyMachine(vcpus, sleep, ToyMachine.ROUNDS)) {
      Timeline timeline =
          new Timeline(toy.machine, new Recorder(toy.machine, INTERVAL), Timeline.Options.DEFAULT);
      timeline.follow(toy.output);
      feed(toy, timeline, random, 100_000);
      begin = timeline.now();
      timeline.recordFromHere(new RecordingWriter(file, config("toy")));
      feed(toy, timeline, random, 150_000);
      middle = timeline.now();
      there = toy.fingerprint();
      feed(toy, timeline, random, 200_000);
      timeline.endRecording("done", List.of(toy.output));
    }
    try (RecordingReader recording = new RecordingReader(file)) {
      assertThat(recording.begin()).isEqualTo(begin);
      assertThat(recording.events().getFirst().icount()).isGreaterThanOrEqualTo(begin);
      try (ToyMachine toy = new ToyMachine(vcpus, false, ToyMachine.ROUNDS)) {
        Verifier.Result result =
            new Verifier(toy.machine, recording, List.of(toy.output), null).run(() -> {});
        assertThat(result.problem()).isNull();
        assertThat(result.digests()).isGreaterThan(15);
      }
      try (ToyMachine toy = new ToyMachine(vcpus, false, ToyMachine.ROUNDS)) {
        Timeline timeline = Timeline.replay(toy.machine, recording, LAZY);
        timeline.seek(timeline.end());
        assertThat(timeline.seek(0)).isEqualTo(new TimelineStop.HistoryBegin());
        assertThat(timeline.now()).isEqualTo(timeline.begin()).isEqualTo(begin);
        timeline.seek(middle);
        assertThat(toy.fingerprint()).isEqualTo(there);
      }
    }
  }

  /** Runs on with inputs, the first of which comes before the next tick. */
  private static void feed(ToyMachine toy, Timeline timeline, Random random, long until) {
    while (timeline.now() < until) {
      toy.input.offer(new byte[] {(byte) random.nextInt()});
      timeline.cont(timeline.now() + 1 + random.nextInt(10_000));
    }
  }

  @Test
  void aBeginningThatIsCutOffIsAnEmptyRecording() throws IOException {
    Path file = dir.resolve("cut.ebb");
    try (ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline timeline = new Timeline(toy.machine, new Recorder(toy.machine, INTERVAL), LAZY);
      timeline.cont(50_000);
      timeline.recordFromHere(new RecordingWriter(file, config("toy")));
      byte[] whole = Files.readAllBytes(file);
      for (int length = whole.length; length > 0; length -= 97) {
        Files.write(dir.resolve("part.ebb"), Arrays.copyOf(whole, length));
        try (RecordingReader recording = new RecordingReader(dir.resolve("part.ebb"));
            ToyMachine other = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
          Timeline replay = Timeline.replay(other.machine, recording, LAZY);
          assertThat(replay.end()).isEqualTo(length == whole.length ? 50_000 : 0);
        } catch (RecordingException nothingYet) {
          assertThat(nothingYet).hasMessageContaining("recording ends before its configuration");
        }
      }
      timeline.endRecording("done", List.of());
    }
  }

  @Test
  void infoSaysWhatIsInIt() throws IOException {
    try (RecordingReader recording = new RecordingReader(record(1, false, 50_000))) {
      RecordingInfo info = RecordingInfo.of(recording);
      assertThat(info.ended()).isEqualTo("stopped by the user");
      assertThat(info.inputs()).containsKey("toy");
      assertThat(info.lastIcount()).isEqualTo(recording.lastIcount());
    }
  }
}
