package ebb.ir;

import ebb.ir.guest.Vcpu;

/**
 * Something that runs translated guest code on a CPU: a lowered block in the interpreter, or a
 * compiled region. The first tick of its first instruction must be affordable: {@code cpu.budget >
 * 0} on entry.
 *
 * <p>On return PC, FLAGS and AUX slots name the next instruction, all slots are architectural and
 * {@code cpu.budget} is exact. Which executor ran is invisible to the guest.
 */
public abstract class Executor {
  /** Go on with the next block. */
  public static final int NEXT = 0;

  /** Look at interrupts, halts and translations first. */
  public static final int LEAVE = 1;

  /** Compiled code only: the instruction at PC has to be interpreted. */
  public static final int BAIL = 2;

  /**
   * Interpreter only: the instruction at PC faulted; its tick is taken, {@link Vcpu#enterFault} is
   * due.
   */
  public static final int FAULT = 3;

  // The two that it has led to last: see successor.
  private Executor first;
  private Executor second;
  private long firstPc;
  private long secondPc;
  private int firstKey;
  private int secondKey;
  private long firstStamp;
  private long secondStamp;
  private int epoch;

  private boolean retired;

  /**
   * What has been noted to be executed at a pc and key after this, or null. For who looks up what
   * comes next, to do so once.
   *
   * @param now what was noted in other epochs does not count any more
   * @param stamp what was noted with this stamp counts
   * @param other or with this one
   */
  public final Executor successor(long pc, int key, int now, long stamp, long other) {
    Executor next;
    long noted;
    if (pc == firstPc && key == firstKey) {
      next = first;
      noted = firstStamp;
    } else if (pc == secondPc && key == secondKey) {
      next = second;
      noted = secondStamp;
    } else {
      return null;
    }
    boolean counts = epoch == now && (noted == stamp || noted == other);
    return counts && next != null && !next.retired ? next : null;
  }

  /** Notes a {@link #successor}, instead of that which was noted before the last one. */
  public final void noteSuccessor(long pc, int key, int now, long stamp, Executor next) {
    second = epoch == now ? first : null;
    secondPc = firstPc;
    secondKey = firstKey;
    secondStamp = firstStamp;
    first = next;
    firstPc = pc;
    firstKey = key;
    firstStamp = stamp;
    epoch = now;
  }

  /** For these to be unloaded when nobody else knows them. */
  public final void forgetSuccessors() {
    first = null;
    second = null;
  }

  /** It is nobody's successor any more. */
  public final void retire() {
    retired = true;
    forgetSuccessors();
  }

  /** The assumption that it had better be made anew without, or null. */
  public Assumption worn() {
    return null;
  }

  /** Runs until the code leaves or the budget is used up, and says how it left. */
  public abstract int run(Vcpu cpu);
}
