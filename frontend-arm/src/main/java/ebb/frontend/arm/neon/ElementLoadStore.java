package ebb.frontend.arm.neon;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.Translator;
import ebb.frontend.arm.vfp.FpRegisters;
import ebb.frontend.arm.vfp.FpSyntax;
import ebb.ir.Bits;
import ebb.ir.MemOp;
import ebb.ir.Op;
import java.util.Arrays;

/**
 * VLD1 to VLD4 and VST1 to VST4. DDI 0406C A7.7. Loads reach registers, and the base is written
 * back, only after the last access.
 */
final class ElementLoadStore {
  private ElementLoadStore() {}

  /** Elements of a structure load or store, in the order of their addresses. */
  private static final class Access {
    final Translator t;
    final boolean load;
    final int bytes;
    final int base;
    final int alignment;
    final int[] registers = new int[32];
    int offset;

    Access(Translator t, Encoding<Handler> e, int bytes, int alignment) {
      this.t = t;
      this.load = !e.has('L') || e.flag('L');
      this.bytes = bytes;
      this.alignment = alignment;
      base = t.reg(e.get('n'));
      Arrays.fill(registers, -1);
    }

    /** The next address and its attributes: only the first carries the alignment asked for. */
    private int memop(int size) {
      int memop = MemOp.aligned(t.memop(size), 1);
      if (offset == 0 && alignment > 1) {
        return MemOp.aligned(memop, alignment);
      }
      return (t.flags & ArmState.ALIGN) != 0 ? MemOp.aligned(memop, bytes) : memop;
    }

    private int address() {
      return offset == 0 ? base : t.ir.op(Op.ADD32, base, t.ir.const32(offset));
    }

    private int value(int d) {
      return registers[d] >= 0 ? registers[d] : FpRegisters.d(t, d);
    }

    void whole(int d) {
      int memop = memop(8);
      if (load) {
        registers[d] = t.ir.load64(address(), memop);
      } else {
        t.ir.store64(address(), FpRegisters.d(t, d), memop);
      }
      offset += 8;
    }

    int loadElement() {
      int memop = memop(bytes);
      int address = address();
      offset += bytes;
      return bytes == 8 ? t.ir.load64(address, memop) : t.ir.load32(address, memop);
    }

    void element(int d, int lane) {
      if (bytes == 8) {
        whole(d);
        return;
      }
      long field = Bits.field(lane * bytes * 8, bytes * 8);
      if (load) {
        int element = t.ir.op(Op.ZEXT64, loadElement());
        registers[d] = t.ir.opImm(Op.DEPOSIT64, field, value(d), element);
      } else {
        int element = t.ir.op(Op.TRUNC32, t.ir.opImm(Op.EXTRACT64, field, FpRegisters.d(t, d)));
        int memop = memop(bytes);
        t.ir.store32(address(), element, memop);
        offset += bytes;
      }
    }

    /** Writes back the base and the registers. */
    void finish(Encoding<Handler> e) {
      int m = e.get('m');
      if (m != 15) {
        int step = m == 13 ? t.ir.const32(offset) : t.reg(m);
        t.setReg(e.get('n'), t.ir.op(Op.ADD32, base, step));
      }
      for (int d = 0; d < 32; d++) {
        if (registers[d] >= 0) {
          FpRegisters.setD(t, d, registers[d]);
        }
      }
    }
  }

  /** All elements of one to four registers. */
  static void multiple(Translator t, Encoding<Handler> e) {
    int type = e.get('t');
    int size = e.get('s');
    int align = e.get('a');
    int registers = 1;
    int step = 1;
    int structure;
    boolean undefined = size == 3;
    switch (type) {
      case 2 -> {
        structure = 1;
        registers = 4;
        undefined = false;
      }
      case 6, 7 -> {
        structure = 1;
        registers = type == 6 ? 3 : 1;
        undefined = align > 1;
      }
      case 10 -> {
        structure = 1;
        registers = 2;
        undefined = align == 3;
      }
      case 3 -> {
        structure = 2;
        registers = 2;
        step = 2;
      }
      case 8, 9 -> {
        structure = 2;
        step = type - 7;
        undefined |= align == 3;
      }
      case 4, 5 -> {
        structure = 3;
        step = type - 3;
        undefined |= align > 1;
      }
      case 0, 1 -> {
        structure = 4;
        step = type + 1;
      }
      default -> {
        t.undefined();
        return;
      }
    }
    int first = FpSyntax.dbl(e, 'd');
    int last =
        structure == 1 ? first + registers - 1 : first + (structure - 1) * step + registers - 1;
    if (undefined || last > 31 || e.get('n') == 15) {
      t.undefined();
      return;
    }
    int bytes = 1 << size;
    Access access = new Access(t, e, bytes, align == 0 ? 1 : 4 << align);
    boolean plain = structure == 1 && (t.flags & ArmState.BIG_ENDIAN) == 0;
    for (int r = 0; r < registers; r++) {
      if (plain) {
        access.whole(first + r);
        continue;
      }
      for (int lane = 0; lane < 8 / bytes; lane++) {
        for (int s = 0; s < structure; s++) {
          access.element(first + r + s * step, lane);
        }
      }
    }
    access.finish(e);
  }

  /** One lane of one to four registers. */
  static Handler lane(int size) {
    return (t, e) -> lane(t, e, size);
  }

  private static void lane(Translator t, Encoding<Handler> e, int size) {
    int structure = e.get('k') + 1;
    int a = e.get('a');
    int lane = a >> size + 1;
    int low = a & (2 << size) - 1;
    int bytes = 1 << size;
    int step = size > 0 && (low >> size & 1) != 0 ? 2 : 1;
    int rest = size == 0 ? low : low & (1 << size) - 1;
    boolean undefined;
    int alignment = 1;
    switch (structure) {
      case 1 -> {
        undefined = step == 2 || size == 2 && rest != 0 && rest != 3 || size == 0 && rest != 0;
        alignment = rest == 0 ? 1 : bytes;
      }
      case 2 -> {
        undefined = size == 2 && (rest & 2) != 0;
        alignment = (rest & 1) != 0 ? 2 * bytes : 1;
      }
      case 3 -> undefined = rest != 0;
      default -> {
        undefined = size == 2 && rest == 3;
        alignment = rest == 0 ? 1 : size == 2 ? 4 << rest : 4 * bytes;
      }
    }
    int first = FpSyntax.dbl(e, 'd');
    if (undefined || first + (structure - 1) * step > 31 || e.get('n') == 15) {
      t.undefined();
      return;
    }
    Access access = new Access(t, e, bytes, alignment);
    for (int s = 0; s < structure; s++) {
      access.element(first + s * step, lane);
    }
    access.finish(e);
  }

  /** One structure to all lanes. */
  static void allLanes(Translator t, Encoding<Handler> e) {
    int size = e.get('s');
    int structure = e.get('k') + 1;
    boolean aligned = e.flag('a');
    int step = e.flag('T') ? 2 : 1;
    boolean undefined =
        switch (structure) {
          case 1 -> size == 3 || size == 0 && aligned;
          case 2 -> size == 3;
          case 3 -> size == 3 || aligned;
          default -> size == 3 && !aligned;
        };
    int first = FpSyntax.dbl(e, 'd');
    int last = first + (structure == 1 ? step - 1 : (structure - 1) * step);
    if (undefined || last > 31 || e.get('n') == 15) {
      t.undefined();
      return;
    }
    int bytes = size == 3 ? 4 : 1 << size;
    int alignment = 1;
    if (aligned) {
      alignment = structure < 4 ? structure * bytes : size == 3 ? 16 : size == 2 ? 8 : 4 * bytes;
    }
    Access access = new Access(t, e, bytes, alignment);
    for (int s = 0; s < structure; s++) {
      int value = t.ir.opImm(Op.VDUP64, 8 * bytes, access.loadElement());
      access.registers[first + s * (structure == 1 ? 1 : step)] = value;
      if (structure == 1 && step == 2) {
        access.registers[first + 1] = value;
      }
    }
    access.finish(e);
  }
}
