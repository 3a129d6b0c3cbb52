package ebb.backend.jvm;

import ebb.ir.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * JVM locals for temps, by type, shared by all blocks of a region: as no temp outlives its block,
 * each block begins with all of them free.
 */
final class LocalPool {
  private static final int FREE = -1;

  private final List<Integer> ints = new ArrayList<>();
  private final List<Integer> longs = new ArrayList<>();
  private final List<Integer> floats = new ArrayList<>();
  private final List<Integer> doubles = new ArrayList<>();
  private final List<Integer> pairs = new ArrayList<>();
  private int next;

  /**
   * @param first index of the first local it may use
   */
  LocalPool(int first) {
    next = first;
  }

  /** Locals of i32 temps, floats included. */
  List<Integer> ints() {
    List<Integer> all = new ArrayList<>(ints);
    all.addAll(floats);
    return all;
  }

  List<Integer> floats() {
    return floats;
  }

  List<Integer> doubles() {
    return doubles;
  }

  /** Locals of i64 temps, doubles and those of v128 temps included. */
  List<Integer> longs() {
    List<Integer> all = new ArrayList<>(longs);
    all.addAll(doubles);
    for (int pair : pairs) {
      all.add(pair);
      all.add(pair + 2);
    }
    return all;
  }

  /** One more than the highest index in use. */
  int end() {
    return next;
  }

  /** Takes consecutive ints for good; returns the first. */
  int reserveInts(int count) {
    int first = next;
    for (int i = 0; i < count; i++) {
      ints.add(next++);
    }
    return first;
  }

  Lease lease() {
    return new Lease();
  }

  /** What one block uses of the pool. */
  final class Lease {
    private final List<Integer> intsUntil = new ArrayList<>();
    private final List<Integer> longsUntil = new ArrayList<>();
    private final List<Integer> floatsUntil = new ArrayList<>();
    private final List<Integer> doublesUntil = new ArrayList<>();
    private final List<Integer> pairsUntil = new ArrayList<>();

    /**
     * Takes a local from now until after its last use.
     *
     * @param floating as a float or a double
     * @param until index of the last instruction that needs it
     * @param now index of the instruction that writes it
     */
    int take(Type type, boolean floating, int until, int now) {
      return switch (type) {
        case I32 ->
            floating
                ? take(floats, floatsUntil, 1, until, now)
                : take(ints, intsUntil, 1, until, now);
        case I64 ->
            floating
                ? take(doubles, doublesUntil, 2, until, now)
                : take(longs, longsUntil, 2, until, now);
        default -> take(pairs, pairsUntil, 4, until, now);
      };
    }

    private int take(List<Integer> pool, List<Integer> busy, int size, int until, int now) {
      while (busy.size() < pool.size()) {
        busy.add(FREE);
      }
      for (int i = 0; i < busy.size(); i++) {
        if (busy.get(i) < now) {
          busy.set(i, until);
          return pool.get(i);
        }
      }
      pool.add(next);
      busy.add(until);
      next += size;
      return pool.getLast();
    }
  }
}
