package ebb.machine.virtio;

/** The driver broke the protocol: the device stops until it is reset. */
final class VirtioError extends Exception {
  VirtioError(String message) {
    super(message, null, false, false);
  }
}
