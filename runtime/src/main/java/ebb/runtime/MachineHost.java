package ebb.runtime;

import ebb.ir.guest.Host;
import ebb.ir.guest.Vcpu;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.agrona.UnsafeApi;

/** The machine as its CPUs see it. */
final class MachineHost implements Host {
  private final Machine machine;
  private final Map<Integer, Clock.Timer> timers = new HashMap<>();
  private SoftTlb[] tlbs = {};
  private HypercallHandler hypercalls = (cpu, kind, immediate) -> false;
  private Trace trace;

  MachineHost(Machine machine) {
    this.machine = machine;
  }

  void attach(SoftTlb[] perCpu) {
    tlbs = perCpu;
    for (Vcpu cpu : machine.vcpus()) {
      for (int i = 0; i < TIMERS; i++) {
        int timer = i;
        timers.put(
            cpu.index * TIMERS + i,
            machine.clock().newTimer("cpu" + cpu.index + "." + i, () -> cpu.timerExpired(timer)));
      }
    }
  }

  /** Timers a CPU may have. */
  private static final int TIMERS = 4;

  void setHypercalls(HypercallHandler handler) {
    hypercalls = handler;
  }

  Trace trace() {
    return trace;
  }

  void setTrace(Trace newTrace) {
    trace = newTrace;
  }

  @Override
  public List<? extends Vcpu> vcpus() {
    return machine.vcpus();
  }

  @Override
  public long virtualNanos(Vcpu cpu) {
    return machine.clock().nanos();
  }

  @Override
  public void setTimer(Vcpu cpu, int timer, long deadlineNanos) {
    Clock.Timer t = timers.get(cpu.index * TIMERS + timer);
    if (t != null) {
      t.arm(deadlineNanos);
    }
  }

  @Override
  public long physicalRead(long pa, int bytes) {
    PhysicalMemory.Range range = machine.physicalMemory().find(pa);
    if (range == null || !range.isMemory()) {
      return -1;
    }
    long host = machine.ram().address(0) + range.ramOffset() + (pa - range.base());
    return bytes == 8 ? UnsafeApi.getLong(host) : UnsafeApi.getInt(host) & 0xffff_ffffL;
  }

  @Override
  public void physicalWrite(long pa, long value, int bytes) {
    byte[] data = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      data[i] = (byte) (value >>> 8 * i);
    }
    machine.dma().write(pa, data, 0, bytes);
  }

  @Override
  public boolean isRam(long pa) {
    PhysicalMemory.Range range = machine.physicalMemory().find(pa);
    return range != null && range.isMemory();
  }

  @Override
  public void flushTlb(Vcpu cpu, boolean globalToo) {
    if (tlbs.length > 0) {
      tlbs[cpu.index].flush(globalToo);
    }
  }

  @Override
  public void flushTlbPage(Vcpu cpu, long va) {
    tlbs[cpu.index].flushPage(va);
  }

  @Override
  public void tlbContext(Vcpu cpu, long context) {
    if (tlbs.length > 0) {
      tlbs[cpu.index].enter(context);
    }
  }

  @Override
  public void attention(Vcpu cpu) {
    machine.attention();
  }

  @Override
  public boolean hypercall(Vcpu cpu, Hypercall kind, int immediate) {
    return hypercalls.call(cpu, kind, immediate);
  }

  @Override
  public void trace(String category, String line) {
    if (tracing(category)) {
      trace.line(category, line);
    }
  }

  @Override
  public boolean tracing(String category) {
    return trace != null && trace.on(category);
  }
}
