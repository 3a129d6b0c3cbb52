package ebb.gdbstub;

/**
 * gdb's agent expressions (GDB manual, "The GDB Agent Expression Mechanism"): the bytecode into
 * which gdb compiles the condition of a breakpoint. A stack machine on 64-bit integers; constants
 * and branch targets are big-endian. Trace operations leave no trace; floating point is not part of
 * gdb's compiler either.
 */
final class AgentExpression {
  private static final int STACK = 256;

  /** Operations after which an expression counts as endless. */
  private static final int MOST = 100_000;

  /** The expression cannot be evaluated: memory that cannot be read, division by zero, bad code. */
  static final class Failed extends Exception {
    Failed(String message) {
      super(message, null, false, false);
    }
  }

  /** Where values come from. */
  interface Context {
    long register(int number) throws Failed;

    /** Zero-extended value of 1 to 8 bytes in the guest's byte order. */
    long memory(long address, int bytes) throws Failed;
  }

  private final byte[] code;

  AgentExpression(byte[] code) {
    this.code = code;
  }

  /** The top of the stack where the expression ends. */
  long evaluate(Context context) throws Failed {
    return new Run(context).run();
  }

  private final class Run {
    private final Context context;
    private final long[] stack = new long[STACK];
    private int depth;
    private int at;

    Run(Context context) {
      this.context = context;
    }

    long run() throws Failed {
      for (int i = 0; i < MOST; i++) {
        int op = operand(1);
        if (op == 0x27) {
          return pop();
        }
        step(op);
      }
      throw new Failed("endless expression");
    }

    private void step(int op) throws Failed {
      switch (op) {
        case 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b -> arithmetic(op);
        case 0x0f, 0x10, 0x11, 0x13, 0x14, 0x15 -> arithmetic(op);
        case 0x0c -> {
          pop();
          pop();
        }
        case 0x0d -> operand(1);
        case 0x30 -> operand(2);
        case 0x0e -> push(pop() == 0 ? 1 : 0);
        case 0x12 -> push(~pop());
        case 0x16 -> {
          int unused = unusedBits();
          push(pop() << unused >> unused);
        }
        case 0x2a -> {
          int unused = unusedBits();
          push(pop() << unused >>> unused);
        }
        case 0x17 -> push(context.memory(pop(), 1));
        case 0x18 -> push(context.memory(pop(), 2));
        case 0x19 -> push(context.memory(pop(), 4));
        case 0x1a -> push(context.memory(pop(), 8));
        case 0x20 -> {
          int target = operand(2);
          if (pop() != 0) {
            at = target;
          }
        }
        case 0x21 -> at = operand(2);
        case 0x22 -> push(operand(1));
        case 0x23 -> push(operand(2));
        case 0x24 -> push((long) operand(2) << 16 | operand(2));
        case 0x25 ->
            push(
                (long) operand(2) << 48
                    | (long) operand(2) << 32
                    | (long) operand(2) << 16
                    | operand(2));
        case 0x26 -> push(context.register(operand(2)));
        case 0x28 -> push(peek(0));
        case 0x29 -> pop();
        case 0x2b -> {
          long top = pop();
          long below = pop();
          push(top);
          push(below);
        }
        case 0x32 -> push(peek(operand(1)));
        case 0x33 -> {
          long c = pop();
          long b = pop();
          long a = pop();
          push(c);
          push(a);
          push(b);
        }
        default -> throw new Failed("agent expression operation 0x" + Integer.toHexString(op));
      }
    }

    private void arithmetic(int op) throws Failed {
      long b = pop();
      long a = pop();
      if (op >= 0x05 && op <= 0x08 && b == 0) {
        throw new Failed("division by zero");
      }
      push(
          switch (op) {
            case 0x02 -> a + b;
            case 0x03 -> a - b;
            case 0x04 -> a * b;
            case 0x05 -> a / b;
            case 0x06 -> Long.divideUnsigned(a, b);
            case 0x07 -> a % b;
            case 0x08 -> Long.remainderUnsigned(a, b);
            case 0x09 -> b < 0 || b > 63 ? 0 : a << b;
            case 0x0a -> a >> (b < 0 || b > 63 ? 63 : b);
            case 0x0b -> b < 0 || b > 63 ? 0 : a >>> b;
            case 0x0f -> a & b;
            case 0x10 -> a | b;
            case 0x11 -> a ^ b;
            case 0x13 -> a == b ? 1 : 0;
            case 0x14 -> a < b ? 1 : 0;
            default -> Long.compareUnsigned(a, b) < 0 ? 1 : 0;
          });
    }

    private int unusedBits() throws Failed {
      int bits = operand(1);
      if (bits == 0 || bits > 64) {
        throw new Failed("extension from " + bits + " bits");
      }
      return 64 - bits;
    }

    private int operand(int bytes) throws Failed {
      if (at + bytes > code.length) {
        throw new Failed("agent expression ends early");
      }
      int value = 0;
      for (int i = 0; i < bytes; i++) {
        value = value << 8 | code[at++] & 0xff;
      }
      return value;
    }

    private long peek(int below) throws Failed {
      if (below >= depth) {
        throw new Failed("agent expression stack underflow");
      }
      return stack[depth - 1 - below];
    }

    private long pop() throws Failed {
      long top = peek(0);
      depth--;
      return top;
    }

    private void push(long value) throws Failed {
      if (depth == STACK) {
        throw new Failed("agent expression stack overflow");
      }
      stack[depth++] = value;
    }
  }
}
