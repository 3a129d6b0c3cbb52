package ebb.ir.testing;

import ebb.ir.Bits;
import ebb.ir.Block;
import ebb.ir.Emitter;
import ebb.ir.Helper;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.Slot;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.Type;
import ebb.ir.fp.FpVariant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Well-formed blocks drawn from the opcode table, on {@link TestLayout}; the same for the same
 * seed.
 */
public final class RandomBlocks {
  /** Counts rounds of loops; no other op writes it. */
  private static final int COUNTER = TestLayout.LAYOUT.slot("fs_base").offset();

  private static final int NF = TestLayout.LAYOUT.slot("nf").offset();
  private static final int ZF = TestLayout.LAYOUT.slot("zf").offset();
  private static final int VF = TestLayout.LAYOUT.slot("vf").offset();

  private static final int[] INTERESTING = {
    0, 1, -1, 2, 3, 7, 31, 32, 255, 0x8000, Integer.MIN_VALUE, 4
  };
  private static final int[] LANES = {8, 16, 32, 64};

  private final Random random;
  private final List<Op> ops;
  private final Map<Type, List<Integer>> temps = new EnumMap<>(Type.class);
  private final List<Slot> slots = new ArrayList<>();
  private final Emitter e = new Emitter(0x100, 0);

  private RandomBlocks(long seed, List<Op> ops) {
    this.random = new Random(seed);
    this.ops = ops;
    for (Type type : Type.values()) {
      temps.put(type, new ArrayList<>());
    }
    for (Slot slot : TestLayout.LAYOUT.slots()) {
      if ((slot.offset() >= TestLayout.R0 || slot.offset() == StateLayout.FPFLAGS)
          && slot.offset() != COUNTER) {
        slots.add(slot);
      }
    }
  }

  /** A block of all ops but floating point. */
  public static Block integer(long seed) {
    return of(seed, false);
  }

  /** A block of all ops. */
  public static Block any(long seed) {
    return of(seed, true);
  }

  private static Block of(long seed, boolean floating) {
    List<Op> ops = new ArrayList<>();
    for (Op op : Op.values()) {
      if (op.kind != Op.Kind.CONTROL && (floating || op.kind != Op.Kind.FLOAT)) {
        ops.add(op);
      }
    }
    return new RandomBlocks(seed, ops).block();
  }

  private Block block() {
    int instructions = 1 + random.nextInt(6);
    for (int i = 0; i < instructions; i++) {
      e.insn(0x100 + 4L * i, random.nextInt(4) == 0 ? random.nextInt(256) : 0);
      body(random.nextInt(14), 2);
    }
    int end = 0x100 + 4 * instructions;
    Terminal terminal =
        switch (random.nextInt(4)) {
          case 0 -> new Terminal.Jump(end, Terminal.Flow.CALL);
          case 1 -> new Terminal.Branch(condition(), 0x4000_0000L, end, Terminal.Flow.JUMP);
          case 2 -> new Terminal.Indirect(Terminal.Flow.RETURN);
          default -> new Terminal.Leave();
        };
    return e.finish(terminal, 4 * instructions);
  }

  private void body(int length, int depth) {
    for (int i = 0; i < length; i++) {
      int kind = random.nextInt(20);
      if (kind == 0 && depth > 0) {
        conditional(depth - 1);
      } else if (kind == 1 && depth == 2) {
        loop();
      } else if (kind == 2) {
        flags();
      } else if (kind < 7) {
        access(true);
      } else {
        op(ops.get(random.nextInt(ops.size())));
      }
    }
  }

  /** The flags of a sum or difference, in their usual form. */
  private void flags() {
    int a = temp(Type.I32);
    int b = temp(Type.I32);
    int t = e.op(random.nextBoolean() ? Op.ADD32 : Op.SUB32, a, b);
    temps.get(Type.I32).add(t);
    e.put32(NF, t);
    e.put32(ZF, t);
    int x = random.nextBoolean() ? e.op(Op.XOR32, a, b) : e.op(Op.XOR32, t, a);
    e.put32(VF, e.op(Op.AND32, x, e.op(Op.XOR32, a, random.nextBoolean() ? t : b)));
  }

  /** Temps of the skipped ops are not used after it. */
  private void conditional(int depth) {
    int skip = e.label();
    if (random.nextBoolean()) {
      e.brnz(condition(), skip);
    } else {
      e.brz(condition(), skip);
    }
    Map<Type, Integer> sizes = new EnumMap<>(Type.class);
    temps.forEach((type, list) -> sizes.put(type, list.size()));
    body(1 + random.nextInt(5), depth);
    if (random.nextInt(3) == 0) {
      int end = e.label();
      e.br(end);
      e.place(skip);
      sizes.forEach((type, size) -> truncate(temps.get(type), size));
      body(1 + random.nextInt(4), depth);
      e.place(end);
    } else {
      e.place(skip);
    }
    sizes.forEach((type, size) -> truncate(temps.get(type), size));
  }

  private static void truncate(List<Integer> list, int size) {
    list.subList(size, list.size()).clear();
  }

  private void loop() {
    e.put32(COUNTER, e.const32(3));
    int again = e.label();
    e.place(again);
    body(1 + random.nextInt(6), 1);
    int left = e.op(Op.SUB32, e.get32(COUNTER), e.const32(1));
    e.put32(COUNTER, left);
    e.brnz(left, again);
  }

  private void op(Op op) {
    switch (op.kind) {
      case READ -> access(false);
      case WRITE -> access(true);
      case CALL -> call();
      case LOAD, STORE -> memory(op);
      default -> {
        int[] args = new int[op.args.size()];
        for (int i = 0; i < args.length; i++) {
          args[i] = temp(op.args.get(i));
        }
        define(op, immediate(op), args);
      }
    }
  }

  private void define(Op op, long imm, int... args) {
    int t = e.opImm(op, imm, args);
    if (t >= 0) {
      temps.get(op.result).add(t);
    }
  }

  private long immediate(Op op) {
    int lane = LANES[random.nextInt(4)];
    return switch (op) {
      case CONST32, PC32 -> number();
      case CONST64 -> random.nextBoolean() ? number() : random.nextLong();
      case EXTRACT32, SEXTRACT32, DEPOSIT32 -> field(32);
      case EXTRACT64, SEXTRACT64, DEPOSIT64 -> field(64);
      case VSHL64, VSHR64, VSAR64, VSHL128, VSHR128, VSAR128 ->
          Bits.laneShift(lane, random.nextInt(lane));
      case VAND128, VOR128, VXOR128, VNOT128 -> 0;
      case FCMP32, FCMP64 -> random.nextBoolean() ? FpVariant.SIGNALING : FpVariant.NORMAL;
      case FCVT32TOS32, FCVT32TOU32, FCVT64TOS32, FCVT64TOU32 ->
          random.nextBoolean() ? FpVariant.TOWARD_ZERO : FpVariant.NORMAL;
      case VFADD64, VFMUL64, VFMLA64, VFMAX64, VFMIN64 ->
          random.nextBoolean() ? FpVariant.STANDARD : FpVariant.NORMAL;
      default -> op.ordinal() >= Op.VADD64.ordinal() ? lane : 0;
    };
  }

  private int number() {
    return random.nextBoolean()
        ? INTERESTING[random.nextInt(INTERESTING.length)]
        : random.nextInt();
  }

  private long field(int width) {
    int lsb = random.nextInt(width);
    return Bits.field(lsb, 1 + random.nextInt(width - lsb));
  }

  /** A slot, sometimes a half of one. */
  private void access(boolean write) {
    Slot slot = slots.get(random.nextInt(slots.size()));
    Type type = slot.type();
    int offset = slot.offset();
    if (type != Type.I32 && random.nextInt(3) == 0) {
      type = type == Type.I64 ? Type.I32 : Type.I64;
      offset += random.nextBoolean() ? type.bytes : 0;
    }
    Op op =
        switch (type) {
          case I32 -> write ? Op.PUT32 : Op.GET32;
          case I64 -> write ? Op.PUT64 : Op.GET64;
          default -> write ? Op.PUT128 : Op.GET128;
        };
    if (write) {
      e.opImm(op, offset, temp(type));
    } else {
      define(op, offset);
    }
  }

  private void call() {
    Helper helper = TestLayout.HELPERS.get(random.nextInt(TestLayout.HELPERS.size()));
    if (helper == TestLayout.CUT && random.nextInt(4) != 0) {
      helper = TestLayout.SWAP;
    }
    int[] args = new int[helper.arity()];
    for (int i = 0; i < args.length; i++) {
      args[i] = temp(random.nextBoolean() ? Type.I32 : Type.I64);
    }
    if (helper == TestLayout.TRAP) {
      args[0] = e.opImm(Op.EXTRACT32, Bits.field(3, 3), temp(Type.I32));
    }
    switch (random.nextInt(3)) {
      case 0 -> e.call(helper, args);
      case 1 -> temps.get(Type.I32).add(e.call32(helper, args));
      default -> temps.get(Type.I64).add(e.call64(helper, args));
    }
  }

  private void memory(Op op) {
    int address = temp(Type.I32);
    if (random.nextInt(8) != 0) {
      address = e.op(Op.AND32, address, e.const32(0x2fff));
      address = e.op(Op.ADD32, address, e.const32(0x1000 + random.nextInt(64)));
    }
    if (random.nextInt(4) == 0) {
      address = e.op(random.nextBoolean() ? Op.ZEXT64 : Op.SEXT64, address);
      address = e.op(Op.ADD64, address, e.const64(random.nextInt(16)));
    }
    boolean load = op.kind == Op.Kind.LOAD;
    Type type = load ? op.result : op.args.get(1);
    int bytes = type == Type.V128 ? 16 : 1 << random.nextInt(type == Type.I32 ? 3 : 4);
    int memop = MemOp.of(bytes, random.nextInt(2));
    if (random.nextInt(8) == 0) {
      memop = MemOp.aligned(memop, 1 << random.nextInt(3));
    }
    memop |= random.nextInt(3) == 0 ? MemOp.BIG_ENDIAN : 0;
    memop |= load && bytes < 8 && random.nextBoolean() ? MemOp.SIGNED : 0;
    if (load) {
      define(op, memop, address);
    } else {
      e.opImm(op, memop, address, temp(type));
    }
  }

  private int condition() {
    if (random.nextInt(3) == 0) {
      return temp(Type.I32);
    }
    int first = Op.SETEQ32.ordinal();
    Op op = Op.values()[first + random.nextInt(6)];
    return e.op(op, temp(Type.I32), temp(Type.I32));
  }

  /** A temp of the type: an old one, a slot, or a constant. */
  private int temp(Type type) {
    List<Integer> list = temps.get(type);
    int choice = random.nextInt(8);
    if (choice < 5 && !list.isEmpty()) {
      int recent = Math.min(list.size(), 6);
      return list.get(list.size() - 1 - random.nextInt(recent));
    }
    switch (type) {
      case I32 -> {
        int t = choice == 7 ? e.const32(number()) : e.get32(TestLayout.r(random.nextInt(8)));
        list.add(t);
        return t;
      }
      case I64 -> {
        int t =
            choice == 7 ? e.const64(random.nextLong()) : e.get64(TestLayout.x(random.nextInt(8)));
        list.add(t);
        return t;
      }
      default -> {
        int t = e.opImm(Op.GET128, TestLayout.q(random.nextInt(4)));
        list.add(t);
        return t;
      }
    }
  }
}
