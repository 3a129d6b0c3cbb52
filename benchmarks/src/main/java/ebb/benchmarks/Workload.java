package ebb.benchmarks;

import ebb.frontend.arm.ArmGuest;
import ebb.ir.guest.Guest;
import ebb.machine.board.BoardConfig;
import ebb.machine.board.VirtBoard;
import ebb.machine.boot.BootException;
import ebb.runtime.Machine;
import ebb.runtime.Stop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A workload of {@code guests/bench} on the interpreter. */
final class Workload implements AutoCloseable {
  private static final Path BENCH = Path.of(System.getProperty("ebb.home", "."), "guests", "bench");

  private final String name;
  private final VirtBoard board;
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  /**
   * @param length "short" or "long"
   */
  Workload(String name, String length) throws IOException {
    this.name = name;
    try {
      board =
          new VirtBoard(
              BoardConfig.of(new ArmGuest(), "cortex-a15")
                  .kernel(Files.readAllBytes(BENCH.resolve("bench.elf")))
                  .semihosting(name + " " + length)
                  .build());
    } catch (BootException e) {
      throw new IOException(e);
    }
    board.semihostingOutput().setSink(said::write);
  }

  Machine machine() {
    return board.machine();
  }

  Guest guest() {
    return machine().guest();
  }

  /** Executes so many ticks; a workload that has ended begins again. */
  void run(long ticks) {
    long until = machine().clock().icount() + ticks;
    while (true) {
      switch (machine().run(until)) {
        case Stop.Limit() -> {
          return;
        }
        case Stop.PowerOff(int code) when code == 0 -> board.reset();
        case Stop stop -> throw new IllegalStateException(name + " stopped: " + stop);
      }
    }
  }

  /**
   * Runs a short one to its end.
   *
   * @throws IllegalStateException if it does not say the checksum that it should
   */
  void verify() throws IOException {
    Stop stop = machine().run(Long.MAX_VALUE);
    String checksums = Files.readString(BENCH.resolve("checksums.txt"));
    if (!stop.equals(new Stop.PowerOff(0))
        || said.size() == 0
        || !checksums.contains(said.toString())) {
      throw new IllegalStateException(name + " ended with " + stop + ", and said " + said);
    }
  }

  @Override
  public void close() {
    machine().close();
  }
}
