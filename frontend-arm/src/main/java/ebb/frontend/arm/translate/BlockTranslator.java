package ebb.frontend.arm.translate;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.ir.Block;
import ebb.ir.Emitter;
import ebb.ir.guest.Guest.CodeReader;
import ebb.ir.guest.Guest.Disassembly;
import ebb.ir.guest.GuestFault;

/** Walks guest code instruction by instruction and makes a block of it. */
public final class BlockTranslator {
  private final SystemInstructions system;

  public BlockTranslator(SystemInstructions system) {
    this.system = system;
  }

  /** See {@link ebb.ir.guest.Guest#translate}. */
  public Block translate(CodeReader code, long start, int key, int maxInstructions, long limit) {
    Emitter ir = new Emitter(start, key);
    Translator t = new Translator(ir, system, key);
    int pc = (int) start;
    while (!t.ended()
        && ir.instructions() < maxInstructions
        && (ir.instructions() == 0 || (pc & 0xffffffffL) < limit && (pc & 0xffffffffL) >= start)) {
      boolean first = ir.instructions() == 0;
      if (!t.thumb && (pc & 3) != 0) {
        t.begin(pc, NOP, 4);
        t.emit(UNALIGNED_PC, null);
        pc += 4;
        break;
      }
      int bits;
      int length;
      try {
        if (t.thumb) {
          bits = code.u16(pc & 0xffffffffL);
          length = isWide(bits) ? 4 : 2;
          if (length == 4) {
            if (!first && (pc & 0xffffffffL) + 2 == limit) {
              break;
            }
            bits = bits << 16 | code.u16(pc + 2 & 0xffffffffL);
          }
        } else {
          bits = code.u32(pc & 0xffffffffL);
          length = 4;
        }
      } catch (GuestFault fault) {
        if (first) {
          throw fault;
        }
        break;
      }
      t.begin(pc, bits, length);
      Encoding<Handler> e = decode(bits, t.thumb, length);
      t.emit(e == null ? UNDEFINED : e.row().handler(), e);
      pc += length;
    }
    return ir.finish(t.finish(pc), pc - (int) start);
  }

  private static final int NOP = 0xe320f000;
  private static final Handler UNDEFINED = (t, e) -> t.undefined();
  private static final Handler UNALIGNED_PC = (t, e) -> t.unalignedPc();

  /** True if a halfword is the first of a 32-bit T32 instruction. */
  public static boolean isWide(int halfword) {
    return halfword >>> 11 >= 0x1d;
  }

  /** The row of an instruction, or null if it is undefined. */
  static Encoding<Handler> decode(int bits, boolean thumb, int length) {
    if (!thumb) {
      return (bits >>> 28 == 15 ? A32Unconditional.TABLE : A32.TABLE).decode(bits);
    }
    return (length == 2 ? T16.TABLE : T32.TABLE).decode(bits);
  }

  /** See {@link ebb.ir.guest.Guest#disassemble}. */
  public Disassembly disassemble(CodeReader code, long pc, int key) {
    boolean thumb = (key & ArmState.THUMB) != 0;
    int bits;
    int length = 4;
    if (thumb) {
      bits = code.u16(pc);
      if (isWide(bits)) {
        bits = bits << 16 | code.u16(pc + 2 & 0xffffffffL);
      } else {
        length = 2;
      }
    } else {
      bits = code.u32(pc);
    }
    Encoding<Handler> e = decode(bits, thumb, length);
    String text = e == null ? "udf" : e.text((int) pc);
    return new Disassembly(text, length);
  }
}
