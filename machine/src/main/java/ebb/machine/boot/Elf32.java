package ebb.machine.boot;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A 32-bit little-endian ARM executable (ET_EXEC or ET_DYN as linked), loaded at its physical
 * addresses.
 */
final class Elf32 {
  private static final int HEADER = 52;
  private static final int PROGRAM_HEADER = 32;
  private static final int EM_ARM = 40;
  private static final int ET_EXEC = 2;
  private static final int ET_DYN = 3;
  private static final int PT_LOAD = 1;

  private Elf32() {}

  static boolean is(byte[] file) {
    return file.length >= 4
        && file[0] == 0x7f
        && file[1] == 'E'
        && file[2] == 'L'
        && file[3] == 'F';
  }

  /**
   * @param limit bytes that all segments together may take
   */
  static KernelImage load(byte[] file, long limit) throws BootException {
    if (file.length < HEADER) {
      throw new BootException("ELF file is truncated: no header");
    }
    if (file[4] != 1 || file[5] != 1) {
      throw new BootException("ELF file is not 32-bit little-endian");
    }
    int type = LittleEndian.u16(file, 16);
    int machine = LittleEndian.u16(file, 18);
    if (machine != EM_ARM) {
      throw new BootException("ELF file is for another machine (" + machine + "), not ARM");
    }
    if (type != ET_EXEC && type != ET_DYN) {
      throw new BootException("ELF file is not an executable");
    }
    long entry = LittleEndian.u32(file, 24);
    long table = LittleEndian.u32(file, 28);
    int entryBytes = LittleEndian.u16(file, 42);
    int entries = LittleEndian.u16(file, 44);
    if (entryBytes < PROGRAM_HEADER || table + (long) entryBytes * entries > file.length) {
      throw new BootException("ELF file has its program headers outside of it");
    }
    long start = entry;
    long total = 0;
    List<Segment> segments = new ArrayList<>();
    for (int i = 0; i < entries; i++) {
      int at = (int) (table + (long) i * entryBytes);
      long memoryBytes = LittleEndian.u32(file, at + 20);
      if (LittleEndian.i32(file, at) != PT_LOAD || memoryBytes == 0) {
        continue;
      }
      long offset = LittleEndian.u32(file, at + 4);
      long virtual = LittleEndian.u32(file, at + 8);
      long physical = LittleEndian.u32(file, at + 12);
      long fileBytes = LittleEndian.u32(file, at + 16);
      if (fileBytes > memoryBytes || offset + fileBytes > file.length) {
        throw new BootException("ELF segment " + i + " lies outside of the file");
      }
      total += memoryBytes;
      if (total > limit) {
        throw new BootException("ELF file does not fit into memory");
      }
      byte[] data = Arrays.copyOfRange(file, (int) offset, (int) (offset + fileBytes));
      segments.add(
          new Segment("ELF segment " + i, physical, Arrays.copyOf(data, (int) memoryBytes)));
      if (entry >= virtual && entry < virtual + fileBytes) {
        start = entry - virtual + physical;
      }
    }
    if (segments.isEmpty()) {
      throw new BootException("ELF file has nothing to load");
    }
    return new KernelImage(segments, start, false);
  }
}
