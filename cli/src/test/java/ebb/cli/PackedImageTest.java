package ebb.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.machine.disk.DiskImage;
import ebb.machine.disk.FileImage;
import ebb.replay.log.RecordingConfig;
import ebb.replay.log.RecordingReader;
import ebb.replay.log.RecordingWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a guest read of a disk comes out of the recording again. */
class PackedImageTest {
  private static final int SIZE = 300 * 4096 + 700;

  @TempDir Path directory;

  @Test
  void readsWhatWasReadWithoutTheImage() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    byte[] content = new byte[SIZE];
    random.nextBytes(content);
    Path disk = Files.write(directory.resolve("disk.img"), content);
    Path file = directory.resolve("disk.ebb");
    RecordingConfig config =
        new RecordingConfig(new TreeMap<>(), new TreeMap<>(), 0, 0, 1, List.of(), "", 0);
    try (RecordingWriter writer = new RecordingWriter(file, config);
        PackingImage image = new PackingImage("drive0", FileImage.open(disk))) {
      image.packInto(writer);
      Random places = new Random(seed);
      for (int i = 0; i < 60; i++) {
        check(image, content, places, seed);
      }
      readLast(image, content);
    }
    Files.delete(disk);
    assertThat(Files.size(file)).isLessThan(SIZE);
    try (RecordingReader reader = new RecordingReader(file)) {
      assertThat(reader.disks()).containsEntry("drive0", (long) SIZE);
      try (PackedImage image = new PackedImage(reader, "drive0")) {
        Random places = new Random(seed);
        for (int i = 0; i < 60; i++) {
          check(image, content, places, seed);
        }
        readLast(image, content);
        assertThatThrownBy(() -> image.read(0, new byte[SIZE], 0, SIZE))
            .isInstanceOf(IOException.class)
            .hasMessageContaining("was not read when this was recorded");
      }
    }
  }

  private static void check(DiskImage image, byte[] content, Random places, long seed)
      throws IOException {
    int length = 1 + places.nextInt(9000);
    int at = places.nextInt(SIZE / 2);
    byte[] into = new byte[length];
    image.read(at, into, 0, length);
    assertThat(into).as("seed %d", seed).isEqualTo(Arrays.copyOfRange(content, at, at + length));
  }

  private static void readLast(DiskImage image, byte[] content) throws IOException {
    byte[] into = new byte[100];
    image.read(SIZE - 100, into, 0, 100);
    assertThat(into).isEqualTo(Arrays.copyOfRange(content, SIZE - 100, SIZE));
  }
}
