package ebb.replay.checkpoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The checkpoints of one machine as those of another one that was built the same way. Page maps are
 * made when they are asked for; contents are read when they are needed, from where the first
 * machine keeps them. They last as long as it gives none of them up. Guest thread of the second
 * machine only.
 */
public final class LentCheckpoints {
  private final PageMap empty;

  /** The borrower's object for each of the lender's, so that its maps can be compared. */
  private final Map<Page, Page> pages = new HashMap<>();

  /** The last map that was asked for. */
  private PageMap last;

  public LentCheckpoints(Snapshots borrower) {
    empty = borrower.emptyMap();
    last = empty.retain();
  }

  /**
   * @param checkpoints complete ones of the one lender
   */
  public List<Checkpoint> of(List<Checkpoint> checkpoints) {
    // What it has given up since the last time is in none of them.
    pages.keySet().removeIf(page -> page.references == 0);
    return checkpoints.stream().map(one -> one.lent(() -> map(one.map()))).toList();
  }

  private PageMap map(PageMap lent) {
    last.release();
    last = empty.with(lent.nonZero(), number -> page(lent, lent.page(number)));
    return last;
  }

  private Page page(PageMap lent, Page page) {
    return pages.computeIfAbsent(page, key -> new Page(id -> lent.content(key), 0));
  }
}
