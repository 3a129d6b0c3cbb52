package ebb.machine.device;

import ebb.runtime.IrqLine;
import ebb.runtime.MmioDevice;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/**
 * PrimeCell GPIO PL061 (DDI 0190): eight pins; inputs that nothing drives are low. Interrupts
 * latch.
 */
public final class Pl061 implements MmioDevice {
  private static final int PART = 0x0004_1061;

  private final IrqLine irq;
  private int data;
  private int seen;
  private int direction;
  private int levelSense;
  private int bothEdges;
  private int event;
  private int enabled;
  private int raised;
  private int alternate;

  public Pl061(IrqLine irq) {
    this.irq = irq;
  }

  public void reset() {
    data = 0;
    seen = 0;
    direction = 0;
    levelSense = 0;
    bothEdges = 0;
    event = 0;
    enabled = 0;
    raised = 0;
    alternate = 0;
    update();
  }

  /** The outside drives a pin; without effect while it is an output. */
  public void setPin(int pin, boolean level) {
    int bit = 1 << pin;
    if ((direction & bit) == 0) {
      data = level ? data | bit : data & ~bit;
      update();
    }
  }

  private void update() {
    int changed = (seen ^ data) & ~direction;
    if (changed != 0) {
      // What was last an output counts as a change when it becomes an input, as in QEMU.
      seen = data;
    }
    int edges = changed & ~levelSense;
    int matching = ~(data ^ event);
    raised |= edges & (bothEdges | matching) | matching & levelSense & 0xff;
    irq.set((raised & enabled) != 0);
  }

  @Override
  public long read(long offset, int bytes) {
    if (offset < 0x400) {
      return data & offset >> 2;
    }
    if (PrimeCell.covers(offset)) {
      return PrimeCell.identification(offset, PART);
    }
    return switch ((int) offset) {
      case 0x400 -> direction;
      case 0x404 -> levelSense;
      case 0x408 -> bothEdges;
      case 0x40c -> event;
      case 0x410 -> enabled;
      case 0x414 -> raised;
      case 0x418 -> raised & enabled;
      case 0x420 -> alternate;
      default -> 0;
    };
  }

  @Override
  public void write(long offset, int bytes, long value) {
    int low = (int) value & 0xff;
    if (offset < 0x400) {
      int mask = (int) offset >> 2 & direction;
      data = data & ~mask | low & mask;
    } else {
      switch ((int) offset) {
        case 0x400 -> direction = low;
        case 0x404 -> levelSense = low;
        case 0x408 -> bothEdges = low;
        case 0x40c -> event = low;
        case 0x410 -> enabled = low;
        case 0x41c -> raised &= ~low;
        case 0x420 -> alternate = low;
        default -> {
          return;
        }
      }
    }
    update();
  }

  @Override
  public String id() {
    return "gpio";
  }

  @Override
  public void save(StateOutput out) {
    out.ints(
        new int[] {
          data, seen, direction, levelSense, bothEdges, event, enabled, raised, alternate
        });
  }

  @Override
  public void load(StateInput in) {
    int[] registers = new int[9];
    in.ints(registers);
    data = registers[0];
    seen = registers[1];
    direction = registers[2];
    levelSense = registers[3];
    bothEdges = registers[4];
    event = registers[5];
    enabled = registers[6];
    raised = registers[7];
    alternate = registers[8];
    irq.set((raised & enabled) != 0);
  }
}
