package ebb.replay.query;

import ebb.replay.Loan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntPredicate;

/**
 * The machines that search one history. They are opened when a search has work for them, each on
 * its own thread, and kept with what they have translated for the next one.
 */
public final class Replicas implements AutoCloseable {
  private final Replica.Source source;
  private final Replica[] opened;
  private volatile Loan loan;

  /**
   * @param most at once, at least 1
   */
  public Replicas(Replica.Source source, int most) {
    this.source = source;
    opened = new Replica[most];
  }

  /**
   * @param first is there already
   * @param most at once, the first included
   */
  public Replicas(Replica first, Replica.Source others, int most) {
    this(others, most);
    opened[0] = first;
  }

  /** From now on this is the history that all but the first search. */
  public void lend(Loan newest) {
    loan = newest;
  }

  int most() {
    return opened.length;
  }

  /**
   * One of them; null if there can be only fewer, for want of memory or because the recording is
   * not where it was. The first there always is.
   *
   * @throws RuntimeException if the first cannot be opened
   */
  Replica get(int number) {
    try {
      Replica replica = opened(number);
      if (loan != null && number > 0) {
        replica.timeline().adopt(loan);
      }
      return replica;
    } catch (IOException e) {
      return fewer(number, new UncheckedIOException(e));
    } catch (RuntimeException e) {
      return fewer(number, e);
    } catch (OutOfMemoryError e) {
      return fewer(number, new IllegalStateException("out of memory", e));
    }
  }

  private Replica opened(int number) throws IOException {
    synchronized (this) {
      if (opened[number] != null) {
        return opened[number];
      }
    }
    Replica replica = source.open();
    synchronized (this) {
      opened[number] = replica;
    }
    return replica;
  }

  private static Replica fewer(int number, RuntimeException failure) {
    if (number == 0) {
      throw failure;
    }
    return null;
  }

  /** From any thread: what some of them execute ends soon. */
  synchronized void interrupt(IntPredicate which) {
    for (int i = 0; i < opened.length; i++) {
      if (opened[i] != null && which.test(i)) {
        opened[i].timeline().interrupt();
      }
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Replica replica : opened) {
      if (replica != null) {
        replica.close();
      }
    }
  }
}
