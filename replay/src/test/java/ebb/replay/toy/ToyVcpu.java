package ebb.replay.toy;

import ebb.ir.StateLayout;
import ebb.ir.guest.Access;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.GuestHalt;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Host;
import ebb.ir.guest.Vcpu;

/** Flat memory, no interrupts; a raised line ends a wait. */
final class ToyVcpu extends Vcpu {
  ToyVcpu(int index, StateLayout layout, long state, long tlb, GuestMemory memory, Host host) {
    super(index, layout, state, tlb, memory, host);
  }

  @Override
  public void reset() {
    putInt(ToyGuest.R[7], index);
  }

  @Override
  public void stateRestored() {}

  @Override
  public int mmuIndex() {
    return 0;
  }

  @Override
  public void translate(long va, Access access, int mmuIndex) {
    walkPhysical = va;
    walkPermissions = 7;
    walkGlobal = true;
  }

  @Override
  public long debugTranslate(long va) {
    return va;
  }

  @Override
  public GuestFault alignmentFault(long va, Access access) {
    return fault;
  }

  @Override
  public GuestFault busFault(long va, Access access) {
    return fault;
  }

  @Override
  public void enterFault() {
    throw new GuestHalt("fault at " + pc());
  }

  @Override
  public boolean interruptDeliverable() {
    return false;
  }

  @Override
  public void enterInterrupt() {}

  @Override
  public boolean wakes() {
    return getInt(StateLayout.LINES) != 0;
  }

  @Override
  public void timerExpired(int timer) {}

  @Override
  public void powerOn(long entry, long context) {}

  @Override
  public long register(int number) {
    return getInt(ToyGuest.R[number]) & 0xffff_ffffL;
  }

  @Override
  public void setRegister(int number, long value) {
    putInt(ToyGuest.R[number], (int) value);
  }
}
