package ebb.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A QEMU option value: {@code [first,]key=value,key=value}; a doubled comma is a comma. */
final class SubOptions {
  private final String option;
  private final String first;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, List<String>> repeated = new HashMap<>();

  /**
   * @param option for messages
   * @param text the value
   * @param known keys that are understood; any other is refused by name
   */
  SubOptions(String option, String text, Set<String> known) {
    this.option = option;
    String head = null;
    boolean atStart = true;
    for (String part : text.replace(",,", "\0").split(",")) {
      String piece = part.replace('\0', ',');
      int equals = piece.indexOf('=');
      if (equals < 0 && atStart) {
        head = piece;
      } else {
        String key = equals < 0 ? piece : piece.substring(0, equals);
        if (!known.contains(key)) {
          throw new UsageError(option + ": '" + key + "' is not supported");
        }
        String value = equals < 0 ? "on" : piece.substring(equals + 1);
        values.put(key, value);
        repeated.computeIfAbsent(key, k -> new ArrayList<>()).add(value);
      }
      atStart = false;
    }
    first = head;
  }

  /** The part before the first comma if it has no key, else null. */
  String first() {
    return first;
  }

  String get(String key) {
    return values.get(key);
  }

  /** Every value of a key that may be given several times, in order. */
  List<String> all(String key) {
    return repeated.getOrDefault(key, List.of());
  }

  String get(String key, String otherwise) {
    return values.getOrDefault(key, otherwise);
  }

  boolean flag(String key, boolean otherwise) {
    String value = values.get(key);
    if (value == null) {
      return otherwise;
    }
    return switch (value) {
      case "on", "yes", "true" -> true;
      case "off", "no", "false" -> false;
      default -> throw new UsageError(option + ": " + key + " is on or off, not '" + value + "'");
    };
  }

  int number(String key, String text, int low, int high) {
    try {
      int value = Integer.parseInt(text);
      if (value >= low && value <= high) {
        return value;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the one message for both.
    }
    throw new UsageError(
        option + ": " + key + " is " + low + " to " + high + ", not '" + text + "'");
  }

  /** A size with an optional suffix K, M, G, T; plain numbers are multiplied by {@code unit}. */
  static long size(String option, String text, long unit) {
    String digits = text;
    long scale = unit;
    if (!text.isEmpty()) {
      int suffix = "BKMGT".indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
      if (suffix >= 0) {
        scale = 1L << 10 * suffix;
        digits = text.substring(0, text.length() - 1);
      }
    }
    try {
      return Math.multiplyExact(Long.parseLong(digits), scale);
    } catch (ArithmeticException | NumberFormatException bad) {
      throw new UsageError(option + ": '" + text + "' is not a size");
    }
  }
}
