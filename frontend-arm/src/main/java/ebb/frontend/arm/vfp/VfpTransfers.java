package ebb.frontend.arm.vfp;

import static ebb.frontend.arm.vfp.FpRegisters.concat;
import static ebb.frontend.arm.vfp.FpRegisters.d;
import static ebb.frontend.arm.vfp.FpRegisters.s;
import static ebb.frontend.arm.vfp.FpRegisters.setD;
import static ebb.frontend.arm.vfp.FpRegisters.setS;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.translate.Handler;
import ebb.frontend.arm.translate.Translator;
import ebb.ir.Bits;
import ebb.ir.MemOp;
import ebb.ir.Op;

/** Moves between core and extension registers, loads and stores. DDI 0406C A7.6, A7.8, A7.9. */
final class VfpTransfers {
  /** Identification registers of the Cortex-A15, as VMRS reads them. */
  private static final int FPSID = 0x4104_30f0;

  private static final int MVFR0 = 0x1011_0222;
  private static final int MVFR1 = 0x1111_1111;

  private VfpTransfers() {}

  private static boolean on(Translator t) {
    return (t.flags & ArmState.FP_ON) != 0;
  }

  static void vmrs(Translator t, Encoding<Handler> e) {
    int rt = e.get('t');
    int register = e.get('r');
    if (register == 1) {
      if (!on(t)) {
        t.undefined();
      } else if (rt == 15) {
        t.takeFloatFlags();
      } else {
        t.setReg(rt, t.ir.call32(FpStatus.READ));
      }
      return;
    }
    boolean known = register == 0 || register >= 6 && register <= 8;
    if (t.user() || rt == 15 || !known) {
      t.undefined();
      return;
    }
    t.system.requireFpAccess(t);
    switch (register) {
      case 0 -> t.setReg(rt, t.ir.const32(FPSID));
      case 6 -> t.setReg(rt, t.ir.const32(MVFR1));
      case 7 -> t.setReg(rt, t.ir.const32(MVFR0));
      default -> t.setReg(rt, t.ir.get32(ArmState.FPEXC));
    }
  }

  static void vmsr(Translator t, Encoding<Handler> e) {
    int rt = e.get('t');
    int register = e.get('r');
    if (register == 1 && on(t)) {
      t.ir.call(FpStatus.WRITE, t.reg(rt));
      t.floatFlagsChanged();
    } else if (register == 8 && !t.user()) {
      t.system.writeFpexc(t, t.reg(rt));
    } else if (register != 0 || t.user()) {
      t.undefined();
    } else {
      t.system.requireFpAccess(t);
    }
  }

  static void coreToSingle(Translator t, Encoding<Handler> e) {
    setS(t, FpSyntax.single(e, 'n'), t.reg(e.get('t')));
  }

  static void singleToCore(Translator t, Encoding<Handler> e) {
    t.setReg(e.get('t'), s(t, FpSyntax.single(e, 'n')));
  }

  static void coreToTwoSingles(Translator t, Encoding<Handler> e) {
    int m = FpSyntax.single(e, 'm');
    if (m == 31) {
      t.undefined();
      return;
    }
    setS(t, m, t.reg(e.get('t')));
    setS(t, m + 1, t.reg(e.get('u')));
  }

  static void twoSinglesToCore(Translator t, Encoding<Handler> e) {
    int m = FpSyntax.single(e, 'm');
    if (m == 31) {
      t.undefined();
      return;
    }
    int low = s(t, m);
    int high = s(t, m + 1);
    t.setReg(e.get('t'), low);
    t.setReg(e.get('u'), high);
  }

  static void coreToDouble(Translator t, Encoding<Handler> e) {
    setD(t, FpSyntax.dbl(e, 'm'), concat(t, t.reg(e.get('t')), t.reg(e.get('u'))));
  }

  static void doubleToCore(Translator t, Encoding<Handler> e) {
    int value = d(t, FpSyntax.dbl(e, 'm'));
    t.setReg(e.get('t'), t.ir.op(Op.TRUNC32, value));
    t.setReg(e.get('u'), t.ir.op(Op.HIGH32, value));
  }

  /** Lane of a scalar from opc1:opc2: log2 of its width in bytes, then its number; or -1. */
  static int lane(Encoding<?> e) {
    int opc = e.get('o') << 2 | e.get('p');
    if ((opc & 8) != 0) {
      return opc & 7;
    }
    if ((opc & 1) != 0) {
      return 1 << 8 | opc >> 1 & 3;
    }
    return (opc & 2) == 0 ? 2 << 8 | opc >> 2 & 1 : -1;
  }

  private static boolean refuses(Translator t, int lane) {
    int wanted = lane >> 8 == 2 ? ArmState.FP_ON : ArmState.SIMD_ON;
    if (lane < 0 || (t.flags & wanted) == 0) {
      t.undefined();
      return true;
    }
    return false;
  }

  static void coreToScalar(Translator t, Encoding<Handler> e) {
    int lane = lane(e);
    if (refuses(t, lane)) {
      return;
    }
    int width = 8 << (lane >> 8);
    int n = FpSyntax.dbl(e, 'd');
    int value = t.ir.op(Op.ZEXT64, t.reg(e.get('t')));
    long field = Bits.field(width * (lane & 0xff), width);
    setD(t, n, t.ir.opImm(Op.DEPOSIT64, field, d(t, n), value));
  }

  static void scalarToCore(Translator t, Encoding<Handler> e) {
    int lane = lane(e);
    if (lane >> 8 == 2 && e.flag('U')) {
      lane = -1;
    }
    if (refuses(t, lane)) {
      return;
    }
    int width = 8 << (lane >> 8);
    Op extract = e.flag('U') ? Op.EXTRACT64 : Op.SEXTRACT64;
    long field = Bits.field(width * (lane & 0xff), width);
    int value = t.ir.opImm(extract, field, d(t, FpSyntax.dbl(e, 'n')));
    t.setReg(e.get('t'), t.ir.op(Op.TRUNC32, value));
  }

  static void vdup(Translator t, Encoding<Handler> e) {
    int size = e.get('b') << 1 | e.get('e');
    int n = FpSyntax.dbl(e, 'd');
    if (size == 3 || e.flag('Q') && (n & 1) != 0 || (t.flags & ArmState.SIMD_ON) == 0) {
      t.undefined();
      return;
    }
    int value = t.ir.opImm(Op.VDUP64, 32 >> size, t.reg(e.get('t')));
    setD(t, n, value);
    if (e.flag('Q')) {
      setD(t, n + 1, value);
    }
  }

  private static int offset(Translator t, int base, int offset) {
    return offset == 0 ? base : t.ir.op(Op.ADD32, base, t.ir.const32(offset));
  }

  private static int memop(Translator t, int bytes) {
    return MemOp.aligned(t.memop(bytes), 4);
  }

  private static int address(Translator t, Encoding<Handler> e) {
    int imm = e.get('i') * 4;
    return offset(t, t.base(e.get('n')), e.flag('U') ? imm : -imm);
  }

  static void vldr(Translator t, Encoding<Handler> e) {
    int address = address(t, e);
    VfpArithmetic.set(
        t, e, e.flag('z') ? t.ir.load64(address, memop(t, 8)) : t.ir.load32(address, memop(t, 4)));
  }

  static void vstr(Translator t, Encoding<Handler> e) {
    int address = address(t, e);
    int value = VfpArithmetic.get(t, e, 'd');
    if (e.flag('z')) {
      t.ir.store64(address, value, memop(t, 8));
    } else {
      t.ir.store32(address, value, memop(t, 4));
    }
  }

  /** VLDM, VSTM, VPUSH, VPOP. Loads reach registers only after the last access. */
  static Handler multiple(boolean load, boolean decrement) {
    return (t, e) -> {
      boolean dbl = e.flag('z');
      int first = dbl ? FpSyntax.dbl(e, 'd') : FpSyntax.single(e, 'd');
      int words = e.get('i');
      int count = dbl ? words >> 1 : words;
      int n = e.get('n');
      boolean writeBack = decrement || e.flag('W');
      if (count == 0
          || first + count > 32
          || dbl && count > 16
          || n == 15 && (writeBack || t.thumb && !load)) {
        t.undefined();
        return;
      }
      int base = t.base(n);
      int start = offset(t, base, decrement ? -4 * words : 0);
      int bytes = dbl ? 8 : 4;
      int memop = memop(t, bytes);
      int[] values = new int[count];
      for (int i = 0; i < count; i++) {
        int address = offset(t, start, bytes * i);
        if (!load) {
          int value = dbl ? d(t, first + i) : s(t, first + i);
          if (dbl) {
            t.ir.store64(address, value, memop);
          } else {
            t.ir.store32(address, value, memop);
          }
        } else {
          values[i] = dbl ? t.ir.load64(address, memop) : t.ir.load32(address, memop);
        }
      }
      if (writeBack) {
        t.setReg(n, offset(t, base, decrement ? -4 * words : 4 * words));
      }
      for (int i = 0; load && i < count; i++) {
        if (dbl) {
          setD(t, first + i, values[i]);
        } else {
          setS(t, first + i, values[i]);
        }
      }
    };
  }
}
