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

  private final RegionWriter region;
  private final Code code;
  private final Layout layout;
  private final BlockPlan plan;
  private final Expressions expressions;

  MemoryAccess(
      RegionWriter region, Code code, Layout layout, BlockPlan plan, Expressions expressions) {
    this.region = region;
    this.code = code;
    this.layout = layout;
    this.plan = plan;
    this.expressions = expressions;
  }

  /**
   * @param slow where to jump to leave before the instruction
   */
  void load(Inst inst, Label slow) {
    int memop = (int) inst.imm();
    if (toWideAddress(inst, slow)) {
      return;
    }
    int va = inLocal(inst.a());
    probe(inst, va, MemOp.bytes(memop), MemOp.alignment(memop), slow);
    if (inst.op().result == Type.V128) {
      pushHost(va);
      code.local(LSTORE, Layout.ENTRY);
      boolean swap = MemOp.bigEndian(memop);
      loadHalf(swap ? 8 : 0, swap);
      loadHalf(swap ? 0 : 8, swap);
    } else {
      code.rawBase();
      pushHost(va);
      fetch(memop, inst.op().result == Type.I64);
    }
    take(inst);
  }

  void store(Inst inst, Label slow) {
    int memop = (int) inst.imm();
    if (toWideAddress(inst, slow)) {
      return;
    }
    int va = inLocal(inst.a());
    probe(inst, va, MemOp.bytes(memop), MemOp.alignment(memop), slow);
    if (plan.type(inst.b()) == Type.V128) {
      pushHost(va);
      code.local(LSTORE, Layout.ENTRY);
      boolean swap = MemOp.bigEndian(memop);
      storeHalf(inst.b(), false, swap ? 8 : 0, swap);
      storeHalf(inst.b(), true, swap ? 0 : 8, swap);
    } else {
      code.rawBase();
      pushHost(va);
      expressions.push(inst.b());
      put(memop, inst.op() == Op.STORE64);
    }
  }

  /** All accesses of a run after one probe. */
  void run(AccessRun run, Label slow) {
    Inst first = run.accesses().getFirst();
    int memop = run.memop();
    expressions.push(run.base());
    if (run.lowest() != 0) {
      code.constant(run.lowest());
      code.op(IADD);
    }
    code.local(ISTORE, Layout.ADDRESS);
    probe(first, Layout.ADDRESS, run.bytes(), MemOp.alignment(memop), slow);
    pushHost(Layout.ADDRESS);
    code.local(LSTORE, Layout.ENTRY);
    boolean load = first.op().kind == Op.Kind.LOAD;
    for (int i = 0; i < run.offsets().length; i++) {
      Inst inst = run.accesses().get(i);
      pushEntry(run.offsets()[i]);
      if (load) {
        fetch(memop, inst.op().result == Type.I64);
        take(inst);
      } else {
        expressions.push(inst.b());
        put(memop, inst.op() == Op.STORE64);
      }
    }
  }

  /** True for a 64-bit address: the soft TLB has no tables for it. */
  private boolean toWideAddress(Inst inst, Label slow) {
    boolean wide = plan.type(inst.a()) == Type.I64;
    if (wide) {
      code.jump(GOTO, slow);
    }
    return wide;
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

  /** Leaves the TLB entry in ENTRY, or goes to the slow path. */
  private void probe(Inst inst, int va, int bytes, int alignment, Label slow) {
    if (alignment >= bytes) {
      unlessAligned(va, alignment, slow);
    } else if (bytes <= MOST_ALIGNED && Integer.bitCount(bytes) == 1) {
      Label unaligned = new Label();
      Label within = new Label();
      unlessAligned(va, bytes, unaligned);
      code.place(within);
      region.outline(
          () -> {
            code.place(unaligned);
            unlessAligned(va, alignment, slow);
            unlessInPage(va, bytes, slow);
            code.jump(GOTO, within);
          });
    } else {
      unlessAligned(va, alignment, slow);
      unlessInPage(va, bytes, slow);
    }
    code.rawBase();
    code.local(LLOAD, Layout.TLB);
    code.local(ILOAD, va);
    code.constant(GuestMemory.PAGE_BITS);
    code.ops(IUSHR, I2L, ICONST_3, LSHL, LADD);
    long table = tableOffset(inst);
    if (table != 0) {
      code.constant(table);
      code.op(LADD);
    }
    code.unsafe("getLong", "(J)J");
    code.local(LSTORE, Layout.ENTRY);
    code.local(LLOAD, Layout.ENTRY);
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

  private void unlessInPage(int va, int bytes, Label target) {
    code.local(ILOAD, va);
    code.constant(GuestMemory.PAGE_SIZE - 1);
    code.op(IAND);
    code.constant(GuestMemory.PAGE_SIZE - bytes);
    code.jump(IF_ICMPGT, target);
  }

  private void pushHost(int va) {
    code.local(LLOAD, Layout.ENTRY);
    code.local(ILOAD, va);
    code.ops(I2L, LADD);
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

  private void pushEntry(int offset) {
    code.rawBase();
    code.local(LLOAD, Layout.ENTRY);
    if (offset != 0) {
      code.constant((long) offset);
      code.op(LADD);
    }
  }

  private void loadHalf(int offset, boolean swap) {
    pushEntry(offset);
    code.unsafe("getLong", "(J)J");
    if (swap) {
      code.call("java/lang/Long", "reverseBytes", "(J)J");
    }
  }

  private void storeHalf(int temp, boolean high, int offset, boolean swap) {
    pushEntry(offset);
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
