package ebb.replay.query;

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
}
