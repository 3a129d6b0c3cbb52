package ebb.ir.exec;

import ebb.ir.Bits;
import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.Type;
import ebb.ir.guest.Vcpu;
import java.util.Arrays;

/**
 * Turns a block into the interpreter's form. {@link Placement} has decided where each temp lives;
 * this chooses opcodes, folds constants into them and gives the remaining temps cells of the frame.
 */
final class Lowering {
  /** The rest of the frame holds the words of a load until all are there. */
  private static final int MAX_CELLS = (Vcpu.FRAME_BYTES - 4 * Code.MOST_WORDS) / 8;

  private final Block block;
  private final Inst[] insts;
  private final Placement place;

  private final Words words;

  private final int[] offsets;
  private final byte[] auxes;
  private int insns;

  private final int[] labelAt;
  private int[] fixups = new int[8];
  private int fixupCount;

  private Helper.Fn[] helpers = new Helper.Fn[0];

  /** Frame offset of a temp, 0 if it has none (now). */
  private final int[] cell;

  private int cells;
  private int[] free = new int[16];
  private int freeCount;
  private int[] transients = new int[8];
  private int transientCount;

  Lowering(Block block) {
    this.block = block;
    this.insts = block.code().toArray(new Inst[0]);
    this.place = new Placement(block, insts);
    this.words = new Words(block.instructions(), insts.length);
    this.offsets = new int[block.instructions()];
    this.auxes = new byte[offsets.length];
    this.labelAt = new int[block.labels() + 1];
    this.cell = new int[block.tempTypes().size()];
    Arrays.fill(labelAt, -1);
  }

  Interpreter lower() {
    int[] uses = new int[8];
    for (int i = 0; i < insts.length; i++) {
      if (place.skips(i)) {
        continue;
      }
      int last = place.run(i) > 1 ? loads(i) : i;
      if (last == i) {
        emit(insts[i], i);
      }
      for (int k = i; k <= last; k++) {
        done(k, uses);
      }
    }
    terminal();
    for (int i = 0; i < fixupCount; i++) {
      int label = words.low(fixups[i]);
      if (labelAt[label] < 0) {
        throw new IllegalArgumentException("label L" + label + " is not placed");
      }
      words.target(fixups[i], labelAt[label]);
    }
    return new Interpreter(words.code(), words.starts(), offsets, auxes, new Outlined(helpers));
  }

  /** What is not used any more after a position gives its cell back. */
  private void done(int i, int[] uses) {
    release(uses, place.usesAt(i, uses), i);
    int dst = insts[i].dst();
    if (dst >= 0 && place.lastUse(dst) < 0) {
      freeCell(dst);
    }
  }

  private void emit(Inst inst, int i) {
    Op op = inst.op();
    int dst = inst.dst();
    switch (op) {
      case INSN -> {
        words.startInstruction();
        offsets[insns] = (int) distance(inst.imm());
        auxes[insns++] = (byte) inst.a();
      }
      case LABEL -> labelAt[(int) inst.imm()] = words.label();
      case BR -> jump(Code.JMP, 0, 0, inst.imm());
      case BRNZ -> branch(inst.a(), false, (int) inst.imm());
      case BRZ -> branch(inst.a(), true, (int) inst.imm());
      case CONST32, CONST64 -> {}
      case PC32 -> {
        words.op(Code.ADDI, home(dst), StateLayout.PC, 0);
        words.extension(distance(inst.imm()));
      }
      case GET32 -> words.move(home(dst), (int) inst.imm());
      case GET64 -> words.op(Code.MOV64, home(dst), (int) inst.imm(), 0);
      case GET128 -> rare(op, home(dst), (int) inst.imm(), 0, 0, false, 0);
      case PUT32, PUT64, PUT128 -> put(inst, i);
      case SETEQ32, SETNE32, SETLTU32, SETLEU32, SETLTS32, SETLES32 -> set(inst);
      case NEG32 -> immediate(Code.RSUBI, inst.a(), dst, 0);
      case NOT32 -> immediate(Code.XORI, inst.a(), dst, -1);
      case EXTRACT32 -> {
        int lsb = Bits.lsb(inst.imm());
        immediate(Code.EXTRACT, inst.a(), dst, lsb | mask(inst.imm()) << 32);
      }
      case SEXTRACT32 -> {
        int up = 32 - Bits.length(inst.imm());
        immediate(Code.SEXTRACT, inst.a(), dst, up - Bits.lsb(inst.imm()) | up << 8);
      }
      case DEPOSIT32 -> {
        int a = operand(inst.a());
        int b = operand(inst.b());
        int lsb = Bits.lsb(inst.imm());
        words.op(Code.DEPOSIT, home(dst), a, b);
        words.extension(lsb | mask(inst.imm()) << lsb << 32);
      }
      case SELECT32 -> {
        int a = operand(inst.a());
        int b = operand(inst.b());
        int c = operand(inst.c());
        words.op(Code.SELECT, home(dst), a, b);
        words.extension(c);
      }
      case TRUNC32 -> unary(Code.MOV32, dst, operand(inst.a()));
      case HIGH32 -> unary(Code.MOV32, dst, operand(inst.a()) + 4);
      case LOW128 -> unary(Code.MOV64, dst, operand(inst.a()));
      case HIGH128 -> unary(Code.MOV64, dst, operand(inst.a()) + 8);
      case LOAD32, LOAD64, STORE32, STORE64 -> access(inst);
      case CALL, CALL32, CALL64 -> call(inst);
      case AND32 -> {
        if (place.fused(inst.a()) != null) {
          overflow(inst);
        } else {
          plain(inst);
        }
      }
      default -> plain(inst);
    }
  }

  // ---- op families
  // --------------------------------------------------------------------------------

  /** Ops with a register form, an immediate form, or neither. */
  private void plain(Inst inst) {
    Op op = inst.op();
    int register = Forms.register(op);
    int a = inst.a();
    int b = inst.b();
    if (Forms.commutative(op) && place.isConstant(a)) {
      a = inst.b();
      b = inst.a();
    }
    if (op == Op.SUB32 && place.isConstant(a) && !place.isConstant(b)) {
      immediate(Code.RSUBI, b, inst.dst(), (int) place.constant(a));
      return;
    }
    int withImmediate = Forms.immediate(op);
    if (withImmediate != 0 && place.isConstant(b)) {
      long value = place.constant(b);
      immediate(withImmediate, a, inst.dst(), op == Op.SUB32 || op == Op.SUB64 ? -value : value);
      return;
    }
    int pa = operand(a);
    int pb = inst.argCount() > 1 ? operand(b) : 0;
    if (register != 0) {
      words.op(register, home(inst.dst()), pa, pb);
      return;
    }
    int pc = inst.argCount() > 2 ? operand(inst.c()) : 0;
    int pd = inst.dst() >= 0 ? home(inst.dst()) : 0;
    boolean narrow = op.mayFault() && place.type(a) == Type.I32;
    rare(op, pd, pa, pb, pc, narrow, inst.imm());
  }

  private void unary(int opcode, int dst, int from) {
    words.op(opcode, home(dst), from, 0);
  }

  private void immediate(int opcode, int a, int dst, long value) {
    int pa = operand(a);
    words.op(opcode, home(dst), pa, 0);
    words.extension(value);
  }

  private void rare(Op op, int d, int a, int b, int c, boolean narrow, long imm) {
    words.op(Code.RARE, d, a, b);
    words.extension(Rare.extension(op, c, narrow, imm));
  }

  /** From the block's start to an address: its first instruction may be executed elsewhere. */
  private long distance(long pc) {
    return pc - block.pc();
  }

  private static long mask(long field) {
    return -1L >>> 64 - Bits.length(field);
  }

  private void put(Inst inst, int i) {
    int t = inst.a();
    int slot = (int) inst.imm();
    if (place.putsInPlace(t, i)) {
      return;
    }
    boolean narrow = inst.op() == Op.PUT32;
    Inst sum = place.fused(t);
    if (sum != null) {
      words.op(Code.ADDI, slot, operand(place.base(sum)), 0);
      words.extension(place.offset(sum));
    } else if (place.isConstant(t)) {
      long value = place.constant(t);
      if (narrow) {
        words.constant(slot, (int) value);
      } else {
        words.op(Code.MOVI64, slot, 0, 0);
        words.extension(value);
      }
    } else if (inst.op() == Op.PUT128) {
      rare(Op.PUT128, slot, operand(t), 0, 0, false, 0);
    } else if (narrow) {
      words.move(slot, operand(t));
    } else {
      words.op(Code.MOV64, slot, operand(t), 0);
    }
  }

  private void set(Inst inst) {
    Condition c = Condition.of(inst, place);
    int a = operand(c.a());
    if (c.b() < 0) {
      words.op(Code.SETI + c.cc(), home(inst.dst()), a, 0);
      words.extension(c.imm());
    } else {
      int b = operand(c.b());
      words.op(Code.SET + c.cc(), home(inst.dst()), a, b);
    }
  }

  private void overflow(Inst inst) {
    Inst x = place.fused(inst.a());
    Inst y = place.fused(inst.b());
    int common = x.a() == y.a() || x.a() == y.b() ? x.a() : x.b();
    int a = operand(common);
    int b = operand(x.a() == common ? x.b() : x.a());
    int c = operand(y.a() == common ? y.b() : y.a());
    words.overflow(home(inst.dst()), a, b, c);
  }

  private void branch(int t, boolean ifZero, int label) {
    Inst set = place.fused(t);
    if (set == null) {
      jump(ifZero ? Code.BRZ : Code.BRNZ, operand(t), 0, label);
      return;
    }
    Condition c = Condition.of(set, place);
    int cc = c.cc() ^ (ifZero ? 1 : 0);
    int a = operand(c.a());
    if (c.b() < 0) {
      jump(Code.BRI + cc, a, 0, label | (long) c.imm() << 32);
    } else {
      jump(Code.BR + cc, a, operand(c.b()), label);
    }
  }

  /** A branch whose extension has the label in its low half until all labels are known. */
  private void jump(int opcode, int a, int b, long extension) {
    words.op(opcode, 0, a, b);
    if (fixupCount == fixups.length) {
      fixups = Arrays.copyOf(fixups, fixupCount * 2);
    }
    fixups[fixupCount++] = words.size();
    words.extension(extension);
  }

  private void access(Inst inst) {
    Op op = inst.op();
    boolean store = op.kind == Op.Kind.STORE;
    int address = inst.a();
    boolean narrow = place.type(address) == Type.I32;
    long offset = 0;
    int a;
    Inst sum = place.fused(address);
    if (sum != null && sum.op() == Op.PC32) {
      a = StateLayout.PC;
      offset = distance(sum.imm());
    } else {
      if (sum != null) {
        address = place.base(sum);
        offset = place.offset(sum);
      }
      if (op == Op.LOAD32 && narrow && place.isConstant(address)) {
        boolean word = inLoop(op, inst.imm()) == Code.LOAD_WORD;
        words.op(word ? Code.LOAD_WORD_AT : Code.LOAD32_CONST, home(inst.dst()), 0, 0);
        long table = word ? Outlined.table((int) inst.imm(), false) << 16 : 0;
        words.extension(inst.imm() | table | place.constant(address) << 32);
        return;
      }
      a = operand(address);
    }
    int d = store ? operand(inst.b()) : home(inst.dst());
    long extension = inst.imm() | offset << 32;
    int inLoop = narrow ? inLoop(op, inst.imm()) : -1;
    if (inLoop >= 0) {
      words.access(inLoop, d, a, extension | Outlined.table((int) inst.imm(), store) << 16);
      return;
    }
    int opcode =
        switch (op) {
          case LOAD32 -> narrow ? Code.LOAD32 : Code.LOAD32_WIDE;
          case LOAD64 -> narrow ? Code.LOAD64 : Code.LOAD64_WIDE;
          case STORE32 -> narrow ? Code.STORE32 : Code.STORE32_WIDE;
          default -> narrow ? Code.STORE64 : Code.STORE64_WIDE;
        };
    words.op(opcode, d, a, 0);
    words.extension(extension);
  }

  /**
   * Loads consecutive words.
   *
   * @return the position of the last of them
   */
  private int loads(int first) {
    Inst inst = insts[first];
    Inst sum = place.fused(inst.a());
    int a = operand(sum == null ? inst.a() : place.base(sum));
    long offset = sum == null ? 0 : place.offset(sum);
    int[] to = new int[place.run(first)];
    int last = first;
    for (int k = 0; k < to.length; last++) {
      if (k == 0 || place.run(last) < 0) {
        to[k++] = home(insts[last].dst());
      }
    }
    last--;
    words.loads(to, a, inst.imm() | Outlined.table((int) inst.imm(), false) << 16 | offset << 32);
    return last;
  }

  /** True if it loads a word as the interpreter's loop does. */
  static boolean isWord(Inst load) {
    return inLoop(load.op(), load.imm()) == Code.LOAD_WORD;
  }

  /** The opcode of an access that the interpreter's loop knows, or -1. */
  private static int inLoop(Op op, long imm) {
    int memop = (int) imm;
    boolean plain = !MemOp.bigEndian(memop) && MemOp.alignment(memop) <= MemOp.bytes(memop);
    if (!plain || op != Op.LOAD32 && op != Op.STORE32) {
      return -1;
    }
    boolean store = op == Op.STORE32;
    return switch (MemOp.bytes(memop)) {
      case 1 -> store ? Code.STORE_BYTE : MemOp.signed(memop) ? -1 : Code.LOAD_BYTE;
      case 2 -> store ? Code.STORE_HALF : MemOp.signed(memop) ? -1 : Code.LOAD_HALF;
      case 4 -> store ? Code.STORE_WORD : Code.LOAD_WORD;
      default -> -1;
    };
  }

  private void call(Inst inst) {
    int index = helpers.length;
    for (int i = 0; i < helpers.length; i++) {
      if (helpers[i] == inst.helper().fn()) {
        index = i;
      }
    }
    if (index == helpers.length) {
      helpers = Arrays.copyOf(helpers, index + 1);
      helpers[index] = inst.helper().fn();
    }
    long args = 0;
    long which = index | (long) inst.op().result.bytes << 24;
    for (int i = 0; i < inst.argCount(); i++) {
      int t = inst.arg(i);
      args |= (operand(t) & 0xffffL) << 16 * i;
      if (place.type(t) == Type.I64) {
        which |= 1L << 16 + i;
      }
    }
    words.op(Code.CALL, inst.dst() >= 0 ? home(inst.dst()) : 0, 0, 0);
    words.extension(args);
    words.extension(which);
  }

  private void terminal() {
    switch (block.terminal()) {
      case Terminal.Jump jump -> words.exit(distance(jump.pc()));
      case Terminal.Branch branch -> {
        if (place.isConstant(branch.condition())) {
          boolean holds = place.constant(branch.condition()) != 0;
          words.exit(distance(holds ? branch.taken() : branch.fallthrough()));
        } else {
          exitIf(branch);
        }
      }
      case Terminal.Indirect indirect -> words.indirect();
      case Terminal.Leave leave -> words.op(Code.LEAVE, 0, 0, 0);
    }
  }

  private void exitIf(Terminal.Branch branch) {
    Inst set = place.fused(branch.condition());
    Condition c = set == null ? null : Condition.of(set, place);
    if (c == null) {
      words.op(Code.EXIT_IFI + Code.NE, 0, operand(branch.condition()), 0);
      words.extension(0);
    } else if (c.b() < 0) {
      words.op(Code.EXIT_IFI + c.cc(), 0, operand(c.a()), 0);
      words.extension(c.imm());
    } else {
      int a = operand(c.a());
      words.op(Code.EXIT_IF + c.cc(), 0, a, operand(c.b()));
    }
    words.extension(distance(branch.fallthrough()));
    words.extension(distance(branch.taken()));
  }

  // ---- where temps live
  // ------------------------------------------------------------------------------

  /** Offset of a temp as an operand; a constant gets a cell until the end of this op. */
  private int operand(int t) {
    int slot = place.slotOf(t);
    if (slot >= 0) {
      return slot;
    }
    if (!place.isConstant(t)) {
      return cell[t];
    }
    int at = newCell();
    if (transientCount == transients.length) {
      transients = Arrays.copyOf(transients, transientCount * 2);
    }
    transients[transientCount++] = at;
    if (place.type(t) == Type.I32) {
      words.constant(at, (int) place.constant(t));
    } else {
      words.op(Code.MOVI64, at, 0, 0);
      words.extension(place.constant(t));
    }
    return at;
  }

  /** Offset of a temp that is being defined. */
  private int home(int t) {
    int slot = place.slotOf(t);
    if (slot >= 0) {
      return slot;
    }
    if (place.type(t) == Type.V128) {
      cells += 2;
      cell[t] = checked(-8 * cells);
    } else {
      cell[t] = newCell();
    }
    return cell[t];
  }

  private int newCell() {
    return freeCount > 0 ? free[--freeCount] : checked(-8 * ++cells);
  }

  private int checked(int offset) {
    if (cells > MAX_CELLS) {
      throw new IllegalArgumentException("more temps than the interpreter's frame holds");
    }
    return offset;
  }

  private void release(int[] uses, int count, int i) {
    for (int k = 0; k < count; k++) {
      if (place.lastUse(uses[k]) == i) {
        freeCell(uses[k]);
      }
    }
    while (transientCount > 0) {
      pushFree(transients[--transientCount]);
    }
  }

  private void freeCell(int t) {
    if (cell[t] != 0 && place.type(t) != Type.V128) {
      pushFree(cell[t]);
    }
    cell[t] = 0;
  }

  private void pushFree(int at) {
    if (freeCount == free.length) {
      free = Arrays.copyOf(free, freeCount * 2);
    }
    free[freeCount++] = at;
  }
}
