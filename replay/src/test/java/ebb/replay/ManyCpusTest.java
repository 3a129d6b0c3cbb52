package ebb.replay;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.replay.toy.ToyMachine;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Several CPUs take turns; a turn is longer than most of the distances here. */
class ManyCpusTest {
  private static final Timeline.Options TIGHT = new Timeline.Options(1 << 20, 300_000, 100_000);

  @Test
  void everyStateComesBackExactly() {
    try (ToyMachine toy = new ToyMachine(3, false, ToyMachine.ROUNDS)) {
      Timeline timeline = new Timeline(toy.machine, new Recorder(toy.machine, 7000), TIGHT);
      Random random = new Random(21);
      List<Long> at = new ArrayList<>();
      List<Long> state = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        toy.input.offer(new byte[] {(byte) random.nextInt()});
        timeline.cont(timeline.now() + 1 + random.nextInt(9000));
        at.add(timeline.now());
        state.add(toy.fingerprint());
      }
      for (int i = 0; i < 120; i++) {
        int pick = random.nextInt(at.size());
        timeline.seek(at.get(pick));
        assertThat(toy.fingerprint()).as("icount %d", at.get(pick)).isEqualTo(state.get(pick));
      }
    }
  }

  @Test
  void reverseStepUndoesTheLastTickOfTheCpuAskedFor() {
    try (ToyMachine toy = new ToyMachine(2, false, ToyMachine.ROUNDS)) {
      Timeline timeline = new Timeline(toy.machine, new Recorder(toy.machine), TIGHT);
      timeline.cont(30_000);
      int running = toy.machine.currentVcpu();
      int other = 1 - running;
      long pc = toy.machine.vcpus().get(other).pc();
      assertThat(timeline.reverseStep(running)).isEqualTo(new TimelineStop.Arrived());
      assertThat(timeline.now()).isEqualTo(29_999);
      assertThat(timeline.reverseStep(other)).isEqualTo(new TimelineStop.Arrived());
      assertThat(timeline.now()).isLessThan(29_000);
      assertThat(toy.machine.vcpus().get(other).pc()).isNotEqualTo(pc);
      timeline.stepForward();
      assertThat(toy.machine.currentVcpu()).isEqualTo(other);
      assertThat(toy.machine.vcpus().get(other).pc()).isEqualTo(pc);
    }
  }
}
