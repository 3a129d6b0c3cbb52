package ebb.gdbstub;

import ebb.frontend.arm.ArmGuest;
import ebb.replay.Recorder;
import ebb.replay.Timeline;
import ebb.runtime.Clock;
import ebb.runtime.GuestRam;
import ebb.runtime.Inputs;
import ebb.runtime.Machine;
import ebb.runtime.MachineConfig;
import ebb.runtime.PhysicalMemory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** An ARM CPU with 1 MiB of RAM, a program at 0, and a history from there on. */
final class BareArm implements AutoCloseable {
  final Timeline timeline;
  private final GuestRam ram = new GuestRam(1 << 20);
  private final Machine machine;

  BareArm(int... program) {
    PhysicalMemory memory = new PhysicalMemory();
    memory.addRam("ram", 0, 1 << 20, 0);
    machine =
        new Machine(
            new MachineConfig(
                new ArmGuest(),
                "cortex-a15",
                1,
                ram,
                memory,
                new Clock(0),
                new Inputs(),
                false,
                null,
                false));
    ByteBuffer code = ByteBuffer.allocate(program.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    code.asIntBuffer().put(program);
    machine.dma().write(0, code.array(), 0, code.capacity());
    timeline = new Timeline(machine, new Recorder(machine), Timeline.Options.DEFAULT);
  }

  @Override
  public void close() {
    machine.close();
    ram.close();
  }
}
