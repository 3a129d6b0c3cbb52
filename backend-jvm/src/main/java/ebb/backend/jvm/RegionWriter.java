package ebb.backend.jvm;

import static org.objectweb.asm.Opcodes.*;

import ebb.ir.Assumption;
import ebb.ir.Executor;
import ebb.ir.Helper;
import ebb.ir.StateLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Writes the class of a region:
 *
 * <pre>
 *   load the cells; zero the temps
 *   block 0: budget -= n; if (budget &lt; need - n) undo and leave; ops; goto, or on to the next
 *   block 1: …
 *   rarities: what blocks have {@linkplain #outline left out}; goto
 *   exits: write back what may be dirty there; PC; budget; return
 *   bails: write back what may be dirty anywhere; PC, AUX and budget by fault point; return
 * </pre>
 */
final class RegionWriter {
  static final String CLASS = "ebb/backend/jvm/Region";
  private static final String SUPER = "ebb/backend/jvm/CompiledRegion";
  private static final String VCPU = "ebb/ir/guest/Vcpu";
  private static final String HANDLES = "java/lang/invoke/MethodHandles";
  private static final String FN = "Lebb/ir/Helper$Fn;";
  private static final String INIT = "(Lebb/backend/jvm/RegionInfo;Lebb/backend/jvm/FaultPoints;)V";

  /** How deep the operand stack gets is bounded by the depth of expressions. */
  private static final int MAX_STACK = 96;

  /** Class data: where the class puts its instance, what that is made of, then the helpers. */
  static final int INSTANCE = 0;

  static final int INFO = 1;
  static final int FAULTS = 2;
  private static final int FIRST_HELPER = 3;

  /** A way out: the exit code, the pc (if it is not in its slot), the cells to write back. */
  private record Exit(int code, boolean indirect, long pc, BitSet dirty) {}

  private record Tail(boolean indirect, BitSet dirty) {}

  final RegionGraph graph;
  private final FaultPoints.Builder faults = new FaultPoints.Builder();

  /** What the host's floating-point results are for; null if they are not taken for the guest's. */
  final HostFloatWriter.Mode hostFloats;

  private final Layout layout;
  private final BlockPlan[] plans;
  final DeferredPuts deferred;
  private final Map<Helper, Integer> helpers = new LinkedHashMap<>();
  private final Map<Exit, Label> exits = new LinkedHashMap<>();
  private final Label[] starts;

  /** By number of the fault point. */
  private final Map<Integer, Label> bails = new LinkedHashMap<>();

  /** Writes what is seldom executed behind the blocks. */
  private final List<Runnable> outlined = new ArrayList<>();

  private Code code;
  private int current;
  private int bytecodeSize;

  RegionWriter(RegionGraph graph, Set<Assumption> assumptions) {
    this.graph = graph;
    hostFloats =
        assumptions.contains(Assumption.HOST_FLOATS) ? HostFloatWriter.mode(graph.blocks) : null;
    layout = new Layout(graph, graph.cells.floats() && hostFloats == null);
    int n = graph.blocks.size();
    plans = new BlockPlan[n];
    starts = new Label[n];
    for (int i = 0; i < n; i++) {
      plans[i] =
          new BlockPlan(
              graph.blocks.get(i), graph.cells, graph.deadPuts(i), layout.pool(), assumptions);
      starts[i] = new Label();
    }
    deferred = new DeferredPuts(graph, plans, layout);
  }

  /** Bytes of the region's method, after {@link #write}. */
  int bytecodeSize() {
    return bytecodeSize;
  }

  /** The class data that the class needs. */
  Object[] classData(RegionInfo info) {
    Object[] data = new Object[FIRST_HELPER + helpers.size()];
    data[INFO] = info;
    data[FAULTS] = faults.build();
    helpers.forEach((helper, i) -> data[FIRST_HELPER + i] = helper.fn());
    return data;
  }

  byte[] write() {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(V21, ACC_FINAL | ACC_SUPER, CLASS, null, SUPER, null);
    MethodVisitor method =
        writer.visitMethod(ACC_PUBLIC | ACC_FINAL, "run", "(L" + VCPU + ";)I", null, null);
    writeRun(method);
    deferred.writeMethods(writer, layout, MAX_STACK);
    writeConstructor(writer);
    writeInitializer(writer);
    writer.visitEnd();
    return writer.toByteArray();
  }

  private void writeRun(MethodVisitor method) {
    code = new Code(method, layout.frame(SUPER));
    method.visitCode();
    writeEntry();
    for (current = 0; current < plans.length; current++) {
      writeBlock();
    }
    outlined.forEach(Runnable::run);
    writeExits();
    writeBails();
    Label last = new Label();
    method.visitLabel(last);
    method.visitMaxs(MAX_STACK, layout.pool().end());
    method.visitEnd();
    bytecodeSize = last.getOffset();
  }

  private void writeEntry() {
    code.local(ALOAD, Layout.CPU);
    code.field(GETFIELD, VCPU, "state", "J");
    code.local(LSTORE, Layout.STATE);
    code.local(ALOAD, Layout.CPU);
    code.field(GETFIELD, VCPU, "budget", "I");
    code.local(ISTORE, Layout.BUDGET);
    code.local(ALOAD, Layout.CPU);
    code.field(GETFIELD, VCPU, "tlb", "J");
    code.local(LSTORE, Layout.TLB);
    loadCells();
    for (int local : layout.zeroedInts()) {
      code.op(ICONST_0);
      code.local(ISTORE, local);
    }
    for (int local : layout.zeroedLongs()) {
      code.op(LCONST_0);
      code.local(LSTORE, local);
    }
    if (layout.limit() >= 0) {
      code.op(FCONST_0);
      code.local(FSTORE, layout.limit());
    }
    if (hostFloats != null && hostFloats.needed()) {
      int aux = graph.blocks.getFirst().key() >>> 24;
      Label leave = bail(graph.start(), aux, 0, Assumption.HOST_FLOATS);
      HostFloatWriter.unlessIn(hostFloats, code, leave);
    }
  }

  private void writeBlock() {
    code.place(starts[current]);
    BlockPlan plan = plans[current];
    BitSet dirty = (BitSet) graph.dirtyIn(current).clone();
    int instructions = plan.block.instructions();
    code.increment(Layout.BUDGET, -instructions);
    if (graph.test(current)) {
      code.local(ILOAD, Layout.BUDGET);
      Label tooFew = new Label();
      int left = graph.need(current) - instructions;
      if (left == 0) {
        code.jump(IFLT, tooFew);
      } else {
        code.constant(left);
        code.jump(IF_ICMPLT, tooFew);
      }
      Label exit = exit(Executor.BAIL, false, plan.block.pc(), dirty);
      outline(
          () -> {
            code.place(tooFew);
            code.increment(Layout.BUDGET, instructions);
            code.jump(GOTO, exit);
          });
    }
    new BlockWriter(this, code, layout, plan, dirty).write();
  }

  // ---- edges
  // ----------------------------------------------------------------------------------------

  /** Numbers of the blocks that may follow the one being written. */
  int[] successors() {
    return graph.successors(current);
  }

  Label start(int block) {
    return starts[block];
  }

  /** Where to jump to go on at this pc. */
  Label edge(long pc, BitSet dirty) {
    int block = graph.blockAt(pc);
    return block >= 0 ? starts[block] : exit(Executor.NEXT, false, pc, dirty);
  }

  /** True if the edge to this pc from the block being written closes a loop. */
  boolean back(long pc) {
    int block = graph.blockAt(pc);
    return block >= 0 && block <= current;
  }

  /** Goes on at this pc from the end of the block being written. */
  void goOn(long pc, BitSet dirty) {
    int block = graph.blockAt(pc);
    if (block < 0 || block != current + 1) {
      code.jump(GOTO, edge(pc, dirty));
    }
  }

  /** Where to jump when the PC slot has been put. */
  Label leave(boolean attention, BitSet dirty) {
    return exit(attention ? Executor.LEAVE : Executor.NEXT, true, 0, dirty);
  }

  /**
   * Leaves something out of the way of what is executed often.
   *
   * @param action writes it, from a label on and up to a jump
   */
  void outline(Runnable action) {
    outlined.add(action);
  }

  /** Where to jump to leave before an instruction; see {@link FaultPoints}. */
  Label bail(long pc, int aux, int refund, Assumption wrong) {
    return bails.computeIfAbsent(
        faults.add(pc - graph.start(), aux, refund, wrong), _ -> new Label());
  }

  private Label exit(int how, boolean indirect, long pc, BitSet dirty) {
    BitSet written = (BitSet) dirty.clone();
    int pcCell = graph.cells.at(StateLayout.PC);
    if (!indirect && pcCell >= 0) {
      written.clear(pcCell);
    }
    return exits.computeIfAbsent(new Exit(how, indirect, pc, written), _ -> new Label());
  }

  /** Exits with the same cells to write share that part. */
  private void writeExits() {
    Map<Tail, List<Exit>> tails = new LinkedHashMap<>();
    for (Exit exit : exits.keySet()) {
      tails.computeIfAbsent(new Tail(exit.indirect, exit.dirty), _ -> new ArrayList<>()).add(exit);
    }
    tails.forEach(
        (tail, sharing) -> {
          Label shared = new Label();
          for (int i = 0; i < sharing.size(); i++) {
            Exit exit = sharing.get(i);
            code.place(exits.get(exit));
            if (!exit.indirect) {
              code.constant(exit.pc - graph.start());
              code.local(LSTORE, Layout.ENTRY);
            }
            code.constant(exit.code);
            code.local(ISTORE, Layout.AT);
            if (i < sharing.size() - 1) {
              code.jump(GOTO, shared);
            }
          }
          code.place(shared);
          writeBack(tail.dirty);
          if (!tail.indirect) {
            code.rawBase();
            pushPcAddress();
            pushEntryPc();
            code.local(LLOAD, Layout.ENTRY);
            code.op(LADD);
            code.unsafe("putLong", "(JJ)V");
          }
          code.local(ALOAD, Layout.CPU);
          code.local(ILOAD, Layout.BUDGET);
          code.field(PUTFIELD, VCPU, "budget", "I");
          code.local(ILOAD, Layout.AT);
          code.op(IRETURN);
        });
  }

  private void writeBails() {
    Label shared = new Label();
    bails.forEach(
        (faultPoint, label) -> {
          code.place(label);
          code.constant(faultPoint);
          code.local(ISTORE, Layout.AT);
          code.jump(GOTO, shared);
        });
    if (bails.isEmpty()) {
      return;
    }
    code.place(shared);
    writeBack(everDirty());
    code.local(ALOAD, Layout.THIS);
    code.local(ALOAD, Layout.CPU);
    code.local(ILOAD, Layout.BUDGET);
    code.local(ILOAD, Layout.AT);
    code.callVirtual(SUPER, "bail", "(L" + VCPU + ";II)I");
    code.op(IRETURN);
  }

  // ---- cells
  // ----------------------------------------------------------------------------------------

  private BitSet everDirty() {
    BitSet all = new BitSet();
    for (int i = 0; i < plans.length; i++) {
      for (int k = 0; k < plans[i].block.code().size(); k++) {
        if (plans[i].stands(k)) {
          graph.noteDirty(plans[i].block.code().get(k), all);
        }
      }
      graph.noteJump(plans[i].block.terminal(), all);
    }
    // The bail sets these itself.
    for (int offset : new int[] {StateLayout.PC, StateLayout.AUX}) {
      if (graph.cells.at(offset) >= 0) {
        all.clear(graph.cells.at(offset));
      }
    }
    return all;
  }

  /** Pushes the pc that the region was entered at: the PC slot in memory, until it is left. */
  void pushEntryPc() {
    code.rawBase();
    pushPcAddress();
    code.unsafe("getLong", "(J)J");
  }

  private void pushPcAddress() {
    code.local(LLOAD, Layout.STATE);
    code.constant((long) StateLayout.PC);
    code.op(LADD);
  }

  void writeBack(BitSet dirty) {
    dirty.stream()
        .filter(cell -> !deferred.has(cell))
        .forEach(
            cell -> {
              boolean wide = graph.cells.wide(cell);
              pushAddress(cell);
              code.local(wide ? LLOAD : ILOAD, layout.local(cell));
              code.unsafe(wide ? "putLong" : "putInt", wide ? "(JJ)V" : "(JI)V");
            });
    deferred.writeBack(code, CLASS, layout, dirty);
  }

  /** The PC slot stays what it was at the region's entry. */
  void writeBackForHelper(BitSet dirty) {
    BitSet written = (BitSet) dirty.clone();
    int pcCell = graph.cells.at(StateLayout.PC);
    if (pcCell >= 0) {
      written.clear(pcCell);
    }
    writeBack(written);
  }

  void loadCells() {
    for (int cell = 0; cell < graph.cells.count(); cell++) {
      boolean wide = graph.cells.wide(cell);
      pushAddress(cell);
      code.unsafe(wide ? "getLong" : "getInt", wide ? "(J)J" : "(J)I");
      code.local(wide ? LSTORE : ISTORE, layout.local(cell));
    }
    deferred.loaded(code);
  }

  private void pushAddress(int cell) {
    code.rawBase();
    code.local(LLOAD, Layout.STATE);
    int offset = graph.cells.offset(cell);
    if (offset != 0) {
      code.constant((long) offset);
      code.op(LADD);
    }
  }

  // ---- the class
  // ------------------------------------------------------------------------------------

  void pushHelper(Helper helper) {
    Integer number = helpers.get(helper);
    if (number == null) {
      number = helpers.size();
      helpers.put(helper, number);
    }
    code.field(GETSTATIC, CLASS, "h" + number, FN);
  }

  private static void writeConstructor(ClassWriter writer) {
    MethodVisitor init = writer.visitMethod(ACC_PRIVATE, "<init>", INIT, null, null);
    init.visitCode();
    init.visitVarInsn(ALOAD, 0);
    init.visitVarInsn(ALOAD, 1);
    init.visitVarInsn(ALOAD, 2);
    init.visitMethodInsn(INVOKESPECIAL, SUPER, "<init>", INIT, false);
    init.visitInsn(RETURN);
    init.visitMaxs(3, 3);
    init.visitEnd();
  }

  /** Static initialisation from class data: HotSpot takes such static finals for constants. */
  private void writeInitializer(ClassWriter writer) {
    String unsafe = "L" + Code.UNSAFE + ";";
    writer
        .visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, Code.MEMORY, unsafe, null, null)
        .visitEnd();
    MethodVisitor init = writer.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
    init.visitCode();
    init.visitMethodInsn(INVOKESTATIC, Code.UNSAFE, "getUnsafe", "()" + unsafe, false);
    init.visitFieldInsn(PUTSTATIC, CLASS, Code.MEMORY, unsafe);
    init.visitMethodInsn(INVOKESTATIC, HANDLES, "lookup", "()L" + HANDLES + "$Lookup;", false);
    init.visitLdcInsn("_");
    init.visitLdcInsn(org.objectweb.asm.Type.getObjectType("[Ljava/lang/Object;"));
    init.visitMethodInsn(
        INVOKESTATIC,
        HANDLES,
        "classData",
        "(L" + HANDLES + "$Lookup;Ljava/lang/String;Ljava/lang/Class;)Ljava/lang/Object;",
        false);
    init.visitTypeInsn(CHECKCAST, "[Ljava/lang/Object;");
    init.visitVarInsn(ASTORE, 0);
    init.visitVarInsn(ALOAD, 0);
    init.visitInsn(ICONST_0 + INSTANCE);
    init.visitTypeInsn(NEW, CLASS);
    init.visitInsn(DUP);
    element(init, INFO, "ebb/backend/jvm/RegionInfo");
    element(init, FAULTS, "ebb/backend/jvm/FaultPoints");
    init.visitMethodInsn(INVOKESPECIAL, CLASS, "<init>", INIT, false);
    init.visitInsn(AASTORE);
    for (int i = 0; i < helpers.size(); i++) {
      String name = "h" + i;
      writer.visitField(ACC_PRIVATE | ACC_STATIC | ACC_FINAL, name, FN, null, null).visitEnd();
      element(init, FIRST_HELPER + i, "ebb/ir/Helper$Fn");
      init.visitFieldInsn(PUTSTATIC, CLASS, name, FN);
    }
    init.visitInsn(RETURN);
    init.visitMaxs(8, 1);
    init.visitEnd();
  }

  private static void element(MethodVisitor init, int index, String type) {
    init.visitVarInsn(ALOAD, 0);
    init.visitIntInsn(SIPUSH, index);
    init.visitInsn(AALOAD);
    init.visitTypeInsn(CHECKCAST, type);
  }
}
