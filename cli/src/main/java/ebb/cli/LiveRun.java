package ebb.cli;

import ebb.replay.Recorder;
import ebb.runtime.InputChannel;
import ebb.runtime.Machine;
import ebb.runtime.Stop;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.LockSupport;

/** A machine running with its user at the terminal, until one of them ends it. */
final class LiveRun {
  /** How long a signal waits for the guest thread. */
  private static final long MOST_WAIT_NANOS = 20_000_000_000L;

  private final GuestMachine guest;
  private final MachineOptions options;
  private final Recorder recorder;
  private final Console console;
  private final StampedOutput out;
  private final Object pausing = new Object();
  private final Controls controls;
  private volatile boolean quit;
  private volatile boolean paused;
  private volatile boolean commitAsked;
  private volatile boolean finished;

  /**
   * The user's side.
   *
   * @param out where the guest's output goes
   * @param keyboard whether what is typed goes to the guest
   */
  record Console(OutputStream out, boolean keyboard) {
    static Console user() {
      return new Console(System.out, true);
    }
  }

  /**
   * @param recorder notes what happens, or null
   */
  LiveRun(GuestMachine guest, MachineOptions options, Recorder recorder, Console console) {
    this.console = console;
    out = new StampedOutput(console.out());
    this.guest = guest;
    this.options = options;
    this.recorder = recorder;
    controls = new Controls();
  }

  /** From any thread: ends the run soon. */
  void quit() {
    controls.quit();
  }

  /** Runs and returns the exit code. */
  int run() throws IOException {
    Machine machine = guest.machine();
    InputChannel input = guest.connect(options, out);
    Thread onSignal = new Thread(() -> leaveAndWait(controls));
    Runtime.getRuntime().addShutdownHook(onSignal);
    boolean typing = input != null && console.keyboard();
    try (Terminal terminal = typing ? new Terminal() : null) {
      if (typing) {
        terminal.listen(new EscapeKeys(controls, System.out), input);
      }
      paused = options.stopped;
      while (true) {
        waitWhilePaused();
        Stop stop = recorder == null ? machine.run(Long.MAX_VALUE) : recorder.run(Long.MAX_VALUE);
        switch (stop) {
          case Stop.PowerOff off -> {
            return end("guest powered off", off.exitCode());
          }
          case Stop.Reset reset -> {
            if (options.noReboot) {
              return end("guest reset", 0);
            }
            guest.board().reset();
          }
          case Stop.Halted halted -> {
            System.err.println("ebb: " + halted.message());
            return end("emulator stopped: " + halted.message(), 1);
          }
          case Stop.Dead dead -> {
            System.err.println("ebb: every CPU waits and nothing can wake one");
            return end("every CPU waits for ever", 1);
          }
          case Stop.Interrupted interrupted -> {
            if (guest.outputFailure() != null) {
              System.err.println("ebb: " + guest.outputFailure());
              return end(guest.outputFailure(), Main.FAILED);
            }
            if (quit) {
              return end("user left", 0);
            }
            if (commitAsked) {
              commitAsked = false;
              guest.commit();
            }
          }
          default -> {}
        }
      }
    } finally {
      finished = true;
      try {
        Runtime.getRuntime().removeShutdownHook(onSignal);
      } catch (IllegalStateException shuttingDown) {
        // The hook is what waits for us.
        return 130;
      }
    }
  }

  /** On SIGINT or SIGTERM: lets the guest thread complete a recording, or write disks back. */
  private void leaveAndWait(UserControls controls) {
    controls.quit();
    long deadline = System.nanoTime() + MOST_WAIT_NANOS;
    while (!finished && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private void waitWhilePaused() {
    synchronized (pausing) {
      try {
        while (paused && !quit) {
          pausing.wait();
        }
      } catch (InterruptedException nobodyDoesThat) {
        Thread.currentThread().interrupt();
        quit = true;
      }
    }
  }

  /** The keyboard's and the signals' side of this run. */
  private final class Controls extends BoardControls {
    Controls() {
      super(guest.board());
    }

    @Override
    public void quit() {
      synchronized (pausing) {
        quit = true;
        pausing.notifyAll();
      }
      guest.machine().interrupt();
    }

    @Override
    public void pause() {
      paused = true;
      guest.machine().interrupt();
    }

    @Override
    public void resume() {
      synchronized (pausing) {
        paused = false;
        pausing.notifyAll();
      }
    }

    @Override
    public void commit() {
      commitAsked = true;
      guest.machine().interrupt();
    }

    @Override
    public void toggleTimestamps() {
      out.toggle();
    }

    @Override
    public String status() {
      return "VM status: " + (paused ? "paused" : "running");
    }
  }

  private int end(String reason, int code) throws IOException {
    if (recorder != null) {
      recorder.end(reason, guest.outputs());
    }
    guest.commit();
    return code;
  }
}
