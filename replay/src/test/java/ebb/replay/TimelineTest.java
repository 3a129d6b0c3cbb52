package ebb.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.replay.log.Event;
import ebb.replay.toy.ToyMachine;
import ebb.runtime.DebugHook;
import ebb.runtime.Stop;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimelineTest {
  /** Small enough that checkpoints are taken and given up all the time. */
  private static final Timeline.Options TIGHT = new Timeline.Options(1 << 20, 200_000, 50_000);

  private final ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS);
  private final Timeline timeline =
      new Timeline(toy.machine, new Recorder(toy.machine, 1000), TIGHT);

  @AfterEach
  void close() {
    toy.close();
  }

  @Test
  void everyStateComesBackExactly() {
    Random random = new Random(1);
    List<Long> at = new ArrayList<>();
    List<Long> state = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      toy.input.offer(new byte[] {(byte) random.nextInt(), (byte) i});
      timeline.cont(timeline.now() + 1 + random.nextInt(2000));
      at.add(timeline.now());
      state.add(toy.fingerprint());
    }
    for (int i = 0; i < 400; i++) {
      int pick = random.nextInt(at.size());
      assertThat(timeline.seek(at.get(pick))).isEqualTo(new TimelineStop.Arrived());
      assertThat(toy.fingerprint()).as("icount %d", at.get(pick)).isEqualTo(state.get(pick));
    }
  }

  @Test
  void neverTakesMoreMemoryThanThereIs() {
    try (ToyMachine other = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      Timeline.Options boundless = new Timeline.Options(Long.MAX_VALUE, 200_000, 50_000);
      Timeline all = new Timeline(other.machine, new Recorder(other.machine, 1000), boundless);
      assertThat(all.checkpointBudget()).isLessThan(Runtime.getRuntime().maxMemory());
    }
    timeline.cont(3_000_000);
    assertThat(timeline.checkpointBytes()).isLessThanOrEqualTo(timeline.checkpointBudget());
    assertThat(timeline.seek(1234)).isEqualTo(new TimelineStop.Arrived());
  }

  @Test
  void stepsBackOneTickAtATime() {
    timeline.cont(3000);
    List<Long> states = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      states.add(toy.fingerprint());
      timeline.stepForward();
    }
    for (int i = 299; i >= 0; i--) {
      assertThat(timeline.reverseStep(0)).isEqualTo(new TimelineStop.Arrived());
      assertThat(timeline.now()).isEqualTo(3000 + i);
      assertThat(toy.fingerprint()).isEqualTo(states.get(i));
    }
  }

  @Test
  void reverseContinueFindsTheSameBreakpointsAsForward() {
    toy.machine.addBreakpoint(ToyMachine.RARE_PC);
    List<Long> hits = new ArrayList<>();
    while (timeline.cont(60_000) instanceof TimelineStop.Stopped(Stop.Breakpoint b)) {
      assertThat(b.pc()).isEqualTo(ToyMachine.RARE_PC);
      hits.add(timeline.now());
    }
    assertThat(hits).hasSizeGreaterThan(10);
    for (long hit : hits.reversed()) {
      assertThat(timeline.reverseCont())
          .isEqualTo(new TimelineStop.Stopped(new Stop.Breakpoint(0, ToyMachine.RARE_PC)));
      assertThat(timeline.now()).isEqualTo(hit);
    }
    assertThat(timeline.reverseCont()).isEqualTo(new TimelineStop.HistoryBegin());
    assertThat(timeline.now()).isZero();
  }

  @Test
  void manyHitsYieldTheLast() {
    timeline.cont(500_000);
    toy.machine.addBreakpoint(4 * 4);
    long before = timeline.now();
    for (int i = 0; i < 40; i++) {
      assertThat(timeline.reverseCont()).isInstanceOf(TimelineStop.Stopped.class);
      assertThat(timeline.now()).isBetween(before - 60, before - 1);
      assertThat(toy.machine.vcpus().getFirst().pc()).isEqualTo(16);
      before = timeline.now();
    }
  }

  @Test
  void conditionsHoldInBothDirections() {
    toy.machine.addBreakpoint(ToyMachine.STORE_PC);
    timeline.setCondition(new OnlyRound(777));
    assertThat(timeline.cont(200_000)).isInstanceOf(TimelineStop.Stopped.class);
    long there = timeline.now();
    assertThat(toy.register(1)).isEqualTo(777);
    timeline.setCondition((Hook) (vcpu, pc) -> false);
    timeline.cont(200_000);
    timeline.setCondition(new OnlyRound(777));
    assertThat(timeline.reverseCont()).isInstanceOf(TimelineStop.Stopped.class);
    assertThat(timeline.now()).isEqualTo(there);
  }

  @Test
  void watchpointsStopBeforeTheAccessInBothDirections() {
    toy.machine.addWatchpoint(ToyMachine.COUNTER, 4, false, true);
    assertThat(timeline.cont(10_000)).isInstanceOf(TimelineStop.Stopped.class);
    long first = timeline.now();
    assertThat(toy.word(ToyMachine.COUNTER)).isZero();
    timeline.cont(10_000);
    long second = timeline.now();
    assertThat(toy.word(ToyMachine.COUNTER)).isEqualTo(1);
    timeline.stepForward();
    assertThat(toy.word(ToyMachine.COUNTER)).isEqualTo(2);
    assertThat(timeline.reverseCont())
        .isEqualTo(
            new TimelineStop.Stopped(
                new Stop.Watchpoint(0, ToyMachine.STORE_PC, ToyMachine.COUNTER, 4, true)));
    assertThat(timeline.now()).isEqualTo(second);
    timeline.reverseCont();
    assertThat(timeline.now()).isEqualTo(first);
  }

  @Test
  void writesOfTheSameAreNoChanges() {
    // A page of the 64 that are filled in turn with the sum of the input, which is 0 for long.
    int page = 0x4000 + (20 << 12);
    toy.machine.addChangeWatchpoint(page, 4);
    assertThat(timeline.cont(100_000)).isEqualTo(new TimelineStop.Arrived());
    toy.input.offer(new byte[] {5});
    assertThat(timeline.cont(200_000)).isInstanceOf(TimelineStop.Stopped.class);
    long change = timeline.now();
    timeline.stepForward();
    assertThat(toy.word(page)).isEqualTo(5);
    assertThat(timeline.cont(200_000)).isEqualTo(new TimelineStop.Arrived());
    assertThat(timeline.reverseCont()).isInstanceOf(TimelineStop.Stopped.class);
    assertThat(timeline.now()).isEqualTo(change);
    assertThat(timeline.reverseCont()).isEqualTo(new TimelineStop.HistoryBegin());
    assertThat(toy.machine.removeChangeWatchpoint(page, 4)).isTrue();
    toy.machine.addWatchpoint(page, 4, false, true);
    assertThat(timeline.cont(100_000)).isInstanceOf(TimelineStop.Stopped.class);
  }

  @Test
  void lastWriteNamesTheWriter() {
    timeline.cont(100_000);
    int value = toy.word(ToyMachine.COUNTER);
    long write = timeline.lastWrite(ToyMachine.COUNTER, 4, timeline.now()).orElseThrow();
    assertThat(timeline.now()).isEqualTo(100_000);
    timeline.seek(write);
    assertThat(toy.word(ToyMachine.COUNTER)).isEqualTo(value - 1);
    timeline.stepForward();
    assertThat(toy.word(ToyMachine.COUNTER)).isEqualTo(value);
    assertThat(timeline.lastWrite(0x3000, 4, write)).isEmpty();
  }

  @Test
  void liveGoesOnAfterALookAtThePast() {
    timeline.cont(50_000);
    long present = toy.fingerprint();
    timeline.seek(100);
    assertThat(timeline.live()).isFalse();
    assertThat(timeline.cont()).isEqualTo(new TimelineStop.HistoryEnd());
    assertThat(timeline.now()).isEqualTo(50_000);
    assertThat(toy.fingerprint()).isEqualTo(present);
    assertThat(timeline.cont(60_000)).isEqualTo(new TimelineStop.Arrived());
    assertThat(timeline.live()).isTrue();
    assertThat(timeline.now()).isEqualTo(60_000);
  }

  @Test
  void goingLiveInThePastForgetsTheFuture() {
    timeline.cont(20_000);
    toy.input.offer(new byte[] {5});
    timeline.cont(40_000);
    assertThat(timeline.recorder().events()).hasSize(1);
    timeline.seek(10_000);
    timeline.goLive();
    assertThat(timeline.end()).isEqualTo(10_000);
    timeline.cont(40_000);
    assertThat(toy.register(6)).isZero();
    toy.input.offer(new byte[] {7});
    timeline.cont(50_000);
    assertThat(toy.register(6)).isEqualTo(7);
  }

  @Test
  void theUsersChangesArePartOfHistory() {
    timeline.cont(5_000);
    timeline.writeMemory(0, 0x3000, new byte[] {1, 2, 3, 4});
    timeline.writeRegister(0, 6, 99);
    timeline.cont(30_000);
    assertThat(timeline.recorder().events()).extracting(Event::channel).containsOnly(Event.PATCH);
    long after = toy.fingerprint();
    timeline.seek(4_000);
    assertThat(toy.word(0x3000)).isZero();
    timeline.cont();
    assertThat(toy.fingerprint()).isEqualTo(after);
    timeline.seek(5_001);
    assertThat(toy.word(0x3000)).isEqualTo(0x04030201);
  }

  @Test
  void aDiversionIsNotPartOfHistory() {
    List<Byte> heard = listen();
    timeline.follow(toy.output);
    timeline.cont(10_000);
    toy.input.offer(new byte[] {5});
    timeline.cont(20_000);
    long end = toy.fingerprint();
    timeline.seek(9_000);
    long state = toy.fingerprint();
    int said = heard.size();
    timeline.writeRegister(0, 1, 99);
    timeline.writeMemory(0, 0x3000, new byte[] {1, 2, 3, 4});
    assertThat(timeline.diverted()).isTrue();
    assertThat(timeline.live()).isFalse();
    assertThat(timeline.cont(60_000)).isEqualTo(new TimelineStop.Arrived());
    assertThat(toy.register(6)).as("the recorded input").isZero();
    assertThat(toy.output.count()).isGreaterThan(said);
    assertThat(timeline.stepForward()).isEqualTo(new TimelineStop.Arrived());
    assertThat(timeline.now()).isEqualTo(60_001);
    assertThat(timeline.divertedAt()).isEqualTo(9_000);
    assertThat(timeline.end()).isEqualTo(20_000);
    assertThat(timeline.reverseStep(0)).isEqualTo(new TimelineStop.DiversionEnd());
    assertThat(timeline.now()).isEqualTo(9_000);
    assertThat(toy.fingerprint()).isEqualTo(state);
    timeline.writeRegister(0, 1, 99);
    timeline.cont(9_500);
    assertThat(timeline.reverseCont()).isEqualTo(new TimelineStop.DiversionEnd());
    timeline.writeMemory(0, 0x3000, new byte[] {9});
    assertThat(timeline.seek(8_999)).isEqualTo(new TimelineStop.Arrived());
    assertThat(timeline.cont()).isEqualTo(new TimelineStop.HistoryEnd());
    assertThat(toy.fingerprint()).isEqualTo(end);
    assertThat(timeline.recorder().events()).hasSize(1);
    assertThat(heard).hasSize(said);
    timeline.cont(30_000);
    assertThat(heard).hasSize((int) toy.output.count());
  }

  private List<Byte> listen() {
    List<Byte> heard = new ArrayList<>();
    OnceSink once =
        new OnceSink(
            toy.output,
            (data, offset, length) -> {
              for (int i = 0; i < length; i++) {
                heard.add(data[offset + i]);
              }
            });
    toy.output.setSink(once);
    timeline.setLiveAction(once::forget);
    return heard;
  }

  @Test
  void theOutsideHearsEverythingOnce() {
    List<Byte> heard = listen();
    timeline.cont(50_000);
    int said = heard.size();
    assertThat(said).isGreaterThan(10);
    timeline.seek(100);
    timeline.seek(49_000);
    timeline.cont();
    assertThat(heard).hasSize(said);
    timeline.cont(60_000);
    assertThat(heard).hasSize((int) toy.output.count());
    timeline.seek(30_000);
    long then = toy.output.count();
    timeline.goLive();
    timeline.cont(60_000);
    assertThat((long) heard.size()).isGreaterThan(toy.output.count());
    assertThat(toy.output.count()).isGreaterThan(then);
  }

  @Test
  void interruptStopsAMotion() {
    timeline.cont(10_000);
    timeline.interrupt();
    assertThat(timeline.cont(20_000)).isEqualTo(new TimelineStop.Stopped(new Stop.Interrupted()));
    assertThat(timeline.cont(20_000)).isEqualTo(new TimelineStop.Arrived());
    toy.machine.addBreakpoint(0x800);
    timeline.interrupt();
    assertThat(timeline.reverseCont()).isEqualTo(new TimelineStop.Stopped(new Stop.Interrupted()));
  }

  /** However far it has come, it stays in a state of the history, and has skipped no hit. */
  @Test
  void anInterruptedScanStaysWhereItHasFoundNothing() {
    toy.machine.addBreakpoint(ToyMachine.RARE_PC);
    List<Long> hits = new ArrayList<>();
    while (timeline.cont(2_000_000) instanceof TimelineStop.Stopped) {
      hits.add(timeline.now());
    }
    Random random = new Random(7);
    for (int i = 0; i < 12; i++) {
      long begin = hits.getLast() - random.nextInt(100_000);
      timeline.seek(begin);
      long start = toy.fingerprint();
      int rounds = (int) toy.register(1);
      timeline.setCondition(new InterruptsAt(rounds / 2 + random.nextInt(rounds / 2)));
      assertThat(timeline.reverseCont())
          .isEqualTo(new TimelineStop.Stopped(new Stop.Interrupted()));
      long here = timeline.now();
      long state = toy.fingerprint();
      assertThat(here).isLessThanOrEqualTo(begin);
      if (here == begin) {
        assertThat(state).isEqualTo(start);
      }
      timeline.setCondition(null);
      long before = hits.stream().filter(hit -> hit < here).reduce(-1L, (a, b) -> b);
      timeline.reverseCont();
      assertThat(timeline.now()).isEqualTo(before < 0 ? 0 : before);
      timeline.seek(here);
      assertThat(toy.fingerprint()).isEqualTo(state);
    }
  }

  @Test
  void anInterruptedQuestionComesBack() {
    timeline.cont(1_000_000);
    timeline.seek(777_777);
    long state = toy.fingerprint();
    timeline.interrupt();
    assertThatThrownBy(() -> timeline.lastWrite(0x100, 4, 700_000)).isInstanceOf(NoSuchPlace.class);
    assertThat(timeline.now()).isEqualTo(777_777);
    assertThat(toy.fingerprint()).isEqualTo(state);
    assertThat(timeline.lastWrite(ToyMachine.COUNTER, 4, 700_000)).isNotEmpty();
    assertThat(timeline.now()).isEqualTo(777_777);
    assertThat(toy.fingerprint()).isEqualTo(state);
  }

  private interface Hook extends DebugHook {
    @Override
    default boolean watchpoint(int vcpu, long pc, long va, int bytes, boolean write) {
      return true;
    }
  }

  private final class OnlyRound implements Hook {
    private final int round;

    OnlyRound(int round) {
      this.round = round;
    }

    @Override
    public boolean breakpoint(int vcpu, long pc) {
      return toy.register(1) == round;
    }
  }

  /** Ctrl-C when a round is reached, or an earlier one is looked at; holds never. */
  private final class InterruptsAt implements Hook {
    private final int round;

    InterruptsAt(int round) {
      this.round = round;
    }

    @Override
    public boolean breakpoint(int vcpu, long pc) {
      if (toy.register(1) <= round) {
        timeline.interrupt();
      }
      return false;
    }
  }
}
