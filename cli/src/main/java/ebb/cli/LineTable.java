package ebb.cli;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;

/** Source lines by address, of an ELF file's {@code .debug_line}: DWARF 2 to 5, §6.2. */
final class LineTable {
  private static final int PATH = 1;
  private static final int DIRECTORY = 2;

  /** A line of a source file; 0 if the code belongs to none. */
  record Line(String file, int number) {}

  private record Row(long address, Line line) {}

  private final ElfFile elf;
  private final NavigableSet<Long> wanted;

  /** From its address to the next; null where nothing is said of what follows. */
  private final TreeMap<Long, Line> lines = new TreeMap<>();

  /**
   * Reads what concerns some addresses.
   *
   * @throws UsageError if it is damaged
   */
  LineTable(ElfFile elf, NavigableSet<Long> wanted) {
    this.elf = elf;
    this.wanted = wanted;
    ByteBuffer table = elf.content(".debug_line");
    try {
      while (table != null && table.remaining() > 4) {
        int length = table.getInt();
        if (length < 0) {
          throw new UsageError("64-bit DWARF is not supported");
        }
        ByteBuffer unit = table.slice(table.position(), length).order(table.order());
        new Unit(unit).run();
        table.position(table.position() + length);
      }
    } catch (IndexOutOfBoundsException | java.nio.BufferUnderflowException damaged) {
      throw elf.damaged();
    }
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** The line that the instruction at an address belongs to, or null. */
  Line at(long address) {
    Map.Entry<Long, Line> entry = lines.floorEntry(address);
    return entry == null || entry.getValue() == null || entry.getValue().number == 0
        ? null
        : entry.getValue();
  }

  static long unsigned(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = in.get();
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  static long signed(ByteBuffer in) {
    long value = 0;
    int shift = 0;
    byte b;
    do {
      b = in.get();
      value |= (long) (b & 0x7f) << shift;
      shift += 7;
    } while (b < 0);
    return shift < 64 && (b & 0x40) != 0 ? value | -1L << shift : value;
  }

  private static String text(ByteBuffer in) {
    String text = ElfFile.string(in, in.position());
    in.position(in.position() + text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length + 1);
    return text;
  }

  /** The line-number program of one compilation unit. */
  private final class Unit {
    private final ByteBuffer in;
    private final int version;
    private final int smallest;
    private final int lineBase;
    private final int lineRange;
    private final int opcodeBase;
    private final int[] operands;
    private final List<String> files = new ArrayList<>();
    private final int program;

    Unit(ByteBuffer in) {
      this.in = in;
      version = in.getShort();
      if (version < 2 || version > 5) {
        throw new UsageError("DWARF " + version + " lines are not supported");
      }
      if (version == 5) {
        in.getShort();
      }
      int header = in.getInt();
      program = in.position() + header;
      smallest = in.get() & 0xff;
      if (version >= 4) {
        in.get();
      }
      in.get();
      lineBase = in.get();
      lineRange = in.get() & 0xff;
      opcodeBase = in.get() & 0xff;
      operands = new int[opcodeBase];
      for (int i = 1; i < opcodeBase; i++) {
        operands[i] = in.get();
      }
      if (version == 5) {
        names5();
      } else {
        names();
      }
    }

    private void names() {
      List<String> directories = new ArrayList<>(List.of(""));
      for (String name = text(in); !name.isEmpty(); name = text(in)) {
        directories.add(name);
      }
      files.add("");
      for (String name = text(in); !name.isEmpty(); name = text(in)) {
        files.add(joined(directories.get((int) unsigned(in)), name));
        unsigned(in);
        unsigned(in);
      }
    }

    private void names5() {
      List<String> directories = new ArrayList<>();
      entries((path, directory) -> directories.add(path));
      entries((path, directory) -> files.add(joined(directories.get(directory), path)));
    }

    private void entries(java.util.function.ObjIntConsumer<String> entry) {
      int formats = in.get() & 0xff;
      long[] contents = new long[formats];
      long[] forms = new long[formats];
      for (int i = 0; i < formats; i++) {
        contents[i] = unsigned(in);
        forms[i] = unsigned(in);
      }
      for (long count = unsigned(in); count > 0; count--) {
        String path = "";
        int directory = 0;
        for (int i = 0; i < formats; i++) {
          Object value = value((int) forms[i]);
          if (contents[i] == PATH) {
            path = value.toString();
          } else if (contents[i] == DIRECTORY) {
            directory = ((Number) value).intValue();
          }
        }
        entry.accept(path, directory);
      }
    }

    /** DWARF 5 §7.5.6, as far as it is used here. */
    private Object value(int form) {
      return switch (form) {
        case 0x05 -> in.getShort() & 0xffff;
        case 0x06 -> in.getInt();
        case 0x07 -> in.getLong();
        case 0x08 -> text(in);
        case 0x0b -> in.get() & 0xff;
        case 0x0e -> ElfFile.string(elf.content(".debug_str"), in.getInt());
        case 0x0f -> unsigned(in);
        case 0x1e -> {
          in.position(in.position() + 16);
          yield 0;
        }
        case 0x1f -> ElfFile.string(elf.content(".debug_line_str"), in.getInt());
        default -> throw new UsageError("DWARF form " + form + " in a line table is not supported");
      };
    }

    private static String joined(String directory, String name) {
      return directory.isEmpty() || name.startsWith("/") ? name : directory + "/" + name;
    }

    private long address;
    private int file;
    private int line;
    private Row last;

    void run() {
      in.position(program);
      reset();
      while (in.hasRemaining()) {
        int opcode = in.get() & 0xff;
        if (opcode >= opcodeBase) {
          int adjusted = opcode - opcodeBase;
          address += (long) (adjusted / lineRange) * smallest;
          line += lineBase + adjusted % lineRange;
          row();
        } else if (opcode == 0) {
          extended();
        } else {
          standard(opcode);
        }
      }
    }

    private void reset() {
      address = 0;
      file = 1;
      line = 1;
      last = null;
    }

    private void extended() {
      int length = (int) unsigned(in);
      int next = in.position() + length;
      switch (in.get()) {
        case 1 -> {
          row();
          reset();
        }
        case 2 -> address = in.getInt() & 0xffff_ffffL;
        default -> {}
      }
      in.position(next);
    }

    private void standard(int opcode) {
      switch (opcode) {
        case 1 -> row();
        case 2 -> address += unsigned(in) * smallest;
        case 3 -> line += (int) signed(in);
        case 4 -> file = (int) unsigned(in);
        case 8 -> address += (long) ((255 - opcodeBase) / lineRange) * smallest;
        case 9 -> address += in.getShort() & 0xffff;
        default -> {
          for (int i = 0; i < operands[opcode]; i++) {
            unsigned(in);
          }
        }
      }
    }

    /** The row before lasts up to this one. */
    private void row() {
      Long concerned = last == null ? null : wanted.ceiling(last.address);
      if (concerned != null && concerned < address) {
        lines.put(last.address, last.line);
        lines.putIfAbsent(address, null);
      }
      String name = file < files.size() ? files.get(file) : "";
      last = new Row(address, new Line(name, line));
    }
  }
}
