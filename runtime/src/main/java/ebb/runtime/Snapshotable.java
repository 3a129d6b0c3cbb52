package ebb.runtime;

/**
 * Something with guest-visible state. Saving has no effect on it; loading makes it exactly what it
 * was, so that execution from there is the same execution.
 */
public interface Snapshotable {
  /** Unique in its machine, stable across versions. */
  String id();

  void save(StateOutput out);

  /**
   * @throws StateInput.CorruptState if these bytes were not saved by a device of the same
   *     configuration
   */
  void load(StateInput in);
}
