package ebb.cli;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who called whom, from what the compiler says about frames: {@code .debug_frame} of an ELF file,
 * DWARF 5 §6.4. Assembly code that says nothing ends a walk.
 */
final class FrameTable {
  private static final int REGISTERS = 16;
  private static final int SP = 13;
  private static final int LR = 14;
  private static final int PC = 15;

  /** Frames after which a walk is taken to go round in circles. */
  private static final int MOST = 256;

  /** How the guest's memory is read: a word, zero-extended; -1 if it is not mapped. */
  @FunctionalInterface
  interface Memory {
    long word(long va);
  }

  /** Where a register of the caller is. */
  private sealed interface Rule {
    record Undefined() implements Rule {}

    record At(long offset) implements Rule {}

    record Is(long offset) implements Rule {}

    record In(int register) implements Rule {}
  }

  private record Common(
      long codeUnit, long dataUnit, int returnRegister, int instructions, int end) {}

  private record Frame(Common common, long start, int instructions, int end) {}

  private final ElfFile elf;
  private final ByteBuffer table;
  private final Map<Integer, Common> commons = new HashMap<>();

  FrameTable(ElfFile elf) {
    this.elf = elf;
    table = elf.content(".debug_frame");
  }

  /** True if the file says nothing about frames. */
  boolean isEmpty() {
    return table == null || table.limit() == 0;
  }

  /**
   * The addresses of a call stack, innermost first: a pc, and return addresses.
   *
   * @param registers r0 to r15, zero-extended
   * @throws UsageError if the table is damaged
   */
  List<Long> walk(long[] registers, Memory memory) {
    List<Long> stack = new ArrayList<>();
    long[] now = registers.clone();
    try {
      while (stack.size() < MOST) {
        stack.add(now[PC]);
        // A return address lies behind the call, which may be its function's last instruction.
        long[] caller = caller(now, stack.size() == 1 ? now[PC] : now[PC] - 1, memory);
        if (caller == null && stack.size() == 1) {
          caller = now.clone();
          caller[PC] = now[LR] & ~1L;
        }
        if (caller == null || caller[PC] == 0 || caller[PC] == now[PC] && caller[SP] == now[SP]) {
          break;
        }
        now = caller;
      }
      return stack;
    } catch (IndexOutOfBoundsException | BufferUnderflowException damaged) {
      throw elf.damaged();
    }
  }

  /** The registers as the caller of a function will find them; null if that is not known. */
  private long[] caller(long[] registers, long pc, Memory memory) {
    Frame frame = find(pc);
    if (frame == null) {
      return null;
    }
    Rows rows = new Rows(frame, pc);
    if (!rows.run() || rows.cfaRegister >= REGISTERS) {
      return null;
    }
    long cfa = registers[rows.cfaRegister] + rows.cfaOffset & 0xffff_ffffL;
    long[] caller = registers.clone();
    caller[SP] = cfa;
    for (Map.Entry<Integer, Rule> entry : rows.rules.entrySet()) {
      if (entry.getKey() >= REGISTERS) {
        continue;
      }
      long value =
          switch (entry.getValue()) {
            case Rule.At at -> memory.word(cfa + at.offset & 0xffff_ffffL);
            case Rule.Is is -> cfa + is.offset & 0xffff_ffffL;
            case Rule.In in -> in.register < REGISTERS ? registers[in.register] : -1;
            case Rule.Undefined undefined -> -1;
          };
      if (value < 0 && entry.getKey() == frame.common.returnRegister) {
        return null;
      }
      caller[entry.getKey()] = value;
    }
    caller[PC] = caller[frame.common.returnRegister] & ~1L;
    return caller;
  }

  private Frame find(long pc) {
    if (isEmpty()) {
      return null;
    }
    int at = 0;
    while (at + 8 <= table.limit()) {
      int length = table.getInt(at);
      int id = table.getInt(at + 4);
      if (length < 0) {
        throw new UsageError("64-bit DWARF is not supported");
      }
      if (length > 0 && id != -1) {
        long start = table.getInt(at + 8) & 0xffff_ffffL;
        long size = table.getInt(at + 12) & 0xffff_ffffL;
        if (pc >= start && pc < start + size) {
          return new Frame(common(id), start, at + 16, at + 4 + length);
        }
      }
      at += 4 + length;
    }
    return null;
  }

  private Common common(int at) {
    return commons.computeIfAbsent(at, this::readCommon);
  }

  private Common readCommon(int at) {
    ByteBuffer in = table.duplicate().order(table.order());
    int end = at + 4 + in.getInt(at);
    in.position(at + 8);
    int version = in.get();
    while (in.get() != 0) {
      // The augmentation: none is known that changes what follows in this section.
    }
    if (version >= 4) {
      in.getShort();
    }
    long code = LineTable.unsigned(in);
    long data = LineTable.signed(in);
    int register = version == 1 ? in.get() & 0xff : (int) LineTable.unsigned(in);
    return new Common(code, data, register, in.position(), end);
  }

  /** The rules in force at an instruction. */
  private final class Rows {
    private final Frame frame;
    private final long pc;
    private final Deque<Map<Integer, Rule>> remembered = new ArrayDeque<>();
    private Map<Integer, Rule> rules = new HashMap<>();
    private Map<Integer, Rule> initial = Map.of();
    private int cfaRegister = SP;
    private long cfaOffset;
    private long location;

    Rows(Frame frame, long pc) {
      this.frame = frame;
      this.pc = pc;
    }

    /** False if they need what is not supported: expressions. */
    boolean run() {
      location = frame.start;
      if (!run(frame.common.instructions, frame.common.end)) {
        return false;
      }
      initial = Map.copyOf(rules);
      return run(frame.instructions, frame.end);
    }

    private boolean run(int from, int end) {
      ByteBuffer in = table.duplicate().order(table.order());
      in.position(from).limit(end);
      while (in.hasRemaining() && location <= pc) {
        int opcode = in.get() & 0xff;
        int low = opcode & 0x3f;
        switch (opcode >> 6) {
          case 1 -> location += low * frame.common.codeUnit;
          case 2 -> rules.put(low, new Rule.At(LineTable.unsigned(in) * frame.common.dataUnit));
          case 3 -> restore(low);
          default -> {
            if (!extended(low, in)) {
              return false;
            }
          }
        }
      }
      return true;
    }

    private boolean extended(int opcode, ByteBuffer in) {
      long unit = frame.common.dataUnit;
      switch (opcode) {
        case 0x00 -> {}
        case 0x01 -> location = in.getInt() & 0xffff_ffffL;
        case 0x02 -> location += (in.get() & 0xff) * frame.common.codeUnit;
        case 0x03 -> location += (in.getShort() & 0xffff) * frame.common.codeUnit;
        case 0x04 -> location += (in.getInt() & 0xffff_ffffL) * frame.common.codeUnit;
        case 0x05 -> rules.put(register(in), new Rule.At(LineTable.unsigned(in) * unit));
        case 0x06 -> restore(register(in));
        case 0x07 -> rules.put(register(in), new Rule.Undefined());
        case 0x08 -> rules.remove(register(in));
        case 0x09 -> rules.put(register(in), new Rule.In(register(in)));
        case 0x0a -> remember();
        case 0x0b -> recall();
        case 0x0c -> {
          cfaRegister = register(in);
          cfaOffset = LineTable.unsigned(in);
        }
        case 0x0d -> cfaRegister = register(in);
        case 0x0e -> cfaOffset = LineTable.unsigned(in);
        case 0x11 -> rules.put(register(in), new Rule.At(LineTable.signed(in) * unit));
        case 0x12 -> {
          cfaRegister = register(in);
          cfaOffset = LineTable.signed(in) * unit;
        }
        case 0x13 -> cfaOffset = LineTable.signed(in) * unit;
        case 0x14 -> rules.put(register(in), new Rule.Is(LineTable.unsigned(in) * unit));
        case 0x15 -> rules.put(register(in), new Rule.Is(LineTable.signed(in) * unit));
        case 0x2e -> LineTable.unsigned(in);
        default -> {
          return false;
        }
      }
      return true;
    }

    private static int register(ByteBuffer in) {
      return (int) LineTable.unsigned(in);
    }

    private void restore(int register) {
      Rule first = initial.get(register);
      if (first == null) {
        rules.remove(register);
      } else {
        rules.put(register, first);
      }
    }

    /** A key that is no register holds how the frame's address is computed. */
    private void remember() {
      Map<Integer, Rule> copy = new HashMap<>(rules);
      copy.put(-1 - cfaRegister, new Rule.Is(cfaOffset));
      remembered.push(copy);
    }

    private void recall() {
      rules = remembered.pop();
      for (int key : List.copyOf(rules.keySet())) {
        if (key < 0) {
          cfaRegister = -1 - key;
          cfaOffset = ((Rule.Is) rules.remove(key)).offset;
        }
      }
    }
  }
}
