package ebb.machine.device;

import ebb.runtime.Clock;
import ebb.runtime.InputChannel;
import ebb.runtime.Inputs;
import ebb.runtime.Snapshotable;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/**
 * The buttons of the case. Power is a push button on a GPIO pin, held for 100 ms; reset acts at
 * once.
 */
public final class PowerKey implements Snapshotable {
  private static final long PULSE_NANOS = 100_000_000;
  private static final byte POWER = 0;
  private static final byte RESET = 1;

  private final Clock clock;
  private final Pl061 gpio;
  private final int pin;
  private final Clock.Timer release;
  private final Runnable reset;
  private final InputChannel input;

  /**
   * @param pin of the GPIO controller, high while power is pressed
   * @param reset what the reset button does, at a safe point
   */
  public PowerKey(Clock clock, Inputs inputs, Pl061 gpio, int pin, Runnable reset) {
    this.clock = clock;
    this.gpio = gpio;
    this.pin = pin;
    this.reset = reset;
    release = clock.newTimer("powerkey", () -> gpio.setPin(pin, false));
    input = inputs.channel("powerkey", this::press);
  }

  /** From any thread. */
  public void pressPower() {
    input.offer(new byte[] {POWER});
  }

  /** From any thread. */
  public void pressReset() {
    input.offer(new byte[] {RESET});
  }

  private void press(byte[] button) {
    if (button.length > 0 && button[0] == RESET) {
      reset.run();
      return;
    }
    gpio.setPin(pin, true);
    release.arm(clock.nanos() + PULSE_NANOS);
  }

  /** The key is up. */
  public void reset() {
    release.disarm();
  }

  @Override
  public String id() {
    return "powerkey";
  }

  /** Its state is the pin's level and the timer's deadline, which the GPIO and the clock keep. */
  @Override
  public void save(StateOutput out) {}

  @Override
  public void load(StateInput in) {}
}
