package ebb.frontend.arm.fuzz;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.decode.DecodeTable.Row;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.testing.BytesReader;
import ebb.frontend.arm.translate.A32;
import ebb.frontend.arm.translate.A32Unconditional;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.T16;
import ebb.frontend.arm.translate.T32;
import ebb.ir.StateLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Draws test cases from the decode tables. Each instruction is tried at once, and drawn again if it
 * faults or leads astray, so that what remains runs to its end.
 */
final class Generator {
  private static final int FILLER_A32 = 0xe2855f55; // add r5, r5, #340
  private static final int FILLER_T32 = 0xf5055555; // sub.w with r5: 4 bytes that can be skipped

  private record Choice(DecodeTable<Handler> table, Row<Handler> row, int bytes) {}

  private final Random random;
  private final List<Choice> a32 = new ArrayList<>();
  private final List<Choice> t32 = new ArrayList<>();

  /** How often each row got into a case. */
  final Map<String, Integer> counts = new HashMap<>();

  int instructions;

  private Machine machine;
  private ByteBuffer code;
  private int base;
  private int[] start;
  private byte[] arena;

  Generator(long seed) {
    random = new Random(seed);
    add(a32, A32.TABLE, 4);
    add(a32, A32Unconditional.TABLE, 4);
    add(t32, T16.TABLE, 2);
    add(t32, T32.TABLE, 4);
  }

  private void add(List<Choice> choices, DecodeTable<Handler> table, int bytes) {
    for (Row<Handler> row : table.rows()) {
      if (!DenyList.deniesRow(row)) {
        choices.add(new Choice(table, row, bytes));
        counts.put(key(table, row), 0);
      }
    }
  }

  private static String key(DecodeTable<Handler> table, Row<Handler> row) {
    return (table == T16.TABLE ? "T16 " : table == T32.TABLE ? "T32 " : "A32 ") + row.name();
  }

  Case next(int index) {
    boolean thumb = random.nextBoolean();
    base = Case.codeAddress(index);
    arena = new byte[Case.ARENA_SIZE];
    random.nextBytes(arena);
    start = registers(Case.arenaAddress(index));
    code = ByteBuffer.allocate(160).order(ByteOrder.LITTLE_ENDIAN);
    machine = new Machine(thumb, Case.arenaAddress(index), arena);
    machine.load(start);
    machine.cpu.setPc(base);
    int wanted = 1 + random.nextInt(8);
    int got = 0;
    for (int tries = 0; got < wanted && tries < 400; tries++) {
      if (tryOne(thumb, got == 0)) {
        got++;
      }
    }
    while (machine.cpu.getInt(StateLayout.AUX) != 0) {
      append(0xbf00, 2);
      step(base + code.position());
    }
    instructions += got;
    return new Case(index, thumb, Arrays.copyOf(code.array(), code.position()), start, arena);
  }

  private int[] registers(int arenaAddress) {
    int[] registers = new int[16];
    for (int i = 0; i < 15; i++) {
      int middle = arenaAddress + Case.ARENA_SIZE / 2;
      registers[i] =
          switch (random.nextInt(8)) {
            case 0, 1 -> random.nextInt();
            case 2 -> random.nextInt(64);
            case 3 -> -random.nextInt(64);
            case 4 -> new int[] {0, 0x80000000, 0x7fffffff, 0x8000, 0x7fff80}[random.nextInt(5)];
            case 5 -> middle + random.nextInt(512);
            default -> middle + (random.nextInt(64) << 3);
          };
    }
    registers[13] = arenaAddress + Case.ARENA_SIZE / 2 + (random.nextInt(64) << 3);
    registers[15] = random.nextInt() & 0xf80f0000;
    return registers;
  }

  private Choice pick(List<Choice> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private Choice rarer(Choice a, Choice b) {
    return count(a) < count(b) ? a : b;
  }

  private int count(Choice choice) {
    return counts.get(key(choice.table, choice.row));
  }

  private boolean tryOne(boolean thumb, boolean first) {
    List<Choice> choices = thumb ? t32 : a32;
    Choice choice = rarer(pick(choices), rarer(pick(choices), pick(choices)));
    Row<Handler> row = choice.row;
    int bits = row.random(random);
    if (!thumb && choice.table == A32.TABLE) {
      int condition = random.nextInt(3) == 0 ? random.nextInt(15) : 14;
      bits = bits & 0x0fffffff | condition << 28;
    }
    boolean inIt = machine.cpu.getInt(StateLayout.AUX) != 0;
    boolean branch =
        row.name().startsWith("B ")
            || row.name().equals("B")
            || row.name().startsWith("BL (")
            || row.name().startsWith("CB");
    if (inIt && (branch || row.name().startsWith("IT"))) {
      return false;
    }
    if (branch) {
      bits = skipFour(row, bits, choice.bytes);
    }
    Encoding<Handler> e = choice.table.decode(bits);
    if (e == null || e.row() != row) {
      return false;
    }
    boolean jumps = first && random.nextInt(4) == 0 || row.name().startsWith("B");
    if (DenyList.unpredictable(e, thumb, jumps)) {
      return false;
    }
    int mark = code.position();
    Saved saved = new Saved();
    int length = choice.bytes;
    int target = base + mark + length + 4;
    if (first && jumps && !branch) {
      prepareJump(e, target | (thumb ? 1 : 0));
    }
    if (row.name().startsWith("STREX") && !matchingLoad(choice, e)) {
      code.position(mark);
      saved.restore();
      return false;
    }
    append(bits, length);
    boolean done = step(base + code.position());
    if (!done
        && machine.cpu.pc() == base + code.position() + 4L
        && (machine.cpu.getInt(StateLayout.FLAGS) & ArmState.THUMB) == (thumb ? 1 : 0)) {
      append(thumb ? FILLER_T32 : FILLER_A32, 4);
      done = true;
    }
    if (!done) {
      code.position(mark);
      saved.restore();
      return false;
    }
    counts.merge(key(choice.table, row), 1, Integer::sum);
    return true;
  }

  /** Puts the load-exclusive that a store-exclusive belongs to before it. */
  private boolean matchingLoad(Choice choice, Encoding<Handler> e) {
    String load = "LD" + e.row().name().substring(2);
    for (Row<Handler> row : choice.table.rows()) {
      if (row.name().equals(load)) {
        int bits = row.random(random);
        for (char letter : "cni".toCharArray()) {
          int mask = row.fieldMask(letter);
          if (mask != 0) {
            bits = bits & ~mask | Integer.expand(e.get(letter), mask);
          }
        }
        Encoding<Handler> l = choice.table.decode(bits);
        if (l.row() != row || DenyList.unpredictable(l, machine.thumb, false)) {
          return false;
        }
        append(bits, 4);
        return step(base + code.position());
      }
    }
    throw new IllegalStateException("no " + load);
  }

  /** Makes the operands of the first instruction lead to {@code target}. */
  private void prepareJump(Encoding<Handler> e, int target) {
    if (DenyList.isMemory(e.row().name())) {
      ByteBuffer words = ByteBuffer.wrap(arena).order(ByteOrder.LITTLE_ENDIAN);
      while (words.hasRemaining()) {
        words.putInt(target);
      }
      machine.memory.setContents(arena);
    } else if (e.has('m') && e.get('m') < 15) {
      start[e.get('m')] = target;
      machine.load(start);
    }
  }

  /** Sets a branch's offset so that it skips the four bytes behind it. */
  private static int skipFour(Row<Handler> row, int bits, int length) {
    boolean a32 = row.fieldMask('i') == 0x00ffffff;
    int offset = a32 ? 0 : length == 2 ? 1 : 2;
    bits = bits & ~row.fieldMask('i') | Integer.expand(offset, row.fieldMask('i'));
    bits &= ~(row.fieldMask('h') | row.fieldMask('s'));
    boolean conditional = row.fieldMask('c') != 0;
    for (char letter : new char[] {'j', 'k'}) {
      bits = conditional ? bits & ~row.fieldMask(letter) : bits | row.fieldMask(letter);
    }
    return bits;
  }

  private void append(int bits, int length) {
    if (length == 2) {
      code.putShort((short) bits);
    } else if (machine.thumb) {
      code.putShort((short) (bits >>> 16)).putShort((short) bits);
    } else {
      code.putInt(bits);
    }
  }

  private boolean step(int end) {
    BytesReader reader = new BytesReader(base, code.array());
    return machine.run(reader, end & 0xffffffffL, 1);
  }

  /** State and memory before a try. */
  private final class Saved {
    final byte[] memory = machine.memory.contents();
    final byte[] oldArena = arena.clone();
    final int[] oldStart = start.clone();
    final long[] state = new long[ArmState.LAYOUT.size() / 8];

    Saved() {
      for (int i = 0; i < state.length; i++) {
        state[i] = machine.cpu.getLong(8 * i);
      }
    }

    void restore() {
      machine.memory.setContents(memory);
      System.arraycopy(oldArena, 0, arena, 0, arena.length);
      System.arraycopy(oldStart, 0, start, 0, start.length);
      for (int i = 0; i < state.length; i++) {
        machine.cpu.putLong(8 * i, state[i]);
      }
    }
  }
}
