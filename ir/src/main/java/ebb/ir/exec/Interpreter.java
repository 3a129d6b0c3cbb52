package ebb.ir.exec;

import ebb.ir.Block;
import ebb.ir.Executor;
import ebb.ir.StateLayout;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Vcpu;
import org.agrona.UnsafeApi;

/**
 * Executes a block from a flat lowered form; the reference for every other executor. Shared by all
 * CPUs, and right wherever the guest's code lies: it begins where the PC slot says. Single-stepping
 * is running with a budget of 1.
 */
public final class Interpreter extends Executor {
  /** Offset of a page's last word. */
  private static final int LAST_WORD = GuestMemory.PAGE_SIZE - 4;

  private final long[] code;

  /** Guest instructions. */
  private final int instructions;

  /** Index in {@link #code} of the first op of each guest instruction. */
  private final int[] starts;

  /** Of each instruction: its distance from the block's start, in bytes. */
  private final int[] offsets;

  /** Of each instruction: the value of the AUX slot. */
  private final byte[] auxes;

  private final Outlined outlined;

  /** True if it ends in a transfer to a pc that it computes. */
  public final boolean indirect;

  /** For who enters it to count: what is entered often is worth compiling. */
  public int entries;

  Interpreter(
      long[] code, int[] starts, int[] offsets, byte[] auxes, Outlined outlined, boolean indirect) {
    this.code = code;
    this.starts = starts;
    instructions = starts.length;
    this.offsets = offsets;
    this.auxes = auxes;
    this.outlined = outlined;
    this.indirect = indirect;
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

  @Override
  public int run(Vcpu cpu) {
    int end = instructions;
    int budget = cpu.budget;
    long pc = cpu.pc();
    long[] ops = code;
    int ticks = 0;
    int p = 0;
    try {
      while (true) {
        if (budget < end) {
          end = budget;
          ops = upTo(end, cpu);
        }
        p = loop(cpu, cpu.state, cpu.tlb, ops, p, budget);
        if (p < 0) {
          return ~p;
        }
        long w = ops[p - 1];
        if (((int) w & 0xff) == Code.STOP) {
          cpu.budget = 0;
          return stopBefore(cpu, pc, end, NEXT);
        }
        ticks = Code.ticks(w);
        cpu.budget = budget - ticks;
        p += outlined.run(cpu, w, ops, p);
        budget = cpu.budget + ticks;
      }
    } catch (GuestFault fault) {
      return stopBefore(cpu, pc, ticks - 1, FAULT);
    }
  }

  /**
   * Executes ops from an index on. It makes no calls and knows nothing but what every op needs:
   * otherwise HotSpot keeps nothing in registers, and would store and load everything for each op.
   * What two ops compute alike HotSpot computes before the switch, for every op. So each computes
   * its result in a way of its own, but for the operands: HotSpot compiles nothing above 8000 bytes
   * of bytecode and counts what it inlines, so these are decoded once.
   *
   * @return the index after an op that has to be executed elsewhere, or ~how the block was left
   */
  private static int loop(Vcpu cpu, long state, long tlb, long[] code, int start, int budget) {
    int p = start;
    while (true) {
      final long w = code[p++];
      final long pd = state + ((int) w >> 16);
      final long pa = state + (w << 16 >> 48);
      final long pb = state + (w >> 48);
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
          int other = UnsafeApi.getInt(state + code[p++]);
          UnsafeApi.putInt(pd, a != 0 ? b : other);
        }
        case Code.SET + Code.EQ -> UnsafeApi.putInt(pd, a == b ? 1 : 0);
        case Code.SET + Code.NE -> UnsafeApi.putInt(pd, a != b ? 1 : 0);
        case Code.SET + Code.LTU -> UnsafeApi.putInt(pd, below(a, b) ? 1 : 0);
        case Code.SET + Code.GEU -> UnsafeApi.putInt(pd, notAbove(b, a) ? 1 : 0);
        case Code.SET + Code.LTS -> UnsafeApi.putInt(pd, a < b ? 1 : 0);
        case Code.SET + Code.GES -> UnsafeApi.putInt(pd, b <= a ? 1 : 0);
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
        case Code.ZEXT -> {
          UnsafeApi.putInt(pd, a);
          UnsafeApi.putInt(pd + 4, 0);
        }
        case Code.SEXT -> {
          UnsafeApi.putInt(pd, a);
          UnsafeApi.putInt(pd + 4, a >> 31);
        }
        case Code.CONCAT -> {
          UnsafeApi.putInt(pd, a);
          UnsafeApi.putInt(pd + 4, b);
        }
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
        case Code.OVERFLOW -> {
          int other = UnsafeApi.getInt(state + code[p++]);
          UnsafeApi.putInt(pd, (a ^ other) & ~(b ^ other));
        }
        case Code.MOV32_TWICE -> {
          UnsafeApi.putInt(pd, a);
          UnsafeApi.putInt(state + code[p++], b);
        }
        case Code.MOVI32_TWICE -> {
          long x = code[p++];
          UnsafeApi.putInt(pd, (int) x);
          UnsafeApi.putInt(pb, (int) (x >> 32));
        }
        case Code.COMPARE -> compare(pd, a, b);
        case Code.COMPARE_I -> compare(pd, a, (int) code[p++]);
        case Code.LOAD_WORD -> {
          long host = host(tlb, a, code[p], 3);
          if (host == 0) {
            return p;
          }
          UnsafeApi.putInt(pd, UnsafeApi.getInt(host));
          p++;
        }
        case Code.LOAD_HALF -> {
          long host = host(tlb, a, code[p], 1);
          if (host == 0) {
            return p;
          }
          UnsafeApi.putInt(pd, UnsafeApi.getShort(host) & 0xffff);
          p++;
        }
        case Code.LOAD_BYTE -> {
          long host = host(tlb, a, code[p], 0);
          if (host == 0) {
            return p;
          }
          UnsafeApi.putInt(pd, UnsafeApi.getByte(host) & 0xff);
          p++;
        }
        case Code.STORE_WORD -> {
          long host = host(tlb, a, code[p], 3);
          if (host == 0) {
            return p;
          }
          UnsafeApi.putInt(host, UnsafeApi.getInt(pd));
          p++;
        }
        case Code.STORE_HALF -> {
          long host = host(tlb, a, code[p], 1);
          if (host == 0) {
            return p;
          }
          UnsafeApi.putShort(host, (short) UnsafeApi.getInt(pd));
          p++;
        }
        case Code.STORE_BYTE -> {
          long host = host(tlb, a, code[p], 0);
          if (host == 0) {
            return p;
          }
          UnsafeApi.putByte(host, (byte) UnsafeApi.getInt(pd));
          p++;
        }
        case Code.LOAD_WORDS -> {
          long host = host(tlb, a, code[p], 3);
          int more = (int) (w >> 48);
          if (host == 0 || (host & GuestMemory.PAGE_SIZE - 1) > LAST_WORD - 4 * more) {
            return p;
          }
          UnsafeApi.putInt(pd, UnsafeApi.getInt(host));
          long to = code[p + 1];
          for (long from = host + 4; more > 0; more--) {
            UnsafeApi.putInt(state + (short) to, UnsafeApi.getInt(from));
            to >>= 16;
            from += 4;
          }
          p += 2;
        }
        case Code.STORE_WORDS -> {
          long host = host(tlb, a, code[p], 3);
          int more = (int) (w >>> 48);
          if (host == 0 || (host & GuestMemory.PAGE_SIZE - 1) > LAST_WORD - 4 * more) {
            return p;
          }
          UnsafeApi.putInt(host, UnsafeApi.getInt(pd));
          long from = code[p + 1];
          for (long to = host + 4; more > 0; more--) {
            UnsafeApi.putInt(to, UnsafeApi.getInt(state + (short) from));
            from >>= 16;
            to += 4;
          }
          p += 2;
        }
        case Code.EXIT -> {
          return exit(cpu, code[p], budget - Code.ticks(w));
        }
        case Code.MOVI32_EXIT -> {
          UnsafeApi.putInt(pd, (int) code[p]);
          return exit(cpu, code[p + 1], budget - Code.ticks(w));
        }
        case Code.EXIT_IF + Code.EQ -> {
          if (a == b) {
            return exit(cpu, code[p + 1], budget - Code.ticks(w));
          }
          return exit(cpu, code[p], budget - Code.ticks(w));
        }
        case Code.EXIT_IF + Code.NE -> {
          if (a != b) {
            return exit(cpu, code[p + 1], budget - Code.ticks(w));
          }
          return exit(cpu, code[p], budget - Code.ticks(w));
        }
        case Code.EXIT_IF + Code.LTU -> {
          if (below(a, b)) {
            return exit(cpu, code[p + 1], budget - Code.ticks(w));
          }
          return exit(cpu, code[p], budget - Code.ticks(w));
        }
        case Code.EXIT_IF + Code.GEU -> {
          if (!below(a, b)) {
            return exit(cpu, code[p + 1], budget - Code.ticks(w));
          }
          return exit(cpu, code[p], budget - Code.ticks(w));
        }
        case Code.EXIT_IF + Code.LTS -> {
          if (a < b) {
            return exit(cpu, code[p + 1], budget - Code.ticks(w));
          }
          return exit(cpu, code[p], budget - Code.ticks(w));
        }
        case Code.EXIT_IF + Code.GES -> {
          if (a >= b) {
            return exit(cpu, code[p + 1], budget - Code.ticks(w));
          }
          return exit(cpu, code[p], budget - Code.ticks(w));
        }
        case Code.EXIT_IFI + Code.EQ -> {
          if (a == (int) code[p]) {
            return exit(cpu, code[p + 2], budget - Code.ticks(w));
          }
          return exit(cpu, code[p + 1], budget - Code.ticks(w));
        }
        case Code.EXIT_IFI + Code.NE -> {
          if (a != (int) code[p]) {
            return exit(cpu, code[p + 2], budget - Code.ticks(w));
          }
          return exit(cpu, code[p + 1], budget - Code.ticks(w));
        }
        case Code.EXIT_IFI + Code.LTU -> {
          if (below(a, (int) code[p])) {
            return exit(cpu, code[p + 2], budget - Code.ticks(w));
          }
          return exit(cpu, code[p + 1], budget - Code.ticks(w));
        }
        case Code.EXIT_IFI + Code.GEU -> {
          if (!below(a, (int) code[p])) {
            return exit(cpu, code[p + 2], budget - Code.ticks(w));
          }
          return exit(cpu, code[p + 1], budget - Code.ticks(w));
        }
        case Code.EXIT_IFI + Code.LTS -> {
          if (a < (int) code[p]) {
            return exit(cpu, code[p + 2], budget - Code.ticks(w));
          }
          return exit(cpu, code[p + 1], budget - Code.ticks(w));
        }
        case Code.EXIT_IFI + Code.GES -> {
          if (a >= (int) code[p]) {
            return exit(cpu, code[p + 2], budget - Code.ticks(w));
          }
          return exit(cpu, code[p + 1], budget - Code.ticks(w));
        }
        case Code.INDIRECT -> {
          cpu.budget = budget - Code.ticks(w);
          return ~NEXT;
        }
        case Code.INDIRECT_MASKED -> {
          UnsafeApi.putLong(state + StateLayout.PC, (a & (int) code[p]) & 0xffff_ffffL);
          cpu.budget = budget - Code.ticks(w);
          return ~NEXT;
        }
        case Code.LEAVE -> {
          cpu.budget = budget - Code.ticks(w);
          return ~LEAVE;
        }
        default -> {
          return p;
        }
      }
    }
  }

  private static int exit(Vcpu cpu, long distance, int left) {
    cpu.setPc(cpu.pc() + distance);
    cpu.putInt(StateLayout.AUX, 0);
    cpu.budget = left;
    return ~NEXT;
  }

  /**
   * The raw address of an access, or 0 if the soft TLB does not say or it is not aligned.
   *
   * @param extension of the op
   * @param misaligned the address bits that have to be zero
   */
  private static long host(long tlb, int base, long extension, int misaligned) {
    int va = base + (int) (extension >> 32);
    long table = tlb + ((extension & 0xff0000) << 7);
    long entry = UnsafeApi.getLong(table + ((long) (va >>> GuestMemory.PAGE_BITS) << 3));
    return entry > 0 && (va & misaligned) == 0 ? GuestMemory.host(entry, va) : 0;
  }

  private static void compare(long pd, int a, int b) {
    int difference = (int) ((long) a - b);
    UnsafeApi.putInt(pd, difference);
    UnsafeApi.putInt(pd + 4, difference);
    UnsafeApi.putInt(pd + 8, (a & ~b | (a | ~b) & ~difference) >>> 31);
    UnsafeApi.putInt(pd + 12, (a ^ difference) & ~(b ^ difference));
  }

  private static boolean below(int a, int b) {
    return a + Integer.MIN_VALUE < b + Integer.MIN_VALUE;
  }

  private static boolean notAbove(int a, int b) {
    return a + Integer.MIN_VALUE <= b + Integer.MIN_VALUE;
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
