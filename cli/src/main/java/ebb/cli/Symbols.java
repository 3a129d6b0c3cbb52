package ebb.cli;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Functions and objects of an ELF32 file by name and by address. */
final class Symbols {
  private static final int SYMTAB = 2;
  private static final int SYMBOL_BYTES = 16;
  private static final int FUNCTION = 2;
  private static final int ABSOLUTE = 0xfff1;

  /** One symbol: guest-virtual address and size in bytes. */
  record Symbol(String name, long address, long size, boolean function) {}

  /** A run of addresses: what a user names; 0 bytes if nothing says how many. */
  record Place(long address, long bytes) {
    /** All of a guest's address space. */
    static final Place EVERYTHING = new Place(0, 1L << 32);
  }

  private final Map<String, Symbol> byName = new HashMap<>();
  private final TreeMap<Long, Symbol> byAddress = new TreeMap<>();

  /** Where what lies in text changes: 'a' A32, 't' T32, 'd' data; the ARM ELF's mapping symbols. */
  private final TreeMap<Long, Character> mapping = new TreeMap<>();

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
    return of(new ElfFile(file));
  }

  /** What a file has of symbols; none if it cannot be read, or is something else. */
  static Symbols in(Path file) {
    try {
      return file == null ? none() : of(file);
    } catch (UsageError notElf) {
      return none();
    }
  }

  static Symbols of(ElfFile elf) {
    Symbols symbols = new Symbols();
    try {
      for (ElfFile.Section section : elf.sections()) {
        if (section.type() == SYMTAB) {
          ElfFile.Section strings = elf.sections().get(section.link());
          symbols.read(elf.content(section), elf.content(strings));
        }
      }
    } catch (IndexOutOfBoundsException damaged) {
      throw elf.damaged();
    }
    return symbols;
  }

  private void read(ByteBuffer table, ByteBuffer strings) {
    for (int at = 0; at + SYMBOL_BYTES <= table.limit(); at += SYMBOL_BYTES) {
      int type = table.get(at + 12) & 15;
      int section = table.getShort(at + 14) & 0xffff;
      if (type > FUNCTION || section == 0 || section == ABSOLUTE) {
        continue;
      }
      String name = ElfFile.string(strings, table.getInt(at));
      long address = table.getInt(at + 4) & 0xffff_ffffL;
      if (name.startsWith("$") && name.length() > 1) {
        mapping.put(address, name.charAt(1));
        continue;
      }
      if (name.isEmpty()) {
        continue;
      }
      if (type == FUNCTION) {
        address &= ~1L;
      }
      long size = table.getInt(at + 8) & 0xffff_ffffL;
      Symbol symbol = new Symbol(name, address, size, type == FUNCTION);
      byName.put(name, symbol);
      // Of several at one address a function with a size says most.
      byAddress.merge(address, symbol, (one, other) -> rank(other) > rank(one) ? other : one);
    }
  }

  private static int rank(Symbol symbol) {
    return (symbol.function ? 2 : 0) + (symbol.size > 0 ? 1 : 0);
  }

  boolean isEmpty() {
    return byName.isEmpty();
  }

  /** Null if there is none of this name. */
  Symbol find(String name) {
    return byName.get(name);
  }

  /** All, one of each address, by address. */
  Collection<Symbol> all() {
    return Collections.unmodifiableCollection(byAddress.values());
  }

  /** Where code of one kind or data begins, by address. */
  TreeMap<Long, Character> mapping() {
    return new TreeMap<>(mapping);
  }

  /** The symbol that an address lies in, or behind if none says how long it is; null for none. */
  Symbol containing(long address) {
    Map.Entry<Long, Symbol> below = byAddress.floorEntry(address);
    if (below == null) {
      return null;
    }
    Symbol symbol = below.getValue();
    return symbol.size == 0 || address - symbol.address < symbol.size ? symbol : null;
  }

  /** Where the first symbol behind an address is; where one of no size ends. */
  long next(long address) {
    Long next = byAddress.higherKey(address);
    return next == null ? 1L << 32 : next;
  }

  /**
   * What {@code NAME}, {@code NAME+N} or {@code N} means.
   *
   * @throws UsageError if there is no such symbol
   */
  Place place(String text) {
    int plus = text.indexOf('+');
    String name = plus < 0 ? text : text.substring(0, plus);
    try {
      long offset = plus < 0 ? 0 : Long.decode(text.substring(plus + 1));
      if (Character.isDigit(name.charAt(0))) {
        return new Place(Long.decode(name) + offset & 0xffff_ffffL, 0);
      }
      Symbol symbol = find(name);
      if (symbol == null) {
        throw new UsageError(
            "no symbol '" + name + "'" + (isEmpty() ? "; --symbols names an ELF file" : ""));
      }
      return new Place(symbol.address() + offset, plus < 0 ? symbol.size() : 0);
    } catch (NumberFormatException | IndexOutOfBoundsException e) {
      throw new UsageError("'" + text + "' is neither an address nor a symbol");
    }
  }

  /**
   * What {@code FUNCTION} or {@code START..END} means.
   *
   * @throws UsageError if there is no such symbol
   */
  Place range(String text) {
    int dots = text.indexOf("..");
    Place start = place(dots < 0 ? text : text.substring(0, dots));
    long end = dots < 0 ? next(start.address) : place(text.substring(dots + 2)).address;
    long bytes = dots < 0 && start.bytes > 0 ? start.bytes : end - start.address;
    return new Place(start.address, bytes);
  }

  /** {@code name+0x10}, or the bare address where no symbol covers it. */
  String describe(long address) {
    Symbol symbol = containing(address);
    if (symbol == null) {
      return String.format("0x%08x", address);
    }
    long offset = address - symbol.address;
    return symbol.name + (offset == 0 ? "" : String.format("+0x%x", offset));
  }
}
