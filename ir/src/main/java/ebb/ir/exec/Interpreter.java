package ebb.ir.exec;

import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.StateLayout;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.Vcpu;
import org.agrona.UnsafeApi;

/**
 * Executes a block from a flat lowered form; the reference for every other executor. Shared by all
 * CPUs, and right wherever the guest's code lies: it begins where the PC slot says. Single-stepping
 * is running with a budget of 1.
 */
public final class Interpreter extends Executor {
  /** Left for a pc known before; as {@link #DIRECTLY_TOO} for the other one. */
  public static final int DIRECTLY = -3;

  public static final int DIRECTLY_TOO = -2;

  /** Left for a pc that it computed, or before the next instruction as the budget is used up. */
  public static final int INDIRECTLY = -1;

  private long[] code;

  /** Guest instructions. */
  private final int instructions;

  /** Index in {@link #code} of the first op of each guest instruction. */
  private int[] starts;

  /** Of each instruction: its distance from the block's start, in bytes. */
  private final int[] offsets;

  /** Of each instruction: the value of the AUX slot. */
  private final byte[] auxes;

  private Outlined outlined;

  /** For who enters it to count: what is entered often is worth optimizing, then compiling. */
  public int entries;

  /** At so many entries who counts has to look at it. */
  public int due;

  // What it has led to: see link.
  private Interpreter first;

  private Interpreter second;
  private long firstStamp;
  private long secondStamp;

  /** The pc that a transfer to a computed one went to. */
  private long target;

  private long linkedAt;
  private int linkEpoch = -1;

  /** False if something else has to be executed, or found out, where this would be. */
  private boolean linkable = true;

  Interpreter(long[] code, int[] starts, int[] offsets, byte[] auxes, Outlined outlined) {
    this.code = code;
    this.starts = starts;
    instructions = starts.length;
    this.offsets = offsets;
    this.auxes = auxes;
    this.outlined = outlined;
  }

  /**
   * Lowers a block.
   *
   * @throws IllegalArgumentException if it needs more temps at once or a larger state than the form
   *     can name
   */
  public static Interpreter of(Block block) {
    return new Lowering(block).lower();
  }

  /** Executes what another one does from now on, which has been made from the same instructions. */
  public void become(Interpreter other) {
    code = other.code;
    starts = other.starts;
    outlined = other.outlined;
    linkEpoch = -1;
  }

  /** Length of the lowered form, in longs; for statistics of code size. */
  public int size() {
    return code.length;
  }

  @Override
  public int run(Vcpu cpu) {
    int left = execute(cpu);
    return left <= INDIRECTLY ? NEXT : left;
  }

  /**
   * Like {@link #run}, but says more.
   *
   * @return {@link #DIRECTLY}, {@link #DIRECTLY_TOO} or {@link #INDIRECTLY} instead of {@link
   *     #NEXT}
   */
  public int execute(Vcpu cpu) {
    int end = instructions;
    int budget = cpu.budget;
    long pc = cpu.pc();
    long[] ops = code;
    int ticks = 0;
    long p = OpLoop.FIRST;
    try {
      while (true) {
        if (budget < end) {
          end = budget;
          ops = upTo(end, cpu);
        }
        long at = OpLoop.run(cpu.state, cpu.tlb, ops, p);
        p = at & -Long.BYTES;
        long w = UnsafeApi.getLong(ops, p);
        int how = (int) at & Long.BYTES - 1;
        switch (how) {
          case OpLoop.ELSEWHERE -> {
            ticks = Code.ticks(w);
            cpu.budget = budget - ticks;
            outlined.run(cpu, w, ops, p + Long.BYTES);
            budget = cpu.budget + ticks;
            p += Code.bytes((int) w & 0xff);
          }
          case OpLoop.AT_FIRST, OpLoop.AT_SECOND, OpLoop.AT_THIRD -> {
            cpu.setPc(pc + UnsafeApi.getLong(ops, p + Long.BYTES * how));
            cpu.putInt(StateLayout.AUX, 0);
            cpu.budget = budget - instructions;
            return how == OpLoop.AT_SECOND ? DIRECTLY_TOO : DIRECTLY;
          }
          case OpLoop.AT_COMPUTED -> {
            cpu.budget = budget - instructions;
            return INDIRECTLY;
          }
          case OpLoop.AWAY -> {
            cpu.budget = budget - instructions;
            return LEAVE;
          }
          default -> {
            cpu.budget = 0;
            return stopBefore(cpu, pc, end, INDIRECTLY);
          }
        }
      }
    } catch (GuestFault fault) {
      return stopBefore(cpu, pc, ticks - 1, FAULT);
    }
  }

  /**
   * Notes what follows, for as long as the block lies where it does now. For who looks blocks up,
   * to do so once.
   *
   * @param how it left: {@link #DIRECTLY}, {@link #DIRECTLY_TOO} or {@link #INDIRECTLY}
   * @param pc where it lies
   * @param epoch links of other epochs do not count any more
   * @param next what it led to
   * @param nextPc where that lies
   * @param stamp for who follows the link to see whether it still holds
   */
  public void link(int how, long pc, int epoch, Interpreter next, long nextPc, long stamp) {
    if (linkedAt != pc || linkEpoch != epoch) {
      linkedAt = pc;
      linkEpoch = epoch;
      first = null;
      second = null;
    }
    if (how == DIRECTLY_TOO) {
      second = next;
      secondStamp = stamp;
    } else {
      first = next;
      firstStamp = stamp;
      target = nextPc;
    }
  }

  /** What {@link #link} has noted for this way and place, or null. */
  public Interpreter linked(int how, long pc, int epoch, long nextPc) {
    Interpreter next = how == DIRECTLY_TOO ? second : first;
    return next != null
            && next.linkable
            && linkedAt == pc
            && linkEpoch == epoch
            && (how != INDIRECTLY || target == nextPc)
        ? next
        : null;
  }

  /** The stamp of a link. */
  public long stamp(int how) {
    return how == DIRECTLY_TOO ? secondStamp : firstStamp;
  }

  /** Whether those that lead here may go on here. */
  public void setLinkable(boolean linkable) {
    this.linkable = linkable;
    if (!linkable) {
      first = null;
      second = null;
    }
  }

  /** What was executed long ago counts less, until it is {@link #due}. */
  public void cool() {
    if (entries < due) {
      entries /= 2;
    }
  }

  /** The code with a stop before instruction {@code insn}, in memory that the CPU keeps for it. */
  private long[] upTo(int insn, Vcpu cpu) {
    long[] copy = cpu.scratch(code.length);
    System.arraycopy(code, 0, copy, 0, code.length);
    copy[starts[insn]] = Code.STOP;
    return copy;
  }

  private int stopBefore(Vcpu cpu, long pc, int insn, int how) {
    cpu.setPc(pc + offsets[insn]);
    cpu.putInt(StateLayout.AUX, auxes[insn] & 0xff);
    return how;
  }
}
