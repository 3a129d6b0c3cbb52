package ebb.backend.jvm;

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
import ebb.ir.fp.FpFlags;
import ebb.ir.fp.FpVariant;
import ebb.ir.testing.TestLayout;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Random guest programs in IR that keep its contract: the puts of an instruction follow everything
 * in it that may fault, and an instruction that is left in its middle can be done again: no load
 * precedes the first of several stores. Instructions are independent of each other, so a block can
 * start at any of them.
 */
final class RandomCode {
  /** Bytes of an instruction. */
  static final int BYTES = 4;

  /** Where calls put the return address. */
  private static final int LINK = TestLayout.x(7);

  static final long BASE = 0x4_0000;
  static final int PAGES = 8;

  /** One block: its instructions by seed, and where it goes on. */
  private record Shape(long pc, List<Long> instructions, long taken, long fallthrough, int kind) {}

  private static final int[] VARIANTS = {
    FpVariant.NORMAL,
    FpVariant.NORMAL,
    FpVariant.NORMAL,
    FpVariant.STANDARD,
    FpVariant.SIGNALING,
    FpVariant.TOWARD_ZERO,
    FpVariant.TOWARD_ZERO | FpVariant.STANDARD
  };
  private static final List<Op> PURE = new ArrayList<>();
  private static final List<Op> FLOAT = new ArrayList<>();

  static {
    for (Op op : Op.values()) {
      if (op.kind == Op.Kind.FLOAT) {
        FLOAT.add(op);
      } else if (op.kind == Op.Kind.PURE && op != Op.CONST32 && op != Op.CONST64) {
        PURE.add(op);
      }
    }
  }

  private final List<Shape> shapes = new ArrayList<>();
  private final boolean accesses;
  private final boolean floats;

  RandomCode(Random random, int blocks, int maxInstructions) {
    accesses = random.nextInt(4) != 0;
    floats = random.nextInt(3) == 0;
    long[] pcs = new long[blocks + 1];
    List<List<Long>> seeds = new ArrayList<>();
    pcs[0] = 0x1000;
    for (int i = 0; i < blocks; i++) {
      List<Long> list = new ArrayList<>();
      for (int k = random.nextInt(1, maxInstructions + 1); k > 0; k--) {
        list.add(random.nextLong());
      }
      seeds.add(list);
      pcs[i + 1] = pcs[i] + (long) BYTES * list.size();
    }
    for (int i = 0; i < blocks; i++) {
      shapes.add(
          new Shape(
              pcs[i],
              seeds.get(i),
              pcs[random.nextInt(blocks + 1)],
              random.nextInt(4) == 0 ? pcs[random.nextInt(blocks + 1)] : pcs[i + 1],
              random.nextInt(14)));
    }
  }

  List<Block> blocks() {
    return shapes.stream().map(shape -> block(shape, 0)).toList();
  }

  /** The block from this instruction on, or null if there is no instruction at pc. */
  Block from(long pc) {
    for (Shape shape : shapes) {
      int index = (int) (pc - shape.pc) / BYTES;
      if (pc >= shape.pc && index < shape.instructions.size()) {
        return block(shape, index);
      }
    }
    return null;
  }

  private Block block(Shape shape, int first) {
    long start = shape.pc + (long) first * BYTES;
    Emitter e = new Emitter(start, 0);
    for (int i = first; i < shape.instructions.size(); i++) {
      e.insn(shape.pc + (long) i * BYTES, i == 0 ? 0 : (int) (shape.instructions.get(i) & 7));
      new Instruction(e, shape.instructions.get(i)).emit();
    }
    Terminal terminal =
        switch (shape.kind) {
          case 0 -> {
            e.put64(StateLayout.PC, address(e, shape.taken));
            yield new Terminal.Indirect(Terminal.Flow.JUMP);
          }
          case 1 -> {
            e.put64(StateLayout.PC, address(e, shape.taken));
            yield new Terminal.Leave();
          }
          case 2 -> new Terminal.Jump(shape.taken, Terminal.Flow.JUMP);
          case 3, 4 -> {
            e.put64(LINK, address(e, shape.pc + (long) BYTES * shape.instructions.size()));
            yield new Terminal.Jump(shape.taken, Terminal.Flow.CALL);
          }
          case 5, 6 -> {
            e.put64(StateLayout.PC, e.get64(LINK));
            if (shape.taken % 3 == 0) {
              e.put32(StateLayout.FLAGS, e.extract32(e.get32(TestLayout.r(0)), 0, 1));
            }
            if (shape.taken % 5 == 0) {
              e.put32(StateLayout.AUX, e.extract32(e.get32(TestLayout.r(1)), 0, 1));
            }
            yield new Terminal.Indirect(Terminal.Flow.RETURN);
          }
          default -> {
            int condition =
                e.opImm(
                    Op.EXTRACT32,
                    Bits.field(shape.kind & 7, 1),
                    e.get32(TestLayout.r(shape.kind & 3)));
            yield new Terminal.Branch(
                condition, shape.taken, shape.fallthrough, Terminal.Flow.JUMP);
          }
        };
    return e.finish(terminal, BYTES * (shape.instructions.size() - first));
  }

  private static int address(Emitter e, long pc) {
    return e.op(Op.ZEXT64, e.pc32((int) pc));
  }

  /** Writes one instruction. */
  private final class Instruction {
    private final Emitter e;
    private final Random random;
    private final Map<Type, List<Integer>> temps = new EnumMap<>(Type.class);

    Instruction(Emitter e, long seed) {
      this.e = e;
      random = new Random(seed);
      for (Type type : Type.values()) {
        temps.put(type, new ArrayList<>());
      }
    }

    void emit() {
      compute(random.nextInt(6));
      if (random.nextInt(12) == 0) {
        precise();
      }
      if (accesses && random.nextInt(3) == 0) {
        if (random.nextBoolean()) {
          access();
        } else {
          run();
        }
      }
      if (random.nextInt(4) == 0) {
        conditional();
      }
      if (random.nextInt(6) == 0) {
        call();
      }
      if (floats && random.nextInt(4) == 0) {
        floating();
      }
      compute(random.nextInt(4));
      for (int i = random.nextInt(4); i > 0; i--) {
        put();
      }
    }

    private void compute(int n) {
      for (int i = 0; i < n; i++) {
        pure(PURE.get(random.nextInt(PURE.size())));
      }
    }

    private void pure(Op op) {
      int[] args = op.args.stream().mapToInt(this::temp).toArray();
      note(op.result, e.opImm(op, immediate(op), args));
    }

    /** Also looks at the sticky flags, or sets them, or changes the mode. */
    private void floating() {
      Op op = FLOAT.get(random.nextInt(FLOAT.size()));
      int[] args = op.args.stream().mapToInt(this::temp).toArray();
      note(op.result, e.opImm(op, VARIANTS[random.nextInt(VARIANTS.length)], args));
      switch (random.nextInt(12)) {
        case 0, 1, 2, 3 -> e.put32(TestLayout.r(0), e.get32(StateLayout.FPFLAGS));
        case 4 -> e.put32(StateLayout.FPFLAGS, e.const32(0));
        case 5, 6 -> e.put32(StateLayout.FPFLAGS, e.const32(FpFlags.INEXACT));
        case 7 -> e.put32(StateLayout.FPCTL, e.const32(random.nextInt(4) | random.nextInt(8) << 3));
        case 8 -> e.put32(StateLayout.FPCTL, e.const32(0));
        default -> {}
      }
    }

    private long immediate(Op op) {
      String name = op.mnemonic;
      int width = op.result == Type.I32 ? 32 : 64;
      if (op == Op.PC32) {
        return random.nextInt();
      }
      if (name.contains("extract") || name.contains("deposit")) {
        int length = random.nextInt(1, width + 1);
        return Bits.field(random.nextInt(width - length + 1), length);
      }
      if (!name.startsWith("v")) {
        return 0;
      }
      int lane = 8 << random.nextInt(4);
      return name.startsWith("vsh") || name.startsWith("vsar")
          ? Bits.laneShift(lane, random.nextInt(lane))
          : lane;
    }

    private void note(Type type, int temp) {
      if (temp >= 0) {
        temps.get(type).add(temp);
      }
    }

    /** An old temp of the type, or a constant, or a slot. */
    private int temp(Type type) {
      List<Integer> known = temps.get(type);
      int choice = random.nextInt(4);
      if (choice < 2 && !known.isEmpty()) {
        return known.get(random.nextInt(known.size()));
      }
      if (choice == 2 && type != Type.V128) {
        long value = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(-4, 5);
        return type == Type.I32 ? e.const32((int) value) : e.const64(value);
      }
      int temp =
          switch (type) {
            case I32 -> e.get32(slot(type));
            case I64 -> e.get64(slot(type));
            default -> e.opImm(Op.GET128, slot(type));
          };
      note(type, temp);
      return temp;
    }

    private int slot(Type type) {
      if (type == Type.I32 && random.nextInt(12) == 0) {
        // Half of an i64 slot.
        return TestLayout.x(random.nextInt(8)) + 4 * random.nextInt(2);
      }
      if (type == Type.I64 && random.nextInt(12) == 0) {
        return TestLayout.q(random.nextInt(4)) + 8 * random.nextInt(2);
      }
      List<Slot> slots =
          TestLayout.LAYOUT.slots().stream()
              .filter(s -> s.type() == type && s.offset() > StateLayout.LINES)
              .toList();
      return slots.get(random.nextInt(slots.size())).offset();
    }

    private void put() {
      Type type = List.of(Type.I32, Type.I32, Type.I64, Type.V128).get(random.nextInt(4));
      int value = temp(type);
      switch (type) {
        case I32 -> e.put32(slot(type), value);
        case I64 -> e.put64(slot(type), value);
        default -> e.opImm(Op.PUT128, slot(type), value);
      }
    }

    private void access() {
      int n = random.nextInt(1, 4);
      for (int i = 0; i < n; i++) {
        boolean load = i < n - 1 || random.nextBoolean();
        Type type = List.of(Type.I32, Type.I32, Type.I64, Type.V128).get(random.nextInt(4));
        int log2 = type == Type.V128 ? 4 : random.nextInt(type == Type.I32 ? 3 : 4);
        int memop = MemOp.of(1 << log2, random.nextInt(2));
        if (random.nextInt(4) == 0) {
          memop |= MemOp.BIG_ENDIAN;
        }
        if (random.nextInt(4) == 0) {
          memop = MemOp.aligned(memop, 1 << random.nextInt(5));
        }
        if (load && type != Type.V128 && random.nextBoolean()) {
          memop |= MemOp.SIGNED;
        }
        int va = address(log2);
        if (load) {
          Op op = type == Type.I32 ? Op.LOAD32 : type == Type.I64 ? Op.LOAD64 : Op.LOAD128;
          note(type, e.opImm(op, memop, va));
        } else {
          Op op = type == Type.I32 ? Op.STORE32 : type == Type.I64 ? Op.STORE64 : Op.STORE128;
          e.opImm(op, memop, va, temp(type));
        }
      }
    }

    /** Several loads or stores near each other, most of them with the same MemOp. */
    private void run() {
      boolean load = random.nextBoolean();
      boolean wide = random.nextInt(4) == 0;
      int log2 = random.nextInt(wide ? 4 : 3);
      int memop = MemOp.of(1 << log2, random.nextInt(2));
      if (random.nextBoolean()) {
        memop = MemOp.aligned(memop, 1 << random.nextInt(5));
      }
      int base = random.nextBoolean() ? -1 : narrowAddress(log2);
      boolean table = base >= 0 && random.nextInt(3) == 0;
      int page = (int) BASE + 0x1000 * random.nextInt(PAGES);
      for (int i = random.nextInt(2, 8); i > 0; i--) {
        int offset = random.nextInt(-8, 9) << log2;
        int va =
            base < 0
                ? e.const32(page + (random.nextInt(1, 16) << log2))
                : table
                    ? indexed(base, log2)
                    : e.op(random.nextBoolean() ? Op.ADD32 : Op.SUB32, base, e.const32(offset));
        int how = random.nextInt(10) == 0 ? memop ^ MemOp.BIG_ENDIAN : memop;
        if (load) {
          note(wide ? Type.I64 : Type.I32, e.opImm(wide ? Op.LOAD64 : Op.LOAD32, how, va));
        } else {
          int value = temp(wide ? Type.I64 : Type.I32);
          e.opImm(wide ? Op.STORE64 : Op.STORE32, how, va, value);
        }
      }
    }

    /** An element of a table of up to a page. */
    private int indexed(int base, int log2) {
      int x = e.get32(TestLayout.r(random.nextInt(8)));
      int index =
          switch (random.nextInt(3)) {
            case 0 -> e.op(Op.AND32, x, e.const32(random.nextInt(300)));
            case 1 -> e.op(Op.SHR32, x, e.const32(random.nextInt(22, 32)));
            default -> e.opImm(Op.EXTRACT32, Bits.field(random.nextInt(20), 8), x);
          };
      if (random.nextInt(3) == 0) {
        index = e.op(Op.ADD32, index, e.const32(random.nextInt(100)));
      }
      int distance = e.op(Op.SHL32, index, e.const32(log2));
      int first = e.op(Op.ADD32, base, e.const32(random.nextInt(-8, 9)));
      return random.nextBoolean()
          ? e.op(Op.ADD32, random.nextBoolean() ? base : first, distance)
          : e.op(Op.ADD32, distance, base);
    }

    private int address(int log2) {
      int va = narrowAddress(log2);
      return random.nextInt(8) == 0 ? e.op(Op.ZEXT64, va) : va;
    }

    private int narrowAddress(int log2) {
      int mask = PAGES * 0x1000 - 1;
      if (random.nextInt(3) > 0) {
        mask &= -(1 << log2);
      }
      // Often the same, so that instructions access what is near each other.
      int register = random.nextBoolean() ? 0 : random.nextInt(8);
      int offset = e.op(Op.AND32, e.get32(TestLayout.r(register)), e.const32(mask));
      return e.op(Op.ADD32, offset, e.const32((int) BASE));
    }

    private void precise() {
      int taken =
          e.op(
              Op.SETEQ32,
              e.opImm(Op.EXTRACT32, Bits.field(0, 3), e.get32(slot(Type.I32))),
              e.const32(0));
      if (random.nextBoolean()) {
        e.call(TestLayout.TRAP, taken);
      } else {
        int skip = e.label();
        e.brz(taken, skip);
        e.call(TestLayout.TRAP, e.const32(0));
        e.place(skip);
      }
    }

    /** A branch around some puts, or to either of two. */
    private void conditional() {
      int otherwise = e.label();
      int end = e.label();
      if (random.nextBoolean()) {
        e.brz(temp(Type.I32), otherwise);
      } else {
        e.brnz(temp(Type.I32), otherwise);
      }
      arm();
      boolean two = random.nextBoolean();
      if (two) {
        e.br(end);
      }
      e.place(otherwise);
      if (two) {
        arm();
      }
      e.place(end);
    }

    private void arm() {
      Map<Type, List<Integer>> before = new EnumMap<>(Type.class);
      temps.forEach((type, list) -> before.put(type, List.copyOf(list)));
      compute(random.nextInt(4));
      put();
      before.forEach((type, list) -> temps.put(type, new ArrayList<>(list)));
    }

    private void call() {
      Helper helper =
          List.of(
                  TestLayout.MIX,
                  TestLayout.SUM,
                  TestLayout.SWAP,
                  TestLayout.SUM4,
                  TestLayout.X87_GET,
                  TestLayout.X87_SET)
              .get(random.nextInt(6));
      int[] args = new int[helper.arity()];
      for (int i = 0; i < args.length; i++) {
        args[i] = temp(random.nextBoolean() ? Type.I32 : Type.I64);
      }
      switch (random.nextInt(3)) {
        case 0 -> e.call(helper, args);
        case 1 -> note(Type.I32, e.call32(helper, args));
        default -> note(Type.I64, e.call64(helper, args));
      }
    }
  }
}
