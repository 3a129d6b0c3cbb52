package ebb.runtime;

/**
 * One way for the outside to reach the guest: a serial line, entropy, the power key. Host threads
 * {@link #offer}; the guest thread stamps, logs and delivers at a safe point. In a replay, offers
 * are ignored and the log delivers.
 */
public final class InputChannel {
  /** What the device does with an input, on the guest thread. */
  @FunctionalInterface
  public interface Sink {
    void deliver(byte[] data);
  }

  private final int number;
  private final String name;
  private final Sink sink;
  private final Inputs inputs;

  InputChannel(int number, String name, Sink sink, Inputs inputs) {
    this.number = number;
    this.name = name;
    this.sink = sink;
    this.inputs = inputs;
  }

  public int number() {
    return number;
  }

  /** Stable name, stored in recordings. */
  public String name() {
    return name;
  }

  /**
   * From any host thread.
   *
   * @return false if too much is waiting already; offer again later
   */
  public boolean offer(byte[] data) {
    return inputs.offer(this, data);
  }

  void deliver(byte[] data) {
    sink.deliver(data);
  }
}
