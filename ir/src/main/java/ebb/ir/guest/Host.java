package ebb.ir.guest;

import java.util.List;

/**
 * What a guest CPU may ask of the machine around it. Called on the guest thread, from PRECISE
 * helpers.
 */
public interface Host {
  /** All CPUs of the machine, by index. */
  List<? extends Vcpu> vcpus();

  /** Virtual time in ns at the instruction that {@code cpu} is executing. */
  long virtualNanos(Vcpu cpu);

  /**
   * Arms (or re-arms, or with {@link Long#MAX_VALUE} disarms) a timer of the CPU: at this virtual
   * time in ns, exactly, {@link Vcpu#timerExpired} is called.
   */
  void setTimer(Vcpu cpu, int timer, long deadlineNanos);

  /**
   * Reads guest-physical RAM for a table walk, little-endian.
   *
   * @param bytes 4 or 8
   * @throws GuestFault never; an address with no RAM behind it yields -1 through {@link #isRam}
   *     being false
   */
  long physicalRead(long pa, int bytes);

  /** Writes guest-physical RAM (hardware-managed table bits). */
  void physicalWrite(long pa, long value, int bytes);

  boolean isRam(long pa);

  /** Drops soft-TLB entries of a CPU: all, or those that are not global. */
  void flushTlb(Vcpu cpu, boolean globalToo);

  /**
   * Says in which context a CPU translates from now on: what else than the page tables its
   * translations follow from. Those of the contexts before may be kept. It is 0 when the CPU is
   * made; one whose state was restored says it again. The block has to end after it.
   */
  void tlbContext(Vcpu cpu, long context);

  /** Drops the soft-TLB entries of the page at va of a CPU, in all MMU indexes. */
  void flushTlbPage(Vcpu cpu, long va);

  /**
   * Interrupt lines, masks or the halted slot changed: the CPU loop looks again after this
   * instruction.
   */
  void attention(Vcpu cpu);

  /**
   * A call to firmware or to the emulator: PSCI, semihosting.
   *
   * @return false if nobody answers it and the instruction is undefined
   */
  boolean hypercall(Vcpu cpu, Hypercall kind, int immediate);

  /** A line for the trace categories of {@code -d} ("int", "mmu", "unimp"), if that one is on. */
  void trace(String category, String line);

  boolean tracing(String category);

  /** The ways a guest calls out. */
  enum Hypercall {
    HVC,
    SMC,
    SEMIHOSTING
  }
}
