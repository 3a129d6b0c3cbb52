package ebb.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Call stacks as a picture in SVG: a box for each function under its callers, as wide as there are
 * samples in it. What a box stands for is in its title, which browsers show under the pointer.
 */
final class FlameGraph {
  private static final int WIDTH = 1200;
  private static final int ROW = 17;

  /** Narrower boxes, in pixels, are left out. */
  private static final double NARROWEST = 0.3;

  /** Of a character, in pixels. */
  private static final double CHARACTER = 6.6;

  private long samples;
  private final TreeMap<String, FlameGraph> callees = new TreeMap<>();

  private FlameGraph() {}

  /**
   * @param stacks how often each was seen, the outermost function first
   */
  static String of(Map<List<String>, Long> stacks) {
    FlameGraph root = new FlameGraph();
    stacks.forEach(root::add);
    int height = (root.depth() + 1) * ROW;
    StringBuilder svg = new StringBuilder();
    svg.append(
        String.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"monospace\""
                + " font-size=\"11\">%n",
            WIDTH, height));
    root.draw(svg, "all", 0, 0, root.samples, height);
    return svg.append("</svg>\n").toString();
  }

  private void add(List<String> stack, long count) {
    FlameGraph at = this;
    at.samples += count;
    for (String function : stack) {
      at = at.callees.computeIfAbsent(function, name -> new FlameGraph());
      at.samples += count;
    }
  }

  private int depth() {
    return callees.values().stream().mapToInt(callee -> 1 + callee.depth()).max().orElse(0);
  }

  private void draw(
      StringBuilder svg, String name, double before, int level, long all, int height) {
    double scale = all == 0 ? 0 : (double) WIDTH / all;
    double width = samples * scale;
    if (width < NARROWEST) {
      return;
    }
    double x = before * scale;
    int y = height - (level + 1) * ROW;
    int hue = Math.floorMod(name.hashCode(), 55);
    svg.append(
        String.format(
            Locale.ROOT,
            "<g><title>%s: %d samples, %.1f %%</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\""
                + " height=\"%d\" fill=\"hsl(%d,80%%,65%%)\"/>",
            escaped(name),
            samples,
            100.0 * samples / all,
            x,
            y,
            width,
            ROW - 1,
            hue));
    int fits = (int) ((width - 6) / CHARACTER);
    if (fits >= 3) {
      String text = name.length() <= fits ? name : name.substring(0, fits - 1) + "…";
      svg.append(
          String.format(
              Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">%s</text>", x + 3, y + 12, escaped(text)));
    }
    svg.append("</g>\n");
    double next = before;
    for (Map.Entry<String, FlameGraph> callee : callees.entrySet()) {
      callee.getValue().draw(svg, callee.getKey(), next, level + 1, all, height);
      next += callee.getValue().samples;
    }
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
