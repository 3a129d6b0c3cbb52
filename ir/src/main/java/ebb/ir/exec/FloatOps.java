package ebb.ir.exec;

import static ebb.ir.fp.SoftFloat.add32;
import static ebb.ir.fp.SoftFloat.add64;
import static ebb.ir.fp.SoftFloat.cmp32;
import static ebb.ir.fp.SoftFloat.cmp64;
import static ebb.ir.fp.SoftFloat.cvt32to64;
import static ebb.ir.fp.SoftFloat.cvt32tos32;
import static ebb.ir.fp.SoftFloat.cvt32tou32;
import static ebb.ir.fp.SoftFloat.cvt64to32;
import static ebb.ir.fp.SoftFloat.cvt64tos32;
import static ebb.ir.fp.SoftFloat.cvt64tou32;
import static ebb.ir.fp.SoftFloat.cvts64to32;
import static ebb.ir.fp.SoftFloat.cvts64to64;
import static ebb.ir.fp.SoftFloat.div32;
import static ebb.ir.fp.SoftFloat.div64;
import static ebb.ir.fp.SoftFloat.fma32;
import static ebb.ir.fp.SoftFloat.fma64;
import static ebb.ir.fp.SoftFloat.mul32;
import static ebb.ir.fp.SoftFloat.mul64;
import static ebb.ir.fp.SoftFloat.sqrt32;
import static ebb.ir.fp.SoftFloat.sqrt64;
import static ebb.ir.fp.SoftFloat.sub32;
import static ebb.ir.fp.SoftFloat.sub64;
import static org.agrona.UnsafeApi.getInt;
import static org.agrona.UnsafeApi.getLong;

import ebb.ir.Op;
import ebb.ir.Type;
import ebb.ir.fp.FloatPair;
import ebb.ir.guest.Vcpu;
import org.agrona.UnsafeApi;

/** The FLOAT ops on operands in memory. */
final class FloatOps {
  private FloatOps() {}

  static void run(Vcpu cpu, Op op, int variant, long d, long a, long b, long c) {
    if (op.result == Type.I32) {
      UnsafeApi.putInt(d, narrow(cpu, op, variant, a, b, c));
    } else {
      UnsafeApi.putLong(d, wide(cpu, op, variant, a, b, c));
    }
  }

  private static int narrow(Vcpu cpu, Op op, int variant, long a, long b, long c) {
    return switch (op) {
      case FADD32 -> add32(cpu, getInt(a), getInt(b), variant);
      case FSUB32 -> sub32(cpu, getInt(a), getInt(b), variant);
      case FMUL32 -> mul32(cpu, getInt(a), getInt(b), variant);
      case FDIV32 -> div32(cpu, getInt(a), getInt(b), variant);
      case FSQRT32 -> sqrt32(cpu, getInt(a), variant);
      case FMA32 -> fma32(cpu, getInt(a), getInt(b), getInt(c), variant);
      case FCMP32 -> cmp32(cpu, getInt(a), getInt(b), variant);
      case FCMP64 -> cmp64(cpu, getLong(a), getLong(b), variant);
      case FCVT64TO32 -> cvt64to32(cpu, getLong(a), variant);
      case FCVTS64TO32 -> cvts64to32(cpu, getLong(a), variant);
      case FCVT32TOS32 -> cvt32tos32(cpu, getInt(a), variant);
      case FCVT32TOU32 -> cvt32tou32(cpu, getInt(a), variant);
      case FCVT64TOS32 -> cvt64tos32(cpu, getLong(a), variant);
      case FCVT64TOU32 -> cvt64tou32(cpu, getLong(a), variant);
      default ->
          throw new IllegalArgumentException("no such op in the interpreter: " + op.mnemonic);
    };
  }

  private static long wide(Vcpu cpu, Op op, int variant, long a, long b, long c) {
    return switch (op) {
      case FADD64 -> add64(cpu, getLong(a), getLong(b), variant);
      case FSUB64 -> sub64(cpu, getLong(a), getLong(b), variant);
      case FMUL64 -> mul64(cpu, getLong(a), getLong(b), variant);
      case FDIV64 -> div64(cpu, getLong(a), getLong(b), variant);
      case FSQRT64 -> sqrt64(cpu, getLong(a), variant);
      case FMA64 -> fma64(cpu, getLong(a), getLong(b), getLong(c), variant);
      case FCVT32TO64 -> cvt32to64(cpu, getInt(a), variant);
      case FCVTS64TO64 -> cvts64to64(cpu, getLong(a), variant);
      default -> pair(cpu, op, variant, a, b, c);
    };
  }

  private static long pair(Vcpu cpu, Op op, int variant, long a, long b, long c) {
    return switch (op) {
      case VFADD64 -> FloatPair.add(cpu, getLong(a), getLong(b), variant);
      case VFMUL64 -> FloatPair.mul(cpu, getLong(a), getLong(b), variant);
      case VFMLA64 -> FloatPair.mla(cpu, getLong(a), getLong(b), getLong(c), variant);
      case VFMAX64 -> FloatPair.max(cpu, getLong(a), getLong(b), variant);
      case VFMIN64 -> FloatPair.min(cpu, getLong(a), getLong(b), variant);
      case VFSETEQ64 -> FloatPair.seteq(cpu, getLong(a), getLong(b), variant);
      case VFSETGE64 -> FloatPair.setge(cpu, getLong(a), getLong(b), variant);
      case VFSETGT64 -> FloatPair.setgt(cpu, getLong(a), getLong(b), variant);
      default ->
          throw new IllegalArgumentException("no such op in the interpreter: " + op.mnemonic);
    };
  }
}
