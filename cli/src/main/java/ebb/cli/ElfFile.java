package ebb.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The sections of a little-endian ELF32 file. */
final class ElfFile {
  private static final int MAGIC = 0x464c457f;
  private static final int COMPRESSED = 0x800;
  private static final int NO_BITS = 8;

  /**
   * A section header, as the ELF specification names its fields.
   *
   * @param address guest-virtual, or 0
   */
  record Section(String name, int type, int flags, long address, int offset, int size, int link) {}

  private final Path file;
  private final ByteBuffer bytes;
  private final List<Section> sections = new ArrayList<>();

  /**
   * @throws UsageError if it cannot be read or is something else
   */
  ElfFile(Path file) {
    this.file = file;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
      bytes.order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new UsageError("cannot read " + file + ": " + e.getMessage());
    }
    if (bytes.limit() < 52 || bytes.getInt(0) != MAGIC || bytes.get(4) != 1 || bytes.get(5) != 1) {
      throw new UsageError(file + " is not a little-endian ELF32 file");
    }
    try {
      readSections();
    } catch (IndexOutOfBoundsException damaged) {
      throw damaged();
    }
  }

  /** True if a file begins as an ELF file does. */
  static boolean is(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer magic = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
      return channel.read(magic) == 4 && magic.getInt(0) == MAGIC;
    } catch (IOException e) {
      return false;
    }
  }

  /** What is wrong with a file whose parts lie outside of it. */
  UsageError damaged() {
    return new UsageError(file + " has a damaged section table");
  }

  private void readSections() {
    int table = bytes.getInt(0x20);
    int entry = bytes.getShort(0x2e) & 0xffff;
    int count = bytes.getShort(0x30) & 0xffff;
    if (count == 0) {
      return;
    }
    int names = bytes.getInt(table + (bytes.getShort(0x32) & 0xffff) * entry + 16);
    for (int i = 0; i < count; i++) {
      int at = table + i * entry;
      sections.add(
          new Section(
              string(bytes, names + bytes.getInt(at)),
              bytes.getInt(at + 4),
              bytes.getInt(at + 8),
              bytes.getInt(at + 12) & 0xffff_ffffL,
              bytes.getInt(at + 16),
              bytes.getInt(at + 20),
              bytes.getInt(at + 24)));
    }
  }

  List<Section> sections() {
    return sections;
  }

  /** A section's bytes, unpacked; null if there is no such section. */
  ByteBuffer content(String name) {
    for (Section section : sections) {
      if (section.name.equals(name)) {
        return content(section);
      }
    }
    return null;
  }

  /** A section's bytes, unpacked. */
  ByteBuffer content(Section section) {
    try {
      if (section.type == NO_BITS) {
        return ByteBuffer.allocate(0);
      }
      ByteBuffer raw = bytes.slice(section.offset, section.size).order(ByteOrder.LITTLE_ENDIAN);
      return (section.flags & COMPRESSED) == 0 ? raw : inflated(raw);
    } catch (IndexOutOfBoundsException damaged) {
      throw damaged();
    }
  }

  private ByteBuffer inflated(ByteBuffer raw) {
    if (raw.getInt(0) != 1) {
      throw new UsageError(file + " is compressed in a way that is not known here");
    }
    byte[] content = new byte[raw.getInt(4)];
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(raw.slice(12, raw.limit() - 12));
      if (inflater.inflate(content) != content.length) {
        throw damaged();
      }
      return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    } catch (DataFormatException e) {
      throw damaged();
    } finally {
      inflater.end();
    }
  }

  /** The text at a place, up to its zero. */
  static String string(ByteBuffer from, int at) {
    int end = at;
    while (from.get(end) != 0) {
      end++;
    }
    byte[] text = new byte[end - at];
    from.get(at, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Its name. */
  @Override
  public String toString() {
    return file.toString();
  }
}
