package ebb.frontend.arm.neon;

import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.decode.Syntax;
import ebb.frontend.arm.disasm.ArmSyntax;
import ebb.frontend.arm.disasm.ArmSyntax.Token;
import ebb.frontend.arm.vfp.FpSyntax;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Tokens of the Advanced SIMD syntax, besides those of {@link FpSyntax}: {@code <size>} the lane
 * width of field s, {@code <isize>} that of the shifts, which is the highest bit of L and i; {@code
 * <dt>} and {@code <idt>} the same after the s or u of field U; all but {@code <dt>} doubled with a
 * 2 before it; {@code <right>} and {@code <left>} the shift amount; {@code <scalar>} a lane of a
 * low register. Lists and alignments of element loads and stores are by the class of the
 * instruction: {@code <multiple list>}, {@code <lane list>}, {@code <all list>}.
 */
final class NeonSyntax {
  private static final Map<String, Token> TOKENS = new TreeMap<>();

  /** Mnemonics and types of the modified immediates, by op:cmode. DDI 0406C table A7-15. */
  private static final String[] MODIFIED = {
    "vmov.i32", "vorr.i32", "vmov.i32", "vorr.i32", "vmov.i32", "vorr.i32", "vmov.i32", "vorr.i32",
    "vmov.i16", "vorr.i16", "vmov.i16", "vorr.i16", "vmov.i32", "vmov.i32", "vmov.i8", "vmov.f32",
    "vmvn.i32", "vbic.i32", "vmvn.i32", "vbic.i32", "vmvn.i32", "vbic.i32", "vmvn.i32", "vbic.i32",
    "vmvn.i16", "vbic.i16", "vmvn.i16", "vbic.i16", "vmvn.i32", "vmvn.i32", "vmov.i64", "undefined"
  };

  /** What VLDn and VSTn of multiple structures transfer, by their type field: n. */
  private static final int[] STRUCTURE = {4, 4, 1, 2, 3, 3, 1, 1, 2, 2, 1};

  /** The number of registers. */
  private static final int[] REGISTERS = {4, 4, 4, 4, 3, 3, 3, 1, 2, 2, 2};

  static {
    types();
    operands();
    elements();
  }

  private NeonSyntax() {}

  static Syntax of(String template) {
    return FpSyntax.of(template, TOKENS);
  }

  private static void add(String name, Function<Encoding<?>, Object> text) {
    TOKENS.put(name, (out, e, pc) -> out.append(text.apply(e)));
  }

  private static void types() {
    add("size", e -> 8 << e.get('s'));
    add("2size", e -> 16 << e.get('s'));
    add("isize", e -> immediateSize(e));
    add("2isize", e -> 2 * immediateSize(e));
    add("dt", e -> (e.flag('U') ? "u" : "s") + (8 << e.get('s')));
    add("idt", e -> (e.flag('U') ? "u" : "s") + immediateSize(e));
    add("2idt", e -> (e.flag('U') ? "u" : "s") + 2 * immediateSize(e));
    add("modified", e -> MODIFIED[modified(e)]);
  }

  private static int modified(Encoding<?> e) {
    return e.get('o') << 4 | e.get('c');
  }

  private static int shift(Encoding<?> e) {
    return e.flag('L') ? 64 | e.get('i') : e.get('i');
  }

  private static int immediateSize(Encoding<?> e) {
    return Integer.highestOneBit(shift(e));
  }

  private static void operands() {
    add("right", e -> "#" + (2 * immediateSize(e) - shift(e)));
    add("left", e -> "#" + (shift(e) - immediateSize(e)));
    add("fbits", e -> "#" + (64 - e.get('i')));
    add("scalar", NeonSyntax::scalar);
    add("modimm", NeonSyntax::modifiedImmediate);
    add("table", e -> list(FpSyntax.dbl(e, 'n'), e.get('l') + 1, 1, ""));
    add("dupsize", e -> 8 * Integer.lowestOneBit(e.get('i')));
    add("duplane", e -> e.get('i') >> Integer.numberOfTrailingZeros(e.get('i')) + 1);
  }

  /** Bits of m that do not select one of the low registers select the lane. */
  private static String scalar(Encoding<?> e) {
    int m = FpSyntax.dbl(e, 'm');
    return e.get('s') == 1
        ? "d" + (m & 7) + "[" + (m >> 3) + "]"
        : "d" + (m & 15) + "[" + (m >> 4) + "]";
  }

  private static String modifiedImmediate(Encoding<?> e) {
    long value = ShiftsByImmediate.expand(e.flag('o'), e.get('c'), e.get('i'));
    return switch (MODIFIED[modified(e)].substring(5)) {
      case "f32" -> "#" + Float.intBitsToFloat((int) value);
      case "i8" -> "#" + (value & 0xff);
      case "i16" -> "#" + (value & 0xffff);
      case "i32" -> "#" + (int) value;
      default -> "#0x%016x".formatted(value);
    };
  }

  private static void elements() {
    add("vldst", e -> e.flag('L') ? "vld" : "vst");
    add("k+1", e -> e.get('k') + 1);
    add(
        "step",
        e ->
            e.get('m') == 15 ? "" : e.get('m') == 13 ? "!" : ", " + ArmSyntax.register(e.get('m')));

    add("multiple", e -> e.get('t') < STRUCTURE.length ? STRUCTURE[e.get('t')] : "");
    add("multiple list", e -> multiple(e));
    add("multiple align", e -> align(e.flag('a') ? 32 << e.get('a') : 0));

    add("lane list", NeonSyntax::laneList);
    add("lane align", e -> align(laneAlign(e)));

    add("all size", e -> e.get('s') == 3 ? 32 : 8 << e.get('s'));
    add("all list", NeonSyntax::allLanes);
    add("all align", e -> align(allAlign(e)));
  }

  private static String align(int bits) {
    return bits == 0 ? "" : " :" + bits;
  }

  private static String multiple(Encoding<?> e) {
    int type = e.get('t');
    if (type >= REGISTERS.length) {
      return "{}";
    }
    int step = type == 1 || type == 5 || type == 9 ? 2 : 1;
    return list(FpSyntax.dbl(e, 'd'), REGISTERS[type], step, "");
  }

  /** log2 of the bytes of a lane: the row's fixed bits 11 and 10. */
  private static int laneSize(Encoding<?> e) {
    return e.bits() >> 10 & 3;
  }

  private static String laneList(Encoding<?> e) {
    int size = laneSize(e);
    int a = e.get('a');
    int step = size > 0 && (a >> size & 1) != 0 ? 2 : 1;
    return each(FpSyntax.dbl(e, 'd'), e.get('k') + 1, step, "[" + (a >> size + 1) + "]");
  }

  private static int laneAlign(Encoding<?> e) {
    int size = laneSize(e);
    int a = e.get('a') & (size == 2 ? 3 : 1);
    int structure = e.get('k') + 1;
    if (a == 0 || structure == 3) {
      return 0;
    }
    return structure == 4 && size == 2 ? 32 << a : structure * 8 << size;
  }

  private static String allLanes(Encoding<?> e) {
    int structure = e.get('k') + 1;
    int first = FpSyntax.dbl(e, 'd');
    int more = e.flag('T') ? 2 : 1;
    return structure == 1 ? list(first, more, 1, "[]") : list(first, structure, more, "[]");
  }

  private static int allAlign(Encoding<?> e) {
    int structure = e.get('k') + 1;
    if (!e.flag('a')) {
      return 0;
    }
    return e.get('s') == 3
        ? 128
        : structure == 4 && e.get('s') == 2 ? 64 : structure * 8 << e.get('s');
  }

  private static String list(int first, int count, int step, String lane) {
    if (step == 1 && count > 1) {
      return "{d" + first + lane + "-d" + (first + count - 1) + lane + "}";
    }
    return each(first, count, step, lane);
  }

  /** Lanes are listed singly. */
  private static String each(int first, int count, int step, String lane) {
    StringJoiner joiner = new StringJoiner(",", "{", "}");
    for (int i = 0; i < count; i++) {
      joiner.add("d" + (first + i * step) + lane);
    }
    return joiner.toString();
  }
}
