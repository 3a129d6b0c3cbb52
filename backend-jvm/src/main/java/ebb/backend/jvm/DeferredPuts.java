package ebb.backend.jvm;

import static org.objectweb.asm.Opcodes.*;

import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Lazy flags. Cells that the region puts but never gets are only seen where the region leaves, so
 * in loops their values are not computed at the put: the puts keep the operands and the number of
 * the formula, and the exits compute. Cells that are always put by the same instructions share
 * these. Formula 0 is the values in the cells themselves. Each such bundle has a static method
 *
 * <pre>void flagsN(long state, int formula, int operand0, …, int cell0, …)</pre>
 *
 * that writes the cells to the CPU's state.
 */
final class DeferredPuts {
  private static final int OPERANDS = 3;

  /** How the values of a bundle's cells follow from operands: temps of one block, by number. */
  private record Formula(
      int number, BlockPlan plan, int[] values, LinkedHashMap<Integer, Integer> operands) {}

  /** What one put of a bundle does: keeps the operands that are new in it. */
  private record Part(
      Bundle bundle, int formula, boolean first, List<Integer> operands, int firstOperand) {}

  private static final class Bundle {
    final int[] cells;
    final Map<String, Formula> formulas = new LinkedHashMap<>();

    /** By identity: equal puts of two blocks put different temps. */
    final Map<Inst, Part> parts = new IdentityHashMap<>();

    /** The most operands that a formula has. */
    int operands;

    /** Local of the formula's number; the operands follow. */
    int local;

    Bundle(List<Integer> cells) {
      this.cells = cells.stream().mapToInt(cell -> cell).toArray();
    }

    /** What one instruction puts to its cells. */
    void add(Puts puts) {
      LinkedHashMap<Integer, Integer> kept = new LinkedHashMap<>();
      List<Inst> inOrder = List.copyOf(puts.byCell.values());
      int[] keptBefore = new int[inOrder.size() + 1];
      StringBuilder shape = new StringBuilder();
      boolean possible = true;
      for (int i = 0; i < inOrder.size(); i++) {
        Inst put = inOrder.get(i);
        possible &= describe(puts.plan, put.a(), kept, shape.append(put.imm()).append('='));
        keptBefore[i + 1] = kept.size();
      }
      int number = possible ? number(puts, shape.toString(), kept) : 0;
      List<Integer> operands = List.copyOf(kept.keySet());
      for (int i = 0; i < inOrder.size(); i++) {
        List<Integer> added = operands.subList(keptBefore[i], keptBefore[i + 1]);
        Part part = new Part(this, number, i == 0, possible ? added : List.of(), keptBefore[i]);
        parts.put(inOrder.get(i), part);
      }
    }

    private int number(Puts puts, String shape, LinkedHashMap<Integer, Integer> kept) {
      operands = Math.max(operands, kept.size());
      int[] values = Arrays.stream(cells).map(cell -> puts.byCell.get(cell).a()).toArray();
      int next = formulas.size() + 1;
      return formulas.computeIfAbsent(shape, _ -> new Formula(next, puts.plan, values, kept))
          .number;
    }

    /** True if any of its values is computed at the exits only. */
    boolean computes() {
      return formulas.values().stream()
          .anyMatch(
              formula ->
                  Arrays.stream(formula.values)
                      .anyMatch(value -> formula.plan.home(value) == BlockPlan.Home.EXPRESSION));
    }

    String descriptor() {
      return "(J" + "I".repeat(1 + operands + cells.length) + ")V";
    }
  }

  /** The puts of one instruction in their order, by cell. */
  private record Puts(int number, BlockPlan plan, LinkedHashMap<Integer, Inst> byCell) {
    Puts of(List<Integer> cells) {
      LinkedHashMap<Integer, Inst> some = new LinkedHashMap<>(byCell);
      some.keySet().retainAll(cells);
      return new Puts(number, plan, some);
    }
  }

  private final List<Bundle> bundles = new ArrayList<>();
  private final Map<Integer, Bundle> byCell = new HashMap<>();
  private final Map<Inst, Part> parts = new IdentityHashMap<>();

  DeferredPuts(RegionGraph graph, BlockPlan[] plans, Layout layout) {
    if (!graph.loops()) {
      return;
    }
    BitSet cells = candidates(graph, plans);
    List<Puts> all = new ArrayList<>();
    for (BlockPlan plan : plans) {
      collect(plan, graph.cells, cells, all);
    }
    Map<Integer, List<Puts>> ofCell = new TreeMap<>();
    for (Puts puts : all) {
      puts.byCell.forEach(
          (cell, _) -> ofCell.computeIfAbsent(cell, _ -> new ArrayList<>()).add(puts));
    }
    Map<List<Integer>, List<Integer>> alike = new LinkedHashMap<>();
    ofCell.forEach(
        (cell, puts) ->
            alike
                .computeIfAbsent(puts.stream().map(Puts::number).toList(), _ -> new ArrayList<>())
                .add(cell));
    alike.forEach(
        (_, together) -> {
          Bundle bundle = new Bundle(together);
          ofCell.get(together.getFirst()).forEach(puts -> bundle.add(puts.of(together)));
          if (bundle.computes()) {
            bundle.local = layout.pool().reserveInts(1 + bundle.operands);
            bundles.add(bundle);
            together.forEach(cell -> byCell.put(cell, bundle));
            parts.putAll(bundle.parts);
          }
        });
  }

  private static BitSet candidates(RegionGraph graph, BlockPlan[] plans) {
    BitSet cells = new BitSet();
    for (int cell = 0; cell < graph.cells.count(); cell++) {
      cells.set(cell, !graph.cells.wide(cell) && !graph.cells.floating(cell));
    }
    for (BlockPlan plan : plans) {
      for (Inst inst : plan.block.code()) {
        if (inst.op() == Op.GET32 && plan.home(inst.dst()) != BlockPlan.Home.NOWHERE) {
          int cell = graph.cells.at((int) inst.imm());
          if (cell >= 0) {
            cells.clear(cell);
          }
        }
      }
    }
    for (int offset : new int[] {StateLayout.FLAGS, StateLayout.AUX}) {
      if (graph.cells.at(offset) >= 0) {
        cells.clear(graph.cells.at(offset));
      }
    }
    return cells;
  }

  private static void collect(BlockPlan plan, Cells cells, BitSet candidates, List<Puts> into) {
    Puts puts = null;
    List<Inst> code = plan.block.code();
    for (int i = 0; i < code.size(); i++) {
      Inst inst = code.get(i);
      if (separates(inst)) {
        puts = null;
      } else if (inst.op() == Op.PUT32 && plan.stands(i)) {
        int cell = cells.at((int) inst.imm());
        if (cell >= 0 && candidates.get(cell)) {
          if (puts == null || puts.byCell.containsKey(cell)) {
            puts = new Puts(into.size(), plan, new LinkedHashMap<>());
            into.add(puts);
          }
          puts.byCell.put(cell, inst);
        }
      }
    }
  }

  /** True if all cells have to be right before it. */
  private static boolean separates(Inst inst) {
    return inst.op().kind == Op.Kind.CONTROL
        || inst.mayLeave()
        || inst.helper() != null && inst.helper().effect() != Helper.Effect.PURE;
  }

  /** False if it has operands that cannot be kept. */
  private static boolean describe(
      BlockPlan plan, int temp, Map<Integer, Integer> operands, StringBuilder shape) {
    switch (plan.home(temp)) {
      case CONSTANT -> {
        if (plan.definition(temp).op() == Op.PC32) {
          return false;
        }
        shape.append(plan.definition(temp).imm()).append(' ');
      }
      case EXPRESSION -> {
        Inst inst = plan.definition(temp);
        shape.append(inst.op()).append(':').append(inst.imm()).append('(');
        for (int i = 0; i < inst.argCount(); i++) {
          if (!describe(plan, inst.arg(i), operands, shape)) {
            return false;
          }
        }
        shape.append(')');
      }
      default -> {
        if (plan.type(temp) != Type.I32) {
          return false;
        }
        Integer number = operands.get(temp);
        if (number == null) {
          number = operands.size();
          operands.put(temp, number);
        }
        shape.append('%').append(number).append(' ');
        return operands.size() <= OPERANDS;
      }
    }
    return true;
  }

  /** Writes a put to a deferred cell; false if the cell is not one. */
  boolean put(Code code, Expressions expressions, Layout layout, Inst inst, int cell) {
    Part part = parts.get(inst);
    if (part == null) {
      return false;
    }
    int local = part.bundle.local;
    if (part.formula == 0) {
      expressions.push(inst.a());
      code.local(ISTORE, layout.local(cell));
    }
    for (int i = 0; i < part.operands.size(); i++) {
      expressions.push(part.operands.get(i));
      code.local(ISTORE, local + 1 + part.firstOperand + i);
    }
    if (part.first) {
      code.constant(part.formula);
      code.local(ISTORE, local);
    }
    return true;
  }

  /** True if a cell is written by {@link #writeBack}. */
  boolean has(int cell) {
    return byCell.containsKey(cell);
  }

  /** Writes the bundles that any of these cells is in to the CPU's state. */
  void writeBack(Code code, String owner, Layout layout, BitSet dirty) {
    for (int i = 0; i < bundles.size(); i++) {
      Bundle bundle = bundles.get(i);
      if (Arrays.stream(bundle.cells).anyMatch(dirty::get)) {
        code.local(LLOAD, Layout.STATE);
        for (int k = 0; k <= bundle.operands; k++) {
          code.local(ILOAD, bundle.local + k);
        }
        for (int cell : bundle.cells) {
          code.local(ILOAD, layout.local(cell));
        }
        code.call(owner, "flags" + i, bundle.descriptor());
      }
    }
  }

  /** After the cells have been loaded from memory. */
  void loaded(Code code) {
    for (Bundle bundle : bundles) {
      code.op(ICONST_0);
      code.local(ISTORE, bundle.local);
    }
  }

  void writeMethods(ClassWriter writer, Layout layout, int maxStack) {
    for (int i = 0; i < bundles.size(); i++) {
      Bundle bundle = bundles.get(i);
      MethodVisitor method =
          writer.visitMethod(
              ACC_PRIVATE | ACC_STATIC, "flags" + i, bundle.descriptor(), null, null);
      Object[] frame = new Object[2 + bundle.operands + bundle.cells.length];
      Arrays.fill(frame, INTEGER);
      frame[0] = LONG;
      Code code = new Code(method, frame);
      method.visitCode();
      for (Formula formula : bundle.formulas.values()) {
        Label next = new Label();
        code.local(ILOAD, 2);
        code.constant(formula.number);
        code.jump(IF_ICMPNE, next);
        Map<Integer, Integer> locals = new HashMap<>();
        formula.operands.forEach((temp, number) -> locals.put(temp, 3 + number));
        Expressions expressions = new Expressions(code, layout, formula.plan, locals);
        for (int k = 0; k < bundle.cells.length; k++) {
          pushAddress(code, layout.cells().offset(bundle.cells[k]));
          expressions.push(formula.values[k]);
          code.unsafe("putInt", "(JI)V");
        }
        code.op(RETURN);
        code.place(next);
      }
      for (int k = 0; k < bundle.cells.length; k++) {
        pushAddress(code, layout.cells().offset(bundle.cells[k]));
        code.local(ILOAD, 3 + bundle.operands + k);
        code.unsafe("putInt", "(JI)V");
      }
      code.op(RETURN);
      method.visitMaxs(maxStack, frame.length + 1);
      method.visitEnd();
    }
  }

  private static void pushAddress(Code code, int offset) {
    code.rawBase();
    code.local(LLOAD, 0);
    if (offset != 0) {
      code.constant((long) offset);
      code.op(LADD);
    }
  }
}
