package ebb.frontend.arm.system;

import static org.assertj.core.api.Assertions.assertThat;

import ebb.frontend.arm.ArmState;
import ebb.ir.StateLayout;
import ebb.ir.guest.Access;
import org.junit.jupiter.api.Test;

class ArmVcpuTest {
  private final FakeHost host = new FakeHost();
  private final ArmVcpu cpu = host.cpu;

  @Test
  void startsInSupervisorModeWithInterruptsMasked() {
    assertThat(cpu.cpsr()).isEqualTo(0x1d3);
    assertThat(cpu.pc()).isZero();
    assertThat(cpu.mmuIndex()).isZero();
  }

  @Test
  void eachModeHasItsStackPointerAndFiqItsOwnR8ToR12() {
    int[] modes = {0x10, 0x11, 0x12, 0x13, 0x17, 0x1b};
    for (int mode : modes) {
      cpu.writeCpsr(0x1c0 | 0x1f, 0x1f);
      cpu.writeCpsr(mode, 0x1f);
      cpu.putInt(ArmState.r(13), mode);
      cpu.putInt(ArmState.r(8), mode == 0x11 ? 1 : 2);
    }
    for (int mode : modes) {
      assertThat(cpu.getInt(cpu.slotOf(13, mode))).isEqualTo(mode);
      cpu.writeCpsr(mode, 0x1f);
      assertThat(cpu.getInt(ArmState.r(13))).isEqualTo(mode);
      assertThat(cpu.getInt(ArmState.r(8))).isEqualTo(mode == 0x11 ? 1 : 2);
    }
    cpu.writeCpsr(0x1f, 0x1f);
    assertThat(cpu.getInt(ArmState.r(13))).isEqualTo(0x10);
  }

  @Test
  void ignoresAModeThatDoesNotExist() {
    cpu.writeCpsr(0x1a, 0x1f);
    assertThat(cpu.mode()).isEqualTo(ArmVcpu.SVC);
  }

  @Test
  void supervisorCallFromThumbUserCodeAndBack() {
    cpu.putInt(ArmState.VBAR, 0x8000);
    int user = 0x6000_0030 | 3 << 25 | 1 << 10;
    cpu.writeCpsr(user, -1);
    cpu.setPc(0x1000);
    assertThat(cpu.cpsr()).isEqualTo(user);
    assertThat(cpu.supervisorCall()).isSameAs(cpu.fault);
    cpu.enterFault();
    assertThat(cpu.pc()).isEqualTo(0x8008);
    assertThat(cpu.cpsr()).isEqualTo(0x6000_0093);
    assertThat(cpu.getInt(ArmState.r(14))).isEqualTo(0x1002);
    // ITSTATE 00000111 has moved on to the next instruction.
    int saved = cpu.getInt(cpu.spsrSlot());
    assertThat(saved).isEqualTo(0x6000_0030 | 2 << 25 | 3 << 10);
    cpu.exceptionReturn(0x1003, saved);
    assertThat(cpu.pc()).isEqualTo(0x1002);
    assertThat(cpu.cpsr()).isEqualTo(saved);
    assertThat(cpu.mmuIndex()).isEqualTo(1);
  }

  @Test
  void dataAbortHasStatusAddressAndLinkRegister() {
    cpu.setPc(0x2000);
    cpu.alignmentFault(0x1234_5679L, Access.WRITE);
    cpu.enterFault();
    assertThat(cpu.mode()).isEqualTo(ArmVcpu.ABT);
    assertThat(cpu.getInt(ArmState.r(14))).isEqualTo(0x2008);
    assertThat(cpu.getInt(ArmState.DFSR)).isEqualTo(0x801);
    assertThat(cpu.getInt(ArmState.DFAR)).isEqualTo(0x1234_5679);
    assertThat(cpu.pc()).isEqualTo(0x10);
  }

  @Test
  void exceptionsGoToHighVectorsInThumbAndBigEndianIfSctlrSaysSo() {
    cpu.putInt(ArmState.SCTLR, ArmVcpu.SCTLR_V | ArmVcpu.SCTLR_TE | ArmVcpu.SCTLR_EE);
    cpu.undefined();
    cpu.enterFault();
    assertThat(cpu.pc()).isEqualTo(0xffff0004L);
    assertThat(cpu.cpsr()).isEqualTo(0x3fb);
    assertThat(cpu.getInt(StateLayout.FLAGS)).isEqualTo(ArmState.THUMB | ArmState.BIG_ENDIAN);
  }

  @Test
  void fiqGoesBeforeIrqAndMasksIt() {
    cpu.writeCpsr(0x1f, 0x1df);
    cpu.setPc(0x100);
    cpu.setLine(ArmVcpu.LINE_IRQ, true);
    cpu.setLine(ArmVcpu.LINE_FIQ, true);
    assertThat(cpu.interruptDeliverable()).isTrue();
    cpu.enterInterrupt();
    assertThat(cpu.pc()).isEqualTo(0x1c);
    assertThat(cpu.getInt(ArmState.r(14))).isEqualTo(0x104);
    assertThat(cpu.interruptDeliverable()).isFalse();
    assertThat(cpu.wakes()).isTrue();
  }

  @Test
  void waitForEventTakesANotedEventOrIsWokenByOne() {
    cpu.sendEvent();
    cpu.waitForEvent();
    assertThat(cpu.halted()).isFalse();
    cpu.waitForEvent();
    assertThat(cpu.halted()).isTrue();
    assertThat(cpu.wakes()).isFalse();
    cpu.sendEvent();
    assertThat(cpu.wakes()).isTrue();
    assertThat(cpu.wakes()).isTrue();
  }

  @Test
  void timerFiresAtItsCompareValueAndAtOnceIfThatHasPassed() {
    host.nanos = 160;
    cpu.timer.writeCompare(1, 20);
    cpu.timer.writeControl(1, 1);
    assertThat(host.deadlines[1]).isEqualTo(320);
    assertThat(host.outputs[1]).isFalse();
    cpu.timerExpired(1);
    assertThat(host.outputs[1]).isTrue();
    host.nanos = 320;
    assertThat(cpu.timer.readControl(1)).isEqualTo(5);
    cpu.timer.writeControl(1, 3);
    assertThat(host.outputs[1]).isFalse();
    cpu.timer.writeTimerValue(1, 10);
    cpu.timer.writeControl(1, 1);
    assertThat(host.deadlines[1]).isEqualTo(480);
    cpu.timer.writeTimerValue(1, -1);
    assertThat(host.outputs[1]).isTrue();
    cpu.timer.writeCompare(1, -1);
    assertThat(host.outputs[1]).isFalse();
    assertThat(host.deadlines[1]).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void cycleCounterFollowsTheInstructionClockAndOverflows() {
    cpu.limit = 1000;
    cpu.budget = 1000 - 101;
    cpu.pmu.writeControl(1);
    cpu.pmu.writeEnable(1 << 31, true);
    cpu.pmu.writeInterruptEnable(1 << 31, true);
    cpu.pmu.write(Pmu.CYCLES, -10);
    assertThat(host.deadlines[Pmu.TIMER]).isEqualTo(10);
    cpu.budget -= 9;
    assertThat(cpu.pmu.read(Pmu.CYCLES)).isEqualTo(-1);
    assertThat(cpu.pmu.overflow()).isZero();
    cpu.timerExpired(Pmu.TIMER);
    assertThat(cpu.pmu.overflow()).isEqualTo(1 << 31);
    assertThat(host.outputs[4]).isTrue();
  }
}
