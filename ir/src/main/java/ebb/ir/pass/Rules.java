package ebb.ir.pass;

import ebb.ir.Bits;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.Type;
import java.util.Arrays;

/**
 * The algebraic simplifications, a row each. Constant arguments of commutative ops have been moved
 * to the right before, and ops all of whose arguments are constants have been computed.
 */
final class Rules {
  /** Tries to simplify an op. */
  @FunctionalInterface
  interface Rule {
    /**
     * @return null if the rule does not match; a MOVE result, or an op with the same result temp
     */
    Result apply(Values v, Inst i);
  }

  /** Either an existing temp (op null), or another op for the same result. */
  record Result(int temp, Inst op) {}

  private static final Rule[][] RULES = new Rule[Op.values().length][0];

  static {
    // x op 0
    rows(
        "x op 0 = x",
        (v, i) -> v.is(i.b(), 0) ? same(i.a()) : null,
        Op.ADD32,
        Op.ADD64,
        Op.SUB32,
        Op.SUB64,
        Op.OR32,
        Op.OR64,
        Op.XOR32,
        Op.XOR64,
        Op.SHL32,
        Op.SHL64,
        Op.SHR32,
        Op.SHR64,
        Op.SAR32,
        Op.SAR64,
        Op.ROTR32,
        Op.ROTR64);
    rows(
        "x op 0 = 0",
        (v, i) -> v.is(i.b(), 0) ? same(i.b()) : null,
        Op.AND32,
        Op.AND64,
        Op.MUL32,
        Op.MUL64);
    rows(
        "x * 1 = x",
        (v, i) -> v.is(i.b(), 1) ? same(i.a()) : null,
        Op.MUL32,
        Op.MUL64,
        Op.DIVS32,
        Op.DIVU32,
        Op.DIVS64,
        Op.DIVU64);
    rows("x | -1 = -1", (v, i) -> v.is(i.b(), -1) ? same(i.b()) : null, Op.OR32, Op.OR64);
    rows("x & m = x where m covers x", Rules::maskCovers, Op.AND32, Op.AND64);

    // x op x
    rows(
        "x op x = x",
        (v, i) -> i.a() == i.b() ? same(i.a()) : null,
        Op.AND32,
        Op.AND64,
        Op.OR32,
        Op.OR64,
        Op.VMINS64,
        Op.VMINU64,
        Op.VMAXS64,
        Op.VMAXU64,
        Op.VAND128,
        Op.VOR128);
    rows(
        "x op x = 0",
        (v, i) -> i.a() == i.b() ? constant(i, 0) : null,
        Op.SUB32,
        Op.SUB64,
        Op.XOR32,
        Op.XOR64,
        Op.SETNE32,
        Op.SETNE64,
        Op.SETLTU32,
        Op.SETLTU64,
        Op.SETLTS32,
        Op.SETLTS64,
        Op.VSUB64);
    rows(
        "x op x = 1",
        (v, i) -> i.a() == i.b() ? constant(i, 1) : null,
        Op.SETEQ32,
        Op.SETEQ64,
        Op.SETLEU32,
        Op.SETLEU64,
        Op.SETLES32,
        Op.SETLES64);

    // Nothing is below zero.
    rows("x < 0 = 0", (v, i) -> v.is(i.b(), 0) ? constant(i, 0) : null, Op.SETLTU32, Op.SETLTU64);
    rows("0 <= x = 1", (v, i) -> v.is(i.a(), 0) ? constant(i, 1) : null, Op.SETLEU32, Op.SETLEU64);

    // (x op c) op d
    rows("(x + c) + d = x + (c + d)", (v, i) -> reassociate(v, i, Op.ADD32), Op.ADD32);
    rows("pc + c", Rules::addToPc, Op.ADD32);
    rows("(x + c) + d = x + (c + d)", (v, i) -> reassociate(v, i, Op.ADD64), Op.ADD64);
    rows("(x & c) & d = x & (c & d)", (v, i) -> reassociate(v, i, Op.AND32), Op.AND32);
    rows("(x & c) & d = x & (c & d)", (v, i) -> reassociate(v, i, Op.AND64), Op.AND64);
    rows("(x ^ c) ^ d = x ^ (c ^ d)", (v, i) -> reassociate(v, i, Op.XOR32), Op.XOR32);
    rows("(x | c) | d = x | (c | d)", (v, i) -> reassociate(v, i, Op.OR32), Op.OR32);
    rows("x - c = x + -c", Rules::subtractConstant, Op.SUB32, Op.SUB64);

    // op (op x)
    rows("-(-x) = x", (v, i) -> same(v.through(Op.NEG32, i.a(), 0)), Op.NEG32);
    rows("-(-x) = x", (v, i) -> same(v.through(Op.NEG64, i.a(), 0)), Op.NEG64);
    rows("~~x = x", (v, i) -> same(v.through(Op.NOT32, i.a(), 0)), Op.NOT32);
    rows("~~x = x", (v, i) -> same(v.through(Op.NOT64, i.a(), 0)), Op.NOT64);
    rows("~~x = x", (v, i) -> same(v.through(Op.VNOT128, i.a(), 0)), Op.VNOT128);
    rows("reversed twice", (v, i) -> same(v.through(Op.BSWAP32, i.a(), 0)), Op.BSWAP32);
    rows("reversed twice", (v, i) -> same(v.through(Op.BSWAP64, i.a(), 0)), Op.BSWAP64);
    rows("reversed twice", (v, i) -> same(v.through(Op.RBIT32, i.a(), 0)), Op.RBIT32);

    // Narrowing what has been widened.
    rows("trunc zext x = x", (v, i) -> same(v.through(Op.ZEXT64, i.a(), 0)), Op.TRUNC32);
    rows("trunc sext x = x", (v, i) -> same(v.through(Op.SEXT64, i.a(), 0)), Op.TRUNC32);
    rows("trunc concat(l, h) = l", (v, i) -> same(v.through(Op.CONCAT64, i.a(), 0)), Op.TRUNC32);
    rows("high concat(l, h) = h", (v, i) -> same(v.through(Op.CONCAT64, i.a(), 1)), Op.HIGH32);
    rows(
        "high x = 0 if x is narrow",
        (v, i) -> v.mayBeOne(i.a()) >>> 32 == 0 ? constant(i, 0) : null,
        Op.HIGH32);
    rows("low concat(l, h) = l", (v, i) -> same(v.through(Op.CONCAT128, i.a(), 0)), Op.LOW128);
    rows("high concat(l, h) = h", (v, i) -> same(v.through(Op.CONCAT128, i.a(), 1)), Op.HIGH128);
    rows(
        "exts8 x = x if x < 128",
        (v, i) -> v.mayBeOne(i.a()) >>> 7 == 0 ? same(i.a()) : null,
        Op.EXTS8);
    rows(
        "exts16 x = x if x < 32768",
        (v, i) -> v.mayBeOne(i.a()) >>> 15 == 0 ? same(i.a()) : null,
        Op.EXTS16);
    rows("extract of all that may be one", Rules::extractCovers, Op.EXTRACT32, Op.EXTRACT64);

    // Selections and truth values.
    rows(
        "c ? x : x = x",
        (v, i) -> i.b() == i.c() ? same(i.b()) : null,
        Op.SELECT32,
        Op.SELECT64,
        Op.SELECT128);
    rows("constant ? x : y", Rules::selectByConstant, Op.SELECT32, Op.SELECT64, Op.SELECT128);
    rows(
        "b != 0 = b",
        (v, i) -> v.is(i.b(), 0) && v.mayBeOne(i.a()) == 1 ? same(i.a()) : null,
        Op.SETNE32);
    rows("(x cc y) == 0 = x !cc y", Rules::negate, Op.SETEQ32);
    rows("b ^ 1 = !b", Rules::negateByXor, Op.XOR32);
  }

  private Rules() {}

  /** The first rule that matches, or null. */
  static Result apply(Values v, Inst inst) {
    for (Rule rule : RULES[inst.op().ordinal()]) {
      Result result = rule.apply(v, inst);
      if (result != null) {
        return result;
      }
    }
    return null;
  }

  /**
   * @param what the rule as a formula
   */
  private static void rows(String what, Rule rule, Op... ops) {
    for (Op op : ops) {
      Rule[] old = RULES[op.ordinal()];
      Rule[] more = Arrays.copyOf(old, old.length + 1);
      more[old.length] = rule;
      RULES[op.ordinal()] = more;
    }
  }

  private static Result same(int t) {
    return t < 0 ? null : new Result(t, null);
  }

  private static Result op(Inst old, Op op, int a, int b) {
    return new Result(-1, new Inst(op, old.dst(), a, b, -1, -1, 0, null));
  }

  static Result constant(Inst old, long value) {
    Op op = old.op().result == Type.I32 ? Op.CONST32 : Op.CONST64;
    return new Result(-1, new Inst(op, old.dst(), -1, -1, -1, -1, value, null));
  }

  private static Result maskCovers(Values v, Inst i) {
    return v.isConstant(i.b()) && (v.mayBeOne(i.a()) & ~v.constant(i.b())) == 0
        ? same(i.a())
        : null;
  }

  private static Result extractCovers(Values v, Inst i) {
    return Bits.lsb(i.imm()) == 0 && v.mayBeOne(i.a()) >>> Bits.length(i.imm()) - 1 >>> 1 == 0
        ? same(i.a())
        : null;
  }

  private static Result reassociate(Values v, Inst i, Op op) {
    int inner = v.through(op, i.a(), 1);
    if (inner < 0 || !v.isConstant(inner) || !v.isConstant(i.b())) {
      return null;
    }
    long value = ebb.ir.exec.Eval.eval(op, 0, v.constant(inner), v.constant(i.b()), 0);
    return op(i, op, v.def(i.a()).a(), v.constant(op.result, value));
  }

  private static Result addToPc(Values v, Inst i) {
    Inst pc = v.def(i.a());
    if (pc.op() != Op.PC32 || !v.isConstant(i.b())) {
      return null;
    }
    int address = (int) (pc.imm() + v.constant(i.b()));
    return new Result(-1, new Inst(Op.PC32, i.dst(), -1, -1, -1, -1, address, null));
  }

  private static Result subtractConstant(Values v, Inst i) {
    if (!v.isConstant(i.b())) {
      return null;
    }
    boolean narrow = i.op() == Op.SUB32;
    long value = narrow ? -(int) v.constant(i.b()) : -v.constant(i.b());
    return op(i, narrow ? Op.ADD32 : Op.ADD64, i.a(), v.constant(i.op().result, value));
  }

  private static Result selectByConstant(Values v, Inst i) {
    return v.isConstant(i.a()) ? same(v.constant(i.a()) != 0 ? i.b() : i.c()) : null;
  }

  private static Result negate(Values v, Inst i) {
    return v.is(i.b(), 0) ? negated(v, i) : null;
  }

  private static Result negateByXor(Values v, Inst i) {
    return v.is(i.b(), 1) ? negated(v, i) : null;
  }

  /** The opposite of the comparison that defines the first argument. */
  private static Result negated(Values v, Inst i) {
    Inst set = v.def(i.a());
    return switch (set.op()) {
      case SETEQ32 -> op(i, Op.SETNE32, set.a(), set.b());
      case SETNE32 -> op(i, Op.SETEQ32, set.a(), set.b());
      case SETLTU32 -> op(i, Op.SETLEU32, set.b(), set.a());
      case SETLEU32 -> op(i, Op.SETLTU32, set.b(), set.a());
      case SETLTS32 -> op(i, Op.SETLES32, set.b(), set.a());
      case SETLES32 -> op(i, Op.SETLTS32, set.b(), set.a());
      case SETEQ64 -> op(i, Op.SETNE64, set.a(), set.b());
      case SETNE64 -> op(i, Op.SETEQ64, set.a(), set.b());
      case SETLTU64 -> op(i, Op.SETLEU64, set.b(), set.a());
      case SETLEU64 -> op(i, Op.SETLTU64, set.b(), set.a());
      case SETLTS64 -> op(i, Op.SETLES64, set.b(), set.a());
      case SETLES64 -> op(i, Op.SETLTS64, set.b(), set.a());
      default -> null;
    };
  }
}
