package ebb.frontend.arm.disasm;

import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.decode.Immediates;
import ebb.frontend.arm.disasm.ArmSyntax.Token;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The tokens of the integer instruction sets' syntax templates; fields as the translators name
 * them.
 */
final class IntegerTokens {
  static final Map<String, Token> ALL = new HashMap<>();

  private static final String[] SHIFTS = {"lsl", "lsr", "asr", "ror"};
  private static final String[] BARRIERS = {
    "#0", "#1", "oshst", "osh", "#4", "#5", "unst", "un", "#8", "#9", "ishst", "ish", "#12", "#13",
    "st", "sy"
  };

  private static final String[] BANKS = {"irq", "svc", "abt", "und", "", "", "mon", "hyp"};

  static {
    flags();
    numbers();
    shifts();
    memory();
    targets();
    system();
  }

  private IntegerTokens() {}

  private static void add(String name, Function<Encoding<?>, String> text) {
    ALL.put(name, (out, e, pc) -> out.append(text.apply(e)));
  }

  private static void addAt(String name, BiFunction<Encoding<?>, Integer, Integer> target) {
    ALL.put(name, (out, e, pc) -> out.append("0x" + Integer.toHexString(target.apply(e, pc))));
  }

  private static void flags() {
    add("x", e -> e.flag('x') ? "t" : "b");
    add("y", e -> e.flag('y') ? "t" : "b");
    add("X", e -> e.flag('x') ? "x" : "");
    add("R", e -> e.flag('r') ? "r" : "");
    add("W", e -> e.flag('W') ? "!" : "");
    add("T", e -> e.has('P') && !e.flag('P') && e.flag('W') ? "t" : "");
    add("tb", e -> e.flag('t') ? "tb" : "bt");
    add("wb", e -> (e.get('r') >> e.get('n') & 1) == 0 ? "!" : "");
    add("mode", IntegerTokens::mode);
    add("ldm", e -> multiple(e, "ldm", "pop", "ia"));
    add("stm", e -> multiple(e, "stm", "push", "db"));
    add("pld", e -> e.flag('R') ? "pld" : "pldw");
    add("w", e -> e.flag('w') ? "w" : "");
  }

  private static String mode(Encoding<?> e) {
    return (e.flag('U') ? "i" : "d") + (e.flag('P') ? "b" : "a");
  }

  /**
   * The A32 block transfer up to its list, which has a name of its own on the full descending
   * stack.
   */
  private static String multiple(Encoding<?> e, String name, String stack, String stackMode) {
    String condition = ArmSyntax.condition(e.get('c'));
    if (!e.flag('S') && e.flag('W') && e.get('n') == 13 && mode(e).equals(stackMode)) {
      return stack + condition;
    }
    boolean loadOrKeep = name.equals("ldm") || !e.flag('W') && !e.flag('S');
    String mode = loadOrKeep && mode(e).equals("ia") ? "" : mode(e);
    String base = ArmSyntax.register(e.get('n')) + (e.flag('W') ? "!," : ",");
    return name + mode + condition + " " + base;
  }

  private static void numbers() {
    add("const", e -> constant(e.get('i')));
    add("tconst", e -> "#" + Integer.toUnsignedString(Immediates.thumbExpand(e.get('i'))));
    add("hex8:i", e -> "0x%08x".formatted(e.get('i')));
    add("hex4:i", e -> "0x%04x".formatted(e.get('i')));
    add("tnzcv", e -> e.get('t') == 15 ? "APSR_nzcv" : ArmSyntax.register(e.get('t')));
    add("mov16", e -> "#" + Immediates.moveWide(e));
    add("i4", e -> "#" + e.get('i') * 4);
    add("w+1", e -> "#" + (e.get('w') + 1));
    add("w-l", e -> "#" + (e.get('w') - e.get('l') + 1));
    for (char field = 'a'; field <= 'z'; field++) {
      char letter = field;
      add("dec:" + letter, e -> Integer.toString(e.get(letter)));
    }
  }

  /** A constant; if not in its shortest rotation, as it is encoded. */
  private static String constant(int imm12) {
    int value = Immediates.armExpand(imm12);
    int rotation = imm12 >> 8 << 1;
    for (int shorter = 0; shorter < rotation; shorter += 2) {
      if (Integer.rotateLeft(value, shorter) >>> 8 == 0) {
        return "#" + (imm12 & 0xff) + ", " + rotation;
      }
    }
    return "#" + value;
  }

  private static void shifts() {
    add("type", e -> SHIFTS[e.get('t')]);
    add("shift", e -> shift(e.get('t'), e.get('v')));
    add("sh", e -> shift(e.flag('t') ? 2 : 0, e.get('v')));
    add("ror", e -> e.flag('r') ? ", ror #" + e.get('r') * 8 : "");
    add("movshift", e -> move(e, e.flag('S') ? "s" : ""));
    add("shortshift", e -> move(e, "s"));
    add(
        "movrsr",
        e ->
            SHIFTS[e.get('t')]
                + (e.flag('S') ? "s" : "")
                + ArmSyntax.condition(e.get('c'))
                + " "
                + ArmSyntax.register(e.get('d'))
                + ", "
                + ArmSyntax.register(e.get('m'))
                + ", "
                + ArmSyntax.register(e.get('s')));
  }

  private static String shift(int type, int amount) {
    if (amount == 0) {
      return switch (type) {
        case 0 -> "";
        case 3 -> ", rrx";
        default -> ", " + SHIFTS[type] + " #32";
      };
    }
    return ", " + SHIFTS[type] + " #" + amount;
  }

  /** MOV of a shifted register has the name of the shift. */
  private static String move(Encoding<?> e, String s) {
    int type = e.get('t');
    int amount = e.get('v');
    boolean plain = amount == 0 && (type == 0 || type == 3);
    String name = !plain ? SHIFTS[type] : type == 0 ? "mov" : "rrx";
    String text =
        name
            + s
            + (e.has('c') ? ArmSyntax.condition(e.get('c')) : "")
            + " "
            + ArmSyntax.register(e.get('d'))
            + ", "
            + ArmSyntax.register(e.get('m'));
    return plain ? text : text + ", #" + (amount == 0 ? 32 : amount);
  }

  private static void memory() {
    add("mem", e -> address(e, 1));
    add("mem4", e -> address(e, 4));
    for (int scale : new int[] {1, 2, 4}) {
      add(
          "short" + scale,
          e -> "[" + ArmSyntax.register(e.get('n')) + ", #" + e.get('i') * scale + "]");
    }
    add("memneg", e -> "[" + ArmSyntax.register(e.get('n')) + ", #-" + e.get('i') + "]");
    add("sp4", e -> "[sp, #" + e.get('i') * 4 + "]");
    add("literal4", e -> "[pc, #" + e.get('i') * 4 + "]");
    add("list", IntegerTokens::list);
  }

  private static String list(Encoding<?> e) {
    int list = e.get('r');
    if (e.flag('p')) {
      list |= 1 << 15;
    }
    if (e.flag('l')) {
      list |= 1 << 14;
    }
    StringJoiner joiner = new StringJoiner(", ", "{", e.flag('S') ? "}^" : "}");
    for (int i = 0; i < 16; i++) {
      if ((list >> i & 1) != 0) {
        joiner.add(ArmSyntax.register(i));
      }
    }
    return joiner.toString();
  }

  private static String address(Encoding<?> e, int scale) {
    boolean add = !e.has('U') || e.flag('U');
    boolean pre = !e.has('P') || e.flag('P');
    String base = e.has('n') ? ArmSyntax.register(e.get('n')) : "pc";
    String sign = add ? "" : "-";
    String offset;
    if (e.has('m')) {
      String shift = e.has('v') ? shift(e.has('s') ? e.get('s') : 0, e.get('v')) : "";
      offset = ", " + sign + ArmSyntax.register(e.get('m')) + shift;
    } else {
      int imm = e.has('i') ? e.get('i') * scale : 0;
      offset = imm == 0 && add && pre && !e.flag('W') && e.has('n') ? "" : ", #" + sign + imm;
    }
    if (!pre) {
      return "[" + base + "]" + offset;
    }
    return "[" + base + offset + "]" + (e.flag('W') ? "!" : "");
  }

  private static void targets() {
    addAt("target", (e, pc) -> pc + 8 + e.signed('i') * 4 + (e.has('h') ? e.get('h') * 2 : 0));
    addAt("target2", (e, pc) -> pc + 4 + e.signed('i') * 2);
    addAt("cbtarget", (e, pc) -> pc + 4 + e.get('i') * 2);
    addAt("wtarget3", (e, pc) -> pc + 4 + Immediates.wideConditionalBranch(e));
    addAt("wtarget", (e, pc) -> pc + 4 + Immediates.wideBranch(e));
    addAt("xtarget", (e, pc) -> (pc + 4 & ~3) + Immediates.wideBranch(e));
    add(
        "tb.",
        e ->
            (e.flag('H') ? "tbh [" : "tbb [")
                + ArmSyntax.register(e.get('n'))
                + ", "
                + ArmSyntax.register(e.get('m'))
                + (e.flag('H') ? ", lsl #1]" : "]"));
  }

  private static void system() {
    add("psr", e -> e.flag('R') ? "SPSR" : "CPSR");
    add(
        "fields",
        e -> {
          int k = e.get('k');
          return ((k & 8) != 0 ? "f" : "")
              + ((k & 4) != 0 ? "s" : "")
              + ((k & 2) != 0 ? "x" : "")
              + ((k & 1) != 0 ? "c" : "");
        });
    add("banked", e -> banked(e.get('b') << 4 | e.get('k'), e.flag('R')));
    add("endian", e -> e.flag('e') ? "be" : "le");
    add("isb", e -> e.get('o') == 15 ? "sy" : "#" + e.get('o'));
    add("barrier", e -> BARRIERS[e.get('o')]);
    add("cps", IntegerTokens::cps);
    add("it", IntegerTokens::it);
  }

  /** A banked register by SYSm: table B9-4. */
  private static String banked(int sysm, boolean spsr) {
    String mode = BANKS[sysm >> 1 & 7];
    String register;
    if (sysm < 16) {
      mode = sysm < 8 ? "usr" : "fiq";
      int n = 8 + (sysm & 7);
      register = n < 13 ? "R" + n : n == 13 ? "SP" : "LR";
    } else if (sysm == 30) {
      register = "ELR";
    } else {
      register = (sysm & 1) != 0 ? "SP" : "LR";
    }
    return (spsr ? "SPSR" : register) + "_" + mode;
  }

  private static String cps(Encoding<?> e) {
    int operation = e.get('o') | (e.has('M') ? 0 : 2);
    String mode = e.flag('M') ? "#" + e.get('m') : "";
    if (operation < 2) {
      return "cps " + mode;
    }
    int f = e.get('f');
    String masks =
        ((f & 4) != 0 ? "a" : "") + ((f & 2) != 0 ? "i" : "") + ((f & 1) != 0 ? "f" : "");
    return "cps" + (operation == 2 ? "ie " : "id ") + masks + (mode.isEmpty() ? "" : ", " + mode);
  }

  private static String it(Encoding<?> e) {
    int mask = e.get('k');
    int condition = e.get('c');
    StringBuilder text = new StringBuilder("it");
    for (int bit = 3; bit > Integer.numberOfTrailingZeros(mask); bit--) {
      text.append((mask >> bit & 1) == (condition & 1) ? 't' : 'e');
    }
    String name = condition == 14 ? "al" : ArmSyntax.condition(condition);
    return text + " " + name;
  }
}
