package ebb.cli;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where the instructions of an ARM ELF file begin. */
final class CodeMap {
  private static final int EXECUTABLE = 4;

  private final ElfFile elf;
  private final TreeMap<Long, Character> mapping;

  CodeMap(ElfFile elf, Symbols symbols) {
    this.elf = elf;
    mapping = symbols.mapping();
  }

  /** Guest-virtual addresses of the instructions in a range. */
  NavigableSet<Long> instructions(long start, long end) {
    NavigableSet<Long> found = new TreeSet<>();
    for (ElfFile.Section section : elf.sections()) {
      long last = section.address() + (section.size() & 0xffff_ffffL);
      if ((section.flags() & EXECUTABLE) == 0 || section.address() >= end || last <= start) {
        continue;
      }
      ByteBuffer code = elf.content(section);
      // From the section's beginning: only that is known to be one of an instruction.
      long at = section.address();
      while (at < Math.min(last, end)) {
        Map.Entry<Long, Character> kind = mapping.floorEntry(at);
        Long next = mapping.higherKey(at);
        char what = kind == null || kind.getKey() < section.address() ? 'a' : kind.getValue();
        if (what == 'd') {
          at = next == null ? last : next;
          continue;
        }
        if (at >= start) {
          found.add(at);
        }
        at += what == 't' ? thumbBytes(code, at - section.address()) : 4;
      }
    }
    return found;
  }

  /** ARM manual A6.1. */
  private static int thumbBytes(ByteBuffer code, long offset) {
    boolean there = offset + 2 <= code.limit();
    return there && (code.getShort((int) offset) & 0xffff) >= 0xe800 ? 4 : 2;
  }
}
