package ebb.frontend.arm.system;

import ebb.frontend.arm.ArmState;
import ebb.ir.guest.Access;
import java.util.Arrays;
import java.util.Locale;

/**
 * Address translation of VMSAv7: flat while the MMU is off, else the short-descriptor or
 * (TTBCR.EAE) the long-descriptor tables, read from guest-physical memory. DDI 0406C B3.
 */
final class Mmu {
  /** Why a walk ends without a translation, with its codes in the short and long status formats. */
  enum Fault {
    ALIGNMENT(0x01, 0x01, 0x21, false),
    DEBUG(0x02, 0x02, 0x22, false),
    EXTERNAL(0x08, 0x08, 0x10, false),
    EXTERNAL_ON_WALK(0x0c, 0x0e, 0x14, true),
    TRANSLATION(0x05, 0x07, 0x04, true),
    ACCESS_FLAG(0x03, 0x06, 0x08, true),
    DOMAIN(0x09, 0x0b, 0x3c, true),
    PERMISSION(0x0d, 0x0f, 0x0c, true);

    private final int shortLevel1;
    private final int shortLevel2;
    private final int longStatus;
    private final boolean leveled;

    Fault(int shortLevel1, int shortLevel2, int longStatus, boolean leveled) {
      this.shortLevel1 = shortLevel1;
      this.shortLevel2 = shortLevel2;
      this.longStatus = longStatus;
      this.leveled = leveled;
    }
  }

  private static final int R = 1 << Access.READ.ordinal();
  private static final int W = 1 << Access.WRITE.ordinal();
  private static final int X = 1 << Access.EXECUTE.ordinal();

  private static final int SCTLR_WXN = 1 << 19;
  private static final int SCTLR_UWXN = 1 << 20;
  private static final int SCTLR_AFE = 1 << 29;
  private static final int TTBCR_EAE = 1 << 31;
  private static final long TABLE_MASK = 0xff_ffff_f000L;

  private final ArmVcpu cpu;

  /** The megabytes of which a page larger than 4 KB may be in the soft TLB, one bit each. */
  private final long[] large = new long[64];

  // Result of the last walk.
  private Fault fault;
  private int level;
  private int domain;
  private long physical;
  private boolean global;
  private boolean supersection;
  private boolean largePage;

  /** Permissions without privilege in bits 0 to 2, with privilege in bits 4 to 6. */
  private int permissions;

  /** MAIR attribute and shareability, for the long format of PAR. */
  private int memoryAttribute;

  private int shareability;

  Mmu(ArmVcpu cpu) {
    this.cpu = cpu;
  }

  /** IFSR or DFSR of a fault, without WnR. */
  static int status(Fault fault, int level, int domain, boolean longFormat) {
    if (longFormat) {
      return 1 << 9 | (fault.leveled ? fault.longStatus | level : fault.longStatus);
    }
    return (level > 1 ? fault.shortLevel2 : fault.shortLevel1) | domain << 4;
  }

  boolean longFormat() {
    return (cpu.getInt(ArmState.TTBCR) & TTBCR_EAE) != 0;
  }

  /** Drops translations: all, or those that are not global. */
  void flush(boolean globalToo) {
    if (globalToo) {
      Arrays.fill(large, 0);
    }
    if (cpu.host.tracing("mmu")) {
      cpu.host.trace(
          "mmu",
          String.format("cpu%d flush %s", cpu.index, globalToo ? "everything" : "non-global"));
    }
    cpu.host.flushTlb(cpu, globalToo);
  }

  /**
   * Access to domains is another: translations made under the one before are kept for when it comes
   * back.
   */
  void domainsChanged() {
    cpu.host.tlbContext(cpu, cpu.getInt(ArmState.DACR));
  }

  /**
   * Drops what a TLB may hold for the page of any size at va: more than that, where pages are
   * large.
   */
  void flushPage(int va) {
    if (cpu.host.tracing("mmu")) {
      cpu.host.trace("mmu", String.format("cpu%d flush page 0x%08x", cpu.index, va & -4096));
    }
    boolean inLarge = (large[va >>> 26] >>> (va >>> 20) & 1) != 0;
    if (inLarge) {
      flush(true);
    } else {
      cpu.host.flushTlbPage(cpu, va & 0xffff_f000L);
    }
  }

  void translate(int va, Access access, int mmuIndex) {
    walk(va);
    int allowed = permissions >> (mmuIndex == 0 ? 4 : 0) & 7;
    if (fault == null && (allowed & 1 << access.ordinal()) == 0) {
      fault = Fault.PERMISSION;
    }
    boolean walked = (cpu.getInt(ArmState.SCTLR) & ArmVcpu.SCTLR_M) != 0;
    if (walked && cpu.host.tracing("mmu")) {
      cpu.host.trace("mmu", describe(va, access, mmuIndex));
    }
    if (fault != null) {
      throw cpu.abort(va, access, status(fault, level, domain, longFormat()));
    }
    if (largePage) {
      large[va >>> 26] |= 1L << (va >>> 20);
    }
    cpu.walkPhysical = physical;
    cpu.walkPermissions = allowed;
    cpu.walkGlobal = global;
  }

  /** The walk that has just been made, for {@code -d mmu}. */
  private String describe(int va, Access access, int mmuIndex) {
    String what =
        String.format(
            "cpu%d walk 0x%08x %s %s: ",
            cpu.index,
            va,
            access.name().toLowerCase(Locale.ROOT),
            mmuIndex == 0 ? "privileged" : "user");
    if (fault != null) {
      return what
          + String.format(
              "%s fault, level %d, domain %d",
              fault.name().toLowerCase(Locale.ROOT).replace('_', ' '), level, domain);
    }
    return what
        + String.format(
            "0x%09x, privileged %s, user %s%s%s",
            physical,
            letters(permissions >> 4),
            letters(permissions),
            global ? ", global" : "",
            largePage ? ", large" : "");
  }

  private static String letters(int allowed) {
    return ((allowed & R) != 0 ? "r" : "-")
        + ((allowed & W) != 0 ? "w" : "-")
        + ((allowed & X) != 0 ? "x" : "-");
  }

  long debugTranslate(int va) {
    walk(va);
    boolean found = fault == null || fault == Fault.ACCESS_FLAG || fault == Fault.DOMAIN;
    return found && physical >= 0 ? physical : -1;
  }

  /**
   * ATS1C: what PAR says of an access at stage 1. Throws the abort if there is no table to walk.
   */
  long physicalAddressRegister(int va, boolean write, boolean user) {
    walk(va);
    boolean wide = longFormat();
    int allowed = permissions >> (user ? 0 : 4) & 7;
    if (fault == null && (allowed & (write ? W : R)) == 0) {
      fault = Fault.PERMISSION;
    }
    if (fault != null) {
      int status = status(fault, level, domain, wide);
      if (fault == Fault.EXTERNAL_ON_WALK) {
        throw cpu.abort(va, Access.READ, status);
      }
      return wide
          ? 1 | (status & 0x3f) << 1 | 1 << 11
          : 1 | (status & 0xf) << 1 | (status & 1 << 10) >> 5;
    }
    if (wide) {
      return physical & TABLE_MASK
          | 1 << 11
          | 1 << 9
          | (long) shareability << 7
          | (long) memoryAttribute << 56;
    }
    return 1 << 9 | (supersection ? physical & 0xff00_0000L | 2 : physical & 0xffff_f000L);
  }

  private void walk(int va) {
    fault = null;
    level = 1;
    domain = 0;
    supersection = false;
    largePage = false;
    memoryAttribute = 0;
    shareability = 0;
    physical = -1;
    if ((cpu.getInt(ArmState.SCTLR) & ArmVcpu.SCTLR_M) == 0) {
      physical = va & 0xffffffffL;
      permissions = 0x77;
      global = true;
      return;
    }
    permissions = 0;
    if (longFormat()) {
      walkLong(va);
    } else {
      walkShort(va);
    }
  }

  /** Reads a descriptor; notes a fault and returns 0 if there is no memory. */
  private long descriptor(long pa, int bytes) {
    if (!cpu.host.isRam(pa)) {
      fault = Fault.EXTERNAL_ON_WALK;
      return 0;
    }
    long value = cpu.host.physicalRead(pa, bytes);
    if ((cpu.getInt(ArmState.SCTLR) & ArmVcpu.SCTLR_EE) == 0) {
      return bytes == 8 ? value : value & 0xffffffffL;
    }
    return bytes == 8 ? Long.reverseBytes(value) : Integer.reverseBytes((int) value) & 0xffffffffL;
  }

  // ---- short descriptors, B3.5
  // ----------------------------------------------------------------------

  private void walkShort(int va) {
    int control = cpu.getInt(ArmState.TTBCR);
    int n = control & 7;
    boolean first = n == 0 || va >>> 32 - n == 0;
    if ((control & (first ? 1 << 4 : 1 << 5)) != 0) {
      fault = Fault.TRANSLATION;
      return;
    }
    int low = first ? 14 - n : 14;
    long base = cpu.getLong(first ? ArmState.TTBR0 : ArmState.TTBR1) & 0xffffffffL;
    long index = va >>> 20 & (1 << low - 2) - 1;
    long entry = descriptor(base >> low << low | index << 2, 4);
    if (fault != null) {
      return;
    }
    switch ((int) entry & 3) {
      case 0 -> fault = Fault.TRANSLATION;
      case 1 -> walkPage(va, entry);
      default -> section(va, entry);
    }
  }

  private void section(int va, long entry) {
    largePage = true;
    supersection = (entry & 1 << 18) != 0;
    if (supersection) {
      physical =
          entry & 0xff00_0000L
              | (entry >> 20 & 15) << 32
              | (entry >> 5 & 15) << 36
              | va & 0x00ff_ffff;
    } else {
      domain = (int) entry >> 5 & 15;
      physical = entry & 0xfff0_0000L | va & 0x000f_ffff;
    }
    global = (entry & 1 << 17) == 0;
    int ap = (int) entry >> 10 & 3 | (int) entry >> 13 & 4;
    shortPermissions(ap, (entry & 1 << 4) != 0, (entry & 1) != 0);
  }

  private void walkPage(int va, long table) {
    level = 2;
    domain = (int) table >> 5 & 15;
    long entry = descriptor(table & 0xffff_fc00L | (va >>> 12 & 0xff) << 2, 4);
    if (fault != null) {
      return;
    }
    boolean executeNever;
    switch ((int) entry & 3) {
      case 0 -> {
        fault = Fault.TRANSLATION;
        return;
      }
      case 1 -> {
        largePage = true;
        physical = entry & 0xffff_0000L | va & 0xffff;
        executeNever = (entry & 1 << 15) != 0;
      }
      default -> {
        physical = entry & 0xffff_f000L | va & 0xfff;
        executeNever = (entry & 1) != 0;
      }
    }
    global = (entry & 1 << 11) == 0;
    int ap = (int) entry >> 4 & 3 | (int) entry >> 7 & 4;
    shortPermissions(ap, executeNever, (table & 1 << 2) != 0);
  }

  private void shortPermissions(int ap, boolean executeNever, boolean privilegedNever) {
    boolean simplified = (cpu.getInt(ArmState.SCTLR) & SCTLR_AFE) != 0;
    if (simplified && (ap & 1) == 0) {
      fault = Fault.ACCESS_FLAG;
      return;
    }
    int access = cpu.getInt(ArmState.DACR) >>> 2 * domain & 3;
    if (access == 3) {
      permissions = 0x77;
      return;
    }
    if (access != 1) {
      fault = Fault.DOMAIN;
      return;
    }
    int user;
    int privileged;
    if (simplified) {
      privileged = (ap & 4) == 0 ? R | W : R;
      user = (ap & 2) == 0 ? 0 : privileged;
    } else {
      user =
          switch (ap) {
            case 2, 6, 7 -> R;
            case 3 -> R | W;
            default -> 0;
          };
      privileged =
          switch (ap) {
            case 0, 4 -> 0;
            case 1, 2, 3 -> R | W;
            default -> R;
          };
    }
    combine(user, privileged, executeNever, privilegedNever);
  }

  /** Adds the right to execute to rights to read and write. */
  private void combine(int user, int privileged, boolean executeNever, boolean privilegedNever) {
    int sctlr = cpu.getInt(ArmState.SCTLR);
    boolean wxn = (sctlr & SCTLR_WXN) != 0;
    boolean uwxn = (sctlr & SCTLR_UWXN) != 0;
    int u = user;
    int p = privileged;
    if (!executeNever && (u & R) != 0 && !(wxn && (u & W) != 0)) {
      u |= X;
    }
    boolean never =
        executeNever || privilegedNever || wxn && (p & W) != 0 || uwxn && (user & W) != 0;
    if (!never && (p & R) != 0) {
      p |= X;
    }
    permissions = u | p << 4;
  }

  // ---- long descriptors, B3.6
  // -----------------------------------------------------------------------

  private void walkLong(int va) {
    int control = cpu.getInt(ArmState.TTBCR);
    int t0 = control & 7;
    int t1 = control >> 16 & 7;
    boolean inFirst = t0 == 0 || va >>> 32 - t0 == 0;
    boolean inSecond = t1 == 0 ? !inFirst : va >> 32 - t1 == -1;
    boolean second = inSecond && (t1 != 0 || t0 != 0);
    int disabled = second ? 1 << 23 : 1 << 7;
    if (!second && !inFirst || (control & disabled) != 0) {
      fault = Fault.TRANSLATION;
      return;
    }
    int size = 32 - (second ? t1 : t0);
    level = size > 30 ? 1 : 2;
    int shift = level == 1 ? 30 : 21;
    long ttbr = cpu.getLong(second ? ArmState.TTBR1 : ArmState.TTBR0) & 0xff_ffff_ffffL;
    int indexBits = size - shift;
    long table = ttbr >> indexBits + 3 << indexBits + 3;
    long index = (va & 0xffffffffL) >>> shift & (1L << indexBits) - 1;
    int tableBits = 0;
    while (true) {
      long entry = descriptor(table | index << 3, 8);
      if (fault != null) {
        return;
      }
      if ((entry & 1) == 0 || level == 3 && (entry & 2) == 0) {
        fault = Fault.TRANSLATION;
        return;
      }
      if (level == 3 || (entry & 2) == 0) {
        longPage(va, entry, shift, tableBits);
        return;
      }
      tableBits |= (int) (entry >>> 59);
      table = entry & TABLE_MASK;
      level++;
      shift -= 9;
      index = va >>> shift & 0x1ff;
    }
  }

  /** A block or page; {@code inherited} has PXNTable, XNTable, APTable in bits 0, 1, 2 to 3. */
  private void longPage(int va, long entry, int shift, int inherited) {
    largePage = level < 3;
    long offset = (1L << shift) - 1;
    physical = entry & TABLE_MASK & ~offset | va & offset;
    global = (entry & 1 << 11) == 0;
    int attribute = (int) entry >> 2 & 7;
    int mair = cpu.getInt(attribute < 4 ? ArmState.PRRR : ArmState.NMRR);
    memoryAttribute = mair >>> 8 * (attribute & 3) & 0xff;
    shareability = (int) entry >> 8 & 3;
    if ((entry & 1 << 10) == 0) {
      fault = Fault.ACCESS_FLAG;
      return;
    }
    boolean readOnly = (entry & 1 << 7) != 0 || (inherited & 8) != 0;
    boolean userToo = (entry & 1 << 6) != 0 && (inherited & 4) == 0;
    int rights = readOnly ? R : R | W;
    combine(
        userToo ? rights : 0,
        rights,
        (entry >>> 54 & 1) != 0 || (inherited & 2) != 0,
        (entry >>> 53 & 1) != 0 || (inherited & 1) != 0);
  }
}
