package ebb.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BookmarksTest {
  @TempDir Path directory;

  private Bookmarks open(String identity) {
    Bookmarks bookmarks = new Bookmarks();
    bookmarks.keepBeside(directory.resolve("a.ebb"), identity);
    return bookmarks;
  }

  @Test
  void areThereInTheNextSession() {
    Bookmarks first = open("one");
    assertThat(first.put("crash", 1234567890123L)).isNull();
    assertThat(first.put("boot", 5)).isNull();
    assertThat(first.put("boot", 6)).isNull();
    assertThat(first.put("gone", 7)).isNull();
    assertThat(first.remove("gone")).isNull();
    assertThat(open("one").all())
        .containsOnlyKeys("crash", "boot")
        .containsEntry("crash", 1234567890123L)
        .containsEntry("boot", 6L);
    assertThat(open("another recording").all()).isEmpty();
  }

  @Test
  void damageIsNoBookmark() throws IOException {
    open("one").put("good", 1);
    Path file = Bookmarks.beside(directory.resolve("a.ebb"));
    Files.writeString(file, Files.readString(file) + "x y\n\n99999999999999999999 z\n12\n3 more\n");
    assertThat(open("one").all()).containsOnlyKeys("good", "more");
    Files.write(file, new byte[] {(byte) 0xff, 0, 10});
    assertThat(open("one").all()).isEmpty();
  }

  @Test
  void whereTheyCannotBeKeptTheyLastForTheSession() throws IOException {
    Bookmarks bookmarks = new Bookmarks();
    assertThat(bookmarks.put("a", 1)).isEqualTo("not in a recording");
    bookmarks.keepBeside(directory.resolve("missing").resolve("a.ebb"), "one");
    assertThat(bookmarks.put("b", 2)).contains("cannot write");
    assertThat(bookmarks.all()).containsOnlyKeys("a", "b");
  }

  @Test
  void aChildsHistoryLeavesItsParentsAlone() {
    Bookmarks bookmarks = open("one");
    bookmarks.put("early", 1);
    bookmarks.put("late", 9);
    bookmarks.truncate(5);
    bookmarks.put("new", 3);
    assertThat(bookmarks.all()).containsOnlyKeys("early", "new");
    assertThat(open("one").all()).containsOnlyKeys("early", "late");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "@a", "a\nb"})
  void namesAreWords(String name) {
    assertThatThrownBy(() -> open("one").put(name, 1)).isInstanceOf(NoSuchPlace.class);
    assertThatThrownBy(() -> open("one").remove(name)).isInstanceOf(NoSuchPlace.class);
  }
}
