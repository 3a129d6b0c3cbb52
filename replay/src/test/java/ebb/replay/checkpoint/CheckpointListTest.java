package ebb.replay.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CheckpointListTest {
  private final List<Long> dropped = new ArrayList<>();
  private final CheckpointList list = new CheckpointList(c -> dropped.add(c.icount()));

  private void add(long icount) {
    list.add(new Checkpoint(icount, 0, null));
  }

  private long[] icounts() {
    return list.view().stream().mapToLong(Checkpoint::icount).toArray();
  }

  @Test
  void findsNeighbours() {
    add(0);
    add(50);
    add(20);
    assertThat(icounts()).containsExactly(0, 20, 50);
    assertThat(list.atOrBefore(19).icount()).isZero();
    assertThat(list.atOrBefore(20).icount()).isEqualTo(20);
    assertThat(list.after(20).icount()).isEqualTo(50);
    assertThat(list.after(50)).isNull();
    assertThat(list.atOrBefore(-1)).isNull();
  }

  @Test
  void oneIsEnoughForAnIcount() {
    add(5);
    add(5);
    assertThat(icounts()).containsExactly(5);
    assertThat(dropped).containsExactly(5L);
  }

  @Test
  void thinningKeepsALogarithmOfTheHistoryAndDensityNearThePresent() {
    for (long i = 0; i <= 10_000; i++) {
      add(i * 100);
      list.thin(50);
    }
    assertThat(list.size()).isBetween(40, 160);
    assertThat(list.view().getFirst().icount()).isZero();
    long[] at = icounts();
    long last = at[at.length - 1];
    assertThat(last).isEqualTo(1_000_000);
    assertThat(at[at.length - 2]).isGreaterThanOrEqualTo(last - 100);
    for (int i = 1; i < at.length - 1; i++) {
      assertThat(at[i] - at[i - 1]).isLessThanOrEqualTo(Math.max(400, last - at[i - 1]));
    }
  }

  @Test
  void givingUpForMemorySparesFirstAndLast() {
    for (long i = 0; i < 10; i++) {
      add(i * i);
    }
    while (list.dropCheapest()) {
      assertThat(list.size()).isGreaterThanOrEqualTo(2);
    }
    assertThat(icounts()).containsExactly(0, 81);
    list.truncate(80);
    assertThat(icounts()).containsExactly(0);
  }
}
