package ebb.replay;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Places in a history that the user gave names. */
public final class Bookmarks {
  private final SortedMap<String, Long> icounts = new TreeMap<>();

  /** Names to icounts. */
  public SortedMap<String, Long> all() {
    return Collections.unmodifiableSortedMap(icounts);
  }

  /**
   * @throws NoSuchPlace if there is none of this name
   */
  public long icount(String name) {
    Long icount = icounts.get(name);
    if (icount == null) {
      throw new NoSuchPlace("there is no bookmark '" + name + "'");
    }
    return icount;
  }

  /**
   * @throws NoSuchPlace if a bookmark cannot have this name
   */
  public void put(String name, long icount) {
    if (!name.matches("[^\\s@]+")) {
      throw new NoSuchPlace("a bookmark's name is one word without @");
    }
    icounts.put(name, icount);
  }

  /**
   * @throws NoSuchPlace if there is none of this name
   */
  public void remove(String name) {
    icount(name);
    icounts.remove(name);
  }

  /** Forgets those after an icount. */
  void truncate(long icount) {
    icounts.values().removeIf(there -> there > icount);
  }
}
