package ebb.cli;

import static ebb.cli.CommandLines.LEDGER;
import static ebb.cli.CommandLines.ebb;
import static org.assertj.core.api.Assertions.assertThat;

import ebb.cli.CommandLines.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong is one line on stderr and an exit code. */
class BadInputTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "frob | 'frob'",
        "run | nothing to run",
        "run -frob | '-frob'",
        "run -kernel | -kernel",
        "run -kernel nowhere | nowhere",
        "run -kernel . | cannot read .",
        "run -kernel LEDGER -initrd nowhere | nowhere",
        "run -kernel LEDGER -dtb LEDGER | -dtb",
        "run -dtb LEDGER | nothing to run",
        "run -kernel LEDGER extra | 'extra'",
        "run -kernel LEDGER -M raspi3 | raspi3",
        "run -kernel LEDGER -M virt,frob=1 | frob",
        "run -kernel LEDGER -M virt,secure=on | secure",
        "run -kernel LEDGER -M virt,secure=perhaps | perhaps",
        "run -kernel LEDGER -M virt,gic-version=3 | gic-version",
        "run -kernel LEDGER -cpu cortex-a57 | cortex-a57",
        "run -kernel LEDGER -m 0 | -m",
        "run -kernel LEDGER -m -5 | -m",
        "run -kernel LEDGER -m 1.5G | 1.5G",
        "run -kernel LEDGER -m 999999999T | -m",
        "run -kernel LEDGER -m 9999G | memory",
        "run -kernel LEDGER -m 64,slots=2 | slots",
        "run -kernel LEDGER -smp 0 | 1 to 8",
        "run -kernel LEDGER -smp 9 | 1 to 8",
        "run -kernel LEDGER -smp many | many",
        "run -kernel LEDGER -smp 4,sockets=2 | sockets",
        "run -kernel LEDGER -smp cpus=2,maxcpus=4 | maxcpus",
        "run -netdev user,id=n -kernel LEDGER | '-netdev'",
        "run -kernel LEDGER -icount shift=auto | auto",
        "run -kernel LEDGER -icount shift=11 | 0 to 10",
        "run -kernel LEDGER -icount shift=0,rr=record | rr",
        "run -kernel LEDGER -rtc base=yesterday | yesterday",
        "run -kernel LEDGER -rtc clock=host | clock",
        "run -kernel LEDGER -serial pty | pty",
        "run -kernel LEDGER -serial file:/nowhere/x | /nowhere/x",
        "run -kernel LEDGER -serial null -serial null | one serial",
        "run -kernel LEDGER -serial tcp::4444,server | tcp",
        "run -kernel LEDGER -serial chardev:c | 'c'",
        "run -kernel LEDGER -chardev socket,id=c | socket",
        "run -kernel LEDGER -chardev stdio | id=",
        "run -kernel LEDGER -chardev file,id=c | path=",
        "run -kernel LEDGER -device virtconsole,chardev=c | 'c'",
        "run -kernel LEDGER -object memory-backend-ram,id=m | memory-backend-ram",
        "run -kernel LEDGER -semihosting-config target=gdb | target",
        "run -kernel LEDGER -monitor stdio | stdio",
        "run -kernel LEDGER -net user | user",
        "run -bios LEDGER -append x | -append",
        "run -bios LEDGER -initrd LEDGER | -initrd",
        "record -M virt,dumpdtb=x -kernel LEDGER | dumpdtb",
        "run -kernel LEDGER -display gtk | gtk",
        "run -kernel LEDGER -accel kvm | kvm",
        "run -kernel LEDGER -d everything | everything",
        "run -kernel LEDGER -d int -D /nowhere/x | /nowhere/x",
        "run -kernel LEDGER -gdb unix:x | unix:x",
        "run -kernel LEDGER -gdb tcp::70000 | 70000",
        "run -kernel LEDGER -drive if=none | file=",
        "run -kernel LEDGER -drive file=nowhere,if=virtio | nowhere",
        "run -kernel LEDGER -drive file=LEDGER,if=scsi | scsi",
        "run -kernel LEDGER -drive file=LEDGER,format=qcow2 | qcow2",
        "run -kernel LEDGER -drive file=LEDGER,frob=1 | frob",
        "run -kernel LEDGER -device e1000 | e1000",
        "run -kernel LEDGER -device virtio-blk-device,drive=d | 'd'",
        "run -kernel LEDGER -device drive=d | drive=d",
        "record -kernel LEDGER -gdb tcp::1234 -o x | gdb",
        "record -o LEDGER -kernel LEDGER | -kernel",
        "info | FILE",
        "replay | FILE",
        "replay nowhere --to x | --to",
        "debug nowhere nowhere | nowhere",
      })
  void wrongUsage(String line, String named) {
    refused(2, named, line.replace("LEDGER", LEDGER).split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "info nowhere | no such file",
        "verify nowhere | no such file",
        "replay nowhere | no such file",
        "debug nowhere | no such file",
        "info LEDGER | not an Ebb recording",
        "verify . | .",
        "record -o /nowhere/x -kernel LEDGER | cannot record to /nowhere/x",
        "run -M virt,dumpdtb=/nowhere/x | /nowhere/x",
        "record -o . -kernel LEDGER | cannot record to .",
        "record -o /dev/full -kernel LEDGER | No space",
      })
  void failures(String line, String named) {
    refused(1, named, line.replace("LEDGER", LEDGER).split(" "));
  }

  @Test
  void damagedKernels() throws IOException {
    byte[] elf = Files.readAllBytes(Path.of(LEDGER));
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Path file = directory.resolve("kernel.elf");
    for (int i = 0; i < 200; i++) {
      byte[] damaged = Arrays.copyOf(elf, random.nextInt(16, elf.length));
      for (int n = random.nextInt(4); n > 0; n--) {
        damaged[random.nextInt(4, Math.min(0x80, damaged.length))] = (byte) random.nextInt();
      }
      Files.write(file, damaged);
      // Only what refuses it is of interest, not what a guest does that can be loaded: a board too
      // small stops each.
      Outcome outcome = ebb("run", "-kernel", file.toString(), "-dtb", LEDGER);
      assertThat(outcome.code()).describedAs("seed %d: %s", seed, outcome.err()).isEqualTo(2);
      assertThat(outcome.err().lines()).describedAs("seed %d", seed).hasSize(1);
    }
  }

  @Test
  void randomOptionValues() {
    List<String> options =
        List.of(
            "-M",
            "-cpu",
            "-m",
            "-smp",
            "-drive",
            "-device",
            "-serial",
            "-icount",
            "-rtc",
            "-display",
            "-gdb",
            "-d",
            "-accel");
    List<String> pieces =
        List.of(
            ",", "=", "on", "virt", "file", "id", "if", "none", "1", "-1", "shift", "G", ":",
            "tcp::", "x", ",,", " ", "é", "base", "type");
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (int i = 0; i < 2000; i++) {
      StringBuilder value = new StringBuilder();
      for (int n = random.nextInt(6); n > 0; n--) {
        value.append(pieces.get(random.nextInt(pieces.size())));
      }
      String option = options.get(random.nextInt(options.size()));
      // The missing device tree refuses those whose value happens to be right.
      Outcome outcome = ebb("run", "-kernel", LEDGER, option, value.toString(), "-dtb", "nowhere");
      assertThat(outcome.code())
          .describedAs("seed %d: %s '%s': %s", seed, option, value, outcome.err())
          .isEqualTo(2);
      assertThat(outcome.err().lines()).describedAs("seed %d", seed).hasSize(1);
    }
  }

  private static void refused(int code, String named, String... arguments) {
    Outcome outcome = ebb(arguments);
    assertThat(outcome.code()).describedAs(outcome.err()).isEqualTo(code);
    assertThat(outcome.err().lines()).hasSize(1);
    assertThat(outcome.err()).startsWith("ebb: ").contains(named);
    assertThat(outcome.out()).isEmpty();
  }
}
