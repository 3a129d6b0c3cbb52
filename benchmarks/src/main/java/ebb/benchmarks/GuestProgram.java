package ebb.benchmarks;

import ebb.frontend.arm.ArmGuest;
import ebb.ir.guest.Vcpu;
import ebb.machine.board.BoardConfig;
import ebb.machine.board.VirtBoard;
import ebb.machine.boot.BootException;
import ebb.runtime.Machine;
import ebb.runtime.Stop;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A few A32 instructions at the start of the {@code virt} board's RAM, and the board. */
final class GuestProgram implements AutoCloseable {
  /** Guest-physical address of the first instruction. */
  static final int BASE = 0x4000_0000;

  private static final long RAM_BYTES = 64L << 20;

  private final CountedRegions regions;
  private final Machine machine;
  private final Vcpu cpu;

  GuestProgram(Tier tier, int... instructions) {
    ArmGuest guest = new ArmGuest();
    regions = tier.regions(guest);
    try {
      machine =
          new VirtBoard(
                  BoardConfig.of(guest, "cortex-a15")
                      .ramBytes(RAM_BYTES)
                      .translator(regions, false)
                      .build())
              .machine();
    } catch (BootException e) {
      throw new IllegalStateException(e);
    }
    cpu = machine.vcpus().getFirst();
    poke(BASE, instructions);
    jump(BASE);
  }

  Machine machine() {
    return machine;
  }

  Vcpu cpu() {
    return cpu;
  }

  /** Writes words to guest-physical memory. */
  void poke(int address, int... words) {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(words);
    machine.dma().write(address & 0xffff_ffffL, bytes.array(), 0, bytes.capacity());
  }

  /** The next instruction is the one at an address. */
  void jump(int address) {
    cpu.setRegister(15, address);
  }

  void set(int register, int value) {
    cpu.setRegister(register, value);
  }

  int get(int register) {
    return (int) cpu.register(register);
  }

  /**
   * @throws IllegalStateException if the guest stops before its ticks are done
   */
  void run(long ticks) {
    Stop stop = machine.run(machine.clock().icount() + ticks);
    if (!(stop instanceof Stop.Limit)) {
      throw new IllegalStateException("the guest stopped: " + stop);
    }
  }

  /**
   * @throws IllegalStateException if nothing was compiled that should have been
   */
  @Override
  public void close() {
    machine.close();
    if (regions != null && regions.compiled() == 0) {
      throw new IllegalStateException("nothing was compiled");
    }
  }
}
