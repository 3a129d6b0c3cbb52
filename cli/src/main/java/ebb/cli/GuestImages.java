package ebb.cli;

import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingException;
import ebb.replay.log.RecordingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The files that a machine is made of, under the names of the options that gave them: found again
 * for a replay, and known to be the same by their digests.
 */
final class GuestImages {
  /** What the names of drives start with; their number follows. */
  static final String DRIVE = "drive";

  private GuestImages() {}

  /** All files of these options: name to path. */
  static SortedMap<String, Path> of(MachineOptions options) {
    SortedMap<String, Path> images = new TreeMap<>();
    put(images, "kernel", options.kernel);
    put(images, "initrd", options.initrd);
    put(images, "dtb", options.dtb);
    put(images, "bios", options.bios);
    List<MachineOptions.Drive> drives = options.drives();
    for (int i = 0; i < drives.size(); i++) {
      put(images, DRIVE + i, drives.get(i).file());
    }
    return images;
  }

  private static void put(SortedMap<String, Path> images, String name, Path file) {
    if (file == null) {
      return;
    }
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new UsageError("cannot read " + file + " (" + name + ")");
    }
    images.put(name, file.toAbsolutePath());
  }

  /** SHA-256 of each. */
  static SortedMap<String, String> digests(SortedMap<String, Path> images) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    for (var image : images.entrySet()) {
      digests.put(image.getKey(), RecordingConfig.digestOf(image.getValue()));
    }
    return digests;
  }

  /**
   * Finds the images of a recording: packed in it, at their old place, or beside the recording.
   * Disks of which it has the blocks that matter are left out.
   *
   * @param directory for unpacked images
   * @throws RecordingException naming an image that is missing or not the one that was recorded
   */
  static SortedMap<String, Path> find(RecordingReader recording, Path directory)
      throws IOException {
    SortedMap<String, Path> found = new TreeMap<>();
    for (var image : recording.config().digests().entrySet()) {
      String name = image.getKey();
      if (recording.disks().containsKey(name)) {
        continue;
      }
      Path recorded = recordedPath(recording, name);
      Path file = directory.resolve("image" + found.size());
      if (recording.files().contains(name)) {
        recording.unpack(name, file);
      } else {
        Path beside =
            recording.file().toAbsolutePath().resolveSibling(recorded.getFileName().toString());
        file = Files.isReadable(recorded) ? recorded : beside;
      }
      if (!Files.isReadable(file)) {
        throw new RecordingException(
            recording.file() + " needs " + recorded + " (" + name + "), which is not there");
      }
      String digest = RecordingConfig.digestOf(file);
      if (!digest.equals(image.getValue())) {
        throw new RecordingException(
            file
                + " ("
                + name
                + ") is not the file that was recorded: SHA-256 "
                + digest.substring(0, 12)
                + "…, recorded "
                + image.getValue().substring(0, Math.min(12, image.getValue().length()))
                + "…");
      }
      found.put(name, file);
    }
    return found;
  }

  private static Path recordedPath(RecordingReader recording, String name) {
    String text = recording.config().guest().getOrDefault("image." + name, "");
    try {
      Path path = Path.of(text);
      if (!text.isEmpty() && path.getFileName() != null) {
        return path;
      }
    } catch (InvalidPathException noPath) {
      throw new RecordingException(
          recording.file() + " names an impossible file for " + name, noPath);
    }
    throw new RecordingException(recording.file() + " does not name the file of " + name);
  }
}
