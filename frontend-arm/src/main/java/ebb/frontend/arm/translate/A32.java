package ebb.frontend.arm.translate;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.disasm.ArmSyntax;
import java.util.Map;

/** The A32 instructions with a condition. DDI 0406C, chapter A5. */
public final class A32 {
  private static final Map<String, ArmSyntax.Token> TOKENS = ArmSyntax.integerTokens();

  public static final DecodeTable<Handler> TABLE =
      new Rows(DecodeTable.builder("A32", 32, 0x0ff000f0))
          .row("NOP", "cccc001100100000____00000000^^^^", (t, e) -> {}, "nop<c>")
          .build();

  private A32() {}

  /** Rows with syntax templates. */
  private record Rows(DecodeTable.Builder<Handler> table) {
    Rows row(String name, String bits, Handler handler, String syntax) {
      table.row(name, bits, handler, ArmSyntax.template(syntax, TOKENS));
      return this;
    }

    DecodeTable<Handler> build() {
      return table.build();
    }
  }
}
