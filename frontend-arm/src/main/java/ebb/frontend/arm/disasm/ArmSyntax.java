package ebb.frontend.arm.disasm;

import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.decode.Syntax;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * UAL text from templates such as {@code "adc<S><c> <d>, <n>, <m><shift>"}.
 *
 * <p>What is in angle brackets is the name of a token, or {@code token:X} for one that takes a
 * field: a single letter alone is the core register in the field of that letter, {@code <#:X>} the
 * decimal value of field X, {@code <S>} an "s" if the field S is set, {@code <c>} the condition (of
 * field c, or nothing).
 */
public final class ArmSyntax {
  private static final String[] CONDITIONS = {
    "eq", "ne", "cs", "cc", "mi", "pl", "vs", "vc", "hi", "ls", "ge", "lt", "gt", "le", "", ""
  };

  /** Text of one token. */
  @FunctionalInterface
  public interface Token {
    void append(StringBuilder out, Encoding<?> e, int pc);
  }

  private ArmSyntax() {}

  /**
   * Compiles a template.
   *
   * @param tokens the named tokens, which come before those of the integer instruction sets and
   *     those of the class comment
   * @throws IllegalArgumentException naming an unknown token
   */
  public static Syntax template(String template, Map<String, Token> tokens) {
    List<Token> parts = new ArrayList<>();
    int at = 0;
    while (at < template.length()) {
      int open = template.indexOf('<', at);
      if (open < 0) {
        open = template.length();
      }
      String literal = template.substring(at, open);
      if (!literal.isEmpty()) {
        parts.add((out, e, pc) -> out.append(literal));
      }
      if (open == template.length()) {
        break;
      }
      int close = template.indexOf('>', open);
      parts.add(token(template.substring(open + 1, close), tokens));
      at = close + 1;
    }
    return (e, pc) -> {
      StringBuilder out = new StringBuilder();
      for (Token part : parts) {
        part.append(out, e, pc);
      }
      return out.toString();
    };
  }

  private static Token token(String name, Map<String, Token> tokens) {
    Token token = tokens.getOrDefault(name, IntegerTokens.ALL.get(name));
    if (token != null) {
      return token;
    }
    if (name.equals("S")) {
      return (out, e, pc) -> out.append(e.flag('S') ? "s" : "");
    }
    if (name.equals("c")) {
      return (out, e, pc) -> out.append(e.has('c') ? condition(e.get('c')) : "");
    }
    if (name.length() == 1) {
      char field = name.charAt(0);
      return (out, e, pc) -> out.append(register(e.get(field)));
    }
    if (name.startsWith("#:") && name.length() == 3) {
      char field = name.charAt(2);
      return (out, e, pc) -> out.append('#').append(e.get(field));
    }
    throw new IllegalArgumentException("no token <" + name + ">");
  }

  /** The suffix of a condition, empty for AL. */
  public static String condition(int cond) {
    return CONDITIONS[cond];
  }

  /**
   * The text of a T32 instruction in an IT block: the condition follows the mnemonic, and the
   * 16-bit instructions that set flags elsewhere do not. BKPT is never conditional.
   */
  public static String inItBlock(String text, int condition, boolean narrow) {
    int end = 0;
    while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    String mnemonic = text.substring(0, end);
    if (mnemonic.equals("bkpt")) {
      return text;
    }
    if (narrow && mnemonic.endsWith("s")) {
      mnemonic = mnemonic.substring(0, end - 1);
    }
    return mnemonic + condition(condition) + text.substring(end);
  }

  /** r0 to r12, sp, lr, pc. */
  public static String register(int n) {
    return switch (n) {
      case 13 -> "sp";
      case 14 -> "lr";
      case 15 -> "pc";
      default -> "r" + n;
    };
  }

  /** Compiles a template with the tokens of the integer instruction sets. */
  public static Syntax integer(String template) {
    return template(template, Map.of());
  }
}
