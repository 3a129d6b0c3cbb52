package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.neon.NeonTable;
import ebb.frontend.arm.vfp.VfpTable;

/** Finds the table that an instruction belongs to. DDI 0406C A5.1, A6.1, A7. */
final class Decoder {
  private Decoder() {}

  /** The row of an A32 instruction, or null if it is undefined. */
  static Encoding<Handler> a32(int bits) {
    if (bits >>> 28 != 15) {
      return (isVfp(bits) ? VfpTable.TABLE : A32.TABLE).decode(bits);
    }
    boolean data = (bits & 0x0e000000) == 0x02000000;
    boolean elements = (bits & 0x0f100000) == 0x04000000;
    return (data || elements ? NeonTable.TABLE : A32Unconditional.TABLE).decode(bits);
  }

  static Encoding<Handler> t16(int bits) {
    return T16.TABLE.decode(bits);
  }

  /**
   * The row of a 32-bit T32 instruction, first halfword on top; SIMD ones are brought into A32
   * layout.
   */
  static Encoding<Handler> t32(int bits) {
    if (bits >>> 28 == 14 && isVfp(bits)) {
      return VfpTable.TABLE.decode(bits);
    }
    if ((bits & 0xef000000) == 0xef000000) {
      int unsigned = bits >>> 28 & 1;
      return NeonTable.TABLE.decode(0xf2000000 | unsigned << 24 | bits & 0x00ffffff);
    }
    if ((bits & 0xff100000) == 0xf9000000) {
      return NeonTable.TABLE.decode(0xf4000000 | bits & 0x00ffffff);
    }
    return T32.TABLE.decode(bits);
  }

  /** True for coprocessors 10 and 11. */
  private static boolean isVfp(int bits) {
    boolean coprocessor = (bits & 0x0e000000) == 0x0c000000 || (bits & 0x0f000000) == 0x0e000000;
    return coprocessor && (bits & 0x00000e00) == 0x00000a00;
  }
}
