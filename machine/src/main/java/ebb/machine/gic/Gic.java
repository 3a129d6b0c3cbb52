package ebb.machine.gic;

import ebb.runtime.IrqLine;
import ebb.runtime.MmioDevice;
import ebb.runtime.Snapshotable;
import ebb.runtime.StateInput;
import ebb.runtime.StateOutput;
import java.util.Arrays;
import java.util.function.IntSupplier;

/**
 * A GICv2 for up to eight CPUs: the state of all interrupts, and who is to be interrupted by what
 * (IHI 0048B chapters 3 and 4). Its registers are in {@link #distributor} and {@link
 * #cpuInterface}.
 *
 * <p>Interrupt numbers: 0 to 15 are software-generated (one pending state for each source CPU), 16
 * to 31 private to a CPU, 32 and up shared. A level-sensitive interrupt is pending while its line
 * is up or software made it so; an edge-triggered one from the rising edge until it is
 * acknowledged.
 *
 * <p>All 8 priority bits are implemented. There are no Security Extensions: group 0 may signal FIQ,
 * group 1 is IRQ, all accesses behave as secure ones.
 */
public final class Gic implements Snapshotable {
  /** Software-generated and private interrupts. */
  public static final int INTERNAL = 32;

  static final int SPURIOUS = 1023;

  /** What an acknowledge of a group that it does not see yields. */
  static final int OTHER_GROUP = 1022;

  static final int SGIS = 16;
  static final int EN_GROUP0 = 1;
  static final int EN_GROUP1 = 2;
  static final int ACK_CTL = 1 << 2;
  static final int FIQ_EN = 1 << 3;
  static final int CBPR = 1 << 4;
  static final int EOI_MODE = 1 << 9;

  private static final int IDLE_PRIORITY = 0x100;
  private static final int CONTROL_BITS = 0x21f;

  final int cpus;
  final int interrupts;
  final int words;
  final BankedBits enabled;
  final BankedBits latch;
  final BankedBits active;
  final BankedBits level;
  final BankedBits edge;
  final BankedBits group;

  /** Bit s of {@code [cpu * 16 + sgi]}: CPU s has requested it. */
  final int[] sources;

  /** CPUs that a shared interrupt goes to, one bit each. */
  final int[] targets;

  private final int[] privatePriority;
  private final int[] sharedPriority;
  private int control;

  final int[] cpuControl;
  final int[] mask;
  final int[] binaryPoint;
  final int[] aliasedBinaryPoint;

  /** Active priorities, four words for each CPU: group 0 and group 1. */
  final int[] active0;

  final int[] active1;

  private final IrqLine[] irq;
  private final IrqLine[] fiq;
  private final IntSupplier accessor;
  private final GicDistributor distributor = new GicDistributor(this);
  private final GicCpuInterface cpuInterface = new GicCpuInterface(this);

  /**
   * @param interrupts including the internal ones, a multiple of 32
   * @param irq an IRQ input for each CPU
   * @param fiq a FIQ input for each CPU
   * @param accessor which CPU is making an access
   */
  public Gic(int interrupts, IrqLine[] irq, IrqLine[] fiq, IntSupplier accessor) {
    cpus = irq.length;
    if (cpus < 1 || cpus > 8 || interrupts % 32 != 0 || interrupts > 1020) {
      throw new IllegalArgumentException(cpus + " CPUs, " + interrupts + " interrupts");
    }
    this.interrupts = interrupts;
    this.irq = irq;
    this.fiq = fiq;
    this.accessor = accessor;
    words = interrupts / 32;
    enabled = new BankedBits(cpus, words);
    latch = new BankedBits(cpus, words);
    active = new BankedBits(cpus, words);
    level = new BankedBits(cpus, words);
    edge = new BankedBits(cpus, words);
    group = new BankedBits(cpus, words);
    sources = new int[cpus * SGIS];
    targets = new int[interrupts];
    privatePriority = new int[cpus * INTERNAL];
    sharedPriority = new int[interrupts];
    cpuControl = new int[cpus];
    mask = new int[cpus];
    binaryPoint = new int[cpus];
    aliasedBinaryPoint = new int[cpus];
    active0 = new int[cpus * 4];
    active1 = new int[cpus * 4];
    reset();
  }

  /** GICD registers. */
  public MmioDevice distributor() {
    return distributor;
  }

  /** GICC registers, banked by the accessing CPU. */
  public MmioDevice cpuInterface() {
    return cpuInterface;
  }

  /** The line of shared interrupt 32 + n. */
  public IrqLine shared(int n) {
    int interrupt = INTERNAL + n;
    return up -> setLine(0, interrupt, up);
  }

  /** The line of private interrupt 16 + n of a CPU. */
  public IrqLine privateLine(int cpu, int n) {
    int interrupt = SGIS + n;
    return up -> setLine(cpu, interrupt, up);
  }

  /** Back to power-on state, except that input lines keep their levels. */
  public void reset() {
    enabled.clear();
    latch.clear();
    active.clear();
    edge.clear();
    group.clear();
    Arrays.fill(sources, 0);
    Arrays.fill(targets, cpus == 1 ? 1 : 0);
    Arrays.fill(privatePriority, 0);
    Arrays.fill(sharedPriority, 0);
    Arrays.fill(cpuControl, 0);
    Arrays.fill(mask, 0);
    Arrays.fill(binaryPoint, 0);
    Arrays.fill(aliasedBinaryPoint, 1);
    Arrays.fill(active0, 0);
    Arrays.fill(active1, 0);
    control = 0;
    for (int cpu = 0; cpu < cpus; cpu++) {
      enabled.setWord(cpu, 0, 0xffff);
      edge.setWord(cpu, 0, 0xffff);
    }
    update();
  }

  // ---- for the register files
  // ----------------------------------------------------------------------

  int accessor() {
    return accessor.getAsInt();
  }

  int control() {
    return control;
  }

  void setControl(int value) {
    control = value & (EN_GROUP0 | EN_GROUP1);
    update();
  }

  int priority(int cpu, int interrupt) {
    return interrupt < INTERNAL
        ? privatePriority[cpu * INTERNAL + interrupt]
        : sharedPriority[interrupt];
  }

  void setPriority(int cpu, int interrupt, int value) {
    if (interrupt < INTERNAL) {
      privatePriority[cpu * INTERNAL + interrupt] = value;
    } else {
      sharedPriority[interrupt] = value;
    }
  }

  int pending(int cpu, int word) {
    return latch.word(cpu, word) | level.word(cpu, word) & ~edge.word(cpu, word);
  }

  /** Makes an SGI pending on a CPU for the sources in {@code from}, one bit each. */
  void raiseSgi(int cpu, int sgi, int from) {
    sources[cpu * SGIS + sgi] |= from;
    latch.set(cpu, sgi, sources[cpu * SGIS + sgi] != 0);
  }

  void clearSgi(int cpu, int sgi, int from) {
    sources[cpu * SGIS + sgi] &= ~from;
    latch.set(cpu, sgi, sources[cpu * SGIS + sgi] != 0);
  }

  void setCpuControl(int cpu, int value) {
    cpuControl[cpu] = value & CONTROL_BITS;
    update();
  }

  /** The group priority of what runs on a CPU; above all others' if nothing does. */
  int runningPriority(int cpu) {
    for (int i = 0; i < 4; i++) {
      int bits = active0[cpu * 4 + i] | active1[cpu * 4 + i];
      if (bits != 0) {
        return (i * 32 + Integer.numberOfTrailingZeros(bits)) << 1;
      }
    }
    return IDLE_PRIORITY;
  }

  /** What GICC_HPPIR (or, for group 1, GICC_AHPPIR) shows. */
  int highestPending(int cpu, boolean aliased) {
    int best = best(cpu);
    int seen = best < 0 ? SPURIOUS : visible(cpu, best, aliased);
    return seen < SGIS
        ? seen | Integer.numberOfTrailingZeros(sources[cpu * SGIS + seen]) << 10
        : seen;
  }

  /**
   * Reads GICC_IAR or GICC_AIAR: the interrupt becomes active. Bits 12 to 10 are an SGI's source
   * CPU.
   */
  int acknowledge(int cpu, boolean aliased) {
    int best = best(cpu);
    if (best < 0 || !signalled(cpu, best)) {
      return SPURIOUS;
    }
    int seen = visible(cpu, best, aliased);
    if (seen >= OTHER_GROUP) {
      return seen;
    }
    int level = groupPriority(cpu, best) >> 1;
    int[] actives = group.get(cpu, best) ? active1 : active0;
    actives[cpu * 4 + (level >> 5)] |= 1 << level;
    active.set(cpu, best, true);
    int source = 0;
    if (best < SGIS) {
      source = Integer.numberOfTrailingZeros(sources[cpu * SGIS + best]);
      clearSgi(cpu, best, 1 << source);
    } else {
      latch.set(cpu, best, false);
    }
    update();
    return seen | source << 10;
  }

  /**
   * A write of GICC_EOIR or GICC_AEOIR: priority drop, and deactivation unless that is separate.
   */
  void endOfInterrupt(int cpu, int interrupt) {
    if (interrupt >= interrupts || runningPriority(cpu) == IDLE_PRIORITY) {
      return;
    }
    int[] actives = group.get(cpu, interrupt) ? active1 : active0;
    for (int i = cpu * 4; i < cpu * 4 + 4; i++) {
      if (actives[i] != 0) {
        actives[i] &= actives[i] - 1;
        break;
      }
    }
    if ((cpuControl[cpu] & EOI_MODE) == 0) {
      active.set(cpu, interrupt, false);
    }
    update();
  }

  /** A write of GICC_DIR. */
  void deactivate(int cpu, int interrupt) {
    if (interrupt < interrupts && (cpuControl[cpu] & EOI_MODE) != 0) {
      active.set(cpu, interrupt, false);
      update();
    }
  }

  // ---- prioritization
  // ------------------------------------------------------------------------------

  private void setLine(int cpu, int interrupt, boolean up) {
    if (level.get(cpu, interrupt) == up) {
      return;
    }
    level.set(cpu, interrupt, up);
    if (up && edge.get(cpu, interrupt)) {
      latch.set(cpu, interrupt, true);
    }
    update();
  }

  /** Drives the CPUs' lines from the state. After every change. */
  void update() {
    for (int cpu = 0; cpu < cpus; cpu++) {
      int best = best(cpu);
      boolean signal = best >= 0 && signalled(cpu, best);
      boolean fast = signal && !group.get(cpu, best) && (cpuControl[cpu] & FIQ_EN) != 0;
      irq[cpu].set(signal && !fast);
      fiq[cpu].set(fast);
    }
  }

  /** The interrupt of highest priority that is pending for a CPU and passes its mask, or -1. */
  private int best(int cpu) {
    if (control == 0 || (cpuControl[cpu] & (EN_GROUP0 | EN_GROUP1)) == 0) {
      return -1;
    }
    int best = -1;
    int bestPriority = mask[cpu];
    for (int word = 0; word < words; word++) {
      int groups = group.word(cpu, word);
      int forwarded =
          ((control & EN_GROUP0) != 0 ? ~groups : 0) | ((control & EN_GROUP1) != 0 ? groups : 0);
      int bits = enabled.word(cpu, word) & pending(cpu, word) & ~active.word(cpu, word) & forwarded;
      for (; bits != 0; bits &= bits - 1) {
        int interrupt = word * 32 + Integer.numberOfTrailingZeros(bits);
        if (word > 0 && (targets[interrupt] >> cpu & 1) == 0) {
          continue;
        }
        int priority = priority(cpu, interrupt);
        if (priority < bestPriority) {
          best = interrupt;
          bestPriority = priority;
        }
      }
    }
    return best;
  }

  private boolean signalled(int cpu, int interrupt) {
    int enable = group.get(cpu, interrupt) ? EN_GROUP1 : EN_GROUP0;
    return (cpuControl[cpu] & enable) != 0 && priority(cpu, interrupt) < runningPriority(cpu);
  }

  private int visible(int cpu, int interrupt, boolean aliased) {
    boolean group1 = group.get(cpu, interrupt);
    if (aliased) {
      return group1 ? interrupt : SPURIOUS;
    }
    return group1 && (cpuControl[cpu] & ACK_CTL) == 0 ? OTHER_GROUP : interrupt;
  }

  private int groupPriority(int cpu, int interrupt) {
    boolean alias = group.get(cpu, interrupt) && (cpuControl[cpu] & CBPR) == 0;
    int point = alias ? aliasedBinaryPoint[cpu] - 1 : binaryPoint[cpu];
    return priority(cpu, interrupt) & ~0 << (point + 1);
  }

  // ---- state
  // ---------------------------------------------------------------------------------------

  @Override
  public String id() {
    return "gic";
  }

  @Override
  public void save(StateOutput out) {
    for (BankedBits bits : bits()) {
      bits.save(out);
    }
    for (int[] array : arrays()) {
      out.ints(array);
    }
    out.i32(control);
  }

  @Override
  public void load(StateInput in) {
    for (BankedBits bits : bits()) {
      bits.load(in);
    }
    for (int[] array : arrays()) {
      in.ints(array);
    }
    control = in.i32() & (EN_GROUP0 | EN_GROUP1);
    for (int cpu = 0; cpu < cpus; cpu++) {
      aliasedBinaryPoint[cpu] = Math.max(1, aliasedBinaryPoint[cpu] & 7);
      binaryPoint[cpu] &= 7;
    }
    update();
  }

  private BankedBits[] bits() {
    return new BankedBits[] {enabled, latch, active, level, edge, group};
  }

  private int[][] arrays() {
    return new int[][] {
      sources,
      targets,
      privatePriority,
      sharedPriority,
      cpuControl,
      mask,
      binaryPoint,
      aliasedBinaryPoint,
      active0,
      active1
    };
  }
}
