package ebb.frontend.arm.neon;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.translate.Handler;

/**
 * The Advanced SIMD instructions in A32 layout (1111001u data processing, 11110100 element and structure
 * loads and stores), to which the decoder brings those of T32. DDI 0406C A7.4, A7.7.
 */
public final class NeonTable {
  public static final DecodeTable<Handler> TABLE =
      DecodeTable.<Handler>builder("Advanced SIMD", 32, 0x0fb00f10).build();

  private NeonTable() {}
}
