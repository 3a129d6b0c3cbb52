package ebb.replay.toy;

import static ebb.replay.toy.ToyGuest.ADD;
import static ebb.replay.toy.ToyGuest.ADDI;
import static ebb.replay.toy.ToyGuest.ANDI;
import static ebb.replay.toy.ToyGuest.BNZ;
import static ebb.replay.toy.ToyGuest.JMP;
import static ebb.replay.toy.ToyGuest.LD;
import static ebb.replay.toy.ToyGuest.LI;
import static ebb.replay.toy.ToyGuest.SHL;
import static ebb.replay.toy.ToyGuest.ST;
import static ebb.replay.toy.ToyGuest.WFI;
import static ebb.replay.toy.ToyGuest.insn;

import ebb.runtime.Clock;
import ebb.runtime.GuestRam;
import ebb.runtime.InputChannel;
import ebb.runtime.Inputs;
import ebb.runtime.IrqLine;
import ebb.runtime.Machine;
import ebb.runtime.MachineConfig;
import ebb.runtime.MmioDevice;
import ebb.runtime.OutputChannel;
import ebb.runtime.PhysicalMemory;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * RAM at 0, and at 0x100000 a device: +0 takes an input byte, +4 says a byte, +8 powers off, +12
 * arms the timer.
 */
public final class ToyMachine implements AutoCloseable {
  public static final int RAM_BYTES = 1 << 20;
  public static final int COUNTER = 0x2000;

  /** Address of the instruction that stores the counter, once per round. */
  public static final int STORE_PC = 7 * 4;

  /** Address of an instruction executed once per 16 rounds. */
  public static final int RARE_PC = 18 * 4;

  /**
   * Counts rounds at {@link #COUNTER}, sums what it hears into r6, fills pages, waits for the timer
   * every 16 rounds.
   */
  public static final int[] ROUNDS = {
    insn(LI, 5, 1), // 0
    insn(SHL, 5, 20),
    insn(LI, 2, COUNTER),
    insn(LI, 3, 20), // 3: inner loop
    insn(ADDI, 3, -1), // 4
    insn(BNZ, 3, 4),
    insn(ADDI, 1, 1), // 6: next round
    insn(ST, 1, 2), // 7: [r2] = r1
    insn(LD, 4, 5), // 8: input
    insn(ADD, 6, 4),
    insn(LI, 3, 0), // 10
    insn(ADD, 3, 1),
    insn(ANDI, 3, 63),
    insn(SHL, 3, 12),
    insn(ADDI, 3, 0x4000), // 14
    insn(ST, 6, 3), // 15: a page of its own
    insn(ANDI, 3, 0), // 16
    insn(JMP, 0, 22), // 17
    insn(LI, 0, 100), // 18: every 16 rounds
    insn(ADDI, 5, 12),
    insn(ST, 0, 5), // 20: arm the timer
    insn(JMP, 0, 28), // 21
    insn(ADD, 3, 1), // 22: is it a 16th round?
    insn(ANDI, 3, 15),
    insn(BNZ, 3, 3), // 24
    insn(JMP, 0, 18), // 25
    0,
    0,
    insn(ADDI, 5, -12), // 28
    insn(WFI, 0, 0),
    insn(ADDI, 5, 4), // 30
    insn(ST, 1, 5), // 31: say something
    insn(ADDI, 5, -4),
    insn(JMP, 0, 3),
  };

  public final Machine machine;
  public final InputChannel input;
  public final OutputChannel output = new OutputChannel("toy");
  private final Clock.Timer timer;
  private IrqLine line = level -> {};
  private byte[] queue = {};
  private long wrongFrom = Long.MAX_VALUE;

  public ToyMachine(int vcpus, boolean sleep, int... program) {
    GuestRam ram = new GuestRam(RAM_BYTES);
    PhysicalMemory memory = new PhysicalMemory();
    memory.addRam("ram", 0, RAM_BYTES, 0);
    Device device = new Device();
    memory.addDevice("toy", RAM_BYTES, 4096, device);
    Clock clock = new Clock(0);
    Inputs inputs = new Inputs();
    input = inputs.channel("toy", this::hear);
    timer = clock.newTimer("toy", () -> line.set(true));
    machine =
        new Machine(
            new MachineConfig(
                new ToyGuest(), "toy", vcpus, ram, memory, clock, inputs, sleep, null, false));
    line = machine.cpuLine(0, 0);
    machine.addDevice(device);
    machine.addDevice(output);
    ByteBuffer code = ByteBuffer.allocate(program.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    code.asIntBuffer().put(program);
    machine.dma().write(0, code.array(), 0, code.capacity());
  }

  private void hear(byte[] data) {
    byte[] all = Arrays.copyOf(queue, queue.length + data.length);
    System.arraycopy(data, 0, all, queue.length, data.length);
    queue = all;
  }

  /** A defect: from this icount on, the device always hears 255. */
  public void breakAt(long icount) {
    wrongFrom = icount;
  }

  public long register(int number) {
    return machine.vcpus().getFirst().register(number);
  }

  /** A 32-bit word of RAM. */
  public int word(int address) {
    byte[] bytes = new byte[4];
    machine.readVirtual(0, address, bytes, 0, 4);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
  }

  /** Everything: state and RAM. */
  public long fingerprint() {
    long h = machine.stateDigest();
    byte[] page = new byte[GuestRam.PAGE_SIZE];
    for (int i = 0; i < machine.ram().pages(); i++) {
      machine.ram().readPage(i, page, 0);
      h = h * 31 + Arrays.hashCode(page);
    }
    return h;
  }

  @Override
  public void close() {
    machine.close();
  }

  private final class Device implements MmioDevice {
    @Override
    public long read(long offset, int bytes) {
      if (machine.clock().icount() >= wrongFrom) {
        return 255;
      }
      if (offset != 0 || queue.length == 0) {
        return 0;
      }
      byte next = queue[0];
      queue = Arrays.copyOfRange(queue, 1, queue.length);
      return next & 0xff;
    }

    @Override
    public void write(long offset, int bytes, long value) {
      switch ((int) offset) {
        case 4 -> {
          line.set(false);
          output.write((int) value);
        }
        case 8 -> machine.requestPowerOff((int) value);
        case 12 -> timer.arm(machine.clock().nanos() + value);
        default -> {}
      }
    }

    @Override
    public String id() {
      return "toy";
    }

    @Override
    public void save(StateOutput out) {
      out.bytes(queue);
    }

    @Override
    public void load(StateInput in) {
      queue = in.bytes();
    }
  }
}
