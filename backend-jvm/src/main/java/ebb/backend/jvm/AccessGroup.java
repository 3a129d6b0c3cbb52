package ebb.backend.jvm;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.Type;
import ebb.ir.guest.Access;
import ebb.ir.guest.GuestMemory;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads or stores of a block at constant distances from each other (LDM, STM, fields of a record,
 * what a function keeps on the stack): one probe of the soft TLB does for all of them, if they lie
 * on one page.
 */
final class AccessGroup {
  /** From the first access to any other, in bytes. */
  private static final int MAX_DISTANCE = 128;

  /** What addresses are relative to: a temp, or the block's own address, or none. */
  private static final int PC = -1;

  private static final int ABSOLUTE = -2;

  private record Address(int base, int offset) {}

  private record Kind(int base, long table) {}

  private final int start;
  private final int first;
  private final int alignment;
  private int lowest;
  private int end;

  /** Index of the last access in the block's code. */
  private int last;

  private final Map<Integer, Integer> distances = new HashMap<>();

  private AccessGroup(int index, Inst access, int offset) {
    start = offset;
    first = index;
    alignment = MemOp.alignment((int) access.imm());
    last = index;
    end = MemOp.bytes((int) access.imm());
    distances.put(index, 0);
  }

  /**
   * The groups of a block without loops.
   *
   * @return by index in the block's code; null where there is no access, or one alone
   */
  static AccessGroup[] of(Block block) {
    List<Inst> code = block.code();
    Inst[] definitions = new Inst[block.tempTypes().size()];
    AccessGroup[] groups = new AccessGroup[code.size()];
    int[] branch = new int[block.labels()];
    Arrays.fill(branch, Integer.MAX_VALUE);
    Map<Kind, AccessGroup> open = new HashMap<>();
    for (int i = 0; i < code.size(); i++) {
      Inst inst = code.get(i);
      if (inst.dst() >= 0) {
        definitions[inst.dst()] = inst;
      }
      switch (inst.op().kind) {
        case CALL -> {
          if (inst.helper().effect() != Helper.Effect.PURE) {
            open.clear();
          }
        }
        case CONTROL -> {
          int label = (int) inst.imm();
          if (inst.op() == Op.LABEL) {
            open.values().removeIf(group -> group.first > branch[label]);
          } else if (inst.op() != Op.INSN) {
            branch[label] = Math.min(branch[label], i);
          }
        }
        case LOAD, STORE -> {
          if (block.tempTypes().get(inst.a()) == Type.I32) {
            Address address = address(definitions, inst.a());
            Access access = inst.op().kind == Op.Kind.LOAD ? Access.READ : Access.WRITE;
            int mmuIndex = MemOp.mmuIndex((int) inst.imm());
            Kind kind = new Kind(address.base, GuestMemory.tableOffset(mmuIndex, access));
            AccessGroup group = open.get(kind);
            if (group == null || !group.add(i, inst, address.offset)) {
              group = new AccessGroup(i, inst, address.offset);
              open.put(kind, group);
            }
            groups[i] = group;
          }
        }
        default -> {}
      }
    }
    for (int i = 0; i < groups.length; i++) {
      if (groups[i] != null && groups[i].distances.size() == 1) {
        groups[i] = null;
      }
    }
    return groups;
  }

  private static Address address(Inst[] definitions, int temp) {
    int offset = 0;
    while (true) {
      Inst inst = definitions[temp];
      switch (inst.op()) {
        case PC32:
          return new Address(PC, offset + (int) inst.imm());
        case CONST32:
          return new Address(ABSOLUTE, offset + (int) inst.imm());
        case ADD32, SUB32:
          if (definitions[inst.b()].op() != Op.CONST32) {
            return new Address(temp, offset);
          }
          int constant = (int) definitions[inst.b()].imm();
          offset += inst.op() == Op.ADD32 ? constant : -constant;
          temp = inst.a();
          break;
        default:
          return new Address(temp, offset);
      }
    }
  }

  private boolean add(int index, Inst access, int offset) {
    int distance = offset - start;
    if (distance < -MAX_DISTANCE || distance > MAX_DISTANCE) {
      return false;
    }
    lowest = Math.min(lowest, distance);
    end = Math.max(end, distance + MemOp.bytes((int) access.imm()));
    last = index;
    distances.put(index, distance);
    return true;
  }

  /** Index of the access that probes. */
  int first() {
    return first;
  }

  /** Index of the last access. */
  int last() {
    return last;
  }

  /** Distance of the access at an index from the first one, in bytes. */
  int distance(int index) {
    return distances.get(index);
  }

  /** Distance of the lowest address from that of the first access, in bytes, not positive. */
  int lowest() {
    return lowest;
  }

  /** Bytes from the lowest address to the end of the highest access. */
  int bytes() {
    return end - lowest;
  }

  /** True if an access has this alignment because the first one has. */
  boolean aligned(int index, int required) {
    return alignment >= required && distance(index) % required == 0;
  }
}
