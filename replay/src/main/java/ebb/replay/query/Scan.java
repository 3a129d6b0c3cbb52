package ebb.replay.query;

import ebb.runtime.Footprint;
import java.util.function.Predicate;

/**
 * Looks at one interval of a history. What it finds there must depend on nothing but the execution
 * of that interval, so that intervals can be looked at in any order and by several threads.
 *
 * @param <T> what it finds
 */
@FunctionalInterface
public interface Scan<T> {
  /**
   * Executes an interval, or as much of it as {@link Interval#run} lets it.
   *
   * @return what was found; null for nothing
   */
  T in(Interval interval);

  /**
   * False if whoever left a footprint did nothing that this finds; then it need not be executed.
   */
  default boolean mayFind(Footprint footprint) {
    return true;
  }

  /** This one with another {@link #mayFind}. */
  default Scan<T> where(Predicate<Footprint> mayFind) {
    Scan<T> scan = this;
    return new Scan<>() {
      @Override
      public T in(Interval interval) {
        return scan.in(interval);
      }

      @Override
      public boolean mayFind(Footprint footprint) {
        return mayFind.test(footprint);
      }
    };
  }
}
