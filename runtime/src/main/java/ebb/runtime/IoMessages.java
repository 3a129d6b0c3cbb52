package ebb.runtime;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * What a failed access to a host file says to a person. The JDK's own messages are often the bare
 * name.
 */
public final class IoMessages {
  private IoMessages() {}

  /** The reason, without the name of the file: one line. */
  public static String reason(IOException e) {
    String text =
        switch (e) {
          case NoSuchFileException missing -> "no such file or directory";
          case AccessDeniedException denied -> "permission denied";
          case FileSystemException other when other.getReason() != null -> other.getReason();
          default -> e.getMessage();
        };
    return text == null ? e.getClass().getSimpleName() : text.lines().findFirst().orElse("");
  }

  /** The reason, with the name of the file if it is known: one line. */
  public static String of(IOException e) {
    return e instanceof FileSystemException f && f.getFile() != null
        ? f.getFile() + ": " + reason(e)
        : reason(e);
  }
}
