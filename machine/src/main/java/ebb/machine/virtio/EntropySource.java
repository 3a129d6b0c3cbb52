package ebb.machine.virtio;

/** The host's side of {@link VirtioRng}. */
@FunctionalInterface
public interface EntropySource {
  /**
   * The guest waits for this many random bytes. They are to be offered to the device's input
   * channel, now or later, in one piece and from any thread. Called on the guest thread, in a
   * replay too: there the offer is ignored and the recorded bytes arrive.
   */
  void wanted(int bytes);
}
