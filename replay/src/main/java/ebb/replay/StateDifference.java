package ebb.replay;

import ebb.ir.Slot;
import ebb.ir.StateLayout;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.Vcpu;
import ebb.runtime.DebugCode;
import ebb.runtime.GuestRam;
import ebb.runtime.Machine;
import ebb.runtime.PhysicalMemory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Says in a few words where two states of one machine differ. */
public final class StateDifference {
  private StateDifference() {}

  /**
   * Every slot, device and page of RAM in which two machines of one configuration differ.
   *
   * @param mine where it says "instead of"
   */
  static List<String> all(Machine mine, Machine other) {
    List<String> found = new ArrayList<>();
    Map<String, byte[]> a = mine.stateParts();
    Map<String, byte[]> b = other.stateParts();
    for (String part : a.keySet()) {
      if (Arrays.equals(a.get(part), b.get(part))) {
        continue;
      }
      if (!part.startsWith("cpu")) {
        found.add(part + " differs");
        continue;
      }
      for (Slot slot : mine.guest().layout().slots()) {
        String one = value(a.get(part), slot);
        String two = value(b.get(part), slot);
        if (!one.equals(two)) {
          found.add(part + " " + slot.name() + " is " + one + " instead of " + two);
        }
      }
    }
    byte[] one = new byte[GuestRam.PAGE_SIZE];
    byte[] two = new byte[GuestRam.PAGE_SIZE];
    for (int page = 0; page < mine.ram().pages(); page++) {
      mine.ram().readPage(page, one, 0);
      other.ram().readPage(page, two, 0);
      int at = Arrays.mismatch(one, two);
      if (at >= 0) {
        found.add(
            String.format(
                "byte at %s is %02x instead of %02x", physical(mine, page, at), one[at], two[at]));
      }
    }
    return found;
  }

  /** The first slot, device or byte of RAM in which two machines differ; null if there is none. */
  public static String between(Machine a, Machine b) {
    String state = between(a, a.stateParts(), b.stateParts());
    if (state != null) {
      return state;
    }
    byte[] one = new byte[GuestRam.PAGE_SIZE];
    byte[] other = new byte[GuestRam.PAGE_SIZE];
    for (int page = 0; page < a.ram().pages(); page++) {
      a.ram().readPage(page, one, 0);
      b.ram().readPage(page, other, 0);
      int at = Arrays.mismatch(one, other);
      if (at >= 0) {
        return String.format(
            "byte at %s is %02x instead of %02x", physical(a, page, at), one[at], other[at]);
      }
    }
    return null;
  }

  /**
   * The first slot or device that differs, or null.
   *
   * @param mine {@link Machine#stateParts}
   * @param other the same of another state
   */
  static String between(Machine machine, Map<String, byte[]> mine, Map<String, byte[]> other) {
    StateLayout layout = machine.guest().layout();
    for (Map.Entry<String, byte[]> part : mine.entrySet()) {
      byte[] one = part.getValue();
      byte[] two = other.get(part.getKey());
      int at = Arrays.mismatch(one, two);
      if (at < 0) {
        continue;
      }
      Slot slot = part.getKey().startsWith("cpu") ? containing(layout, at) : null;
      if (slot == null) {
        return part.getKey() + " differs at byte " + at + " of its state";
      }
      return part.getKey()
          + " "
          + slot.name()
          + " is "
          + value(one, slot)
          + " instead of "
          + value(two, slot);
    }
    return null;
  }

  /** The instruction that a machine is about to execute. */
  public static String instruction(Machine machine) {
    int index = machine.currentVcpu();
    Vcpu cpu = machine.vcpus().get(index);
    String text;
    try {
      text = machine.guest().disassemble(new DebugCode(machine, index), cpu.pc(), cpu.key()).text();
    } catch (GuestFault unmapped) {
      text = "not mapped";
    }
    return String.format("cpu%d pc 0x%08x '%s'", index, cpu.pc(), text);
  }

  /** A byte of RAM by its guest-physical address. */
  static String physical(Machine machine, int page, int offset) {
    long at = (long) page * GuestRam.PAGE_SIZE + offset;
    for (PhysicalMemory.Range range : machine.physicalMemory().ranges()) {
      if (range.ramOffset() >= 0
          && at - range.ramOffset() >= 0
          && at - range.ramOffset() < range.size()) {
        return String.format("0x%08x of %s", range.base() + at - range.ramOffset(), range.name());
      }
    }
    return "offset " + at + " of RAM";
  }

  private static Slot containing(StateLayout layout, int at) {
    for (Slot slot : layout.slots()) {
      if (at >= slot.offset() && at < slot.offset() + slot.type().bytes) {
        return slot;
      }
    }
    return null;
  }

  private static String value(byte[] slots, Slot slot) {
    byte[] bytes = Arrays.copyOfRange(slots, slot.offset(), slot.offset() + slot.type().bytes);
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte swapped = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swapped;
    }
    return "0x" + HexFormat.of().formatHex(bytes);
  }
}
