package ebb.cli;

import ebb.ir.guest.Vcpu;
import ebb.replay.query.Moment;
import ebb.replay.query.Watch;
import ebb.runtime.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * A condition on a guest's registers and memory, as in C: numbers, symbols (their addresses),
 * {@code r0} to {@code r15}, {@code sp}, {@code lr}, {@code pc}, {@code u8[ADDRESS]} to {@code
 * u64[ADDRESS]}, and {@code *ADDRESS} for u32. Values are 64 bits wide and compared as unsigned.
 * Memory that is not mapped is 0.
 */
final class Expression {
  private static final Map<String, Integer> REGISTERS = Map.of("sp", 13, "lr", 14, "pc", 15);
  private static final Map<String, Integer> WIDTHS = Map.of("u8", 1, "u16", 2, "u32", 4, "u64", 8);

  /** Operators of two operands, those that bind least first. */
  private static final List<List<String>> LEVELS =
      List.of(
          List.of("||"),
          List.of("&&"),
          List.of("|"),
          List.of("^"),
          List.of("&"),
          List.of("==", "!="),
          List.of("<=", ">=", "<", ">"),
          List.of("<<", ">>"),
          List.of("+", "-"),
          List.of("*", "/", "%"));

  /** The guest as an expression sees it. */
  record State(Machine machine, int vcpu) {}

  /**
   * A part of it.
   *
   * @param constant whether its value is the same in each state
   */
  private record Node(ToLongFunction<State> value, boolean constant) {
    long number() {
      return value.applyAsLong(null);
    }
  }

  private final String text;
  private final ToLongFunction<String> symbols;

  /** What it depends on, for writes. */
  private final List<Watch> memory = new ArrayList<>();

  /** It depends on registers, or on memory whose place does. */
  private boolean everywhere;

  private int at;
  private final Node whole;

  /**
   * @param symbols the address of a symbol; throws {@link UsageError} if there is none
   * @throws UsageError if it is not a condition
   */
  Expression(String text, ToLongFunction<String> symbols) {
    this.text = text;
    this.symbols = symbols;
    whole = binary(0);
    if (at < text.length()) {
      throw wrong("'" + text.substring(at) + "' is too much");
    }
  }

  boolean holds(Machine machine, int vcpu) {
    return whole.value.applyAsLong(new State(machine, vcpu)) != 0;
  }

  /**
   * The first moment at which it holds.
   *
   * @param start icount from which on it is looked for
   * @throws UsageError if it depends on nothing
   */
  Moment moment(long start) {
    if (everywhere) {
      return Moment.anywhere(this::holds);
    }
    if (memory.isEmpty()) {
      throw wrong("this is so always or never");
    }
    return Moment.ofMemory(this::holds, memory, start);
  }

  private UsageError wrong(String what) {
    return new UsageError("condition '" + text + "': " + what);
  }

  // ---- grammar
  // -------------------------------------------------------------------------------------

  private Node binary(int level) {
    if (level == LEVELS.size()) {
      return unary();
    }
    Node left = binary(level + 1);
    while (true) {
      String operator = take(LEVELS.get(level));
      if (operator == null) {
        return left;
      }
      left = combine(operator, left, binary(level + 1));
    }
  }

  private Node unary() {
    String operator = take(List.of("!", "~", "-", "*"));
    if (operator == null) {
      return primary();
    }
    Node operand = unary();
    ToLongFunction<State> value = operand.value;
    return switch (operator) {
      case "!" -> new Node(s -> value.applyAsLong(s) == 0 ? 1 : 0, operand.constant);
      case "~" -> new Node(s -> ~value.applyAsLong(s), operand.constant);
      case "-" -> new Node(s -> -value.applyAsLong(s), operand.constant);
      default -> load(operand, 4);
    };
  }

  private Node primary() {
    if (take(List.of("(")) != null) {
      Node inner = binary(0);
      expect(")");
      return inner;
    }
    int start = at;
    while (at < text.length() && isWord(text.charAt(at))) {
      at++;
    }
    String word = text.substring(start, at);
    skip();
    if (word.isEmpty()) {
      throw wrong(at < text.length() ? "'" + text.substring(at) + "'?" : "something is missing");
    }
    Integer width = WIDTHS.get(word);
    if (width != null && take(List.of("[")) != null) {
      Node address = binary(0);
      expect("]");
      return load(address, width);
    }
    if (Character.isDigit(word.charAt(0))) {
      try {
        long number = Long.decode(word);
        return new Node(s -> number, true);
      } catch (NumberFormatException e) {
        throw wrong("'" + word + "' is not a number");
      }
    }
    int register = register(word);
    if (register >= 0) {
      everywhere = true;
      return new Node(s -> cpu(s).register(register) & 0xffff_ffffL, false);
    }
    long address = symbols.applyAsLong(word);
    return new Node(s -> address, true);
  }

  private static Vcpu cpu(State state) {
    return state.machine.vcpus().get(state.vcpu);
  }

  private static int register(String word) {
    if (word.matches("r([0-9]|1[0-5])")) {
      return Integer.parseInt(word.substring(1));
    }
    return REGISTERS.getOrDefault(word, -1);
  }

  private Node load(Node address, int bytes) {
    if (address.constant) {
      memory.add(new Watch(Watch.Kind.WRITE, address.number() & 0xffff_ffffL, bytes));
    } else {
      everywhere = true;
    }
    return new Node(
        s -> {
          byte[] read = new byte[bytes];
          long va = address.value.applyAsLong(s) & 0xffff_ffffL;
          s.machine.readVirtual(s.vcpu, va, read, 0, bytes);
          long value = 0;
          for (int i = bytes - 1; i >= 0; i--) {
            value = value << 8 | read[i] & 0xff;
          }
          return value;
        },
        false);
  }

  private Node combine(String operator, Node left, Node right) {
    ToLongFunction<State> a = left.value;
    ToLongFunction<State> b = right.value;
    ToLongFunction<State> value =
        switch (operator) {
          case "||" -> s -> truth(a.applyAsLong(s) != 0 || b.applyAsLong(s) != 0);
          case "&&" -> s -> truth(a.applyAsLong(s) != 0 && b.applyAsLong(s) != 0);
          case "|" -> s -> a.applyAsLong(s) | b.applyAsLong(s);
          case "^" -> s -> a.applyAsLong(s) ^ b.applyAsLong(s);
          case "&" -> s -> a.applyAsLong(s) & b.applyAsLong(s);
          case "==" -> s -> truth(a.applyAsLong(s) == b.applyAsLong(s));
          case "!=" -> s -> truth(a.applyAsLong(s) != b.applyAsLong(s));
          case "<" -> s -> truth(compare(a, b, s) < 0);
          case ">" -> s -> truth(compare(a, b, s) > 0);
          case "<=" -> s -> truth(compare(a, b, s) <= 0);
          case ">=" -> s -> truth(compare(a, b, s) >= 0);
          case "<<" -> s -> shifted(a.applyAsLong(s), b.applyAsLong(s));
          case ">>" -> s -> shifted(a.applyAsLong(s), -b.applyAsLong(s));
          case "+" -> s -> a.applyAsLong(s) + b.applyAsLong(s);
          case "-" -> s -> a.applyAsLong(s) - b.applyAsLong(s);
          case "*" -> s -> a.applyAsLong(s) * b.applyAsLong(s);
          case "/" -> s -> divided(a, b, s, true);
          default -> s -> divided(a, b, s, false);
        };
    return new Node(value, left.constant && right.constant);
  }

  private static long truth(boolean is) {
    return is ? 1 : 0;
  }

  private static int compare(ToLongFunction<State> a, ToLongFunction<State> b, State s) {
    return Long.compareUnsigned(a.applyAsLong(s), b.applyAsLong(s));
  }

  /** To the left; to the right by a negative number. Everything is shifted out by 64 or more. */
  private static long shifted(long value, long by) {
    if (by <= -64 || by >= 64) {
      return 0;
    }
    return by >= 0 ? value << by : value >>> -by;
  }

  /** Division by 0 gives 0, as on ARM. */
  private static long divided(
      ToLongFunction<State> a, ToLongFunction<State> b, State s, boolean quotient) {
    long by = b.applyAsLong(s);
    long value = a.applyAsLong(s);
    if (by == 0) {
      return quotient ? 0 : value;
    }
    return quotient ? Long.divideUnsigned(value, by) : Long.remainderUnsigned(value, by);
  }

  // ---- words
  // ---------------------------------------------------------------------------------------

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_' || c == '.' || c == '$';
  }

  private void skip() {
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
  }

  /** The operator that comes next, if it is one of these, else null. */
  private String take(List<String> operators) {
    skip();
    for (String operator : operators) {
      String next = text.substring(at, Math.min(text.length(), at + 2));
      boolean longer =
          operator.length() == 1
              && List.of("||", "&&", "==", "!=", "<=", ">=", "<<", ">>").contains(next);
      if (next.startsWith(operator) && !longer) {
        at += operator.length();
        skip();
        return operator;
      }
    }
    return null;
  }

  private void expect(String operator) {
    if (take(List.of(operator)) == null) {
      throw wrong("'" + operator + "' is missing");
    }
  }
}
