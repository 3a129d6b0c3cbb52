package ebb.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Entries of exceptions from user mode, each with a handler that counts and returns. */
public class ExceptionBenchmark extends Part {
  private static final int ENTRIES = 1000;
  private static final int COUNT = 8;

  /** The first three instructions after the vectors. */
  private static final int PROLOGUE_TICKS = 3;

  /** Entry, count, return. */
  private static final int INTERRUPT_TICKS = 3;

  /** The same, and a branch back to the call. */
  private static final int CALL_TICKS = 4;

  @Param({"INTERPRETER", "REGIONS"})
  Tier tier;

  private GuestProgram guest;

  @Setup
  public void start() {
    guest =
        new GuestProgram(
            tier,
            0xeafffffe, // reset, undefined instruction: b .
            0xeafffffe,
            0xe2888001, // supervisor call: add r8, r8, #1
            0xe1b0f00e, // movs pc, lr
            0xeafffffe, // data abort: b .
            0xeafffffe,
            0xe2888001, // interrupt: add r8, r8, #1
            0xe25ef004, // subs pc, lr, #4
            0xee0c0f10, // mcr p15, 0, r0, c12, c0, 0: VBAR
            0xf1080080, // cpsie i
            0xf1020010, // cps #0x10: user mode
            0xef000000, // svc #0
            0xeafffffd); // b to it
    guest.set(0, GuestProgram.BASE);
    guest.jump(GuestProgram.BASE + 0x20);
    guest.run(PROLOGUE_TICKS);
  }

  /** From an instruction to the handler and back, as often as a line stays up. */
  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public void interrupt() {
    guest.machine().cpuLine(0, 0).set(true);
    enter(INTERRUPT_TICKS);
  }

  @Benchmark
  @OperationsPerInvocation(ENTRIES)
  public void supervisorCall() {
    enter(CALL_TICKS);
  }

  private void enter(int ticksEach) {
    int before = guest.get(COUNT);
    guest.run(ENTRIES * ticksEach);
    expect("handlers run", ENTRIES, guest.get(COUNT) - before);
  }

  @TearDown
  public void close() {
    guest.close();
  }
}
