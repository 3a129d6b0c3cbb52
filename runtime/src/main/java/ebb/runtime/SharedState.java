package ebb.runtime;

/**
 * State too large to be copied at every checkpoint (a disk's writes). Besides its full serialised
 * form it hands out immutable references to itself that share structure: a mark costs nothing, and
 * what is written after it is copied on the first write.
 */
public interface SharedState extends Snapshotable {
  /** The state as it is now. Stays valid, and unchanged, whatever happens later. */
  Object mark();

  /**
   * Makes the state what it was at a mark of this same object, or of its like in another machine
   * that was built the same way.
   *
   * @throws IllegalStateException if what the mark refers to is gone, see the implementation
   */
  void restore(Object mark);
}
