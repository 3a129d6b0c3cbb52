package ebb.backend.jvm;

import static org.objectweb.asm.Opcodes.*;

import ebb.ir.Inst;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.Type;
import ebb.ir.guest.Access;
import ebb.ir.guest.GuestMemory;
import org.objectweb.asm.Label;

/**
 * Bytecode for guest loads and stores: the soft-TLB probe and the access. What the probe does not
 * know of is left to the interpreter: a call here, even one that is never executed, would make
 * HotSpot take all of guest memory for changed after the access, and forget what it knew.
 */
final class MemoryAccess {
  /** Bytes of an access that is unaligned rarely enough to look for the end of the page apart. */
  private static final int MOST_ALIGNED = 8;

  private final BlockWriter block;
  private final RegionWriter region;
  private final Code code;
  private final Layout layout;
  private final BlockPlan plan;
  private final Expressions expressions;

  MemoryAccess(
      BlockWriter block,
      RegionWriter region,
      Code code,
      Layout layout,
      BlockPlan plan,
      Expressions expressions) {
    this.block = block;
    this.region = region;
    this.code = code;
    this.layout = layout;
    this.plan = plan;
    this.expressions = expressions;
  }

  /** The access at this index of the block. */
  void write(int index, Inst inst) {
    Label slow = block.leaveBefore();
    if (plan.type(inst.a()) == Type.I64) {
      // The soft TLB has no tables for 64-bit addresses.
      code.jump(GOTO, slow);
      return;
    }
    AccessGroup group = plan.group(index);
    int local = Layout.ENTRY;
    int distance = 0;
    if (group == null) {
      int memop = (int) inst.imm();
      probe(inst, inLocal(inst.a()), MemOp.bytes(memop), MemOp.alignment(memop), slow);
    } else if (group.table()) {
      if (group.first() == index) {
        probeTable(inst, group, slow);
      }
      code.local(LLOAD, plan.local(group));
      expressions.push(inst.a());
      code.ops(I2L, LADD);
      code.local(LSTORE, local);
    } else {
      if (group.first() == index) {
        probe(inst, group, slow);
      } else {
        unlessAligned(group, index, MemOp.alignment((int) inst.imm()), slow);
      }
      local = plan.local(group);
      distance = group.distance(index);
    }
    if (inst.op().kind == Op.Kind.LOAD) {
      load(inst, local, distance);
    } else {
      store(inst, local, distance);
    }
  }

  private void load(Inst inst, int host, int distance) {
    int memop = (int) inst.imm();
    if (inst.op().result == Type.V128) {
      boolean swap = MemOp.bigEndian(memop);
      loadHalf(host, distance + (swap ? 8 : 0), swap);
      loadHalf(host, distance + (swap ? 0 : 8), swap);
    } else {
      pushHost(host, distance);
      fetch(memop, inst.op().result == Type.I64);
    }
    take(inst);
  }

  private void store(Inst inst, int host, int distance) {
    int memop = (int) inst.imm();
    if (plan.type(inst.b()) == Type.V128) {
      boolean swap = MemOp.bigEndian(memop);
      storeHalf(inst.b(), false, host, distance + (swap ? 8 : 0), swap);
      storeHalf(inst.b(), true, host, distance + (swap ? 0 : 8), swap);
    } else {
      pushHost(host, distance);
      expressions.push(inst.b());
      put(memop, inst.op() == Op.STORE64);
    }
  }

  /** The local that holds an i32 temp: its own, or {@link Layout#ADDRESS} after evaluation. */
  private int inLocal(int temp) {
    switch (plan.home(temp)) {
      case LOCAL -> {
        return plan.local(temp);
      }
      case CELL -> {
        int cell = layout.cells().at((int) plan.definition(temp).imm());
        if (!layout.cells().wide(cell)) {
          return layout.local(cell);
        }
      }
      default -> {}
    }
    expressions.push(temp);
    code.local(ISTORE, Layout.ADDRESS);
    return Layout.ADDRESS;
  }

  /** Leaves the host address of a single access in ENTRY, or goes to the slow path. */
  private void probe(Inst inst, int va, int bytes, int alignment, Label slow) {
    if (alignment >= bytes) {
      unlessAligned(va, alignment, slow);
    } else if (bytes <= MOST_ALIGNED) {
      Label unaligned = new Label();
      Label within = new Label();
      unlessAligned(va, bytes, unaligned);
      code.place(within);
      region.outline(
          () -> {
            code.place(unaligned);
            if (inst.op().kind == Op.Kind.LOAD) {
              unlessAligned(va, alignment, slow);
              unlessInPage(va, 0, bytes, slow);
            } else {
              otherwiseForStores(va, alignment, bytes, slow);
            }
            code.jump(GOTO, within);
          });
    } else {
      unlessAligned(va, alignment, slow);
      unlessInPage(va, 0, bytes, slow);
    }
    loadEntry(inst, va, 0);
    code.local(LSTORE, Layout.ENTRY);
    toHost(va, Layout.ENTRY, slow);
  }

  /**
   * The same tests of the complement: what a load and a store to its address have in common, even
   * if it is only needed out of line, HotSpot computes before the two, which is in line.
   */
  private void otherwiseForStores(int va, int alignment, int bytes, Label slow) {
    if (alignment > 1) {
      pushComplement(va, alignment - 1);
      code.constant(alignment - 1);
      code.jump(IF_ICMPNE, slow);
    }
    pushComplement(va, GuestMemory.PAGE_SIZE - 1);
    code.constant(bytes - 1);
    code.jump(IF_ICMPLT, slow);
  }

  private void pushComplement(int va, int mask) {
    code.local(ILOAD, va);
    code.ops(ICONST_M1, IXOR);
    code.constant(mask);
    code.op(IAND);
  }

  /** Leaves the host address of a group's first access in the group's local. */
  private void probe(Inst inst, AccessGroup group, Label slow) {
    int va = inLocal(inst.a());
    int entry = plan.local(group);
    unlessAligned(va, MemOp.alignment((int) inst.imm()), slow);
    loadEntry(inst, va, 0);
    code.local(LSTORE, entry);
    unlessApart(inst, group, va);
    toHost(va, entry, slow);
  }

  /** Leaves the TLB entry of all of a table in the group's local. */
  private void probeTable(Inst inst, AccessGroup group, Label slow) {
    int base = inLocal(group.base());
    int entry = plan.local(group);
    loadEntry(inst, base, group.lowest());
    code.local(LSTORE, entry);
    unlessApart(inst, group, base);
    unlessPresent(entry, slow);
  }

  /**
   * Goes on if all of a group has the TLB entry that is in its local, or else leaves.
   *
   * @param va the local of what the group's lowest address is relative to
   */
  private void unlessApart(Inst inst, AccessGroup group, int va) {
    int entry = plan.local(group);
    Label acrossPages = new Label();
    Label within = new Label();
    unlessInPage(va, group.lowest(), group.bytes(), acrossPages);
    code.place(within);
    Label apart = block.leaveBefore(group.assumption());
    region.outline(
        () -> {
          code.place(acrossPages);
          for (int distance : new int[] {group.lowest(), group.lowest() + group.bytes() - 1}) {
            loadEntry(inst, va, distance);
            code.local(LLOAD, entry);
            code.op(LCMP);
            code.jump(IFNE, apart);
          }
          code.jump(GOTO, within);
        });
  }

  /** Pushes the TLB entry of the page at a distance from an address. */
  private void loadEntry(Inst inst, int va, int distance) {
    code.rawBase();
    code.local(LLOAD, Layout.TLB);
    pushSum(va, distance);
    code.constant(GuestMemory.PAGE_BITS);
    code.ops(IUSHR, I2L, ICONST_3, LSHL, LADD);
    long table = tableOffset(inst);
    if (table != 0) {
      code.constant(table);
      code.op(LADD);
    }
    code.unsafe("getLong", "(J)J");
  }

  /** Makes a host address of the TLB entry in a local, or goes to the slow path. */
  private void toHost(int va, int entry, Label slow) {
    unlessPresent(entry, slow);
    code.local(LLOAD, entry);
    code.local(ILOAD, va);
    code.ops(I2L, LADD);
    code.local(LSTORE, entry);
  }

  private void unlessPresent(int entry, Label slow) {
    code.local(LLOAD, entry);
    code.ops(LCONST_0, LCMP);
    code.jump(IFLE, slow);
  }

  private static long tableOffset(Inst inst) {
    Access access = inst.op().kind == Op.Kind.LOAD ? Access.READ : Access.WRITE;
    return GuestMemory.tableOffset(MemOp.mmuIndex((int) inst.imm()), access);
  }

  private void unlessAligned(int va, int alignment, Label target) {
    if (alignment > 1) {
      code.local(ILOAD, va);
      code.constant(alignment - 1);
      code.op(IAND);
      code.jump(IFNE, target);
    }
  }

  /** For an access of a group but the first one. */
  private void unlessAligned(AccessGroup group, int index, int alignment, Label target) {
    if (alignment > 1 && !group.aligned(index, alignment)) {
      code.local(LLOAD, plan.local(group));
      code.op(L2I);
      code.constant(group.distance(index));
      code.op(IADD);
      code.constant(alignment - 1);
      code.op(IAND);
      code.jump(IFNE, target);
    }
  }

  private void unlessInPage(int va, int distance, int bytes, Label target) {
    pushSum(va, distance);
    code.constant(GuestMemory.PAGE_SIZE - 1);
    code.op(IAND);
    code.constant(GuestMemory.PAGE_SIZE - bytes);
    code.jump(IF_ICMPGT, target);
  }

  private void pushSum(int va, int distance) {
    code.local(ILOAD, va);
    if (distance != 0) {
      code.constant(distance);
      code.op(IADD);
    }
  }

  /** Host address to value. */
  private void fetch(int memop, boolean wide) {
    boolean swap = MemOp.bigEndian(memop);
    boolean signed = MemOp.signed(memop);
    switch (MemOp.bytes(memop)) {
      case 1 -> {
        code.unsafe("getByte", "(J)B");
        if (!signed) {
          code.constant(0xff);
          code.op(IAND);
        }
      }
      case 2 -> {
        code.unsafe("getShort", "(J)S");
        if (swap) {
          code.call("java/lang/Short", "reverseBytes", "(S)S");
        }
        if (!signed) {
          code.op(I2C);
        }
      }
      case 4 -> {
        code.unsafe("getInt", "(J)I");
        if (swap) {
          code.call("java/lang/Integer", "reverseBytes", "(I)I");
        }
      }
      default -> {
        code.unsafe("getLong", "(J)J");
        if (swap) {
          code.call("java/lang/Long", "reverseBytes", "(J)J");
        }
        if (!wide) {
          code.op(L2I);
        }
        return;
      }
    }
    if (wide) {
      code.op(I2L);
      if (!signed && MemOp.bytes(memop) == 4) {
        code.constant(0xffff_ffffL);
        code.op(LAND);
      }
    }
  }

  /** Host address and value to nothing. */
  private void put(int memop, boolean wide) {
    boolean swap = MemOp.bigEndian(memop);
    int bytes = MemOp.bytes(memop);
    if (wide && bytes < 8) {
      code.op(L2I);
    }
    if (!wide && bytes == 8) {
      code.op(I2L);
    }
    switch (bytes) {
      case 1 -> {
        code.op(I2B);
        code.unsafe("putByte", "(JB)V");
      }
      case 2 -> {
        code.op(I2S);
        if (swap) {
          code.call("java/lang/Short", "reverseBytes", "(S)S");
        }
        code.unsafe("putShort", "(JS)V");
      }
      case 4 -> {
        if (swap) {
          code.call("java/lang/Integer", "reverseBytes", "(I)I");
        }
        code.unsafe("putInt", "(JI)V");
      }
      default -> {
        if (swap) {
          code.call("java/lang/Long", "reverseBytes", "(J)J");
        }
        code.unsafe("putLong", "(JJ)V");
      }
    }
  }

  private void pushHost(int local, int distance) {
    code.rawBase();
    code.local(LLOAD, local);
    if (distance != 0) {
      code.constant((long) distance);
      code.op(LADD);
    }
  }

  private void loadHalf(int host, int distance, boolean swap) {
    pushHost(host, distance);
    code.unsafe("getLong", "(J)J");
    if (swap) {
      code.call("java/lang/Long", "reverseBytes", "(J)J");
    }
  }

  private void storeHalf(int temp, boolean high, int host, int distance, boolean swap) {
    pushHost(host, distance);
    if (high) {
      expressions.pushHigh(temp);
    } else {
      expressions.pushLow(temp);
    }
    if (swap) {
      code.call("java/lang/Long", "reverseBytes", "(J)J");
    }
    code.unsafe("putLong", "(JJ)V");
  }

  /** Moves the loaded value from the stack to the temp. */
  private void take(Inst inst) {
    int dst = inst.dst();
    boolean used = plan.home(dst) == BlockPlan.Home.LOCAL;
    switch (inst.op().result) {
      case I32 -> {
        if (used) {
          code.local(ISTORE, plan.local(dst));
        } else {
          code.op(POP);
        }
      }
      case I64 -> takeLong(used, plan.local(dst));
      default -> {
        takeLong(used, plan.local(dst) + 2);
        takeLong(used, plan.local(dst));
      }
    }
  }

  private void takeLong(boolean used, int local) {
    if (used) {
      code.local(LSTORE, local);
    } else {
      code.op(POP2);
    }
  }
}
