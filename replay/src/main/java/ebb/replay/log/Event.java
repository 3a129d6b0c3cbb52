package ebb.replay.log;

/**
 * One input, as it was delivered.
 *
 * @param icount ticks before which it became visible
 * @param nanos virtual time of the delivery; later than the clock's if it ended an idle wait
 * @param channel number of the input channel; {@link #PATCH} for the user's own change of the guest
 */
public record Event(long icount, long nanos, int channel, byte[] data) {
  public static final int PATCH = -1;
}
