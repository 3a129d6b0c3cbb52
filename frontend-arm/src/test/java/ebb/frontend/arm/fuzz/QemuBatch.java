package ebb.frontend.arm.fuzz;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs test cases in qemu-arm: a static ELF program, written by hand, that loads the registers of
 * each case, runs its code, stores the registers, and writes everything to standard output at the
 * end.
 */
final class QemuBatch {
  /** Input registers, output registers of a case: 16 words each. */
  private static final int STATE_BASE = 0x1000_0000;

  private static final int STATE_SIZE = 128;
  private static final int HEADER = 0x1000;

  /** What a case left. */
  record Outcome(int[] registers, byte[] arena) {}

  private final Path directory;

  QemuBatch(Path directory) {
    this.directory = directory;
  }

  /** The outcomes by case index, or null if the program died. */
  Map<Integer, Outcome> run(List<Case> cases, int slots) throws IOException, InterruptedException {
    Path elf = directory.resolve("batch");
    Path output = directory.resolve("output");
    Files.write(elf, program(cases, slots));
    elf.toFile().setExecutable(true);
    Process process =
        new ProcessBuilder("qemu-arm", "-cpu", "cortex-a15", elf.toString())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (!process.waitFor(120, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return null;
    }
    if (process.exitValue() != 0) {
      return null;
    }
    ByteBuffer out = ByteBuffer.wrap(Files.readAllBytes(output)).order(ByteOrder.LITTLE_ENDIAN);
    Map<Integer, Outcome> outcomes = new HashMap<>();
    for (Case c : cases) {
      int[] registers = new int[16];
      for (int i = 0; i < 16; i++) {
        registers[i] = out.getInt(c.index() * STATE_SIZE + 64 + 4 * i);
      }
      byte[] arena = new byte[Case.ARENA_SIZE];
      out.get(slots * STATE_SIZE + c.index() * Case.ARENA_SIZE, arena);
      outcomes.put(c.index(), new Outcome(registers, arena));
    }
    return outcomes;
  }

  private static byte[] program(List<Case> cases, int slots) {
    int codeSize = (slots + 1) * Case.CODE_SLOT;
    int stateSize = slots * STATE_SIZE;
    int arenaSize = slots * Case.ARENA_SIZE;
    int stateAt = align(HEADER + codeSize);
    int arenaAt = align(stateAt + stateSize);
    ByteBuffer file = ByteBuffer.allocate(arenaAt + arenaSize).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0});
    int end = Case.CODE_BASE + slots * Case.CODE_SLOT;
    int entry = cases.isEmpty() ? end : slot(cases.get(0));
    file.putShort((short) 2).putShort((short) 40).putInt(1).putInt(entry).putInt(52).putInt(0);
    file.putInt(0x05000000).putShort((short) 52).putShort((short) 32).putShort((short) 3);
    file.putShort((short) 40).putShort((short) 0).putShort((short) 0);
    segment(file, HEADER, Case.CODE_BASE, codeSize, 5);
    segment(file, stateAt, STATE_BASE, stateSize, 6);
    segment(file, arenaAt, Case.ARENA_BASE, arenaSize, 6);
    for (int i = 0; i < cases.size(); i++) {
      Case c = cases.get(i);
      int next = i + 1 < cases.size() ? slot(cases.get(i + 1)) : end;
      file.position(HEADER + c.index() * Case.CODE_SLOT);
      caseCode(file, c, next);
      for (int r = 0; r < 16; r++) {
        file.putInt(stateAt + c.index() * STATE_SIZE + 4 * r, c.registers()[r]);
      }
      file.put(arenaAt + c.index() * Case.ARENA_SIZE, c.arena());
    }
    file.position(HEADER + slots * Case.CODE_SLOT);
    write(file, STATE_BASE, stateSize);
    write(file, Case.ARENA_BASE, arenaSize);
    file.putInt(0xe3a00000).putInt(0xe3a07001).putInt(0xef000000);
    return file.array();
  }

  private static int align(int offset) {
    return offset + 4095 & -4096;
  }

  private static int slot(Case c) {
    return Case.CODE_BASE + c.index() * Case.CODE_SLOT;
  }

  private static void segment(ByteBuffer file, int offset, int address, int size, int flags) {
    file.putInt(1).putInt(offset).putInt(address).putInt(address).putInt(size).putInt(size);
    file.putInt(flags).putInt(4096);
  }

  private static void write(ByteBuffer file, int address, int size) {
    file.putInt(0xe3a00001);
    constant(file, 1, address);
    constant(file, 2, size);
    file.putInt(0xe3a07004).putInt(0xef000000);
  }

  private static void constant(ByteBuffer file, int register, int value) {
    int low = value & 0xffff;
    int high = value >>> 16;
    file.putInt(0xe3000000 | low >> 12 << 16 | register << 12 | low & 0xfff);
    file.putInt(0xe3400000 | high >> 12 << 16 | register << 12 | high & 0xfff);
  }

  private static void caseCode(ByteBuffer file, Case c, int next) {
    int start = file.position();
    int state = STATE_BASE + c.index() * STATE_SIZE;
    constant(file, 14, state);
    file.putInt(0xe59e003c); // ldr r0, [lr, #60]
    file.putInt(0xe12cf000); // msr CPSR_fs, r0
    file.putInt(0xe89e7fff); // ldm lr, {r0-lr}
    if (c.thumb()) {
      file.putInt(0xe28ff005); // add pc, pc, #5: T32 from the end of this prologue
      file.putInt(0xe1a00000);
    } else {
      file.putInt(0xe1a00000).putInt(0xe1a00000);
    }
    file.putInt(0xe1a00000);
    file.position(start + Case.CODE_OFFSET);
    file.put(c.code());
    if (c.thumb()) {
      if ((file.position() & 2) != 0) {
        file.putShort((short) 0xbf00);
      }
      file.putShort((short) 0x4778).putShort((short) 0x46c0); // bx pc
    }
    file.putInt(0xee0def50); // mcr p15, 0, lr, c13, c0, 2
    constant(file, 14, state + 64);
    file.putInt(0xe88e3fff); // stm lr, {r0-sp}
    file.putInt(0xe10f0000); // mrs r0, CPSR
    file.putInt(0xe58e003c); // str r0, [lr, #60]
    file.putInt(0xee1d0f50); // mrc p15, 0, r0, c13, c0, 2
    file.putInt(0xe58e0038); // str r0, [lr, #56]
    int here = Case.CODE_BASE + file.position() - HEADER;
    file.putInt(0xea000000 | (next - here - 8) >> 2 & 0xffffff);
  }
}
