package ebb.frontend.arm.testing;

import ebb.frontend.arm.translate.SystemInstructions;
import ebb.frontend.arm.translate.Translator;
import ebb.ir.Helper;
import ebb.ir.guest.Access;
import java.util.List;

/** Every instruction that needs the system raises a fault. */
public final class RefusingSystem implements SystemInstructions {
  private static final Helper REFUSE =
      new Helper(
          "refuse",
          Helper.Effect.PRECISE,
          0,
          (cpu, a, b, c, d) -> {
            throw cpu.busFault(-1, Access.EXECUTE);
          });

  private boolean undefined;

  /** True once a translated instruction was undefined; clears it. */
  public boolean takeUndefined() {
    boolean was = undefined;
    undefined = false;
    return was;
  }

  private static void refuse(Translator t) {
    t.ir.call(REFUSE);
    t.leave();
  }

  private static int refuseValue(Translator t) {
    t.ir.call(REFUSE);
    return t.ir.const32(0);
  }

  @Override
  public List<Helper> helpers() {
    return List.of(REFUSE);
  }

  @Override
  public void undefined(Translator t) {
    undefined = true;
    refuse(t);
  }

  @Override
  public void supervisorCall(Translator t, int immediate) {
    refuse(t);
  }

  @Override
  public void hypervisorCall(Translator t, int immediate) {
    refuse(t);
  }

  @Override
  public void secureMonitorCall(Translator t, int immediate) {
    refuse(t);
  }

  @Override
  public void breakpoint(Translator t, int immediate) {
    refuse(t);
  }

  @Override
  public void unalignedPc(Translator t) {
    refuse(t);
  }

  @Override
  public void waitForInterrupt(Translator t) {
    refuse(t);
  }

  @Override
  public void waitForEvent(Translator t) {
    refuse(t);
  }

  @Override
  public void sendEvent(Translator t) {
    refuse(t);
  }

  @Override
  public void writeCpsr(Translator t, int value, int mask) {
    refuse(t);
  }

  @Override
  public int readSpsr(Translator t) {
    return refuseValue(t);
  }

  @Override
  public void writeSpsr(Translator t, int value, int mask) {
    refuse(t);
  }

  @Override
  public void exceptionReturn(Translator t, int target) {
    refuse(t);
  }

  @Override
  public void exceptionReturn(Translator t, int target, int cpsr) {
    refuse(t);
  }

  @Override
  public int readUserRegister(Translator t, int n) {
    return refuseValue(t);
  }

  @Override
  public void writeUserRegister(Translator t, int n, int value) {
    refuse(t);
  }

  @Override
  public boolean hasStackPointer(int mode) {
    return true;
  }

  @Override
  public int readStackPointer(Translator t, int mode) {
    return refuseValue(t);
  }

  @Override
  public void writeStackPointer(Translator t, int mode, int value) {
    refuse(t);
  }

  @Override
  public int readBanked(Translator t, int sysm, boolean spsr) {
    return refuseValue(t);
  }

  @Override
  public void writeBanked(Translator t, int sysm, boolean spsr, int value) {
    refuse(t);
  }

  @Override
  public void readCoprocessor(Translator t, int p, int opc1, int crn, int crm, int opc2, int rt) {
    refuse(t);
  }

  @Override
  public void writeCoprocessor(Translator t, int p, int opc1, int crn, int crm, int opc2, int rt) {
    refuse(t);
  }

  @Override
  public void readCoprocessor64(Translator t, int p, int opc1, int crm, int rt, int rt2) {
    refuse(t);
  }

  @Override
  public void writeCoprocessor64(Translator t, int p, int opc1, int crm, int rt, int rt2) {
    refuse(t);
  }
}
