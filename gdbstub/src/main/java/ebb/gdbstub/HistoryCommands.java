package ebb.gdbstub;

import ebb.replay.Coordinate;
import ebb.replay.Jump;
import ebb.replay.Timeline;
import ebb.replay.TimelineStop;
import java.util.List;
import java.util.OptionalLong;

/** The {@code monitor} commands about where the guest is in its history, and how it came there. */
final class HistoryCommands {
  private static final int JUMPS = 16;
  private static final int MOST_JUMPS = 2000;

  /** gdb does not know that the guest has moved by one of these. */
  private static final String STALE =
      "gdb still shows the old state: maintenance flush register-cache"
          + " (or seek with: set $icount = N)\n";

  private final Timeline timeline;
  private final Addresses addresses;

  HistoryCommands(Timeline timeline, Addresses addresses) {
    this.timeline = timeline;
    this.addresses = addresses;
  }

  void addTo(MonitorCommands commands) {
    commands.addStill("when", "", "where the guest is: icount and virtual time", x -> when());
    commands.addStill("info", "", "as 'info replay'", x -> replay());
    commands.addStill(
        "info replay", "", "the history, and where in it the guest is", x -> replay());
    commands.add(
        "seek",
        "PLACE",
        "go to N, +N, -N, P%, 1.5s, line TEXT, event N, @BOOKMARK, start, end",
        this::seek);
    commands.add("checkpoint", "", "keep the present state for 'restart'", x -> checkpoint());
    commands.addStill("info checkpoints", "", "the checkpoints", x -> checkpoints());
    commands.add("restart", "CHECKPOINT", "go to a checkpoint, by its number", this::restart);
    commands.add(
        "last-write", "ADDRESS [BYTES]", "who wrote there last, before now", this::lastWrite);
    commands.add(
        "info jumps", "[COUNT]", "the last branches taken and exceptions, before now", this::jumps);
    commands.add(
        "live", "", "forget what came later; the guest goes on with real input", x -> live());
  }

  // ---- where
  // ---------------------------------------------------------------------------------------

  private String when() {
    if (timeline.diverted()) {
      return String.format(
          "in a diversion from icount %,d, %,d on%n",
          timeline.divertedAt(), timeline.now() - timeline.divertedAt());
    }
    long begin = timeline.begin();
    long length = timeline.end() - begin;
    return String.format(
        "icount %,d (%.2f %%), virtual time %,d ns, %s%n",
        timeline.now(),
        length == 0 ? 100.0 : 100.0 * (timeline.now() - begin) / length,
        timeline.machine().clock().nanos(),
        timeline.live() ? "live" : "in history");
  }

  private String replay() {
    return when()
        + String.format("history: icount %,d to %,d%n", timeline.begin(), timeline.end())
        + automatic();
  }

  private String automatic() {
    return String.format(
        "checkpoints: %d, %,d KiB of at most %,d; the longest stretch between two is %,d ticks%n",
        timeline.checkpoints(),
        timeline.checkpointBytes() >> 10,
        timeline.checkpointBudget() >> 10,
        timeline.longestStretch());
  }

  // ---- going there
  // -------------------------------------------------------------------------------

  private String seek(String where) {
    return arrived(timeline.seek(Coordinate.parse(where)));
  }

  private String go(long icount) {
    return arrived(timeline.seek(icount));
  }

  private String arrived(TimelineStop stop) {
    String message = StopReply.message(stop);
    return (message == null ? "" : message) + when() + STALE;
  }

  private String checkpoint() {
    timeline.keepCheckpoint();
    return "checkpoint "
        + (timeline.keptCheckpoints().indexOf(timeline.now()) + 1)
        + " at "
        + when();
  }

  private String checkpoints() {
    StringBuilder text = new StringBuilder();
    List<Long> kept = timeline.keptCheckpoints();
    for (int i = 0; i < kept.size(); i++) {
      text.append(String.format("%d: icount %,d%n", i + 1, kept.get(i)));
    }
    return text.append(kept.isEmpty() ? "none kept by 'checkpoint'\n" : "")
        .append(automatic())
        .toString();
  }

  private String restart(String number) {
    List<Long> kept = timeline.keptCheckpoints();
    int at = Integer.decode(number) - 1;
    if (at < 0 || at >= kept.size()) {
      throw new MonitorCommands.Usage("there is no checkpoint " + number);
    }
    return go(kept.get(at));
  }

  private String live() {
    try {
      timeline.goLive();
    } catch (IllegalStateException e) {
      return e.getMessage() + "\n";
    }
    return when();
  }

  // ---- how it came there
  // -------------------------------------------------------------------------

  private String lastWrite(String arguments) {
    String[] words = arguments.split("\\s+");
    int bytes = words.length > 1 ? Integer.decode(words[1]) : 4;
    if (bytes < 1 || words.length > 2) {
      throw new MonitorCommands.Usage("cannot watch that");
    }
    long address = addresses.of(words[0]);
    long now = timeline.now();
    OptionalLong icount = timeline.lastWrite(address, bytes, now);
    if (icount.isEmpty()) {
      return "not written by a CPU in this history\n";
    }
    return String.format(
        "icount %d, %,d back: the instruction after it wrote there; 'monitor seek %d'%n",
        icount.getAsLong(), now - icount.getAsLong(), icount.getAsLong());
  }

  private String jumps(String count) {
    int most = count.isEmpty() ? JUMPS : Integer.decode(count);
    if (most < 1 || most > MOST_JUMPS) {
      throw new MonitorCommands.Usage("1 to " + MOST_JUMPS);
    }
    List<Jump> jumps = timeline.lastJumps(most);
    boolean several = timeline.machine().vcpus().size() > 1;
    StringBuilder text = new StringBuilder();
    for (Jump jump : jumps) {
      text.append(
          String.format(
              "%,15d  %s%08x -> %08x  %s%n",
              jump.icount(),
              several ? "cpu" + jump.vcpu() + "  " : "",
              jump.from(),
              jump.to(),
              jump.exception().isEmpty() ? jump.instruction() : jump.exception()));
    }
    return text.isEmpty() ? "none before here\n" : text.toString();
  }
}
