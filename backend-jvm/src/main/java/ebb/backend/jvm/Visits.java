package ebb.backend.jvm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How often the blocks of a region are executed for each time that it is entered, by the
 * probabilities of the edges between them: the visits of an absorbing Markov chain, in which
 * leaving the region absorbs.
 *
 * <p>The probability of a path would not do: what follows a loop is executed as often as what
 * precedes it, though the loop's branch hardly ever goes there.
 */
final class Visits {
  /** A loop is left at least once in so many rounds, so that it is left at all. */
  private static final double MOST_ROUNDS = 10_000;

  private record State(long pc, int instructions, Map<Long, Double> next) {}

  private final List<State> states = new ArrayList<>();

  /** Visits of the second block for each of the first: the chain's fundamental matrix. */
  private double[][] visits = new double[0][];

  /**
   * Adds a block; the first one is where the region is entered.
   *
   * @param next what it leads to: the expected number of times, by pc
   */
  void add(long pc, int instructions, Map<Long, Double> next) {
    int n = states.size();
    double[] leading = new double[n];
    double[] ledTo = new double[n];
    for (int i = 0; i < n; i++) {
      leading[i] = states.get(i).next.getOrDefault(pc, 0.0);
      ledTo[i] = next.getOrDefault(states.get(i).pc, 0.0);
    }
    double[] before = new double[n];
    double[] after = new double[n];
    double again = next.getOrDefault(pc, 0.0);
    for (int i = 0; i < n; i++) {
      for (int k = 0; k < n; k++) {
        before[i] += visits[i][k] * leading[k];
        after[k] += ledTo[i] * visits[i][k];
      }
      again += ledTo[i] * before[i];
    }
    double rounds = 1 / Math.max(1 - again, 1 / MOST_ROUNDS);
    double[][] grown = new double[n + 1][];
    for (int i = 0; i < n; i++) {
      grown[i] = Arrays.copyOf(visits[i], n + 1);
      for (int k = 0; k < n; k++) {
        grown[i][k] += before[i] * rounds * after[k];
      }
      grown[i][n] = before[i] * rounds;
    }
    grown[n] = new double[n + 1];
    for (int k = 0; k < n; k++) {
      grown[n][k] = rounds * after[k];
    }
    grown[n][n] = rounds;
    visits = grown;
    states.add(new State(pc, instructions, next));
  }

  /** Guest instructions that are executed for each time that the region is entered. */
  double instructions() {
    double sum = 0;
    for (int i = 0; i < states.size(); i++) {
      sum += visits[0][i] * states.get(i).instructions;
    }
    return sum;
  }

  /** How often the region leads to a pc that has not been added, for each time it is entered. */
  double leadingTo(long pc) {
    double sum = 0;
    for (int i = 0; i < states.size(); i++) {
      sum += visits[0][i] * states.get(i).next.getOrDefault(pc, 0.0);
    }
    return sum;
  }
}
