package ebb.ir.exec;

import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.Type;
import java.util.Arrays;

/**
 * Where the temps of a block live while the interpreter runs it. A temp read from a slot stays
 * there as long as the slot is not written; a temp that is put into a slot is computed right there
 * if nobody can see the difference; a comparison, an address sum, or the halves of an overflow test
 * become part of their user, a sum also of several accesses and the put that writes the base back.
 * Loads of consecutive words of an instruction are one op: all of them happen, or none. The rest
 * gets cells of the frame.
 *
 * <p>All of this is decided within straight-line segments, from label to label. {@code n}, the
 * number of ops, stands for the position of the terminal.
 */
final class Placement {
  private static final int HEADER_VOLATILE_FROM = StateLayout.HALTED >> 2;
  private static final int HEADER_VOLATILE_TO = StateLayout.LINES >> 2;

  private final Inst[] insts;
  private final int n;
  private final int condition;

  private final int[] defAt;
  private final int[] uses;
  private final int[] lastUse;
  private final int[] segment;
  private final boolean[] fused;
  private final boolean[] dead;

  /** Of the first load of a run of consecutive words: how many there are. Of the others: -1. */
  private final int[] run;

  /** Slot offset in which the temp lives, or -1. */
  private final int[] slot;

  /** For a temp computed in its slot: position of the put that this replaces, else -1. */
  private final int[] put;

  private boolean loops;

  Placement(Block block, Inst[] insts) {
    this.insts = insts;
    this.n = insts.length;
    this.condition = block.terminal() instanceof Terminal.Branch branch ? branch.condition() : -1;
    int temps = block.tempTypes().size();
    defAt = new int[temps];
    uses = new int[temps];
    lastUse = new int[temps];
    segment = new int[temps];
    fused = new boolean[temps];
    slot = new int[temps];
    put = new int[temps];
    dead = new boolean[n];
    run = new int[n];
    Arrays.fill(lastUse, -1);
    Arrays.fill(slot, -1);
    Arrays.fill(put, -1);
    countUses();
    fuse(block);
    findRuns();
    new Scan().run();
    if (loops) {
      // A temp from before a loop must outlive each round of it.
      for (int t = 0; t < temps; t++) {
        lastUse[t] = lastUse[t] < 0 ? -1 : n;
      }
    }
  }

  // ---- answers ----------------------------------------------------------------------------------

  /** True if nothing has to be emitted at this position. */
  boolean skips(int i) {
    int dst = insts[i].dst();
    return dead[i]
        || run[i] < 0
        || dst >= 0 && (fused[dst] || insts[i].op().kind == Op.Kind.READ && slot[dst] >= 0);
  }

  /**
   * How many loads of consecutive words are one op at the first of them, 0 if it is not among such.
   */
  int run(int i) {
    return run[i];
  }

  Type type(int t) {
    return insts[defAt[t]].op().result;
  }

  boolean isConstant(int t) {
    Op op = insts[defAt[t]].op();
    return op == Op.CONST32 || op == Op.CONST64;
  }

  long constant(int t) {
    Inst inst = insts[defAt[t]];
    return inst.op() == Op.CONST32 ? (int) inst.imm() : inst.imm();
  }

  /** The op that defines t if its only user does it too, else null. */
  Inst fused(int t) {
    return fused[t] ? insts[defAt[t]] : null;
  }

  int slotOf(int t) {
    return slot[t];
  }

  boolean putsInPlace(int t, int i) {
    return put[t] == i;
  }

  /** Last position that uses t, or -1. */
  int lastUse(int t) {
    return lastUse[t];
  }

  /** Collects the temps that are used at a position, those of fused ops included. */
  int usesAt(int i, int[] into) {
    int count = 0;
    if (i == n) {
      return condition < 0 ? 0 : use(condition, into, count);
    }
    Inst inst = insts[i];
    int args = inst.argCount();
    for (int k = 0; k < args; k++) {
      count = use(inst.arg(k), into, count);
    }
    return count;
  }

  private int use(int t, int[] into, int count) {
    int k = count;
    if (fused[t]) {
      Inst inst = insts[defAt[t]];
      for (int i = 0; i < inst.argCount(); i++) {
        into[k++] = inst.arg(i);
      }
    } else {
      into[k++] = t;
    }
    return k;
  }

  // ---- decisions
  // ----------------------------------------------------------------------------------

  private void countUses() {
    if (condition >= 0) {
      uses[condition]++;
    }
    for (int i = n - 1; i >= 0; i--) {
      Inst inst = insts[i];
      if (inst.dst() >= 0) {
        defAt[inst.dst()] = i;
        if (uses[inst.dst()] == 0 && removable(inst)) {
          dead[i] = true;
          continue;
        }
      }
      int args = inst.argCount();
      for (int k = 0; k < args; k++) {
        uses[inst.arg(k)]++;
      }
    }
  }

  private static boolean removable(Inst inst) {
    return switch (inst.op().kind) {
      case PURE, READ -> true;
      case CALL -> inst.helper().effect().compareTo(Helper.Effect.READS_STATE) <= 0;
      default -> false;
    };
  }

  private void fuse(Block block) {
    boolean[] placed = new boolean[block.labels()];
    int[] asBase = countBases();
    int current = 0;
    for (int i = 0; i < n; i++) {
      Inst inst = insts[i];
      switch (inst.op()) {
        case LABEL -> {
          placed[(int) inst.imm()] = true;
          current++;
        }
        case BR -> loops |= placed[(int) inst.imm()];
        case BRNZ, BRZ -> {
          loops |= placed[(int) inst.imm()];
          fuseComparison(inst.a(), current);
        }
        case LOAD32, LOAD64, STORE32, STORE64 -> fuseAddress(inst.a(), asBase, current);
        case AND32 -> fuseOverflow(inst, current);
        default -> {}
      }
    }
    if (condition >= 0) {
      fuseComparison(condition, current);
    }
  }

  /** Of each temp: its uses as an address, or as what is put, in the segment that defines it. */
  private int[] countBases() {
    int[] count = new int[uses.length];
    int current = 0;
    for (int i = 0; i < n; i++) {
      Inst inst = insts[i];
      switch (inst.op()) {
        case LABEL -> current++;
        case LOAD32, STORE32, PUT32 -> count[inst.a()] += segment[inst.a()] == current ? 1 : 0;
        default -> {}
      }
      if (inst.dst() >= 0) {
        segment[inst.dst()] = current;
      }
    }
    return count;
  }

  private void fuseComparison(int t, int current) {
    if (single(t, current)) {
      fused[t] =
          switch (insts[defAt[t]].op()) {
            case SETEQ32, SETNE32, SETLTU32, SETLEU32, SETLTS32, SETLES32 -> true;
            default -> false;
          };
    }
  }

  private void fuseAddress(int t, int[] asBase, int current) {
    Inst inst = insts[defAt[t]];
    boolean alone = single(t, current);
    boolean everywhere = alone || uses[t] == asBase[t];
    fused[t] =
        switch (inst.op()) {
          case ADD32 -> everywhere && oneConstant(inst);
          case SUB32 -> everywhere && smallConstant(inst.b()) && !isConstant(inst.a());
          case ADD64 -> alone && oneConstant(inst);
          case SUB64 -> alone && smallConstant(inst.b()) && !isConstant(inst.a());
          case PC32 -> alone;
          default -> false;
        };
  }

  private boolean oneConstant(Inst sum) {
    return smallConstant(sum.b()) != smallConstant(sum.a());
  }

  /** Base and offset of an access to a word in memory of the guest's usual order, or null. */
  private record Word(int base, long offset) {}

  private void findRuns() {
    int first = -1;
    Word last = null;
    for (int i = 0; i < n; i++) {
      Inst inst = insts[i];
      if (dead[i] || inst.dst() >= 0 && (fused[inst.dst()] || isConstant(inst.dst()))) {
        continue;
      }
      Word word = inst.op() == Op.LOAD32 ? word(inst) : null;
      if (last != null
          && word != null
          && word.base == last.base
          && word.offset == last.offset + 4
          && inst.imm() == insts[first].imm()
          && run[first] < Code.MOST_WORDS) {
        run[first]++;
        run[i] = -1;
      } else {
        first = i;
        run[i] = word == null ? 0 : 1;
      }
      last = word;
    }
  }

  private Word word(Inst load) {
    if (!Lowering.isWord(load) || type(load.a()) != Type.I32 || isConstant(load.a())) {
      return null;
    }
    Inst sum = fused(load.a());
    if (sum == null) {
      return new Word(load.a(), 0);
    }
    if (sum.op() == Op.PC32) {
      return null;
    }
    return new Word(base(sum), offset(sum));
  }

  /** What of a fused sum is not its constant. */
  int base(Inst sum) {
    return isConstant(sum.a()) ? sum.b() : sum.a();
  }

  /** The constant of a fused sum, negative if that of a difference. */
  long offset(Inst sum) {
    long value = constant(isConstant(sum.a()) ? sum.a() : sum.b());
    return sum.op() == Op.SUB32 || sum.op() == Op.SUB64 ? -value : value;
  }

  /** (p ^ q) &amp; (p ^ r). */
  private void fuseOverflow(Inst and, int current) {
    Inst x = insts[defAt[and.a()]];
    Inst y = insts[defAt[and.b()]];
    if (x.op() == Op.XOR32
        && y.op() == Op.XOR32
        && x != y
        && single(and.a(), current)
        && single(and.b(), current)
        && (x.a() == y.a() || x.a() == y.b() || x.b() == y.a() || x.b() == y.b())) {
      fused[and.a()] = true;
      fused[and.b()] = true;
    }
  }

  private boolean single(int t, int current) {
    return uses[t] == 1 && segment[t] == current;
  }

  private boolean smallConstant(int t) {
    return isConstant(t) && constant(t) == (int) constant(t) && constant(t) != Integer.MIN_VALUE;
  }

  /** The forward scan that finds out which temps can live in slots. Positions are stamps. */
  private final class Scan {
    /** Last position that wrote each word of the state, 0 if none has; likewise read. */
    private final int[] written;

    private final int[] read;

    /** Last position that may have changed any slot, or where paths join. */
    private int barrier = -1;

    /** Last position at which somebody may look at the slots. */
    private int observer = -1;

    private final int[] buffer = new int[8];

    Scan() {
      int end = StateLayout.LINES + 4;
      for (Inst inst : insts) {
        if (isSlotAccess(inst)) {
          end = Math.max(end, (int) inst.imm() + 16);
        }
      }
      if (end > Short.MAX_VALUE) {
        throw new IllegalArgumentException("slot offset beyond 32 KiB");
      }
      written = new int[end + 3 >> 2];
      read = new int[end + 3 >> 2];
    }

    void run() {
      for (int i = 0; i < n; i++) {
        Inst inst = insts[i];
        if (dead[i] || inst.dst() >= 0 && fused[inst.dst()]) {
          continue;
        }
        uses(i);
        effects(inst, i);
      }
      uses(n);
    }

    private void uses(int i) {
      if (i < n && insts[i].op().mayFault() && isAddressOfPc(insts[i])) {
        stamp(read, StateLayout.PC, Long.BYTES, i);
      }
      int count = usesAt(i, buffer);
      for (int k = 0; k < count; k++) {
        int t = buffer[k];
        lastUse[t] = i;
        if (slot[t] >= 0) {
          int since = put[t] >= 0 ? put[t] : defAt[t];
          int bytes = insts[defAt[t]].op().result.bytes;
          if (barrier > defAt[t] || latest(written, slot[t], bytes) > since) {
            slot[t] = -1;
            put[t] = -1;
          } else {
            stamp(read, slot[t], bytes, i);
          }
        }
      }
    }

    private void effects(Inst inst, int i) {
      switch (inst.op().kind) {
        case CONTROL -> {
          observer = i;
          if (inst.op() == Op.LABEL) {
            barrier = i;
          }
        }
        case READ -> {
          int offset = (int) inst.imm();
          stamp(read, offset, inst.slotBytes(), i);
          int word = offset >> 2;
          slot[inst.dst()] =
              word >= HEADER_VOLATILE_FROM && word <= HEADER_VOLATILE_TO ? -1 : offset;
        }
        case WRITE -> write(inst, i);
        case LOAD, STORE -> observer = run[i] < 0 ? observer : i;
        case CALL -> {
          switch (inst.helper().effect()) {
            case PURE -> {}
            case READS_STATE -> observer = i;
            default -> {
              observer = i;
              barrier = i;
            }
          }
        }
        case FLOAT -> {
          stamp(read, StateLayout.FPCTL, 8, i);
          stamp(written, StateLayout.FPFLAGS, 4, i);
        }
        case PURE -> {
          if (inst.op() == Op.PC32) {
            stamp(read, StateLayout.PC, Long.BYTES, i);
          }
        }
      }
    }

    private boolean isAddressOfPc(Inst access) {
      int address = access.argCount() > 0 ? access.a() : -1;
      return address >= 0 && fused[address] && insts[defAt[address]].op() == Op.PC32;
    }

    private void write(Inst inst, int i) {
      int t = inst.a();
      int offset = (int) inst.imm();
      int bytes = inst.slotBytes();
      int def = defAt[t];
      if (slot[t] < 0
          && !fused[t]
          && computed(insts[def])
          && observer <= def
          && barrier <= def
          && latest(read, offset, bytes) <= def
          && latest(written, offset, bytes) <= def) {
        slot[t] = offset;
        put[t] = i;
      }
      stamp(written, offset, bytes, i);
    }

    /**
     * Constants are written by the put; what is read from a slot must not be read later than it is.
     */
    private boolean computed(Inst def) {
      return switch (def.op().kind) {
        case PURE -> def.op() != Op.CONST32 && def.op() != Op.CONST64;
        case FLOAT, LOAD, CALL -> true;
        default -> false;
      };
    }

    private int latest(int[] stamps, int offset, int bytes) {
      int max = 0;
      int end = offset + bytes + 3 >> 2;
      for (int word = offset >> 2; word < end; word++) {
        max = Math.max(max, stamps[word]);
      }
      return max;
    }

    private void stamp(int[] stamps, int offset, int bytes, int i) {
      int end = offset + bytes + 3 >> 2;
      for (int word = offset >> 2; word < end; word++) {
        stamps[word] = i;
      }
    }
  }

  private static boolean isSlotAccess(Inst inst) {
    return inst.op().kind == Op.Kind.READ || inst.op().kind == Op.Kind.WRITE;
  }
}
