package ebb.ir;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * The slots of a guest CPU's state, as the frontend declares them. Everything architectural lives
 * in slots, so that snapshot, digest, diff and gdb transfer need no knowledge of the guest.
 *
 * <p>Each layout starts with this header:
 *
 * <pre>
 *   0  pc       i64   virtual address of the next instruction (32-bit guests use its low half)
 *   8  flags    i32   what else than the pc selects a translation: ISA, privilege, endianness …
 *  12  aux      i32   8 bits of per-instruction decoder state (ARM: ITSTATE)
 *  16  fpctl    i32   floating-point control, see ebb.ir.fp
 *  20  fpflags  i32   sticky floating-point exceptions
 *  24  halted   i32   1 while the CPU waits for an interrupt (WFI, HLT), 2 while it is powered off
 *  28  lines    i32   levels of the interrupt input lines, one bit each
 * </pre>
 */
public final class StateLayout {
  public static final int PC = 0;
  public static final int FLAGS = 8;
  public static final int AUX = 12;
  public static final int FPCTL = 16;
  public static final int FPFLAGS = 20;
  public static final int HALTED = 24;
  public static final int LINES = 28;

  private final List<Slot> slots = new ArrayList<>();
  private final Map<String, Slot> byName = new HashMap<>();
  private final Map<Integer, Slot> byOffset = new HashMap<>();
  private int size;

  public StateLayout() {
    add("pc", Type.I64);
    add("flags", Type.I32);
    add("aux", Type.I32);
    add("fpctl", Type.I32);
    add("fpflags", Type.I32);
    add("halted", Type.I32);
    add("lines", Type.I32);
  }

  /** Appends a slot and returns its byte offset. */
  public int add(String name, Type type) {
    return add(name, type, -1);
  }

  /** Appends a slot with a gdb register number and returns its byte offset. */
  public int add(String name, Type type, int gdbNumber) {
    int align = Math.min(type.bytes, 8);
    int offset = (size + align - 1) & -align;
    Slot slot = new Slot(name, type, offset, gdbNumber);
    if (byName.put(name, slot) != null) {
      throw new IllegalArgumentException("two slots named " + name);
    }
    byOffset.put(offset, slot);
    slots.add(slot);
    size = offset + type.bytes;
    return offset;
  }

  public List<Slot> slots() {
    return Collections.unmodifiableList(slots);
  }

  /**
   * @throws NoSuchElementException if there is none of this name
   */
  public Slot slot(String name) {
    Slot slot = byName.get(name);
    if (slot == null) {
      throw new NoSuchElementException("no slot " + name);
    }
    return slot;
  }

  /** The slot that starts at this byte offset, or null. */
  public Slot at(int offset) {
    return byOffset.get(offset);
  }

  /** Bytes of the whole state, a multiple of 8. */
  public int size() {
    return (size + 7) & -8;
  }
}
