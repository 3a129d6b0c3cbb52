package ebb.frontend.arm.vfp;

import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.decode.Syntax;
import ebb.frontend.arm.disasm.ArmSyntax;
import ebb.frontend.arm.disasm.ArmSyntax.Token;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tokens of the floating-point and Advanced SIMD syntax: {@code <Sd> <Dd> <Qd>} a register of that
 * kind, {@code <Vd>} S or D by the sz bit (field z), {@code <Rd>} D or Q by the field Q; likewise
 * for n and m; {@code <sz>} the size suffix of field z, {@code <size>} the lane width of field s,
 * {@code <u>} s or u of field U, {@code <hex>} the whole instruction.
 */
public final class FpSyntax {
  private static final Map<String, Token> TOKENS = new TreeMap<>();

  static {
    for (char c : new char[] {'d', 'n', 'm'}) {
      TOKENS.put("S" + c, (out, e, pc) -> out.append('s').append(single(e, c)));
      TOKENS.put("D" + c, (out, e, pc) -> out.append('d').append(dbl(e, c)));
      TOKENS.put("Q" + c, (out, e, pc) -> out.append('q').append(dbl(e, c) >> 1));
      TOKENS.put(
          "V" + c, (out, e, pc) -> out.append(e.flag('z') ? "d" + dbl(e, c) : "s" + single(e, c)));
      TOKENS.put(
          "R" + c,
          (out, e, pc) -> out.append(e.flag('Q') ? "q" + (dbl(e, c) >> 1) : "d" + dbl(e, c)));
    }
    TOKENS.put("sz", (out, e, pc) -> out.append(e.flag('z') ? ".f64" : ".f32"));
    TOKENS.put("u", (out, e, pc) -> out.append(e.flag('U') ? 'u' : 's'));
    TOKENS.put("size", (out, e, pc) -> out.append(8 << e.get('s')));
    TOKENS.put("2size", (out, e, pc) -> out.append(16 << e.get('s')));
    TOKENS.put("bt", (out, e, pc) -> out.append(e.flag('T') ? 't' : 'b'));
    TOKENS.put("e", (out, e, pc) -> out.append(e.flag('E') ? "e" : ""));
    TOKENS.put("r", (out, e, pc) -> out.append(e.flag('R') ? "" : "r"));
    TOKENS.put("su", (out, e, pc) -> out.append(e.flag('s') ? 's' : 'u'));
    TOKENS.put("sign", (out, e, pc) -> out.append(e.flag('U') ? "" : "-"));
    TOKENS.put("W", (out, e, pc) -> out.append(e.flag('W') ? "!" : ""));
    TOKENS.put(
        "narrow",
        (out, e, pc) ->
            out.append(
                e.flag('z')
                    ? ".f32.f64 s" + single(e, 'd') + ", d" + dbl(e, 'm')
                    : ".f64.f32 d" + dbl(e, 'd') + ", s" + single(e, 'm')));
    TOKENS.put("hex", (out, e, pc) -> out.append("0x").append(Integer.toHexString(e.bits())));
  }

  private FpSyntax() {}

  public static Syntax of(String template) {
    return ArmSyntax.template(template, TOKENS);
  }

  /** Number of the S register in fields x and X. */
  public static int single(Encoding<?> e, char x) {
    return e.get(x) << 1 | e.get(Character.toUpperCase(x));
  }

  /** Number of the D register in fields x and X. */
  public static int dbl(Encoding<?> e, char x) {
    return e.get(Character.toUpperCase(x)) << 4 | e.get(x);
  }
}
