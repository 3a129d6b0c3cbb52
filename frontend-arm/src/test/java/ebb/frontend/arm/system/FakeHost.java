package ebb.frontend.arm.system;

import ebb.frontend.arm.ArmState;
import ebb.ir.guest.Access;
import ebb.ir.guest.GuestMemory;
import ebb.ir.guest.Host;
import ebb.ir.guest.Vcpu;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.UnsafeApi;

/**
 * A host with 1 MB of RAM at 0x40000000, a clock that tests set, and a record of what the CPU asked
 * for.
 */
final class FakeHost implements Host {
  static final long RAM = 0x4000_0000L;
  private static final int SIZE = 1 << 20;

  final ByteBuffer ram = ByteBuffer.allocate(SIZE).order(ByteOrder.LITTLE_ENDIAN);
  final long[] deadlines = {Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE};
  final List<String> flushes = new ArrayList<>();
  final boolean[] outputs = new boolean[5];
  final ArmVcpu cpu;
  long nanos;

  FakeHost() {
    int size = ArmState.LAYOUT.size();
    long state = UnsafeApi.allocateMemory(Vcpu.FRAME_BYTES + size) + Vcpu.FRAME_BYTES;
    UnsafeApi.setMemory(state, size, (byte) 0);
    cpu = new ArmVcpu(0, state, 0, new NoMemory(), this);
    cpu.connectOutputs((output, level) -> outputs[output] = level);
    cpu.reset();
    flushes.clear();
  }

  void word(long pa, int value) {
    ram.putInt((int) (pa - RAM), value);
  }

  void doubleword(long pa, long value) {
    ram.putLong((int) (pa - RAM), value);
  }

  @Override
  public List<? extends Vcpu> vcpus() {
    return List.of(cpu);
  }

  @Override
  public long virtualNanos(Vcpu asking) {
    return nanos;
  }

  @Override
  public void setTimer(Vcpu asking, int timer, long deadlineNanos) {
    deadlines[timer] = deadlineNanos;
  }

  @Override
  public long physicalRead(long pa, int bytes) {
    int at = (int) (pa - RAM);
    return bytes == 8 ? ram.getLong(at) : ram.getInt(at) & 0xffffffffL;
  }

  @Override
  public void physicalWrite(long pa, long value, int bytes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isRam(long pa) {
    return pa >= RAM && pa < RAM + SIZE;
  }

  @Override
  public void tlbContext(Vcpu asking, long context) {
    flushes.add("context " + context);
  }

  @Override
  public void flushTlb(Vcpu asking, boolean globalToo) {
    flushes.add(globalToo ? "all" : "non-global");
  }

  @Override
  public void flushTlbPage(Vcpu asking, long va) {
    flushes.add(String.format("page %08x", va));
  }

  @Override
  public void attention(Vcpu asking) {}

  @Override
  public boolean hypercall(Vcpu asking, Hypercall kind, int immediate) {
    return false;
  }

  @Override
  public void trace(String category, String line) {}

  @Override
  public boolean tracing(String category) {
    return false;
  }

  /** The system level walks tables through the host and never loads or stores. */
  private static final class NoMemory extends GuestMemory {
    @Override
    public long load(Vcpu cpu, long va, int memop) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void store(Vcpu cpu, long va, long value, int memop) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void probe(Vcpu cpu, long va, int bytes, Access access, int mmuIndex) {
      throw new UnsupportedOperationException();
    }
  }
}
