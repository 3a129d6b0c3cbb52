package ebb.frontend.arm.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.decode.DecodeTable.Row;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.fuzz.QemuBatch.Outcome;
import ebb.frontend.arm.neon.NeonTable;
import ebb.frontend.arm.testing.BytesReader;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.vfp.VfpTable;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.testing.Tools;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random VFP and Advanced SIMD instructions, compared with qemu-arm. A case loads FPSCR and d0 to
 * d31, runs one or two instructions and stores everything. System properties: {@code
 * ebb.fuzz.fp.cases}, {@code ebb.fuzz.seed}.
 */
class FpFuzzTest {
  private static final int BATCH = 1000;
  private static final int[] SINGLES = {
    0,
    0x80000000,
    1,
    0x7fffff,
    0x80000001,
    0x800000,
    0x3f800000,
    0xbf800000,
    0x40490fdb,
    0x7f7fffff,
    0x7f800000,
    0xff800000,
    0x7f800001,
    0xff812345,
    0x7fc00000,
    0xffc54321,
    0x4f000000,
    0xcf000000,
    0x4effffff,
    0x7fffffff,
    -1,
    0x00010001,
    0x3c007c00,
    0x7e017fff
  };
  private static final long[] DOUBLES = {
    0,
    Long.MIN_VALUE,
    1,
    0x000fffffffffffffL,
    0x0010000000000000L,
    0x3ff0000000000000L,
    0xbff0000000000000L,
    0x7fefffffffffffffL,
    0x7ff0000000000000L,
    0xfff0000000000000L,
    0x7ff0000000000001L,
    0xfff0000012345678L,
    0x7ff8000000000000L,
    0xfff8123456789abcL,
    0x41dfffffffc00000L,
    0x41e0000000000000L,
    0xc1e0000000000000L,
    0x3810000000000000L,
    0x36a0000000000000L,
    0x47efffffe0000000L,
    0x3690000000000000L
  };

  @TempDir Path directory;

  private final List<String> differences = new ArrayList<>();
  private final Map<String, Integer> wrong = new TreeMap<>();
  private final Map<Integer, String> names = new TreeMap<>();
  private final Set<String> drawn = new TreeSet<>();
  private final Random random = new Random(Long.getLong("ebb.fuzz.seed", 1));

  @Test
  void floatingPointAndSimdAgreeWithQemu() throws Exception {
    Tools.require("qemu-arm", "qemu-user");
    List<Row<Handler>> rows = new ArrayList<>(VfpTable.TABLE.rows());
    int vfp = rows.size();
    rows.addAll(NeonTable.TABLE.rows());
    int wanted = Integer.getInteger("ebb.fuzz.fp.cases", 6000);
    int row = 0;
    for (int done = 0; done < wanted; done += BATCH) {
      List<Case> cases = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        row = (row + 1) % rows.size();
        Case c = draw(i, rows.get(row), row < vfp ? VfpTable.TABLE : NeonTable.TABLE);
        if (c != null) {
          names.put(i, rows.get(row).name());
          drawn.add(rows.get(row).name());
          cases.add(c);
        }
      }
      compare(cases);
    }
    assertThat(wrong).as("%s", String.join("\n", differences)).isEmpty();
    List<String> never = new ArrayList<>(rows.stream().map(Row::name).toList());
    never.removeAll(drawn);
    assertThat(never).as("rows never drawn").containsExactlyInAnyOrder("VMRS", "VMSR");
  }

  private Case draw(int index, Row<Handler> row, DecodeTable<Handler> table) {
    if (row.name().equals("VMRS") || row.name().equals("VMSR")) {
      return null;
    }
    boolean thumb = random.nextBoolean();
    for (int tries = 0; tries < 200; tries++) {
      int bits = row.random(random);
      Encoding<Handler> e = table.decode(bits);
      if (table == VfpTable.TABLE) {
        bits = bits & 0x0fffffff | 0xe0000000;
        e = table.decode(bits);
      }
      if (e == null || e.row() != row || !usable(e)) {
        continue;
      }
      Case c = build(index, thumb, thumb && table == NeonTable.TABLE ? t32(bits) : bits);
      BytesReader reader = c.reader();
      long pc = Case.codeAddress(index) + 12;
      int key = ArmState.USER | ArmState.FP_ON | ArmState.SIMD_ON | (thumb ? ArmState.THUMB : 0);
      Terminal terminal;
      try {
        terminal = Machine.GUEST.translate(reader, pc, key, 1, pc + 4).terminal();
      } catch (IllegalStateException | UnsupportedOperationException refused) {
        continue;
      }
      if (terminal instanceof Terminal.Jump) {
        return c;
      }
    }
    return null;
  }

  private static int t32(int bits) {
    return (bits & 0x0e000000) == 0x02000000
        ? 0xef000000 | (bits >> 24 & 1) << 28 | bits & 0xffffff
        : 0xf9000000 | bits & 0xffffff;
  }

  private static boolean usable(Encoding<Handler> e) {
    String name = e.row().name();
    for (char field : new char[] {'t', 'u'}) {
      if (e.has(field) && !name.contains("multiple") && (e.get(field) < 5 || e.get(field) > 8)) {
        return false;
      }
    }
    if (e.has('t') && e.has('u') && e.get('t') == e.get('u')) {
      return false;
    }
    if (name.startsWith("VLD") || name.startsWith("VST")) {
      boolean element = name.contains("n");
      return e.get('n') == 9
          && (!element || e.get('m') == 13 || e.get('m') == 15 || e.get('m') == 10);
    }
    if (name.equals("VTRN") || name.equals("VUZP") || name.equals("VZIP") || name.equals("VSWP")) {
      return e.get('d') != e.get('m') || e.get('D') != e.get('M');
    }
    return true;
  }

  private Case build(int index, boolean thumb, int bits) {
    ByteBuffer code = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    for (int i : new int[] {0xeee10a10, 0xec910b20, 0xecd20b20, bits, 0xec830b20, 0xecc40b20}) {
      if (thumb) {
        code.putShort((short) (i >>> 16)).putShort((short) i);
      } else {
        code.putInt(i);
      }
    }
    byte[] all = Arrays.copyOf(code.array(), 28);
    ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).putInt(24, thumb ? 0x0a10eef1 : 0xeef10a10);
    byte[] arena = new byte[Case.ARENA_SIZE];
    random.nextBytes(arena);
    ByteBuffer data = ByteBuffer.wrap(arena).order(ByteOrder.LITTLE_ENDIAN);
    boolean doubles = random.nextBoolean();
    for (int i = 0; i < 64; i++) {
      if (random.nextInt(3) == 0) {
        continue;
      }
      if (!doubles) {
        data.putInt(4 * i, SINGLES[random.nextInt(SINGLES.length)]);
      } else if (i % 2 == 0) {
        data.putLong(4 * i, DOUBLES[random.nextInt(DOUBLES.length)]);
      }
    }
    int[] registers = new int[16];
    int base = Case.arenaAddress(index);
    for (int i = 5; i < 15; i++) {
      registers[i] = random.nextInt();
    }
    registers[0] = random.nextInt() & 0xf7c0009f;
    registers[0] = random.nextInt(3) == 0 ? 0 : registers[0];
    registers[1] = base;
    registers[2] = base + 128;
    registers[3] = base + 256;
    registers[4] = base + 384;
    registers[9] = base + 2048;
    registers[10] = 64;
    registers[13] = base + 3072;
    registers[15] = random.nextInt() & 0xf80f0000;
    return new Case(index, thumb, all, registers, arena);
  }

  private void compare(List<Case> cases) throws Exception {
    Map<Integer, Outcome> outcomes = new QemuBatch(directory).run(cases, BATCH);
    if (outcomes == null) {
      if (cases.size() == 1) {
        note(cases.get(0), "qemu-arm died");
      } else {
        compare(cases.subList(0, cases.size() / 2));
        compare(cases.subList(cases.size() / 2, cases.size()));
      }
      return;
    }
    for (Case c : cases) {
      compare(c, outcomes.get(c.index()));
    }
  }

  private void note(Case c, String text) {
    int count = wrong.merge(names.get(c.index()), 1, Integer::sum);
    if (count == 1) {
      differences.add(c.describe() + "\n  " + text);
    }
  }

  private void compare(Case c, Outcome outcome) {
    Machine machine = new Machine(c.thumb(), Case.arenaAddress(c.index()), c.arena());
    machine.load(c.registers());
    machine.cpu.putInt(
        StateLayout.FLAGS,
        machine.cpu.getInt(StateLayout.FLAGS) | ArmState.FP_ON | ArmState.SIMD_ON);
    machine.cpu.setPc(Case.codeAddress(c.index()));
    long end = Case.codeAddress(c.index()) + c.code().length;
    if (!machine.run(c.reader(), end, 100)) {
      note(c, "does not reach its end");
      return;
    }
    int[] actual = machine.registers();
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 16; i++) {
      if (((actual[i] ^ outcome.registers()[i]) & (i == 15 ? 0xf80f0000 : -1)) != 0) {
        text.append(" r%d: %08x, not %08x".formatted(i, actual[i], outcome.registers()[i]));
      }
    }
    ByteBuffer mine = ByteBuffer.wrap(machine.memory.contents()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer theirs = ByteBuffer.wrap(outcome.arena()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < Case.ARENA_SIZE; i += 8) {
      if (mine.getLong(i) != theirs.getLong(i)) {
        String what = i >= 256 && i < 512 ? "d" + (i - 256) / 8 : "memory " + i;
        text.append(" %s: %x, not %x".formatted(what, mine.getLong(i), theirs.getLong(i)));
      }
    }
    if (!text.isEmpty()) {
      text.append(" fpscr in %08x".formatted(c.registers()[0]));
      for (int i = 0; i < 32; i++) {
        text.append(
            " d%d=%x"
                .formatted(
                    i, ByteBuffer.wrap(c.arena()).order(ByteOrder.LITTLE_ENDIAN).getLong(8 * i)));
      }
      note(c, text.toString());
    }
  }
}
