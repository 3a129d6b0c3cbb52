package ebb.frontend.arm.translate;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.disasm.ArmSyntax;
import ebb.ir.Block;
import ebb.ir.Emitter;
import ebb.ir.guest.Guest.CodeReader;
import ebb.ir.guest.Guest.Disassembly;
import ebb.ir.guest.GuestFault;

/** Walks guest code instruction by instruction and makes a block of it. */
public final class BlockTranslator {
  private static final Handler UNDEFINED = (t, e) -> t.undefined();
  private static final int NOP = 0xe320f000;

  private final SystemInstructions system;

  public BlockTranslator(SystemInstructions system) {
    this.system = system;
  }

  /** One instruction as fetched: T32 32-bit ones with the first halfword on top. */
  private record Fetched(int bits, int length) {
    Encoding<Handler> decode(boolean thumb) {
      if (!thumb) {
        return Decoder.a32(bits);
      }
      return length == 2 ? Decoder.t16(bits) : Decoder.t32(bits);
    }
  }

  /** See {@link ebb.ir.guest.Guest#translate}. */
  public Block translate(CodeReader code, long start, int key, int maxInstructions, long limit) {
    Emitter ir = new Emitter(start, key);
    Translator t = new Translator(ir, system, key);
    if (!t.thumb && (start & 3) != 0) {
      t.begin((int) start, NOP, 4);
      t.emit((translator, e) -> translator.unalignedPc(), null);
      return ir.finish(t.finish((int) start + 4), 4);
    }
    long pc = start;
    while (!t.ended() && (pc == start || ir.instructions() < maxInstructions && pc < limit)) {
      Fetched fetched = fetch(code, pc, t.thumb, pc == start, limit);
      if (fetched == null) {
        break;
      }
      t.begin((int) pc, fetched.bits, fetched.length);
      Encoding<Handler> e = fetched.decode(t.thumb);
      t.emit(e == null ? UNDEFINED : e.row().handler(), e);
      pc += fetched.length;
    }
    return ir.finish(t.finish((int) pc), (int) (pc - start));
  }

  /**
   * Null for an instruction that has to start a block of its own: one that cannot be fetched, or
   * that crosses the limit.
   */
  private static Fetched fetch(CodeReader code, long pc, boolean thumb, boolean first, long limit) {
    try {
      if (!thumb) {
        return new Fetched(code.u32(pc), 4);
      }
      int half = code.u16(pc);
      if (!isWide(half)) {
        return new Fetched(half, 2);
      }
      if (!first && pc + 2 >= limit) {
        return null;
      }
      return new Fetched(half << 16 | code.u16(pc + 2 & 0xffffffffL), 4);
    } catch (GuestFault fault) {
      if (first) {
        throw fault;
      }
      return null;
    }
  }

  /** True if a halfword is the first of a 32-bit T32 instruction. */
  public static boolean isWide(int halfword) {
    return halfword >>> 11 >= 0x1d;
  }

  private static boolean isIt(int halfword) {
    return halfword >> 8 == 0xbf && (halfword & 15) != 0;
  }

  /** See {@link ebb.ir.guest.Guest#disassemble}. */
  public Disassembly disassemble(CodeReader code, long pc, int key) {
    boolean thumb = (key & ArmState.THUMB) != 0;
    Fetched fetched = fetch(code, pc, thumb, true, Long.MAX_VALUE);
    Encoding<Handler> e = fetched.decode(thumb);
    String text = e == null ? "undefined" : e.text((int) pc);
    int it = thumb ? key >>> 24 : 0;
    if ((it & 15) != 0 && e != null) {
      text = ArmSyntax.inItBlock(text, it >> 4, fetched.length == 2);
    }
    boolean starts = thumb && fetched.length == 2 && isIt(fetched.bits);
    int next = starts ? fetched.bits & 0xff : Translator.advanceIt(it);
    return new Disassembly(text, fetched.length, key & 0xffffff | next << 24);
  }
}
