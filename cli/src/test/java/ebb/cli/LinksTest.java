package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the documents link to exists, headings included. */
class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#([^)]*))?\\)");

  @Test
  void relativeLinksLeadSomewhere() throws IOException {
    List<Path> documents = new ArrayList<>();
    for (Path directory : List.of(Path.of(".."), Path.of("..", "docs"))) {
      try (Stream<Path> files = Files.list(directory)) {
        documents.addAll(files.filter(f -> f.toString().endsWith(".md")).toList());
      }
    }
    assertThat(documents).hasSizeGreaterThan(5);
    List<String> broken = new ArrayList<>();
    for (Path document : documents) {
      Matcher link = LINK.matcher(Files.readString(document));
      while (link.find()) {
        Path target =
            link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1)).normalize();
        if (!link.group(1).contains("://")
            && !(Files.exists(target)
                && (link.group(2) == null || headings(target).contains(link.group(2))))) {
          broken.add(document + ": " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static List<String> headings(Path document) throws IOException {
    return Files.readAllLines(document).stream()
        .filter(line -> line.startsWith("#"))
        .map(
            line ->
                line.replaceFirst("^#+ ", "")
                    .toLowerCase()
                    .replaceAll("[^a-z0-9 -]", "")
                    .replace(' ', '-'))
        .toList();
  }
}
