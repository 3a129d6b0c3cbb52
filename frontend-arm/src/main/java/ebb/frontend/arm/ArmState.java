package ebb.frontend.arm;

import ebb.ir.StateLayout;
import ebb.ir.Type;

/**
 * The state of an ARMv7-A CPU: slot offsets in bytes. R15 is the header's PC slot.
 *
 * <p>CPSR is kept in pieces. Condition flags: N is the sign bit of {@link #NF}, Z is {@code ZF == 0}, C is
 * {@link #CF} (0 or 1), V is the sign bit of {@link #VF}, Q is {@link #QF} (0 or 1), GE is {@link #GE} (four
 * bits). T, E and the privilege are in the FLAGS header slot, ITSTATE is the AUX header slot;
 * {@link #CPSR} holds A, I, F, M and a copy of E in their architectural positions.
 *
 * <p>FLAGS bits: {@link #THUMB}, {@link #USER}, {@link #BIG_ENDIAN}, {@link #FP_ON}, {@link #ALIGN},
 * {@link #SIMD_ON}. S registers are halves of D registers, Q registers pairs.
 */
public final class ArmState {
  /** FLAGS: Thumb state. */
  public static final int THUMB = 1;

  /** FLAGS: unprivileged (PL0); also the MMU index. */
  public static final int USER = 1 << 1;

  /** FLAGS: data accesses are big-endian (CPSR.E). */
  public static final int BIG_ENDIAN = 1 << 2;

  /** FLAGS: CPACR and FPEXC let VFP instructions execute at this privilege. */
  public static final int FP_ON = 1 << 3;

  /** FLAGS: SCTLR.A, all unaligned accesses fault. */
  public static final int ALIGN = 1 << 4;

  /** FLAGS: as FP_ON, for Advanced SIMD (CPACR.ASEDIS clear). */
  public static final int SIMD_ON = 1 << 5;

  public static final StateLayout LAYOUT = new StateLayout();

  /** r0 to r14 of the current mode: offset of r0; the others follow, 4 bytes each. */
  public static final int R0 = LAYOUT.add("r0", Type.I32, 0);

  static {
    for (int i = 1; i < 15; i++) {
      LAYOUT.add("r" + i, Type.I32, i);
    }
  }

  public static final int NF = LAYOUT.add("nf", Type.I32);
  public static final int ZF = LAYOUT.add("zf", Type.I32);
  public static final int CF = LAYOUT.add("cf", Type.I32);
  public static final int VF = LAYOUT.add("vf", Type.I32);
  public static final int QF = LAYOUT.add("qf", Type.I32);
  public static final int GE = LAYOUT.add("ge", Type.I32);
  public static final int CPSR = LAYOUT.add("cpsr", Type.I32);

  /** Local exclusive monitor: guest-virtual address, or -1 when open; the value and size that LDREX saw. */
  public static final int EXCLUSIVE_ADDRESS = LAYOUT.add("exclusive_address", Type.I64);

  public static final int EXCLUSIVE_VALUE = LAYOUT.add("exclusive_value", Type.I64);
  public static final int EXCLUSIVE_SIZE = LAYOUT.add("exclusive_size", Type.I32);

  /** FPSCR without cumulative exceptions and NZCV; those are FPFLAGS and {@link #FPSCR_NZCV}. */
  public static final int FPSCR = LAYOUT.add("fpscr", Type.I32);

  /** FPSCR condition flags in bits 31 to 28. */
  public static final int FPSCR_NZCV = LAYOUT.add("fpscr_nzcv", Type.I32);

  public static final int FPEXC = LAYOUT.add("fpexc", Type.I32);

  /** d0 to d31: offset of d0; the others follow, 8 bytes each. */
  public static final int D0 = LAYOUT.add("d0", Type.I64);

  static {
    for (int i = 1; i < 32; i++) {
      LAYOUT.add("d" + i, Type.I64);
    }
  }

  private ArmState() {}

  /** Offset of r0 to r14. */
  public static int r(int n) {
    return R0 + 4 * n;
  }

  /** Offset of d0 to d31. */
  public static int d(int n) {
    return D0 + 8 * n;
  }
}
