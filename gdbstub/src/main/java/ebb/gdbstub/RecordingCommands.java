package ebb.gdbstub;

import ebb.replay.SessionRecording;
import ebb.runtime.IoMessages;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The {@code monitor} commands that record a session while it goes on. */
final class RecordingCommands {
  private static final String HERE = " here";

  private final SessionRecording recording;

  RecordingCommands(SessionRecording recording) {
    this.recording = recording;
  }

  void addTo(MonitorCommands commands) {
    commands.add(
        "record start",
        "FILE [here]",
        "record, from reset on or from the present, until 'record stop'",
        this::start);
    commands.add("record stop", "", "complete that recording", x -> stop());
    commands.add("record save", "FILE", "write what has happened into a recording", this::save);
    commands.addStill("info record", "", "what is being recorded", x -> status());
  }

  /** What may fail for reasons of the host. */
  private interface Action {
    String go() throws IOException;
  }

  private static String answer(Action action) {
    try {
      return action.go() + "\n";
    } catch (InvalidPathException e) {
      throw new MonitorCommands.Usage("not a file name");
    } catch (FileSystemException e) {
      return "cannot record: " + IoMessages.of(e) + "\n";
    } catch (IOException e) {
      return "cannot record: " + e.getMessage() + "\n";
    }
  }

  private static Path path(String file) {
    if (file.isEmpty()) {
      throw new MonitorCommands.Usage("into which file");
    }
    Path path = Path.of(file);
    if (Files.exists(path)) {
      throw new MonitorCommands.Usage(file + " exists already");
    }
    return path;
  }

  private String start(String arguments) {
    boolean here = arguments.endsWith(HERE);
    String file =
        here ? arguments.substring(0, arguments.length() - HERE.length()).strip() : arguments;
    return answer(
        () -> {
          if (here) {
            recording.startHere(path(file));
          } else {
            recording.start(path(file));
          }
          return "recording to " + file;
        });
  }

  private String stop() {
    return answer(
        () -> {
          Path file = recording.file();
          recording.stop("record stop");
          return "recorded in " + file + size(file);
        });
  }

  private String save(String file) {
    return answer(
        () -> {
          Path to = path(file);
          recording.save(to);
          return "saved in " + file + size(to);
        });
  }

  private static String size(Path file) throws IOException {
    return String.format(", %,d bytes", Files.size(file));
  }

  private String status() {
    Path file = recording.file();
    if (file == null) {
      return "nothing is being recorded; 'record save FILE' keeps what has happened\n";
    }
    String failure = recording.failure();
    return (failure == null ? "recording to " + file : failure) + "\n";
  }
}
