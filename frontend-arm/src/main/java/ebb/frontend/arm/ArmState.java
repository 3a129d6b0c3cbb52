package ebb.frontend.arm;

import ebb.ir.StateLayout;
import ebb.ir.Type;

/**
 * The state of an ARMv7-A CPU: slot offsets in bytes. R15 is the header's PC slot.
 *
 * <p>CPSR is kept in pieces. Condition flags: N is the sign bit of {@link #NF}, Z is {@code ZF ==
 * 0}, C is {@link #CF} (0 or 1), V is the sign bit of {@link #VF}, Q is {@link #QF} (0 or 1), GE is
 * {@link #GE} (four bits). T, E and the privilege are in the FLAGS header slot, ITSTATE is the AUX
 * header slot; {@link #CPSR} holds A, I, F, M and a copy of E in their architectural positions.
 *
 * <p>FLAGS bits: {@link #THUMB}, {@link #USER}, {@link #BIG_ENDIAN}, {@link #FP_ON}, {@link
 * #ALIGN}, {@link #SIMD_ON}. S registers are halves of D registers, Q registers pairs.
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

  /** Which FLAGS have their code translated for any address: user code has one in each process. */
  public static boolean movable(int flags) {
    return (flags & USER) != 0;
  }

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

  /**
   * Local exclusive monitor: guest-virtual address, or -1 when open; the value and size that LDREX
   * saw.
   */
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

  // ---- system level (package system) -----------------------------------------------------------

  /**
   * Banks of r13, r14 and SPSR: usr, fiq, irq, svc, abt, und; the current mode's r13 and r14 live
   * in r13, r14.
   */
  public static final int BANKS = 6;

  /** r13 of the bank; the others follow, 4 bytes each. */
  public static final int BANK_R13 = words("bank_r13_", BANKS);

  public static final int BANK_R14 = words("bank_r14_", BANKS);
  public static final int BANK_SPSR = words("bank_spsr_", BANKS);

  /** r8 to r12 of the modes other than FIQ while in FIQ mode, and of FIQ mode while in another. */
  public static final int OTHER_R8 = words("other_r8_", 5);

  public static final int SCTLR = LAYOUT.add("sctlr", Type.I32);
  public static final int ACTLR = LAYOUT.add("actlr", Type.I32);
  public static final int CPACR = LAYOUT.add("cpacr", Type.I32);
  public static final int TTBCR = LAYOUT.add("ttbcr", Type.I32);
  public static final int TTBR0 = LAYOUT.add("ttbr0", Type.I64);
  public static final int TTBR1 = LAYOUT.add("ttbr1", Type.I64);
  public static final int DACR = LAYOUT.add("dacr", Type.I32);
  public static final int DFSR = LAYOUT.add("dfsr", Type.I32);
  public static final int IFSR = LAYOUT.add("ifsr", Type.I32);
  public static final int DFAR = LAYOUT.add("dfar", Type.I32);
  public static final int IFAR = LAYOUT.add("ifar", Type.I32);
  public static final int PAR = LAYOUT.add("par", Type.I64);
  public static final int PRRR = LAYOUT.add("prrr", Type.I32);
  public static final int NMRR = LAYOUT.add("nmrr", Type.I32);
  public static final int AMAIR0 = LAYOUT.add("amair0", Type.I32);
  public static final int AMAIR1 = LAYOUT.add("amair1", Type.I32);
  public static final int VBAR = LAYOUT.add("vbar", Type.I32);
  public static final int FCSEIDR = LAYOUT.add("fcseidr", Type.I32);
  public static final int CONTEXTIDR = LAYOUT.add("contextidr", Type.I32);
  public static final int TPIDRURW = LAYOUT.add("tpidrurw", Type.I32);
  public static final int TPIDRURO = LAYOUT.add("tpidruro", Type.I32);
  public static final int TPIDRPRW = LAYOUT.add("tpidrprw", Type.I32);
  public static final int CSSELR = LAYOUT.add("csselr", Type.I32);

  public static final int CNTKCTL = LAYOUT.add("cntkctl", Type.I32);

  /** CNTP_CTL without ISTATUS, then CNTV_CTL. */
  public static final int CNT_CTL = words("cnt_ctl_", 2);

  /** CNTP_CVAL, then CNTV_CVAL, 8 bytes each. */
  public static final int CNT_CVAL = longs("cnt_cval_", 2);

  public static final int CNTFRQ = LAYOUT.add("cntfrq", Type.I32);

  public static final int PMCR = LAYOUT.add("pmcr", Type.I32);
  public static final int PMCNTEN = LAYOUT.add("pmcnten", Type.I32);
  public static final int PMOVSR = LAYOUT.add("pmovsr", Type.I32);
  public static final int PMSELR = LAYOUT.add("pmselr", Type.I32);
  public static final int PMUSERENR = LAYOUT.add("pmuserenr", Type.I32);
  public static final int PMINTEN = LAYOUT.add("pminten", Type.I32);

  /** Event counters 0 to 5, then the cycle counter: event type or filter. */
  public static final int PMTYPE = words("pmtype_", 7);

  /** Values of the counters at {@link #PMBASE}. */
  public static final int PMCOUNT = words("pmcount_", 7);

  /** icount at which {@link #PMCOUNT} was brought up to date. */
  public static final int PMBASE = LAYOUT.add("pmbase", Type.I64);

  public static final int DBGDSCR = LAYOUT.add("dbgdscr", Type.I32);
  public static final int DBGVCR = LAYOUT.add("dbgvcr", Type.I32);
  public static final int DBGOSLSR = LAYOUT.add("dbgoslsr", Type.I32);
  public static final int DBGCLAIM = LAYOUT.add("dbgclaim", Type.I32);

  /** DBGBVR0 to 5, DBGBCR0 to 5, DBGWVR0 to 3, DBGWCR0 to 3. */
  public static final int DBGBVR = words("dbgbvr", 6);

  public static final int DBGBCR = words("dbgbcr", 6);
  public static final int DBGWVR = words("dbgwvr", 4);
  public static final int DBGWCR = words("dbgwcr", 4);

  /** The event register of WFE: 0 or 1. */
  public static final int EVENT = LAYOUT.add("event", Type.I32);

  /** 1 from a WFE that waits on, 2 once an event has woken it. */
  public static final int WAITING_EVENT = LAYOUT.add("waiting_event", Type.I32);

  private ArmState() {}

  /** Offset of r0 to r14. */
  public static int r(int n) {
    return R0 + 4 * n;
  }

  /** Offset of d0 to d31. */
  public static int d(int n) {
    return D0 + 8 * n;
  }

  private static int words(String prefix, int count) {
    int first = LAYOUT.add(prefix + 0, Type.I32);
    for (int i = 1; i < count; i++) {
      LAYOUT.add(prefix + i, Type.I32);
    }
    return first;
  }

  private static int longs(String prefix, int count) {
    int first = LAYOUT.add(prefix + 0, Type.I64);
    for (int i = 1; i < count; i++) {
      LAYOUT.add(prefix + i, Type.I64);
    }
    return first;
  }
}
