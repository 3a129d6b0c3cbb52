package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.replay.Timeline;
import ebb.replay.TimelineStop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's kernels, from the first instruction to power-off. */
class DebianBootTest {
  private static final String UP = "Ebb guest: Linux 6.1";

  /** SHA-256 of the numbers 1 to 2000, each on a line: the guest's own arithmetic. */
  private static final String SUM =
      "6251e5743b6fd6a7d606130bdf7c15077ce85ebd3a0fdee284d15a46df199e38";

  @TempDir Path directory;

  @BeforeEach
  void findGuests() {
    DebianGuests.with("initrd-auto.gz");
  }

  @Test
  void recordsABootThatReplaysOnABusyMachineAndInBothTiers() throws Exception {
    DebianGuests.Boot boot = DebianGuests.recordedBoot();
    Path recording = boot.recording();
    assertThat(boot.console()).contains("Freeing initrd memory", UP, SUM, "reboot: Power down");
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
                "--pack",
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
    Files.delete(disk);
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

  private String boot(String command, List<String> options, String kernel) throws IOException {
    return DebianGuests.boot(command, options, kernel, directory.resolve("console.txt"));
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
