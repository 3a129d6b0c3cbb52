package ebb.backend.jvm;

import ebb.ir.Assumption;
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
import java.util.Set;

/**
 * Loads or stores of a block near each other: at constant distances (LDM, STM, fields of a record,
 * what a function keeps on the stack), or in a table, by an index with a known bound. One probe of
 * the soft TLB does for all of them, if they lie on one page.
 */
final class AccessGroup {
  /** From the first access to any other at a constant distance, in bytes. */
  private static final int MAX_DISTANCE = 128;

  private record Kind(int base, long entries, boolean table) {}

  /** The address of the first access. */
  private final AccessAddress start;

  private final int first;
  private final int alignment;
  private long lowest;
  private long end;
  private final boolean table;

  /** Index of the last access in the block's code. */
  private int last;

  /** Of each access, by its index: from the first one, in bytes; meaningless in tables. */
  private final Map<Integer, Integer> distances = new HashMap<>();

  private AccessGroup(int index, Inst access, AccessAddress address) {
    start = address;
    table = !address.constant();
    first = index;
    alignment = MemOp.alignment((int) access.imm());
    lowest = address.least();
    end = lowest;
    extend(index, access, address);
  }

  /**
   * The groups of a block without loops.
   *
   * @param assumptions what may be taken for granted of accesses
   * @return by index in the block's code; null where there is no access, or one alone
   */
  static AccessGroup[] of(Block block, Set<Assumption> assumptions) {
    List<Inst> code = block.code();
    AccessGroup[] groups = new AccessGroup[code.size()];
    if (!assumptions.contains(Assumption.NEAR_ACCESSES)) {
      return groups;
    }
    boolean tables = assumptions.contains(Assumption.TABLE_ACCESSES);
    Inst[] definitions = new Inst[block.tempTypes().size()];
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
            AccessAddress address = AccessAddress.of(definitions, inst.a(), tables);
            Access access = inst.op().kind == Op.Kind.LOAD ? Access.READ : Access.WRITE;
            int mmuIndex = MemOp.mmuIndex((int) inst.imm());
            long entries = GuestMemory.tableOffset(mmuIndex, access);
            Kind kind = new Kind(address.base(), entries, !address.constant());
            AccessGroup group = open.get(kind);
            if (group == null || !group.add(i, inst, address)) {
              group = new AccessGroup(i, inst, address);
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

  private boolean add(int index, Inst access, AccessAddress address) {
    int bytes = MemOp.bytes((int) access.imm());
    if (table) {
      int aligned = Math.max(alignment, MemOp.alignment((int) access.imm()));
      long most = Math.max(end, address.most() + bytes) - Math.min(lowest, address.least());
      if (aligned > 1 || most > GuestMemory.PAGE_SIZE) {
        return false;
      }
    } else {
      int distance = (int) (address.least() - start.least());
      if (distance < -MAX_DISTANCE || distance > MAX_DISTANCE) {
        return false;
      }
    }
    extend(index, access, address);
    return true;
  }

  private void extend(int index, Inst access, AccessAddress address) {
    // Constants wrap around, distances between them do not.
    int distance = (int) (address.least() - start.least());
    long least = table ? address.least() : start.least() + distance;
    long most = table ? address.most() : least;
    lowest = Math.min(lowest, least);
    end = Math.max(end, most + MemOp.bytes((int) access.imm()));
    last = index;
    distances.put(index, distance);
  }

  /** True if the addresses are at no constant distances, but within bounds from a base. */
  boolean table() {
    return table;
  }

  /** What is wrong if the accesses do not lie on one page. */
  Assumption assumption() {
    return table ? Assumption.TABLE_ACCESSES : Assumption.NEAR_ACCESSES;
  }

  /** The temp that a table's addresses are relative to. */
  int base() {
    return start.base();
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

  /**
   * Distance of the lowest address in bytes: from a table's base, else from the first access, where
   * it is not positive.
   */
  int lowest() {
    return (int) (table ? lowest : lowest - start.least());
  }

  /** Bytes from the lowest address to the end of the highest access. */
  int bytes() {
    return (int) (end - lowest);
  }

  /** True if an access has this alignment because the first one has. */
  boolean aligned(int index, int required) {
    return alignment >= required && distance(index) % required == 0;
  }
}
