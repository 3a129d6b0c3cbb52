package ebb.replay;

import ebb.runtime.OutputChannel;

/**
 * Passes on what an output says for the first time, and is silent when history is executed again.
 */
public final class OnceSink implements OutputChannel.Sink {
  private final OutputChannel output;
  private final OutputChannel.Sink sink;
  private long heard;

  public OnceSink(OutputChannel output, OutputChannel.Sink sink) {
    this.output = output;
    this.sink = sink;
    heard = output.count();
  }

  @Override
  public void accept(byte[] data, int offset, int length) {
    long end = output.count();
    int fresh = (int) Math.min(length, end - heard);
    if (fresh > 0) {
      heard = end;
      sink.accept(data, offset + length - fresh, fresh);
    }
  }

  /** What was said after the present belongs to a future that will not be. */
  public void forget() {
    heard = output.count();
  }
}
