package ebb.backend.jvm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VisitsTest {
  private final Visits visits = new Visits();

  @Test
  void whatFollowsALoopIsVisitedOnce() {
    visits.add(0x10, 2, Map.of(0x10L, 0.99, 0x20L, 0.01));
    assertThat(visits.leadingTo(0x20)).isCloseTo(1, within(1e-9));
    assertThat(visits.instructions()).isCloseTo(200, within(1e-6));
    visits.add(0x20, 3, Map.of(0x10L, 0.5, 0x30L, 0.5));
    assertThat(visits.leadingTo(0x30)).isCloseTo(1, within(1e-9));
    assertThat(visits.instructions()).isCloseTo(406, within(1e-6));
  }

  @Test
  void whatNeverEndsIsFinite() {
    visits.add(0x10, 1, Map.of(0x10L, 2.0, 0x20L, 1.0));
    assertThat(visits.leadingTo(0x20)).isEqualTo(10_000);
    visits.add(0x20, 1, Map.of(0x10L, 1.0));
    assertThat(visits.instructions()).isPositive().isFinite();
  }

  @Test
  void agreesWithWalks() {
    long seed = 20261123;
    Random random = new Random(seed);
    int n = 6;
    double[][] next = new double[n][n];
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        next[i][k] = random.nextDouble() / n;
      }
    }
    for (int i = 0; i < n - 1; i++) {
      Map<Long, Double> edges = new HashMap<>();
      for (int k = 0; k < n; k++) {
        edges.put((long) k, next[i][k]);
      }
      visits.add(i, 1, edges);
    }
    // The expected arrivals at the last one, step by step; it leads nowhere.
    double[] at = new double[n];
    at[0] = 1;
    double arrived = 0;
    for (int step = 0; step < 1000; step++) {
      double[] then = new double[n];
      for (int i = 0; i < n - 1; i++) {
        for (int k = 0; k < n; k++) {
          then[k] += at[i] * next[i][k];
        }
      }
      arrived += then[n - 1];
      at = then;
    }
    assertThat(visits.leadingTo(n - 1)).as("seed %d", seed).isCloseTo(arrived, within(1e-9));
  }
}
