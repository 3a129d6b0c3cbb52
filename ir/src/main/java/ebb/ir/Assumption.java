package ebb.ir;

import java.util.EnumSet;
import java.util.Set;

/**
 * What compiled code takes for granted. Where it is not so the code is left, and the interpreter
 * does the instruction; where that happens too often the code is made anew without the assumption.
 */
public enum Assumption {
  /** Accesses that are near each other in the address space lie on one page, or in one piece. */
  NEAR_ACCESSES,

  /** So does what an index with a known bound may reach of a table. */
  TABLE_ACCESSES,

  /** The guest's floating-point results are the host's, and raise no flag that is not raised. */
  HOST_FLOATS;

  public static final Set<Assumption> ALL = Set.of(values());

  /** The others of a set. */
  public static Set<Assumption> without(Set<Assumption> all, Assumption one) {
    EnumSet<Assumption> others = EnumSet.noneOf(Assumption.class);
    others.addAll(all);
    others.remove(one);
    return Set.copyOf(others);
  }
}
