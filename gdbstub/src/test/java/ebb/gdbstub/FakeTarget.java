package ebb.gdbstub;

import ebb.replay.TimelineStop;
import ebb.runtime.DebugHook;
import ebb.runtime.Stop;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/**
 * Two CPUs, three registers, 256 bytes of memory at 0x1000; it notes what it is asked and stops as
 * it is told.
 */
final class FakeTarget implements DebugTarget {
  /** Has a permit for each time that somebody was told how far it is. */
  private final Semaphore told = new Semaphore(0);

  final List<String> calls = new ArrayList<>();
  final Deque<TimelineStop> stops = new ArrayDeque<>();
  final byte[] memory = new byte[256];
  final long[][] registers = {{1, 2, 0x1000}, {3, 4, 0x2000}};
  final CountDownLatch running = new CountDownLatch(1);
  boolean refuses;
  boolean blocks;
  private final CountDownLatch interrupted = new CountDownLatch(1);

  private TimelineStop motion(String name) {
    calls.add(name);
    if (blocks) {
      running.countDown();
      try {
        interrupted.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return new TimelineStop.Stopped(new Stop.Interrupted());
    }
    return stops.isEmpty() ? new TimelineStop.Arrived() : stops.pop();
  }

  @Override
  public boolean inHistory() {
    return false;
  }

  @Override
  public int cpus() {
    return 2;
  }

  @Override
  public int currentCpu() {
    return 0;
  }

  @Override
  public String cpuState(int cpu) {
    return cpu == 0 ? "running" : "halted";
  }

  @Override
  public Map<String, String> description() {
    return Map.of("target.xml", "<target><x/></target>");
  }

  @Override
  public List<Register> registers() {
    return List.of(
        new Register("r0", 0, 32), new Register("wide", 5, 128), new Register("pc", 15, 32));
  }

  private static int index(int number) {
    return number == 0 ? 0 : number == 5 ? 1 : 2;
  }

  @Override
  public long register(int cpu, int number) {
    return registers[cpu][index(number)];
  }

  @Override
  public void setRegister(int cpu, int number, long value) throws Refused {
    if (refuses) {
      throw new Refused("no");
    }
    registers[cpu][index(number)] = value;
  }

  @Override
  public long pc(int cpu) {
    return registers[cpu][2];
  }

  @Override
  public int read(int cpu, long address, byte[] into, int length) {
    int done = 0;
    while (done < length && address + done >= 0x1000 && address + done < 0x1100) {
      into[done] = memory[(int) (address + done) - 0x1000];
      done++;
    }
    return done;
  }

  @Override
  public boolean write(int cpu, long address, byte[] data) {
    if (address < 0x1000 || address + data.length > 0x1100 || address + data.length < 0) {
      return false;
    }
    System.arraycopy(data, 0, memory, (int) address - 0x1000, data.length);
    return true;
  }

  @Override
  public boolean readPhysical(long address, byte[] into, int length) {
    return read(0, address + 0x1000, into, length) == length;
  }

  @Override
  public TimelineStop stepOver(int cpu) {
    return step(cpu);
  }

  @Override
  public TimelineStop step(int cpu) {
    registers[cpu][2] += 4;
    return motion("step " + cpu);
  }

  @Override
  public TimelineStop cont() {
    return motion("cont");
  }

  @Override
  public TimelineStop reverseStep(int cpu) {
    return motion("reverseStep " + cpu);
  }

  @Override
  public TimelineStop reverseCont() {
    return motion("reverseCont");
  }

  @Override
  public void endDiversion() {
    calls.add("endDiversion");
  }

  @Override
  public void interrupt() {
    interrupted.countDown();
  }

  @Override
  public void addBreakpoint(long address) {
    calls.add("break " + address);
  }

  @Override
  public void removeBreakpoint(long address) {
    calls.add("unbreak " + address);
  }

  @Override
  public void addWatchpoint(long address, long bytes, boolean read, boolean write) {
    calls.add("watch " + address + " " + bytes + " " + read + " " + write);
  }

  @Override
  public void removeWatchpoint(long address, long bytes, boolean read, boolean write) {
    calls.add("unwatch " + address + " " + bytes + " " + read + " " + write);
  }

  DebugHook condition;

  @Override
  public void setCondition(DebugHook newCondition) {
    condition = newCondition;
  }

  @Override
  public String monitor(String command) {
    if (command.equals("long")) {
      told.acquireUninterruptibly();
    }
    return command.equals("nothing") ? "" : "said " + command;
  }

  @Override
  public String progress() {
    told.release();
    return "patience\n";
  }
}
