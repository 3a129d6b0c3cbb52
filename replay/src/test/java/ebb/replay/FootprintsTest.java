package ebb.replay;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.guest.Vcpu;
import ebb.replay.log.RecordingFormat;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import ebb.replay.log.Tampering;
import ebb.replay.query.Hit;
import ebb.replay.query.Moment;
import ebb.replay.query.Replica;
import ebb.replay.query.Replicas;
import ebb.replay.query.Search;
import ebb.replay.query.Values;
import ebb.replay.query.Watch;
import ebb.replay.toy.ToyMachine;
import ebb.runtime.BlockObserver;
import ebb.runtime.OutputChannel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Searches back pass over what did not touch what they look for. */
class FootprintsTest {
  private static final long LENGTH = 8_000_000;

  /** Never executed, on a page of its own. */
  private static final int NOWHERE = 0x800;

  /** Never touched. */
  private static final int NOTHING = 0x3000;

  @TempDir Path dir;

  private Path record() throws IOException {
    Path file = dir.resolve("toy.ebb");
    try (ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Recorder recorder = new Recorder(toy.machine, LENGTH / 8);
      RecordingWriter writer = new RecordingWriter(file, RecordingTest.config("toy"));
      recorder.setWriter(writer);
      recorder.run(LENGTH);
      recorder.end("done", List.of(toy.output));
    }
    return file;
  }

  /** Counts ticks. */
  private static final class Ticks implements BlockObserver {
    private long count;

    @Override
    public boolean entering(Vcpu cpu, long pc, int key) {
      return false;
    }

    @Override
    public void ran(Vcpu cpu, long pc, int key, int ticks) {
      count += ticks;
    }
  }

  private static Timeline replay(ToyMachine toy, RecordingReader recording) {
    // No checkpoints but those of the recording.
    return Timeline.replay(toy.machine, recording, new Timeline.Options(0, 1L << 60, 1L << 60));
  }

  @Test
  void whatNobodyTouchedIsNotLookedForByExecution() throws IOException {
    Ticks ticks = new Ticks();
    try (RecordingReader recording = new RecordingReader(record());
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      assertThat(recording.checkpoints()).hasSizeGreaterThan(6);
      Timeline timeline = replay(toy, recording);
      timeline.seek(LENGTH);
      toy.machine.setObserver(ticks, false);
      toy.machine.addBreakpoint(NOWHERE);
      toy.machine.addWatchpoint(NOTHING, 4, true, true);
      assertThat(timeline.reverseCont()).isEqualTo(new TimelineStop.HistoryBegin());
      assertThat(timeline.now()).isZero();
      assertThat(ticks.count).isZero();
    }
  }

  /** The machine of a timeline that stays. */
  private record Here(Timeline timeline) implements Replica {
    @Override
    public List<OutputChannel> outputs() {
      return List.of();
    }

    @Override
    public void close() {}
  }

  @Test
  void questionsPassOverTheSame() throws IOException {
    Ticks ticks = new Ticks();
    try (RecordingReader recording = new RecordingReader(record());
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline timeline = replay(toy, recording);
      toy.machine.setObserver(ticks, false);
      try (Replicas replicas = new Replicas(() -> new Here(timeline), 1)) {
        Search search = new Search(replicas, timeline.checkpointIcounts());
        for (Watch.Kind kind : Watch.Kind.values()) {
          Watch watch = new Watch(kind, kind == Watch.Kind.EXECUTE ? NOWHERE : NOTHING, 4);
          assertThat(search.last(0, LENGTH - 5, watch.last())).isNull();
          assertThat(search.first(1, LENGTH, watch.first())).isNull();
        }
        assertThat(search.all(0, LENGTH, new Values(NOTHING, 4))).isEmpty();
        assertThat(search.first(0, LENGTH, Moment.at(NOWHERE, (machine, cpu) -> true))).isNull();
        assertThat(search.complete()).isTrue();
        assertThat(ticks.count).isZero();
        Watch rare = new Watch(Watch.Kind.EXECUTE, ToyMachine.RARE_PC, 4);
        Hit hit = search.last(0, LENGTH, rare.last());
        assertThat(hit.icount()).isGreaterThan(LENGTH - 10_000);
        assertThat(search.first(hit.icount() + 1, LENGTH, rare.first())).isNull();
        Moment always =
            Moment.ofMemory(
                (machine, cpu) -> true, List.of(new Watch(Watch.Kind.WRITE, NOTHING, 4)), 77);
        assertThat(search.first(77, LENGTH, always).icount()).isEqualTo(77);
      }
    }
  }

  @Test
  void aFootprintThatCannotBeReadIsAsIfThereWereNone() throws IOException {
    Path damaged = dir.resolve("damaged.ebb");
    Tampering.rewrite(
        record(),
        damaged,
        pieces -> {
          List<Tampering.Piece> all = new ArrayList<>(pieces);
          int first = 0;
          while (all.get(first).type() != RecordingFormat.FOOTPRINT) {
            first++;
          }
          all.set(first, new Tampering.Piece(RecordingFormat.FOOTPRINT, new byte[] {1}));
          return all;
        });
    Ticks ticks = new Ticks();
    try (RecordingReader recording = new RecordingReader(damaged);
        ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline timeline = replay(toy, recording);
      timeline.seek(LENGTH);
      toy.machine.setObserver(ticks, false);
      toy.machine.addBreakpoint(NOWHERE);
      assertThat(timeline.reverseCont()).isEqualTo(new TimelineStop.HistoryBegin());
      assertThat(ticks.count).isEqualTo(recording.checkpoints().getFirst().icount());
    }
  }

  @Test
  void whatWasExecutedOnceIsKnown() {
    Ticks ticks = new Ticks();
    try (ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline timeline =
          new Timeline(toy.machine, new Recorder(toy.machine), Timeline.Options.DEFAULT);
      timeline.cont(LENGTH);
      toy.machine.setObserver(ticks, false);
      toy.machine.addBreakpoint(NOWHERE);
      assertThat(timeline.reverseCont()).isEqualTo(new TimelineStop.HistoryBegin());
      assertThat(ticks.count).isLessThan(LENGTH / 2);
      toy.machine.addBreakpoint(ToyMachine.RARE_PC);
      assertThat(timeline.cont(LENGTH / 2)).isInstanceOf(TimelineStop.Stopped.class);
      long hit = timeline.now();
      timeline.cont(hit + 10);
      assertThat(timeline.reverseCont()).isInstanceOf(TimelineStop.Stopped.class);
      assertThat(timeline.now()).isEqualTo(hit);
    }
  }

  @Test
  void aDiversionLeavesNoFootprint() {
    try (ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline timeline =
          new Timeline(toy.machine, new Recorder(toy.machine), Timeline.Options.DEFAULT);
      timeline.cont(LENGTH);
      timeline.seek(100);
      // It loops at one place from now on.
      timeline.writeMemory(0, 4 * 4, new byte[] {7, 0, 4, 0});
      timeline.cont(LENGTH - 100);
      timeline.endDiversion();
      timeline.seek(LENGTH);
      toy.machine.addBreakpoint(ToyMachine.RARE_PC);
      assertThat(timeline.reverseCont()).isInstanceOf(TimelineStop.Stopped.class);
      assertThat(timeline.now()).isGreaterThan(LENGTH - 10_000);
    }
  }

  @Test
  void leavingAHistoryForgetsWhatWouldHaveBeenTouched() {
    try (ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline timeline =
          new Timeline(toy.machine, new Recorder(toy.machine), Timeline.Options.DEFAULT);
      timeline.cont(LENGTH);
      long middle = LENGTH / 2 + 12_345;
      timeline.seek(middle);
      timeline.goLive();
      timeline.writeMemory(0, 4 * 4, new byte[] {5, 1, 2, 0, 7, 0, 4, 0}); // stores for ever
      timeline.cont(LENGTH);
      toy.machine.addWatchpoint(ToyMachine.COUNTER, 4, false, true);
      assertThat(timeline.reverseCont()).isInstanceOf(TimelineStop.Stopped.class);
      assertThat(timeline.now()).isGreaterThan(LENGTH - 10);
    }
  }
}
