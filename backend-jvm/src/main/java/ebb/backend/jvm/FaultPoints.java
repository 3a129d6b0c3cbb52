package ebb.backend.jvm;

import java.util.ArrayList;
import java.util.List;

/**
 * The instructions of a region that may leave it in their middle, by number.
 *
 * @param distance of the instruction from the region's start, in bytes
 * @param aux value of the AUX slot at it
 * @param refund instructions of its block not completed before it, itself included
 */
record FaultPoints(long[] distance, int[] aux, int[] refund) {
  /** Collects them while the code is written. */
  static final class Builder {
    private record Point(long distance, int aux, int refund) {}

    private final List<Point> points = new ArrayList<>();

    /** The number of this fault point; fault points of one instruction share theirs. */
    int add(long distance, int aux, int refund) {
      Point point = new Point(distance, aux, refund);
      int last = points.size() - 1;
      if (last >= 0 && points.get(last).equals(point)) {
        return last;
      }
      points.add(point);
      return last + 1;
    }

    FaultPoints build() {
      return new FaultPoints(
          points.stream().mapToLong(Point::distance).toArray(),
          points.stream().mapToInt(Point::aux).toArray(),
          points.stream().mapToInt(Point::refund).toArray());
    }
  }
}
