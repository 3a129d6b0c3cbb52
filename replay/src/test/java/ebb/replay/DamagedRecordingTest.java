package ebb.replay;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.replay.log.RecordingException;
import ebb.replay.log.RecordingFormat;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import ebb.replay.log.Tampering;
import ebb.replay.log.Tampering.Piece;
import ebb.replay.toy.ToyMachine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recordings with checkpoints that were cut, damaged or made up: an error of one line, or the right
 * states.
 */
class DamagedRecordingTest {
  private static final int INTERVAL = 4000;
  private static final int[] PLACES = {3_000, 9_999, 12_001, 17_500};
  private static final Timeline.Options LAZY =
      new Timeline.Options(1 << 24, Long.MAX_VALUE, Long.MAX_VALUE);

  @TempDir Path dir;
  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);
  private final long[] right = new long[PLACES.length];
  private Path good;
  private Path bad;
  private byte[] whole;

  @BeforeEach
  void record() throws IOException {
    good = dir.resolve("good.ebb");
    bad = dir.resolve("bad.ebb");
    try (ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Recorder recorder = new Recorder(toy.machine, INTERVAL);
      RecordingWriter writer = new RecordingWriter(good, RecordingTest.config("toy"));
      recorder.setWriter(writer);
      for (int i = 1; i <= 6; i++) {
        toy.input.offer(new byte[] {(byte) i});
        recorder.run(3000L * i);
        writer.flush();
      }
      recorder.end("done", List.of(toy.output));
    }
    whole = Files.readAllBytes(good);
    try (RecordingReader recording = new RecordingReader(good);
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      assertThat(recording.checkpoints()).hasSizeGreaterThan(3);
      Timeline timeline = Timeline.fromStart(toy.machine, recording, true, LAZY);
      for (int i = 0; i < PLACES.length; i++) {
        timeline.seek(PLACES[i]);
        right[i] = toy.fingerprint();
      }
    }
  }

  /** Opens the bad file and goes everywhere in it; true if it could be opened. */
  private boolean visit(String what) {
    String where = String.format("seed %d: %s", seed, what);
    try (RecordingReader recording = new RecordingReader(bad);
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline timeline = Timeline.replay(toy.machine, recording, LAZY);
      for (int i = PLACES.length - 1; i >= 0; i--) {
        if (PLACES[i] <= recording.lastIcount()) {
          timeline.seek(PLACES[i]);
          assertThat(toy.fingerprint()).as("%s, at %d", where, PLACES[i]).isEqualTo(right[i]);
        }
      }
      return true;
    } catch (RecordingException | DivergenceException refused) {
      assertThat(refused.getMessage()).as(where).isNotBlank().doesNotContain("\n");
      return false;
    }
  }

  @Test
  void cutAtAnyByte() throws IOException {
    int opened = 0;
    for (int length = 0; length < whole.length; length++) {
      Files.write(bad, Arrays.copyOf(whole, length));
      boolean opens = visit("cut at " + length);
      assertThat(opens || opened == 0).as("cut at %d", length).isTrue();
      opened += opens ? 1 : 0;
    }
    assertThat(opened).isGreaterThan(whole.length / 2);
  }

  @Test
  void anyFlippedBit() throws IOException {
    for (int i = 0; i < 400; i++) {
      byte[] flipped = whole.clone();
      int bit = random.nextInt(8 * whole.length);
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(bad, flipped);
      boolean opens = visit("bit " + bit);
      // The version may have become an older one; the word behind it is not used. Pages are looked
      // at when they are needed, and verifying needs all of them.
      assertThat(opens && bit / 8 >= RecordingFormat.PROLOGUE_BYTES && verified())
          .as("seed %d: bit %d", seed, bit)
          .isFalse();
    }
  }

  private boolean verified() {
    try (RecordingReader recording = new RecordingReader(bad);
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      return new Verifier(toy.machine, recording, List.of(toy.output), null).run(() -> {}).ok();
    }
  }

  @Test
  void chunksInAnotherOrder() throws IOException {
    for (int i = 0; i < 100; i++) {
      Tampering.rewrite(
          good,
          bad,
          pieces -> {
            List<Piece> mixed = new ArrayList<>(pieces);
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
              Collections.swap(mixed, random.nextInt(mixed.size()), random.nextInt(mixed.size()));
            }
            return mixed;
          });
      visit("order " + i);
    }
  }

  @Test
  void missingAndDoubledChunks() throws IOException {
    for (int i = 0; i < 100; i++) {
      Tampering.rewrite(
          good,
          bad,
          pieces -> {
            List<Piece> other = new ArrayList<>(pieces);
            if (random.nextBoolean()) {
              other.remove(random.nextInt(other.size()));
            } else {
              other.add(random.nextInt(other.size()), other.get(random.nextInt(other.size())));
            }
            return other;
          });
      visit("chunks " + i);
    }
  }

  @Test
  void checkpointsWithOtherContent() throws IOException {
    for (int i = 0; i < 300; i++) {
      Tampering.rewrite(good, bad, pieces -> pieces.stream().map(this::changed).toList());
      visit("content " + i);
    }
  }

  private Piece changed(Piece piece) {
    if (piece.type() != RecordingFormat.CHECKPOINT && piece.type() != RecordingFormat.PAGES) {
      return piece;
    }
    byte[] payload = piece.payload().clone();
    // The head of it has the numbers that say how much there is of everything.
    int range = random.nextInt(4) == 0 ? Math.min(8, payload.length) : payload.length;
    payload[random.nextInt(range)] ^= (byte) (1 << random.nextInt(8));
    return new Piece(piece.type(), payload);
  }
}
