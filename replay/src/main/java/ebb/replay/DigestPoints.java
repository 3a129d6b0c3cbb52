package ebb.replay;

import ebb.replay.log.DigestPoint;
import java.util.ArrayList;
import java.util.List;

/** Digests of one kind by ascending icount: noted while live, compared in a replay. */
final class DigestPoints {
  private final List<DigestPoint> points = new ArrayList<>();

  /** Those below this index are of the machine's present history. */
  private int passed;

  /** Adds what has just been computed. */
  void note(DigestPoint point) {
    points.add(point);
    passed = points.size();
  }

  /** Takes over what a recording says of the future. */
  void expect(List<DigestPoint> recorded) {
    points.addAll(recorded);
  }

  List<DigestPoint> all() {
    return List.copyOf(points);
  }

  List<DigestPoint> passed() {
    return List.copyOf(points.subList(0, passed));
  }

  /** Icount of the last point that was passed; -1 before the first. */
  long lastPassed() {
    return passed == 0 ? -1 : points.get(passed - 1).icount();
  }

  /** Icount of the first point after this one that has not been passed. */
  long next(long now) {
    int next = passed;
    while (next < points.size() && points.get(next).icount() <= now) {
      next++;
    }
    return next < points.size() ? points.get(next).icount() : Long.MAX_VALUE;
  }

  /** The point at exactly this icount if it has not been passed, else null. */
  DigestPoint due(long now) {
    while (passed < points.size() && points.get(passed).icount() < now) {
      passed++;
    }
    return passed < points.size() && points.get(passed).icount() == now ? points.get(passed) : null;
  }

  /** What was {@link #due} is as it should be. */
  void pass() {
    passed++;
  }

  /** The point at exactly this icount, passed or not, or null. */
  DigestPoint at(long icount) {
    int low = 0;
    int high = points.size() - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      long found = points.get(middle).icount();
      if (found == icount) {
        return points.get(middle);
      }
      if (found < icount) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  boolean isEmpty() {
    return points.isEmpty();
  }

  void clear() {
    points.clear();
    passed = 0;
  }

  /** Forgets what is later. */
  void truncate(long now) {
    points.removeIf(point -> point.icount() > now);
    passed = points.size();
  }
}
