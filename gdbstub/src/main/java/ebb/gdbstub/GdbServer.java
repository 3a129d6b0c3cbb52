package ebb.gdbstub;

import ebb.replay.TimelineStop;
import ebb.runtime.Stop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Serves gdb on a TCP port of the loopback interface, one debugger at a time: another one is turned
 * away. Without a debugger the guest runs freely; one that connects stops it.
 */
public final class GdbServer implements AutoCloseable {
  /** How long a debugger that is turned away may take to say its first word. */
  private static final int MOST_WAIT_MILLIS = 5000;

  /** How long one may be on its way out when the next is there already; gdb waits for 2 s. */
  private static final int LEAVING_MILLIS = 1000;

  private final ServerSocket listener;
  private final DebugTarget target;
  private final Semaphore place = new Semaphore(1);

  /** Debuggers that nobody talks to yet, at most one; empty: nobody is waited for any more. */
  private final LinkedBlockingQueue<Optional<Socket>> arrivals = new LinkedBlockingQueue<>();

  private volatile Consumer<String> refusals;
  private volatile GdbSession session;

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

  /**
   * From any thread: a guest that runs without a debugger, now or later, stops instead, and one
   * that waits for a debugger does so no more.
   */
  public synchronized void stop() {
    stopping = true;
    arrivals.add(Optional.empty());
    if (free) {
      target.interrupt();
    }
  }

  /**
   * From any thread: ends a {@code monitor} command soon. gdb itself does not pass Ctrl-C on while
   * it waits for the answer to one; motions it interrupts.
   */
  public void interruptMonitor() {
    GdbSession present = session;
    if (present != null) {
      present.interruptMonitor();
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  /**
   * Runs the guest, and debuggers' conversations about it, on the calling thread, which owns the
   * guest. A guest that a debugger has let go of runs; one that a debugger was lost from in the
   * middle of its history stands still, so that another one can take over.
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
      Optional<Socket> arrival = arrivals.take();
      if (arrival.isEmpty()) {
        return Optional.of(new TimelineStop.Stopped(new Stop.Interrupted()));
      }
      switch (converse(arrival.get())) {
        case KILLED -> {
          return Optional.empty();
        }
        case DETACHED -> wait = false;
        case LOST -> wait = target.inHistory();
      }
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
      session = new GdbSession(channel, target, refusals);
      return session.run();
    } catch (IOException e) {
      // Gone before it said anything.
      return GdbSession.End.LOST;
    } finally {
      session = null;
      place.release();
    }
  }

  private void listen() {
    try {
      while (true) {
        Socket socket = listener.accept();
        Thread.ofPlatform().daemon().name("ebb-gdb-arrival").start(() -> admit(socket));
      }
    } catch (IOException e) {
      // Closed: no more debuggers.
      return;
    }
  }

  private void admit(Socket socket) {
    try {
      if (!place.tryAcquire(LEAVING_MILLIS, TimeUnit.MILLISECONDS)) {
        turnAway(socket);
        return;
      }
      synchronized (this) {
        arrived = true;
        if (free) {
          target.interrupt();
        }
      }
      arrivals.add(Optional.of(socket));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Answers a debugger's first packet with the reason why it cannot have more. */
  private static void turnAway(Socket socket) throws InterruptedException {
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
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
