package ebb.machine.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.ir.StateLayout;
import ebb.ir.guest.Host;
import ebb.ir.guest.Vcpu;
import ebb.ir.testing.Tools;
import ebb.machine.boot.BootException;
import ebb.machine.fdt.Fdt;
import ebb.machine.fdt.FdtException;
import ebb.machine.fdt.FdtNode;
import ebb.machine.psci.Psci;
import ebb.runtime.Machine;
import ebb.runtime.MmioDevice;
import ebb.runtime.Stop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VirtBoardTest {
  private static final Set<String> ABSENT =
      Set.of("pcie@10000000", "platform-bus@c000000", "pmu", "v2m@8020000");

  private static BoardConfig.Builder board() {
    return BoardConfig.of(new StillGuest(), "cortex-a15").smp(4).ramBytes(256L << 20);
  }

  private static byte[] memory(Machine machine, long at, int length) {
    byte[] bytes = new byte[length];
    assertThat(machine.dma().read(at, bytes, 0, length)).isTrue();
    return bytes;
  }

  private static MmioDevice device(Machine machine, long at) {
    return machine.physicalMemory().find(at).device();
  }

  private static long hvc(Vcpu cpu, long... arguments) {
    for (int i = 0; i < arguments.length; i++) {
      cpu.setRegister(i, arguments[i]);
    }
    assertThat(cpu.host.hypercall(cpu, Host.Hypercall.HVC, 0)).isTrue();
    return (int) cpu.register(0);
  }

  @Test
  void startsLinuxAndStartsItAgainAfterReset() throws BootException {
    byte[] kernel = {1, 2, 3, 4};
    byte[] initrd = {5, 6, 7};
    VirtBoard board = new VirtBoard(board().kernel(kernel).initrd(initrd).append("quiet").build());
    Machine machine = board.machine();
    Vcpu boot = machine.vcpus().getFirst();
    for (int round = 0; round < 2; round++) {
      assertThat(boot.pc()).isEqualTo(0x4001_0000L);
      assertThat(boot.register(1)).isEqualTo(0xffff_ffffL);
      assertThat(boot.register(2)).isEqualTo(0x4800_1000L);
      assertThat(machine.vcpus().stream().map(cpu -> cpu.getInt(StateLayout.HALTED)))
          .containsExactly(0, 2, 2, 2);
      assertThat(memory(machine, 0x4001_0000L, 4)).isEqualTo(kernel);
      assertThat(memory(machine, 0x4800_0000L, 3)).isEqualTo(initrd);
      byte[] tree = board.deviceTree();
      assertThat(memory(machine, 0x4800_1000L, tree.length)).isEqualTo(tree);
      byte[] before = machine.saveState();
      machine.dma().write(0x4001_0000L, new byte[4], 0, 4);
      device(machine, 0x0900_0000L).write(0x38, 4, 0x7ff);
      device(machine, 0x0800_0000L).write(0, 4, 1);
      boot.setPc(77);
      board.reset();
      if (round == 0) {
        assertThat(machine.saveState()).isEqualTo(before);
      }
    }
  }

  @Test
  void powerCallsSwitchCpus() throws BootException {
    VirtBoard board = new VirtBoard(board().kernel(new byte[4]).build());
    List<Vcpu> cpus = board.machine().vcpus();
    Vcpu boot = cpus.getFirst();
    assertThat(hvc(boot, Psci.VERSION)).isEqualTo(0x1_0001);
    assertThat(hvc(boot, Psci.AFFINITY_INFO, 2, 0)).isEqualTo(1);
    assertThat(hvc(boot, Psci.CPU_ON, 2, 0x4002_0000L, 0x55)).isZero();
    assertThat(cpus.get(2).pc()).isEqualTo(0x4002_0000L);
    assertThat(cpus.get(2).register(0)).isEqualTo(0x55);
    assertThat(cpus.get(2).getInt(StateLayout.HALTED)).isZero();
    assertThat(hvc(boot, Psci.AFFINITY_INFO, 2, 0)).isZero();
    assertThat(hvc(boot, Psci.CPU_ON, 2, 0, 0)).isEqualTo(Psci.ALREADY_ON);
    assertThat(hvc(boot, Psci.CPU_ON, 9, 0, 0)).isEqualTo(Psci.INVALID_PARAMETERS);
    assertThat(hvc(boot, Psci.FEATURES, Psci.CPU_SUSPEND)).isZero();
    assertThat(hvc(boot, Psci.FEATURES, Psci.MIGRATE)).isEqualTo(Psci.NOT_SUPPORTED);
    assertThat(hvc(boot, 0x8400_1234L)).isEqualTo(Psci.NOT_SUPPORTED);
    hvc(cpus.get(2), Psci.CPU_OFF);
    assertThat(cpus.get(2).getInt(StateLayout.HALTED)).isEqualTo(2);
    hvc(boot, 0x95c1_ba5eL, 0);
    assertThat(boot.getInt(StateLayout.HALTED)).isEqualTo(1);
    assertThat(boot.host.hypercall(boot, Host.Hypercall.SMC, 0)).isFalse();
    assertThat(boot.host.hypercall(boot, Host.Hypercall.SEMIHOSTING, 0)).isFalse();
    hvc(boot, Psci.SYSTEM_OFF);
    assertThat(board.machine().run(10)).isEqualTo(new Stop.PowerOff(0));
    hvc(boot, Psci.SYSTEM_RESET);
    assertThat(board.machine().run(10)).isEqualTo(new Stop.Reset());
  }

  @Test
  void timerOutputsReachTheCpuThroughTheGic() throws BootException {
    Machine machine = new VirtBoard(board().kernel(new byte[4]).build()).machine();
    device(machine, 0x0800_0000L).write(0, 4, 1);
    device(machine, 0x0800_0000L).write(0x100, 4, 1 << 27);
    device(machine, 0x0801_0000L).write(4, 4, 0xff);
    device(machine, 0x0801_0000L).write(0, 4, 1);
    StillGuest.StillVcpu cpu = (StillGuest.StillVcpu) machine.vcpus().getFirst();
    cpu.drive(1, true);
    assertThat(cpu.getInt(StateLayout.LINES)).isEqualTo(1);
    assertThat(device(machine, 0x0801_0000L).read(0x0c, 4)).isEqualTo(27);
    assertThat(cpu.getInt(StateLayout.LINES)).isZero();
  }

  @Test
  void firmwareStartsInFlashAndMayProgramIt() throws BootException {
    byte[] bios = {1, 2, 3, 4, 5, 6, 7, 8};
    Machine machine = new VirtBoard(board().bios(bios).build()).machine();
    assertThat(machine.vcpus().getFirst().pc()).isZero();
    assertThat(memory(machine, 0, 8)).isEqualTo(bios);
    assertThat(memory(machine, 0x4000_0000L, 4)).containsExactly(0xd0, 0x0d, 0xfe, 0xed);
    MmioDevice flash = device(machine, 0x0400_0000L);
    flash.write(4, 4, 0x40_0040);
    flash.write(4, 4, 0x0908_0706);
    assertThat(machine.dma().read(0x0400_0000L, new byte[4], 0, 4)).isFalse();
    flash.write(0, 4, 0xff);
    assertThat(memory(machine, 0x0400_0004L, 4)).containsExactly(6, 7, 8, 9);
    assertThat(device(machine, 0x0a00_0000L).read(0, 4)).isEqualTo(0x74726976);
    assertThat(device(machine, 0x0a00_0000L).read(8, 4)).isZero();
  }

  @Test
  void semihostingWritesAndExits() throws BootException {
    VirtBoard board = new VirtBoard(board().kernel(new byte[4]).semihosting("prog arg").build());
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    board.semihostingOutput().setSink(seen::write);
    Machine machine = board.machine();
    Vcpu cpu = machine.vcpus().getFirst();
    byte[] text = "hello\0:tt\0".getBytes(StandardCharsets.US_ASCII);
    machine.dma().write(0x4100_0000L, text, 0, text.length);
    assertThat(semihost(cpu, 4, 0x4100_0000L)).isEqualTo(4);
    assertThat(semihost(cpu, 1, block(machine, 0x4100_0006L, 4, 3))).isEqualTo(1);
    assertThat(semihost(cpu, 5, block(machine, 1, 0x4100_0001L, 4))).isZero();
    assertThat(seen.toString(StandardCharsets.US_ASCII)).isEqualTo("helloello");
    assertThat(semihost(cpu, 1, block(machine, 0x4100_0000L, 0, 5))).isEqualTo(-1);
    assertThat(semihost(cpu, 0x13, 0)).isEqualTo(2);
    assertThat(semihost(cpu, 0x15, block(machine, 0x4100_0100L, 80))).isZero();
    assertThat(new String(memory(machine, 0x4100_0100L, 8), StandardCharsets.US_ASCII))
        .isEqualTo("prog arg");
    assertThat(semihost(cpu, 0x04, 0xff00_0000L)).isEqualTo(-1);
    semihost(cpu, 0x20, block(machine, 0x20026, 42));
    assertThat(machine.run(10)).isEqualTo(new Stop.PowerOff(42));
  }

  private static int semihost(Vcpu cpu, int operation, long argument) {
    cpu.setRegister(0, operation);
    cpu.setRegister(1, argument);
    assertThat(cpu.host.hypercall(cpu, Host.Hypercall.SEMIHOSTING, 0xab)).isTrue();
    return (int) cpu.register(0);
  }

  private static long block(Machine machine, long... words) {
    long at = 0x4200_0000L;
    for (int i = 0; i < words.length; i++) {
      byte[] word = new byte[4];
      for (int j = 0; j < 4; j++) {
        word[j] = (byte) (words[i] >> 8 * j);
      }
      machine.dma().write(at + 4L * i, word, 0, 4);
    }
    return at;
  }

  @Test
  void stateSurvivesARoundTrip() throws BootException {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    Machine machine = new VirtBoard(board().kernel(new byte[4]).build()).machine();
    long[] bases = {
      0x0800_0000L, 0x0801_0000L, 0x0900_0000L, 0x0901_0000L, 0x0902_0000L, 0x0903_0000L, 0
    };
    for (int i = 0; i < 5_000; i++) {
      long base = bases[random.nextInt(bases.length)];
      MmioDevice device = device(machine, base);
      long offset = base == 0x0902_0000L ? 8 * random.nextInt(3) : 4L * random.nextInt(256);
      if (random.nextBoolean()) {
        device.write(offset, base == 0x0902_0000L ? 2 : 4, random.nextInt());
      } else {
        device.read(offset, 4);
      }
    }
    byte[] state = machine.saveState();
    Machine copy = new VirtBoard(board().kernel(new byte[4]).build()).machine();
    copy.loadState(state);
    assertThat(copy.saveState()).isEqualTo(state);
  }

  @Test
  void deviceTreeIsThatOfTheReferenceBoard(@TempDir Path dir)
      throws IOException, InterruptedException, BootException, FdtException {
    Path dump = dir.resolve("qemu.dtb");
    Tools.require("qemu-system-arm", "qemu-system-arm");
    assertThat(
            run(
                "qemu-system-arm",
                "-M",
                "virt,gic-version=2",
                "-cpu",
                "cortex-a15",
                "-m",
                "256",
                "-smp",
                "4",
                "-machine",
                "dumpdtb=" + dump))
        .isZero();
    Fdt reference = Fdt.parse(Files.readAllBytes(dump));
    Fdt ours = Fdt.parse(new VirtBoard(board().build()).deviceTree());
    compare("", reference.root(), ours.root());
  }

  private static void compare(String path, FdtNode expected, FdtNode actual) {
    assertThat(actual.properties().keySet())
        .as(path)
        .containsExactlyElementsOf(expected.properties().keySet());
    expected
        .properties()
        .forEach(
            (name, value) -> {
              if (!name.endsWith("-seed")) {
                assertThat(actual.properties().get(name)).as(path + "/" + name).isEqualTo(value);
              }
            });
    List<FdtNode> children =
        expected.children().stream().filter(node -> !ABSENT.contains(node.name())).toList();
    assertThat(actual.children().stream().map(FdtNode::name))
        .as(path)
        .containsExactlyElementsOf(children.stream().map(FdtNode::name).toList());
    for (FdtNode child : children) {
      compare(path + "/" + child.name(), child, actual.find(child.name()));
    }
  }

  @Test
  void deviceTreeCompilerReadsIt(@TempDir Path dir)
      throws IOException, InterruptedException, BootException {
    Tools.require("dtc", "device-tree-compiler");
    Path blob = dir.resolve("ebb.dtb");
    Files.write(blob, new VirtBoard(board().append("a b").build()).deviceTree());
    Process dtc =
        new ProcessBuilder("dtc", "-I", "dtb", "-O", "dts", "-o", "/dev/null", blob.toString())
            .redirectErrorStream(true)
            .start();
    String messages = new String(dtc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(dtc.waitFor()).isZero();
    assertThat(messages).isEmpty();
  }

  private static int run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      return -1;
    }
  }

  @Test
  void userTreeIsCompleted() throws BootException, FdtException {
    Fdt given = new Fdt();
    given.root().cells("#address-cells", 1).cells("#size-cells", 1);
    given.root().child("memory").cells("reg", 0, 0);
    VirtBoard board =
        new VirtBoard(
            board()
                .kernel(new byte[4])
                .initrd(new byte[9])
                .append("x")
                .dtb(given.toByteArray())
                .build());
    FdtNode root = Fdt.parse(board.deviceTree()).root();
    assertThat(root.find("memory")).isNull();
    assertThat(root.find("memory@40000000").properties().get("reg"))
        .containsExactly(0x40, 0, 0, 0, 0x10, 0, 0, 0);
    assertThat(root.find("chosen").cell("linux,initrd-start", 0)).isEqualTo(0x4800_0000);
    assertThat(root.find("chosen").properties().get("bootargs")).containsExactly('x', 0);
    assertThat(root.find("psci")).isNotNull();
  }

  @Test
  void impossibleBoardsAreRefused() {
    assertThatThrownBy(() -> new VirtBoard(board().smp(9).build()))
        .isInstanceOf(BootException.class)
        .hasMessage("virt board: 1 to 8 CPUs, not 9");
    assertThatThrownBy(() -> new VirtBoard(board().dtb(new byte[100]).build()))
        .isInstanceOf(BootException.class)
        .hasMessage("-dtb: not a device tree: no magic number");
    byte[] big = new byte[(64 << 20) + 1];
    Arrays.fill(big, (byte) 1);
    assertThatThrownBy(() -> new VirtBoard(board().bios(big).build()))
        .isInstanceOf(BootException.class);
  }
}
