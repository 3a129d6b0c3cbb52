package ebb.frontend.arm.vfp;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.translate.Handler;

/**
 * The VFP instructions (coprocessors 10 and 11) in A32 layout; T32 has the same bits with 1110 for the
 * condition. DDI 0406C A7.5 to A7.9.
 */
public final class VfpTable {
  public static final DecodeTable<Handler> TABLE =
      DecodeTable.<Handler>builder("VFP", 32, 0x0fb00050).build();

  private VfpTable() {}
}
