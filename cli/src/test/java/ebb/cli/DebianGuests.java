package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/**
 * Debian's kernels for tests. They are not in the repository: {@code guests/debian.sh DIRECTORY
 * --debug-symbols} makes them, {@code guests/programs.sh DIRECTORY} an initrd of programs, and the
 * environment's EBB_GUESTS names the directory.
 */
final class DebianGuests {
  /** A recorded boot from the first instruction to power-off, and what it said. */
  record Boot(Path recording, String console) {}

  private static Boot recorded;

  private DebianGuests() {}

  /** The directory; the test that asks is skipped, or in CI fails, if it lacks a file. */
  static Path with(String file) {
    return with(file, "guests/debian.sh DIRECTORY --debug-symbols");
  }

  private static Path with(String file, String maker) {
    String given = System.getenv("EBB_GUESTS");
    if (given != null && Files.isReadable(Path.of(given, file))) {
      return Path.of(given);
    }
    String how = "Debian's " + file + " is missing: run " + maker + " and set EBB_GUESTS=DIRECTORY";
    if (System.getenv("CI") != null) {
      fail(how);
    }
    return Assumptions.abort(how);
  }

  /** One boot of the armmp kernel with one CPU, recorded when it is first asked for. */
  static synchronized Boot recordedBoot() throws IOException {
    if (recorded == null) {
      Path directory = Files.createTempDirectory("ebb-boot");
      Path file = directory.resolve("boot.ebb");
      Path console = directory.resolve("console.txt");
      directory.toFile().deleteOnExit();
      file.toFile().deleteOnExit();
      console.toFile().deleteOnExit();
      recorded =
          new Boot(file, boot("record", List.of("-o", file.toString()), "vmlinuz-armmp", console));
    }
    return recorded;
  }

  /** Boots a kernel up to where the guest powers itself off; returns what it said. */
  static String boot(String command, List<String> options, String kernel, Path console)
      throws IOException {
    Path guests = with("initrd-auto.gz");
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

  /**
   * The machine that runs all programs of the initrd, each twice with a tenth of its work, and then
   * powers itself off.
   */
  static List<String> programs() {
    Path guests = with("initrd-programs.gz", "guests/programs.sh DIRECTORY");
    return List.of(
        "-M",
        "virt",
        "-cpu",
        "cortex-a15",
        "-m",
        "512",
        "-kernel",
        guests.resolve("vmlinuz-armmp").toString(),
        "-initrd",
        guests.resolve("initrd-programs.gz").toString(),
        "-append",
        "console=ttyAMA0 quiet panic=-1 size=short,short",
        "-nographic",
        "-no-reboot",
        "-icount",
        "shift=0,sleep=off");
  }
}
