package ebb.backend.jvm;

import ebb.ir.Assumption;
import java.util.ArrayList;
import java.util.List;

/**
 * The instructions of a region that may leave it in their middle, by number.
 *
 * @param distance of the instruction from the region's start, in bytes
 * @param aux value of the AUX slot at it
 * @param refund instructions of its block not completed before it, itself included
 * @param wrong the assumption that does not hold if it is left there, or null
 */
record FaultPoints(long[] distance, int[] aux, int[] refund, Assumption[] wrong) {
  /** Collects them while the code is written. */
  static final class Builder {
    private record Point(long distance, int aux, int refund, Assumption wrong) {}

    private final List<Point> points = new ArrayList<>();

    /** The number of this fault point; fault points of one instruction share theirs. */
    int add(long distance, int aux, int refund, Assumption wrong) {
      Point point = new Point(distance, aux, refund, wrong);
      for (int i = points.size() - 1; i >= Math.max(0, points.size() - 2); i--) {
        if (points.get(i).equals(point)) {
          return i;
        }
      }
      points.add(point);
      return points.size() - 1;
    }

    FaultPoints build() {
      return new FaultPoints(
          points.stream().mapToLong(Point::distance).toArray(),
          points.stream().mapToInt(Point::aux).toArray(),
          points.stream().mapToInt(Point::refund).toArray(),
          points.stream().map(Point::wrong).toArray(Assumption[]::new));
    }
  }
}
