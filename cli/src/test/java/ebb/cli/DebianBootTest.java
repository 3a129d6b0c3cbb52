package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import ebb.replay.Timeline;
import ebb.replay.TimelineStop;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Debian's kernels, from the first instruction to power-off. The kernels are not in the repository:
 * {@code guests/debian.sh DIRECTORY} makes them, and the environment's EBB_GUESTS names the
 * directory.
 */
class DebianBootTest {
  private static final String UP = "Ebb guest: Linux 6.1";

  /** SHA-256 of the numbers 1 to 2000, each on a line: the guest's own arithmetic. */
  private static final String SUM =
      "6251e5743b6fd6a7d606130bdf7c15077ce85ebd3a0fdee284d15a46df199e38";

  @TempDir Path directory;
  private Path guests;

  @BeforeEach
  void findGuests() {
    String given = System.getenv("EBB_GUESTS");
    if (given != null && Files.isReadable(Path.of(given, "initrd-auto.gz"))) {
      guests = Path.of(given);
      return;
    }
    String how =
        "Debian's kernels are missing: run guests/debian.sh DIRECTORY and set EBB_GUESTS=DIRECTORY";
    if (System.getenv("CI") != null) {
      fail(how);
    }
    Assumptions.abort(how);
  }

  @Test
  void recordsABootThatReplaysOnABusyMachineAndInBothTiers() throws Exception {
    Path recording = directory.resolve("boot.ebb");
    String console = boot("record", List.of("-o", recording.toString()), "vmlinuz-armmp");
    assertThat(console).contains("Freeing initrd memory", UP, SUM, "reboot: Power down");
    goesOnFromTheMiddle(recording);
    AtomicBoolean busy = new AtomicBoolean(true);
    Thread load =
        Thread.ofPlatform()
            .daemon()
            .start(
                () -> {
                  while (busy.get()) {
                    Thread.onSpinWait();
                  }
                });
    try {
      verify(recording);
      verify(recording);
      verify(recording, "-accel", "interpreter");
    } finally {
      busy.set(false);
      load.join();
    }
  }

  @Test
  void bootsWithTheLongDescriptorTablesAndReadsAndWritesADisk() throws Exception {
    byte[] image = new byte[1 << 20];
    new Random(1).nextBytes(image);
    Path disk = Files.write(directory.resolve("disk.img"), image);
    Path recording = directory.resolve("disk.ebb");
    String console =
        boot(
            "record",
            List.of(
                "-o",
                recording.toString(),
                "-drive",
                "file=" + disk + ",format=raw,if=none,id=d",
                "-device",
                "virtio-blk-device,drive=d",
                "-device",
                "virtio-rng-device"),
            "vmlinuz-armmp-lpae");
    assertThat(console).contains("6.1", "armmp-lpae is up", SUM, "reboot: Power down");
    assertThat(console).containsPattern("(?m)^64\r?$");
    List<String> sums =
        Pattern.compile("(?m)^([0-9a-f]{64})  /dev/vda\r?$")
            .matcher(console)
            .results()
            .map(result -> result.group(1))
            .toList();
    String before = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(image));
    assertThat(sums).hasSize(2).startsWith(before).doesNotHaveDuplicates();
    assertThat(disk).hasBinaryContent(image);
    verify(recording);
  }

  @Test
  void bootsEightCpusAndReplaysThem() throws Exception {
    Path recording = directory.resolve("smp.ebb");
    String console =
        boot("record", List.of("-o", recording.toString(), "-smp", "8"), "vmlinuz-armmp");
    assertThat(console).contains("smp: Brought up 1 node, 8 CPUs", UP, SUM, "reboot: Power down");
    verify(recording);
  }

  /** From checkpoints at random places to the end, compared with every digest on the way. */
  private static void goesOnFromTheMiddle(Path file) throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (double part : new double[] {0.5, 0.9}) {
      try (Recordings.Opened recording = Recordings.open(file, options -> {})) {
        long length = recording.reader().lastIcount();
        long place = (long) (length * (part + random.nextDouble() * (1 - part)));
        Timeline timeline = recording.timeline(Timeline.Options.DEFAULT);
        timeline.seek(place);
        assertThat(timeline.now()).as("seed %d", seed).isEqualTo(place);
        while (timeline.now() < length && timeline.cont() instanceof TimelineStop.Arrived) {
          // A stop that is none of the guest's.
        }
        assertThat(timeline.now()).as("seed %d", seed).isEqualTo(length);
        assertThat(recording.guest().machine().stateDigest())
            .as("seed %d", seed)
            .isEqualTo(recording.reader().end().digest());
      }
    }
  }

  /** Boots a kernel up to where the guest powers itself off; returns what it said. */
  private String boot(String command, List<String> options, String kernel) throws IOException {
    Path console = directory.resolve("console.txt");
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(options);
    arguments.addAll(
        List.of(
            "-m",
            "256",
            "-kernel",
            guests.resolve(kernel).toString(),
            "-initrd",
            guests.resolve("initrd-auto.gz").toString(),
            "-append",
            "console=ttyAMA0",
            "-serial",
            "file:" + console,
            "-no-reboot",
            "-icount",
            "shift=0,sleep=off"));
    CommandLines.Outcome outcome = CommandLines.ebb(arguments.toArray(new String[0]));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    return Files.readString(console, StandardCharsets.ISO_8859_1);
  }

  private static void verify(Path recording, String... options) {
    List<String> arguments = new ArrayList<>(List.of("verify"));
    arguments.addAll(List.of(options));
    arguments.add(recording.toString());
    CommandLines.Outcome outcome = CommandLines.ebb(arguments.toArray(new String[0]));
    assertThat(outcome.code()).as(outcome.err()).isZero();
    assertThat(outcome.out()).contains("agree");
  }
}
