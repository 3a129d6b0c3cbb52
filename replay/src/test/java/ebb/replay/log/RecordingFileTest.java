package ebb.replay.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.runtime.GuestRam;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class RecordingFileTest {
  private static final int CHUNKS = 6;

  @TempDir Path dir;

  private static RecordingConfig config() {
    TreeMap<String, String> guest = new TreeMap<>();
    guest.put("machine", "virt");
    guest.put("m", "256");
    TreeMap<String, String> digests = new TreeMap<>();
    digests.put("kernel", "00ff");
    return new RecordingConfig(guest, digests, 2, -5, 1 << 24, List.of("serial", "rng"), "", 0);
  }

  private static List<Event> events(Random random, int count) {
    List<Event> events = new ArrayList<>();
    long icount = 0;
    long nanos = 0;
    for (int i = 0; i < count; i++) {
      icount += random.nextInt(3) == 0 ? 0 : random.nextLong(1L << random.nextInt(1, 40));
      nanos += random.nextLong(1L << 30);
      byte[] data = new byte[random.nextInt(20)];
      random.nextBytes(data);
      events.add(new Event(icount, nanos, random.nextInt(-1, 2), data));
    }
    return events;
  }

  /** A whole recording in which every flush is one chunk of events. */
  private Path sample(List<Event> events) throws IOException {
    Path file = dir.resolve("sample.ebb");
    RecordingWriter writer = new RecordingWriter(file, config());
    int part = Math.max(1, events.size() / (CHUNKS - 2));
    for (int i = 0; i < events.size(); i++) {
      writer.event(events.get(i));
      if ((i + 1) % part == 0) {
        writer.flush();
      }
    }
    writer.digest(new DigestPoint(1 << 24, 77));
    writer.end(
        new RecordingEnd(
            1L << 50, 1L << 52, -1, "power off", List.of(new RecordingEnd.Output("u", 3, -9))));
    return file;
  }

  private static boolean same(Event a, Event b) {
    return a.icount() == b.icount()
        && a.nanos() == b.nanos()
        && a.channel() == b.channel()
        && Arrays.equals(a.data(), b.data());
  }

  private static void assertPrefix(List<Event> read, List<Event> written) {
    assertThat(read.size()).isLessThanOrEqualTo(written.size());
    for (int i = 0; i < read.size(); i++) {
      assertThat(same(read.get(i), written.get(i))).as("event %d", i).isTrue();
    }
  }

  @Test
  void readsWhatWasWritten() throws IOException {
    List<Event> events = events(new Random(3), 500);
    try (RecordingReader in = new RecordingReader(sample(events))) {
      assertThat(in.config()).isEqualTo(config());
      assertThat(in.events()).hasSize(500);
      assertPrefix(in.events(), events);
      assertThat(in.digests()).containsExactly(new DigestPoint(1 << 24, 77));
      assertThat(in.end().outputs()).containsExactly(new RecordingEnd.Output("u", 3, -9));
      assertThat(in.lastIcount()).isEqualTo(1L << 50);
    }
  }

  @Test
  void cutAtAnyByteItOpensUpToTheLastWholeChunk() throws IOException {
    List<Event> events = events(new Random(4), 40);
    byte[] whole = Files.readAllBytes(sample(events));
    Path cut = dir.resolve("cut.ebb");
    int configEnd = -1;
    int last = 0;
    for (int length = 0; length < whole.length; length++) {
      Files.write(cut, Arrays.copyOf(whole, length));
      try (RecordingReader in = new RecordingReader(cut)) {
        configEnd = configEnd < 0 ? length : configEnd;
        assertThat(in.truncated()).isTrue();
        assertThat(in.events().size()).isGreaterThanOrEqualTo(last);
        last = in.events().size();
        assertPrefix(in.events(), events);
        assertThat(in.bytes()).isLessThanOrEqualTo(length);
      } catch (RecordingException e) {
        assertThat(configEnd).as("cut at %d: %s", length, e.getMessage()).isEqualTo(-1);
        assertOneLine(e);
      }
    }
    assertThat(last).isEqualTo(40);
  }

  @Test
  void aTailOfZerosCountsAsCut() throws IOException {
    List<Event> events = events(new Random(5), 40);
    byte[] whole = Files.readAllBytes(sample(events));
    Path padded = dir.resolve("padded.ebb");
    Files.write(padded, Arrays.copyOf(whole, whole.length + 5000));
    try (RecordingReader in = new RecordingReader(padded)) {
      assertThat(in.events()).hasSize(40);
    }
  }

  @TestFactory
  Stream<DynamicTest> damageIsAnErrorOfOneLine() {
    return LongStream.range(0, 8)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> damage(seed)));
  }

  private void damage(long seed) throws IOException {
    Random random = new Random(seed);
    List<Event> events = events(random, 100);
    byte[] whole = Files.readAllBytes(sample(events));
    Path file = dir.resolve("damaged.ebb");
    for (int i = 0; i < 60; i++) {
      byte[] bytes = whole.clone();
      int flips = 1 + random.nextInt(3);
      for (int j = 0; j < flips; j++) {
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 + random.nextInt(255));
      }
      boolean changed = !Arrays.equals(bytes, whole);
      Files.write(file, bytes);
      try (RecordingReader in = new RecordingReader(file)) {
        assertThat(in.events()).hasSize(100);
        // The one place without a checksum is the unused word of the prologue.
        assertThat(changed && !Arrays.equals(bytes, 16, bytes.length, whole, 16, whole.length))
            .as("seed %d, round %d went unnoticed", seed, i)
            .isFalse();
      } catch (RecordingException e) {
        assertOneLine(e);
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> payloadsOfNoiseWithGoodChecksumsAreErrorsOfOneLine() {
    return LongStream.range(0, 8)
        .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> noise(seed)));
  }

  private void noise(long seed) throws IOException {
    Random random = new Random(seed);
    Path file = dir.resolve("noise.ebb");
    int[] types = {1, 2, 3, 4, 5, 128, 129, 130, 200};
    for (int i = 0; i < 60; i++) {
      byte[] payload = new byte[random.nextInt(40)];
      for (int j = 0; j < payload.length; j++) {
        payload[j] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : random.nextInt(4));
      }
      new RecordingWriter(file, config()).close();
      byte[] good = Files.readAllBytes(file);
      ByteBuffer packed = Chunk.pack(types[random.nextInt(types.length)], 1, payload);
      byte[] chunk = Arrays.copyOf(packed.array(), packed.limit());
      byte[] all = Arrays.copyOf(good, good.length + chunk.length);
      System.arraycopy(chunk, 0, all, good.length, chunk.length);
      Files.write(file, all);
      try (RecordingReader in = new RecordingReader(file)) {
        assertThat(in.config()).isEqualTo(config());
      } catch (RecordingException e) {
        assertOneLine(e);
      }
    }
  }

  @Test
  void chunksInAnotherOrderAreAnError() throws IOException {
    byte[] whole = Files.readAllBytes(sample(events(new Random(6), 40)));
    List<byte[]> chunks = new ArrayList<>();
    List<Integer> starts = Tampering.starts(whole);
    for (int i = 0; i < starts.size(); i++) {
      int end = i + 1 < starts.size() ? starts.get(i + 1) : whole.length;
      chunks.add(Arrays.copyOfRange(whole, starts.get(i), end));
    }
    assertThat(chunks).hasSizeGreaterThan(4);
    Collections.swap(chunks, 2, 3);
    Path file = dir.resolve("swapped.ebb");
    byte[] swapped = whole.clone();
    int at = RecordingFormat.PROLOGUE_BYTES;
    for (byte[] chunk : chunks) {
      System.arraycopy(chunk, 0, swapped, at, chunk.length);
      at += chunk.length;
    }
    Files.write(file, swapped);
    assertThatThrownBy(() -> new RecordingReader(file))
        .isInstanceOf(RecordingException.class)
        .hasMessageContaining("chunk 3 where chunk 2 belongs");
  }

  @Test
  void saysWhatIsWrongWithOtherFiles() throws IOException {
    Path file = dir.resolve("other");
    assertThatThrownBy(() -> new RecordingReader(file)).hasMessageContaining("cannot be opened");
    Files.writeString(file, "MZ, not a recording at all");
    assertThatThrownBy(() -> new RecordingReader(file))
        .hasMessageContaining("not an Ebb recording");
    byte[] newer = Files.readAllBytes(sample(List.of()));
    newer[8] = 9;
    Files.write(file, newer);
    assertThatThrownBy(() -> new RecordingReader(file))
        .hasMessageContaining("format version 9, this Ebb reads up to 2");
  }

  @Test
  void packedFilesComeOutAsTheyWentIn() throws IOException {
    byte[] content = new byte[3_000_000];
    new Random(8).nextBytes(content);
    Path image = Files.write(dir.resolve("image"), content);
    Path file = dir.resolve("packed.ebb");
    try (RecordingWriter writer = new RecordingWriter(file, config())) {
      writer.pack("kernel", image);
      writer.pack("empty", Files.write(dir.resolve("empty"), new byte[0]));
    }
    try (RecordingReader in = new RecordingReader(file)) {
      assertThat(in.files()).containsExactly("kernel", "empty");
      in.unpack("kernel", dir.resolve("out"));
      assertThat(dir.resolve("out")).hasBinaryContent(content);
      in.unpack("empty", dir.resolve("out"));
      assertThat(dir.resolve("out")).hasBinaryContent(new byte[0]);
      assertThatThrownBy(() -> in.unpack("dtb", dir.resolve("out")))
          .isInstanceOf(RecordingException.class);
    }
  }

  @Test
  void aFullDiskIsReportedAndLeavesAGoodFile() throws IOException {
    List<Event> events = events(new Random(9), 400);
    Path file = dir.resolve("full.ebb");
    RecordingWriter writer = new RecordingWriter(file, config(), new FullChannel(file, 3000));
    for (Event event : events) {
      writer.event(event);
      writer.flush();
    }
    assertThat(writer.failure()).contains("full.ebb").contains("No space left on device");
    writer.end(new RecordingEnd(1, 1, 1, "never written", List.of()));
    try (RecordingReader in = new RecordingReader(file)) {
      assertThat(in.truncated()).isTrue();
      assertThat(in.events()).hasSizeBetween(10, 200);
      assertPrefix(in.events(), events);
      assertThat(in.bytes()).isEqualTo(Files.size(file));
    }
  }

  @Test
  void aStateSharesPagesWithTheFile() throws IOException {
    Random random = new Random(5);
    byte[] pages = new byte[3 * GuestRam.PAGE_SIZE];
    random.nextBytes(pages);
    byte[] state = new byte[5 + 2 * GuestRam.PAGE_SIZE + 100];
    random.nextBytes(state);
    int[] at = {5, 5 + GuestRam.PAGE_SIZE + 60};
    System.arraycopy(pages, 2 * GuestRam.PAGE_SIZE, state, at[0], GuestRam.PAGE_SIZE);
    Arrays.fill(state, at[1], at[1] + GuestRam.PAGE_SIZE, (byte) 0);
    Path file = dir.resolve("parts.ebb");
    try (RecordingWriter writer = new RecordingWriter(file, config())) {
      writer.pages(1, 3, pages);
      writer.checkpoint(checkpoint(10, StoredCheckpoint.State.of(state, at, new long[] {3, 0})));
      writer.checkpoint(checkpoint(20, StoredCheckpoint.State.whole(state)));
      writer.checkpoint(checkpoint(30, StoredCheckpoint.State.of(state, at, new long[] {4, 0})));
      writer.checkpoint(
          checkpoint(40, new StoredCheckpoint.State(new byte[9], at, new long[] {1, 2})));
    }
    try (RecordingReader reader = new RecordingReader(file)) {
      assertThat(reader.checkpointState(0)).isEqualTo(state);
      assertThat(reader.checkpointState(1)).isEqualTo(state);
      assertThatThrownBy(() -> reader.checkpointState(2)).hasMessageContaining("page 4 is missing");
      assertThatThrownBy(() -> reader.checkpointState(3)).hasMessageContaining("overlap");
    }
  }

  @Test
  void openingFindsADamagedCheckpointAndReadingAWrongOne() throws IOException {
    Random random = new Random(6);
    byte[] state = new byte[50_000];
    random.nextBytes(state);
    Path good = dir.resolve("checkpoints.ebb");
    try (RecordingWriter writer = new RecordingWriter(good, config())) {
      for (int i = 1; i <= 3; i++) {
        writer.checkpoint(checkpoint(10 * i, StoredCheckpoint.State.whole(state)));
      }
    }
    byte[] bytes = Files.readAllBytes(good);
    int second = Tampering.starts(bytes).get(2);
    Path damaged = dir.resolve("damaged.ebb");
    for (int i = 0; i < 20; i++) {
      int flipped = second + RecordingFormat.CHUNK_HEADER_BYTES + random.nextInt(state.length);
      bytes[flipped] ^= 1;
      Files.write(damaged, bytes);
      bytes[flipped] ^= 1;
      assertThatThrownBy(() -> new RecordingReader(damaged))
          .hasMessage(damaged + ": at byte " + second + ": damaged chunk");
    }

    Path wrong = dir.resolve("wrong.ebb");
    Tampering.rewrite(good, wrong, Tampering.lastByteOf(RecordingFormat.CHECKPOINT, 1));
    try (RecordingReader reader = new RecordingReader(wrong)) {
      assertThat(reader.checkpoints()).hasSize(3);
      assertThat(reader.checkpointState(0)).isEqualTo(state);
      assertThatThrownBy(() -> reader.checkpoint(1))
          .isInstanceOf(RecordingException.class)
          .hasMessageStartingWith(wrong + ": at byte " + second + ": ");
      assertThat(reader.checkpointState(2)).isEqualTo(state);
    }
  }

  private static StoredCheckpoint checkpoint(long icount, StoredCheckpoint.State state) {
    return new StoredCheckpoint(icount, 0, state, new int[0], new long[0]);
  }

  @Test
  void theFlusherWritesWithoutBeingAsked() throws Exception {
    Path file = dir.resolve("flushed.ebb");
    try (RecordingWriter writer = new RecordingWriter(file, config())) {
      long before = Files.size(file);
      writer.event(new Event(1, 1, 0, new byte[] {1}));
      while (Files.size(file) == before) {
        Thread.sleep(10);
      }
      try (RecordingReader in = new RecordingReader(file)) {
        assertThat(in.events()).hasSize(1);
        assertThat(in.truncated()).isTrue();
      }
    }
  }

  private static void assertOneLine(RecordingException e) {
    assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
  }
}
