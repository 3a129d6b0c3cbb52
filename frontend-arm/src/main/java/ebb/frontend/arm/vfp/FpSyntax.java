package ebb.frontend.arm.vfp;

import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.decode.Syntax;
import ebb.frontend.arm.disasm.ArmSyntax;
import ebb.frontend.arm.disasm.ArmSyntax.Token;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Tokens of the floating-point syntax, besides those of the integer instruction sets: {@code <Sd>
 * <Dd> <Qd>} a register of that kind, {@code <Vd>} S or D by the sz bit (field z), {@code <Rd>} D
 * or Q by the field Q; likewise for n and m; {@code <sz>} the size suffix of field z, {@code <U>} s
 * or u of field U.
 */
public final class FpSyntax {
  private static final Map<String, Token> TOKENS = new TreeMap<>();

  private static final String[] SYSTEM_REGISTERS = {
    "fpsid", "fpscr", "", "", "", "mvfr2", "mvfr1", "mvfr0", "fpexc", "fpinst", "fpinst2"
  };

  static {
    registers();
    types();
    blockTransfers();
    add("e", e -> e.flag('E') ? "e" : "");
    add("r", e -> e.flag('R') ? "" : "r");
    add("bt", e -> e.flag('T') ? "t" : "b");
    add("fpimm", e -> "#" + Float.intBitsToFloat(expand(e.get('i'))));
    add("fbits", e -> "#" + ((e.flag('x') ? 32 : 16) - (e.get('i') << 1 | e.get('j'))));
    add("lane", e -> Integer.toString(VfpTransfers.lane(e) & 0xff));
  }

  private FpSyntax() {}

  private static void add(String name, Function<Encoding<?>, String> text) {
    TOKENS.put(name, (out, e, pc) -> out.append(text.apply(e)));
  }

  private static void registers() {
    for (char c : new char[] {'d', 'n', 'm'}) {
      add("S" + c, e -> "s" + single(e, c));
      add("D" + c, e -> "d" + dbl(e, c));
      add("Q" + c, e -> "q" + (dbl(e, c) >> 1));
      add("V" + c, e -> e.flag('z') ? "d" + dbl(e, c) : "s" + single(e, c));
      add("R" + c, e -> e.flag('Q') ? "q" + (dbl(e, c) >> 1) : "d" + dbl(e, c));
    }
    add("Sm+1", e -> "s" + (single(e, 'm') + 1));
    add(
        "narrow",
        e ->
            e.flag('z')
                ? ".f32.f64 s" + single(e, 'd') + ", d" + dbl(e, 'm')
                : ".f64.f32 d" + dbl(e, 'd') + ", s" + single(e, 'm'));
    add(
        "spec",
        e -> {
          int r = e.get('r');
          boolean named = r < SYSTEM_REGISTERS.length && !SYSTEM_REGISTERS[r].isEmpty();
          return named ? SYSTEM_REGISTERS[r] : "<impl def 0x" + Integer.toHexString(r) + ">";
        });
    add(
        "tnzcv",
        e -> e.get('t') == 15 && e.get('r') == 1 ? "APSR_nzcv" : ArmSyntax.register(e.get('t')));
  }

  private static void types() {
    add("sz", e -> e.flag('z') ? ".f64" : ".f32");
    add("U", e -> e.flag('U') ? "u" : "s");
    add("su", e -> e.flag('s') ? "s" : "u");
    add("fixed", e -> e.flag('x') ? "32" : "16");
    add("dup", e -> Integer.toString(32 >> (e.get('b') << 1 | e.get('e'))));
    add("width", e -> Integer.toString(laneWidth(e)));
    add("extension", e -> laneWidth(e) == 32 ? "" : e.flag('U') ? "u" : "s");
  }

  private static int laneWidth(Encoding<?> e) {
    return 8 << (VfpTransfers.lane(e) >> 8);
  }

  /** Those on the full descending stack have names of their own, FLDMX and FSTMX an odd length. */
  private static void blockTransfers() {
    add("f", e -> isExtended(e) ? "f" : "v");
    add("x", e -> isExtended(e) ? "x" : "");
    add("vldm", e -> isStack(e) ? "vpop" : isExtended(e) ? "fldmiax" : "vldmia");
    add("vstmdb", e -> isStack(e) ? "vpush" : isExtended(e) ? "fstmdbx" : "vstmdb");
    add(
        "base",
        e ->
            isStack(e)
                ? ""
                : ArmSyntax.register(e.get('n')) + (!e.has('W') || e.flag('W') ? "!, " : ", "));
    add(
        "list",
        e -> {
          String kind = e.flag('z') ? "d" : "s";
          int first = e.flag('z') ? dbl(e, 'd') : single(e, 'd');
          int count = e.flag('z') ? e.get('i') >> 1 : e.get('i');
          String last = count == 1 ? "" : "-" + kind + (first + count - 1);
          return "{" + kind + first + last + "}";
        });
  }

  private static boolean isExtended(Encoding<?> e) {
    return e.flag('z') && (e.get('i') & 1) != 0;
  }

  private static boolean isStack(Encoding<?> e) {
    return e.get('n') == 13 && (!e.has('W') || e.flag('W')) && !isExtended(e);
  }

  /** VFPExpandImm to 32 bits: DDI 0406C A7.5.1. */
  private static int expand(int imm8) {
    int exponent = ((imm8 & 0x40) != 0 ? 0x7c : 0x80) | imm8 >> 4 & 3;
    return imm8 >> 7 << 31 | exponent << 23 | (imm8 & 15) << 19;
  }

  public static Syntax of(String template) {
    return ArmSyntax.template(template, TOKENS);
  }

  /** Compiles a template that uses more tokens, which come before those of this class. */
  public static Syntax of(String template, Map<String, Token> more) {
    Map<String, Token> tokens = new TreeMap<>(TOKENS);
    tokens.putAll(more);
    return ArmSyntax.template(template, tokens);
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
