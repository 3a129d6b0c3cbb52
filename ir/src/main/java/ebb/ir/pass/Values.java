package ebb.ir.pass;

import ebb.ir.Bits;
import ebb.ir.Inst;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.Type;
import java.util.Arrays;

/** What is known of the temps defined so far: how, and which of their bits may be one. */
final class Values {
  private final Rewriter out;
  private Inst[] defs;
  private long[] mayBeOne;

  Values(Rewriter out) {
    this.out = out;
    this.defs = new Inst[out.temps() + 16];
    this.mayBeOne = new long[defs.length];
  }

  /** Notes the final form of an op. */
  void define(Inst inst) {
    int t = inst.dst();
    if (t < 0) {
      return;
    }
    if (t >= defs.length) {
      defs = Arrays.copyOf(defs, t * 2);
      mayBeOne = Arrays.copyOf(mayBeOne, t * 2);
    }
    defs[t] = inst;
    mayBeOne[t] = bits(inst);
  }

  Inst def(int t) {
    return defs[t];
  }

  boolean isConstant(int t) {
    return defs[t].op() == Op.CONST32 || defs[t].op() == Op.CONST64;
  }

  boolean is(int t, long value) {
    return isConstant(t) && constant(t) == value;
  }

  /** The value of a constant, sign-extended. */
  long constant(int t) {
    return defs[t].op() == Op.CONST32 ? (int) defs[t].imm() : defs[t].imm();
  }

  /** The argument of the op that defines t, if that is {@code op}; else -1. */
  int through(Op op, int t, int argument) {
    return defs[t].op() == op ? defs[t].arg(argument) : -1;
  }

  /** Bits of an i32 or i64 that may be one; for an i32 none above bit 31. */
  long mayBeOne(int t) {
    return mayBeOne[t];
  }

  /** A temp with this constant. */
  int constant(Type type, long value) {
    int t = out.constant(type, value);
    define(new Inst(type == Type.I32 ? Op.CONST32 : Op.CONST64, t, -1, -1, -1, -1, value, null));
    return t;
  }

  private long bits(Inst inst) {
    long all = inst.op().result == Type.I32 ? 0xffff_ffffL : -1L;
    return switch (inst.op()) {
      case CONST32, CONST64 -> inst.imm() & all;
      case AND32, AND64 -> mayBeOne[inst.a()] & mayBeOne[inst.b()];
      case OR32, OR64, XOR32, XOR64 -> mayBeOne[inst.a()] | mayBeOne[inst.b()];
      case SELECT32, SELECT64 -> mayBeOne[inst.b()] | mayBeOne[inst.c()];
      case SHL32, SHL64 -> isConstant(inst.b()) ? mayBeOne[inst.a()] << amount(inst) & all : all;
      case SHR32, SHR64 -> isConstant(inst.b()) ? mayBeOne[inst.a()] >>> amount(inst) : all;
      case EXTRACT32, EXTRACT64 ->
          mayBeOne[inst.a()] >>> Bits.lsb(inst.imm()) & -1L >>> 64 - Bits.length(inst.imm());
      case SETEQ32, SETNE32, SETLTU32, SETLEU32, SETLTS32, SETLES32 -> 1;
      case SETEQ64, SETNE64, SETLTU64, SETLEU64, SETLTS64, SETLES64 -> 1;
      case CLZ32, CTZ32, POPCNT32 -> 63;
      case ZEXT64 -> mayBeOne[inst.a()];
      case TRUNC32 -> mayBeOne[inst.a()] & all;
      case HIGH32 -> mayBeOne[inst.a()] >>> 32;
      case CONCAT64 -> mayBeOne[inst.a()] | mayBeOne[inst.b()] << 32;
      case LOAD32, LOAD64 -> {
        int memop = (int) inst.imm();
        yield MemOp.signed(memop) ? all : -1L >>> 64 - 8 * MemOp.bytes(memop);
      }
      default -> all;
    };
  }

  private int amount(Inst shift) {
    return (int) constant(shift.b()) & (shift.op().result == Type.I32 ? 31 : 63);
  }
}
