package ebb.gdbstub;

import java.util.OptionalLong;
import java.util.function.Function;

/** The addresses that commands are given: numbers, and the names that somebody knows. */
final class Addresses {
  private Function<String, OptionalLong> symbols = name -> OptionalLong.empty();

  /**
   * @param known from a name to its address; empty for one that it does not know
   */
  void setSymbols(Function<String, OptionalLong> known) {
    symbols = known;
  }

  /**
   * The address that a word means.
   *
   * @throws MonitorCommands.Usage if it means none
   */
  long of(String word) {
    if (!word.isEmpty() && !Character.isDigit(word.charAt(0))) {
      return symbols
          .apply(word)
          .orElseThrow(() -> new MonitorCommands.Usage("no symbol '" + word + "'"));
    }
    return Long.decode(word);
  }
}
