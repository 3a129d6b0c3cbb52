package ebb.cli;

import java.util.Iterator;
import java.util.Map;

/** Writes JSON (RFC 8259) from maps, iterables, numbers, booleans, null, and the rest as text. */
final class Json {
  private final StringBuilder out = new StringBuilder();

  private Json() {}

  static String of(Object value) {
    Json json = new Json();
    json.write(value);
    return json.out.toString();
  }

  private void write(Object value) {
    switch (value) {
      case null -> out.append("null");
      case Number number -> out.append(number);
      case Boolean truth -> out.append(truth);
      case Map<?, ?> map -> object(map);
      case Iterable<?> items -> array(items.iterator());
      default -> text(value.toString());
    }
  }

  private void object(Map<?, ?> map) {
    out.append('{');
    String separator = "";
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      out.append(separator);
      text(entry.getKey().toString());
      out.append(':');
      write(entry.getValue());
      separator = ",";
    }
    out.append('}');
  }

  private void array(Iterator<?> items) {
    out.append('[');
    while (items.hasNext()) {
      write(items.next());
      out.append(items.hasNext() ? "," : "");
    }
    out.append(']');
  }

  private void text(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          // '<' as well: the text may stand inside a page's script.
          if (c < 0x20 || c == 0x7f || c == '<' || c == '\u2028' || c == '\u2029') {
            out.append(String.format("\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
