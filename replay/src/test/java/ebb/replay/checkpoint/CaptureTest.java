package ebb.replay.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.replay.toy.ToyMachine;
import ebb.runtime.GuestRam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A checkpoint is what the machine was when it was taken, whatever is written before it is read.
 */
class CaptureTest {
  private static final int PAGE = GuestRam.PAGE_SIZE;

  private final ToyMachine toy = new ToyMachine(1, false, ToyMachine.ROUNDS);
  private final DirtyPages dirty = new DirtyPages(toy.machine);
  private final List<Checkpoint> lost = new ArrayList<>();

  /** How often the host has no memory, and how often somebody gives some up. */
  private int refusals;

  private int reliefs;

  private final Snapshots snapshots =
      new Snapshots(
          dirty,
          new Snapshots.Shortage() {
            @Override
            public boolean relieve() {
              return reliefs-- > 0;
            }

            @Override
            public void lost(Checkpoint checkpoint) {
              lost.add(checkpoint);
            }
          },
          new PagePool(this::reserve));

  private long reserve(long bytes) {
    if (refusals-- > 0) {
      throw new OutOfMemoryError("refused");
    }
    return toy.machine.reserve(bytes);
  }

  /** Everybody who can write to RAM. */
  private enum Writer {
    CPU {
      @Override
      void write(ToyMachine toy) {
        toy.input.offer(new byte[] {1, 2, 3, 4, 5});
        toy.machine.run(toy.machine.clock().icount() + 20_000);
      }
    },
    DEVICE {
      @Override
      void write(ToyMachine toy) {
        byte[] some = new byte[3 * PAGE];
        Arrays.fill(some, (byte) 9);
        toy.machine.dma().write(0x4000 + 100, some, 0, some.length);
      }
    },
    DEBUGGER {
      @Override
      void write(ToyMachine toy) {
        toy.machine.writeVirtual(0, 0x5ffe, new byte[] {6, 6, 6, 6}, 0, 4);
      }
    },
    LOADER {
      @Override
      void write(ToyMachine toy) {
        toy.machine.restorePages(
            new int[] {4, 5, 9}, (page, into) -> Arrays.fill(into, (byte) (7 + page)));
      }
    };

    abstract void write(ToyMachine toy);
  }

  @AfterEach
  void close() {
    toy.close();
  }

  /** A state in which many pages have been written. */
  private void busy() {
    toy.input.offer(new byte[] {3});
    toy.machine.run(toy.machine.clock().icount() + 30_000);
    toy.machine.dma().write(0x4000, new byte[] {1}, 0, 1);
  }

  @ParameterizedTest
  @EnumSource(Writer.class)
  void whatIsWrittenBeforeItIsReadDoesNotGetIntoIt(Writer writer) {
    busy();
    long then = toy.fingerprint();
    Checkpoint checkpoint = snapshots.take(0);
    writer.write(toy);
    assertThat(toy.fingerprint()).isNotEqualTo(then);
    snapshots.restore(checkpoint);
    assertThat(toy.fingerprint()).isEqualTo(then);
  }

  @ParameterizedTest
  @EnumSource(Writer.class)
  void everyReaderGetsItsOwnMoment(Writer writer) {
    DirtyPages.Reader reader = dirty.reader();
    Sink sink = new Sink();
    busy();
    reader.capture(reader.take(), sink);
    byte[][] then = contents();
    writer.write(toy);
    long later = toy.fingerprint();
    Checkpoint checkpoint = snapshots.take(0);
    writer.write(toy);
    busy();
    reader.finish();
    assertThat(sink.complete).isTrue();
    for (int page = 0; page < then.length; page++) {
      assertThat(sink.pages[page] == null ? new byte[PAGE] : sink.pages[page])
          .isEqualTo(then[page]);
    }
    snapshots.restore(checkpoint);
    assertThat(toy.fingerprint()).isEqualTo(later);
  }

  @Test
  void theCheckpointBeforeComesBackWhileOneIsBeingRead() {
    busy();
    long first = toy.fingerprint();
    Checkpoint one = snapshots.take(0);
    busy();
    long second = toy.fingerprint();
    Checkpoint two = snapshots.take(0);
    snapshots.restore(one);
    assertThat(toy.fingerprint()).isEqualTo(first);
    busy();
    snapshots.restore(two);
    assertThat(toy.fingerprint()).isEqualTo(second);
  }

  @Test
  void givingOneUpWhileItIsBeingReadLeavesTheOthersRight() {
    busy();
    long first = toy.fingerprint();
    Checkpoint one = snapshots.take(0);
    snapshots.finish();
    long bytes = snapshots.bytes();
    busy();
    Checkpoint gone = snapshots.take(0);
    Writer.DEVICE.write(toy);
    snapshots.release(gone);
    assertThat(snapshots.bytes()).isEqualTo(bytes);
    long third = toy.fingerprint();
    Checkpoint three = snapshots.take(0);
    busy();
    snapshots.restore(three);
    assertThat(toy.fingerprint()).isEqualTo(third);
    snapshots.restore(one);
    assertThat(toy.fingerprint()).isEqualTo(first);
    assertThat(lost).isEmpty();
  }

  @Test
  void memoryThatOthersGiveUpIsUsed() {
    refusals = 3;
    reliefs = 3;
    busy();
    long then = toy.fingerprint();
    Checkpoint checkpoint = snapshots.take(0);
    busy();
    snapshots.restore(checkpoint);
    assertThat(toy.fingerprint()).isEqualTo(then);
    assertThat(lost).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Writer.class)
  void oneThatThereIsNoMemoryForIsLostAndTheNextIsWhole(Writer writer) {
    refusals = 2;
    reliefs = 1;
    busy();
    Checkpoint none = snapshots.take(0);
    writer.write(toy);
    snapshots.finish();
    assertThat(lost).containsExactly(none);
    snapshots.release(none);
    assertThat(snapshots.bytes())
        .isEqualTo(new Snapshots(dirty, new Snapshots.Shortage() {}).bytes());
    long then = toy.fingerprint();
    Checkpoint next = snapshots.take(0);
    writer.write(toy);
    busy();
    snapshots.restore(next);
    assertThat(toy.fingerprint()).isEqualTo(then);
  }

  @Test
  void theGuestDoesTheSameWheneverItIsRead() {
    Random random = new Random(7);
    try (ToyMachine undisturbed = new ToyMachine(1, false, ToyMachine.ROUNDS)) {
      for (int i = 0; i < 200; i++) {
        byte[] said = {(byte) random.nextInt()};
        long until = toy.machine.clock().icount() + 1 + random.nextInt(5_000);
        for (ToyMachine each : List.of(toy, undisturbed)) {
          each.input.offer(said);
          each.machine.run(until);
        }
        assertThat(toy.fingerprint()).isEqualTo(undisturbed.fingerprint());
        switch (random.nextInt(4)) {
          case 0 -> snapshots.take(0);
          case 1 -> snapshots.finish();
          default -> dirty.captureSome();
        }
      }
    }
  }

  private byte[][] contents() {
    byte[][] contents = new byte[toy.machine.ram().pages()][PAGE];
    for (int page = 0; page < contents.length; page++) {
      toy.machine.ram().readPage(page, contents[page], 0);
    }
    return contents;
  }

  private final class Sink implements DirtyPages.Sink {
    final byte[][] pages = new byte[toy.machine.ram().pages()][];
    boolean complete;

    @Override
    public void page(int number) {
      assertThat(pages[number]).as("page %d", number).isNull();
      pages[number] = new byte[PAGE];
      toy.machine.ram().readPage(number, pages[number], 0);
    }

    @Override
    public void complete() {
      assertThat(complete).isFalse();
      complete = true;
    }
  }
}
