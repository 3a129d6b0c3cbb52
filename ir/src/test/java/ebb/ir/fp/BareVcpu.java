package ebb.ir.fp;

import ebb.ir.StateLayout;
import ebb.ir.guest.Access;
import ebb.ir.guest.GuestFault;
import ebb.ir.guest.Vcpu;
import org.agrona.UnsafeApi;

/** A CPU that is nothing but its state header. */
final class BareVcpu extends Vcpu {
  BareVcpu() {
    super(0, new StateLayout(), zeroed(new StateLayout().size()), 0, null, null);
  }

  private static long zeroed(int bytes) {
    long address = UnsafeApi.allocateMemory(bytes);
    UnsafeApi.setMemory(address, bytes, (byte) 0);
    return address;
  }

  private static UnsupportedOperationException no() {
    return new UnsupportedOperationException("a bare CPU only has a header");
  }

  @Override
  public void reset() {
    throw no();
  }

  @Override
  public void stateRestored() {
    throw no();
  }

  @Override
  public int mmuIndex() {
    throw no();
  }

  @Override
  public void translate(long va, Access access, int mmuIndex) {
    throw no();
  }

  @Override
  public long debugTranslate(long va) {
    throw no();
  }

  @Override
  public GuestFault alignmentFault(long va, Access access) {
    throw no();
  }

  @Override
  public GuestFault busFault(long va, Access access) {
    throw no();
  }

  @Override
  public void enterFault() {
    throw no();
  }

  @Override
  public boolean interruptDeliverable() {
    throw no();
  }

  @Override
  public void enterInterrupt() {
    throw no();
  }

  @Override
  public boolean wakes() {
    throw no();
  }

  @Override
  public void timerExpired(int timer) {
    throw no();
  }

  @Override
  public void powerOn(long entry, long context) {
    throw no();
  }

  @Override
  public long register(int gdbNumber) {
    throw no();
  }

  @Override
  public void setRegister(int gdbNumber, long value) {
    throw no();
  }
}
