package ebb.frontend.arm.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ebb.frontend.arm.ArmState;
import ebb.ir.guest.Access;
import ebb.ir.guest.GuestFault;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MmuTest {
  private static final int RWX = 7;
  private static final int RX = 5;
  private static final int RW = 3;

  private final FakeHost host = new FakeHost();
  private final ArmVcpu cpu = host.cpu;

  @BeforeEach
  void turnOn() {
    cpu.putInt(ArmState.SCTLR, ArmVcpu.SCTLR_M);
    cpu.putInt(ArmState.DACR, 1);
    cpu.putLong(ArmState.TTBR0, 0x4000_4000L);
  }

  private void maps(long va, int index, long pa, int permissions, boolean global) {
    cpu.translate(va, Access.READ, index);
    assertThat(cpu.walkPhysical).isEqualTo(pa);
    assertThat(cpu.walkPermissions).isEqualTo(permissions);
    assertThat(cpu.walkGlobal).isEqualTo(global);
  }

  private void faults(long va, Access access, int index, int status) {
    assertThatThrownBy(() -> cpu.translate(va, access, index)).isInstanceOf(GuestFault.class);
    cpu.enterFault();
    int slot = access == Access.EXECUTE ? ArmState.IFSR : ArmState.DFSR;
    assertThat(cpu.getInt(slot)).isEqualTo(status);
    assertThat(cpu.getInt(access == Access.EXECUTE ? ArmState.IFAR : ArmState.DFAR))
        .isEqualTo((int) va);
  }

  @Test
  void offIsFlat() {
    cpu.putInt(ArmState.SCTLR, 0);
    maps(0xdead_beefL, 1, 0xdead_beefL, RWX, true);
  }

  @Test
  void shortSectionsAndTheirFaults() {
    host.word(0x4000_4000L + 4 * 0xc00, 0x4000_0000 | 1 << 10 | 2);
    host.word(0x4000_4000L + 4 * 0xc01, 0x4000_0000 | 3 << 10 | 1 << 17 | 1 << 4 | 2);
    host.word(0x4000_4000L + 4 * 0xc02, 0x4000_0000 | 3 << 10 | 1 << 5 | 2);
    host.word(0x4000_4000L + 4 * 0xc10, 0x4100_0000 | 3 << 20 | 3 << 10 | 1 << 18 | 2);
    maps(0xc001_2345L, 0, 0x4001_2345L, RWX, true);
    maps(0xc011_2345L, 1, 0x4001_2345L, RW, false);
    maps(0xc101_2345L, 1, 0x3_4101_2345L, RWX, true);
    faults(0xc000_0000L, Access.WRITE, 1, 0x80d);
    faults(0xc010_0000L, Access.EXECUTE, 1, 0x0d);
    faults(0xc020_0000L, Access.READ, 0, 0x19);
    faults(0xc030_0000L, Access.READ, 0, 0x05);
    assertThat(cpu.debugTranslate(0xc001_2345L)).isEqualTo(0x4001_2345L);
    assertThat(cpu.debugTranslate(0xc030_0000L)).isEqualTo(-1);
  }

  @Test
  void shortPagesAndTheirFaults() {
    host.word(0x4000_4000L, 0x4000_8000 | 1);
    host.word(0x4000_8000L, 0x4005_0000 | 1 << 9 | 2 << 4 | 2);
    host.word(0x4000_8004L, 0x4005_1000 | 3 << 4 | 1 << 11 | 3);
    host.word(0x4000_8040L, 0x4006_0000 | 3 << 4 | 1);
    maps(0x123, 1, 0x4005_0123L, RX, true);
    maps(0x1123, 1, 0x4005_1123L, RW, false);
    maps(0x1_0678, 1, 0x4006_0678L, RWX, true);
    faults(0x123, Access.WRITE, 0, 0x80f);
    faults(0x2000, Access.READ, 0, 0x07);
    cpu.putInt(ArmState.SCTLR, ArmVcpu.SCTLR_M | 1 << 29);
    faults(0x123, Access.READ, 0, 0x06);
  }

  @Test
  void ttbcrSplitsTheAddressSpaceAndDisablesWalks() {
    cpu.putInt(ArmState.TTBCR, 1);
    cpu.putLong(ArmState.TTBR1, 0x4001_0000L);
    host.word(0x4001_0000L + 4 * 0xc00, 0x4000_0000 | 3 << 10 | 2);
    maps(0xc000_0000L, 1, 0x4000_0000L, RWX, true);
    cpu.putInt(ArmState.TTBCR, 1 | 1 << 5);
    faults(0xc000_0000L, Access.READ, 1, 0x05);
  }

  @Test
  void aTableOutsideMemoryIsAnExternalAbort() {
    cpu.putLong(ArmState.TTBR0, 0x1000_0000L);
    faults(0, Access.READ, 0, 0x0c);
  }

  @Test
  void longDescriptors() {
    cpu.putInt(ArmState.TTBCR, 1 << 31);
    cpu.putLong(ArmState.TTBR0, 0x4000_5000L);
    host.doubleword(0x4000_5000L + 8 * 3, 0x4000_6000L | 3);
    host.doubleword(0x4000_6000L, 0x12_4000_0000L | 1 << 10 | 1 << 6 | 1);
    host.doubleword(0x4000_6008L, 0x4000_7000L | 3 | 1L << 62);
    host.doubleword(0x4000_7000L, 0x4009_0000L | 1L << 54 | 1 << 11 | 1 << 10 | 1 << 6 | 3);
    host.doubleword(0x4000_7008L, 0x4009_0000L | 1 << 6 | 3);
    maps(0xc012_3456L, 1, 0x12_4012_3456L, RWX, true);
    maps(0xc020_0456L, 1, 0x4009_0456L, 1, false);
    faults(0xc020_0000L, Access.WRITE, 0, 0xa0f);
    faults(0xc020_1000L, Access.READ, 0, 0x20b);
    faults(0xc020_2000L, Access.READ, 0, 0x207);
    faults(0x0, Access.READ, 0, 0x205);
  }

  @Test
  void translationOperationsReportThroughPar() {
    host.word(0x4000_4000L, 0x4000_0000 | 1 << 10 | 2);
    assertThat(cpu.mmu.physicalAddressRegister(0x1234, false, false)).isEqualTo(0x4000_1200L);
    assertThat(cpu.mmu.physicalAddressRegister(0x1234, false, true)).isEqualTo(0xd << 1 | 1);
  }

  @Test
  void maintenanceOfALargePageDropsMoreThanOnePage() {
    host.word(0x4000_4000L, 0x4000_0000 | 1 << 10 | 2);
    cpu.mmu.flushPage(0x1000);
    cpu.translate(0x1234, Access.READ, 0);
    cpu.mmu.flushPage(0x1000);
    assertThat(host.flushes).containsExactly("page 00001000", "all");
  }

  @Test
  void registersThatSelectTranslationsFlushOrPutAside() {
    Cp15.find(CpRegister.key32(15, 2, 0, 0, 0)).write().set(cpu, 0x4000_8000L);
    Cp15.find(CpRegister.key32(15, 13, 0, 0, 1)).write().set(cpu, 0x101);
    Cp15.find(CpRegister.key32(15, 13, 0, 0, 1)).write().set(cpu, 0x201);
    Cp15.find(CpRegister.key32(15, 3, 0, 0, 0)).write().set(cpu, 3);
    assertThat(host.flushes).containsExactly("non-global", "non-global", "context 3");
  }
}
