package ebb.backend.jvm;

import static org.objectweb.asm.Opcodes.*;

import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Type;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Lazy flags. A cell that the region puts but never gets is only seen where the region leaves, so
 * in loops its value is not computed at the put: the put keeps the operands and the number of the
 * formula, and the exits compute. Formula 0 is the value in the cell itself. Each such cell has a
 * static method
 *
 * <pre>int cellN(int cell, int formula, int operand0, int operand1, int operand2)</pre>
 */
final class DeferredPuts {
  private static final int OPERANDS = 3;
  private static final String DESCRIPTOR = "(IIIII)I";

  /**
   * How a put's value follows from operands: temps of its block, numbered in order of appearance.
   */
  private record Formula(int number, BlockPlan plan, int value, Map<Integer, Integer> operands) {}

  private static final class Cell {
    final Map<String, Formula> formulas = new LinkedHashMap<>();

    /** By identity: equal puts of two blocks put different temps. */
    final Map<Inst, Formula> byPut = new IdentityHashMap<>();

    /** Local of the formula's number; the operands follow. */
    int local;
  }

  private final TreeMap<Integer, Cell> cells = new TreeMap<>();

  DeferredPuts(RegionGraph graph, BlockPlan[] plans, Layout layout) {
    if (!graph.loops()) {
      return;
    }
    for (BlockPlan plan : plans) {
      for (int i = 0; i < plan.block.code().size(); i++) {
        Inst inst = plan.block.code().get(i);
        int cell = inst.op() == Op.PUT32 ? graph.cells.at((int) inst.imm()) : -1;
        if (cell >= 0 && !graph.cells.wide(cell) && plan.stands(i)) {
          note(plan, inst, cell);
        }
      }
    }
    for (BlockPlan plan : plans) {
      for (Inst inst : plan.block.code()) {
        if (inst.op() == Op.GET32 && plan.home(inst.dst()) != BlockPlan.Home.NOWHERE) {
          cells.remove(graph.cells.at((int) inst.imm()));
        }
      }
    }
    for (int offset : new int[] {StateLayout.FLAGS, StateLayout.AUX}) {
      cells.remove(graph.cells.at(offset));
    }
    cells.values().forEach(cell -> cell.local = layout.pool().reserveInts(1 + OPERANDS));
  }

  private void note(BlockPlan plan, Inst put, int cell) {
    if (plan.home(put.a()) != BlockPlan.Home.EXPRESSION) {
      return;
    }
    Map<Integer, Integer> operands = new LinkedHashMap<>();
    StringBuilder shape = new StringBuilder();
    if (!describe(plan, put.a(), operands, shape)) {
      return;
    }
    Cell c = cells.computeIfAbsent(cell, _ -> new Cell());
    Formula formula =
        c.formulas.computeIfAbsent(
            shape.toString(), _ -> new Formula(c.formulas.size() + 1, plan, put.a(), operands));
    c.byPut.put(put, new Formula(formula.number, plan, put.a(), operands));
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
    Cell deferred = cells.get(cell);
    if (deferred == null) {
      return false;
    }
    Formula formula = deferred.byPut.get(inst);
    if (formula == null) {
      expressions.push(inst.a());
      code.local(ISTORE, layout.local(cell));
    } else {
      formula.operands.forEach(
          (temp, number) -> {
            expressions.push(temp);
            code.local(ISTORE, deferred.local + 1 + number);
          });
    }
    code.constant(formula == null ? 0 : formula.number);
    code.local(ISTORE, deferred.local);
    return true;
  }

  /** After the cell on the stack: replaces it by its value. */
  void compute(Code code, String owner, int cell) {
    Cell deferred = cells.get(cell);
    if (deferred != null) {
      for (int i = 0; i <= OPERANDS; i++) {
        code.local(ILOAD, deferred.local + i);
      }
      code.call(owner, "cell" + cell, DESCRIPTOR);
    }
  }

  /** After the cell has been loaded from memory. */
  void loaded(Code code, int cell) {
    Cell deferred = cells.get(cell);
    if (deferred != null) {
      code.op(ICONST_0);
      code.local(ISTORE, deferred.local);
    }
  }

  void writeMethods(ClassWriter writer, Layout layout, int maxStack) {
    cells.forEach(
        (cell, deferred) -> {
          MethodVisitor method =
              writer.visitMethod(ACC_PRIVATE | ACC_STATIC, "cell" + cell, DESCRIPTOR, null, null);
          Object[] frame = new Object[2 + OPERANDS];
          Arrays.fill(frame, INTEGER);
          Code code = new Code(method, frame);
          method.visitCode();
          for (Formula formula : deferred.formulas.values()) {
            Label next = new Label();
            code.local(ILOAD, 1);
            code.constant(formula.number);
            code.jump(IF_ICMPNE, next);
            Map<Integer, Integer> locals = new HashMap<>();
            formula.operands.forEach((temp, number) -> locals.put(temp, 2 + number));
            new Expressions(code, layout, formula.plan, locals).push(formula.value);
            code.op(IRETURN);
            code.place(next);
          }
          code.local(ILOAD, 0);
          code.op(IRETURN);
          method.visitMaxs(maxStack, frame.length);
          method.visitEnd();
        });
  }
}
