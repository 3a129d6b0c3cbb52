package ebb.ir.testing;

import ebb.ir.Helper;
import ebb.ir.StateLayout;
import ebb.ir.Type;
import java.util.List;

/**
 * A guest that is no architecture in particular: registers of each width, x86's lazy flags, A64's
 * NZCV, an x87 stack. Test files name these slots and helpers.
 */
public final class TestLayout {
  public static final StateLayout LAYOUT = new StateLayout();

  /** r0 to r7, i32. */
  public static final int R0 = LAYOUT.add("r0", Type.I32, 0);

  /** x0 to x7, i64. */
  public static final int X0;

  /** q0 to q3, v128. */
  public static final int Q0;

  /** x87: st0 to st7 as f64 bits, and the number of the stack's top. */
  public static final int ST0;

  public static final int TOP;

  static {
    for (int i = 1; i < 8; i++) {
      LAYOUT.add("r" + i, Type.I32, i);
    }
    for (String name :
        List.of(
            "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "fs_base", "cc_op", "cc_dst",
            "cc_src", "nf", "zf", "cf", "vf")) {
      LAYOUT.add(name, Type.I32);
    }
    X0 = LAYOUT.add("x0", Type.I64, 8);
    for (int i = 1; i < 8; i++) {
      LAYOUT.add("x" + i, Type.I64, 8 + i);
    }
    Q0 = LAYOUT.add("q0", Type.V128);
    for (int i = 1; i < 4; i++) {
      LAYOUT.add("q" + i, Type.V128);
    }
    ST0 = LAYOUT.add("st0", Type.I64);
    for (int i = 1; i < 8; i++) {
      LAYOUT.add("st" + i, Type.I64);
    }
    TOP = LAYOUT.add("top", Type.I32);
  }

  /** A function of its arguments. */
  public static final Helper MIX =
      new Helper("mix", Helper.Effect.PURE, 2, (cpu, a, b, c, d) -> a * 31 + b);

  /** Adds the slots r0 and r1 and the argument. */
  public static final Helper SUM =
      new Helper(
          "sum",
          Helper.Effect.READS_STATE,
          1,
          (cpu, a, b, c, d) -> cpu.getInt(R0) + cpu.getInt(R0 + 4) + a);

  /** Writes the argument to r2 and returns what was there. */
  public static final Helper SWAP =
      new Helper(
          "swap",
          Helper.Effect.WRITES_STATE,
          1,
          (cpu, a, b, c, d) -> {
            long old = cpu.getInt(R0 + 8);
            cpu.putInt(R0 + 8, (int) a);
            return old;
          });

  /** Faults if the argument is not zero. */
  public static final Helper TRAP =
      new Helper(
          "trap",
          Helper.Effect.PRECISE,
          1,
          (cpu, a, b, c, d) -> {
            if (a != 0) {
              throw cpu.fault;
            }
            return 0;
          });

  /** Makes the run stop after this instruction. */
  public static final Helper CUT =
      new Helper(
          "cut",
          Helper.Effect.PRECISE,
          0,
          (cpu, a, b, c, d) -> {
            cpu.cutBudget();
            return 0;
          });

  /** Adds up all its arguments, as i64. */
  public static final Helper SUM4 =
      new Helper("sum4", Helper.Effect.PURE, 4, (cpu, a, b, c, d) -> a + 3 * b + 5 * c + 7 * d);

  /** x87: reads ST(i). */
  public static final Helper X87_GET =
      new Helper(
          "x87_get",
          Helper.Effect.READS_STATE,
          1,
          (cpu, i, b, c, d) -> cpu.getLong(ST0 + 8 * ((cpu.getInt(TOP) + (int) i) & 7)));

  /** x87: writes ST(i). */
  public static final Helper X87_SET =
      new Helper(
          "x87_set",
          Helper.Effect.WRITES_STATE,
          2,
          (cpu, i, value, c, d) -> {
            cpu.putLong(ST0 + 8 * ((cpu.getInt(TOP) + (int) i) & 7), value);
            return 0;
          });

  public static final List<Helper> HELPERS =
      List.of(MIX, SUM, SWAP, TRAP, CUT, SUM4, X87_GET, X87_SET);

  private TestLayout() {}

  public static int r(int n) {
    return R0 + 4 * n;
  }

  public static int x(int n) {
    return X0 + 8 * n;
  }

  public static int q(int n) {
    return Q0 + 16 * n;
  }
}
