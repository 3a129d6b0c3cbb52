package ebb.runtime;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/**
 * All external input of a machine. Live: an Agrona ring that host threads fill and the guest thread
 * drains. A {@link Tap} sees each delivery with its stamp; a {@link Script} replaces the ring in a
 * replay.
 */
public final class Inputs {
  /** Longest single input, in bytes. */
  public static final int MAX_BYTES = 1 << 16;

  private static final int RING_BYTES = 1 << 20;

  /** Hears of every input at the moment of its delivery. */
  @FunctionalInterface
  public interface Tap {
    /**
     * @param icount ticks before which it is visible to the guest
     * @param nanos virtual time; later than the clock's if it ended an idle wait
     */
    void delivered(long icount, long nanos, InputChannel channel, byte[] data);
  }

  /** A recorded sequence of inputs, in order of icount. */
  public interface Script {
    /** Icount of the next input, or {@link Long#MAX_VALUE}. */
    long nextIcount();

    /** Virtual time of the next input in ns. */
    long nextNanos();

    /** Channel number of the next input. */
    int nextChannel();

    /** Removes the next input and returns its data. */
    byte[] take();
  }

  private final List<InputChannel> channels = new ArrayList<>();
  private final ManyToOneRingBuffer ring =
      new ManyToOneRingBuffer(
          new UnsafeBuffer(
              ByteBuffer.allocateDirect(RING_BYTES + RingBufferDescriptor.TRAILER_LENGTH)));
  private Tap tap = (icount, nanos, channel, data) -> {};
  private Script script;
  private Runnable wake = () -> {};

  /** Registration happens while the machine is built, in a fixed order. */
  public InputChannel channel(String name, InputChannel.Sink sink) {
    InputChannel channel = new InputChannel(channels.size(), name, sink, this);
    channels.add(channel);
    return channel;
  }

  public List<InputChannel> channels() {
    return Collections.unmodifiableList(channels);
  }

  public void setTap(Tap newTap) {
    tap = newTap;
  }

  /** Replays a script instead of listening to the outside; null goes live. */
  public void setScript(Script newScript) {
    script = newScript;
  }

  public boolean replaying() {
    return script != null;
  }

  /** How the guest thread is woken from an idle wait. */
  void onOffer(Runnable action) {
    wake = action;
  }

  boolean offer(InputChannel channel, byte[] data) {
    if (data.length > MAX_BYTES) {
      throw new IllegalArgumentException("input of " + data.length + " bytes");
    }
    if (script != null) {
      return true;
    }
    boolean taken = ring.write(channel.number() + 1, new UnsafeBuffer(data), 0, data.length);
    if (taken) {
      wake.run();
    }
    return taken;
  }

  /** True if live input waits. Cheap enough for every safe point. */
  boolean waiting() {
    return script == null && ring.size() > 0;
  }

  /** The icount at which the script has its next input; never when live. */
  long nextIcount() {
    return script == null ? Long.MAX_VALUE : script.nextIcount();
  }

  long nextNanos() {
    return script == null ? Long.MAX_VALUE : script.nextNanos();
  }

  /** Delivers what is due now. {@code clock} is at the safe point's icount. */
  void deliver(Clock clock) {
    if (script == null) {
      ring.read(
          (type, buffer, offset, length) -> {
            byte[] data = new byte[length];
            buffer.getBytes(offset, data);
            InputChannel channel = channels.get(type - 1);
            tap.delivered(clock.icount(), clock.nanos(), channel, data);
            channel.deliver(data);
          });
      return;
    }
    while (script.nextIcount() <= clock.icount() && script.nextNanos() <= clock.nanos()) {
      InputChannel channel = channels.get(script.nextChannel());
      byte[] data = script.take();
      tap.delivered(clock.icount(), clock.nanos(), channel, data);
      channel.deliver(data);
    }
  }
}
