package ebb.replay;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.replay.log.RecordingFormat;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import ebb.replay.log.Tampering;
import ebb.replay.toy.ToyMachine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a replay that is not what was recorded. */
class VerifierTest {
  private static final int INTERVAL = 5000;

  @TempDir Path dir;
  private Path good;
  private Path bad;

  @BeforeEach
  void record() throws IOException {
    good = dir.resolve("good.ebb");
    bad = dir.resolve("bad.ebb");
    Random random = new Random(7);
    try (ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Recorder recorder = new Recorder(toy.machine, INTERVAL);
      RecordingWriter writer = new RecordingWriter(good, RecordingTest.config("toy"));
      recorder.setWriter(writer);
      while (toy.machine.clock().icount() < 100_000) {
        toy.input.offer(new byte[] {(byte) random.nextInt()});
        recorder.run(toy.machine.clock().icount() + 1 + random.nextInt(20_000));
        writer.flush();
      }
      recorder.end("done", List.of(toy.output));
    }
  }

  /** Verifies the bad file with a good machine. */
  private String problem() throws IOException {
    try (RecordingReader recording = new RecordingReader(bad);
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS);
        ToyMachine other = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Verifier verifier = new Verifier(toy.machine, recording, List.of(toy.output), null);
      Verifier.Result result = verifier.run(() -> {});
      return result.divergence() == null
          ? result.problem()
          : result.problem()
              + "; "
              + verifier.locate(result.divergence(), other.machine, "other machine", null);
    }
  }

  @Test
  void namesTheInstructionWhereTwoMachinesPart() throws IOException {
    try (RecordingReader recording = new RecordingReader(good);
        ToyMachine wrong = new ToyMachine(1, false, ToyMachine.ROUNDS);
        ToyMachine right = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      wrong.breakAt(52_345);
      Verifier verifier = new Verifier(wrong.machine, recording, List.of(wrong.output), null);
      Verifier.Result result = verifier.run(() -> {});
      assertThat(result.problem()).contains("between icount 5", "digest differs");
      String where = verifier.locate(result.divergence(), right.machine, "right one", null);
      // The load from the device, in round 8 * 4 of the program.
      assertThat(where)
          .matches(
              "the right one goes another way at icount 52[34]\\d\\d, cpu0 pc 0x00000020 '.*': "
                  + "afterwards cpu0 r4 is 0x000000ff instead of 0x\\p{XDigit}{8}");
    }
  }

  @Test
  void namesTheInputsWhereTheRecordedRunDidSomethingElse() throws IOException {
    Tampering.rewrite(good, bad, Tampering.lastByteOf(RecordingFormat.EVENTS, 3));
    assertThat(problem())
        .contains("replay diverges between icount", "agrees with this replay", "from toy");
  }

  @Test
  void namesTheCheckpointWithAWrongPage() throws IOException {
    Tampering.rewrite(good, bad, Tampering.lastByteOf(RecordingFormat.PAGES, 2));
    assertThat(problem())
        .matches("the checkpoint at icount \\d+ is not the state there: RAM at 0x.* differs");
    seeksAreRight();
  }

  @Test
  void namesTheCheckpointWithAWrongState() throws IOException {
    Tampering.rewrite(
        good,
        bad,
        pieces ->
            pieces.stream()
                .map(
                    piece -> {
                      if (piece.type() != RecordingFormat.CHECKPOINT) {
                        return piece;
                      }
                      byte[] payload = piece.payload().clone();
                      payload[80] ^= 1;
                      return new Tampering.Piece(piece.type(), payload);
                    })
                .toList());
    assertThat(problem()).startsWith("the checkpoint at icount 5000 is not the state there: ");
    seeksAreRight();
  }

  /** A debugger does not fall for the wrong checkpoints of the bad file. */
  private void seeksAreRight() throws IOException {
    try (RecordingReader recording = new RecordingReader(bad);
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS);
        ToyMachine straight = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline timeline = Timeline.replay(toy.machine, recording, Timeline.Options.DEFAULT);
      Timeline right =
          Timeline.fromStart(straight.machine, recording, true, Timeline.Options.DEFAULT);
      for (long icount = 1234; icount < timeline.end(); icount += 7777) {
        timeline.seek(0);
        timeline.seek(icount);
        right.seek(icount);
        assertThat(toy.fingerprint()).as("at %d", icount).isEqualTo(straight.fingerprint());
      }
    }
  }
}
