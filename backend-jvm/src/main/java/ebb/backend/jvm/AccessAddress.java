package ebb.backend.jvm;

import ebb.ir.Bits;
import ebb.ir.Inst;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.guest.GuestMemory;

/**
 * An address of 32 bits, as far as a block knows it: at a distance from a base, in bytes, that is
 * known or has bounds.
 *
 * @param base a temp, {@link #PC} or {@link #ABSOLUTE}
 * @param least the least distance
 * @param most the greatest
 */
record AccessAddress(int base, long least, long most) {
  /** Relative to the block's own address. */
  static final int PC = -1;

  static final int ABSOLUTE = -2;

  private static final long UNBOUNDED = 1L << 32;

  private AccessAddress plus(long distance) {
    // Constants wrap around, but what has bounds is small.
    return constant()
        ? new AccessAddress(base, (int) (least + distance), (int) (least + distance))
        : new AccessAddress(base, least + distance, most + distance);
  }

  /** True if the distance is known. */
  boolean constant() {
    return least == most;
  }

  /**
   * The address that a temp holds.
   *
   * @param definitions by temp
   * @param bounded true to look for bounds
   */
  static AccessAddress of(Inst[] definitions, int temp, boolean bounded) {
    Inst inst = definitions[temp];
    switch (inst.op()) {
      case PC32 -> {
        return new AccessAddress(PC, (int) inst.imm(), (int) inst.imm());
      }
      case CONST32 -> {
        return new AccessAddress(ABSOLUTE, (int) inst.imm(), (int) inst.imm());
      }
      case ADD32, SUB32 -> {
        if (definitions[inst.b()].op() == Op.CONST32) {
          long constant = (int) definitions[inst.b()].imm();
          return of(definitions, inst.a(), bounded)
              .plus(inst.op() == Op.ADD32 ? constant : -constant);
        }
        if (bounded && inst.op() == Op.ADD32) {
          AccessAddress sum = indexed(definitions, inst.a(), inst.b());
          if (sum == null) {
            sum = indexed(definitions, inst.b(), inst.a());
          }
          if (sum != null) {
            return sum;
          }
        }
      }
      default -> {}
    }
    return new AccessAddress(temp, 0, 0);
  }

  /** A base and an index, or null if the index may reach beyond a page. */
  private static AccessAddress indexed(Inst[] definitions, int base, int index) {
    long most = most(definitions, index);
    long least = least(definitions, index);
    if (most - least >= GuestMemory.PAGE_SIZE || most >= 1 << 30) {
      return null;
    }
    AccessAddress from = of(definitions, base, false);
    // A constant base would have to be in a temp.
    return from.base < 0
        ? null
        : new AccessAddress(from.base, from.least + least, from.least + most);
  }

  /** The greatest unsigned value of a temp, or a greater one. */
  private static long most(Inst[] definitions, int temp) {
    Inst inst = definitions[temp];
    long b = inst.argCount() == 2 ? constant(definitions, inst.b()) : -1;
    long bound =
        switch (inst.op()) {
          case AND32 -> b >= 0 ? b : UNBOUNDED;
          case SHR32 -> b > 0 && b < 32 ? 0xffff_ffffL >>> b : UNBOUNDED;
          case SHL32 -> b >= 0 && b < 16 ? most(definitions, inst.a()) << b : UNBOUNDED;
          case ADD32 -> b >= 0 ? most(definitions, inst.a()) + b : UNBOUNDED;
          case EXTRACT32 -> (1L << Bits.length(inst.imm())) - 1;
          case LOAD32 -> loaded((int) inst.imm());
          default -> UNBOUNDED;
        };
    return Math.min(bound, UNBOUNDED);
  }

  private static long loaded(int memop) {
    return MemOp.signed(memop) || MemOp.bytes(memop) > 2
        ? UNBOUNDED
        : (1L << 8 * MemOp.bytes(memop)) - 1;
  }

  /** The least value of a temp whose greatest one is small. */
  private static long least(Inst[] definitions, int temp) {
    Inst inst = definitions[temp];
    return switch (inst.op()) {
      case SHL32 -> least(definitions, inst.a()) << constant(definitions, inst.b());
      case ADD32 -> least(definitions, inst.a()) + constant(definitions, inst.b());
      default -> 0;
    };
  }

  /** The value of a constant that is not negative, or -1. */
  private static long constant(Inst[] definitions, int temp) {
    return definitions[temp].op() == Op.CONST32 ? Math.max(-1, (int) definitions[temp].imm()) : -1;
  }
}
