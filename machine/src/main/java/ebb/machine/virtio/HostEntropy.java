package ebb.machine.virtio;

import ebb.runtime.InputChannel;
import java.security.SecureRandom;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Answers {@link VirtioRng} with the host's random numbers, from a daemon thread of its own. */
public final class HostEntropy implements EntropySource, AutoCloseable {
  private final InputChannel channel;
  private final LinkedBlockingQueue<Integer> requests = new LinkedBlockingQueue<>();
  private final Thread thread;

  public HostEntropy(InputChannel channel) {
    this.channel = channel;
    thread = Thread.ofPlatform().daemon().name("ebb-entropy").start(this::serve);
  }

  @Override
  public void wanted(int bytes) {
    requests.add(bytes);
  }

  private void serve() {
    SecureRandom random = new SecureRandom();
    try {
      while (true) {
        byte[] data = new byte[requests.take()];
        random.nextBytes(data);
        while (!channel.offer(data)) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
