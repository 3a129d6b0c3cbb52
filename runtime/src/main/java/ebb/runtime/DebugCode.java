package ebb.runtime;

import ebb.ir.guest.Guest;

/** Guest code as a debugger reads it: without effect, 0 where nothing is mapped. */
public record DebugCode(Machine machine, int vcpu) implements Guest.CodeReader {
  @Override
  public int u8(long va) {
    byte[] one = new byte[1];
    machine.readVirtual(vcpu, va, one, 0, 1);
    return one[0] & 0xff;
  }

  @Override
  public int u16(long va) {
    return u8(va) | u8(va + 1) << 8;
  }

  @Override
  public int u32(long va) {
    return u16(va) | u16(va + 2) << 16;
  }
}
