package ebb.machine.virtio;

import ebb.runtime.InputChannel;
import ebb.runtime.Inputs;
import ebb.runtime.OutputChannel;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * A console with one port (virtio 1.1 §5.3): {@code hvc0} of a Linux guest. Input that the driver
 * has no buffer for yet is kept, up to {@link #MAX_BACKLOG} bytes; what comes beyond is lost.
 *
 * <p>The output channel is state of its own: it has to be registered with the machine beside the
 * transport.
 */
public final class VirtioConsole extends VirtioDevice {
  /** In bytes. */
  public static final int MAX_BACKLOG = 1 << 20;

  private static final int TYPE = 3;
  private static final int RECEIVE = 0;
  private static final long EMERGENCY_WRITE = 1 << 2;
  private static final int EMERGENCY_OFFSET = 8;

  private final OutputChannel output;
  private final InputChannel input;
  private final byte[] buffer = new byte[4096];

  private byte[] backlog = new byte[0];

  public VirtioConsole(String channelName, Inputs inputs, OutputChannel output) {
    super(TYPE, 2);
    this.output = output;
    input = inputs.channel(channelName, this::deliver);
  }

  public InputChannel input() {
    return input;
  }

  public OutputChannel output() {
    return output;
  }

  private void deliver(byte[] data) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(backlog.length + data.length);
    all.writeBytes(backlog);
    all.write(data, 0, Math.min(data.length, MAX_BACKLOG - backlog.length));
    backlog = all.toByteArray();
    transport().perform(() -> receive(transport().queue(RECEIVE)));
  }

  @Override
  long features() {
    return EMERGENCY_WRITE;
  }

  @Override
  int readConfig(int offset) {
    return 0;
  }

  @Override
  void writeConfig(int offset, int value) {
    if (offset == EMERGENCY_OFFSET) {
      output.write(value);
    }
  }

  @Override
  void available(VirtQueue queue) throws VirtioError {
    if (queue.index == RECEIVE) {
      receive(queue);
    } else {
      transmit(queue);
    }
  }

  private void receive(VirtQueue queue) throws VirtioError {
    boolean given = false;
    int done = 0;
    while (done < backlog.length) {
      Chain chain = queue.take();
      if (chain == null) {
        break;
      }
      if (chain.writableBytes() == 0) {
        throw new VirtioError("receive buffer that cannot be written");
      }
      int length = (int) Math.min(backlog.length - done, chain.writableBytes());
      chain.write(0, backlog, done, length);
      queue.give(chain, length);
      done += length;
      given = true;
    }
    backlog = Arrays.copyOfRange(backlog, done, backlog.length);
    if (given) {
      transport().interrupt(queue);
    }
  }

  private void transmit(VirtQueue queue) throws VirtioError {
    boolean given = false;
    for (Chain chain = queue.take(); chain != null; chain = queue.take()) {
      long bytes = chain.readableBytes();
      for (long done = 0; done < bytes; done += buffer.length) {
        int part = (int) Math.min(buffer.length, bytes - done);
        chain.read(done, buffer, 0, part);
        output.write(buffer, 0, part);
      }
      queue.give(chain, 0);
      given = true;
    }
    if (given) {
      transport().interrupt(queue);
    }
  }

  /** Keeps the backlog: what was typed before the driver came is for the driver. */
  @Override
  void reset() {}

  @Override
  void save(StateOutput out) {
    out.bytes(backlog);
  }

  @Override
  void load(StateInput in) {
    backlog = in.bytes();
  }
}
