package ebb.cli;

import static ebb.cli.CommandLines.LEDGER;
import static ebb.cli.CommandLines.ebb;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.cli.CommandLines.Outcome;
import ebb.replay.Bookmarks;
import ebb.replay.Coordinate;
import ebb.replay.log.RecordingReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recording the demo guest and looking at what came out. */
class RecordingCommandsTest {
  @TempDir static Path shared;
  @TempDir Path directory;

  private static Path recording;

  @BeforeAll
  static void record() {
    recording = shared.resolve("ledger.ebb");
    Outcome outcome = ebb(recordLine(recording));
    assertThat(outcome.code()).describedAs(outcome.err()).isZero();
    assertThat(outcome.out()).contains("10000000 transfers", "the books do not balance");
    assertThat(outcome.err()).contains("recorded in " + recording);
  }

  private static String[] recordLine(Path file, String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("record", "-o", file.toString(), "-m", "16", "-icount", "shift=0,sleep=off"));
    line.addAll(List.of("-kernel", LEDGER));
    line.addAll(List.of(more));
    return line.toArray(new String[0]);
  }

  @Test
  void infoNamesGuestLengthAndEnd() {
    Outcome outcome = ebb("info", recording.toString());
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out())
        .contains("-m 16", LEDGER, "250,021,", "guest powered off", "output.serial0");
  }

  @Test
  void optionsGivenSeveralTimesStayInOrder() throws IOException {
    Path disk = directory.resolve("disk.img");
    Files.write(disk, new byte[4096]);
    Path file = directory.resolve("devices.ebb");
    String device = "virtio-blk-device,drive=d";
    Outcome recorded =
        ebb(
            recordLine(
                file,
                "-drive",
                "file=" + disk + ",if=none,id=d",
                "-device",
                device,
                "-device",
                "virtio-rng-device"));
    assertThat(recorded.code()).describedAs(recorded.err()).isZero();
    assertThat(ebb("info", file.toString()).out())
        .contains("-device " + device + " -device virtio-rng-device\n");
    Outcome verified = ebb("verify", file.toString());
    assertThat(verified.code()).describedAs(verified.err()).isZero();
  }

  @Test
  void verifyAgrees() {
    Outcome outcome = ebb("verify", recording.toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.code()).isZero();
    assertThat(outcome.out()).contains("digests and 0 inputs agree").doesNotContain("cut off");
  }

  @Test
  void replayShowsTheSameUpToAnIcount() {
    Outcome all = ebb("replay", recording.toString());
    Outcome some = ebb("replay", "--to", "60000000", recording.toString());
    assertThat(all.code()).isZero();
    assertThat(all.out()).contains("10000000 transfers", "power off");
    assertThat(all.out()).startsWith(some.out());
    assertThat(some.out()).contains("2000000 transfers").doesNotContain("4000000 transfers");
    for (String beyond : List.of("-1", "999999999999")) {
      Outcome refused = ebb("replay", recording.toString(), "--to", beyond);
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err()).contains("goes from 0 to");
      assertThat(refused.err().lines()).hasSize(1);
    }
  }

  @Test
  void helpNamesThePlaces() {
    for (String command : List.of("replay", "debug")) {
      Outcome help = ebb(command, "--help");
      assertThat(help.out()).contains(": " + Coordinate.FORMS);
      assertThat(help.err()).isEmpty();
    }
  }

  @Test
  void replayStopsAtPlaces() {
    Outcome line = ebb("replay", recording.toString(), "--to", "line:4000000 transf");
    assertThat(line.err()).isEmpty();
    assertThat(line.code()).isZero();
    assertThat(line.out()).contains("2000000 transfers").endsWith("ledger: 4000000 transf");
    Outcome time = ebb("replay", recording.toString(), "--to", "60ms");
    assertThat(time.out()).isEqualTo(ebb("replay", recording.toString(), "--to", "60000000").out());
    for (String nowhere : List.of("line:no such words", "event:1", "@nobody", "9s", "soon")) {
      Outcome refused = ebb("replay", recording.toString(), "--to", nowhere);
      assertThat(refused.code()).isEqualTo(2);
      assertThat(refused.err()).startsWith("ebb: --to: ");
      assertThat(refused.err().lines()).hasSize(1);
    }
  }

  @Test
  void bookmarksBesideARecordingArePlaces() throws IOException {
    Path copy = directory.resolve("marked.ebb");
    Files.copy(recording, copy);
    try (RecordingReader reader = new RecordingReader(copy)) {
      Bookmarks bookmarks = new Bookmarks();
      bookmarks.keepBeside(copy, reader.config().identity());
      assertThat(bookmarks.put("here", 60_000_000)).isNull();
    }
    assertThat(ebb("info", copy.toString()).out()).contains("@here at 60,000,000\n");
    assertThat(ebb("replay", copy.toString(), "--to", "@here").out())
        .isEqualTo(ebb("replay", recording.toString(), "--to", "60000000").out());
  }

  @Test
  void aReplayGoesOnLiveAsAChildThatStandsAlone() throws Exception {
    Path parent = directory.resolve("parent.ebb");
    Path child = directory.resolve("child.ebb");
    Path kernel = directory.resolve("console.elf");
    Files.copy(Path.of("..", "guests", "console", "console.elf"), kernel);
    byte[] leave = "ab\001x".getBytes(StandardCharsets.ISO_8859_1);
    String[] line = {
      "record", "-o", parent.toString(), "--pack", "-m", "16", "-kernel", kernel.toString()
    };
    assertThat(ebb(leave, line).code()).isZero();
    Files.delete(kernel);
    byte[] others =
        "0123456789012345678901234567890123456789012\001b\001csystem_powerdown\r\001c"
            .getBytes(StandardCharsets.ISO_8859_1);
    String[] live = {
      "replay", parent.toString(), "--to", "line:rea", "--live", "--record", child.toString()
    };
    Outcome went = ebb(others, live);
    assertThat(went.code()).describedAs(went.err()).isZero();
    assertThat(went.out()).containsSubsequence("dy\n43 characters, ".split(""));
    assertThat(went.err()).contains("live from icount", "recorded in " + child);
    assertThat(ebb("info", child.toString()).out())
        .contains("parent", parent.toRealPath().toString(), "left at icount ");
    Files.delete(parent);
    Outcome verified = ebb("verify", child.toString());
    assertThat(verified.code()).describedAs(verified.err()).isZero();
    assertThat(ebb("replay", child.toString()).out())
        .startsWith("ready\n43 characters, sum ")
        .doesNotContain("dbacdd53");
  }

  @Test
  void goingLiveIsRefusedWhereItMakesNoSense() {
    assertThat(ebb("replay", recording.toString(), "--record", "x.ebb").err())
        .isEqualTo("ebb: --record: needs --live; the past is recorded already\n");
    assertThat(ebb("replay", recording.toString(), "--live").err())
        .isEqualTo("ebb: --live: the guest is off there; --to names an earlier place\n");
    String same = recording.toString();
    assertThat(ebb("replay", same, "--to", "50%", "--live", "--record", same).err())
        .contains("is the recording that is replayed");
    assertThat(ebb("verify", same).code()).isZero();
  }

  @Test
  void packedRecordingNeedsNothingElse() throws IOException {
    Path kernel = directory.resolve("kernel.elf");
    Files.copy(Path.of(LEDGER), kernel);
    Path disk = Files.write(directory.resolve("packed.img"), new byte[100_000]);
    Path file = directory.resolve("packed.ebb");
    String[] line =
        recordLine(
            file,
            "-drive",
            "file=" + disk + ",if=none,id=d",
            "-device",
            "virtio-blk-device,drive=d",
            "--pack");
    line[Arrays.asList(line).indexOf(LEDGER)] = kernel.toString();
    assertThat(ebb(line).code()).isZero();
    Files.delete(kernel);
    Files.delete(disk);
    long before = temporaryDirectories();
    assertThat(ebb("info", file.toString()).out()).contains("(packed)");
    assertThat(ebb("verify", file.toString()).code()).isZero();
    assertThat(temporaryDirectories()).isEqualTo(before);
  }

  private static long temporaryDirectories() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files.filter(f -> f.getFileName().toString().matches("ebb\\d+")).count();
    }
  }

  @Test
  void missingAndChangedImagesAreNamed() throws IOException {
    Path kernel = directory.resolve("kernel.elf");
    Path file = directory.resolve("a.ebb");
    Files.copy(Path.of(LEDGER), kernel);
    String[] line = recordLine(file);
    line[line.length - 1] = kernel.toString();
    assertThat(ebb(line).code()).isZero();
    byte[] changed = Files.readAllBytes(kernel);
    changed[changed.length - 1] ^= 1;
    Files.write(kernel, changed);
    assertOneLine(ebb("verify", file.toString()), "is not the file that was recorded");
    Files.delete(kernel);
    assertOneLine(ebb("verify", file.toString()), "which is not there");
  }

  @Test
  void cutOffRecordingsReplayUpToThere() throws IOException {
    byte[] whole = Files.readAllBytes(recording);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Path file = directory.resolve("cut.ebb");
    for (int i = 0; i < 300; i++) {
      int length = random.nextInt(whole.length);
      Files.write(file, java.util.Arrays.copyOf(whole, length));
      Outcome outcome = ebb("info", file.toString());
      if (outcome.code() == 0) {
        assertThat(outcome.out()).describedAs("seed %d", seed).contains("cut off");
      } else {
        assertOneLine(outcome, "cut.ebb");
      }
    }
    Files.write(file, java.util.Arrays.copyOf(whole, whole.length - 1));
    assertThat(ebb("verify", file.toString()).out()).contains("up to where it was cut off");
  }

  @Test
  void everyFlippedBitIsFoundOrHarmless() throws IOException {
    byte[] whole = Files.readAllBytes(recording);
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Path file = directory.resolve("flipped.ebb");
    String good = ebb("info", recording.toString()).out();
    for (int i = 0; i < 500; i++) {
      byte[] flipped = whole.clone();
      int bit = random.nextInt(8 * whole.length);
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      Outcome outcome = ebb("info", file.toString());
      if (outcome.code() == 0) {
        // Bytes 12 to 15 of the file are not used by this version.
        assertThat(outcome.out()).describedAs("seed %d bit %d", seed, bit).isEqualTo(good);
      } else {
        assertOneLine(outcome, "flipped.ebb");
      }
    }
  }

  @Test
  void recorderKilledAnywhereLeavesAFileThatOpens() throws Exception {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 4; i++) {
      Path file = directory.resolve("killed" + i + ".ebb");
      Process recorder = start(recordLine(file));
      awaitBeginning(recorder, file);
      TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
      recorder.destroyForcibly().waitFor();
      Outcome outcome = ebb("verify", file.toString());
      assertThat(outcome.code()).describedAs("seed %d: %s", seed, outcome.err()).isZero();
    }
  }

  /** What was typed a second before the kill is in the file; another second is the busy host's. */
  @Test
  void aRecorderKilledWhileItsGuestWaitsLosesOnlyTheLastMoments() throws Exception {
    long seed = new Random().nextLong();
    int typed = 1 + new Random(seed).nextInt(42);
    Path file = directory.resolve("waiting.ebb");
    String console = Path.of("..", "guests", "console", "console.elf").toString();
    Process recorder =
        start("record", "-o", file.toString(), "-m", "16", "-nographic", "-kernel", console);
    assertThat(recorder.inputReader().readLine()).isEqualTo("ready");
    try (var keyboard = recorder.outputWriter()) {
      keyboard.append("x".repeat(typed)).flush();
      TimeUnit.MILLISECONDS.sleep(2000);
      recorder.destroyForcibly().waitFor();
    }
    assertThat(ebb("info", file.toString()).out())
        .describedAs("seed %d", seed)
        .contains("cut off", typed + " bytes in ");
    assertThat(ebb("replay", file.toString()).out()).isEqualTo("ready\n");
  }

  /** What was written a second before the kill was executed before; as above. */
  @Test
  void aRecorderKilledWhileItsGuestWorksLosesOnlyTheLastMoments() throws Exception {
    long seed = new Random().nextLong();
    Path file = directory.resolve("working.ebb");
    String bench = Path.of("..", "guests", "bench", "bench.elf").toString();
    String work = "enable=on,arg=records,arg=4000000000";
    Process recorder =
        start(
            "record",
            "-o",
            file.toString(),
            "-m",
            "128",
            "-kernel",
            bench,
            "-semihosting-config",
            work);
    awaitBeginning(recorder, file);
    TimeUnit.MILLISECONDS.sleep(2000 + new Random(seed).nextInt(1000));
    long killed = System.currentTimeMillis();
    recorder.destroyForcibly().waitFor();
    assertThat(Files.getLastModifiedTime(file).toMillis())
        .describedAs("seed %d", seed)
        .isGreaterThan(killed - 2000);
    assertThat(ebb("verify", file.toString()).out()).contains("cut off");
  }

  @Test
  void aFullDiskIsSaidAtOnceAndTheGuestGoesOnOrStops() throws Exception {
    for (boolean stop : List.of(false, true)) {
      Path file = directory.resolve("full" + stop + ".ebb");
      List<String> line = new ArrayList<>(List.of("bash", "-c", "ulimit -f 4; exec \"$@\"", "-"));
      line.addAll(
          CommandLines.process(
              // Slow, so that there is something to stop.
              stop
                  ? recordLine(file, "--stop-when-full", "-accel", "interpreter")
                  : recordLine(file)));
      Process recorder = new ProcessBuilder(line).start();
      List<String> said = recorder.inputReader().lines().toList();
      List<String> complaints = recorder.errorReader().lines().toList();
      assertThat(recorder.waitFor()).isEqualTo(1);
      assertThat(complaints).describedAs("%s", complaints).hasSize(2);
      assertThat(complaints.getFirst()).startsWith("ebb: recording to " + file + " stopped: ");
      assertThat(complaints.getFirst().endsWith("; the guest goes on")).isEqualTo(!stop);
      assertThat(complaints.getLast()).startsWith("ebb: recorded in " + file);
      assertThat(said.contains("panic: the books do not balance: expected 8000, found 0"))
          .isEqualTo(!stop);
      Outcome verified = ebb("verify", file.toString());
      assertThat(verified.code()).describedAs(verified.err()).isZero();
      assertThat(verified.out()).contains("cut off");
    }
  }

  @Test
  void aChangedDiskIsNamed() throws IOException {
    Path disk = Files.write(directory.resolve("base.img"), new byte[64 * 512]);
    Path file = directory.resolve("based.ebb");
    String drive = "file=" + disk + ",if=none,id=d";
    assertThat(
            ebb(recordLine(file, "-drive", drive, "-device", "virtio-blk-device,drive=d")).code())
        .isZero();
    Files.write(disk, new byte[] {1}, StandardOpenOption.WRITE);
    assertOneLine(
        ebb("verify", file.toString()), disk + " (drive0) is not the file that was recorded");
    assertOneLine(ebb("replay", file.toString()), "base.img");
  }

  @Test
  void terminatedRecorderCompletesItsFile() throws Exception {
    Path file = directory.resolve("terminated.ebb");
    Process recorder = start(recordLine(file));
    recorder.inputReader().readLine();
    // Its Process would close the pipe that the guest writes to, too.
    recorder.toHandle().destroy();
    assertThat(recorder.waitFor()).isEqualTo(143);
    assertThat(ebb("info", file.toString()).out()).contains("user left");
    Outcome verified = ebb("verify", file.toString());
    assertThat(verified.code()).describedAs(verified.err()).isZero();
    assertThat(verified.out()).doesNotContain("cut off");
  }

  @Test
  void guestOutputThatNobodyTakesEndsTheRun() throws Exception {
    Path file = directory.resolve("full.ebb");
    Process recorder =
        new ProcessBuilder(CommandLines.process(recordLine(file)))
            .redirectOutput(new java.io.File("/dev/full"))
            .start();
    List<String> complaints = recorder.errorReader().lines().toList();
    assertThat(recorder.waitFor()).isEqualTo(1);
    assertThat(complaints.getFirst()).startsWith("ebb: cannot write the guest's output");
    assertThat(ebb("verify", file.toString()).code()).isZero();
  }

  private static Process start(String... arguments) throws IOException {
    return new ProcessBuilder(CommandLines.process(arguments)).start();
  }

  /** Waits until a recorder has begun its file, or has ended. */
  private static void awaitBeginning(Process recorder, Path file) throws Exception {
    while (recorder.isAlive() && (!Files.exists(file) || Files.size(file) < 16)) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  private static void assertOneLine(Outcome outcome, String named) {
    assertThat(outcome.code()).isEqualTo(1);
    assertThat(outcome.err()).startsWith("ebb: ").contains(named);
    assertThat(outcome.err().lines()).hasSize(1);
  }
}
