package ebb.frontend.arm.system;

import static ebb.frontend.arm.ArmState.CPSR;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.vfp.FpStatus;
import ebb.ir.StateLayout;
import ebb.ir.guest.Access;
import ebb.ir.guest.DebugView;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Host;
import ebb.ir.guest.Vcpu;

/**
 * A Cortex-A15 without the Security and Virtualization Extensions: modes and banked registers,
 * exceptions, interrupts. DDI 0406C B1. Its parts are {@link Mmu}, {@link GenericTimer} and {@link
 * Pmu}.
 */
public final class ArmVcpu extends Vcpu {
  /** Interrupt input lines. */
  public static final int LINE_IRQ = 0;

  public static final int LINE_FIQ = 1;

  /** The number of the CPSR in the gdb target description. */
  public static final int GDB_CPSR = 25;

  /** The numbers of d0 (to d31) and FPSCR in the gdb target description. */
  public static final int GDB_D0 = 26;

  public static final int GDB_FPSCR = 58;

  static final int USR = 0x10;
  static final int FIQ = 0x11;
  static final int IRQ = 0x12;
  static final int SVC = 0x13;
  static final int ABT = 0x17;
  static final int UND = 0x1b;
  static final int SYS = 0x1f;

  static final int CPSR_A = 1 << 8;
  static final int CPSR_I = 1 << 7;
  static final int CPSR_F = 1 << 6;
  static final int CPSR_T = 1 << 5;
  static final int CPSR_E = 1 << 9;

  /** IT[1:0] and IT[7:2]. */
  static final int CPSR_IT = 3 << 25 | 0x3f << 10;

  static final int SCTLR_M = 1;
  static final int SCTLR_A = 1 << 1;
  static final int SCTLR_V = 1 << 13;
  static final int SCTLR_EE = 1 << 25;
  static final int SCTLR_TE = 1 << 30;

  /** Values of the WAITING_EVENT slot. */
  private static final int WAITING = 1;

  private static final int WOKEN = 2;

  /** What {@link #enterFault} enters. */
  private enum Exception {
    UNDEFINED,
    SUPERVISOR_CALL,
    PREFETCH_ABORT,
    DATA_ABORT
  }

  final Mmu mmu = new Mmu(this);
  final GenericTimer timer = new GenericTimer(this);
  final Pmu pmu = new Pmu(this);

  private final DebugView debugView = new ArmDebugView(this);

  // Noted between the throw of the fault and enterFault.
  private Exception pending = Exception.UNDEFINED;
  private int faultAddress;
  private int faultStatus;

  public ArmVcpu(int index, long state, long tlb, GuestMemory memory, Host host) {
    super(index, ArmState.LAYOUT, state, tlb, memory, host);
  }

  // ---- reset ------------------------------------------------------------------------------------

  @Override
  public void reset() {
    int lines = getInt(StateLayout.LINES);
    for (int offset = 0; offset < layout.size(); offset += 8) {
      putLong(offset, 0);
    }
    putInt(StateLayout.LINES, lines);
    putInt(CPSR, CPSR_A | CPSR_I | CPSR_F | SVC);
    putInt(ArmState.ZF, 1);
    putLong(ArmState.EXCLUSIVE_ADDRESS, -1);
    Cp15.reset(this);
    refreshFlags();
    setPc((getInt(ArmState.SCTLR) & SCTLR_V) != 0 ? 0xffff0000L : 0);
    host.setTimer(this, GenericTimer.PHYSICAL, Long.MAX_VALUE);
    host.setTimer(this, GenericTimer.VIRTUAL, Long.MAX_VALUE);
    host.setTimer(this, Pmu.TIMER, Long.MAX_VALUE);
    host.flushTlb(this, true);
    mmu.domainsChanged();
  }

  @Override
  public void powerOn(long entry, long context) {
    reset();
    putInt(StateLayout.HALTED, 0);
    putInt(ArmState.R0, (int) context);
    branch((int) entry & ~1, (entry & 1) != 0);
    host.attention(this);
  }

  private void branch(int address, boolean thumb) {
    int flags = getInt(StateLayout.FLAGS) & ~ArmState.THUMB;
    putInt(StateLayout.FLAGS, thumb ? flags | ArmState.THUMB : flags);
    putInt(StateLayout.AUX, 0);
    setPc((address & (thumb ? ~1 : ~3)) & 0xffffffffL);
  }

  @Override
  public void stateRestored() {
    mmu.domainsChanged();
  }

  // ---- CPSR, SPSR, modes
  // --------------------------------------------------------------------------

  int mode() {
    return getInt(CPSR) & 0x1f;
  }

  boolean user() {
    return mode() == USR;
  }

  boolean thumb() {
    return (getInt(StateLayout.FLAGS) & ArmState.THUMB) != 0;
  }

  /** The CPSR put together from its pieces. */
  public int cpsr() {
    int it = getInt(StateLayout.AUX);
    return getInt(ArmState.NF) & 1 << 31
        | (getInt(ArmState.ZF) == 0 ? 1 << 30 : 0)
        | (getInt(ArmState.CF) & 1) << 29
        | getInt(ArmState.VF) >>> 31 << 28
        | (getInt(ArmState.QF) & 1) << 27
        | (it & 3) << 25
        | (getInt(ArmState.GE) & 15) << 16
        | (it >> 2 & 0x3f) << 10
        | getInt(CPSR) & 0x3df
        | (thumb() ? CPSR_T : 0);
  }

  /**
   * Writes the bits of {@code mask} of the CPSR. An attempt to enter a mode that does not exist
   * leaves the mode as it is.
   */
  void writeCpsr(int value, int mask) {
    if ((mask & 0xf0000000) != 0) {
      int merged = value & mask | cpsr() & ~mask;
      putInt(ArmState.NF, merged);
      putInt(ArmState.ZF, ~merged & 1 << 30);
      putInt(ArmState.CF, merged >>> 29 & 1);
      putInt(ArmState.VF, merged << 3);
    }
    if ((mask & 1 << 27) != 0) {
      putInt(ArmState.QF, value >>> 27 & 1);
    }
    if ((mask & 0x000f0000) != 0) {
      int ge = mask >> 16 & 15;
      putInt(ArmState.GE, value >> 16 & ge | getInt(ArmState.GE) & ~ge & 15);
    }
    if ((mask & CPSR_IT) == CPSR_IT) {
      putInt(StateLayout.AUX, value >>> 25 & 3 | (value >>> 10 & 0x3f) << 2);
    }
    if ((mask & CPSR_T) != 0) {
      int flags = getInt(StateLayout.FLAGS) & ~ArmState.THUMB;
      putInt(StateLayout.FLAGS, (value & CPSR_T) != 0 ? flags | ArmState.THUMB : flags);
    }
    int rest = mask & 0x3c0;
    if ((mask & 0x1f) == 0x1f && bank(value & 0x1f) >= 0) {
      switchMode(value & 0x1f);
      rest |= 0x1f;
    }
    putInt(CPSR, getInt(CPSR) & ~rest | value & rest);
    refreshFlags();
  }

  /** Exception return: all of the CPSR, and a branch in the instruction set that it selects. */
  void exceptionReturn(int target, int newCpsr) {
    writeCpsr(newCpsr, -1);
    setPc((target & (thumb() ? ~1 : ~3)) & 0xffffffffL);
    if (host.tracing("int")) {
      host.trace(
          "int",
          String.format("%s to %08x cpsr %08x", DebugView.EXCEPTION_RETURN, (int) pc(), cpsr()));
    }
  }

  /** The bank of a mode's r13, r14 and SPSR, or -1 if there is no such mode. */
  static int bank(int mode) {
    return switch (mode) {
      case USR, SYS -> 0;
      case FIQ -> 1;
      case IRQ -> 2;
      case SVC -> 3;
      case ABT -> 4;
      case UND -> 5;
      default -> -1;
    };
  }

  private void switchMode(int mode) {
    int from = bank(mode());
    int to = bank(mode);
    if (from != to) {
      putInt(ArmState.BANK_R13 + 4 * from, getInt(ArmState.r(13)));
      putInt(ArmState.BANK_R14 + 4 * from, getInt(ArmState.r(14)));
      putInt(ArmState.r(13), getInt(ArmState.BANK_R13 + 4 * to));
      putInt(ArmState.r(14), getInt(ArmState.BANK_R14 + 4 * to));
    }
    if (mode() == FIQ != (mode == FIQ)) {
      for (int i = 0; i < 5; i++) {
        int value = getInt(ArmState.r(8 + i));
        putInt(ArmState.r(8 + i), getInt(ArmState.OTHER_R8 + 4 * i));
        putInt(ArmState.OTHER_R8 + 4 * i, value);
      }
    }
    putInt(CPSR, getInt(CPSR) & ~0x1f | mode);
  }

  /** Offset of the slot that holds r0 to r14 of a mode now. */
  int slotOf(int register, int mode) {
    if (register >= 8 && register <= 12 && mode() == FIQ != (mode == FIQ)) {
      return ArmState.OTHER_R8 + 4 * (register - 8);
    }
    int bank = bank(mode);
    if (register < 13 || bank < 0 || bank == bank(mode())) {
      return ArmState.r(register);
    }
    return (register == 13 ? ArmState.BANK_R13 : ArmState.BANK_R14) + 4 * bank;
  }

  /**
   * Offset of the current mode's SPSR. User and System mode, which have none, get a slot nobody
   * reads.
   */
  int spsrSlot() {
    return ArmState.BANK_SPSR + 4 * bank(mode());
  }

  /** Recomputes the FLAGS bits that follow from CPSR, SCTLR, CPACR and FPEXC. */
  public void refreshFlags() {
    int flags = getInt(StateLayout.FLAGS) & ArmState.THUMB;
    if (user()) {
      flags |= ArmState.USER;
    }
    if ((getInt(CPSR) & CPSR_E) != 0) {
      flags |= ArmState.BIG_ENDIAN;
    }
    if ((getInt(ArmState.SCTLR) & SCTLR_A) != 0) {
      flags |= ArmState.ALIGN;
    }
    if (fpAccessible() && (getInt(ArmState.FPEXC) & 1 << 30) != 0) {
      flags |= ArmState.FP_ON;
      if (getInt(ArmState.CPACR) >= 0) {
        flags |= ArmState.SIMD_ON;
      }
    }
    putInt(StateLayout.FLAGS, flags);
  }

  /** True if CPACR lets the current mode use coprocessors 10 and 11. */
  public boolean fpAccessible() {
    int access = getInt(ArmState.CPACR) >>> 20 & 3;
    return access == 3 || access == 1 && !user();
  }

  // ---- faults
  // -------------------------------------------------------------------------------------

  GuestFault undefined() {
    pending = Exception.UNDEFINED;
    return fault;
  }

  GuestFault supervisorCall() {
    pending = Exception.SUPERVISOR_CALL;
    return fault;
  }

  GuestFault breakpoint() {
    pending = Exception.PREFETCH_ABORT;
    faultAddress = 0;
    faultStatus = Mmu.status(Mmu.Fault.DEBUG, 0, 0, mmu.longFormat());
    return fault;
  }

  /** A memory abort with a status in the format of the current translation scheme, without WnR. */
  GuestFault abort(long va, Access access, int status) {
    pending = access == Access.EXECUTE ? Exception.PREFETCH_ABORT : Exception.DATA_ABORT;
    faultAddress = (int) va;
    faultStatus = access == Access.WRITE ? status | 1 << 11 : status;
    return fault;
  }

  @Override
  public GuestFault alignmentFault(long va, Access access) {
    return abort(va, access, Mmu.status(Mmu.Fault.ALIGNMENT, 0, 0, mmu.longFormat()));
  }

  @Override
  public GuestFault busFault(long va, Access access) {
    return abort(va, access, Mmu.status(Mmu.Fault.EXTERNAL, 0, 0, mmu.longFormat()));
  }

  @Override
  public void enterFault() {
    int pc = (int) pc();
    switch (pending) {
      case UNDEFINED -> enter(UND, 0x04, pc + (thumb() ? 2 : 4), 0);
      case SUPERVISOR_CALL -> {
        putInt(StateLayout.AUX, advanceIt(getInt(StateLayout.AUX)));
        enter(SVC, 0x08, pc + (thumb() ? 2 : 4), 0);
      }
      case PREFETCH_ABORT -> {
        putInt(ArmState.IFSR, faultStatus);
        putInt(ArmState.IFAR, faultAddress);
        traceAbort("prefetch abort");
        enter(ABT, 0x0c, pc + 4, CPSR_A);
      }
      case DATA_ABORT -> {
        putInt(ArmState.DFSR, faultStatus);
        putInt(ArmState.DFAR, faultAddress);
        traceAbort("data abort");
        enter(ABT, 0x10, pc + 8, CPSR_A);
      }
    }
  }

  private void traceAbort(String what) {
    if (host.tracing("int")) {
      host.trace("int", String.format("%s at %08x status %x", what, faultAddress, faultStatus));
    }
  }

  private static int advanceIt(int it) {
    return (it & 7) == 0 ? 0 : it & 0xe0 | it << 1 & 0x1f;
  }

  private void enter(int mode, int vector, int returnAddress, int alsoMask) {
    int saved = cpsr();
    if (host.tracing("int")) {
      host.trace(
          "int", String.format("vector %02x from %08x cpsr %08x", vector, (int) pc(), saved));
    }
    int sctlr = getInt(ArmState.SCTLR);
    switchMode(mode);
    putInt(ArmState.BANK_SPSR + 4 * bank(mode), saved);
    putInt(ArmState.r(14), returnAddress);
    int bits = getInt(CPSR) & ~CPSR_E | CPSR_I | alsoMask;
    putInt(CPSR, (sctlr & SCTLR_EE) != 0 ? bits | CPSR_E : bits);
    branch(vectors() + vector, (sctlr & SCTLR_TE) != 0);
    refreshFlags();
  }

  /** The address of the exception vectors. */
  int vectors() {
    boolean high = (getInt(ArmState.SCTLR) & SCTLR_V) != 0;
    return high ? 0xffff0000 : getInt(ArmState.VBAR);
  }

  /** That of the present mode. */
  int spsr() {
    return getInt(spsrSlot());
  }

  @Override
  public DebugView debugView() {
    return debugView;
  }

  // ---- interrupts
  // ---------------------------------------------------------------------------------

  @Override
  public boolean interruptDeliverable() {
    int cpsr = getInt(CPSR);
    int masked = (cpsr >>> 7 & 1) << LINE_IRQ | (cpsr >>> 6 & 1) << LINE_FIQ;
    return (getInt(StateLayout.LINES) & 3 & ~masked) != 0;
  }

  @Override
  public void enterInterrupt() {
    boolean fiq = (getInt(StateLayout.LINES) & 1 << LINE_FIQ) != 0 && (getInt(CPSR) & CPSR_F) == 0;
    putInt(StateLayout.HALTED, 0);
    putInt(ArmState.WAITING_EVENT, 0);
    int returnAddress = (int) pc() + 4;
    if (fiq) {
      enter(FIQ, 0x1c, returnAddress, CPSR_A | CPSR_F);
    } else {
      enter(IRQ, 0x18, returnAddress, CPSR_A);
    }
  }

  @Override
  public boolean wakes() {
    return getInt(ArmState.WAITING_EVENT) == WOKEN || (getInt(StateLayout.LINES) & 3) != 0;
  }

  /** WFI: waits unless a line is up, masked or not. */
  void waitForInterrupt() {
    putInt(ArmState.WAITING_EVENT, 0);
    if ((getInt(StateLayout.LINES) & 3) == 0) {
      putInt(StateLayout.HALTED, 1);
      host.attention(this);
    }
  }

  /** WFE: takes a noted event, else waits for one or for a line to go up. */
  void waitForEvent() {
    putInt(ArmState.WAITING_EVENT, 0);
    if (getInt(ArmState.EVENT) != 0) {
      putInt(ArmState.EVENT, 0);
    } else if ((getInt(StateLayout.LINES) & 3) == 0) {
      putInt(ArmState.WAITING_EVENT, WAITING);
      putInt(StateLayout.HALTED, 1);
      host.attention(this);
    }
  }

  /** SEV: wakes the CPUs in WFE and notes an event at the others, this one included. */
  void sendEvent() {
    for (int i = 0; i < host.vcpus().size(); i++) {
      Vcpu cpu = host.vcpus().get(i);
      if (cpu.getInt(StateLayout.HALTED) == 1 && cpu.getInt(ArmState.WAITING_EVENT) == WAITING) {
        cpu.putInt(ArmState.WAITING_EVENT, WOKEN);
        host.attention(cpu);
      } else {
        cpu.putInt(ArmState.EVENT, 1);
      }
    }
  }

  @Override
  public void timerExpired(int number) {
    if (number == Pmu.TIMER) {
      pmu.expired();
    } else {
      timer.expired(number);
    }
  }

  /** The level of an interrupt output, for the parts of this CPU. */
  void output(int number, boolean level) {
    setOutput(number, level);
  }

  // ---- memory
  // -------------------------------------------------------------------------------------

  @Override
  public int mmuIndex() {
    return user() ? 1 : 0;
  }

  @Override
  public void translate(long va, Access access, int mmuIndex) {
    mmu.translate((int) va, access, mmuIndex);
  }

  @Override
  public long debugTranslate(long va) {
    return mmu.debugTranslate((int) va);
  }

  // ---- gdb
  // ----------------------------------------------------------------------------------------

  @Override
  public long register(int number) {
    if (number >= 0 && number < 15) {
      return getInt(ArmState.r(number)) & 0xffffffffL;
    }
    if (number >= GDB_D0 && number < GDB_FPSCR) {
      return getLong(ArmState.d(number - GDB_D0));
    }
    return switch (number) {
      case 15 -> pc();
      case GDB_CPSR -> cpsr() & 0xffffffffL;
      case GDB_FPSCR -> FpStatus.read(this) & 0xffffffffL;
      default -> 0;
    };
  }

  @Override
  public void setRegister(int number, long value) {
    if (number >= 0 && number < 15) {
      putInt(ArmState.r(number), (int) value);
    } else if (number >= GDB_D0 && number < GDB_FPSCR) {
      putLong(ArmState.d(number - GDB_D0), value);
    } else if (number == 15) {
      setPc(value & 0xffffffffL);
    } else if (number == GDB_CPSR) {
      writeCpsr((int) value, -1);
    } else if (number == GDB_FPSCR) {
      FpStatus.write(this, (int) value);
    }
  }
}
