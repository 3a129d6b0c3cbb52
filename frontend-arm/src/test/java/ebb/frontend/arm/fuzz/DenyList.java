package ebb.frontend.arm.fuzz;

import ebb.frontend.arm.decode.DecodeTable;
import ebb.frontend.arm.decode.Encoding;
import ebb.frontend.arm.translate.Handler;
import java.util.Map;
import java.util.Set;

/** Instructions that are not compared, each with its reason. */
public final class DenyList {
  private static final Map<String, String> ROWS =
      Map.ofEntries(
          Map.entry("BXJ", "UNPREDICTABLE without Jazelle set up"),
          Map.entry("CPS", "has no effect in User mode"),
          Map.entry("WFE", "waits"),
          Map.entry("WFI", "waits"),
          Map.entry("SETEND", "the harness stores registers little-endian"),
          Map.entry("BKPT", "raises a signal"),
          Map.entry("UDF", "raises a signal"),
          Map.entry("SVC", "calls the host"),
          Map.entry("HVC", "undefined in User mode"),
          Map.entry("SMC", "undefined in User mode"),
          Map.entry("ERET", "undefined in User mode"),
          Map.entry("SUBS PC, LR", "undefined in User mode"),
          Map.entry("SRS", "undefined in User mode"),
          Map.entry("RFE", "undefined in User mode"),
          Map.entry("MRS (banked)", "undefined in User mode"),
          Map.entry("MSR (banked)", "undefined in User mode"),
          Map.entry("MCR", "system registers"),
          Map.entry("MRC", "system registers"),
          Map.entry("MCRR", "system registers"),
          Map.entry("MRRC", "system registers"),
          Map.entry("SEV", "raises an event"),
          Map.entry("BLX (immediate)", "changes the instruction set; tested by name"),
          Map.entry("TBB, TBH", "needs a table; tested by name"),
          Map.entry("store to a literal", "undefined"),
          Map.entry("LDR (literal)", "reads code; tested by name"),
          Map.entry("memory hint", "QEMU models ARMv7 without multiprocessing hints"));

  /** Reads code, or is UNPREDICTABLE with R15 in T32. */
  private static final Set<String> LITERALS =
      Set.of("LDRB (literal)", "LDRH (literal)", "LDRSB (literal)", "LDRSH (literal)");

  private DenyList() {}

  static boolean deniesRow(DecodeTable.Row<Handler> row) {
    String name = row.name();
    return LITERALS.contains(name)
        || name.startsWith("unallocated")
        || name.endsWith("unallocated")
        || ROWS.keySet().stream()
            .anyMatch(
                d ->
                    name.equals(d)
                        || name.startsWith(d + " T")
                        || name.startsWith(d + " (i")
                        || (d.equals("SRS") || d.equals("RFE")) && name.startsWith(d));
  }

  /**
   * True if the operands make the instruction UNPREDICTABLE.
   *
   * @param loadsPc allow R15 as the destination of a load, a move or a branch
   */
  static boolean unpredictable(Encoding<Handler> e, boolean thumb, boolean loadsPc) {
    return unpredictable(e, thumb, loadsPc, false);
  }

  /**
   * @param privileged allow LDM and STM of User registers and exception returns
   */
  public static boolean unpredictable(
      Encoding<Handler> e, boolean thumb, boolean loadsPc, boolean privileged) {
    String name = e.row().name();
    boolean memory = isMemory(name);
    boolean armData =
        !thumb && (name.endsWith("(register)") || name.endsWith("(immediate)")) && !memory;
    for (char letter : "dnmsahltu".toCharArray()) {
      int mask = e.row().fieldMask(letter);
      if (Integer.bitCount(mask) != 4 || letter == 'h' && name.startsWith("hint")) {
        continue;
      }
      int value = e.get(letter);
      boolean jump =
          loadsPc
              && (letter == 't' && name.startsWith("LDR (")
                  || letter == 'd'
                      && (name.equals("MOV (register)") && !thumb
                          || name.equals("MOV (register) T1")));
      boolean pcAllowed = armData && letter != 'd' || jump;
      if (value == 15 && !pcAllowed) {
        return true;
      }
      boolean spAllowed =
          !thumb
              || letter == 'n'
              || name.startsWith("ADD (register) T2")
              || name.startsWith("MOV (register) T1")
              || name.startsWith("CMP (register) T2");
      if (value == 13 && !spAllowed) {
        return true;
      }
    }
    if (e.has('h')
        && e.has('l')
        && Integer.bitCount(e.row().fieldMask('h')) == 4
        && e.get('h') == e.get('l')) {
      return true;
    }
    if (memory && unpredictableMemory(e, thumb)) {
      return true;
    }
    if (e.has('r') && Integer.bitCount(e.row().fieldMask('r')) > 4) {
      return unpredictableList(e, thumb, loadsPc, privileged);
    }
    if (name.startsWith("STREX")) {
      int d = e.get('d');
      return d == e.get('n')
          || d == e.get('t')
          || e.has('u') && d == e.get('u')
          || !thumb && name.equals("STREXD") && d == e.get('t') + 1;
    }
    if (thumb && e.row().name().startsWith("RE")
        || name.startsWith("RBIT")
        || name.startsWith("CLZ")) {
      return thumb && e.has('n') && e.get('n') != e.get('m');
    }
    if (name.startsWith("IT")) {
      return e.get('c') == 15
          || e.get('k') == 0
          || e.get('c') == 14 && Integer.bitCount(e.get('k')) != 1;
    }
    if (name.startsWith("CMP (register) T2")) {
      return e.get('d') < 8 && e.get('m') < 8 || e.get('d') == 15;
    }
    return name.startsWith("MSR") && e.get('k') == 0;
  }

  static boolean isMemory(String name) {
    return name.startsWith("LDR")
        || name.startsWith("STR")
        || name.startsWith("LDM")
        || name.startsWith("STM")
        || name.startsWith("PUSH")
        || name.startsWith("POP");
  }

  private static boolean unpredictableMemory(Encoding<Handler> e, boolean thumb) {
    boolean writesBack = e.has('P') && !e.flag('P') || e.flag('W');
    if (!e.has('t')) {
      return false;
    }
    int t = e.get('t');
    String name = e.row().name();
    boolean dual =
        name.startsWith("LDRD")
            || name.startsWith("STRD")
            || name.startsWith("LDREXD")
            || name.startsWith("STREXD");
    int second = e.has('u') ? e.get('u') : t + 1;
    if (dual && (!thumb && (t & 1) != 0 || second >= 15 || thumb && t == second)) {
      return true;
    }
    if (dual && e.has('P') && !e.flag('P') && e.flag('W')) {
      return true;
    }
    int n = e.has('n') ? e.get('n') : -1;
    if (writesBack && (n == 15 || n == t || dual && n == second)) {
      return true;
    }
    if (thumb && dual && n == 15) {
      return true;
    }
    return dual && e.has('m') && (e.get('m') == t || e.get('m') == second);
  }

  private static boolean unpredictableList(
      Encoding<Handler> e, boolean thumb, boolean loadsPc, boolean privileged) {
    int list = e.get('r');
    String name = e.row().name();
    boolean shortForm = name.endsWith("T1");
    boolean link = e.flag('p') || e.flag('l');
    if (list == 0 && !link || e.flag('p') && !loadsPc) {
      return true;
    }
    if (thumb && !shortForm) {
      if (Integer.bitCount(list) < 2 || (list & 1 << 13) != 0) {
        return true;
      }
      if (name.startsWith("STM") && list >> 15 != 0 || list >> 14 == 3) {
        return true;
      }
    }
    if (list >> 15 != 0 && !loadsPc && name.startsWith("LDM")) {
      return true;
    }
    boolean userRegisters = e.flag('S') && list >> 15 == 0;
    if (e.flag('S') && (!privileged || userRegisters && e.flag('W'))) {
      return true;
    }
    if (!e.has('n')) {
      return false;
    }
    int n = e.get('n');
    boolean inList = (list >> n & 1) != 0;
    if (shortForm) {
      return name.startsWith("STM") && inList && (list & (1 << n) - 1) != 0;
    }
    boolean lowest = (list & (1 << n) - 1) == 0;
    return e.flag('W') && inList && (thumb || name.startsWith("LDM") || !lowest);
  }
}
