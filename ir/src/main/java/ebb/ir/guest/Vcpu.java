package ebb.ir.guest;

import ebb.ir.StateLayout;
import org.agrona.UnsafeApi;

/**
 * A guest CPU: its state, its budget of instructions, and what its architecture does about faults,
 * interrupts and address translation. Frontends extend it; the runtime drives it; helpers get it.
 *
 * <p>Everything architectural lives in the off-heap state block that the {@link StateLayout}
 * describes. Fields of subclasses hold only what is derived from it (and is rebuilt by {@link
 * #stateRestored}).
 *
 * <p><b>Instruction clock.</b> One tick is one instruction retired, or one exception or interrupt
 * entry. {@link #limit} is the icount at which the current run must stop and {@link #budget} the
 * ticks left until then, so between instructions {@code icount = limit - budget}. Executors take a
 * tick from the budget before each instruction; a faulting instruction's tick pays for its
 * exception entry.
 */
public abstract class Vcpu {
  public final int index;
  public final StateLayout layout;

  /**
   * Raw address of the state block. Below it lie {@link #FRAME_BYTES} for the interpreter's temps,
   * which mean nothing between runs.
   */
  public final long state;

  /** Raw address of the present soft-TLB tables; see {@link GuestMemory}. */
  public long tlb;

  public final GuestMemory memory;
  public final Host host;
  public final GuestFault fault = new GuestFault();

  /** Bytes of the interpreter's frame. */
  public static final int FRAME_BYTES = 32 << 10;

  private long[] scratch = new long[256];

  /** At least {@code length} longs for the interpreter, which mean nothing between runs. */
  public final long[] scratch(int length) {
    if (scratch.length < length) {
      scratch = new long[length * 2];
    }
    return scratch;
  }

  /** Ticks left before the run has to stop. Never negative between instructions. */
  public int budget;

  /** The icount at which {@link #budget} reaches zero. */
  public long limit;

  /** Where the CPU's own interrupt sources (its timers) lead. */
  @FunctionalInterface
  public interface Outputs {
    void set(int output, boolean level);
  }

  private Outputs outputs = (output, level) -> {};

  // Results of translate(), valid until the next call.
  /** Guest-physical address. */
  public long walkPhysical;

  /** Permissions at the MMU index asked about: bit {@code 1 << Access.ordinal()}. */
  public int walkPermissions;

  /**
   * True if the mapping belongs to every address space (survives {@link Host#flushTlb} of
   * non-global ones).
   */
  public boolean walkGlobal;

  /**
   * @param state raw address of at least {@code layout.size()} zeroed bytes, above {@link
   *     #FRAME_BYTES} bytes that are the CPU's too
   * @param tlb raw address of the zeroed soft-TLB tables
   */
  protected Vcpu(
      int index, StateLayout layout, long state, long tlb, GuestMemory memory, Host host) {
    this.index = index;
    this.layout = layout;
    this.state = state;
    this.tlb = tlb;
    this.memory = memory;
    this.host = host;
  }

  // ---- slots ----------------------------------------------------------------------------------

  public final int getInt(int offset) {
    return UnsafeApi.getInt(state + offset);
  }

  public final void putInt(int offset, int value) {
    UnsafeApi.putInt(state + offset, value);
  }

  public final long getLong(int offset) {
    return UnsafeApi.getLong(state + offset);
  }

  public final void putLong(int offset, long value) {
    UnsafeApi.putLong(state + offset, value);
  }

  public final long pc() {
    return getLong(StateLayout.PC);
  }

  public final void setPc(long pc) {
    putLong(StateLayout.PC, pc);
  }

  /**
   * What selects a translation besides the pc: FLAGS | AUX &lt;&lt; 24. FLAGS uses the low 24 bits.
   */
  public final int key() {
    return getInt(StateLayout.FLAGS) | getInt(StateLayout.AUX) << 24;
  }

  public final boolean halted() {
    return getInt(StateLayout.HALTED) != 0;
  }

  // ---- instruction clock ------------------------------------------------------------------------

  /**
   * Instructions completed before the one that is executing now. For helpers and device accesses.
   */
  public final long icountInside() {
    return limit - budget - 1;
  }

  /** Makes the run stop after the instruction that is executing now. */
  public final void cutBudget() {
    limit -= budget;
    budget = 0;
  }

  // ---- what the architecture does ---------------------------------------------------------------

  /** Cold reset: writes every slot. */
  public abstract void reset();

  /** Recomputes derived fields and fpctl/flags after the state block was written from outside. */
  public abstract void stateRestored();

  /** The MMU index that instruction fetches and ordinary accesses use now. */
  public abstract int mmuIndex();

  /**
   * Walks the guest's page tables and leaves the result in {@link #walkPhysical}, {@link
   * #walkPermissions}, {@link #walkGlobal}.
   *
   * @throws GuestFault if the access is not allowed; the CPU has noted the syndrome
   */
  public abstract void translate(long va, Access access, int mmuIndex);

  /**
   * For debuggers: the guest-physical address behind a virtual one, or -1. Permissions are not
   * checked and nothing changes.
   */
  public abstract long debugTranslate(long va);

  /** Notes a failed alignment requirement. */
  public abstract GuestFault alignmentFault(long va, Access access);

  /** Notes an access to guest-physical memory that nothing answers. */
  public abstract GuestFault busFault(long va, Access access);

  /** Performs the exception entry of the fault noted last, PC being the faulting instruction's. */
  public abstract void enterFault();

  /** True if an interrupt line is up and not masked. */
  public abstract boolean interruptDeliverable();

  /** Performs the entry of the deliverable interrupt. */
  public abstract void enterInterrupt();

  /** True if a halted CPU has to go on: a line is up, masked or not, or an event has been sent. */
  public abstract boolean wakes();

  /** Sets an interrupt input line. */
  public void setLine(int line, boolean level) {
    int lines = getInt(StateLayout.LINES);
    putInt(StateLayout.LINES, level ? lines | 1 << line : lines & ~(1 << line));
  }

  /** The board takes the CPU's interrupt outputs to its interrupt controller. */
  public final void connectOutputs(Outputs wires) {
    outputs = wires;
  }

  /**
   * Drives a level-sensitive interrupt output of the CPU; the same level again is free. ARM numbers
   * them as the generic timer does: 0 physical (non-secure), 1 virtual, 2 hypervisor, 3 secure
   * physical; 4 is the PMU.
   */
  protected final void setOutput(int output, boolean level) {
    outputs.set(output, level);
  }

  /** A timer set by {@link Host#setTimer} has reached its deadline. */
  public abstract void timerExpired(int timer);

  /**
   * Another CPU powers this one on (PSCI CPU_ON): it starts in reset state, privileged, at {@code
   * entry} with {@code context} in its first argument register.
   */
  public abstract void powerOn(long entry, long context);

  /** For debuggers, or null if there is nothing to see. */
  public DebugView debugView() {
    return null;
  }

  /** Reads a register by gdb number, zero-extended; at most 64 bits of it. */
  public abstract long register(int gdbNumber);

  /** Writes a register by gdb number. */
  public abstract void setRegister(int gdbNumber, long value);
}
