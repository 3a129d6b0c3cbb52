package ebb.ir.exec;

import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.Type;
import ebb.ir.guest.Access;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Vcpu;
import org.agrona.UnsafeApi;

/**
 * Ops that the interpreter's loop leaves out: 64-bit division, lanes, 16-byte values, floating
 * point. The extension word is
 *
 * <pre>
 *  bit  0..15  c, third operand: offset as in {@link Code}
 *  bit 16..23  ordinal of the op
 *  bit 24      the address is an i32
 *  bit 32..63  imm
 * </pre>
 */
final class Rare {
  private static final Op[] OPS = Op.values();

  private Rare() {}

  static long extension(Op op, int c, boolean narrowAddress, long imm) {
    if (imm != (int) imm) {
      throw new IllegalArgumentException(op.mnemonic + " with immediate " + imm);
    }
    return c & 0xffff | op.ordinal() << 16 | (narrowAddress ? 1 << 24 : 0) | imm << 32;
  }

  static void run(Vcpu cpu, long d, long a, long b, long ext) {
    Op op = OPS[(int) ext >> 16 & 0xff];
    long imm = ext >> 32;
    long c = cpu.state + (short) ext;
    if (Eval.knows(op)) {
      long result = Eval.eval(op, imm, value(op, 0, a), value(op, 1, b), value(op, 2, c));
      if (op.result == Type.I32) {
        UnsafeApi.putInt(d, (int) result);
      } else {
        UnsafeApi.putLong(d, result);
      }
      return;
    }
    switch (op.kind) {
      case FLOAT -> FloatOps.run(cpu, op, (int) imm, d, a, b, c);
      case LOAD -> load128(cpu, d, address(a, ext), (int) imm);
      case STORE -> store128(cpu, address(a, ext), b, (int) imm);
      default -> wide(op, (int) imm, d, a, b, c);
    }
  }

  private static long value(Op op, int i, long p) {
    if (op.args.size() <= i) {
      return 0;
    }
    return op.args.get(i) == Type.I32 ? UnsafeApi.getInt(p) : UnsafeApi.getLong(p);
  }

  private static long address(long a, long ext) {
    return (ext & 1 << 24) != 0 ? UnsafeApi.getInt(a) & 0xffff_ffffL : UnsafeApi.getLong(a);
  }

  /** Ops on v128. All operands are read before the result is written, as they may overlap. */
  private static void wide(Op op, int imm, long d, long a, long b, long c) {
    switch (op) {
      case CONCAT128 -> put(d, UnsafeApi.getLong(a), UnsafeApi.getLong(b));
      case SELECT128 -> move(d, UnsafeApi.getInt(a) != 0 ? b : c);
      case GET128, PUT128 -> move(d, a);
      case VNOT128, VSHL128, VSHR128, VSAR128 -> {
        long low = half(op, imm, UnsafeApi.getLong(a), 0);
        put(d, low, half(op, imm, UnsafeApi.getLong(a + 8), 0));
      }
      default -> {
        long low = half(op, imm, UnsafeApi.getLong(a), UnsafeApi.getLong(b));
        put(d, low, half(op, imm, UnsafeApi.getLong(a + 8), UnsafeApi.getLong(b + 8)));
      }
    }
  }

  private static long half(Op op, int imm, long a, long b) {
    return switch (op) {
      case VADD128 -> Lanes.add(imm, a, b);
      case VSUB128 -> Lanes.sub(imm, a, b);
      case VMUL128 -> Lanes.mul(imm, a, b);
      case VAND128 -> a & b;
      case VOR128 -> a | b;
      case VXOR128 -> a ^ b;
      case VNOT128 -> ~a;
      case VSETEQ128 -> Lanes.seteq(imm, a, b);
      case VSETGTS128 -> Lanes.setgts(imm, a, b);
      case VSETGTU128 -> Lanes.setgtu(imm, a, b);
      case VSHL128 -> Lanes.shl(imm, a);
      case VSHR128 -> Lanes.shr(imm, a);
      case VSAR128 -> Lanes.sar(imm, a);
      default ->
          throw new IllegalArgumentException("no such op in the interpreter: " + op.mnemonic);
    };
  }

  private static void move(long d, long from) {
    put(d, UnsafeApi.getLong(from), UnsafeApi.getLong(from + 8));
  }

  private static void put(long d, long low, long high) {
    UnsafeApi.putLong(d, low);
    UnsafeApi.putLong(d + 8, high);
  }

  private static void load128(Vcpu cpu, long d, long va, int memop) {
    check128(cpu, va, memop, Access.READ);
    int half = GuestMemory.half(MemOp.aligned(memop, 1));
    long first = cpu.memory.load(cpu, va, half);
    long second = cpu.memory.load(cpu, va + 8, half);
    boolean swap = MemOp.bigEndian(memop);
    put(d, swap ? second : first, swap ? first : second);
  }

  private static void store128(Vcpu cpu, long va, long value, int memop) {
    check128(cpu, va, memop, Access.WRITE);
    int half = GuestMemory.half(MemOp.aligned(memop, 1));
    long low = UnsafeApi.getLong(value);
    long high = UnsafeApi.getLong(value + 8);
    boolean swap = MemOp.bigEndian(memop);
    cpu.memory.store(cpu, va, swap ? high : low, half);
    cpu.memory.store(cpu, va + 8, swap ? low : high, half);
  }

  /** The halves are accessed one after the other, so the second must not be the first to fault. */
  private static void check128(Vcpu cpu, long va, int memop, Access access) {
    if ((va & MemOp.alignment(memop) - 1) != 0) {
      throw cpu.alignmentFault(va, access);
    }
    if ((va & GuestMemory.PAGE_SIZE - 1) > GuestMemory.PAGE_SIZE - 16) {
      cpu.memory.probe(cpu, va, 16, access, MemOp.mmuIndex(memop));
    }
  }
}
