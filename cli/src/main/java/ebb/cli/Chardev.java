package ebb.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A host end of a serial line, as {@code -serial} and {@code -chardev} name it.
 *
 * @param file where output goes, for {@link Kind#FILE} only
 */
record Chardev(Kind kind, Path file) {
  /** What a character device can be. */
  enum Kind {
    /** The user's terminal. */
    TERMINAL,
    FILE,
    /** Output is lost, input never comes. */
    NULL
  }

  static final Chardev TERMINAL = new Chardev(Kind.TERMINAL, null);
  private static final Chardev NULL = new Chardev(Kind.NULL, null);

  /**
   * What {@code -serial TEXT} means.
   *
   * @param chardevs all {@code -chardev} options
   */
  static Chardev serial(String text, List<String> chardevs) {
    if (text.startsWith("file:")) {
      return toFile("-serial", text.substring(5));
    }
    if (text.startsWith("chardev:")) {
      return named("-serial", text.substring(8), chardevs);
    }
    return switch (text) {
      case "stdio", "mon:stdio" -> TERMINAL;
      case "null", "none" -> NULL;
      default ->
          throw new UsageError(
              "-serial: '"
                  + text
                  + "' is not supported; there are: stdio, mon:stdio, file:PATH, chardev:ID, null,"
                  + " none");
    };
  }

  /** The one with this id. */
  static Chardev named(String user, String id, List<String> chardevs) {
    for (String text : chardevs) {
      SubOptions options =
          new SubOptions("-chardev", text, Set.of("id", "path", "mux", "signal", "append"));
      if (id.equals(options.get("id"))) {
        return of(options);
      }
    }
    throw new UsageError(user + ": no chardev with id '" + id + "'");
  }

  /** Refuses what is wrong with any of them. */
  static void check(List<String> chardevs) {
    for (String text : chardevs) {
      SubOptions options =
          new SubOptions("-chardev", text, Set.of("id", "path", "mux", "signal", "append"));
      if (options.get("id") == null) {
        throw new UsageError("-chardev: id= is missing");
      }
      of(options);
    }
  }

  private static Chardev of(SubOptions options) {
    if (options.flag("append", false)) {
      throw new UsageError("-chardev: append=on is not supported");
    }
    String backend = options.first() == null ? "" : options.first();
    return switch (backend) {
      case "stdio" -> TERMINAL;
      case "null" -> NULL;
      case "file" -> {
        if (options.get("path") == null) {
          throw new UsageError("-chardev: path= is missing");
        }
        yield toFile("-chardev", options.get("path"));
      }
      default ->
          throw new UsageError(
              "-chardev: '" + backend + "' is not supported; there are: stdio, file, null");
    };
  }

  private static Chardev toFile(String option, String path) {
    try {
      return new Chardev(Kind.FILE, Path.of(path));
    } catch (InvalidPathException bad) {
      throw new UsageError(option + ": " + bad.getMessage());
    }
  }
}
