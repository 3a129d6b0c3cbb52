package ebb.gdbstub;

import ebb.replay.Bookmarks;
import ebb.replay.Coordinate;
import ebb.replay.Timeline;
import java.util.function.UnaryOperator;

/** The {@code monitor} commands about bookmarks. */
final class BookmarkCommands {
  private final Timeline timeline;
  private final Bookmarks bookmarks;

  BookmarkCommands(Timeline timeline) {
    this.timeline = timeline;
    bookmarks = timeline.bookmarks();
  }

  void addTo(MonitorCommands commands) {
    commands.add(
        "bookmark", "NAME [PLACE]", "name the present, or a place, for 'seek @NAME'", this::set);
    commands.addStill("info bookmarks", "", "the bookmarks", x -> list());
    commands.addStill("delete bookmark", "NAME", "forget one", this::delete);
  }

  private String set(String arguments) {
    String[] words = arguments.split("\\s+", 2);
    long icount = words.length == 1 ? timeline.now() : timeline.find(Coordinate.parse(words[1]));
    if (icount < timeline.begin() || icount > timeline.end()) {
      throw new MonitorCommands.Usage("icount " + icount + " is not in this history");
    }
    return changed(
        words[0],
        name -> {
          String forgotten = bookmarks.put(name, icount);
          return String.format("%s: icount %,d%n", name, icount) + temporary(forgotten);
        });
  }

  private String delete(String arguments) {
    return changed(arguments, name -> temporary(bookmarks.remove(name)));
  }

  private static String changed(String name, UnaryOperator<String> change) {
    return change.apply(name.startsWith("@") ? name.substring(1) : name);
  }

  private static String temporary(String reason) {
    return reason == null ? "" : "for this session only: " + reason + "\n";
  }

  private String list() {
    StringBuilder text = new StringBuilder();
    bookmarks
        .all()
        .forEach((name, icount) -> text.append(String.format("%,15d  %s%n", icount, name)));
    return text.isEmpty() ? "no bookmarks; 'monitor bookmark NAME' sets one\n" : text.toString();
  }
}
