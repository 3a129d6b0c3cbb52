package ebb.machine.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.ir.guest.GuestHalt;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DiskTest {
  private static byte[] all(Disk disk) {
    byte[] data = new byte[(int) disk.size()];
    disk.read(0, data, 0, data.length);
    return data;
  }

  /** Two disks of one image, each of which may become what the other was. */
  @Test
  void behaveAsArraysThroughMarksAndSavedStates() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    MemoryImage image = MemoryImage.patterned(400_000 / 512 * 512);
    byte[] original = image.content.clone();
    Disk[] disks = {new Disk("d", image), new Disk("d", image)};
    byte[][] models = {original.clone(), original.clone()};
    record Saved(Object mark, byte[] state, byte[] model) {}
    List<Saved> saved = new ArrayList<>();
    for (int step = 0; step < 1000; step++) {
      int which = random.nextInt(2);
      Disk disk = disks[which];
      byte[] model = models[which];
      int at = random.nextInt(model.length);
      int length = random.nextInt(Math.min(20_000, model.length - at) + 1);
      switch (random.nextInt(6)) {
        case 0, 1, 2 -> {
          byte[] data = new byte[length];
          random.nextBytes(data);
          disk.write(at, data, 0, length);
          System.arraycopy(data, 0, model, at, length);
        }
        case 3 -> {
          disk.zero(at, length);
          Arrays.fill(model, at, at + length, (byte) 0);
        }
        case 4 -> {
          StateOutput out = new StateOutput();
          disk.save(out);
          saved.add(new Saved(disk.mark(), out.toByteArray(), model.clone()));
        }
        default -> {
          if (!saved.isEmpty()) {
            Saved back = saved.get(random.nextInt(saved.size()));
            if (random.nextBoolean()) {
              disk.restore(back.mark);
            } else {
              disk.load(new StateInput(back.state));
            }
            models[which] = back.model.clone();
          }
        }
      }
      for (int i = 0; i < disks.length; i++) {
        assertThat(all(disks[i])).as("seed %d step %d", seed, step).isEqualTo(models[i]);
      }
    }
    assertThat(image.content).isEqualTo(original);
  }

  @Test
  void commitMovesWritesToTheImageAndInvalidatesMarks(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("disk.img");
    byte[] content = MemoryImage.patterned(10_000).content;
    Files.write(file, content);
    try (Disk disk = new Disk("d", FileImage.openWritable(file))) {
      assertThat(disk.size()).isEqualTo(10_240);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      assertThat(disk.image().sha256()).isEqualTo(digest);
      disk.write(10_100, new byte[] {1, 2, 3}, 0, 3);
      Object mark = disk.mark();
      byte[] before = all(disk);
      assertThat(Files.readAllBytes(file)).isEqualTo(content);
      disk.commit();
      assertThat(all(disk)).isEqualTo(before);
      assertThat(Files.readAllBytes(file)).isEqualTo(before);
      assertThat(disk.writtenClusters()).isZero();
      assertThat(disk.image().sha256()).isNotEqualTo(digest);
      assertThatThrownBy(() -> disk.restore(mark)).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void knowsWhichClustersOfTheImageWereRead() {
    Disk disk = new Disk("d", MemoryImage.patterned(64 * 4096));
    disk.write(0, new byte[4096], 0, 4096);
    disk.read(0, new byte[10], 0, 10);
    disk.write(3 * 4096 + 5, new byte[1], 0, 1);
    disk.read(7 * 4096 - 1, new byte[2], 0, 2);
    assertThat(disk.touched().stream()).containsExactly(3, 6, 7);
  }

  @Test
  void anImageThatCannotBeReadHaltsTheGuest(@TempDir Path dir) throws Exception {
    Path file = dir.resolve("disk.img");
    Files.write(file, new byte[8192]);
    try (Disk disk = new Disk("d", FileImage.open(file))) {
      Files.write(file, new byte[10]);
      assertThatThrownBy(() -> disk.read(4096, new byte[1], 0, 1))
          .isInstanceOf(GuestHalt.class)
          .hasMessageContaining("disk.img");
    }
  }

  @Test
  void refusesStateOfAnotherDiskAndCorruptState() {
    Disk disk = new Disk("d", MemoryImage.patterned(8192));
    StateOutput out = new StateOutput();
    disk.write(4096, new byte[1], 0, 1);
    disk.save(out);
    byte[] state = out.toByteArray();
    assertThatThrownBy(() -> new Disk("d", MemoryImage.patterned(4096)).load(new StateInput(state)))
        .isInstanceOf(StateInput.CorruptState.class);
    for (int i = 0; i < state.length; i += 7) {
      byte[] cut = Arrays.copyOf(state, i);
      assertThatThrownBy(() -> disk.load(new StateInput(cut)))
          .isInstanceOf(StateInput.CorruptState.class);
    }
  }
}
