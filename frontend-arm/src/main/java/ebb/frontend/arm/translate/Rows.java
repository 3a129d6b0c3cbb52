package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.disasm.ArmSyntax;

/** A decode table in the making: rows with syntax templates. */
record Rows(DecodeTable.Builder<Handler> table) {
  Rows(String name, int width, int indexMask) {
    this(DecodeTable.builder(name, width, indexMask));
  }

  Rows row(String name, String bits, Handler handler, String syntax) {
    table.row(name, bits, handler, ArmSyntax.integer(syntax));
    return this;
  }

  /** A row that wins over all ordinary ones. */
  Rows rowFirst(String name, String bits, Handler handler, String syntax) {
    table.rowFirst(name, bits, handler, ArmSyntax.integer(syntax));
    return this;
  }

  DecodeTable<Handler> build() {
    return table.build();
  }
}
