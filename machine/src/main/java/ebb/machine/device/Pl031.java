package ebb.machine.device;

import ebb.runtime.Clock;
import ebb.runtime.IrqLine;
import ebb.runtime.MmioDevice;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/**
 * PrimeCell real-time clock PL031 (DDI 0224): seconds since 1970, counted in virtual time. Where it
 * starts is configuration; the host's clock is never read here.
 */
public final class Pl031 implements MmioDevice {
  private static final int PART = 0x0014_1031;
  private static final long SECOND = 1_000_000_000L;

  private final Clock clock;
  private final IrqLine irq;
  private final Clock.Timer alarm;

  /** Counter value at virtual time 0. */
  private int origin;

  private int match;
  private int load;
  private int enabled;
  private int raised;

  /**
   * @param base seconds since 1970 at virtual time 0
   */
  public Pl031(Clock clock, IrqLine irq, long base) {
    this.clock = clock;
    this.irq = irq;
    alarm = clock.newTimer("rtc", this::expire);
    origin = (int) base;
  }

  /** Registers go to power-on state; the time goes on, as the guest has set it. */
  public void reset() {
    match = 0;
    load = 0;
    enabled = 0;
    raised = 0;
    alarm.disarm();
    update();
  }

  private int counter() {
    return origin + (int) (clock.nanos() / SECOND);
  }

  private void setAlarm() {
    long ticks = match - counter() & 0xffff_ffffL;
    if (ticks == 0) {
      alarm.disarm();
      expire();
    } else {
      alarm.arm((clock.nanos() / SECOND + ticks) * SECOND);
    }
  }

  private void expire() {
    raised = 1;
    update();
  }

  private void update() {
    irq.set((raised & enabled) != 0);
  }

  @Override
  public long read(long offset, int bytes) {
    if (PrimeCell.covers(offset)) {
      return PrimeCell.identification(offset, PART);
    }
    int value =
        switch ((int) offset) {
          case 0x00 -> counter();
          case 0x04 -> match;
          case 0x08 -> load;
          case 0x0c -> 1;
          case 0x10 -> enabled;
          case 0x14 -> raised;
          case 0x18 -> raised & enabled;
          default -> 0;
        };
    return value & (bytes >= 4 ? 0xffff_ffffL : (1L << 8 * bytes) - 1);
  }

  @Override
  public void write(long offset, int bytes, long data) {
    int value = (int) data;
    switch ((int) offset) {
      case 0x04 -> {
        match = value;
        setAlarm();
      }
      case 0x08 -> {
        load = value;
        origin += value - counter();
        setAlarm();
      }
      case 0x10 -> enabled = value & 1;
      case 0x1c -> raised = 0;
      default -> {
        return;
      }
    }
    update();
  }

  @Override
  public String id() {
    return "rtc";
  }

  @Override
  public void save(StateOutput out) {
    out.ints(new int[] {origin, match, load, enabled, raised});
  }

  @Override
  public void load(StateInput in) {
    int[] registers = new int[5];
    in.ints(registers);
    origin = registers[0];
    match = registers[1];
    load = registers[2];
    enabled = registers[3];
    raised = registers[4];
    update();
  }
}
