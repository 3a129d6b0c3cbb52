package ebb.ir.text;

import ebb.ir.Op;

/** What the printer and the parser have to agree on: how an op's immediate is written. */
enum Syntax {
  /** Nothing. */
  NONE,
  /** {@code insn 0x1000 aux 0}. */
  INSN,
  /** {@code L0:} */
  LABEL,
  /** {@code br L0}, {@code brnz %0, L0}. */
  TARGET,
  /** {@code const.i32 -5}. */
  CONSTANT,
  /** {@code get.i32 r0}, {@code put.i32 d0+4, %1}: a slot, or a part of it. */
  SLOT,
  /** {@code load.i32 %0, u16 be align2 mmu1}. */
  MEMORY,
  /** {@code extract.i32 %0, 8, 4}: lsb, length. */
  FIELD,
  /** {@code vadd.d %0, %1, lane 16}. */
  LANE,
  /** {@code vshl.q %0, lane 16 by 3}. */
  LANE_SHIFT,
  /** {@code fadd.f32 %0, %1, variant 0}. */
  VARIANT,
  /** {@code call.i32 name(%0, %1)}. */
  HELPER;

  static Syntax of(Op op) {
    return switch (op) {
      case INSN -> INSN;
      case LABEL -> LABEL;
      case BR, BRNZ, BRZ -> TARGET;
      case CONST32, CONST64, PC32 -> CONSTANT;
      case EXTRACT32, SEXTRACT32, DEPOSIT32, EXTRACT64, SEXTRACT64, DEPOSIT64 -> FIELD;
      case VSHL64, VSHR64, VSAR64, VSHL128, VSHR128, VSAR128 -> LANE_SHIFT;
      case VAND128, VOR128, VXOR128, VNOT128 -> NONE;
      default ->
          switch (op.kind) {
            case READ, WRITE -> SLOT;
            case LOAD, STORE -> MEMORY;
            case CALL -> HELPER;
            case FLOAT -> VARIANT;
            default -> op.ordinal() >= Op.VADD64.ordinal() ? LANE : NONE;
          };
    };
  }
}
