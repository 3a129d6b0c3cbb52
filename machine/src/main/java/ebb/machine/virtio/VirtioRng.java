package ebb.machine.virtio;

import ebb.runtime.InputChannel;
import ebb.runtime.Inputs;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * An entropy device (virtio 1.1 §5.4). Entropy is input: each request of the guest is answered by
 * the next delivery on the channel "entropy", which is stamped and logged like any other. A
 * delivery that nobody waits for is dropped.
 */
public final class VirtioRng extends VirtioDevice {
  private static final int TYPE = 4;
  private static final int MAX_REQUEST_BYTES = 4096;

  private final InputChannel channel;
  private EntropySource source = bytes -> {};
  private final Queue<Chain> waiting = new ArrayDeque<>();

  public VirtioRng(Inputs inputs) {
    super(TYPE, 1);
    channel = inputs.channel("entropy", this::deliver);
  }

  /** Where {@link EntropySource} offers its bytes. */
  public InputChannel channel() {
    return channel;
  }

  public void setSource(EntropySource newSource) {
    source = newSource;
  }

  /** Asks again for all that the guest waits for: after a restored machine has gone live. */
  public void askAgain() {
    for (Chain chain : waiting) {
      ask(chain);
    }
  }

  private void ask(Chain chain) {
    source.wanted((int) Math.min(MAX_REQUEST_BYTES, chain.writableBytes()));
  }

  private void deliver(byte[] data) {
    transport()
        .perform(
            () -> {
              Chain chain = waiting.poll();
              if (chain != null) {
                int length = (int) Math.min(data.length, chain.writableBytes());
                chain.write(0, data, 0, length);
                VirtQueue queue = transport().queue(0);
                queue.give(chain, length);
                transport().interrupt(queue);
              }
            });
  }

  @Override
  long features() {
    return 0;
  }

  @Override
  int readConfig(int offset) {
    return 0;
  }

  @Override
  void available(VirtQueue queue) throws VirtioError {
    for (Chain chain = queue.take(); chain != null; chain = queue.take()) {
      if (chain.writableBytes() == 0) {
        throw new VirtioError("request for entropy without a buffer");
      }
      waiting.add(chain);
      ask(chain);
    }
  }

  @Override
  void reset() {
    waiting.clear();
  }

  @Override
  void abandon(VirtQueue queue) {
    waiting.clear();
  }

  @Override
  void save(StateOutput out) {
    out.i32(waiting.size());
    for (Chain chain : waiting) {
      chain.save(out);
    }
  }

  @Override
  void load(StateInput in) {
    waiting.clear();
    int count = in.i32();
    for (int i = 0; i < count; i++) {
      waiting.add(Chain.load(in, transport().memory()));
    }
  }
}
