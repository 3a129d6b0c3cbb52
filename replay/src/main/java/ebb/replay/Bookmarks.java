package ebb.replay;

import ebb.runtime.IoMessages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Places in a history that the user gave names. Those of a recording are kept in a file beside it,
 * since a recording is not changed once it is made:
 *
 * <pre>
 * ebb bookmarks of IDENTITY      of the recording
 * ICOUNT NAME                    one line each
 * </pre>
 */
public final class Bookmarks {
  private static final String HEAD = "ebb bookmarks of ";

  private final SortedMap<String, Long> icounts = new TreeMap<>();
  private Path file;
  private String identity;

  /** The file for the bookmarks of a recording. */
  public static Path beside(Path recording) {
    return Path.of(recording + ".bookmarks");
  }

  /**
   * From now on keeps them beside a recording, and takes over those that are there already. A file
   * that belongs to another recording counts as none.
   */
  public void keepBeside(Path recording, String recordingIdentity) {
    file = beside(recording);
    identity = recordingIdentity;
    boolean more = !icounts.isEmpty();
    load();
    if (more) {
      save();
    }
  }

  /** From now on they last as long as the session. */
  public void keepNowhere() {
    file = null;
  }

  private void load() {
    try {
      String[] lines = Files.readString(file, StandardCharsets.UTF_8).split("\n");
      if (!lines[0].equals(HEAD + identity)) {
        return;
      }
      for (int i = 1; i < lines.length; i++) {
        String[] words = lines[i].split(" ", 2);
        if (words.length == 2 && words[0].matches("[0-9]{1,18}")) {
          icounts.put(words[1], Long.parseLong(words[0]));
        }
      }
    } catch (IOException none) {
      // Whatever cannot be read is as if it were not there: they are only a convenience.
      return;
    }
  }

  /** Names to icounts. */
  public SortedMap<String, Long> all() {
    return Collections.unmodifiableSortedMap(icounts);
  }

  /**
   * @throws NoSuchPlace if there is none of this name
   */
  public long icount(String name) {
    Long icount = icounts.get(name);
    if (icount == null) {
      throw new NoSuchPlace("there is no bookmark '" + name + "'");
    }
    return icount;
  }

  /**
   * Adds or moves one.
   *
   * @return null, or why it will be forgotten with this session
   * @throws NoSuchPlace if a bookmark cannot have this name
   */
  public String put(String name, long icount) {
    if (!name.matches("[^\\s@]+")) {
      throw new NoSuchPlace("a bookmark's name is one word without @");
    }
    icounts.put(name, icount);
    return save();
  }

  /**
   * @return null, or why it will be there again in the next session
   * @throws NoSuchPlace if there is none of this name
   */
  public String remove(String name) {
    icount(name);
    icounts.remove(name);
    return save();
  }

  /** Forgets those after an icount: what they were in is another history from now on. */
  void truncate(long icount) {
    keepNowhere();
    icounts.values().removeIf(there -> there > icount);
  }

  /** Null if all is well. */
  private String save() {
    if (file == null) {
      return "not in a recording";
    }
    StringBuilder text = new StringBuilder(HEAD + identity + "\n");
    icounts.forEach((name, icount) -> text.append(icount).append(' ').append(name).append('\n'));
    try {
      Path fresh = Path.of(file + ".new");
      Files.writeString(fresh, text, StandardCharsets.UTF_8);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      return null;
    } catch (IOException e) {
      return "cannot write " + file + ": " + IoMessages.reason(e);
    }
  }
}
