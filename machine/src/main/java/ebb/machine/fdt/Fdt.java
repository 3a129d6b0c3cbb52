package ebb.machine.fdt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A device tree and its flattened form.
 *
 * <pre>
 *   header           40 bytes, big-endian words
 *   reservations     pairs of 64-bit address and size, ended by a pair of zeroes
 *   structure        tokens: 1 begin node, 2 end node, 3 property, 4 nop, 9 end
 *   strings          names of properties
 * </pre>
 */
public final class Fdt {
  /** Memory that an operating system must leave alone, in bytes. */
  public record Reservation(long address, long size) {}

  private static final int MAGIC = 0xd00dfeed;
  private static final int HEADER = 40;
  private static final int VERSION = 17;
  private static final int COMPATIBLE_VERSION = 16;
  private static final int BEGIN_NODE = 1;
  private static final int END_NODE = 2;
  private static final int PROPERTY = 3;
  private static final int NOP = 4;
  private static final int END = 9;
  private static final int MAX_DEPTH = 64;

  private final FdtNode root;
  private final List<Reservation> reservations = new ArrayList<>();

  public Fdt() {
    this(new FdtNode(""));
  }

  private Fdt(FdtNode root) {
    this.root = root;
  }

  public FdtNode root() {
    return root;
  }

  public List<Reservation> reservations() {
    return reservations;
  }

  // ---- writing
  // -------------------------------------------------------------------------------------

  public byte[] toByteArray() {
    Words structure = new Words();
    Words strings = new Words();
    Map<String, Integer> names = new LinkedHashMap<>();
    write(root, structure, strings, names);
    structure.word(END);
    int structureAt = HEADER + (reservations.size() + 1) * 16;
    int stringsAt = structureAt + structure.size();
    Words out = new Words();
    out.word(MAGIC);
    out.word(stringsAt + strings.size());
    out.word(structureAt);
    out.word(stringsAt);
    out.word(HEADER);
    out.word(VERSION);
    out.word(COMPATIBLE_VERSION);
    out.word(0);
    out.word(strings.size());
    out.word(structure.size());
    for (Reservation reservation : reservations) {
      out.doubleWord(reservation.address);
      out.doubleWord(reservation.size);
    }
    out.doubleWord(0);
    out.doubleWord(0);
    out.writeBytes(structure.toByteArray());
    out.writeBytes(strings.toByteArray());
    return out.toByteArray();
  }

  private static void write(
      FdtNode node, Words structure, Words strings, Map<String, Integer> names) {
    structure.word(BEGIN_NODE);
    structure.text(node.name());
    structure.align();
    for (Map.Entry<String, byte[]> property : node.properties().entrySet()) {
      Integer at = names.get(property.getKey());
      if (at == null) {
        at = strings.size();
        names.put(property.getKey(), at);
        strings.text(property.getKey());
      }
      structure.word(PROPERTY);
      structure.word(property.getValue().length);
      structure.word(at);
      structure.writeBytes(property.getValue());
      structure.align();
    }
    for (FdtNode child : node.children()) {
      write(child, structure, strings, names);
    }
    structure.word(END_NODE);
  }

  private static final class Words extends ByteArrayOutputStream {
    void word(int value) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        write(value >>> shift);
      }
    }

    void doubleWord(long value) {
      word((int) (value >>> 32));
      word((int) value);
    }

    void text(String text) {
      writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
      write(0);
    }

    void align() {
      while ((size() & 3) != 0) {
        write(0);
      }
    }
  }

  // ---- reading
  // -------------------------------------------------------------------------------------

  /**
   * Reads a flattened tree of version 16 or 17.
   *
   * @throws FdtException saying what is wrong with it
   */
  public static Fdt parse(byte[] blob) throws FdtException {
    return new Parser(blob).parse();
  }

  private static final class Parser {
    private final byte[] blob;
    private int total;
    private int at;
    private int end;
    private int strings;
    private int stringsEnd;

    Parser(byte[] blob) {
      this.blob = blob;
    }

    Fdt parse() throws FdtException {
      if (blob.length < HEADER || word(0) != MAGIC) {
        throw new FdtException("not a device tree: no magic number");
      }
      total = word(4);
      if (total < HEADER || total > blob.length) {
        throw new FdtException(
            "device tree is truncated: " + (total & 0xffff_ffffL) + " bytes expected");
      }
      int version = word(20);
      if (version < COMPATIBLE_VERSION || word(24) > VERSION) {
        throw new FdtException("device tree version " + version + " is not supported");
      }
      int structure = word(8);
      strings = word(12);
      long stringsSize = word(32) & 0xffff_ffffL;
      long structureSize = version >= 17 ? word(36) & 0xffff_ffffL : total - (long) structure;
      if (structure < HEADER || structure % 4 != 0 || structure + structureSize > total) {
        throw new FdtException("device tree's structure lies outside of it");
      }
      if (strings < 0 || strings + stringsSize > total) {
        throw new FdtException("device tree's strings lie outside of it");
      }
      stringsEnd = (int) (strings + stringsSize);
      at = structure;
      end = (int) (structure + structureSize);
      int token = token();
      if (token != BEGIN_NODE) {
        throw new FdtException("device tree does not start with a node");
      }
      text();
      Fdt fdt = new Fdt(node(new FdtNode(""), 0));
      if (token() != END) {
        throw new FdtException("device tree has something after its root node");
      }
      reservations(fdt);
      return fdt;
    }

    private void reservations(Fdt fdt) throws FdtException {
      int where = word(16);
      while (true) {
        if (where < HEADER || where % 8 != 0 || where > total - 16) {
          throw new FdtException("device tree's memory reservations lie outside of it");
        }
        long address = doubleWord(where);
        long size = doubleWord(where + 8);
        if (address == 0 && size == 0) {
          return;
        }
        fdt.reservations.add(new Reservation(address, size));
        where += 16;
      }
    }

    private FdtNode node(FdtNode node, int depth) throws FdtException {
      if (depth > MAX_DEPTH) {
        throw new FdtException("device tree is nested too deeply");
      }
      while (true) {
        switch (token()) {
          case BEGIN_NODE -> node.children().add(node(new FdtNode(text()), depth + 1));
          case PROPERTY -> property(node);
          case END_NODE -> {
            return node;
          }
          default -> throw new FdtException("device tree has an unknown token at " + (at - 4));
        }
      }
    }

    private void property(FdtNode node) throws FdtException {
      int length = next();
      int name = next();
      if (length < 0 || length > end - at) {
        throw new FdtException("device tree has a property of impossible length at " + (at - 8));
      }
      if (name < 0 || name >= stringsEnd - strings) {
        throw new FdtException("device tree has a property without a name at " + (at - 8));
      }
      String text = string(strings + name, stringsEnd);
      node.bytes(text, Arrays.copyOfRange(blob, at, at + length));
      at += length + 3 & -4;
    }

    private int token() throws FdtException {
      int token;
      do {
        token = next();
      } while (token == NOP);
      return token;
    }

    private int next() throws FdtException {
      // Padding after the last property may have moved beyond the end.
      if (at < 0 || at > end - 4) {
        throw new FdtException("device tree's structure ends early");
      }
      at += 4;
      return word(at - 4);
    }

    private String text() throws FdtException {
      String text = string(at, end);
      int length = text.getBytes(StandardCharsets.ISO_8859_1).length + 1;
      at += length + 3 & -4;
      return text;
    }

    private String string(int from, int limit) throws FdtException {
      for (int i = from; i < limit; i++) {
        if (blob[i] == 0) {
          return new String(blob, from, i - from, StandardCharsets.ISO_8859_1);
        }
      }
      throw new FdtException("device tree has a name without an end at " + from);
    }

    private int word(int offset) {
      return (blob[offset] & 0xff) << 24
          | (blob[offset + 1] & 0xff) << 16
          | (blob[offset + 2] & 0xff) << 8
          | blob[offset + 3] & 0xff;
    }

    private long doubleWord(int offset) {
      return (long) word(offset) << 32 | word(offset + 4) & 0xffff_ffffL;
    }
  }
}
