package ebb.ir;

import static ebb.ir.Op.Kind.CONTROL;
import static ebb.ir.Op.Kind.FLOAT;
import static ebb.ir.Op.Kind.LOAD;
import static ebb.ir.Op.Kind.PURE;
import static ebb.ir.Op.Kind.READ;
import static ebb.ir.Op.Kind.STORE;
import static ebb.ir.Op.Kind.WRITE;
import static ebb.ir.Type.I32;
import static ebb.ir.Type.I64;
import static ebb.ir.Type.V128;
import static ebb.ir.Type.VOID;

import java.util.List;

/**
 * The opcode table of the IR: mnemonic, kind, result type, argument types.
 *
 * <p>Integer arithmetic wraps. Shift and rotate amounts are taken modulo the width. Division by
 * zero yields 0 (and the remainder the dividend); the most negative number divided by -1 yields
 * itself (remainder 0): a guest that traps on these tests for them first. Comparisons yield i32 0
 * or 1.
 */
public enum Op {
  // ---- markers and control -------------------------------------------------------------------
  /**
   * Start of a guest instruction: imm = pc, a = the constant value of the AUX slot (not a temp).
   */
  INSN("insn", CONTROL, VOID),
  /** Label, imm = its number. */
  LABEL("label", CONTROL, VOID),
  /** Jump to label imm. */
  BR("br", CONTROL, VOID),
  /** Jump to label imm if the argument is not zero. */
  BRNZ("brnz", CONTROL, VOID, I32),
  /** Jump to label imm if the argument is zero. */
  BRZ("brz", CONTROL, VOID, I32),

  // ---- constants and guest-state slots (imm = value, or byte offset of the slot) -------------
  CONST32("const.i32", PURE, I32),
  CONST64("const.i64", PURE, I64),
  /**
   * The guest-virtual address imm, moved as far as the block is: plus the PC slot, minus the
   * block's pc. Not after a put of the PC slot.
   */
  PC32("pc.i32", PURE, I32),
  GET32("get.i32", READ, I32),
  GET64("get.i64", READ, I64),
  GET128("get.v128", READ, V128),
  PUT32("put.i32", WRITE, VOID, I32),
  PUT64("put.i64", WRITE, VOID, I64),
  PUT128("put.v128", WRITE, VOID, V128),

  // ---- i32 ----------------------------------------------------------------------------------
  ADD32("add.i32", PURE, I32, I32, I32),
  SUB32("sub.i32", PURE, I32, I32, I32),
  MUL32("mul.i32", PURE, I32, I32, I32),
  DIVS32("divs.i32", PURE, I32, I32, I32),
  DIVU32("divu.i32", PURE, I32, I32, I32),
  REMS32("rems.i32", PURE, I32, I32, I32),
  REMU32("remu.i32", PURE, I32, I32, I32),
  AND32("and.i32", PURE, I32, I32, I32),
  OR32("or.i32", PURE, I32, I32, I32),
  XOR32("xor.i32", PURE, I32, I32, I32),
  SHL32("shl.i32", PURE, I32, I32, I32),
  SHR32("shr.i32", PURE, I32, I32, I32),
  SAR32("sar.i32", PURE, I32, I32, I32),
  ROTR32("rotr.i32", PURE, I32, I32, I32),
  NEG32("neg.i32", PURE, I32, I32),
  NOT32("not.i32", PURE, I32, I32),
  CLZ32("clz.i32", PURE, I32, I32),
  CTZ32("ctz.i32", PURE, I32, I32),
  POPCNT32("popcnt.i32", PURE, I32, I32),
  BSWAP32("bswap.i32", PURE, I32, I32),
  /** Reverses the order of the bits. */
  RBIT32("rbit.i32", PURE, I32, I32),
  EXTS8("exts8.i32", PURE, I32, I32),
  EXTS16("exts16.i32", PURE, I32, I32),
  /** Unsigned bit field; imm = {@link Bits#field}. */
  EXTRACT32("extract.i32", PURE, I32, I32),
  SEXTRACT32("sextract.i32", PURE, I32, I32),
  /** First argument with the field imm replaced by the low bits of the second. */
  DEPOSIT32("deposit.i32", PURE, I32, I32, I32),
  SETEQ32("seteq.i32", PURE, I32, I32, I32),
  SETNE32("setne.i32", PURE, I32, I32, I32),
  SETLTU32("setltu.i32", PURE, I32, I32, I32),
  SETLEU32("setleu.i32", PURE, I32, I32, I32),
  SETLTS32("setlts.i32", PURE, I32, I32, I32),
  SETLES32("setles.i32", PURE, I32, I32, I32),
  /** Second argument if the first is not zero, else third. */
  SELECT32("select.i32", PURE, I32, I32, I32, I32),

  // ---- i64 ----------------------------------------------------------------------------------
  ADD64("add.i64", PURE, I64, I64, I64),
  SUB64("sub.i64", PURE, I64, I64, I64),
  MUL64("mul.i64", PURE, I64, I64, I64),
  /** Upper 64 bits of the 128-bit product. */
  MULHS64("mulhs.i64", PURE, I64, I64, I64),
  MULHU64("mulhu.i64", PURE, I64, I64, I64),
  DIVS64("divs.i64", PURE, I64, I64, I64),
  DIVU64("divu.i64", PURE, I64, I64, I64),
  REMS64("rems.i64", PURE, I64, I64, I64),
  REMU64("remu.i64", PURE, I64, I64, I64),
  AND64("and.i64", PURE, I64, I64, I64),
  OR64("or.i64", PURE, I64, I64, I64),
  XOR64("xor.i64", PURE, I64, I64, I64),
  /** Shift amounts of 64-bit shifts are i32. */
  SHL64("shl.i64", PURE, I64, I64, I32),
  SHR64("shr.i64", PURE, I64, I64, I32),
  SAR64("sar.i64", PURE, I64, I64, I32),
  ROTR64("rotr.i64", PURE, I64, I64, I32),
  NEG64("neg.i64", PURE, I64, I64),
  NOT64("not.i64", PURE, I64, I64),
  CLZ64("clz.i64", PURE, I64, I64),
  CTZ64("ctz.i64", PURE, I64, I64),
  POPCNT64("popcnt.i64", PURE, I64, I64),
  BSWAP64("bswap.i64", PURE, I64, I64),
  RBIT64("rbit.i64", PURE, I64, I64),
  EXTRACT64("extract.i64", PURE, I64, I64),
  SEXTRACT64("sextract.i64", PURE, I64, I64),
  DEPOSIT64("deposit.i64", PURE, I64, I64, I64),
  SETEQ64("seteq.i64", PURE, I32, I64, I64),
  SETNE64("setne.i64", PURE, I32, I64, I64),
  SETLTU64("setltu.i64", PURE, I32, I64, I64),
  SETLEU64("setleu.i64", PURE, I32, I64, I64),
  SETLTS64("setlts.i64", PURE, I32, I64, I64),
  SETLES64("setles.i64", PURE, I32, I64, I64),
  SELECT64("select.i64", PURE, I64, I32, I64, I64),

  // ---- between types ------------------------------------------------------------------------
  ZEXT64("zext.i64", PURE, I64, I32),
  SEXT64("sext.i64", PURE, I64, I32),
  /** Low half. */
  TRUNC32("trunc.i32", PURE, I32, I64),
  /** High half. */
  HIGH32("high.i32", PURE, I32, I64),
  /** (low, high). */
  CONCAT64("concat.i64", PURE, I64, I32, I32),
  /** (low, high). */
  CONCAT128("concat.v128", PURE, V128, I64, I64),
  LOW128("low.i64", PURE, I64, V128),
  HIGH128("high.i64", PURE, I64, V128),
  SELECT128("select.v128", PURE, V128, I32, V128, V128),

  // ---- guest memory: imm = MemOp; the address is i32 (zero-extended) or i64 --------------------
  LOAD32("load.i32", LOAD, I32, VOID),
  LOAD64("load.i64", LOAD, I64, VOID),
  LOAD128("load.v128", LOAD, V128, VOID),
  STORE32("store.i32", STORE, VOID, VOID, I32),
  STORE64("store.i64", STORE, VOID, VOID, I64),
  STORE128("store.v128", STORE, VOID, VOID, V128),

  // ---- helpers: up to four arguments of any scalar type ---------------------------------------
  CALL("call", Kind.CALL, VOID),
  CALL32("call.i32", Kind.CALL, I32),
  CALL64("call.i64", Kind.CALL, I64),

  // ---- floating point with guest semantics: imm = FpVariant; see ebb.ir.fp -------------------
  FADD32("fadd.f32", FLOAT, I32, I32, I32),
  FSUB32("fsub.f32", FLOAT, I32, I32, I32),
  FMUL32("fmul.f32", FLOAT, I32, I32, I32),
  FDIV32("fdiv.f32", FLOAT, I32, I32, I32),
  FSQRT32("fsqrt.f32", FLOAT, I32, I32),
  /** a * b + c with one rounding. */
  FMA32("fma.f32", FLOAT, I32, I32, I32, I32),
  FADD64("fadd.f64", FLOAT, I64, I64, I64),
  FSUB64("fsub.f64", FLOAT, I64, I64, I64),
  FMUL64("fmul.f64", FLOAT, I64, I64, I64),
  FDIV64("fdiv.f64", FLOAT, I64, I64, I64),
  FSQRT64("fsqrt.f64", FLOAT, I64, I64),
  FMA64("fma.f64", FLOAT, I64, I64, I64, I64),
  /** Ordered/quiet comparison: 0 equal, 1 less, 2 greater, 3 unordered (as IEEE 754 relations). */
  FCMP32("fcmp.f32", FLOAT, I32, I32, I32),
  FCMP64("fcmp.f64", FLOAT, I32, I64, I64),
  FCVT32TO64("fcvt.f32.f64", FLOAT, I64, I32),
  FCVT64TO32("fcvt.f64.f32", FLOAT, I32, I64),
  /** From a signed integer. */
  FCVTS64TO32("fcvt.s64.f32", FLOAT, I32, I64),
  FCVTS64TO64("fcvt.s64.f64", FLOAT, I64, I64),
  /** To a signed or unsigned integer, with saturation; a NaN becomes 0. */
  FCVT32TOS32("fcvt.f32.s32", FLOAT, I32, I32),
  FCVT32TOU32("fcvt.f32.u32", FLOAT, I32, I32),
  FCVT64TOS32("fcvt.f64.s32", FLOAT, I32, I64),
  FCVT64TOU32("fcvt.f64.u32", FLOAT, I32, I64),

  // ---- two single-precision lanes in an i64: imm = FpVariant ------------------------------------
  VFADD64("vfadd.d", FLOAT, I64, I64, I64),
  VFMUL64("vfmul.d", FLOAT, I64, I64, I64),
  /** a + b * c, rounded twice. */
  VFMLA64("vfmla.d", FLOAT, I64, I64, I64, I64),
  /** As FPMax and FPMin of the ARM manual: a NaN if one is, -0 below +0. */
  VFMAX64("vfmax.d", FLOAT, I64, I64, I64),
  VFMIN64("vfmin.d", FLOAT, I64, I64, I64),
  /** All ones in a lane where equal (greater or equal, greater), else zero. */
  VFSETEQ64("vfseteq.d", FLOAT, I64, I64, I64),
  VFSETGE64("vfsetge.d", FLOAT, I64, I64, I64),
  VFSETGT64("vfsetgt.d", FLOAT, I64, I64, I64),

  // ---- packed integer lanes in an i64 (D) or v128 (Q); imm = lane width in bits ----------------
  VADD64("vadd.d", PURE, I64, I64, I64),
  VSUB64("vsub.d", PURE, I64, I64, I64),
  VMUL64("vmul.d", PURE, I64, I64, I64),
  VMINS64("vmins.d", PURE, I64, I64, I64),
  VMINU64("vminu.d", PURE, I64, I64, I64),
  VMAXS64("vmaxs.d", PURE, I64, I64, I64),
  VMAXU64("vmaxu.d", PURE, I64, I64, I64),
  /** All ones in a lane where equal, else zero. */
  VSETEQ64("vseteq.d", PURE, I64, I64, I64),
  VSETGTS64("vsetgts.d", PURE, I64, I64, I64),
  VSETGTU64("vsetgtu.d", PURE, I64, I64, I64),
  /**
   * Lane shifts by one constant amount: imm = lane width | amount &lt;&lt; 8, amount below the
   * width.
   */
  VSHL64("vshl.d", PURE, I64, I64),
  VSHR64("vshr.d", PURE, I64, I64),
  VSAR64("vsar.d", PURE, I64, I64),
  /** The low lane of an i32 in every lane. */
  VDUP64("vdup.d", PURE, I64, I32),
  VADD128("vadd.q", PURE, V128, V128, V128),
  VSUB128("vsub.q", PURE, V128, V128, V128),
  VMUL128("vmul.q", PURE, V128, V128, V128),
  VAND128("vand.q", PURE, V128, V128, V128),
  VOR128("vor.q", PURE, V128, V128, V128),
  VXOR128("vxor.q", PURE, V128, V128, V128),
  VNOT128("vnot.q", PURE, V128, V128),
  VSETEQ128("vseteq.q", PURE, V128, V128, V128),
  VSETGTS128("vsetgts.q", PURE, V128, V128, V128),
  VSETGTU128("vsetgtu.q", PURE, V128, V128, V128),
  VSHL128("vshl.q", PURE, V128, V128),
  VSHR128("vshr.q", PURE, V128, V128),
  VSAR128("vsar.q", PURE, V128, V128);

  /** What executors and passes have to know of an op. */
  public enum Kind {
    /** Markers, labels, branches. */
    CONTROL,
    /** Depends on its arguments and imm alone; may be folded, shared, removed. */
    PURE,
    /** Reads a guest-state slot. */
    READ,
    /** Writes a guest-state slot. */
    WRITE,
    /** Reads guest memory: a fault point. */
    LOAD,
    /** Writes guest memory: a fault point. */
    STORE,
    /** Calls a helper: see its {@link Helper.Effect}. */
    CALL,
    /** Reads the FPCTL slot and accumulates into the FPFLAGS slot of the state header. */
    FLOAT
  }

  public final String mnemonic;
  public final Kind kind;
  public final Type result;

  /** Argument types; VOID stands for an address (i32 or i64). */
  public final List<Type> args;

  Op(String mnemonic, Kind kind, Type result, Type... args) {
    this.mnemonic = mnemonic;
    this.kind = kind;
    this.result = result;
    this.args = List.of(args);
  }

  /** True if executing the op can leave the block in the middle with the guest's exception. */
  public boolean mayFault() {
    return kind == LOAD || kind == STORE;
  }
}
