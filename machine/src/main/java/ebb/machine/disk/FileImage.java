package ebb.machine.disk;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A raw image in a host file. It must not change while a guest uses it; its size is that at
 * opening, or where writing has extended it to.
 */
public final class FileImage implements DiskImage {
  private final Path path;
  private final FileChannel channel;
  private long size;
  private byte[] sha256;

  private FileImage(Path path, FileChannel channel) throws IOException {
    this.path = path;
    this.channel = channel;
    this.size = channel.size();
  }

  /** Opens a file that {@link Disk#commit} will be refused to change. */
  public static FileImage open(Path path) throws IOException {
    return new FileImage(path, FileChannel.open(path, StandardOpenOption.READ));
  }

  /** Opens a file that {@link Disk#commit} may change. */
  public static FileImage openWritable(Path path) throws IOException {
    return new FileImage(
        path, FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public void read(long at, byte[] into, int offset, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(into, offset, length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, at + length - buffer.remaining()) < 0) {
        throw new EOFException(path + " has become shorter");
      }
    }
  }

  @Override
  public void write(long at, byte[] from, int offset, int length) throws IOException {
    sha256 = null;
    ByteBuffer buffer = ByteBuffer.wrap(from, offset, length);
    while (buffer.hasRemaining()) {
      channel.write(buffer, at + length - buffer.remaining());
    }
    size = Math.max(size, at + length);
  }

  @Override
  public void flush() throws IOException {
    channel.force(false);
  }

  /** As {@link DiskImage#sha256}, computed once. */
  @Override
  public byte[] sha256() throws IOException {
    if (sha256 == null) {
      sha256 = DiskImage.super.sha256();
    }
    return sha256.clone();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
