package ebb.gdbstub;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The packet layer: {@code $data#checksum}, acknowledgements until they are switched off, escapes,
 * and the lone byte 0x03 that interrupts. Data is text with one byte a character, unescaped.
 *
 * <p>A thread of its own reads, so that an interrupt is heard while the guest runs. What is not a
 * packet is skipped; a packet with a wrong checksum is asked for again; a side that goes on asking
 * without waiting for answers counts as gone.
 */
final class PacketChannel implements AutoCloseable {
  /** Longest packet accepted, in bytes before unescaping. */
  static final int MAX_BYTES = 1 << 16;

  /** How often somebody who waits is told how far it is. */
  private static final int PROGRESS_SECONDS = 5;

  private static final int INTERRUPT_BYTE = 3;
  private static final int ESCAPE = '}';

  /** What the other side said. */
  sealed interface Event {}

  record Packet(String data) implements Event {}

  record Interrupt() implements Event {}

  record Closed() implements Event {}

  private final InputStream in;
  private final OutputStream out;
  private final AutoCloseable connection;
  private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>(1024);
  private final Object motionLock = new Object();
  private Runnable interruptMotion;
  private boolean gone;
  private volatile boolean acknowledging = true;
  private byte[] last = {};

  /**
   * @param connection closed with this
   */
  PacketChannel(InputStream in, OutputStream out, AutoCloseable connection) {
    this.in = new BufferedInputStream(in, 4096);
    this.out = out;
    this.connection = connection;
    Thread.ofPlatform().daemon().name("ebb-gdb-reader").start(this::readAll);
  }

  /** Waits for what comes next. */
  Event next() throws InterruptedException {
    return events.take();
  }

  /**
   * From now until {@link #endMotion} an interrupt, or the end of the connection, runs the action,
   * from any thread; also one that has come already, after the packet that starts the motion.
   */
  void beginMotion(Runnable onInterrupt) {
    synchronized (motionLock) {
      interruptMotion = onInterrupt;
      boolean waiting = events.removeIf(event -> event instanceof Interrupt);
      if (waiting || gone) {
        onInterrupt.run();
      }
    }
  }

  void endMotion() {
    synchronized (motionLock) {
      interruptMotion = null;
    }
  }

  /**
   * Does long work for which gdb waits as for a command's text: it gives up after some seconds
   * without a word, but one without content will do.
   *
   * @param progress what its user is told now and then, on another thread
   */
  <T> T keepingAwake(Supplier<T> work, Supplier<String> progress) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    Thread beat =
        Thread.ofPlatform()
            .daemon()
            .name("ebb-gdb-heartbeat")
            .start(
                () -> {
                  try {
                    for (int i = 1; !done.await(1, TimeUnit.SECONDS); i++) {
                      boolean tell = i % PROGRESS_SECONDS == 0;
                      send("O" + (tell ? Hex.text(progress.get()) : ""));
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    try {
      return work.get();
    } finally {
      done.countDown();
      beat.join();
    }
  }

  /** No acknowledgements from now on, in either direction. */
  void stopAcknowledging() {
    acknowledging = false;
  }

  /** Sends a packet. A broken connection shows as {@link Closed}. */
  void send(String data) {
    ByteArrayOutputStream packet = new ByteArrayOutputStream(data.length() + 4);
    packet.write('$');
    int sum = 0;
    for (int i = 0; i < data.length(); i++) {
      int c = data.charAt(i) & 0xff;
      if (c == '#' || c == '$' || c == ESCAPE || c == '*') {
        packet.write(ESCAPE);
        sum += ESCAPE;
        c ^= 0x20;
      }
      packet.write(c);
      sum += c;
    }
    packet.write('#');
    packet.writeBytes(String.format("%02x", sum & 0xff).getBytes());
    byte[] bytes = packet.toByteArray();
    synchronized (out) {
      last = bytes;
      transmit(bytes);
    }
  }

  private void transmit(byte[] bytes) {
    try {
      out.write(bytes);
      out.flush();
    } catch (IOException e) {
      // The reader meets the same broken connection and reports it.
      return;
    }
  }

  private void acknowledge(char sign) {
    if (acknowledging) {
      synchronized (out) {
        transmit(new byte[] {(byte) sign});
      }
    }
  }

  private void readAll() {
    try {
      int c;
      while ((c = in.read()) >= 0) {
        switch (c) {
          case '$' -> readPacket();
          case INTERRUPT_BYTE -> interrupt();
          case '-' -> {
            if (acknowledging) {
              synchronized (out) {
                transmit(last);
              }
            }
          }
          default -> {}
        }
      }
    } catch (IOException e) {
      // As an orderly end.
    } finally {
      closed();
    }
  }

  private void interrupt() {
    synchronized (motionLock) {
      if (interruptMotion != null) {
        interruptMotion.run();
      } else {
        // With a full queue there is enough to do that ends in a stop anyway.
        events.offer(new Interrupt());
      }
    }
  }

  /** Whatever has been asked for and not been answered ends soon. */
  private void closed() {
    synchronized (motionLock) {
      gone = true;
      if (interruptMotion != null) {
        interruptMotion.run();
      }
    }
    try {
      events.put(new Closed());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** After the '$'. */
  private void readPacket() throws IOException {
    StringBuilder data = new StringBuilder();
    int sum = 0;
    int length = 0;
    boolean escaped = false;
    while (true) {
      int c = in.read();
      if (c < 0) {
        return;
      }
      if (c == '#') {
        break;
      }
      if (c == '$') {
        data.setLength(0);
        sum = 0;
        length = 0;
        escaped = false;
        continue;
      }
      sum += c;
      length++;
      if (length > MAX_BYTES) {
        continue;
      }
      if (escaped) {
        data.append((char) (c ^ 0x20));
        escaped = false;
      } else if (c == ESCAPE) {
        escaped = true;
      } else {
        data.append((char) c);
      }
    }
    int high = Character.digit(in.read(), 16);
    int low = Character.digit(in.read(), 16);
    if (acknowledging && (high < 0 || low < 0 || (high << 4 | low) != (sum & 0xff))) {
      acknowledge('-');
      return;
    }
    acknowledge('+');
    // A packet longer than was agreed on is answered as one that is not known.
    if (!events.offer(new Packet(length > MAX_BYTES ? "" : data.toString()))) {
      throw new IOException("no debugger asks so much without waiting for an answer");
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (Exception e) {
      // It is gone either way.
      return;
    }
  }
}
