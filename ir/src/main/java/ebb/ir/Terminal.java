package ebb.ir;

import java.util.List;

/** How a block ends. */
public sealed interface Terminal {
  /** What kind of control flow a transfer is in the guest program; a hint, never semantics. */
  enum Flow {
    JUMP,
    CALL,
    RETURN
  }

  /**
   * Goes on at a constant pc with unchanged flags and AUX 0. The executor writes the PC slot when
   * it leaves.
   */
  record Jump(long pc, Flow flow) implements Terminal {}

  /**
   * {@code taken} if the temp is not zero, else {@code fallthrough}; otherwise like {@link Jump}.
   */
  record Branch(int condition, long taken, long fallthrough, Flow flow) implements Terminal {
    /** The same on the condition in another temp. */
    public Branch on(int temp) {
      return temp == condition ? this : new Branch(temp, taken, fallthrough, flow);
    }
  }

  /**
   * The PC slot (and FLAGS, AUX) have been put; look the next block up.
   *
   * @param seen pcs that it has led to under the block's flags; a hint as the flow is, and no part
   *     of the text form
   */
  record Indirect(Flow flow, List<Long> seen) implements Terminal {
    public Indirect {
      seen = List.copyOf(seen);
    }

    public Indirect(Flow flow) {
      this(flow, List.of());
    }
  }

  /**
   * Like {@link Indirect}, but leave to the CPU loop first: interrupts may have become deliverable,
   * the CPU may have halted, translations may have changed.
   */
  record Leave() implements Terminal {}
}
