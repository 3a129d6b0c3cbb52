package ebb.benchmarks;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** Accesses to registers of the board's UART, each in a loop of three instructions. */
public class DeviceBenchmark extends Part {
  private static final int ACCESSES = 1000;
  private static final int TICKS_EACH = 3;
  private static final int SUM = 8;
  private static final int LOADED = 3;
  private static final int UART = 0x0900_0000;

  /** UARTFR while nothing is to be sent or received: TXFE and RXFE. DDI 0183G 3.3.3. */
  private static final int IDLE = 0x90;

  private static final int LOADS = GuestProgram.BASE;
  private static final int STORES = GuestProgram.BASE + 0xc;
  private static final int LOAD_BACK = GuestProgram.BASE + 0x18;

  @Param({"INTERPRETER", "REGIONS"})
  Tier tier;

  private GuestProgram guest;

  @Setup
  public void start() {
    guest =
        new GuestProgram(
            tier,
            0xe5913018, // ldr r3, [r1, #0x18]: UARTFR
            0xe0888003, // add r8, r8, r3
            0xeafffffc, // b to the load
            0xe2888001, // add r8, r8, #1
            0xe5818024, // str r8, [r1, #0x24]: UARTIBRD
            0xeafffffc, // b to the add
            0xe5913024); // ldr r3, [r1, #0x24]
    guest.set(1, UART);
  }

  @Benchmark
  @OperationsPerInvocation(ACCESSES)
  public void load() {
    access(LOADS, IDLE);
  }

  @Benchmark
  @OperationsPerInvocation(ACCESSES)
  public void store() {
    access(STORES, 1);
    guest.jump(LOAD_BACK);
    guest.run(1);
    expect("what the register holds", guest.get(SUM) & 0xffff, guest.get(LOADED) & 0xffff);
  }

  /**
   * @param each what an access adds to the sum
   */
  private void access(int loop, int each) {
    int before = guest.get(SUM);
    guest.jump(loop);
    guest.run(ACCESSES * TICKS_EACH);
    expect("sum", ACCESSES * each, guest.get(SUM) - before);
  }

  @TearDown
  public void close() {
    guest.close();
  }
}
