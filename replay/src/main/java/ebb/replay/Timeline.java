package ebb.replay;

import ebb.replay.checkpoint.Checkpoint;
import ebb.replay.checkpoint.StoredCheckpoints;
import ebb.replay.log.RecordingException;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import ebb.runtime.DebugHook;
import ebb.runtime.Footprint;
import ebb.runtime.InputChannel;
import ebb.runtime.Machine;
import ebb.runtime.OutputChannel;
import ebb.runtime.Stop;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * A machine that can be moved to any icount of its history: seek, single steps and continues in
 * both directions.
 *
 * <p>Over a recording it replays; over a live machine, everything since the start is kept in memory
 * and the future is reached by running on. The state at icount N is the one in which N ticks are
 * done and all timers and inputs due then have been delivered; a reverse motion stops only at
 * icounts below the present one.
 *
 * <p>One thread, the guest's, calls everything except {@link #interrupt}. Every motion may throw
 * {@link DivergenceException}.
 */
public final class Timeline {
  /** Ticks up to which a reverse step looks for a tick of the CPU asked for. */
  private static final long STEP_SEARCH = 1 << 20;

  private final Machine machine;
  private final Recorder recorder;
  private final History history;
  private final Hits hits;
  private final Present present;
  private final Diversion diversion;
  private final Motion motion;
  private final ReverseScan scan;
  private final Places places;
  private final Bookmarks bookmarks = new Bookmarks();
  private Loan adopted;

  /**
   * The timeline of a live machine, from now on.
   *
   * @param recorder of the machine, created before its first tick
   */
  public Timeline(Machine machine, Recorder recorder, Options options) {
    this.machine = machine;
    this.recorder = recorder;
    history = new History(recorder, options);
    diversion = new Diversion(recorder, history);
    hits = new Hits(machine, diversion);
    present = new Present(recorder, history);
    motion = new Motion(recorder, history, hits, present, diversion);
    scan = new ReverseScan(motion, machine, history, hits);
    places = new Places(this, recorder, history, bookmarks);
    machine.setDebugHook(hits);
  }

  /**
   * The timeline of a recording.
   *
   * @param machine built as the recording says, at its first tick
   * @throws RecordingException if the machine has other inputs
   */
  public static Timeline replay(Machine machine, RecordingReader recording, Options options) {
    Timeline timeline = fromStart(machine, recording, true, options);
    timeline.history.load(recording);
    return timeline;
  }

  /**
   * A replay that executes every tick, whatever checkpoints the recording has.
   *
   * @param compare whether with the recording's digests on the way
   */
  static Timeline fromStart(
      Machine machine, RecordingReader recording, boolean compare, Options options) {
    checkChannels(machine, recording);
    if (recording.begin() > 0) {
      StoredCheckpoints.begin(machine, recording);
    }
    Recorder recorder = new Recorder(machine, recording.config().digestInterval());
    recorder.expect(recording, compare);
    Timeline timeline = new Timeline(machine, recorder, options);
    timeline.present.followRecording(recording.lastIcount());
    return timeline;
  }

  /** Takes over the checkpoints of its recording. */
  void load(RecordingReader recording) {
    history.load(recording);
  }

  private static void checkChannels(Machine machine, RecordingReader recording) {
    List<String> names = machine.inputs().channels().stream().map(InputChannel::name).toList();
    if (!names.equals(recording.config().channels())) {
      throw new RecordingException(
          recording.file()
              + ": recorded with inputs "
              + recording.config().channels()
              + ", this machine has "
              + names);
    }
  }

  /**
   * How much a timeline may remember.
   *
   * @param memoryBudget bytes of host memory for checkpoints; 0 for none but the first
   * @param checkpointNanos processor time of execution between checkpoints
   * @param recentNanos the same between checkpoints of the last moments, which make the first steps
   *     back quick
   */
  public record Options(long memoryBudget, long checkpointNanos, long recentNanos) {
    /** For runs that nobody looks at yet: 512 MiB, 0.3 s, no recent ones. */
    public static final Options DEFAULT = new Options(512L << 20, 300_000_000, Long.MAX_VALUE);

    /** With a debugger: 1 GiB, 0.3 s, 50 ms. */
    public static final Options DEBUGGER = new Options(1L << 30, 300_000_000, 50_000_000);
  }

  // ---- where
  // ---------------------------------------------------------------------------------------

  public Machine machine() {
    return machine;
  }

  public Recorder recorder() {
    return recorder;
  }

  /** The present icount. */
  public long now() {
    return machine.clock().icount();
  }

  /** The first icount that can be gone to. */
  public long begin() {
    return history.begin();
  }

  /** The last icount that can be gone to without running into the unknown. */
  public long end() {
    return present.end();
  }

  /** True if the next tick happens for the first time, with inputs from outside. */
  public boolean live() {
    return present.live();
  }

  /** Checkpoints held, and the bytes of host memory they take. */
  public int checkpoints() {
    return history.checkpoints();
  }

  public long checkpointBytes() {
    return history.bytes();
  }

  /** What they may take before some of them are given up. The first never is. */
  public long checkpointBudget() {
    return history.budget();
  }

  /** The most ticks that going anywhere in the history has to execute. */
  public long longestStretch() {
    long longest = 0;
    long last = begin();
    for (long icount : history.icounts()) {
      longest = Math.max(longest, icount - last);
      last = icount;
    }
    return Math.max(longest, end() - last);
  }

  /** The icounts of all checkpoints, ascending; going to one of them takes no execution. */
  public List<Long> checkpointIcounts() {
    return history.icounts();
  }

  /** Keeps the present state for good, so that returning to it takes no execution. */
  public void keepCheckpoint() {
    endDiversion();
    history.keep();
  }

  /** Reads now what would be read of the last checkpoint while the guest runs on. */
  public void completeCheckpoint() {
    history.complete();
  }

  /** The icounts of {@link #keepCheckpoint}, ascending. */
  public List<Long> keptCheckpoints() {
    return history.kept().stream().map(Checkpoint::icount).toList();
  }

  /** Places with names. */
  public Bookmarks bookmarks() {
    return bookmarks;
  }

  /** From now on everything goes to a file too, what has been so far included; null stops that. */
  public void record(RecordingWriter writer) {
    recorder.setWriter(writer);
  }

  /** From now on everything goes to a file too, which begins here. The present has to be live. */
  public void recordFromHere(RecordingWriter writer) {
    recorder.setWriterFromHere(writer);
  }

  /**
   * Completes the file that {@link #record} started, with all of the history. The present moves to
   * its end.
   *
   * @param reason one line for {@code ebb info}
   */
  public void endRecording(String reason, List<OutputChannel> outputs) {
    if (recorder.writer() != null) {
      endDiversion();
      toPresent();
      recorder.end(reason, outputs);
    }
  }

  /** Goes to the end of history; a guest that can go on from there is live then. */
  void toPresent() {
    goTo(end());
    present.resume();
  }

  /** True if the history is that of a recording, which has not been left. */
  public boolean ofRecording() {
    return present.ofRecording();
  }

  /** The icount at which a recording was left, or else where the history begins. */
  public long left() {
    return present.parted();
  }

  // ---- what the user sets
  // --------------------------------------------------------------------------

  /** Decides which break- and watchpoint hits count, in both directions; null: all. */
  public void setCondition(DebugHook condition) {
    hits.setCondition(condition);
  }

  /**
   * What a guest's reset does to the machine; must depend on nothing but the machine's state.
   * Without one a reset is a stop.
   */
  public void setResetAction(Runnable action) {
    motion.setResetAction(action);
  }

  /** What the host's side does whenever the guest has begun to hear the outside again. */
  public void setLiveAction(Runnable action) {
    present.setLiveAction(action);
  }

  /**
   * Makes an output's lines places to go to, and keeps it silent in diversions. At the start of
   * history.
   */
  public void follow(OutputChannel output) {
    recorder.follow(output);
    diversion.add(output);
  }

  /**
   * True if it is known of the ticks from one icount to before another that CPUs touched nothing of
   * what somebody looks for.
   *
   * @param mayHold whether it may have been touched by whoever left a footprint
   */
  public boolean quiet(long from, long to, Predicate<Footprint> mayHold) {
    return recorder.footprints().quietFrom(to, from, mayHold, () -> false) == from;
  }

  /** Lets machines that were built as this one was execute its history. */
  public Loan lend() {
    endDiversion();
    present.leave();
    return new Loan(recorder, history, present);
  }

  /**
   * This timeline, which nobody else uses, becomes the one that is lent, always the same. The
   * present may be another afterwards.
   *
   * @throws IllegalArgumentException if the machine was built differently
   */
  public void adopt(Loan loan) {
    if (loan == adopted) {
      return;
    }
    if (loan.beginning() != recorder.beginning()) {
      throw new IllegalArgumentException("the history is that of another machine");
    }
    recorder.adopt(loan);
    history.adopt(loan);
    present.followRecording(loan.end());
    adopted = loan;
  }

  // ---- changes
  // -------------------------------------------------------------------------------------

  /**
   * Writes guest memory as the user's input; in history, which stays as it is, that begins a
   * {@linkplain #diverted diversion}.
   *
   * @return false if it cannot be written; nothing is then
   */
  public boolean writeMemory(int vcpu, long va, byte[] value) {
    return change(new Patch.Memory(vcpu, va, value.clone()));
  }

  /** Writes a register, as {@link #writeMemory} does memory. */
  public void writeRegister(int vcpu, int gdbNumber, long value) {
    change(new Patch.Register(vcpu, gdbNumber, value));
  }

  private boolean change(Patch patch) {
    boolean first = !live() && !diverted();
    if (first) {
      diversion.begin();
    }
    boolean made = patch.apply(machine);
    if (made && live()) {
      recorder.note(patch.event(now(), machine.clock().nanos()));
    }
    if (!made && first) {
      diversion.end();
    }
    return made;
  }

  /**
   * True if the user tries something out: the state was changed in the past, and what has been
   * executed since is not history. Forward motions go on so; any other one ends it first.
   */
  public boolean diverted() {
    return diversion.active();
  }

  /** The icount in history at which a diversion has begun, which is active. */
  public long divertedAt() {
    return diversion.origin();
  }

  /** Brings back the state in which a diversion began; false if there is none. */
  public boolean endDiversion() {
    return diversion.end();
  }

  // ---- forward
  // -------------------------------------------------------------------------------------

  /**
   * Runs forward until something stops it. Passes over a break- or watchpoint at the very present.
   */
  public TimelineStop cont() {
    return cont(Long.MAX_VALUE);
  }

  /** {@link #cont()} up to an icount at most. */
  public TimelineStop cont(long until) {
    return cont(until, false);
  }

  /** {@link #cont()}, but a watched access at the very present stops it. */
  public TimelineStop contWatching() {
    return cont(Long.MAX_VALUE, true);
  }

  private TimelineStop cont(long until, boolean watching) {
    if (stuck()) {
      return new TimelineStop.HistoryEnd();
    }
    long goal = live() || diverted() ? until : Math.min(until, end());
    Stop stop = new Stop.Limit();
    try {
      if (watching && now() < goal) {
        hits.watch();
        stop = motion.execute(now() + 1, false);
      }
      if (stop instanceof Stop.Limit && (!watching || now() < goal)) {
        hits.stop();
        stop = motion.execute(goal, !watching);
      }
    } finally {
      hits.ignore();
    }
    if (!(stop instanceof Stop.Limit)) {
      return !present.open() && !diverted() && stop instanceof Stop.Dead && now() >= end()
          ? new TimelineStop.HistoryEnd()
          : new TimelineStop.Stopped(stop);
    }
    return now() >= until ? new TimelineStop.Arrived() : new TimelineStop.HistoryEnd();
  }

  /**
   * Runs forward in history to an icount, with every hit of a break- or watchpoint shown to a hook
   * instead of the user's condition.
   *
   * @param resumeOver whether hits at the very present do not count
   * @return Limit, or what stopped it
   */
  public Stop sweep(long until, DebugHook hook, boolean resumeOver) {
    endDiversion();
    DebugHook users = hits.condition();
    hits.setCondition(hook);
    hits.stop();
    try {
      return motion.execute(Math.min(until, end()), resumeOver);
    } finally {
      hits.ignore();
      hits.setCondition(users);
    }
  }

  /** True at the end of a history with nothing beyond. */
  private boolean stuck() {
    return !diverted() && now() >= end() && !present.resume();
  }

  /** One tick forward. */
  public TimelineStop stepForward() {
    if (stuck()) {
      return new TimelineStop.HistoryEnd();
    }
    return arrival(motion.execute(now() + 1, true));
  }

  /**
   * Ticks forward until a CPU has executed one.
   *
   * @return Arrived, or what came in between
   */
  public TimelineStop stepForward(int vcpu) {
    TimelineStop stop;
    do {
      stop = stepForward();
    } while (stop instanceof TimelineStop.Arrived && machine.currentVcpu() != vcpu);
    return stop;
  }

  /** {@link #stepForward(int)} that stops before a watched access, the very present's included. */
  public TimelineStop stepWatching(int vcpu) {
    TimelineStop stop;
    do {
      if (stuck()) {
        return new TimelineStop.HistoryEnd();
      }
      hits.watch();
      try {
        stop = arrival(motion.execute(now() + 1, false));
      } finally {
        hits.ignore();
      }
    } while (stop instanceof TimelineStop.Arrived && machine.currentVcpu() != vcpu);
    return stop;
  }

  // ---- anywhere
  // ------------------------------------------------------------------------------------

  /** Goes to an icount, at most to {@link #begin} and {@link #end}. */
  public TimelineStop seek(long icount) {
    endDiversion();
    long last = end();
    long goal = Math.clamp(icount, begin(), last);
    Stop stop = goTo(goal);
    if (!(stop instanceof Stop.Limit) && now() != goal) {
      return new TimelineStop.Stopped(stop);
    }
    if (icount < begin()) {
      return new TimelineStop.HistoryBegin();
    }
    return icount > last ? new TimelineStop.HistoryEnd() : new TimelineStop.Arrived();
  }

  /**
   * The icount of a place; outside of the history only if it was named by number.
   *
   * @throws NoSuchPlace if there is none
   */
  public long find(Coordinate where) {
    try (var _ = excursion()) {
      return places.find(where);
    }
  }

  /**
   * Goes to a place, as {@link #seek(long)} does.
   *
   * @throws NoSuchPlace if there is none; the present stays
   */
  public TimelineStop seek(Coordinate where) {
    return seek(find(where));
  }

  /** Begins a look at other places, which ends in the present one; a diversion is over. */
  public WayBack excursion() {
    endDiversion();
    return new WayBack(history, motion, machine);
  }

  // ---- backward
  // ------------------------------------------------------------------------------------

  /** One tick back. */
  public TimelineStop reverseStep() {
    if (endDiversion()) {
      return new TimelineStop.DiversionEnd();
    }
    if (now() <= begin()) {
      return new TimelineStop.HistoryBegin();
    }
    return arrival(goTo(now() - 1));
  }

  /** Back to before the last tick that a CPU executed. */
  public TimelineStop reverseStep(int vcpu) {
    if (diverted() || machine.vcpus().size() == 1) {
      return reverseStep();
    }
    long from = now();
    for (long window = 1; window <= STEP_SEARCH; window *= 16) {
      long start = Math.max(begin(), from - window);
      goTo(start);
      long found = -1;
      while (now() < from) {
        long before = now();
        Stop stop = motion.advance(before + 1, true);
        if (machine.currentVcpu() == vcpu) {
          found = before;
        }
        if (!(stop instanceof Stop.Limit)) {
          break;
        }
      }
      if (found >= 0) {
        return arrival(goTo(found));
      }
      if (start == begin()) {
        goTo(start);
        return new TimelineStop.HistoryBegin();
      }
    }
    return arrival(goTo(from - 1));
  }

  /**
   * Runs backward to the last state before the present one in which a CPU was about to execute a
   * breakpoint or make a watched access, and the condition held.
   */
  public TimelineStop reverseCont() {
    return endDiversion() ? new TimelineStop.DiversionEnd() : scanBack(hits.condition());
  }

  /**
   * Where bytes were written last.
   *
   * @param va guest-virtual, as the CPU that wrote sees it
   * @param before only writes at smaller icounts count
   * @return the icount of the state before the writing instruction
   * @throws NoSuchPlace if {@link #interrupt} ends the search
   */
  public OptionalLong lastWrite(long va, int bytes, long before) {
    machine.addWatchpoint(va, bytes, false, true);
    try (var _ = excursion()) {
      long from = Math.clamp(before, begin(), end());
      goTo(from);
      if (now() != from) {
        throw new NoSuchPlace("interrupted on the way to icount " + from);
      }
      TimelineStop stop =
          scanBack(
              new DebugHook() {
                @Override
                public boolean breakpoint(int vcpu, long pc) {
                  return false;
                }

                @Override
                public boolean watchpoint(int vcpu, long pc, long at, int length, boolean write) {
                  return write && at < va + bytes && va < at + length;
                }
              });
      if (stop instanceof TimelineStop.Stopped(Stop.Interrupted request)) {
        throw new NoSuchPlace("interrupted: none from icount " + now() + " on");
      }
      return stop instanceof TimelineStop.Stopped(Stop.Watchpoint w)
          ? OptionalLong.of(now())
          : OptionalLong.empty();
    } finally {
      machine.removeWatchpoint(va, bytes, false, true);
    }
  }

  /**
   * The last control transfers before the present, the latest last, found by executing the stretch
   * before it again; fewer than asked for if history begins, or {@link #interrupt} comes, first.
   *
   * @param most at least 1
   */
  public List<Jump> lastJumps(int most) {
    try (var _ = excursion()) {
      return new JumpSearch(this).last(most);
    }
  }

  private TimelineStop scanBack(DebugHook filter) {
    return scanBack(filter, begin());
  }

  /** Back to the last hit, but not much farther than to an icount. */
  TimelineStop scanBack(DebugHook filter, long earliest) {
    if (now() <= begin()) {
      return new TimelineStop.HistoryBegin();
    }
    present.leave();
    return scan.from(now(), filter, earliest);
  }

  /**
   * From any thread: the motion under way ends soon with {@link Stop.Interrupted}. A forward motion
   * stops where it is, a reverse one at an icount above which there is no hit.
   */
  public void interrupt() {
    motion.interrupt();
  }

  // ---- live
  // ----------------------------------------------------------------------------------------

  /**
   * The present state becomes the end of history: what came after is forgotten, and inputs come
   * from outside again.
   *
   * @throws IllegalStateException if a file that is being written has what would be forgotten
   */
  public void goLive() {
    endDiversion();
    if (live()) {
      return;
    }
    if (present.open() && now() >= end()) {
      present.resume();
      return;
    }
    if (recorder.writer() != null) {
      throw new IllegalStateException("what comes later is being recorded: 'record stop' first");
    }
    bookmarks.truncate(now());
    present.branch();
  }

  // ---- motion
  // --------------------------------------------------------------------------------------

  /** {@link Motion#goTo}. */
  Stop goTo(long goal) {
    return motion.goTo(goal);
  }

  Motion motion() {
    return motion;
  }

  private static TimelineStop arrival(Stop stop) {
    return stop instanceof Stop.Limit ? new TimelineStop.Arrived() : new TimelineStop.Stopped(stop);
  }
}
