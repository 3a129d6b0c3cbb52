package ebb.machine.fdt;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A device tree node: properties and children, both in order. */
public final class FdtNode {
  private final String name;
  private final Map<String, byte[]> properties = new LinkedHashMap<>();
  private final List<FdtNode> children = new ArrayList<>();

  /**
   * @param name with its unit address; empty for the root
   */
  public FdtNode(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  public Map<String, byte[]> properties() {
    return properties;
  }

  public List<FdtNode> children() {
    return children;
  }

  /** Appends a new child. */
  public FdtNode child(String childName) {
    FdtNode child = new FdtNode(childName);
    children.add(child);
    return child;
  }

  /** The child of this name, or null. */
  public FdtNode find(String childName) {
    for (FdtNode child : children) {
      if (child.name.equals(childName)) {
        return child;
      }
    }
    return null;
  }

  /** A property without a value. */
  public FdtNode flag(String property) {
    return bytes(property, new byte[0]);
  }

  public FdtNode bytes(String property, byte[] value) {
    properties.put(property, value);
    return this;
  }

  /** 32-bit cells. */
  public FdtNode cells(String property, int... values) {
    byte[] bytes = new byte[values.length * 4];
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < 4; j++) {
        bytes[4 * i + j] = (byte) (values[i] >>> 24 - 8 * j);
      }
    }
    return bytes(property, bytes);
  }

  /** Pairs of cells: each value is 64 bits. */
  public FdtNode cells64(String property, long... values) {
    int[] cells = new int[values.length * 2];
    for (int i = 0; i < values.length; i++) {
      cells[2 * i] = (int) (values[i] >>> 32);
      cells[2 * i + 1] = (int) values[i];
    }
    return cells(property, cells);
  }

  public FdtNode strings(String property, String... values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String value : values) {
      bytes.writeBytes(value.getBytes(StandardCharsets.UTF_8));
      bytes.write(0);
    }
    return bytes(property, bytes.toByteArray());
  }

  /** The first cell of a property, or a default if it is absent or shorter. */
  public int cell(String property, int otherwise) {
    byte[] value = properties.get(property);
    if (value == null || value.length < 4) {
      return otherwise;
    }
    return (value[0] & 0xff) << 24
        | (value[1] & 0xff) << 16
        | (value[2] & 0xff) << 8
        | value[3] & 0xff;
  }
}
