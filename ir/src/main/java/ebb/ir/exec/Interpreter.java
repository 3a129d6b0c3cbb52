package ebb.ir.exec;

import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.Helper;
import ebb.ir.StateLayout;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Vcpu;
import org.agrona.UnsafeApi;

/**
 * Executes a block from a flat lowered form; the reference for every other executor. Immutable,
 * shared by all CPUs. Single-stepping is running with a budget of 1.
 */
public final class Interpreter extends Executor {
  private final long[] code;

  /** Index in {@link #code} of the first op of each guest instruction, ascending. */
  private final int[] starts;

  /** Of each instruction: its pc. */
  private final long[] pcs;

  /** Of each instruction: the value of the AUX slot. */
  private final byte[] auxes;

  private final Helper.Fn[] helpers;

  Interpreter(long[] code, int[] starts, long[] pcs, byte[] auxes, Helper.Fn[] helpers) {
    this.code = code;
    this.starts = starts;
    this.pcs = pcs;
    this.auxes = auxes;
    this.helpers = helpers;
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

  /** Length of the lowered form, in longs; for statistics of code size. */
  public int size() {
    return code.length;
  }

  // HotSpot compiles nothing above 8000 bytes of bytecode and counts what it inlines: ops that are
  // not
  // frequent live in Rare, and operands are decoded once, before the switch.
  @Override
  public int run(Vcpu cpu) {
    final long[] code = this.code;
    final GuestMemory memory = cpu.memory;
    final long state = cpu.state;
    final long toFrame = cpu.frameEnd - state;
    int insn = -1;
    int p = 0;
    try {
      while (true) {
        final long w = code[p];
        if ((w & Code.START) != 0) {
          insn = p;
          if (cpu.budget == 0) {
            return stopBefore(cpu, insn, NEXT);
          }
          cpu.budget--;
        }
        p++;
        final long pd = state + ((int) w >> 16) + ((int) w >> 31 & toFrame);
        final int ab = (int) (w >> 32);
        final long pa = state + (short) ab + (ab << 16 >> 31 & toFrame);
        final long pb = state + (ab >> 16) + (ab >> 31 & toFrame);
        final int a = UnsafeApi.getInt(pa);
        final int b = UnsafeApi.getInt(pb);
        switch ((int) w & 0xff) {
          case Code.NOP -> {}
          case Code.MOV32 -> UnsafeApi.putInt(pd, a);
          case Code.MOV64 -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa));
          case Code.MOVI32 -> UnsafeApi.putInt(pd, (int) code[p++]);
          case Code.MOVI64 -> UnsafeApi.putLong(pd, code[p++]);
          case Code.ADD -> UnsafeApi.putInt(pd, a + b);
          case Code.SUB -> UnsafeApi.putInt(pd, a - b);
          case Code.MUL -> UnsafeApi.putInt(pd, a * b);
          case Code.AND -> UnsafeApi.putInt(pd, a & b);
          case Code.OR -> UnsafeApi.putInt(pd, a | b);
          case Code.XOR -> UnsafeApi.putInt(pd, a ^ b);
          case Code.SHL -> UnsafeApi.putInt(pd, a << b);
          case Code.SHR -> UnsafeApi.putInt(pd, a >>> b);
          case Code.SAR -> UnsafeApi.putInt(pd, a >> b);
          case Code.ROTR -> UnsafeApi.putInt(pd, a >>> b | a << -b);
          case Code.CLZ -> UnsafeApi.putInt(pd, Integer.numberOfLeadingZeros(a));
          case Code.EXTS8 -> UnsafeApi.putInt(pd, (byte) a);
          case Code.EXTS16 -> UnsafeApi.putInt(pd, (short) a);
          case Code.ADDI -> UnsafeApi.putInt(pd, a + (int) code[p++]);
          case Code.RSUBI -> UnsafeApi.putInt(pd, (int) code[p++] - a);
          case Code.ANDI -> UnsafeApi.putInt(pd, a & (int) code[p++]);
          case Code.ORI -> UnsafeApi.putInt(pd, a | (int) code[p++]);
          case Code.XORI -> UnsafeApi.putInt(pd, a ^ (int) code[p++]);
          case Code.SHLI -> UnsafeApi.putInt(pd, a << (int) code[p++]);
          case Code.SHRI -> UnsafeApi.putInt(pd, a >>> (int) code[p++]);
          case Code.SARI -> UnsafeApi.putInt(pd, a >> (int) code[p++]);
          case Code.ROTRI -> {
            int n = (int) code[p++];
            UnsafeApi.putInt(pd, a >>> n | a << -n);
          }
          case Code.EXTRACT -> {
            long x = code[p++];
            UnsafeApi.putInt(pd, a >>> (int) x & (int) (x >> 32));
          }
          case Code.SEXTRACT -> {
            int x = (int) code[p++];
            UnsafeApi.putInt(pd, a << x >> (x >> 8));
          }
          case Code.DEPOSIT -> {
            long x = code[p++];
            UnsafeApi.putInt(pd, a ^ ((a ^ b << (int) x) & (int) (x >> 32)));
          }
          case Code.SELECT -> {
            int c = (int) code[p++];
            int other = UnsafeApi.getInt(state + c + (c >> 31 & toFrame));
            UnsafeApi.putInt(pd, a != 0 ? b : other);
          }
          case Code.SET + Code.EQ -> UnsafeApi.putInt(pd, a == b ? 1 : 0);
          case Code.SET + Code.NE -> UnsafeApi.putInt(pd, a != b ? 1 : 0);
          case Code.SET + Code.LTU -> UnsafeApi.putInt(pd, below(a, b) ? 1 : 0);
          case Code.SET + Code.GEU -> UnsafeApi.putInt(pd, below(a, b) ? 0 : 1);
          case Code.SET + Code.LTS -> UnsafeApi.putInt(pd, a < b ? 1 : 0);
          case Code.SET + Code.GES -> UnsafeApi.putInt(pd, a >= b ? 1 : 0);
          case Code.SETI + Code.EQ -> UnsafeApi.putInt(pd, a == (int) code[p++] ? 1 : 0);
          case Code.SETI + Code.NE -> UnsafeApi.putInt(pd, a != (int) code[p++] ? 1 : 0);
          case Code.SETI + Code.LTU -> UnsafeApi.putInt(pd, below(a, (int) code[p++]) ? 1 : 0);
          case Code.SETI + Code.GEU -> UnsafeApi.putInt(pd, below(a, (int) code[p++]) ? 0 : 1);
          case Code.SETI + Code.LTS -> UnsafeApi.putInt(pd, a < (int) code[p++] ? 1 : 0);
          case Code.SETI + Code.GES -> UnsafeApi.putInt(pd, a >= (int) code[p++] ? 1 : 0);
          case Code.BR + Code.EQ -> p = a == b ? (int) code[p] : p + 1;
          case Code.BR + Code.NE -> p = a != b ? (int) code[p] : p + 1;
          case Code.BR + Code.LTU -> p = below(a, b) ? (int) code[p] : p + 1;
          case Code.BR + Code.GEU -> p = below(a, b) ? p + 1 : (int) code[p];
          case Code.BR + Code.LTS -> p = a < b ? (int) code[p] : p + 1;
          case Code.BR + Code.GES -> p = a >= b ? (int) code[p] : p + 1;
          case Code.BRI + Code.EQ -> {
            long x = code[p++];
            p = a == (int) (x >> 32) ? (int) x : p;
          }
          case Code.BRI + Code.NE -> {
            long x = code[p++];
            p = a != (int) (x >> 32) ? (int) x : p;
          }
          case Code.BRI + Code.LTU -> {
            long x = code[p++];
            p = below(a, (int) (x >> 32)) ? (int) x : p;
          }
          case Code.BRI + Code.GEU -> {
            long x = code[p++];
            p = below(a, (int) (x >> 32)) ? p : (int) x;
          }
          case Code.BRI + Code.LTS -> {
            long x = code[p++];
            p = a < (int) (x >> 32) ? (int) x : p;
          }
          case Code.BRI + Code.GES -> {
            long x = code[p++];
            p = a >= (int) (x >> 32) ? (int) x : p;
          }
          case Code.JMP -> p = (int) code[p];
          case Code.BRNZ -> p = a != 0 ? (int) code[p] : p + 1;
          case Code.BRZ -> p = a == 0 ? (int) code[p] : p + 1;
          case Code.ZEXT -> UnsafeApi.putLong(pd, a & 0xffff_ffffL);
          case Code.SEXT -> UnsafeApi.putLong(pd, a);
          case Code.CONCAT -> UnsafeApi.putLong(pd, a & 0xffff_ffffL | (long) b << 32);
          case Code.ADD64 -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) + UnsafeApi.getLong(pb));
          case Code.SUB64 -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) - UnsafeApi.getLong(pb));
          case Code.MUL64 -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) * UnsafeApi.getLong(pb));
          case Code.AND64 -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) & UnsafeApi.getLong(pb));
          case Code.OR64 -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) | UnsafeApi.getLong(pb));
          case Code.XOR64 -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) ^ UnsafeApi.getLong(pb));
          case Code.SHL64 -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) << b);
          case Code.SHR64 -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) >>> b);
          case Code.SAR64 -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) >> b);
          case Code.ADD64I -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) + code[p++]);
          case Code.AND64I -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) & code[p++]);
          case Code.SHL64I -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) << (int) code[p++]);
          case Code.SHR64I -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) >>> (int) code[p++]);
          case Code.SAR64I -> UnsafeApi.putLong(pd, UnsafeApi.getLong(pa) >> (int) code[p++]);
          case Code.LOAD32 -> {
            long x = code[p++];
            long va = a + (int) (x >> 32) & 0xffff_ffffL;
            UnsafeApi.putInt(pd, (int) memory.load(cpu, va, (int) x));
          }
          case Code.LOAD64 -> {
            long x = code[p++];
            long va = a + (int) (x >> 32) & 0xffff_ffffL;
            UnsafeApi.putLong(pd, memory.load(cpu, va, (int) x));
          }
          case Code.STORE32 -> {
            long x = code[p++];
            long va = a + (int) (x >> 32) & 0xffff_ffffL;
            memory.store(cpu, va, UnsafeApi.getInt(pd), (int) x);
          }
          case Code.STORE64 -> {
            long x = code[p++];
            long va = a + (int) (x >> 32) & 0xffff_ffffL;
            memory.store(cpu, va, UnsafeApi.getLong(pd), (int) x);
          }
          case Code.LOAD32_CONST -> {
            long x = code[p++];
            UnsafeApi.putInt(pd, (int) memory.load(cpu, x >>> 32, (int) x));
          }
          case Code.LOAD32_WIDE -> {
            long x = code[p++];
            long va = UnsafeApi.getLong(pa) + (x >> 32);
            UnsafeApi.putInt(pd, (int) memory.load(cpu, va, (int) x));
          }
          case Code.LOAD64_WIDE -> {
            long x = code[p++];
            long va = UnsafeApi.getLong(pa) + (x >> 32);
            UnsafeApi.putLong(pd, memory.load(cpu, va, (int) x));
          }
          case Code.STORE32_WIDE -> {
            long x = code[p++];
            long va = UnsafeApi.getLong(pa) + (x >> 32);
            memory.store(cpu, va, UnsafeApi.getInt(pd), (int) x);
          }
          case Code.STORE64_WIDE -> {
            long x = code[p++];
            long va = UnsafeApi.getLong(pa) + (x >> 32);
            memory.store(cpu, va, UnsafeApi.getLong(pd), (int) x);
          }
          case Code.EXIT -> {
            UnsafeApi.putLong(state + StateLayout.PC, code[p]);
            UnsafeApi.putInt(state + StateLayout.AUX, 0);
            return NEXT;
          }
          case Code.INDIRECT -> {
            return NEXT;
          }
          case Code.LEAVE -> {
            return LEAVE;
          }
          case Code.CALL -> {
            call(cpu, pd, code[p], code[p + 1]);
            p += 2;
          }
          case Code.OVERFLOW -> {
            int c = (int) code[p++];
            int other = UnsafeApi.getInt(state + c + (c >> 31 & toFrame));
            UnsafeApi.putInt(pd, (a ^ b) & (a ^ other));
          }
          default -> Rare.run(cpu, pd, pa, pb, code[p++]);
        }
      }
    } catch (GuestFault fault) {
      return stopBefore(cpu, insn, FAULT);
    }
  }

  private static boolean below(int a, int b) {
    return a + Integer.MIN_VALUE < b + Integer.MIN_VALUE;
  }

  private int stopBefore(Vcpu cpu, int insn, int how) {
    int i = java.util.Arrays.binarySearch(starts, insn);
    cpu.putLong(StateLayout.PC, pcs[i]);
    cpu.putInt(StateLayout.AUX, auxes[i] & 0xff);
    return how;
  }

  /**
   * @param args offsets of the arguments, 16 bits each
   * @param which index of the helper | i64 arguments &lt;&lt; 16 (a bit each) | result bytes
   *     &lt;&lt; 24
   */
  private void call(Vcpu cpu, long pd, long args, long which) {
    long result =
        helpers[(int) which & 0xffff].call(
            cpu,
            argument(cpu, (short) args, which & 1 << 16),
            argument(cpu, (short) (args >> 16), which & 1 << 17),
            argument(cpu, (short) (args >> 32), which & 1 << 18),
            argument(cpu, (short) (args >> 48), which & 1 << 19));
    switch ((int) (which >> 24)) {
      case 4 -> UnsafeApi.putInt(pd, (int) result);
      case 8 -> UnsafeApi.putLong(pd, result);
      default -> {}
    }
  }

  private static long argument(Vcpu cpu, int offset, long wide) {
    long p = (offset < 0 ? cpu.frameEnd : cpu.state) + offset;
    return wide != 0 ? UnsafeApi.getLong(p) : UnsafeApi.getInt(p);
  }
}
