package ebb.gdbstub;

import ebb.replay.TimelineStop;
import ebb.runtime.Stop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Serves gdb on a TCP port of the loopback interface, one debugger at a time: another one is turned
 * away. Without a debugger the guest runs freely; one that connects stops it.
 */
public final class GdbServer implements AutoCloseable {
  /** How long a debugger that is turned away may take to say its first word. */
  private static final int MOST_WAIT_MILLIS = 5000;

  private final ServerSocket listener;
  private final DebugTarget target;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final SynchronousQueue<Socket> arrivals = new SynchronousQueue<>();

  private volatile Consumer<String> refusals;

  /** A debugger waits to be talked to. */
  private volatile boolean arrived;

  private volatile boolean stopping;

  /** The guest runs without a debugger. */
  private boolean free;

  /**
   * @param port 0 for any free one
   * @throws IOException if the port cannot be had
   */
  public GdbServer(int port, DebugTarget target) throws IOException {
    this.target = target;
    listener = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("ebb-gdb-listener").start(this::listen);
  }

  /**
   * Says where the reasons go for what is refused to a debugger: to whoever sits at it. Otherwise
   * it shows them at the next motion.
   */
  public void onRefusal(Consumer<String> listener) {
    refusals = listener;
  }

  /** From any thread: a guest that runs without a debugger, now or later, stops instead. */
  public synchronized void stop() {
    stopping = true;
    if (free) {
      target.interrupt();
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /**
   * Runs the guest, and debuggers' conversations about it, on the calling thread, which owns the
   * guest.
   *
   * @param waitFirst stands still until a debugger says otherwise ({@code -S})
   * @return what ended the guest while nobody was debugging it, or empty if a debugger killed it
   */
  public Optional<TimelineStop> serve(boolean waitFirst) throws InterruptedException {
    boolean wait = waitFirst;
    while (true) {
      if (!wait) {
        TimelineStop stop = runFreely();
        if (stop != null) {
          return Optional.of(stop);
        }
      }
      if (converse(arrivals.take()) == GdbSession.End.KILLED) {
        return Optional.empty();
      }
      wait = false;
    }
  }

  /** Runs until something ends the guest, or (null) until a debugger has arrived. */
  private TimelineStop runFreely() {
    synchronized (this) {
      if (arrived) {
        return null;
      }
      if (stopping) {
        return new TimelineStop.Stopped(new Stop.Interrupted());
      }
      free = true;
    }
    TimelineStop stop;
    do {
      stop = target.cont();
      if (stop instanceof TimelineStop.HistoryEnd && !arrived) {
        // Left in the past of a live guest, it has just come back to its present.
        stop = target.cont();
      }
      // An interrupt may be left from a debugger that went away.
    } while (stop instanceof TimelineStop.Stopped(Stop.Interrupted late) && !arrived && !stopping);
    synchronized (this) {
      free = false;
      return arrived ? null : stop;
    }
  }

  private GdbSession.End converse(Socket socket) throws InterruptedException {
    synchronized (this) {
      arrived = false;
    }
    try {
      socket.setTcpNoDelay(true);
      PacketChannel channel =
          new PacketChannel(socket.getInputStream(), socket.getOutputStream(), socket);
      return new GdbSession(channel, target, refusals).run();
    } catch (IOException e) {
      // Gone before it said anything.
      return GdbSession.End.DETACHED;
    } finally {
      busy.set(false);
    }
  }

  private void listen() {
    try {
      while (true) {
        Socket socket = listener.accept();
        if (!busy.compareAndSet(false, true)) {
          Thread.ofPlatform().daemon().name("ebb-gdb-refusal").start(() -> turnAway(socket));
          continue;
        }
        synchronized (this) {
          arrived = true;
          if (free) {
            target.interrupt();
          }
        }
        arrivals.put(socket);
      }
    } catch (IOException e) {
      // Closed: no more debuggers.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers a debugger's first packet with the reason why it cannot have more. */
  private static void turnAway(Socket socket) {
    try (socket) {
      socket.setSoTimeout(MOST_WAIT_MILLIS);
      PacketChannel channel =
          new PacketChannel(socket.getInputStream(), socket.getOutputStream(), socket);
      if (channel.next() instanceof PacketChannel.Packet) {
        channel.send("E.another debugger is connected");
      }
    } catch (IOException e) {
      // Gone before it said anything.
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
