package ebb.backend.jvm;

import static java.util.Comparator.comparingLong;
import static org.objectweb.asm.Opcodes.*;

import ebb.ir.Assumption;
import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.Type;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.objectweb.asm.Label;

/** Bytecode for one block of a region, without its label and budget. */
final class BlockWriter {
  private static final String VCPU = "Lebb/ir/guest/Vcpu;";
  private static final String FN = "ebb/ir/Helper$Fn";

  /** Targets of an indirect transfer that are compared one after the other. */
  private static final int MOST_IN_TURN = 3;

  private final RegionWriter region;
  private final Code code;
  private final Layout layout;
  private final BlockPlan plan;
  private final Expressions expressions;
  private final MemoryAccess memory;
  private final FloatWriter floats;
  private final HostFloatWriter hostFloats;
  private final Label[] labels;
  private final BitSet dirty;

  private long pc;
  private int aux;
  private int started;

  /** True if the present instruction has put or stored already. */
  private boolean changed;

  /**
   * @param dirty cells that may differ from memory at its start; changed
   */
  BlockWriter(RegionWriter region, Code code, Layout layout, BlockPlan plan, BitSet dirty) {
    this.region = region;
    this.code = code;
    this.layout = layout;
    this.plan = plan;
    this.dirty = dirty;
    expressions = new Expressions(code, layout, plan);
    memory = new MemoryAccess(this, region, code, layout, plan, expressions);
    floats = new FloatWriter(code, layout, plan, expressions);
    hostFloats = new HostFloatWriter(region, code, plan, expressions);
    labels = new Label[plan.block.labels()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = new Label();
    }
  }

  void write() {
    Block block = plan.block;
    List<Inst> insts = block.code();
    for (int i = 0; i < insts.size(); i++) {
      Inst inst = insts.get(i);
      if (inst.op() == Op.INSN) {
        pc = inst.imm();
        aux = inst.a();
        started++;
        changed = false;
      } else if (inst.op() == Op.LABEL) {
        code.place(labels[(int) inst.imm()]);
        floats.label();
      } else if (code.reachable() && plan.stands(i)) {
        write(i, inst);
        region.graph.noteDirty(inst, dirty);
        changed |= changes(inst);
      }
    }
    if (code.reachable()) {
      writeTerminal(block.terminal());
    }
  }

  private void write(int index, Inst inst) {
    switch (inst.op().kind) {
      case CONTROL -> branch(inst);
      case READ -> read(inst);
      case WRITE -> put(inst);
      case LOAD, STORE -> memory.write(index, inst);
      case CALL -> call(inst);
      case FLOAT -> {
        if (region.hostFloats != null && hostFloats.takes(inst) && !changed) {
          hostFloats.write(inst, leaveBefore(Assumption.HOST_FLOATS));
        } else {
          floats.write(inst);
        }
      }
      case PURE -> pure(inst);
    }
  }

  /** True of what must not be done twice. */
  private static boolean changes(Inst inst) {
    return switch (inst.op().kind) {
      case WRITE, STORE -> true;
      case CALL -> inst.helper().effect() == Helper.Effect.WRITES_STATE;
      default -> false;
    };
  }

  /** Where to jump to leave before the present instruction. */
  Label leaveBefore() {
    return leaveBefore(null);
  }

  /**
   * @param wrong the assumption that turned out wrong, or null
   */
  Label leaveBefore(Assumption wrong) {
    return region.bail(pc, aux, plan.block.instructions() - started + 1, wrong);
  }

  // ---- control ----------------------------------------------------------------------------------

  private void branch(Inst inst) {
    Label target = labels[(int) inst.imm()];
    switch (inst.op()) {
      case BR -> code.jump(GOTO, target);
      case BRNZ -> jumpIf(inst.a(), true, target);
      default -> jumpIf(inst.a(), false, target);
    }
  }

  /** Jumps if the i32 temp is not zero ({@code sense}), or if it is zero. */
  private void jumpIf(int condition, boolean sense, Label target) {
    Inst test =
        plan.home(condition) == BlockPlan.Home.EXPRESSION ? plan.definition(condition) : null;
    int a = test == null ? -1 : test.a();
    int b = test == null ? -1 : test.b();
    switch (test == null ? null : test.op()) {
      case SETEQ32 -> compare(a, b, sense ? IF_ICMPEQ : IF_ICMPNE, target);
      case SETNE32 -> compare(a, b, sense ? IF_ICMPNE : IF_ICMPEQ, target);
      case SETLTS32 -> compare(a, b, sense ? IF_ICMPLT : IF_ICMPGE, target);
      case SETLES32 -> compare(a, b, sense ? IF_ICMPLE : IF_ICMPGT, target);
      case SETLTU32 -> compareBy("java/lang/Integer", "(II)I", a, b, sense ? IFLT : IFGE, target);
      case SETLEU32 -> compareBy("java/lang/Integer", "(II)I", a, b, sense ? IFLE : IFGT, target);
      case SETLTU64 -> compareBy("java/lang/Long", "(JJ)I", a, b, sense ? IFLT : IFGE, target);
      case SETLEU64 -> compareBy("java/lang/Long", "(JJ)I", a, b, sense ? IFLE : IFGT, target);
      case SETEQ64 -> compareWide(a, b, sense ? IFEQ : IFNE, target);
      case SETNE64 -> compareWide(a, b, sense ? IFNE : IFEQ, target);
      case SETLTS64 -> compareWide(a, b, sense ? IFLT : IFGE, target);
      case SETLES64 -> compareWide(a, b, sense ? IFLE : IFGT, target);
      case null, default -> {
        expressions.push(condition);
        code.jump(sense ? IFNE : IFEQ, target);
      }
    }
  }

  private void compare(int a, int b, int opcode, Label target) {
    expressions.push(a);
    if (expressions.isConstant(b, 0)) {
      code.jump(opcode - IF_ICMPEQ + IFEQ, target);
    } else {
      expressions.push(b);
      code.jump(opcode, target);
    }
  }

  private void compareBy(String owner, String type, int a, int b, int opcode, Label target) {
    expressions.push(a);
    expressions.push(b);
    code.call(owner, "compareUnsigned", type);
    code.jump(opcode, target);
  }

  private void compareWide(int a, int b, int opcode, Label target) {
    expressions.push(a);
    expressions.push(b);
    code.op(LCMP);
    code.jump(opcode, target);
  }

  private void writeTerminal(Terminal terminal) {
    if (terminal instanceof Terminal.Branch branch) {
      // The condition may read AUX, so it is taken first.
      if (layout.cells().at(StateLayout.AUX) >= 0) {
        expressions.push(branch.condition());
        code.local(ISTORE, Layout.VALUE);
        clearAux(terminal);
        code.local(ILOAD, Layout.VALUE);
        code.jump(IFNE, region.edge(branch.taken(), dirty));
      } else if (region.back(branch.taken())) {
        // HotSpot keeps what is on the operand stack at a jump back, to be able to stop there.
        Label out = new Label();
        jumpIf(branch.condition(), false, out);
        code.jump(GOTO, region.edge(branch.taken(), dirty));
        code.place(out);
      } else {
        jumpIf(branch.condition(), true, region.edge(branch.taken(), dirty));
      }
      region.goOn(branch.fallthrough(), dirty);
      return;
    }
    switch (terminal) {
      case Terminal.Jump jump -> {
        clearAux(terminal);
        region.goOn(jump.pc(), dirty);
      }
      case Terminal.Leave _ -> code.jump(GOTO, region.leave(true, dirty));
      default -> indirect(region.leave(false, dirty));
    }
  }

  /** Goes on where the PC slot says, if that is a known place under the region's key. */
  private void indirect(Label exit) {
    Cells cells = layout.cells();
    int target = cells.at(StateLayout.PC);
    int[] known = region.successors();
    if (known.length > 0 && target >= 0 && cells.wide(target)) {
      int flags = cells.at(StateLayout.FLAGS);
      if (flags >= 0) {
        expressions.get(new Inst(Op.GET32, -1, -1, -1, -1, -1, StateLayout.FLAGS, null));
        code.constant(plan.block.key() & 0xff_ffff);
        code.jump(IF_ICMPNE, exit);
      }
      if (cells.at(StateLayout.AUX) >= 0) {
        code.local(ILOAD, layout.local(cells.at(StateLayout.AUX)));
        code.jump(IFNE, exit);
      }
      code.local(LLOAD, layout.local(target));
      region.pushEntryPc();
      code.op(LSUB);
      code.local(LSTORE, Layout.ENTRY);
      choose(Arrays.stream(known).boxed().sorted(comparingLong(this::pcOf)).toList(), exit);
    } else {
      code.jump(GOTO, exit);
    }
  }

  /**
   * Goes to the one of these blocks whose distance from the region's start is in {@link
   * Layout#ENTRY}, by binary search.
   *
   * @param known by pc, not empty
   * @param other where to jump if it is none of them
   */
  private void choose(List<Integer> known, Label other) {
    if (known.size() > MOST_IN_TURN) {
      int middle = known.size() / 2;
      Label upper = new Label();
      compareTarget(pcOf(known.get(middle)));
      code.jump(IFGE, upper);
      choose(known.subList(0, middle), other);
      code.place(upper);
      choose(known.subList(middle, known.size()), other);
      return;
    }
    for (int next : known) {
      compareTarget(pcOf(next));
      code.jump(IFEQ, region.start(next));
    }
    code.jump(GOTO, other);
  }

  private void compareTarget(long pc) {
    code.local(LLOAD, Layout.ENTRY);
    code.constant(pc - layout.start());
    code.op(LCMP);
  }

  private long pcOf(int block) {
    return region.graph.blocks.get(block).pc();
  }

  private void clearAux(Terminal terminal) {
    int cell = layout.cells().at(StateLayout.AUX);
    if (cell >= 0) {
      region.graph.noteJump(terminal, dirty);
      code.op(ICONST_0);
      code.local(ISTORE, layout.local(cell));
    }
  }

  // ---- slots
  // --------------------------------------------------------------------------------------

  private void read(Inst inst) {
    int local = plan.local(inst.dst());
    if (inst.op() == Op.GET128) {
      int offset = (int) inst.imm();
      code.local(LLOAD, layout.local(layout.cells().at(offset)));
      code.local(LSTORE, local);
      code.local(LLOAD, layout.local(layout.cells().at(offset + 8)));
      code.local(LSTORE, local + 2);
      return;
    }
    expressions.get(inst);
    code.local(inst.op() == Op.GET64 ? LSTORE : ISTORE, local);
  }

  private void put(Inst inst) {
    Cells cells = layout.cells();
    int offset = (int) inst.imm();
    int cell = cells.at(offset);
    boolean wide = inst.op() == Op.PUT64;
    if (inst.op() == Op.PUT128) {
      expressions.pushLow(inst.a());
      expressions.pushHigh(inst.a());
      code.local(LSTORE, layout.local(cells.at(offset + 8)));
      code.local(LSTORE, layout.local(cell));
    } else if (region.deferred.put(code, expressions, layout, inst, cell)) {
      return;
    } else if (cell < 0) {
      floats.modeMayChange();
      code.rawBase();
      code.local(LLOAD, Layout.STATE);
      code.constant((long) offset);
      code.op(LADD);
      expressions.push(inst.a());
      code.unsafe(wide ? "putLong" : "putInt", wide ? "(JJ)V" : "(JI)V");
    } else if (cells.partial(inst)) {
      boolean high = cells.highHalf(cell, offset);
      code.local(LLOAD, layout.local(cell));
      code.constant(high ? 0xffff_ffffL : 0xffff_ffffL << 32);
      code.op(LAND);
      expressions.pushUnsigned(inst.a());
      if (high) {
        code.constant(32);
        code.op(LSHL);
      }
      code.op(LOR);
      code.local(LSTORE, layout.local(cell));
    } else {
      expressions.push(inst.a());
      code.local(wide ? LSTORE : ISTORE, layout.local(cell));
    }
  }

  // ---- helpers ----------------------------------------------------------------------------------

  private void call(Inst inst) {
    Helper helper = inst.helper();
    if (helper.effect() == Helper.Effect.PRECISE) {
      code.jump(GOTO, leaveBefore());
      return;
    }
    if (helper.effect() != Helper.Effect.PURE) {
      region.writeBackForHelper(dirty);
      // In the straight line of a block everything is clean now.
      if (labels.length == 0) {
        dirty.clear();
      }
    }
    region.pushHelper(helper);
    code.local(ALOAD, Layout.CPU);
    for (int i = 0; i < 4; i++) {
      if (i < helper.arity()) {
        expressions.pushSigned(inst.arg(i));
      } else {
        code.op(LCONST_0);
      }
    }
    code.callInterface(FN, "call", "(" + VCPU + "JJJJ)J");
    int dst = inst.dst();
    if (dst >= 0 && plan.home(dst) == BlockPlan.Home.LOCAL) {
      if (inst.op().result == Type.I32) {
        code.op(L2I);
        code.local(ISTORE, plan.local(dst));
      } else {
        code.local(LSTORE, plan.local(dst));
      }
    } else {
      code.op(POP2);
    }
    if (helper.effect() == Helper.Effect.WRITES_STATE) {
      floats.modeMayChange();
      region.loadCells();
    }
  }

  // ---- values
  // ---------------------------------------------------------------------------------------

  private void pure(Inst inst) {
    int local = plan.local(inst.dst());
    switch (inst.op().result) {
      case I32 -> {
        if (inst.op() == Op.SELECT32) {
          select(inst, 1, ISTORE);
        } else {
          expressions.evaluate(inst);
          code.local(ISTORE, local);
        }
      }
      case I64 -> {
        if (inst.op() == Op.SELECT64) {
          select(inst, 1, LSTORE);
        } else {
          expressions.evaluate(inst);
          code.local(LSTORE, local);
        }
      }
      default -> wide(inst, local);
    }
  }

  private void select(Inst inst, int halves, int store) {
    int local = plan.local(inst.dst());
    Label taken = new Label();
    arm(inst.b(), halves, store, local);
    jumpIf(inst.a(), true, taken);
    arm(inst.c(), halves, store, local);
    code.place(taken);
  }

  private void arm(int temp, int halves, int store, int local) {
    if (halves == 1) {
      expressions.push(temp);
      code.local(store, local);
    } else {
      expressions.pushLow(temp);
      code.local(store, local);
      expressions.pushHigh(temp);
      code.local(store, local + 2);
    }
  }

  private void wide(Inst inst, int local) {
    switch (inst.op()) {
      case SELECT128 -> select(inst, 2, LSTORE);
      case CONCAT128 -> {
        expressions.push(inst.a());
        code.local(LSTORE, local);
        expressions.push(inst.b());
        code.local(LSTORE, local + 2);
      }
      default -> {
        half(inst, false);
        code.local(LSTORE, local);
        half(inst, true);
        code.local(LSTORE, local + 2);
      }
    }
  }

  private void half(Inst inst, boolean high) {
    int opcode =
        switch (inst.op()) {
          case VAND128 -> LAND;
          case VOR128 -> LOR;
          case VXOR128 -> LXOR;
          case VNOT128 -> NOP;
          default -> -1;
        };
    if (opcode < 0) {
      expressions.lanesImmediate(inst);
    }
    for (int i = 0; i < inst.argCount(); i++) {
      if (high) {
        expressions.pushHigh(inst.arg(i));
      } else {
        expressions.pushLow(inst.arg(i));
      }
    }
    switch (opcode) {
      case -1 -> expressions.lanesOp(inst);
      case NOP -> {
        code.constant(-1L);
        code.op(LXOR);
      }
      default -> code.op(opcode);
    }
  }
}
