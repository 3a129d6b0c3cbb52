package ebb.cli.probe;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.ArmGuest;
import ebb.ir.testing.Tools;
import ebb.machine.board.BoardConfig;
import ebb.machine.board.VirtBoard;
import ebb.runtime.Machine;
import ebb.runtime.Stop;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * Runs cases of guests/probe on QEMU's {@code virt} board with a Cortex-A15, and on ours. The
 * program's source says what records and results look like.
 */
final class Probe {
  static final int CASES = 0x4100_0000;

  /** Low, so that its addresses are harmless as a PSR. */
  static final int DATA = 0x4000_0000;

  static final int WORDS = 256;

  private static final int COUNT = 0x4010_0000;
  private static final long RESULTS = 0x4300_0000L;

  /** The program's variable that says which case it is at. */
  private static final long CURRENT = 0x4001_1084L;

  private static final int TIMEOUT_SECONDS = Integer.getInteger("ebb.probe.timeout", 20);
  private static final Path PROGRAM = Path.of("..", "guests", "probe", "probe.elf");

  /** Words that cases find in memory besides their own: address and content. */
  record Area(int address, int[] words) {}

  private final Path directory;
  private final List<Area> areas = new ArrayList<>();

  Probe(Path directory) {
    this.directory = directory;
    Tools.require("qemu-system-arm", "qemu-system-arm");
  }

  /** Adds memory for all cases to come. */
  void area(Area area) {
    areas.add(area);
  }

  /** A case that goes on for ever. */
  private static final class Stuck extends Exception {
    private static final long serialVersionUID = 1;
    final int index;

    Stuck(int index) {
      this.index = index;
    }
  }

  /** Results by case, of QEMU; a case that goes on for ever is replaced in the list. */
  List<int[]> qemu(List<ProbeCase> cases, IntFunction<ProbeCase> replacement)
      throws IOException, InterruptedException {
    while (true) {
      try {
        return qemu(cases);
      } catch (Stuck stuck) {
        System.out.println("does not come back: " + cases.get(stuck.index));
        cases.set(stuck.index, replacement.apply(stuck.index));
      }
    }
  }

  private List<int[]> qemu(List<ProbeCase> cases) throws IOException, InterruptedException, Stuck {
    Path elf = directory.resolve("cases.elf");
    Path memory = directory.resolve("results");
    Files.write(elf, program(cases));
    Files.deleteIfExists(memory);
    Process process =
        new ProcessBuilder(
                ("qemu-system-arm -M virt,gic-version=2 -cpu cortex-a15 -m 128 -display none"
                        + " -no-shutdown -serial null -monitor none -qmp stdio -kernel "
                        + elf)
                    .split(" "))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (Writer commands = process.outputWriter(StandardCharsets.UTF_8);
        BufferedReader answers =
            new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      say(commands, "{'execute':'qmp_capabilities'}");
      Thread watchdog = Thread.ofPlatform().daemon().start(() -> watch(process, commands));
      try {
        awaits(answers, "\"SHUTDOWN\"");
      } catch (AssertionError ended) {
        byte[] at = Files.readAllBytes(directory.resolve("current"));
        int index = ByteBuffer.wrap(at).order(ByteOrder.LITTLE_ENDIAN).getInt();
        throw new Stuck(index);
      }
      say(commands, save(RESULTS, cases.size() * WORDS * 4, memory));
      awaits(answers, "\"id\": 1");
      say(commands, "{'execute':'quit'}");
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      watchdog.interrupt();
    } finally {
      process.destroyForcibly();
    }
    return results(Files.readAllBytes(memory), cases.size());
  }

  /** Asks a QEMU that takes too long where it is, and ends it. */
  private void watch(Process process, Writer commands) {
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        say(commands, save(CURRENT, 4, directory.resolve("current")));
        process.waitFor(5, TimeUnit.SECONDS);
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException done) {
      Thread.currentThread().interrupt();
    }
  }

  private static String save(long address, int bytes, Path file) {
    return "{'execute':'pmemsave','arguments':{'val':%d,'size':%d,'filename':'%s'},'id':1}"
        .formatted(address, bytes, file);
  }

  private static void say(Writer commands, String command) throws IOException {
    commands.write(command.replace('\'', '"') + "\n");
    commands.flush();
  }

  private static void awaits(BufferedReader answers, String text) throws IOException {
    String line;
    do {
      line = answers.readLine();
      assertThat(line).as("QEMU ended before " + text).isNotNull();
    } while (!line.contains(text));
  }

  /** Results by case, of Ebb. */
  List<int[]> ebb(List<ProbeCase> cases) throws Exception {
    VirtBoard board =
        new VirtBoard(BoardConfig.of(new ArmGuest(), "cortex-a15").kernel(program(cases)).build());
    try (Machine machine = board.machine()) {
      Stop stop = machine.run(100_000L * cases.size());
      byte[] memory = new byte[cases.size() * WORDS * 4];
      assertThat(machine.dma().read(RESULTS, memory, 0, memory.length)).isTrue();
      if (!stop.equals(new Stop.PowerOff(0))) {
        byte[] at = new byte[4];
        machine.dma().read(CURRENT, at, 0, 4);
        int index = ByteBuffer.wrap(at).order(ByteOrder.LITTLE_ENDIAN).getInt();
        assertThat(stop).as("stuck in " + cases.get(index)).isEqualTo(new Stop.PowerOff(0));
      }
      return results(memory, cases.size());
    }
  }

  private static List<int[]> results(byte[] memory, int count) {
    ByteBuffer words = ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN);
    List<int[]> results = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int[] result = new int[WORDS];
      for (int j = 0; j < WORDS; j++) {
        result[j] = words.getInt();
      }
      results.add(result);
    }
    return results;
  }

  /** The program with cases and areas as further segments of one executable. */
  private byte[] program(List<ProbeCase> cases) throws IOException {
    List<Area> all = new ArrayList<>(areas);
    all.add(new Area(COUNT, new int[] {cases.size()}));
    int[] records = new int[cases.size() * WORDS];
    for (int i = 0; i < cases.size(); i++) {
      System.arraycopy(cases.get(i).words(), 0, records, i * WORDS, WORDS);
    }
    all.add(new Area(CASES, records));
    byte[] probe = Files.readAllBytes(PROGRAM);
    ByteBuffer old = ByteBuffer.wrap(probe).order(ByteOrder.LITTLE_ENDIAN);
    int size = probe.length + 32 * (all.size() + 1);
    for (Area area : all) {
      size += area.words().length * 4;
    }
    ByteBuffer elf = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    elf.put(probe);
    int headers = elf.position();
    elf.putInt(28, headers);
    elf.putShort(44, (short) (all.size() + 1));
    elf.putInt(32, 0);
    elf.putShort(48, (short) 0);
    elf.put(probe, old.getInt(28), 32);
    int at = headers + 32 * (all.size() + 1);
    for (Area area : all) {
      int bytes = area.words().length * 4;
      for (int word : new int[] {1, at, area.address(), area.address(), bytes, bytes, 7, 4}) {
        elf.putInt(word);
      }
      at += bytes;
    }
    for (Area area : all) {
      for (int word : area.words()) {
        elf.putInt(word);
      }
    }
    return elf.array();
  }
}
