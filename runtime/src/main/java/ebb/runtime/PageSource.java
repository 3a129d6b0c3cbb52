package ebb.runtime;

/** Where a restore gets the content of pages from. */
@FunctionalInterface
public interface PageSource {
  /** Fills {@code into} (one page) with the content that the page is to have. */
  void read(int page, byte[] into);
}
