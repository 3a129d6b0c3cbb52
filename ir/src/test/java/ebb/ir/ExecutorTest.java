package ebb.ir;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.ir.guest.Vcpu;
import org.junit.jupiter.api.Test;

/** What an executor has led to is known while nothing has changed. */
class ExecutorTest {
  private static final int KEY = 1;
  private static final int EPOCH = 2;
  private static final long STAMP = 3;
  private static final long NEVER = -1;

  private static final class Nothing extends Executor {
    @Override
    public int run(Vcpu cpu) {
      return NEXT;
    }
  }

  private final Executor from = new Nothing();
  private final Executor[] to = {new Nothing(), new Nothing(), new Nothing()};

  private Executor at(long pc) {
    return from.successor(pc, KEY, EPOCH, NEVER, STAMP);
  }

  @Test
  void theLastTwoAreKnown() {
    for (int i = 0; i < to.length; i++) {
      assertThat(at(i)).isNull();
      from.noteSuccessor(i, KEY, EPOCH, STAMP, to[i]);
      assertThat(at(i)).isSameAs(to[i]);
    }
    assertThat(at(0)).isNull();
    assertThat(at(1)).isSameAs(to[1]);
    assertThat(at(2)).isSameAs(to[2]);
    from.forgetSuccessors();
    assertThat(at(1)).isNull();
    assertThat(at(2)).isNull();
  }

  @Test
  void everythingHasToBeAsItWas() {
    from.noteSuccessor(0, KEY, EPOCH, STAMP, to[0]);
    from.noteSuccessor(1, KEY, EPOCH, STAMP + 1, to[1]);
    assertThat(from.successor(0, KEY, EPOCH, STAMP, NEVER)).isSameAs(to[0]);
    assertThat(from.successor(0, KEY, EPOCH, STAMP + 1, NEVER)).isNull();
    assertThat(from.successor(1, KEY, EPOCH, STAMP + 1, NEVER)).isSameAs(to[1]);
    assertThat(from.successor(0, KEY + 1, EPOCH, STAMP, NEVER)).isNull();
    assertThat(from.successor(0, KEY, EPOCH + 1, STAMP, NEVER)).isNull();
  }

  @Test
  void whatWasNotedInAnotherEpochIsForgotten() {
    from.noteSuccessor(0, KEY, EPOCH - 1, STAMP, to[0]);
    assertThat(at(0)).isNull();
    from.noteSuccessor(1, KEY, EPOCH, STAMP, to[1]);
    assertThat(at(0)).isNull();
    assertThat(at(1)).isSameAs(to[1]);
  }

  @Test
  void whatIsRetiredFollowsNobody() {
    from.noteSuccessor(0, KEY, EPOCH, STAMP, to[0]);
    to[0].retire();
    assertThat(at(0)).isNull();
  }
}
