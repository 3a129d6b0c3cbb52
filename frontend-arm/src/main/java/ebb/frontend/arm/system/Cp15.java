package ebb.frontend.arm.system;

import static ebb.frontend.arm.system.CpRegister.Rights.PL0_RO;
import static ebb.frontend.arm.system.CpRegister.Rights.PL0_RO_PL1_RW;
import static ebb.frontend.arm.system.CpRegister.Rights.PL0_RW;
import static ebb.frontend.arm.system.CpRegister.Rights.PL0_WO;
import static ebb.frontend.arm.system.CpRegister.Rights.PL1_RO;
import static ebb.frontend.arm.system.CpRegister.Rights.PL1_RW;
import static ebb.frontend.arm.system.CpRegister.Rights.PL1_WO;

import ebb.frontend.arm.ArmState;
import ebb.frontend.arm.system.CpRegister.Read;
import ebb.frontend.arm.system.CpRegister.Rights;
import ebb.frontend.arm.system.CpRegister.Write;
import ebb.ir.StateLayout;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * The system control coprocessor of a Cortex-A15 as a table: DDI 0406C B3.17, B4.1; values of the
 * ID registers as a guest of a machine without Security and Virtualization Extensions sees them.
 */
final class Cp15 {
  private static final Int2ObjectHashMap<CpRegister> TABLE = new Int2ObjectHashMap<>();

  static {
    // name, CRn, opc1, CRm, opc2
    constant("MIDR", 0, 0, 0, 0, 0x414fc0f0);
    constant("CTR", 0, 0, 0, 1, 0x8444c004);
    constant("TCMTR", 0, 0, 0, 2, 0);
    constant("TLBTR", 0, 0, 0, 3, 0);
    constant("MIDR_4", 0, 0, 0, 4, 0x414fc0f0);
    row("MPIDR", 0, 0, 0, 5, PL1_RO, Cp15::mpidr, null);
    constant("REVIDR", 0, 0, 0, 6, 0x414fc0f0);
    constant("MIDR_7", 0, 0, 0, 7, 0x414fc0f0);
    constant("ID_PFR0", 0, 0, 1, 0, 0x00001131);
    constant("ID_PFR1", 0, 0, 1, 1, 0x00010001);
    constant("ID_DFR0", 0, 0, 1, 2, 0x02010505);
    constant("ID_AFR0", 0, 0, 1, 3, 0);
    constant("ID_MMFR0", 0, 0, 1, 4, 0x10201105);
    constant("ID_MMFR1", 0, 0, 1, 5, 0x20000000);
    constant("ID_MMFR2", 0, 0, 1, 6, 0x01240000);
    constant("ID_MMFR3", 0, 0, 1, 7, 0x02102211);
    constant("ID_ISAR0", 0, 0, 2, 0, 0x02101110);
    constant("ID_ISAR1", 0, 0, 2, 1, 0x13112111);
    constant("ID_ISAR2", 0, 0, 2, 2, 0x21232041);
    constant("ID_ISAR3", 0, 0, 2, 3, 0x11112131);
    constant("ID_ISAR4", 0, 0, 2, 4, 0x10011142);
    constant("ID_ISAR5", 0, 0, 2, 5, 0);
    constant("ID_MMFR4", 0, 0, 2, 6, 0);
    constant("ID_ISAR6", 0, 0, 2, 7, 0);
    for (int crm = 3; crm < 8; crm++) {
      for (int opc2 = 0; opc2 < 8; opc2++) {
        constant("RAZ_c0_c" + crm + "_" + opc2, 0, 0, crm, opc2, 0);
      }
    }
    row("CCSIDR", 0, 1, 0, 0, PL1_RO, Cp15::ccsidr, null);
    constant("CLIDR", 0, 1, 0, 1, 0x0a200023);
    constant("AIDR", 0, 1, 0, 7, 0);
    row("CSSELR", 0, 2, 0, 0, PL1_RW, slotRead(ArmState.CSSELR), masked(ArmState.CSSELR, 0xf));

    row("SCTLR", 1, 0, 0, 0, PL1_RW, slotRead(ArmState.SCTLR), Cp15::writeSctlr);
    row("ACTLR", 1, 0, 0, 1, PL1_RW, cpu -> 0, null);
    row("CPACR", 1, 0, 0, 2, PL1_RW, slotRead(ArmState.CPACR), Cp15::writeCpacr);

    row("TTBR0", 2, 0, 0, 0, PL1_RW, longRead(ArmState.TTBR0), Cp15::writeTtbr0);
    row("TTBR1", 2, 0, 0, 1, PL1_RW, longRead(ArmState.TTBR1), Cp15::writeTtbr1);
    row("TTBCR", 2, 0, 0, 2, PL1_RW, slotRead(ArmState.TTBCR), Cp15::writeTtbcr);
    wide("TTBR0", 0, 2, PL1_RW, longRead(ArmState.TTBR0), Cp15::writeTtbr0);
    wide("TTBR1", 1, 2, PL1_RW, longRead(ArmState.TTBR1), Cp15::writeTtbr1);
    row("DACR", 3, 0, 0, 0, PL1_RW, slotRead(ArmState.DACR), Cp15::writeDacr);

    slot("DFSR", 5, 0, 0, 0, PL1_RW, ArmState.DFSR);
    slot("IFSR", 5, 0, 0, 1, PL1_RW, ArmState.IFSR);
    row("ADFSR", 5, 0, 1, 0, PL1_RW, cpu -> 0, null);
    row("AIFSR", 5, 0, 1, 1, PL1_RW, cpu -> 0, null);
    slot("DFAR", 6, 0, 0, 0, PL1_RW, ArmState.DFAR);
    slot("IFAR", 6, 0, 0, 2, PL1_RW, ArmState.IFAR);

    cacheMaintenance();
    tlbMaintenance();

    row("L2CTLR", 9, 1, 0, 2, PL1_RW, Cp15::l2ctlr, null);
    row("L2ECTLR", 9, 1, 0, 3, PL1_RW, cpu -> 0, null);
    performanceMonitors();

    row("PRRR", 10, 0, 2, 0, PL1_RW, slotRead(ArmState.PRRR), masked(ArmState.PRRR, -1));
    row("NMRR", 10, 0, 2, 1, PL1_RW, slotRead(ArmState.NMRR), masked(ArmState.NMRR, -1));
    // A Cortex-A15 has no attributes of its own.
    row("AMAIR0", 10, 0, 3, 0, PL1_RW, slotRead(ArmState.AMAIR0), masked(ArmState.AMAIR0, 0));
    row("AMAIR1", 10, 0, 3, 1, PL1_RW, slotRead(ArmState.AMAIR1), masked(ArmState.AMAIR1, 0));

    row("VBAR", 12, 0, 0, 0, PL1_RW, slotRead(ArmState.VBAR), masked(ArmState.VBAR, ~0x1f));
    row("ISR", 12, 0, 1, 0, PL1_RO, Cp15::isr, null);

    slot("FCSEIDR", 13, 0, 0, 0, PL1_RW, ArmState.FCSEIDR);
    row("CONTEXTIDR", 13, 0, 0, 1, PL1_RW, slotRead(ArmState.CONTEXTIDR), Cp15::writeContextidr);
    slot("TPIDRURW", 13, 0, 0, 2, PL0_RW, ArmState.TPIDRURW);
    slot("TPIDRURO", 13, 0, 0, 3, PL0_RO_PL1_RW, ArmState.TPIDRURO);
    slot("TPIDRPRW", 13, 0, 0, 4, PL1_RW, ArmState.TPIDRPRW);

    genericTimer();
    constant("CBAR", 15, 4, 0, 0, 0x08000000);
  }

  private Cp15() {}

  /** The register behind a key, or null if it is unallocated. */
  static CpRegister find(int key) {
    CpRegister found = TABLE.get(key);
    if (found == null && (key & 1 << 24) == 0) {
      int crn = key >> 16 & 15;
      // Implementation defined space that kernels poke at: reads as zero, ignores writes.
      if (crn == 15) {
        return new CpRegister("IMPLEMENTATION_DEFINED", key, PL1_RW, -1, 0, null, null);
      }
    }
    return found;
  }

  static void reset(ArmVcpu cpu) {
    cpu.putInt(ArmState.SCTLR, 0x00c50078);
    cpu.putInt(ArmState.CNTFRQ, GenericTimer.FREQUENCY);
    cpu.putInt(ArmState.PMCR, 0x410f3000);
    cpu.putInt(ArmState.DBGOSLSR, 0xa);
  }

  // ---- rows
  // ---------------------------------------------------------------------------------------

  private static void add(CpRegister register) {
    if (TABLE.put(register.key(), register) != null) {
      throw new IllegalStateException("two registers at " + CpRegister.describe(register.key()));
    }
  }

  private static void constant(String name, int crn, int opc1, int crm, int opc2, int value) {
    int key = CpRegister.key32(15, crn, opc1, crm, opc2);
    add(new CpRegister(name, key, PL1_RO, -1, value, null, null));
  }

  private static void slot(
      String name, int crn, int opc1, int crm, int opc2, Rights rights, int slot) {
    int key = CpRegister.key32(15, crn, opc1, crm, opc2);
    add(new CpRegister(name, key, rights, slot, 0, null, null));
  }

  private static void row(
      String name, int crn, int opc1, int crm, int opc2, Rights rights, Read read, Write write) {
    int key = CpRegister.key32(15, crn, opc1, crm, opc2);
    add(new CpRegister(name, key, rights, -1, 0, read, write));
  }

  private static void wide(String name, int opc1, int crm, Rights rights, Read read, Write write) {
    add(new CpRegister(name, CpRegister.key64(15, opc1, crm), rights, -1, 0, read, write));
  }

  static Read slotRead(int slot) {
    return cpu -> cpu.getInt(slot);
  }

  private static Read longRead(int slot) {
    return cpu -> cpu.getLong(slot);
  }

  static Write masked(int slot, int mask) {
    return (cpu, value) -> cpu.putInt(slot, (int) value & mask);
  }

  // ---- identification
  // -------------------------------------------------------------------------------

  private static long mpidr(ArmVcpu cpu) {
    return 1L << 31 | (cpu.index / 8) << 8 | cpu.index % 8;
  }

  private static long ccsidr(ArmVcpu cpu) {
    return switch (cpu.getInt(ArmState.CSSELR)) {
      case 0 -> 0x701fe00a;
      case 1 -> 0x201fe00a;
      case 2 -> 0x711fe07a;
      default -> 0;
    };
  }

  private static long l2ctlr(ArmVcpu cpu) {
    return (long) (cpu.host.vcpus().size() - 1) << 24 | 1 << 23;
  }

  private static long isr(ArmVcpu cpu) {
    int lines = cpu.getInt(StateLayout.LINES);
    return (lines >> ArmVcpu.LINE_IRQ & 1) << 7 | (lines >> ArmVcpu.LINE_FIQ & 1) << 6;
  }

  // ---- control and translation
  // ----------------------------------------------------------------------

  private static void writeSctlr(ArmVcpu cpu, long value) {
    cpu.putInt(ArmState.SCTLR, (int) value);
    cpu.refreshFlags();
    cpu.mmu.flush(true);
  }

  private static void writeCpacr(ArmVcpu cpu, long value) {
    cpu.putInt(ArmState.CPACR, (int) value & 0xc0f00000);
    cpu.refreshFlags();
  }

  private static void writeTtbr0(ArmVcpu cpu, long value) {
    if (cpu.getLong(ArmState.TTBR0) != value) {
      cpu.putLong(ArmState.TTBR0, value);
      cpu.mmu.flush(false);
    }
  }

  private static void writeTtbr1(ArmVcpu cpu, long value) {
    if (cpu.getLong(ArmState.TTBR1) != value) {
      cpu.putLong(ArmState.TTBR1, value);
      cpu.mmu.flush(true);
    }
  }

  /** PD0 and PD1 of the short format belong to the Security Extensions. */
  private static void writeTtbcr(ArmVcpu cpu, long value) {
    int control = (int) value & ((int) value < 0 ? 0xffc73f87 : 7);
    if (cpu.getInt(ArmState.TTBCR) != control) {
      cpu.putInt(ArmState.TTBCR, control);
      cpu.mmu.flush(true);
    }
  }

  private static void writeDacr(ArmVcpu cpu, long value) {
    if (cpu.getInt(ArmState.DACR) != (int) value) {
      cpu.putInt(ArmState.DACR, (int) value);
      cpu.mmu.domainsChanged();
    }
  }

  private static void writeContextidr(ArmVcpu cpu, long value) {
    int changed = cpu.getInt(ArmState.CONTEXTIDR) ^ (int) value;
    cpu.putInt(ArmState.CONTEXTIDR, (int) value);
    if ((changed & 0xff) != 0 && !cpu.mmu.longFormat()) {
      cpu.mmu.flush(false);
    }
  }

  // ---- c7, c8: maintenance
  // --------------------------------------------------------------------------

  private static void operation(String name, int crn, int crm, int opc2, Write write) {
    row(name, crn, 0, crm, opc2, PL1_WO, null, write);
  }

  private static void barrier(String name, int crm, int opc2) {
    row(name, 7, 0, crm, opc2, PL0_WO, null, null);
  }

  /** Caches are coherent with everything here, so that their maintenance has nothing to do. */
  private static void cacheMaintenance() {
    operation("NOP_WFI", 7, 0, 4, null);
    operation("ICIALLUIS", 7, 1, 0, null);
    operation("BPIALLIS", 7, 1, 6, null);
    operation("ICIALLU", 7, 5, 0, null);
    operation("ICIMVAU", 7, 5, 1, null);
    barrier("CP15ISB", 5, 4);
    operation("BPIALL", 7, 5, 6, null);
    operation("BPIMVA", 7, 5, 7, null);
    operation("DCIMVAC", 7, 6, 1, null);
    operation("DCISW", 7, 6, 2, null);
    operation("DCCMVAC", 7, 10, 1, null);
    operation("DCCSW", 7, 10, 2, null);
    barrier("CP15DSB", 10, 4);
    barrier("CP15DMB", 10, 5);
    operation("DCCMVAU", 7, 11, 1, null);
    operation("NOP_PREFETCH", 7, 13, 1, null);
    operation("DCCIMVAC", 7, 14, 1, null);
    operation("DCCISW", 7, 14, 2, null);

    row("PAR", 7, 0, 4, 0, PL1_RW, longRead(ArmState.PAR), Cp15::writePar);
    wide("PAR", 0, 7, PL1_RW, longRead(ArmState.PAR), Cp15::writePar);
    for (int i = 0; i < 4; i++) {
      boolean write = (i & 1) != 0;
      boolean user = (i & 2) != 0;
      String name = "ATS1C" + (user ? "U" : "P") + (write ? "W" : "R");
      operation(
          name,
          7,
          8,
          i,
          (cpu, va) ->
              cpu.putLong(ArmState.PAR, cpu.mmu.physicalAddressRegister((int) va, write, user)));
    }
  }

  private static void writePar(ArmVcpu cpu, long value) {
    cpu.putLong(ArmState.PAR, value);
  }

  private static void tlbMaintenance() {
    tlbMaintenance("TLB", "IS", 3, true);
    tlbMaintenance("ITLB", "", 5, false);
    tlbMaintenance("DTLB", "", 6, false);
    tlbMaintenance("TLB", "", 7, false);
  }

  private static void tlbMaintenance(String prefix, String suffix, int crm, boolean all) {
    operation(prefix + "IALL" + suffix, 8, crm, 0, each(all, (cpu, v) -> cpu.mmu.flush(true)));
    operation(prefix + "IMVA" + suffix, 8, crm, 1, each(all, Cp15::flushPage));
    operation(prefix + "IASID" + suffix, 8, crm, 2, each(all, (cpu, v) -> cpu.mmu.flush(false)));
    if (crm == 3 || crm == 7) {
      operation(prefix + "IMVAA" + suffix, 8, crm, 3, each(all, Cp15::flushPage));
    }
  }

  private static void flushPage(ArmVcpu cpu, long va) {
    cpu.mmu.flushPage((int) va);
  }

  private static Write each(boolean all, Write write) {
    if (!all) {
      return write;
    }
    return (cpu, value) -> {
      for (int i = 0; i < cpu.host.vcpus().size(); i++) {
        write.set((ArmVcpu) cpu.host.vcpus().get(i), value);
      }
    };
  }

  // ---- c9, c14: performance monitors
  // ----------------------------------------------------------------

  private static void performanceMonitors() {
    pmu("PMCR", 9, 12, 0, cpu -> cpu.getInt(ArmState.PMCR), (c, v) -> c.pmu.writeControl((int) v));
    pmu(
        "PMCNTENSET",
        9,
        12,
        1,
        slotRead(ArmState.PMCNTEN),
        (c, v) -> c.pmu.writeEnable((int) v, true));
    pmu(
        "PMCNTENCLR",
        9,
        12,
        2,
        slotRead(ArmState.PMCNTEN),
        (c, v) -> c.pmu.writeEnable((int) v, false));
    pmu("PMOVSR", 9, 12, 3, c -> c.pmu.overflow(), (c, v) -> c.pmu.clearOverflow((int) v));
    row(
        "PMSWINC",
        9,
        0,
        12,
        4,
        PL0_WO,
        null,
        guard((c, v) -> c.pmu.softwareIncrement((int) v), ArmState.PMUSERENR, 1));
    pmu("PMOVSSET", 9, 14, 3, c -> c.pmu.overflow(), (c, v) -> c.pmu.setOverflow((int) v));
    pmu("PMSELR", 9, 12, 5, slotRead(ArmState.PMSELR), masked(ArmState.PMSELR, 0x1f));
    pmu(
        "PMCCNTR",
        9,
        13,
        0,
        c -> c.pmu.read(Pmu.CYCLES),
        (c, v) -> c.pmu.write(Pmu.CYCLES, (int) v));
    pmu("PMXEVTYPER", 9, 13, 1, c -> c.pmu.selectedType(), (c, v) -> c.pmu.selectType((int) v));
    pmu("PMXEVCNTR", 9, 13, 2, c -> c.pmu.selectedCount(), (c, v) -> c.pmu.selectCount((int) v));
    row(
        "PMUSERENR",
        9,
        0,
        14,
        0,
        PL0_RO_PL1_RW,
        slotRead(ArmState.PMUSERENR),
        masked(ArmState.PMUSERENR, 1));
    row(
        "PMINTENSET",
        9,
        0,
        14,
        1,
        PL1_RW,
        slotRead(ArmState.PMINTEN),
        (c, v) -> c.pmu.writeInterruptEnable((int) v, true));
    row(
        "PMINTENCLR",
        9,
        0,
        14,
        2,
        PL1_RW,
        slotRead(ArmState.PMINTEN),
        (c, v) -> c.pmu.writeInterruptEnable((int) v, false));
  }

  /** A register that PMUSERENR opens to PL0. */
  private static void pmu(String name, int crn, int crm, int opc2, Read read, Write write) {
    row(
        name,
        crn,
        0,
        crm,
        opc2,
        PL0_RW,
        guard(read, ArmState.PMUSERENR, 1),
        guard(write, ArmState.PMUSERENR, 1));
  }

  private static void require(ArmVcpu cpu, int slot, int bits) {
    if (cpu.user() && (cpu.getInt(slot) & bits) == 0) {
      throw cpu.undefined();
    }
  }

  // ---- c14: Generic Timer
  // ---------------------------------------------------------------------------

  private static void genericTimer() {
    row(
        "CNTFRQ",
        14,
        0,
        0,
        0,
        PL0_RO_PL1_RW,
        cpu -> {
          require(cpu, ArmState.CNTKCTL, 3);
          return cpu.getInt(ArmState.CNTFRQ);
        },
        masked(ArmState.CNTFRQ, -1));
    slot("CNTKCTL", 14, 0, 1, 0, PL1_RW, ArmState.CNTKCTL);
    timer("CNTP", 2, GenericTimer.PHYSICAL, 1 << 9);
    timer("CNTV", 3, GenericTimer.VIRTUAL, 1 << 8);
    counter("CNTPCT", 0, 1);
    counter("CNTVCT", 1, 2);
  }

  private static void counter(String name, int opc1, int enable) {
    wide(
        name,
        opc1,
        14,
        PL0_RO,
        cpu -> {
          require(cpu, ArmState.CNTKCTL, enable);
          return cpu.timer.count();
        },
        null);
  }

  private static void timer(String name, int crm, int timer, int enable) {
    Rights rights = PL0_RW;
    Read value = c -> c.timer.readTimerValue(timer);
    Read control = c -> c.timer.readControl(timer);
    Read compare = c -> c.timer.readCompare(timer);
    Write setValue = (c, v) -> c.timer.writeTimerValue(timer, (int) v);
    Write setControl = (c, v) -> c.timer.writeControl(timer, (int) v);
    Write setCompare = (c, v) -> c.timer.writeCompare(timer, v);
    row(
        name + "_TVAL",
        14,
        0,
        crm,
        0,
        rights,
        guard(value, ArmState.CNTKCTL, enable),
        guard(setValue, ArmState.CNTKCTL, enable));
    row(
        name + "_CTL",
        14,
        0,
        crm,
        1,
        rights,
        guard(control, ArmState.CNTKCTL, enable),
        guard(setControl, ArmState.CNTKCTL, enable));
    wide(
        name + "_CVAL",
        crm,
        14,
        rights,
        guard(compare, ArmState.CNTKCTL, enable),
        guard(setCompare, ArmState.CNTKCTL, enable));
  }

  /** A read for which PL0 needs one of some bits of a register set. */
  private static Read guard(Read read, int slot, int bits) {
    return cpu -> {
      require(cpu, slot, bits);
      return read.get(cpu);
    };
  }

  private static Write guard(Write write, int slot, int bits) {
    return (cpu, value) -> {
      require(cpu, slot, bits);
      write.set(cpu, value);
    };
  }
}
