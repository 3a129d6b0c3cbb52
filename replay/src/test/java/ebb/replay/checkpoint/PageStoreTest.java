package ebb.replay.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.runtime.GuestRam;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageStoreTest {
  private final List<Long> reserved = new ArrayList<>();
  private final PageStore store = new PageStore(new PagePool(this::reserve));

  @AfterEach
  void release() {
    reserved.forEach(UnsafeApi::freeMemory);
  }

  private long reserve(long bytes) {
    reserved.add(UnsafeApi.allocateMemory(bytes));
    return reserved.getLast();
  }

  private static byte[] page(int seed) {
    byte[] content = new byte[GuestRam.PAGE_SIZE];
    if (seed != 0) {
      new Random(seed).nextBytes(content);
      Arrays.fill(content, 1000, 4000, (byte) seed);
    }
    return content;
  }

  private byte[] read(Page page) {
    byte[] content = page(99);
    store.read(page, content);
    return content;
  }

  @Test
  void equalContentIsHeldOnce() {
    Page one = store.acquire(page(1));
    assertThat(store.acquire(page(1))).isSameAs(one);
    assertThat(store.acquire(page(2))).isNotSameAs(one);
    assertThat(store.pages()).isEqualTo(2);
    assertThat(store.acquire(page(0))).isNull();
    assertThat(read(null)).isEqualTo(page(0));
  }

  @Test
  void compressedPagesReadTheSameAndAreStillFound() {
    Page one = store.acquire(page(1));
    long before = store.bytes();
    store.compress(10);
    assertThat(store.bytes()).isLessThan(before / 2);
    assertThat(read(one)).isEqualTo(page(1));
    assertThat(store.acquire(page(1))).isSameAs(one);
  }

  @Test
  void nothingIsLeftOnceNobodyRefers() {
    PageMap empty = PageMap.empty(store, 1000);
    PageMap one = with(empty, new int[] {0, 3, 999}, n -> n + 1);
    PageMap two = with(one, new int[] {3, 300}, n -> n);
    store.compress(2);
    one.release();
    assertThat(store.pages()).isEqualTo(4);
    two.release();
    empty.release();
    assertThat(store.pages()).isZero();
    assertThat(store.bytes()).isZero();
  }

  @Test
  void mapsAreWhatWasWrittenWhateverIsGivenUp() {
    Random random = new Random(11);
    int[] now = new int[700];
    List<PageMap> maps = new ArrayList<>();
    List<int[]> contents = new ArrayList<>();
    maps.add(PageMap.empty(store, now.length));
    contents.add(now.clone());
    for (int round = 0; round < 300; round++) {
      int from = random.nextInt(maps.size());
      int[] next = contents.get(from).clone();
      int[] written =
          random.ints(random.nextInt(1, 20), 0, next.length).sorted().distinct().toArray();
      for (int n : written) {
        next[n] = random.nextInt(12);
      }
      maps.add(with(maps.get(from), written, n -> next[n]));
      contents.add(next);
      if (random.nextInt(3) > 0) {
        int gone = random.nextInt(maps.size());
        if (maps.size() > 1) {
          maps.remove(gone).release();
          contents.remove(gone);
        }
      }
      store.compress(random.nextInt(3));
      int a = random.nextInt(maps.size());
      int b = random.nextInt(maps.size());
      int[] differing = maps.get(a).differing(maps.get(b));
      List<Integer> expected = new ArrayList<>();
      for (int n = 0; n < now.length; n++) {
        if (contents.get(a)[n] != contents.get(b)[n]) {
          expected.add(n);
        }
      }
      assertThat(differing).containsExactly(expected.stream().mapToInt(n -> n).toArray());
      int n = random.nextInt(now.length);
      byte[] content = page(98);
      maps.get(a).read(n, content);
      assertThat(content).isEqualTo(page(contents.get(a)[n]));
    }
    maps.forEach(PageMap::release);
    assertThat(store.pages()).isZero();
  }

  private PageMap with(PageMap before, int[] written, IntUnaryOperator seeds) {
    List<Page> acquired = new ArrayList<>();
    PageMap map =
        before.with(
            written,
            n -> {
              acquired.add(store.acquire(page(seeds.applyAsInt(n))));
              return acquired.getLast();
            });
    acquired.forEach(store::release);
    return map;
  }
}
