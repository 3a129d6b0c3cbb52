package ebb.replay;

import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingWriter;
import ebb.runtime.OutputChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Recordings that a user asks for while a guest runs. Since the inputs of a session are kept from
 * its start on, such a recording can have all of them: it can be replayed from reset, and has a
 * checkpoint of the moment at which it was asked for. Or it begins with that checkpoint.
 */
public final class SessionRecording {
  /** What the session knows of its machine. */
  public interface Source {
    /**
     * The machine, and how it came to be.
     *
     * @throws IOException if it cannot be recorded, with the reason
     */
    RecordingConfig config() throws IOException;

    /** Puts files into a recording that it cannot do without. */
    void addFiles(RecordingWriter writer);

    List<OutputChannel> outputs();
  }

  private final Timeline timeline;
  private final Source source;
  private RecordingWriter writer;
  private Path file;

  public SessionRecording(Timeline timeline, Source source) {
    this.timeline = timeline;
    this.source = source;
  }

  /** The file that grows now, or null. */
  public Path file() {
    return timeline.recorder().writer() == null ? null : file;
  }

  /** Why it has stopped growing, or null. */
  public String failure() {
    return writer == null ? null : writer.failure();
  }

  /**
   * From now on what happens goes to a file, after what has happened so far.
   *
   * @throws IOException if that is not possible; nothing has changed then
   */
  public void start(Path to) throws IOException {
    open(to, false);
  }

  /**
   * From now on what happens goes to a file, which begins with the present state of the guest.
   *
   * @throws IOException if that is not possible; nothing has changed then
   */
  public void startHere(Path to) throws IOException {
    open(to, true);
  }

  /** False if the history begins after reset, so that {@link #start} is not possible. */
  public boolean fromReset() {
    return timeline.begin() == 0;
  }

  /**
   * Completes the file.
   *
   * @throws IOException if there is none, or it could not be written
   */
  public void stop(String reason) throws IOException {
    if (file() == null) {
      throw new IOException("nothing is being recorded");
    }
    timeline.endDiversion();
    long back = timeline.now();
    timeline.endRecording(reason, source.outputs());
    timeline.goTo(back);
    timeline.bookmarks().keepNowhere();
    if (writer.failure() != null) {
      throw new IOException(writer.failure());
    }
  }

  /**
   * Puts all that has happened into a file, which is complete then.
   *
   * @throws IOException if that is not possible
   */
  public void save(Path to) throws IOException {
    open(to, false);
    stop("saved");
  }

  private void open(Path to, boolean here) throws IOException {
    if (file() != null) {
      throw new IOException("recording to " + file + " already");
    }
    if (timeline.ofRecording()) {
      throw new IOException("this history is recorded already; 'live' leaves it");
    }
    if (!here && !fromReset()) {
      throw new IOException(
          "this history begins at icount "
              + timeline.begin()
              + "; 'record start FILE here' begins now");
    }
    RecordingConfig config = source.config();
    timeline.endDiversion();
    long back = timeline.now();
    timeline.toPresent();
    writer = new RecordingWriter(to, config);
    file = to;
    source.addFiles(writer);
    if (here) {
      timeline.recordFromHere(writer);
    } else {
      timeline.record(writer);
    }
    timeline.bookmarks().keepBeside(to, config.identity());
    timeline.goTo(back);
  }
}
