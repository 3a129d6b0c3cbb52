package ebb.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a question about a recording is answered with: lines for people, objects for programs. */
final class Answer {
  private final List<String> lines = new ArrayList<>();
  private final List<Map<String, Object>> items = new ArrayList<>();

  /** Adds one thing found. */
  Answer add(String line, Map<String, Object> item) {
    lines.add(line.stripTrailing());
    items.add(new LinkedHashMap<>(item));
    return this;
  }

  /** Adds a line that says nothing that is not in an object. */
  Answer say(String line) {
    lines.add(line);
    return this;
  }

  boolean isEmpty() {
    return items.isEmpty();
  }

  /** Lines, each ended. */
  String text() {
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  /**
   * One JSON object and a line end.
   *
   * @param head its first members
   */
  String json(Map<String, Object> head) {
    Map<String, Object> whole = new LinkedHashMap<>(head);
    whole.put("answers", items);
    return Json.of(whole) + "\n";
  }
}
