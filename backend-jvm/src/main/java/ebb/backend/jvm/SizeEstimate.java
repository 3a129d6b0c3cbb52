package ebb.backend.jvm;

import ebb.ir.Block;
import ebb.ir.Inst;
import ebb.ir.Terminal;
import ebb.ir.Type;

/** How many bytes of bytecode IR takes, rather too many than too few. */
final class SizeEstimate {
  /** Test and subtraction of the budget. */
  private static final int BLOCK = 16;

  /** An exit and its share of the write-back. */
  private static final int EXIT = 66;

  private SizeEstimate() {}

  static int of(Block block) {
    int size = BLOCK;
    for (Inst inst : block.code()) {
      size += of(inst);
    }
    return size
        + switch (block.terminal()) {
          case Terminal.Branch _ -> EXIT + 8;
          default -> EXIT;
        };
  }

  private static int of(Inst inst) {
    return switch (inst.op().kind) {
      case CONTROL -> inst.op().args.isEmpty() ? 1 : 6;
      case READ -> 2;
      case WRITE -> 4;
      case LOAD, STORE -> 84;
      // The worst case writes 20 cells back and loads as many.
      case CALL ->
          switch (inst.helper().effect()) {
            case PURE, PRECISE -> 28;
            case READS_STATE -> 210;
            case WRITES_STATE -> 570;
          };
      case FLOAT -> FloatWriter.pair(inst.op()) ? 60 : 40;
      case PURE ->
          switch (inst.op()) {
            case CONST32, CONST64 -> 3;
            case PC32 -> 16;
            case ADD32, SUB32, AND32, OR32, XOR32, SHL32, SHR32, SAR32, ZEXT64, SEXT64, TRUNC32 ->
                5;
            default -> inst.op().result == Type.V128 ? 28 : 14;
          };
    };
  }
}
