package ebb.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.replay.toy.ToyMachine;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Two machines in one live history at the same time. */
class LoanTest {
  private static final int STRETCH = 5000;
  private static final Timeline.Options NO_STATES =
      new Timeline.Options(0, Long.MAX_VALUE, Long.MAX_VALUE);

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  /** What the lender was at some icounts. */
  private final TreeMap<Long, Long> prints = new TreeMap<>();

  @Test
  void bothAreWhatTheMachineWasThen() throws Exception {
    try (ToyMachine mine = machine(ToyMachine.ROUNDS);
        ToyMachine other = machine(ToyMachine.ROUNDS)) {
      // Little memory, and checkpoints as often as possible.
      Timeline lender = timeline(mine, new Timeline.Options(1 << 19, 1, 1));
      Timeline borrower = timeline(other, NO_STATES);
      for (int round = 0; round < 4; round++) {
        goOn(mine, lender);
        try (Loan loan = lender.lend()) {
          borrower.adopt(loan);
          assertThat(borrower.end()).isEqualTo(lender.end());
          var beside = CompletableFuture.runAsync(() -> look(other, borrower, new Random(seed)));
          look(mine, lender, random);
          beside.get();
        }
        lender.seek(random.nextLong(lender.end()));
        lender.goLive();
        prints.tailMap(lender.now(), false).clear();
      }
    }
  }

  @Test
  void aMachineThatWasBuiltDifferentlyIsRefused() {
    int[] program = ToyMachine.ROUNDS.clone();
    program[26] = 1;
    try (ToyMachine mine = machine(ToyMachine.ROUNDS);
        ToyMachine other = machine(program)) {
      Timeline lender = timeline(mine, Timeline.Options.DEFAULT);
      Timeline borrower = timeline(other, NO_STATES);
      lender.cont(STRETCH);
      try (Loan loan = lender.lend()) {
        assertThatThrownBy(() -> borrower.adopt(loan)).hasMessageContaining("another machine");
      }
    }
  }

  private static ToyMachine machine(int... program) {
    return new ToyMachine(1, false, program);
  }

  private static Timeline timeline(ToyMachine toy, Timeline.Options much) {
    return new Timeline(toy.machine, new Recorder(toy.machine, 20_000), much);
  }

  private void goOn(ToyMachine toy, Timeline timeline) {
    for (int i = 0; i < 100; i++) {
      toy.input.offer(new byte[] {(byte) random.nextInt()});
      timeline.cont(timeline.now() + 1 + random.nextInt(STRETCH));
      prints.put(timeline.now(), toy.fingerprint());
    }
  }

  private void look(ToyMachine toy, Timeline timeline, Random where) {
    for (int i = 0; i < 100; i++) {
      Map.Entry<Long, Long> then = prints.ceilingEntry(where.nextLong(timeline.end()));
      timeline.seek(then.getKey());
      assertThat(toy.fingerprint())
          .describedAs("seed %d, icount %d", seed, then.getKey())
          .isEqualTo(then.getValue());
    }
  }
}
