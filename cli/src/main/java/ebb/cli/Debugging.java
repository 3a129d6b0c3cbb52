package ebb.cli;

import ebb.gdbstub.GdbServer;
import ebb.gdbstub.TimelineTarget;
import ebb.replay.SessionRecording;
import ebb.replay.Timeline;
import ebb.replay.TimelineStop;
import ebb.replay.query.Replica;
import ebb.runtime.InputChannel;
import ebb.runtime.Stop;
import java.util.Optional;

/** A guest with gdb at its timeline. */
final class Debugging {
  private final GuestMachine guest;
  private final Timeline timeline;
  private final MachineOptions options;
  private final SessionRecording recording;
  private final Replica.Source twins;

  /**
   * @param recording what the debugger may start, or has been started
   * @param twins of the guest, for questions
   */
  Debugging(
      GuestMachine guest,
      Timeline timeline,
      MachineOptions options,
      SessionRecording recording,
      Replica.Source twins) {
    this.guest = guest;
    this.timeline = timeline;
    this.options = options;
    this.recording = recording;
    this.twins = twins;
  }

  /**
   * Serves gdb until the guest ends or gdb kills it.
   *
   * @param waitFirst whether gdb has to say continue first
   * @return the exit code
   */
  int serve(boolean waitFirst) throws Exception {
    TimelineTarget target = new TimelineTarget(timeline);
    target.offerRecording(recording);
    new MonitorQuestions(timeline, options.kernel).addTo(target);
    InputChannel input = guest.connect(options, System.out);
    try (var _ = Twin.offer(target, twins);
        GdbServer server = new GdbServer(options.gdbPort(), target);
        Terminal terminal = new Terminal()) {
      System.err.println("ebb: gdb may connect: target remote localhost:" + server.port());
      if (input != null) {
        terminal.listen(new EscapeKeys(new Controls(), System.out), input);
      }
      Optional<TimelineStop> end = server.serve(waitFirst);
      if (recording.file() != null) {
        recording.stop(
            end.isPresent() && end.get() instanceof TimelineStop.Stopped(Stop.PowerOff off)
                ? "guest powered off"
                : "the debugger left");
      }
      return end.map(Debugging::exitCode).orElse(0);
    }
  }

  /** What is left to the user at the terminal: gdb decides about the guest's execution. */
  private final class Controls extends BoardControls {
    Controls() {
      super(guest.board());
    }

    @Override
    public void quit() {
      System.exit(0);
    }

    @Override
    public void pause() {
      refuse();
    }

    @Override
    public void resume() {
      refuse();
    }

    @Override
    public void commit() {
      refuse();
    }

    @Override
    public void toggleTimestamps() {
      refuse();
    }

    @Override
    public String status() {
      return "VM status: gdb decides";
    }

    private static void refuse() {
      System.err.println("ebb: not while gdb controls the guest");
    }
  }

  private static int exitCode(TimelineStop stop) {
    return switch (stop) {
      case TimelineStop.Stopped(Stop.PowerOff off) -> off.exitCode();
      case TimelineStop.Stopped(Stop.Halted halted) -> {
        System.err.println("ebb: " + halted.message());
        yield 1;
      }
      default -> 0;
    };
  }
}
