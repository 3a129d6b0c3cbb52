package ebb.ir.text;

import ebb.ir.Bits;
import ebb.ir.Block;
import ebb.ir.Helper;
import ebb.ir.Inst;
import ebb.ir.MemOp;
import ebb.ir.Op;
import ebb.ir.StateLayout;
import ebb.ir.Terminal;
import ebb.ir.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Reads the text form of blocks. {@code ;} starts a comment. Temps need not be numbered in order;
 * one that no op defines gets type VOID.
 */
public final class Parser {
  private static final Map<String, Op> OPS = new HashMap<>();

  static {
    for (Op op : Op.values()) {
      OPS.put(op.mnemonic, op);
    }
  }

  private final StateLayout layout;
  private final Map<String, Helper> helpers = new HashMap<>();

  private List<String> tokens = List.of();
  private int at;

  public Parser(StateLayout layout, List<Helper> helpers) {
    this.layout = layout;
    helpers.forEach(h -> this.helpers.put(h.name(), h));
  }

  /**
   * Parses one block.
   *
   * @throws IllegalArgumentException naming the line, counted from 1, and what is wrong with it
   */
  public Block parse(String text) {
    String[] lines = text.split("\n", -1);
    for (int i = 0; i < lines.length; i++) {
      lines[i] = lines[i].replaceAll(";.*", "").strip();
    }
    int line = 0;
    try {
      while (line < lines.length - 1 && lines[line].isEmpty()) {
        line++;
      }
      tokenize(lines[line]);
      expect("block");
      long pc = number();
      int key = accept("key") ? (int) number() : 0;
      int bytes = accept("bytes") ? (int) number() : 0;
      expect("{");
      end();
      List<Inst> code = new ArrayList<>();
      Terminal terminal = null;
      for (line++; line < lines.length && !lines[line].equals("}"); line++) {
        if (lines[line].isEmpty()) {
          continue;
        }
        if (terminal != null) {
          throw new IllegalArgumentException("something after the terminal");
        }
        tokenize(lines[line]);
        terminal = terminal();
        if (terminal == null) {
          code.add(inst());
        }
        end();
      }
      if (line == lines.length) {
        throw new IllegalArgumentException("} expected");
      }
      if (terminal == null) {
        throw new IllegalArgumentException("no terminal");
      }
      return block(pc, key, bytes, code, terminal);
    } catch (IllegalArgumentException | NoSuchElementException e) {
      throw new IllegalArgumentException("line " + (line + 1) + ": " + e.getMessage(), e);
    }
  }

  private static Block block(long pc, int key, int bytes, List<Inst> code, Terminal terminal) {
    List<Type> types = new ArrayList<>();
    int labels = 0;
    int instructions = 0;
    for (Inst inst : code) {
      if (inst.dst() >= 0) {
        while (types.size() <= inst.dst()) {
          types.add(Type.VOID);
        }
        types.set(inst.dst(), inst.op().result);
      }
      switch (inst.op()) {
        case INSN -> instructions++;
        case LABEL, BR, BRNZ, BRZ -> labels = Math.max(labels, (int) inst.imm() + 1);
        default -> {}
      }
    }
    return new Block(pc, key, code, terminal, types, labels, instructions, bytes);
  }

  private Terminal terminal() {
    if (accept("jump")) {
      return new Terminal.Jump(number(), flow());
    }
    if (accept("branch")) {
      int condition = temp();
      expect(",");
      long taken = number();
      expect(",");
      return new Terminal.Branch(condition, taken, number(), flow());
    }
    if (accept("indirect")) {
      return new Terminal.Indirect(flow());
    }
    return accept("leave") ? new Terminal.Leave() : null;
  }

  private Terminal.Flow flow() {
    return at == tokens.size()
        ? Terminal.Flow.JUMP
        : Terminal.Flow.valueOf(next().toUpperCase(Locale.ROOT));
  }

  private Inst inst() {
    if (tokens.size() == 2 && tokens.get(1).equals(":")) {
      long label = label();
      expect(":");
      return new Inst(Op.LABEL, -1, -1, -1, -1, -1, label, null);
    }
    int dst = -1;
    if (peek().startsWith("%")) {
      dst = temp();
      expect("=");
    }
    String mnemonic = next();
    Op op = OPS.get(mnemonic);
    if (op == null || op == Op.LABEL) {
      throw new IllegalArgumentException("unknown op " + mnemonic);
    }
    if (dst >= 0 != (op.result != Type.VOID)) {
      throw new IllegalArgumentException(
          op.mnemonic + (dst >= 0 ? " has no result" : " has a result"));
    }
    Syntax syntax = Syntax.of(op);
    int[] args = {-1, -1, -1, -1};
    Helper helper = null;
    long imm = 0;
    boolean comma = false;
    int count = op.args.size();
    if (syntax == Syntax.INSN) {
      imm = number();
      expect("aux");
      args[0] = (int) number();
    } else if (syntax == Syntax.SLOT) {
      imm = slot();
      comma = true;
    } else if (syntax == Syntax.HELPER) {
      String name = next();
      helper = helpers.get(name);
      if (helper == null) {
        throw new IllegalArgumentException("unknown helper " + name);
      }
      count = helper.arity();
      expect("(");
    }
    for (int i = 0; i < count; i++) {
      if (comma) {
        expect(",");
      }
      args[i] = temp();
      comma = true;
    }
    if (comma && syntax.ordinal() >= Syntax.TARGET.ordinal() && immediateFollows(syntax)) {
      expect(",");
    }
    imm = immediateFollows(syntax) ? immediate(syntax) : imm;
    if (syntax == Syntax.HELPER) {
      expect(")");
    }
    return new Inst(op, dst, args[0], args[1], args[2], args[3], imm, helper);
  }

  private static boolean immediateFollows(Syntax syntax) {
    return switch (syntax) {
      case TARGET, CONSTANT, MEMORY, FIELD, LANE, LANE_SHIFT, VARIANT -> true;
      default -> false;
    };
  }

  private long immediate(Syntax syntax) {
    switch (syntax) {
      case TARGET -> {
        return label();
      }
      case CONSTANT -> {
        return number();
      }
      case MEMORY -> {
        return memop();
      }
      case FIELD -> {
        int lsb = (int) number();
        expect(",");
        return Bits.field(lsb, (int) number());
      }
      case VARIANT -> {
        expect("variant");
        return number();
      }
      default -> {
        expect("lane");
        int lane = (int) number();
        if (syntax == Syntax.LANE) {
          return lane;
        }
        expect("by");
        return Bits.laneShift(lane, (int) number());
      }
    }
  }

  private long slot() {
    String name = next();
    if (name.startsWith("@")) {
      return Integer.parseInt(name.substring(1));
    }
    int offset = layout.slot(name).offset();
    return accept("+") ? offset + number() : offset;
  }

  private int memop() {
    String size = next();
    int bits = Integer.parseInt(size.substring(1));
    if (!Arrays.asList(8, 16, 32, 64, 128).contains(bits) || !size.matches("[su].*")) {
      throw new IllegalArgumentException("access size expected, not " + size);
    }
    int memop = MemOp.of(bits / 8, 0) | (size.startsWith("s") ? MemOp.SIGNED : 0);
    if (accept("be")) {
      memop |= MemOp.BIG_ENDIAN;
    } else {
      expect("le");
    }
    while (at < tokens.size()) {
      String token = next();
      if (token.startsWith("align")) {
        memop = MemOp.aligned(memop, Integer.parseInt(token.substring(5)));
      } else if (token.startsWith("mmu")) {
        memop |= Integer.parseInt(token.substring(3)) << 8;
      } else {
        throw new IllegalArgumentException("unknown access attribute " + token);
      }
    }
    return memop;
  }

  // ---- tokens ---------------------------------------------------------------------------------

  private void tokenize(String line) {
    tokens = Arrays.asList(line.replaceAll("([,(){}:=+])", " $1 ").strip().split("\\s+"));
    at = 0;
  }

  private String peek() {
    return at < tokens.size() ? tokens.get(at) : "end of line";
  }

  private String next() {
    String token = peek();
    at++;
    return token;
  }

  private boolean accept(String token) {
    if (!peek().equals(token)) {
      return false;
    }
    at++;
    return true;
  }

  private void expect(String token) {
    if (!accept(token)) {
      throw new IllegalArgumentException(token + " expected, not " + peek());
    }
  }

  private void end() {
    if (at < tokens.size()) {
      throw new IllegalArgumentException("unexpected " + peek());
    }
  }

  private int temp() {
    return prefixed("%", "temp");
  }

  private int label() {
    return prefixed("L", "label");
  }

  private int prefixed(String prefix, String what) {
    String token = next();
    if (!token.startsWith(prefix)) {
      throw new IllegalArgumentException(what + " expected, not " + token);
    }
    return Integer.parseInt(token.substring(prefix.length()));
  }

  private long number() {
    String token = next();
    return token.startsWith("0x")
        ? Long.parseUnsignedLong(token.substring(2), 16)
        : Long.parseLong(token);
  }
}
