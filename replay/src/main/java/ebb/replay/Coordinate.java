package ebb.replay;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A place in a history as people name one. {@link Timeline#find} says which icount it is.
 *
 * <pre>
 * 1500  1,500  1_500  0x5dc  an icount
 * +N  -N                     so many ticks after, before the present one
 * 45%  45.5%                 a part of the history's ticks
 * 1.5s  20ms  7us  9ns       the first icount with at least this virtual time
 * event:N                    the Nth input from outside has just become visible, from 1
 * line:TEXT                  an output has just said TEXT within a line for the first time
 * &#64;NAME                      a bookmark
 * start  end  now
 * </pre>
 *
 * {@code event N}, {@code line TEXT} and {@code line "TEXT"} mean the same.
 */
public sealed interface Coordinate {
  /** For help texts: all forms, but those relative to the present. */
  String FORMS = "N, P%, 1.5s, line:TEXT, event:N, @BOOKMARK, start or end";

  record Icount(long icount) implements Coordinate {}

  /** From the present; negative is back. */
  record Relative(long ticks) implements Coordinate {}

  /**
   * @param percent 0 to 100
   */
  record Part(double percent) implements Coordinate {}

  /** Virtual time. */
  record Time(long nanos) implements Coordinate {}

  /**
   * @param number from 1
   */
  record Input(int number) implements Coordinate {}

  record Line(String text) implements Coordinate {}

  record Bookmark(String name) implements Coordinate {}

  record Start() implements Coordinate {}

  record End() implements Coordinate {}

  /**
   * @throws NoSuchPlace if the words mean nothing
   */
  static Coordinate parse(String words) {
    String text = words.strip();
    if (text.isEmpty()) {
      throw new NoSuchPlace("where to: " + FORMS);
    }
    String line = after("line", text);
    if (line != null) {
      return new Line(unquoted(line));
    }
    try {
      String event = after("event", text);
      if (event != null) {
        return new Input(Math.toIntExact(number(event)));
      }
      return switch (text.charAt(0)) {
        case '@' -> new Bookmark(text.substring(1));
        case '+' -> new Relative(number(text.substring(1)));
        case '-' -> new Relative(-number(text.substring(1)));
        default ->
            switch (text) {
              case "start", "begin" -> new Start();
              case "end" -> new End();
              case "now" -> new Relative(0);
              default -> quantity(text);
            };
      };
    } catch (NumberFormatException | ArithmeticException e) {
      throw new NoSuchPlace("'" + text + "' is no place in a history: " + FORMS);
    }
  }

  private static Coordinate quantity(String text) {
    if (text.endsWith("%")) {
      double percent = Double.parseDouble(text.substring(0, text.length() - 1));
      if (!(percent >= 0 && percent <= 100)) {
        throw new NoSuchPlace(text + " is not from 0% to 100%");
      }
      return new Part(percent);
    }
    for (Map.Entry<String, Long> unit : units().entrySet()) {
      if (text.endsWith(unit.getKey()) && !text.startsWith("0x")) {
        String digits = text.substring(0, text.length() - unit.getKey().length()).strip();
        if (!digits.matches("[0-9]{1,18}(\\.[0-9]{1,18})?")) {
          throw new NumberFormatException(digits);
        }
        BigDecimal nanos = new BigDecimal(digits).multiply(BigDecimal.valueOf(unit.getValue()));
        return new Time(nanos.setScale(0, RoundingMode.CEILING).longValueExact());
      }
    }
    return new Icount(number(text));
  }

  /** Names to ns; a name that ends in another comes before it. */
  private static Map<String, Long> units() {
    Map<String, Long> units = new LinkedHashMap<>();
    units.put("ns", 1L);
    units.put("us", 1_000L);
    units.put("ms", 1_000_000L);
    units.put("s", 1_000_000_000L);
    units.put("min", 60_000_000_000L);
    return units;
  }

  private static long number(String text) {
    return Long.decode(text.strip().replace(",", "").replace("_", ""));
  }

  /** What follows a word and a colon or a space; null if the text does not begin so. */
  private static String after(String word, String text) {
    if (!text.startsWith(word) || text.length() == word.length()) {
      return null;
    }
    char next = text.charAt(word.length());
    String rest = text.substring(word.length() + 1);
    return next == ':' || Character.isWhitespace(next) ? rest : null;
  }

  private static String unquoted(String text) {
    String line = text.strip();
    boolean quoted = line.length() >= 2 && line.startsWith("\"") && line.endsWith("\"");
    String bare = quoted ? line.substring(1, line.length() - 1) : line;
    if (bare.isEmpty()) {
      throw new NoSuchPlace("line: without a text");
    }
    return bare;
  }
}
