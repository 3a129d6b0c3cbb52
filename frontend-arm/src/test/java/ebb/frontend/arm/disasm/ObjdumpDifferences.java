package ebb.frontend.arm.disasm;

import ebb.frontend.arm.decode.Encoding;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Where the text is not that of objdump, and why. */
final class ObjdumpDifferences {
  /**
   * @param reason UNPREDICTABLE as in DDI 0406C, a later architecture, or a mistake of objdump
   * @param rows what the names of the rows match
   * @param theirs what objdump's text matches from its start
   * @param when the instructions concerned, of those
   */
  private record Difference(
      String reason, Pattern rows, Pattern theirs, Predicate<Encoding<?>> when) {}

  private static final String ANY = ".*";

  private static final List<Difference> LISTED =
      List.of(
          // UNPREDICTABLE, where both sides print what they like.
          listed("UNPREDICTABLE condition", "BKPT|UDF", ANY, e -> e.has('c') && e.get('c') != 14),
          listed("UNPREDICTABLE condition", "IT", ".*<und>", e -> e.get('c') == 15),
          listed("UNPREDICTABLE banked register", "M.. \\(banked\\)", ".*UNDEF", e -> true),
          listed("UNPREDICTABLE modes and masks", "CPS", ANY, e -> !isPredictableCps(e)),
          listed("UNPREDICTABLE hint with bits that should be 0", ANY, "msr.* CPSR_,", e -> true),
          listed("UNPREDICTABLE write-back to PC", "(LD|ST).*", ".*\\[pc", e -> e.flag('W')),
          listed(
              "UNPREDICTABLE unequal copies of m",
              "REV|REV16|REVSH|RBIT|CLZ",
              ANY,
              e -> e.get('n') != e.get('m')),
          listed(
              "UNPREDICTABLE target PC, a hint", "LDR.*", "pl[di]w?\\w* ", e -> e.get('t') == 15),
          listed(
              "UNPREDICTABLE operand PC, used by ARMv8.1-M",
              "SMM.*",
              "(autg|bxaut|pacg)",
              e -> e.get('d') == 15 || e.get('m') == 15 || e.has('a') && e.get('a') == 15),
          // Names of later architectures.
          listed(
              "named by ARMv8 and ARMv8.1-M",
              "hint.*",
              "(sevl|esb|csdb|bti|pacbti|pac|aut)",
              e -> true),
          listed("named by ARMv8", "D[SM]B", "(.*ld|ssbb\\w*|pssbb\\w*|dfb\\w*)$", e -> true),
          // No names at all.
          listed("no mnemonic", "memory hint.*|.*unallocated.*|store to a literal", ANY, e -> true),
          // Mistakes of objdump.
          listed(
              "objdump takes a literal for LDRxT",
              "LDR.* \\(literal\\)",
              "ldrs?[bh]?t\\w* ",
              e -> true),
          listed(
              "objdump drops a 0 offset, and the sign of -0",
              "(LD|ST|PL).*",
              "[^\\[]*\\[\\w+\\](!|,#0|)$",
              e -> e.has('i') && e.get('i') == 0),
          listed("objdump takes a move for a NOP", "MOV .*", "nop", e -> e.bits() == 0x46c0),
          listed("objdump writes S for I", "VSHL .*", "vshl\\w*\\.s", e -> true));

  private ObjdumpDifferences() {}

  private static Difference listed(
      String reason, String rows, String theirs, Predicate<Encoding<?>> when) {
    return new Difference(reason, Pattern.compile(rows), Pattern.compile(theirs), when);
  }

  /** Why the texts of an instruction may differ; empty if they should not. */
  static Optional<String> reason(Encoding<?> e, String theirs) {
    return LISTED.stream()
        .filter(
            d ->
                d.rows.matcher(e.row().name()).matches()
                    && d.theirs.matcher(theirs).lookingAt()
                    && d.when.test(e))
        .map(Difference::reason)
        .findFirst();
  }

  /**
   * The usual one of several ways to write the same. objdump does not apply reg-names-std to
   * everything, capitalizes ROR in one place, and writes a saturation's shift of 32 as encoded.
   */
  static String usual(String text) {
    return text.replaceAll("\\br13\\b", "sp")
        .replaceAll("\\br14\\b", "lr")
        .replaceAll("\\br15\\b", "pc")
        .replace("ROR", "ror")
        .replace(", ", ",")
        .replaceAll("(.sat.*asr) #0$", "$1 #32");
  }

  /** CPS changes masks exactly if it names some, and the mode exactly if it names one. */
  private static boolean isPredictableCps(Encoding<?> e) {
    boolean masks = !e.has('M') || (e.get('o') & 2) != 0;
    boolean mode = e.flag('M');
    return (masks || mode)
        && (!e.has('M') || e.get('o') != 1)
        && masks == e.flag('f')
        && (mode || !e.flag('m'));
  }
}
