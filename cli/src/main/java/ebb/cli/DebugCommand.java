package ebb.cli;

import ebb.gdbstub.GdbServer;
import ebb.gdbstub.TimelineTarget;
import ebb.replay.Coordinate;
import ebb.replay.SessionRecording;
import ebb.replay.Timeline;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "debug",
    description = "Open a recording in gdb-multiarch.",
    mixinStandardHelpOptions = true)
final class DebugCommand implements Callable<Integer> {
  /** Seconds that gdb waits for an answer: a seek may take longer than its usual 2. */
  private static final String GDB_PATIENCE = "100";

  /** How long a recording may take to be completed once gdb has gone. */
  private static final long MOST_WAIT_SECONDS = 20;

  @Parameters(index = "0", paramLabel = "FILE", description = "the recording")
  Path file;

  @Parameters(index = "1", arity = "0..1", paramLabel = "ELF", description = "symbols: vmlinux")
  Path symbols;

  @Option(
      names = "--to",
      paramLabel = "PLACE",
      description = "start there instead of at the end: " + Recordings.PLACES)
  String to;

  @Option(
      names = "-ex",
      paramLabel = "COMMAND",
      description = "gdb command to execute at the start")
  List<String> commands = new ArrayList<>();

  @Option(names = "-batch", description = "gdb leaves after the commands")
  boolean batch;

  @Mixin TraceOptions trace = new TraceOptions();

  @Override
  public Integer call() throws Exception {
    if (trace.printHelp()) {
      return 0;
    }
    if (symbols != null && !Files.isReadable(symbols)) {
      throw new UsageError("cannot read " + symbols);
    }
    Coordinate start = Recordings.place(to, new Coordinate.End());
    try (Recordings.Opened recording = Recordings.open(file, trace::applyTo)) {
      Timeline timeline = recording.timeline(Timeline.Options.DEBUGGER);
      TimelineTarget target = new TimelineTarget(timeline);
      SessionRecording session = recording.child(timeline);
      target.offerRecording(session);
      new MonitorQuestions(timeline, symbols != null ? symbols : recording.options().kernel)
          .addTo(target);
      try (GdbServer server = new GdbServer(0, target);
          var _ = Twin.offer(target, () -> Twin.of(file))) {
        server.onRefusal(reason -> System.err.println("ebb: " + reason));
        timeline.seek(recording.find(timeline, start));
        // The terminal sends Ctrl-C to gdb and to this process alike; it is gdb's.
        CtrlC.runs(server::interruptMonitor);
        Process gdb = gdb(server.port());
        Thread.ofPlatform().daemon().start(() -> exitWith(gdb, server, session));
        server.serve(true);
        if (session.file() != null) {
          session.stop("the debugger left");
        }
        return gdb.waitFor();
      }
    }
  }

  /** gdb's commands about a Linux kernel, as a file that lasts as long as this. */
  private static Path linuxCommands() throws IOException {
    Path file = Files.createTempFile("ebb-linux", ".py");
    file.toFile().deleteOnExit();
    try (InputStream script = DebugCommand.class.getResourceAsStream("linux.py")) {
      Files.write(file, script.readAllBytes());
    }
    return file;
  }

  private Process gdb(int port) throws IOException {
    List<String> line = new ArrayList<>(List.of("gdb-multiarch", "-q", "-l", GDB_PATIENCE));
    if (batch) {
      line.add("-batch");
    }
    line.addAll(List.of("-ex", "set architecture arm", "-ex", "target remote localhost:" + port));
    if (symbols != null) {
      line.addAll(List.of("-ex", "source " + linuxCommands()));
    }
    for (String command : commands) {
      line.addAll(List.of("-ex", command));
    }
    if (symbols != null) {
      line.add(symbols.toString());
    }
    try {
      return new ProcessBuilder(line).inheritIO().start();
    } catch (IOException missing) {
      throw new UsageError("gdb-multiarch is not installed (Debian: apt install gdb-multiarch)");
    }
  }

  /** When gdb has gone, so does this. */
  private static void exitWith(Process gdb, GdbServer server, SessionRecording session) {
    try {
      int code = gdb.waitFor();
      if (session.file() != null) {
        // The guest's thread completes it, and ends this.
        server.stop();
        TimeUnit.SECONDS.sleep(MOST_WAIT_SECONDS);
      }
      System.exit(code);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
