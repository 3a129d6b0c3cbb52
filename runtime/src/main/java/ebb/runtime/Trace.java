package ebb.runtime;

/** Where {@code -d} goes. */
public interface Trace {
  boolean on(String category);

  void line(String category, String text);
}
