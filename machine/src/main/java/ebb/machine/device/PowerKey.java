package ebb.machine.device;

import ebb.runtime.Clock;
import ebb.runtime.InputChannel;
import ebb.runtime.Inputs;
import ebb.runtime.Snapshotable;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;

/** A push button on a GPIO pin: any input presses it for 100 ms. */
public final class PowerKey implements Snapshotable {
  private static final long PULSE_NANOS = 100_000_000;

  private final Clock clock;
  private final Pl061 gpio;
  private final int pin;
  private final Clock.Timer release;
  private final InputChannel input;

  public PowerKey(Clock clock, Inputs inputs, Pl061 gpio, int pin) {
    this.clock = clock;
    this.gpio = gpio;
    this.pin = pin;
    release = clock.newTimer("powerkey", () -> gpio.setPin(pin, false));
    input = inputs.channel("powerkey", data -> press());
  }

  public InputChannel input() {
    return input;
  }

  private void press() {
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
