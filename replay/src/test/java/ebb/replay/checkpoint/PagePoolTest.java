package ebb.replay.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.runtime.GuestRam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PagePoolTest {
  private final List<Long> reserved = new ArrayList<>();
  private boolean refuse;
  private final PagePool pool = new PagePool(this::reserve);

  private record Kept(int name, byte[] content) {}

  private long reserve(long bytes) {
    if (refuse) {
      throw new OutOfMemoryError("no more");
    }
    reserved.add(UnsafeApi.allocateMemory(bytes));
    return reserved.getLast();
  }

  @AfterEach
  void release() {
    reserved.forEach(UnsafeApi::freeMemory);
  }

  @Test
  void contentsOfAllLengthsStayWhatTheyAre() {
    Random random = new Random(5);
    List<Kept> kept = new ArrayList<>();
    for (int i = 0; i < 60_000; i++) {
      if (kept.isEmpty() || random.nextInt(i < 30_000 ? 5 : 9) < 4) {
        byte[] content = new byte[random.nextInt(4) == 0 ? 4096 : 1 + random.nextInt(4096)];
        random.nextBytes(content);
        kept.add(new Kept(pool.put(content, content.length), content));
      } else {
        Kept gone = kept.remove(random.nextInt(kept.size()));
        assertThat(read(gone)).isEqualTo(gone.content);
        pool.free(gone.name, gone.content.length);
      }
    }
    assertThat(kept).allSatisfy(one -> assertThat(read(one)).isEqualTo(one.content));
  }

  @Test
  void whatIsFreedIsUsedAgain() {
    byte[] page = new byte[GuestRam.PAGE_SIZE];
    int first = pool.put(page, page.length);
    refuse = true;
    int small = PagePool.UNIT * 3;
    for (int round = 0; round < 3; round++) {
      pool.free(first, page.length);
      int[] parts = new int[5];
      Arrays.setAll(parts, i -> pool.put(page, small));
      assertThat(Arrays.stream(parts)).allMatch(part -> part / 16 == first / 16);
      Arrays.stream(parts).forEach(part -> pool.free(part, small));
      assertThat(pool.put(page, page.length)).isEqualTo(first);
    }
  }

  @Test
  void aRefusalChangesNothing() {
    refuse = true;
    byte[] page = new byte[GuestRam.PAGE_SIZE];
    page[17] = 5;
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> pool.put(page, page.length)).isInstanceOf(OutOfMemoryError.class);
    }
    refuse = false;
    int name = pool.put(page, page.length);
    assertThat(read(new Kept(name, page))).isEqualTo(page);
  }

  private byte[] read(Kept one) {
    byte[] content = new byte[one.content.length];
    pool.get(one.name, content, content.length);
    return content;
  }
}
