package ebb.cli;

import ebb.ir.guest.Vcpu;
import ebb.runtime.Machine;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The calls under way in a state of a machine, innermost first, with source lines. */
final class StackAnswer {
  private final ElfFile elf;
  private final Symbols symbols;
  private final FrameTable frames;

  /**
   * @throws UsageError if the file does not describe frames
   */
  StackAnswer(ElfFile elf, Symbols symbols) {
    this.elf = elf;
    this.symbols = symbols;
    frames = new FrameTable(elf);
    if (frames.isEmpty()) {
      throw new UsageError("stack: " + elf + " says nothing of frames (.debug_frame)");
    }
  }

  /** Those of the CPU that executed last. */
  Answer of(Machine machine) {
    Vcpu cpu = machine.vcpus().get(machine.currentVcpu());
    long[] registers = new long[16];
    for (int i = 0; i < registers.length; i++) {
      registers[i] = cpu.register(i) & 0xffff_ffffL;
    }
    List<Long> stack = frames.walk(registers, va -> word(machine, cpu.index, va));
    NavigableSet<Long> places = new TreeSet<>(List.of(stack.getFirst()));
    // A return address lies behind the call.
    stack.subList(1, stack.size()).forEach(address -> places.add(address - 1));
    LineTable lines = new LineTable(elf, places);
    Answer answer = new Answer();
    for (int i = 0; i < stack.size(); i++) {
      LineTable.Line line = lines.at(stack.get(i) - (i == 0 ? 0 : 1));
      Map<String, Object> fields = new LinkedHashMap<>();
      fields.put("frame", i);
      fields.put("pc", Inquiry.address(stack.get(i)));
      fields.put("where", within(stack.get(i), i == 0 ? 0 : 1));
      fields.put("line", line == null ? null : line.file() + ":" + line.number());
      answer.add(
          String.format(
              "#%-3d %s  %-28s %s",
              i, fields.get("pc"), fields.get("where"), line == null ? "" : fields.get("line")),
          fields);
    }
    return answer;
  }

  /** An address by the symbol that the code before it is of. */
  private String within(long address, int back) {
    Symbols.Symbol symbol = symbols.containing(address - back);
    return symbol == null
        ? symbols.describe(address)
        : String.format("%s+0x%x", symbol.name(), address - symbol.address());
  }

  private static long word(Machine machine, int vcpu, long va) {
    byte[] bytes = new byte[4];
    if (machine.readVirtual(vcpu, va, bytes, 0, 4) != 4) {
      return -1;
    }
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt() & 0xffff_ffffL;
  }
}
