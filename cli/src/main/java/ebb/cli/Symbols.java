package ebb.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Functions and objects of an ELF32 file by name and by address. */
final class Symbols {
  private static final int SYMTAB = 2;
  private static final int SYMBOL_BYTES = 16;

  /** One symbol: guest-virtual address and size in bytes. */
  record Symbol(String name, long address, long size) {}

  private final Map<String, Symbol> byName = new HashMap<>();
  private final TreeMap<Long, Symbol> byAddress = new TreeMap<>();

  private Symbols() {}

  /** No symbols. */
  static Symbols none() {
    return new Symbols();
  }

  /**
   * Reads the symbol table.
   *
   * @throws UsageError if it is not a little-endian ELF32 file or is damaged
   */
  static Symbols of(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer elf = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      elf.order(ByteOrder.LITTLE_ENDIAN);
      if (elf.limit() < 52 || elf.getInt(0) != 0x464c457f || elf.get(4) != 1 || elf.get(5) != 1) {
        throw new UsageError(file + " is not a little-endian ELF32 file");
      }
      Symbols symbols = new Symbols();
      int sections = elf.getInt(0x20);
      int entry = elf.getShort(0x2e) & 0xffff;
      int count = elf.getShort(0x30) & 0xffff;
      for (int i = 0; i < count; i++) {
        int header = sections + i * entry;
        if (elf.getInt(header + 4) == SYMTAB) {
          int strings = elf.getInt(sections + elf.getInt(header + 24) * entry + 16);
          symbols.read(elf, elf.getInt(header + 16), elf.getInt(header + 20), strings);
        }
      }
      return symbols;
    } catch (IndexOutOfBoundsException damaged) {
      throw new UsageError(file + " has a damaged section table");
    } catch (IOException e) {
      throw new UsageError("cannot read " + file + ": " + e.getMessage());
    }
  }

  private void read(ByteBuffer elf, int table, int bytes, int strings) {
    for (int at = table; at + SYMBOL_BYTES <= table + bytes; at += SYMBOL_BYTES) {
      int type = elf.get(at + 12) & 15;
      if (type > 2 || elf.getShort(at + 14) == 0) {
        continue;
      }
      String name = string(elf, strings + elf.getInt(at));
      if (name.isEmpty() || name.startsWith("$")) {
        continue;
      }
      long address = elf.getInt(at + 4) & 0xffff_ffffL;
      if (type == 2) {
        address &= ~1L;
      }
      Symbol symbol = new Symbol(name, address, elf.getInt(at + 8) & 0xffff_ffffL);
      byName.put(name, symbol);
      byAddress.put(address, symbol);
    }
  }

  private static String string(ByteBuffer elf, int at) {
    int end = at;
    while (elf.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - at];
    elf.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** Null if there is none of this name. */
  Symbol find(String name) {
    return byName.get(name);
  }

  /** {@code name+0x10}, or the bare address where no symbol covers it. */
  String describe(long address) {
    Map.Entry<Long, Symbol> below = byAddress.floorEntry(address);
    if (below == null
        || address - below.getKey() >= Math.max(below.getValue().size(), 1)
            && below.getValue().size() != 0) {
      return String.format("0x%08x", address);
    }
    long offset = address - below.getKey();
    return below.getValue().name() + (offset == 0 ? "" : String.format("+0x%x", offset));
  }
}
