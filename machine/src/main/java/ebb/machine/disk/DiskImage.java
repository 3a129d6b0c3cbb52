package ebb.machine.disk;

import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The content of a disk before the guest ran: random access, never changed by the guest. Positions
 * and sizes are in bytes.
 */
public interface DiskImage extends AutoCloseable {
  /** What to call it in messages: a file name. */
  String name();

  long size();

  /**
   * Reads bytes that lie wholly within the image.
   *
   * @throws IOException if the host cannot read them
   */
  void read(long at, byte[] into, int offset, int length) throws IOException;

  /**
   * Changes the image for good; only {@link Disk#commit} does.
   *
   * @throws IOException if the host cannot, or the image is not writable
   */
  default void write(long at, byte[] from, int offset, int length) throws IOException {
    throw new IOException(name() + " is not writable");
  }

  /** Makes all writes durable. */
  default void flush() throws IOException {}

  /** SHA-256 of the whole content; reads all of it. */
  default byte[] sha256() throws IOException {
    MessageDigest digest;
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
    byte[] buffer = new byte[1 << 16];
    long size = size();
    for (long at = 0; at < size; at += buffer.length) {
      int length = (int) Math.min(buffer.length, size - at);
      read(at, buffer, 0, length);
      digest.update(buffer, 0, length);
    }
    return digest.digest();
  }

  @Override
  void close() throws IOException;
}
