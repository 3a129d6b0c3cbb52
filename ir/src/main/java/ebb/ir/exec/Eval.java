package ebb.ir.exec;

import ebb.ir.Bits;
import ebb.ir.Op;

/**
 * What the scalar PURE ops compute, as one function: for constant folding and rare ops. i32 values
 * are passed and returned sign-extended.
 */
public final class Eval {
  private Eval() {}

  /** True if {@link #eval} knows the op. */
  public static boolean knows(Op op) {
    return op.kind == Op.Kind.PURE
        && op.ordinal() < Op.VADD128.ordinal()
        && switch (op) {
          case CONST32, CONST64, PC32, CONCAT128, LOW128, HIGH128, SELECT128 -> false;
          default -> true;
        };
  }

  /**
   * @throws IllegalArgumentException if the op is not known
   */
  public static long eval(Op op, long imm, long a, long b, long c) {
    return switch (op) {
      case ADD32 -> (int) (a + b);
      case SUB32 -> (int) (a - b);
      case MUL32 -> (int) (a * b);
      case DIVS32 -> divs32((int) a, (int) b);
      case DIVU32 -> divu32((int) a, (int) b);
      case REMS32 -> rems32((int) a, (int) b);
      case REMU32 -> remu32((int) a, (int) b);
      case AND32, AND64 -> a & b;
      case OR32, OR64 -> a | b;
      case XOR32, XOR64 -> a ^ b;
      case SHL32 -> (int) a << (int) b;
      case SHR32 -> (int) a >>> (int) b;
      case SAR32 -> (int) a >> (int) b;
      case ROTR32 -> Integer.rotateRight((int) a, (int) b);
      case NEG32 -> -(int) a;
      case NOT32, NOT64 -> ~a;
      case CLZ32 -> Integer.numberOfLeadingZeros((int) a);
      case CTZ32 -> Integer.numberOfTrailingZeros((int) a);
      case POPCNT32 -> Integer.bitCount((int) a);
      case BSWAP32 -> Integer.reverseBytes((int) a);
      case RBIT32 -> Integer.reverse((int) a);
      case EXTS8 -> (byte) a;
      case EXTS16 -> (short) a;
      case EXTRACT32 -> (int) (a >>> Bits.lsb(imm) & mask(Bits.length(imm)));
      case SEXTRACT32 -> (int) a << 32 - Bits.lsb(imm) - Bits.length(imm) >> 32 - Bits.length(imm);
      case DEPOSIT32 -> (int) deposit(imm, a, b);
      case SETEQ32, SETEQ64 -> bit(a == b);
      case SETNE32, SETNE64 -> bit(a != b);
      case SETLTU32, SETLTU64 -> bit(Long.compareUnsigned(a, b) < 0);
      case SETLEU32, SETLEU64 -> bit(Long.compareUnsigned(a, b) <= 0);
      case SETLTS32, SETLTS64 -> bit(a < b);
      case SETLES32, SETLES64 -> bit(a <= b);
      case SELECT32, SELECT64 -> a != 0 ? b : c;
      case ADD64 -> a + b;
      case SUB64 -> a - b;
      case MUL64 -> a * b;
      case MULHS64 -> Math.multiplyHigh(a, b);
      case MULHU64 -> Math.unsignedMultiplyHigh(a, b);
      case DIVS64 -> divs64(a, b);
      case DIVU64 -> divu64(a, b);
      case REMS64 -> rems64(a, b);
      case REMU64 -> remu64(a, b);
      case SHL64 -> a << (int) b;
      case SHR64 -> a >>> (int) b;
      case SAR64 -> a >> (int) b;
      case ROTR64 -> Long.rotateRight(a, (int) b);
      case NEG64 -> -a;
      case CLZ64 -> Long.numberOfLeadingZeros(a);
      case CTZ64 -> Long.numberOfTrailingZeros(a);
      case POPCNT64 -> Long.bitCount(a);
      case BSWAP64 -> Long.reverseBytes(a);
      case RBIT64 -> Long.reverse(a);
      case EXTRACT64 -> a >>> Bits.lsb(imm) & mask(Bits.length(imm));
      case SEXTRACT64 -> a << 64 - Bits.lsb(imm) - Bits.length(imm) >> 64 - Bits.length(imm);
      case DEPOSIT64 -> deposit(imm, a, b);
      case ZEXT64 -> a & 0xffff_ffffL;
      case SEXT64 -> a;
      case TRUNC32 -> (int) a;
      case HIGH32 -> (int) (a >> 32);
      case CONCAT64 -> a & 0xffff_ffffL | b << 32;
      case VADD64 -> Lanes.add((int) imm, a, b);
      case VSUB64 -> Lanes.sub((int) imm, a, b);
      case VMUL64 -> Lanes.mul((int) imm, a, b);
      case VMINS64 -> Lanes.mins((int) imm, a, b);
      case VMINU64 -> Lanes.minu((int) imm, a, b);
      case VMAXS64 -> Lanes.maxs((int) imm, a, b);
      case VMAXU64 -> Lanes.maxu((int) imm, a, b);
      case VSETEQ64 -> Lanes.seteq((int) imm, a, b);
      case VSETGTS64 -> Lanes.setgts((int) imm, a, b);
      case VSETGTU64 -> Lanes.setgtu((int) imm, a, b);
      case VSHL64 -> Lanes.shl((int) imm, a);
      case VSHR64 -> Lanes.shr((int) imm, a);
      case VSAR64 -> Lanes.sar((int) imm, a);
      case VDUP64 -> Lanes.dup((int) imm, (int) a);
      default -> throw new IllegalArgumentException("not a scalar pure op: " + op.mnemonic);
    };
  }

  /** Signed division; by zero 0. */
  public static int divs32(int a, int b) {
    return b == 0 ? 0 : a / b;
  }

  public static int divu32(int a, int b) {
    return b == 0 ? 0 : Integer.divideUnsigned(a, b);
  }

  /** Signed remainder; by zero the dividend. */
  public static int rems32(int a, int b) {
    return b == 0 ? a : a % b;
  }

  public static int remu32(int a, int b) {
    return b == 0 ? a : Integer.remainderUnsigned(a, b);
  }

  public static long divs64(long a, long b) {
    return b == 0 ? 0 : a / b;
  }

  public static long divu64(long a, long b) {
    return b == 0 ? 0 : Long.divideUnsigned(a, b);
  }

  public static long rems64(long a, long b) {
    return b == 0 ? a : a % b;
  }

  public static long remu64(long a, long b) {
    return b == 0 ? a : Long.remainderUnsigned(a, b);
  }

  private static long bit(boolean b) {
    return b ? 1 : 0;
  }

  private static long mask(int length) {
    return length == 64 ? -1 : (1L << length) - 1;
  }

  private static long deposit(long imm, long into, long value) {
    long mask = mask(Bits.length(imm)) << Bits.lsb(imm);
    return into & ~mask | value << Bits.lsb(imm) & mask;
  }
}
