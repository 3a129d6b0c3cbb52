package ebb.runtime;

/**
 * One way for the guest to reach the outside. Output is a function of the execution, so it is not
 * logged; it carries a running digest, part of the machine's state, and has a host-side sink.
 */
public final class OutputChannel implements Snapshotable {
  /** The host's side; called on the guest thread, must not block for long. */
  @FunctionalInterface
  public interface Sink {
    void accept(byte[] data, int offset, int length);
  }

  private final String name;
  private final byte[] one = new byte[1];
  private Sink sink = (data, offset, length) -> {};
  private Sink tap = (data, offset, length) -> {};
  private boolean muted;
  private long count;
  private long digest = 0xcbf29ce484222325L;

  public OutputChannel(String name) {
    this.name = name;
  }

  public void setSink(Sink newSink) {
    sink = newSink;
  }

  /**
   * A second listener, for whoever keeps what is said. It hears the output each time it happens,
   * repetitions of history too; {@link #count} is behind what it is given.
   */
  public void setTap(Sink newTap) {
    tap = newTap;
  }

  /** While muted, nobody hears what the guest says; it counts all the same. */
  public void setMuted(boolean on) {
    muted = on;
  }

  public void write(int value) {
    one[0] = (byte) value;
    write(one, 0, 1);
  }

  public void write(byte[] data, int offset, int length) {
    for (int i = 0; i < length; i++) {
      digest = (digest ^ data[offset + i] & 0xff) * 0x100000001b3L;
    }
    count += length;
    if (!muted) {
      tap.accept(data, offset, length);
      sink.accept(data, offset, length);
    }
  }

  /** Bytes written since reset. */
  public long count() {
    return count;
  }

  /** FNV-1a over all bytes written since reset. */
  public long digest() {
    return digest;
  }

  @Override
  public String id() {
    return "output." + name;
  }

  @Override
  public void save(StateOutput out) {
    out.i64(count);
    out.i64(digest);
  }

  @Override
  public void load(StateInput in) {
    count = in.i64();
    digest = in.i64();
  }
}
