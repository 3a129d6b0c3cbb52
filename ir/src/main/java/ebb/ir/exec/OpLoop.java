package ebb.ir.exec;

import ebb.ir.StateLayout;
import ebb.ir.guest.GuestMemory;
import java.util.Objects;
import org.agrona.UnsafeApi;

/**
 * The ops that the interpreter executes without leaving for a call. The loop makes no calls and
 * knows nothing but what every op needs: otherwise HotSpot keeps nothing in registers, and would
 * store and load everything for each op. What two ops compute alike HotSpot computes before the
 * switch, for every op. So what few ops need has one case, with a switch of its own, and each of
 * the others computes its result in a way of its own. The methods that it calls are inlined by
 * command: see {@code ebb}.
 */
final class OpLoop {
  /** Offset of a page's last word. */
  private static final int LAST_WORD = GuestMemory.PAGE_SIZE - 4;

  /** Offset of the first op in the array object. */
  static final long FIRST = UnsafeApi.arrayBaseOffset(long[].class);

  // How the loop was left: for what does not belong in it, or for the pc in one of the extensions.
  static final int ELSEWHERE = 0;
  static final int AT_FIRST = 1;
  static final int AT_SECOND = 2;
  static final int AT_THIRD = 3;
  static final int AT_COMPUTED = 4;
  static final int AWAY = 5;
  static final int AT_STOP = 6;

  /**
   * Executes ops from an offset in the array object on.
   *
   * @return the offset of the op that left, and how in its lowest bits
   */
  static long run(long state, long tlb, long[] code, long start) {
    Objects.requireNonNull(code);
    long p = start;
    int how;
    loop:
    while (true) {
      final long w = UnsafeApi.getLong(code, p);
      final int opcode = (int) w & 0xff;
      final long pd = state + ((int) w >> 16);
      final int a = UnsafeApi.getInt(state + (w << 16 >> 48));
      final int b = UnsafeApi.getInt(state + (w >> 48));
      long step = 8;
      switch (opcode) {
        case Code.NOP -> {}
        case Code.MOV32 -> UnsafeApi.putInt(pd, a);
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
        case Code.SET + Code.EQ -> UnsafeApi.putInt(pd, a == b ? 1 : 0);
        case Code.SET + Code.NE -> UnsafeApi.putInt(pd, a != b ? 1 : 0);
        case Code.SET + Code.LTU -> UnsafeApi.putInt(pd, below(a, b) ? 1 : 0);
        case Code.SET + Code.GEU -> UnsafeApi.putInt(pd, notAbove(b, a) ? 1 : 0);
        case Code.SET + Code.LTS -> UnsafeApi.putInt(pd, a < b ? 1 : 0);
        case Code.SET + Code.GES -> UnsafeApi.putInt(pd, b <= a ? 1 : 0);
        case Code.MOV64,
            Code.ZEXT,
            Code.SEXT,
            Code.CONCAT,
            Code.ADD64,
            Code.SUB64,
            Code.MUL64,
            Code.AND64,
            Code.OR64,
            Code.XOR64,
            Code.SHL64,
            Code.SHR64,
            Code.SAR64,
            Code.ADD64I,
            Code.AND64I,
            Code.SHL64I,
            Code.SHR64I,
            Code.SAR64I -> {
          boolean extended = opcode >= Code.ADD64I;
          int operands = (int) (w >>> 32);
          long x = UnsafeApi.getLong(state + (short) operands);
          long y = extended ? extension(code, p) : UnsafeApi.getLong(state + (operands >> 16));
          step = extended ? 16 : 8;
          UnsafeApi.putLong(
              pd,
              switch (opcode) {
                case Code.MOV64 -> x;
                case Code.ZEXT -> x & 0xffff_ffffL;
                case Code.SEXT -> x << 32 >> 32;
                case Code.CONCAT -> y << 32 | x & 0xffff_ffffL;
                case Code.ADD64, Code.ADD64I -> x + y;
                case Code.SUB64 -> x - y;
                case Code.MUL64 -> x * y;
                case Code.AND64, Code.AND64I -> x & y;
                case Code.OR64 -> x | y;
                case Code.XOR64 -> x ^ y;
                case Code.SHL64, Code.SHL64I -> x << y;
                case Code.SHR64, Code.SHR64I -> x >>> y;
                default -> x >> y;
              });
        }
        case Code.COMPARE, Code.COMPARE_I -> {
          int y = b;
          if (opcode == Code.COMPARE_I) {
            y = (int) extension(code, p);
            step = 16;
          }
          int difference = (int) ((long) a - y);
          long flags = state + (w << 32 >> 48);
          UnsafeApi.putInt(flags, difference);
          UnsafeApi.putInt(flags + 4, difference);
          UnsafeApi.putInt(flags + 8, (a & ~y | (a | ~y) & ~difference) >>> 31);
          UnsafeApi.putInt(flags + 12, (a ^ difference) & ~(y ^ difference));
        }
        case Code.MOVI32 -> {
          step = 16;
          UnsafeApi.putInt(pd, (int) extension(code, p));
        }
        case Code.MOVI64 -> {
          step = 16;
          UnsafeApi.putLong(pd, extension(code, p));
        }
        case Code.ADDI -> {
          step = 16;
          UnsafeApi.putInt(pd, a + (int) extension(code, p));
        }
        case Code.RSUBI -> {
          step = 16;
          UnsafeApi.putInt(pd, (int) extension(code, p) - a);
        }
        case Code.ANDI -> {
          step = 16;
          UnsafeApi.putInt(pd, a & (int) extension(code, p));
        }
        case Code.ORI -> {
          step = 16;
          UnsafeApi.putInt(pd, a | (int) extension(code, p));
        }
        case Code.XORI -> {
          step = 16;
          UnsafeApi.putInt(pd, a ^ (int) extension(code, p));
        }
        case Code.SHLI -> {
          step = 16;
          UnsafeApi.putInt(pd, a << (int) extension(code, p));
        }
        case Code.SHRI -> {
          step = 16;
          UnsafeApi.putInt(pd, a >>> (int) extension(code, p));
        }
        case Code.SARI -> {
          step = 16;
          UnsafeApi.putInt(pd, a >> (int) extension(code, p));
        }
        case Code.ROTRI -> {
          step = 16;
          int n = (int) extension(code, p);
          UnsafeApi.putInt(pd, a >>> n | a << -n);
        }
        case Code.EXTRACT -> {
          step = 16;
          long x = extension(code, p);
          UnsafeApi.putInt(pd, a >>> (int) x & (int) (x >> 32));
        }
        case Code.SEXTRACT -> {
          step = 16;
          int x = (int) extension(code, p);
          UnsafeApi.putInt(pd, a << x >> (x >> 8));
        }
        case Code.DEPOSIT -> {
          step = 16;
          long x = extension(code, p);
          UnsafeApi.putInt(pd, a ^ ((a ^ b << (int) x) & (int) (x >> 32)));
        }
        case Code.SELECT -> {
          step = 16;
          int other = UnsafeApi.getInt(state + extension(code, p));
          UnsafeApi.putInt(pd, a != 0 ? b : other);
        }
        case Code.OVERFLOW -> {
          step = 16;
          int other = UnsafeApi.getInt(state + extension(code, p));
          UnsafeApi.putInt(pd, (a ^ other) & ~(b ^ other));
        }
        case Code.SETI + Code.EQ -> {
          step = 16;
          UnsafeApi.putInt(pd, a == (int) extension(code, p) ? 1 : 0);
        }
        case Code.SETI + Code.NE -> {
          step = 16;
          UnsafeApi.putInt(pd, a != (int) extension(code, p) ? 1 : 0);
        }
        case Code.SETI + Code.LTU -> {
          step = 16;
          UnsafeApi.putInt(pd, below(a, (int) extension(code, p)) ? 1 : 0);
        }
        case Code.SETI + Code.GEU -> {
          step = 16;
          UnsafeApi.putInt(pd, below(a, (int) extension(code, p)) ? 0 : 1);
        }
        case Code.SETI + Code.LTS -> {
          step = 16;
          UnsafeApi.putInt(pd, a < (int) extension(code, p) ? 1 : 0);
        }
        case Code.SETI + Code.GES -> {
          step = 16;
          UnsafeApi.putInt(pd, a >= (int) extension(code, p) ? 1 : 0);
        }
        case Code.BR + Code.EQ -> {
          if (a == b) {
            p += (int) extension(code, p);
            continue;
          }
          step = 16;
        }
        case Code.BR + Code.NE -> {
          if (a != b) {
            p += (int) extension(code, p);
            continue;
          }
          step = 16;
        }
        case Code.BR + Code.LTU -> {
          if (below(a, b)) {
            p += (int) extension(code, p);
            continue;
          }
          step = 16;
        }
        case Code.BR + Code.GEU -> {
          if (!below(a, b)) {
            p += (int) extension(code, p);
            continue;
          }
          step = 16;
        }
        case Code.BR + Code.LTS -> {
          if (a < b) {
            p += (int) extension(code, p);
            continue;
          }
          step = 16;
        }
        case Code.BR + Code.GES -> {
          if (a >= b) {
            p += (int) extension(code, p);
            continue;
          }
          step = 16;
        }
        case Code.BRI + Code.EQ -> {
          long x = extension(code, p);
          if (a == (int) (x >> 32)) {
            p += (int) x;
            continue;
          }
          step = 16;
        }
        case Code.BRI + Code.NE -> {
          long x = extension(code, p);
          if (a != (int) (x >> 32)) {
            p += (int) x;
            continue;
          }
          step = 16;
        }
        case Code.BRI + Code.LTU -> {
          long x = extension(code, p);
          if (below(a, (int) (x >> 32))) {
            p += (int) x;
            continue;
          }
          step = 16;
        }
        case Code.BRI + Code.GEU -> {
          long x = extension(code, p);
          if (!below(a, (int) (x >> 32))) {
            p += (int) x;
            continue;
          }
          step = 16;
        }
        case Code.BRI + Code.LTS -> {
          long x = extension(code, p);
          if (a < (int) (x >> 32)) {
            p += (int) x;
            continue;
          }
          step = 16;
        }
        case Code.BRI + Code.GES -> {
          long x = extension(code, p);
          if (a >= (int) (x >> 32)) {
            p += (int) x;
            continue;
          }
          step = 16;
        }
        case Code.JMP -> step = (int) extension(code, p);
        case Code.BRNZ -> {
          if (a != 0) {
            p += (int) extension(code, p);
            continue;
          }
          step = 16;
        }
        case Code.BRZ -> {
          if (a == 0) {
            p += (int) extension(code, p);
            continue;
          }
          step = 16;
        }
        case Code.MOV32_TWICE -> {
          step = 16;
          UnsafeApi.putInt(pd, a);
          UnsafeApi.putInt(state + extension(code, p), b);
        }
        case Code.LOAD_WORD -> {
          step = 16;
          long host = host(tlb, a, extension(code, p), 3);
          if (host == 0) {
            how = ELSEWHERE;
            break loop;
          }
          UnsafeApi.putInt(pd, UnsafeApi.getInt(host));
        }
        case Code.LOAD_WORD_AT -> {
          step = 16;
          long host = host(tlb, 0, extension(code, p), 3);
          if (host == 0) {
            how = ELSEWHERE;
            break loop;
          }
          UnsafeApi.putInt(pd, UnsafeApi.getInt(host));
        }
        case Code.LOAD_HALF -> {
          step = 16;
          long host = host(tlb, a, extension(code, p), 1);
          if (host == 0) {
            how = ELSEWHERE;
            break loop;
          }
          UnsafeApi.putInt(pd, UnsafeApi.getShort(host) & 0xffff);
        }
        case Code.LOAD_BYTE -> {
          step = 16;
          long host = host(tlb, a, extension(code, p), 0);
          if (host == 0) {
            how = ELSEWHERE;
            break loop;
          }
          UnsafeApi.putInt(pd, UnsafeApi.getByte(host) & 0xff);
        }
        case Code.STORE_WORD -> {
          step = 16;
          long host = host(tlb, a, extension(code, p), 3);
          if (host == 0) {
            how = ELSEWHERE;
            break loop;
          }
          UnsafeApi.putInt(host, UnsafeApi.getInt(pd));
        }
        case Code.STORE_HALF -> {
          step = 16;
          long host = host(tlb, a, extension(code, p), 1);
          if (host == 0) {
            how = ELSEWHERE;
            break loop;
          }
          UnsafeApi.putShort(host, (short) UnsafeApi.getInt(pd));
        }
        case Code.STORE_BYTE -> {
          step = 16;
          long host = host(tlb, a, extension(code, p), 0);
          if (host == 0) {
            how = ELSEWHERE;
            break loop;
          }
          UnsafeApi.putByte(host, (byte) UnsafeApi.getInt(pd));
        }
        case Code.LOAD_WORDS, Code.LOAD_MANY, Code.STORE_WORDS, Code.STORE_MANY -> {
          long host = host(tlb, a, extension(code, p), 3);
          int more = (int) (w >> 48);
          if (host == 0 || (host & GuestMemory.PAGE_SIZE - 1) > LAST_WORD - 4 * more) {
            how = ELSEWHERE;
            break loop;
          }
          step = opcode < Code.LOAD_MANY ? 24 : 32;
          long offsets = p + 16;
          long end = offsets + 2 * more;
          if ((opcode & 1) == 0) {
            UnsafeApi.putInt(pd, UnsafeApi.getInt(host));
            for (; offsets < end; offsets += 2) {
              host += 4;
              UnsafeApi.putInt(state + UnsafeApi.getShort(code, offsets), UnsafeApi.getInt(host));
            }
          } else {
            UnsafeApi.putInt(host, UnsafeApi.getInt(pd));
            for (; offsets < end; offsets += 2) {
              host += 4;
              UnsafeApi.putInt(host, UnsafeApi.getInt(state + UnsafeApi.getShort(code, offsets)));
            }
          }
        }
        case Code.EXIT -> {
          how = AT_FIRST;
          break loop;
        }
        case Code.MOVI32_EXIT -> {
          UnsafeApi.putInt(pd, (int) extension(code, p));
          how = AT_SECOND;
          break loop;
        }
        case Code.EXIT_IF + Code.EQ -> {
          if (a == b) {
            how = AT_SECOND;
            break loop;
          }
          how = AT_FIRST;
          break loop;
        }
        case Code.EXIT_IF + Code.NE -> {
          if (a != b) {
            how = AT_SECOND;
            break loop;
          }
          how = AT_FIRST;
          break loop;
        }
        case Code.EXIT_IF + Code.LTU -> {
          if (below(a, b)) {
            how = AT_SECOND;
            break loop;
          }
          how = AT_FIRST;
          break loop;
        }
        case Code.EXIT_IF + Code.GEU -> {
          if (!below(a, b)) {
            how = AT_SECOND;
            break loop;
          }
          how = AT_FIRST;
          break loop;
        }
        case Code.EXIT_IF + Code.LTS -> {
          if (a < b) {
            how = AT_SECOND;
            break loop;
          }
          how = AT_FIRST;
          break loop;
        }
        case Code.EXIT_IF + Code.GES -> {
          if (a >= b) {
            how = AT_SECOND;
            break loop;
          }
          how = AT_FIRST;
          break loop;
        }
        case Code.EXIT_IFI + Code.EQ -> {
          if (a == (int) extension(code, p)) {
            how = AT_THIRD;
            break loop;
          }
          how = AT_SECOND;
          break loop;
        }
        case Code.EXIT_IFI + Code.NE -> {
          if (a != (int) extension(code, p)) {
            how = AT_THIRD;
            break loop;
          }
          how = AT_SECOND;
          break loop;
        }
        case Code.EXIT_IFI + Code.LTU -> {
          if (below(a, (int) extension(code, p))) {
            how = AT_THIRD;
            break loop;
          }
          how = AT_SECOND;
          break loop;
        }
        case Code.EXIT_IFI + Code.GEU -> {
          if (!below(a, (int) extension(code, p))) {
            how = AT_THIRD;
            break loop;
          }
          how = AT_SECOND;
          break loop;
        }
        case Code.EXIT_IFI + Code.LTS -> {
          if (a < (int) extension(code, p)) {
            how = AT_THIRD;
            break loop;
          }
          how = AT_SECOND;
          break loop;
        }
        case Code.EXIT_IFI + Code.GES -> {
          if (a >= (int) extension(code, p)) {
            how = AT_THIRD;
            break loop;
          }
          how = AT_SECOND;
          break loop;
        }
        case Code.INDIRECT -> {
          how = AT_COMPUTED;
          break loop;
        }
        case Code.INDIRECT_MASKED -> {
          UnsafeApi.putLong(state + StateLayout.PC, (a & (int) extension(code, p)) & 0xffff_ffffL);
          how = AT_COMPUTED;
          break loop;
        }
        case Code.LEAVE -> {
          how = AWAY;
          break loop;
        }
        case Code.STOP -> {
          how = AT_STOP;
          break loop;
        }
        default -> {
          how = ELSEWHERE;
          break loop;
        }
      }
      p += step;
    }
    return p | how;
  }

  private static long extension(long[] code, long p) {
    return UnsafeApi.getLong(code, p + Long.BYTES);
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

  private static boolean below(int a, int b) {
    return a + Integer.MIN_VALUE < b + Integer.MIN_VALUE;
  }

  private static boolean notAbove(int a, int b) {
    return a + Integer.MIN_VALUE <= b + Integer.MIN_VALUE;
  }

  private OpLoop() {}
}
