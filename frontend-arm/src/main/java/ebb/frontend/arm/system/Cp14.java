package ebb.frontend.arm.system;

import static ebb.frontend.arm.system.CpRegister.Rights.PL0_RO;
import static ebb.frontend.arm.system.CpRegister.Rights.PL0_RO_PL1_RW;
import static ebb.frontend.arm.system.CpRegister.Rights.PL1_RO;
import static ebb.frontend.arm.system.CpRegister.Rights.PL1_RW;
import static ebb.frontend.arm.system.CpRegister.Rights.PL1_WO;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.system.CpRegister.Read;
import ebb.frontend.arm.system.CpRegister.Rights;
import ebb.frontend.arm.system.CpRegister.Write;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Coprocessor 14: the debug registers (six breakpoints, four watchpoints, OS lock; DDI 0406C C11)
 * and the trivial Jazelle. Breakpoints and watchpoints that a guest sets are kept but never hit.
 */
final class Cp14 {
  private static final Map<Integer, CpRegister> TABLE = new LinkedHashMap<>();

  static {
    // name, CRn, opc1, CRm, opc2
    row("DBGDIDR", 0, 0, 0, 0, PL0_RO, -1, 0x3515f021, null, null);
    row("DBGDSCRint", 0, 0, 1, 0, PL0_RO, ArmState.DBGDSCR, 0, null, null);
    row("DBGDSCRext", 0, 0, 2, 2, PL1_RW, ArmState.DBGDSCR, 0, null, null);
    row("DBGDTRTRXint", 0, 0, 5, 0, PL0_RO_PL1_RW, -1, 0, null, null);
    row("DBGVCR", 0, 0, 7, 0, PL1_RW, ArmState.DBGVCR, 0, null, null);
    for (int i = 0; i < 6; i++) {
      row("DBGBVR" + i, 0, 0, i, 4, PL1_RW, ArmState.DBGBVR + 4 * i, 0, null, null);
      row("DBGBCR" + i, 0, 0, i, 5, PL1_RW, ArmState.DBGBCR + 4 * i, 0, null, null);
    }
    for (int i = 0; i < 4; i++) {
      int address = ArmState.DBGWVR + 4 * i;
      row(
          "DBGWVR" + i,
          0,
          0,
          i,
          6,
          PL1_RW,
          -1,
          0,
          Cp15.slotRead(address),
          Cp15.masked(address, ~3));
      row("DBGWCR" + i, 0, 0, i, 7, PL1_RW, ArmState.DBGWCR + 4 * i, 0, null, null);
    }
    row("DBGDRAR", 1, 0, 0, 0, PL0_RO, -1, 0, null, null);
    row("DBGOSLAR", 1, 0, 0, 4, PL1_WO, -1, 0, null, Cp14::writeLock);
    row("DBGOSLSR", 1, 0, 1, 4, PL1_RO, ArmState.DBGOSLSR, 0, null, null);
    row("DBGOSDLR", 1, 0, 3, 4, PL1_RW, -1, 0, null, null);
    row("DBGPRCR", 1, 0, 4, 4, PL1_RW, -1, 0, null, null);
    row("DBGPRSR", 1, 0, 5, 4, PL1_RO, -1, 1, null, null);
    row("DBGDSAR", 2, 0, 0, 0, PL0_RO, -1, 0, null, null);
    row("DBGCLAIMSET", 7, 0, 8, 6, PL1_RW, -1, 0, cpu -> 0xff, Cp14::setClaim);
    row(
        "DBGCLAIMCLR",
        7,
        0,
        9,
        6,
        PL1_RW,
        -1,
        0,
        cpu -> cpu.getInt(ArmState.DBGCLAIM),
        Cp14::clearClaim);
    row("DBGAUTHSTATUS", 7, 0, 14, 6, PL1_RO, -1, 0, null, null);
    row("DBGDEVID1", 7, 0, 1, 7, PL1_RO, -1, 0, null, null);
    row("DBGDEVID", 7, 0, 2, 7, PL1_RO, -1, 0x01110f13, null, null);

    row("TEECR", 0, 6, 0, 0, PL1_RW, -1, 0, null, null);
    row("TEEHBR", 1, 6, 0, 0, PL1_RW, -1, 0, null, null);
    row("JIDR", 0, 7, 0, 0, PL1_RO, -1, 0, null, null);
    row("JOSCR", 1, 7, 0, 0, PL1_RW, -1, 0, null, null);
    row("JMCR", 2, 7, 0, 0, PL1_RW, -1, 0, null, null);
    wide("DBGDRAR", 1);
    wide("DBGDSAR", 2);
  }

  private Cp14() {}

  /** The register behind a key, or null if it is unallocated. */
  static CpRegister find(int key) {
    return TABLE.get(key);
  }

  private static void row(
      String name,
      int crn,
      int opc1,
      int crm,
      int opc2,
      Rights rights,
      int slot,
      int value,
      Read read,
      Write write) {
    int key = CpRegister.key32(14, crn, opc1, crm, opc2);
    TABLE.put(key, new CpRegister(name, key, rights, slot, value, read, write));
  }

  private static void wide(String name, int crm) {
    int key = CpRegister.key64(14, 0, crm);
    TABLE.put(key, new CpRegister(name, key, PL0_RO, -1, 0, null, null));
  }

  private static void writeLock(ArmVcpu cpu, long value) {
    cpu.putInt(ArmState.DBGOSLSR, (int) value == 0xc5acce55 ? 0xa : 0x8);
  }

  private static void setClaim(ArmVcpu cpu, long value) {
    cpu.putInt(ArmState.DBGCLAIM, cpu.getInt(ArmState.DBGCLAIM) | (int) value & 0xff);
  }

  private static void clearClaim(ArmVcpu cpu, long value) {
    cpu.putInt(ArmState.DBGCLAIM, cpu.getInt(ArmState.DBGCLAIM) & ~(int) value);
  }
}
