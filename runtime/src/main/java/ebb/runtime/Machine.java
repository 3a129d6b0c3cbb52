package ebb.runtime;

import ebb.ir.StateLayout;
import ebb.ir.guest.Guest;
import ebb.ir.guest.GuestHalt;
import ebb.ir.guest.Vcpu;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.agrona.UnsafeApi;

/**
 * A whole machine under the instruction clock: CPUs, memory, devices, and the loop that runs them.
 *
 * <p>One thread owns it: whoever calls {@link #run} and the other methods, except {@link
 * #interrupt} and {@link InputChannel#offer}, which any thread may call. What happens is a function
 * of the initial state and of the inputs with the icounts at which they were delivered.
 *
 * <p><b>Safe points.</b> At an icount N, due timers fire first, then inputs are delivered, then
 * CPUs run. A run that returns {@link Stop.Limit} at N has fired and delivered; live input that
 * arrives after such a return is held until the icount has moved or the machine is idle, so the
 * state at N is the same in every replay.
 */
public final class Machine implements AutoCloseable {
  /** Longest run between two looks at inputs and requests, in ticks. */
  private static final int SLICE = 1_000_000;

  /** The same while somebody {@link #setProbe} looks. */
  private static final int PROBED_SLICE = 50_000;

  private final Guest guest;
  private final GuestRam ram;
  private final PhysicalMemory memory;
  private final Clock clock;
  private final Inputs inputs;
  private final boolean sleep;
  private final List<Vcpu> vcpus = new ArrayList<>();
  private final List<Vcpu> vcpusToSee = Collections.unmodifiableList(vcpus);
  private final Turns turns = new Turns(vcpus);
  private final List<Snapshotable> devices = new ArrayList<>();
  private final CodeCache code;
  private final SoftMmu mmu;
  private final SoftTlb[] tlbs;
  private final Translations translations;
  private final RegionQueue regions;
  private final CpuLoop loop;
  private final Watchpoints watchpoints = new Watchpoints();
  private final Touched touched = new Touched();
  private final MachineHost host;
  private final long blocks;
  private final List<Long> reserved = new ArrayList<>();

  private Consumer<Vcpu> probe;
  private Vcpu running;
  private Stop stop;
  private long heldAt = -1;

  /** The icount at which time last passed without a tick. */
  private long waitedAt = -1;

  private volatile boolean interruptRequested;
  private volatile Thread owner;

  /**
   * @throws IllegalArgumentException if the guest does not know the CPU model
   */
  public Machine(MachineConfig config) {
    guest = config.guest();
    ram = config.ram();
    memory = config.memory();
    clock = config.clock();
    inputs = config.inputs();
    sleep = config.sleep();
    code = new CodeCache(ram.pages(), touched);
    mmu = new SoftMmu(memory, ram, code, watchpoints, touched);
    host = new MachineHost(this);
    int cpus = config.vcpus();
    tlbs = new SoftTlb[cpus];
    long stateBytes = Vcpu.FRAME_BYTES + (guest.layout().size() + 63 & -64);
    blocks = OffHeap.reserve(cpus * (stateBytes + SoftTlb.BYTES));
    long tables = blocks;
    long states = blocks + cpus * SoftTlb.BYTES + Vcpu.FRAME_BYTES;
    for (int i = 0; i < cpus; i++) {
      Vcpu cpu =
          guest.newVcpu(
              i, config.cpuModel(), states + i * stateBytes, tables + i * SoftTlb.BYTES, mmu, host);
      vcpus.add(cpu);
      tlbs[i] = new SoftTlb(cpu);
    }
    mmu.attach(tlbs);
    host.attach(tlbs);
    code.onPageProtected(this::flushWriteEntries);
    regions = new RegionQueue(code, config.translator(), config.compileInBackground());
    translations = new Translations(guest, ram, mmu, code, regions, cpus);
    loop = new CpuLoop(mmu, code, translations, regions, tlbs, touched);
    clock.onDeadlineMoved(this::attention);
    clock.setIcountInside(() -> running == null ? -1 : running.icountInside());
    inputs.onOffer(
        () -> {
          Thread thread = owner;
          if (thread != null) {
            LockSupport.unpark(thread);
          }
        });
    vcpus.forEach(Vcpu::reset);
  }

  // ---- parts
  // -------------------------------------------------------------------------------------

  public Guest guest() {
    return guest;
  }

  public Clock clock() {
    return clock;
  }

  public Inputs inputs() {
    return inputs;
  }

  public GuestRam ram() {
    return ram;
  }

  public PhysicalMemory physicalMemory() {
    return memory;
  }

  public List<Vcpu> vcpus() {
    return vcpusToSee;
  }

  /** The CPU whose instruction is executing, or whose turn is next. */
  public int currentVcpu() {
    return running != null ? running.index : turns.current();
  }

  /** Registers a device's state. While the machine is built, in a fixed order. */
  public void addDevice(Snapshotable device) {
    devices.add(device);
  }

  /** An interrupt input of a CPU: 0 IRQ, 1 FIQ. */
  public IrqLine cpuLine(int vcpu, int line) {
    Vcpu cpu = vcpus.get(vcpu);
    return level -> {
      if ((cpu.getInt(StateLayout.LINES) >> line & 1) != (level ? 1 : 0)) {
        cpu.setLine(line, level);
        attention();
      }
    };
  }

  public Dma dma() {
    return new MachineDma(memory, ram, code);
  }

  public void setHypercalls(HypercallHandler handler) {
    host.setHypercalls(handler);
  }

  /** What {@link #setTrace} was given last. */
  public Trace trace() {
    return host.trace();
  }

  /** Receives trace lines of the categories asked for; null for none. */
  public void setTrace(Trace trace) {
    host.setTrace(trace);
    loop.setTrace(trace);
    translations.setTrace(trace);
  }

  // ---- running
  // -----------------------------------------------------------------------------------

  /** {@link #run(long, boolean)} that stops at breakpoints and watchpoints from the start. */
  public Stop run(long until) {
    return run(until, false);
  }

  /**
   * Runs forward until the icount is {@code until}, or another stop.
   *
   * @param until in ticks, not below the current icount
   * @param resumeOver true to pass over breakpoints and watchpoints of the very first tick
   */
  public Stop run(long until, boolean resumeOver) {
    owner = Thread.currentThread();
    loop.passDebugAt(resumeOver ? clock.icount() : -1);
    try {
      while (true) {
        Stop reason = safePoint(until);
        if (reason != null) {
          return reason;
        }
      }
    } catch (GuestHalt halt) {
      return new Stop.Halted(halt.getMessage());
    }
  }

  private Stop safePoint(long until) {
    clock.fireDue();
    if (inputs.replaying() || inputs.waiting() && clock.icount() != heldAt) {
      inputs.deliver(clock);
    }
    regions.drain();
    long now = clock.icount();
    code.pass(now);
    if (stop != null) {
      Stop reason = stop;
      stop = null;
      heldAt = now;
      return reason;
    }
    if (now >= until) {
      heldAt = now;
      return new Stop.Limit();
    }
    if (interruptRequested) {
      interruptRequested = false;
      heldAt = now;
      return new Stop.Interrupted();
    }
    Vcpu cpu = turns.next(now);
    if (cpu == null) {
      return idle();
    }
    long end =
        Math.min(
            Math.min(until, now + (probe == null ? SLICE : PROBED_SLICE)),
            clock.nextDeadlineIcount());
    end = Math.min(Math.min(end, turns.end()), inputs.nextIcount());
    if (end <= now) {
      return new Stop.Halted(
          "replay has diverged: an input recorded for idle time at icount "
              + inputs.nextIcount()
              + " meets a busy guest");
    }
    cpu.limit = end;
    cpu.budget = (int) (end - now);
    running = cpu;
    CpuLoop.Outcome outcome;
    try {
      outcome = loop.run(cpu);
    } finally {
      running = null;
      clock.advanceTo(cpu.limit - cpu.budget);
      cpu.limit = clock.icount();
      cpu.budget = 0;
    }
    if (probe != null) {
      probe.accept(cpu);
    }
    return switch (outcome) {
      case SLICE_END -> null;
      case BREAKPOINT -> {
        heldAt = clock.icount();
        yield new Stop.Breakpoint(cpu.index, cpu.pc());
      }
      case WATCHPOINT -> {
        heldAt = clock.icount();
        yield new Stop.Watchpoint(
            cpu.index, cpu.pc(), mmu.watchVa(), mmu.watchBytes(), mmu.watchWrite());
      }
    };
  }

  /** All CPUs wait: virtual time goes on to what happens next. */
  private Stop idle() {
    long deadline = clock.nextDeadline();
    waitedAt = clock.icount();
    if (inputs.replaying()) {
      long input = inputs.nextIcount() == clock.icount() ? inputs.nextNanos() : Long.MAX_VALUE;
      if (Math.min(deadline, input) == Long.MAX_VALUE) {
        return new Stop.Dead();
      }
      clock.idleUntil(Math.min(deadline, input));
      return null;
    }
    if (!sleep && deadline != Long.MAX_VALUE) {
      if (inputs.waiting()) {
        clock.idleUntil(Math.min(deadline, clock.nanos() + 1));
        inputs.deliver(clock);
      } else {
        clock.idleUntil(deadline);
      }
      return null;
    }
    long nanos = deadline == Long.MAX_VALUE ? Long.MAX_VALUE : deadline - clock.nanos();
    long start = System.nanoTime();
    long waited = 0;
    while (!inputs.waiting() && !interruptRequested && waited < nanos) {
      LockSupport.parkNanos(this, Math.min(nanos - waited, 50_000_000));
      waited = System.nanoTime() - start;
    }
    if (inputs.waiting()) {
      clock.idleUntil(clock.nanos() + Math.max(1, Math.min(waited, nanos)));
      inputs.deliver(clock);
    } else if (waited >= nanos) {
      clock.idleUntil(deadline);
    }
    return null;
  }

  /**
   * True if virtual time may have gone on since the last tick: the state is a later one than that
   * in which the icount is reached.
   */
  public boolean waited() {
    return waitedAt == clock.icount();
  }

  /** From any thread: the run under way (or the next) returns {@link Stop.Interrupted} soon. */
  public void interrupt() {
    interruptRequested = true;
    Thread thread = owner;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  /** Ends the slice under way after the current instruction. */
  void attention() {
    if (running != null) {
      running.cutBudget();
    }
  }

  /** The guest wants to be off. Takes effect after the current instruction. */
  public void requestPowerOff(int exitCode) {
    stop = new Stop.PowerOff(exitCode);
    attention();
  }

  /** The guest wants a reset. Takes effect after the current instruction. */
  public void requestReset() {
    stop = new Stop.Reset();
    attention();
  }

  // ---- debugging
  // -----------------------------------------------------------------------------------

  /** Decides at break- and watchpoints; null stops at every one. */
  public void setDebugHook(DebugHook hook) {
    loop.setHook(hook);
  }

  /**
   * Shows a CPU to somebody, every some ten thousand ticks at least, between two of them; null for
   * nobody. The machine may be read but not changed.
   */
  public void setProbe(Consumer<Vcpu> newProbe) {
    probe = newProbe;
  }

  /**
   * Shows every block to somebody, at the speed of the interpreter; null for nobody.
   *
   * @param single whether each block is to be one instruction
   */
  public void setObserver(BlockObserver observer, boolean single) {
    loop.setObserver(observer);
    translations.setSingle(single && observer != null);
  }

  public void addBreakpoint(long va) {
    translations.addBreakpoint(va);
  }

  /** False if there was none. */
  public boolean removeBreakpoint(long va) {
    return translations.removeBreakpoint(va);
  }

  /**
   * @param va guest-virtual
   * @param bytes at least 1
   */
  public void addWatchpoint(long va, long bytes, boolean read, boolean write) {
    watchpoints.add(va, bytes, read, write, false);
    flushTlbs();
  }

  /** False if there was none like it. */
  public boolean removeWatchpoint(long va, long bytes, boolean read, boolean write) {
    return watchpoints.remove(va, bytes, read, write, false);
  }

  /**
   * Watches writes that change memory; those of what is there already pass at little cost.
   *
   * @param va guest-virtual
   * @param bytes at least 1
   */
  public void addChangeWatchpoint(long va, long bytes) {
    watchpoints.add(va, bytes, false, true, true);
    flushTlbs();
  }

  /** False if there was none like it. */
  public boolean removeChangeWatchpoint(long va, long bytes) {
    return watchpoints.remove(va, bytes, false, true, true);
  }

  /** False if nothing that left a footprint came to a breakpoint or made a watched access. */
  public boolean mayStopIn(Footprint footprint) {
    return translations.mayStopIn(footprint) || watchpoints.mayStopIn(footprint);
  }

  private void flushTlbs() {
    for (SoftTlb tlb : tlbs) {
      tlb.flush(true);
    }
  }

  /**
   * Reads guest-virtual memory as a debugger: through the CPU's current mapping, without effect.
   * Device registers are not read.
   *
   * @return how many bytes could be read before the first that could not
   */
  public int readVirtual(int vcpu, long va, byte[] into, int offset, int length) {
    return debug(vcpu, va, into, offset, length, false);
  }

  /**
   * Writes guest-virtual memory as a debugger.
   *
   * @return how many bytes could be written before the first that could not
   */
  public int writeVirtual(int vcpu, long va, byte[] from, int offset, int length) {
    return debug(vcpu, va, from, offset, length, true);
  }

  private int debug(int vcpu, long va, byte[] data, int offset, int length, boolean write) {
    Dma dma = dma();
    int done = 0;
    while (done < length) {
      long at = va + done;
      int part = (int) Math.min(length - done, GuestRam.PAGE_SIZE - (at & GuestRam.PAGE_SIZE - 1));
      long pa = vcpus.get(vcpu).debugTranslate(at);
      boolean ok =
          pa != -1
              && (write
                  ? dma.write(pa, data, offset + done, part)
                  : dma.read(pa, data, offset + done, part));
      if (!ok) {
        break;
      }
      done += part;
    }
    return done;
  }

  // ---- state
  // ---------------------------------------------------------------------------------------

  /** Everything that is state, except the content of {@link #ram}. */
  public byte[] saveState() {
    return saveParts().toByteArray();
  }

  /** {@link #saveState} before it is put together. */
  public StateOutput saveParts() {
    return save(true);
  }

  /** The state as {@link #saveState} has it, at the cost of the small part. */
  public MachineState mark() {
    List<Object> marks = new ArrayList<>();
    for (Snapshotable device : devices) {
      if (device instanceof SharedState shared) {
        marks.add(shared.mark());
      }
    }
    return new MachineState(save(false).toByteArray(), marks);
  }

  private StateOutput save(boolean large) {
    StateOutput out = new StateOutput();
    clock.save(out);
    turns.save(out);
    byte[] slots = new byte[guest.layout().size()];
    for (Vcpu cpu : vcpus) {
      copySlots(cpu, slots, true);
      out.bytes(slots);
    }
    for (Snapshotable device : devices) {
      out.string(device.id());
      if (large || !(device instanceof SharedState)) {
        device.save(out);
      }
    }
    return out;
  }

  /**
   * Becomes what {@link #saveState} saved; the RAM has to be restored beside it.
   *
   * @throws StateInput.CorruptState if the bytes are not a state of this configuration
   */
  public void loadState(byte[] state) {
    load(new StateInput(state), null);
  }

  /** Becomes what {@link #mark} saw; the RAM has to be restored beside it. */
  public void restore(MachineState state) {
    load(new StateInput(state.small()), state.marks().iterator());
  }

  /**
   * @param marks of the large states, or null if they are in the input
   */
  private void load(StateInput in, Iterator<Object> marks) {
    clock.load(in);
    turns.load(in);
    for (Vcpu cpu : vcpus) {
      byte[] slots = in.bytes();
      if (slots.length != guest.layout().size()) {
        throw new StateInput.CorruptState("saved state has another CPU layout");
      }
      copySlots(cpu, slots, false);
      cpu.stateRestored();
    }
    for (Snapshotable device : devices) {
      String id = in.string();
      if (!id.equals(device.id())) {
        throw new StateInput.CorruptState("saved state has " + id + " instead of " + device.id());
      }
      if (marks != null && device instanceof SharedState shared) {
        shared.restore(marks.next());
      } else {
        device.load(in);
      }
    }
    stop = null;
    heldAt = clock.icount();
    memoryChanged();
  }

  /** The parts of {@link #saveState} by name: "clock", "cpu0" (its slots) and on, device ids. */
  public Map<String, byte[]> stateParts() {
    Map<String, byte[]> parts = new LinkedHashMap<>();
    StateOutput time = new StateOutput();
    clock.save(time);
    turns.save(time);
    parts.put("clock", time.toByteArray());
    for (Vcpu cpu : vcpus) {
      byte[] slots = new byte[guest.layout().size()];
      copySlots(cpu, slots, true);
      parts.put("cpu" + cpu.index, slots);
    }
    for (Snapshotable device : devices) {
      StateOutput out = new StateOutput();
      device.save(out);
      parts.put(device.id(), out.toByteArray());
    }
    return parts;
  }

  /** A 64-bit digest of the state without RAM and without large state (disks). */
  public long stateDigest() {
    return Digest.of(save(false).toByteArray());
  }

  /** What CPUs have touched since {@link #restartFootprint}. */
  public Footprint footprint() {
    return touched.footprint();
  }

  /** Begins a new {@link #footprint}. What made accesses and jumps quick is found out anew. */
  public void restartFootprint() {
    touched.restart();
    code.forgetUsed();
    flushTlbs();
  }

  /** From now on {@link GuestRam#dirtyPages} counts from here. */
  public void clearDirtyPages() {
    ram.clearDirty();
    flushWriteEntries();
  }

  /** Gives pages their content of another time. */
  public void restorePages(int[] pages, PageSource source) {
    byte[] content = new byte[GuestRam.PAGE_SIZE];
    byte[] old = new byte[GuestRam.PAGE_SIZE];
    for (int page : pages) {
      source.read(page, content);
      if (code.onPage(page)) {
        ram.readPage(page, old, 0);
        if (!java.util.Arrays.equals(old, content)) {
          code.invalidatePage(page);
        }
      }
      ram.markDirty(page);
      ram.writePage(page, content, 0);
    }
  }

  /**
   * The guest-physical address space reads differently now: flash changed its mode, state was
   * restored.
   */
  public void memoryChanged() {
    for (SoftTlb tlb : tlbs) {
      tlb.flush(true);
    }
    attention();
  }

  private void flushWriteEntries() {
    for (SoftTlb tlb : tlbs) {
      tlb.flushWrites();
    }
  }

  private void copySlots(Vcpu cpu, byte[] slots, boolean save) {
    long base = UnsafeApi.arrayBaseOffset(byte[].class);
    if (save) {
      UnsafeApi.copyMemory(null, cpu.state, slots, base, slots.length);
    } else {
      UnsafeApi.copyMemory(slots, base, null, cpu.state, slots.length);
    }
  }

  /** Regions of compiled code installed so far, for progress lines. */
  public long regionsInstalled() {
    return regions.installed();
  }

  /**
   * Host memory for whoever works with this machine; released with it.
   *
   * @return the raw address of so many zeroed bytes
   * @throws OutOfMemoryError if the host has no such space
   */
  public long reserve(long bytes) {
    long address = OffHeap.reserve(bytes);
    reserved.add(address);
    return address;
  }

  /** Releases memory; nothing may be called afterwards. */
  @Override
  public void close() {
    regions.close();
    OffHeap.release(blocks);
    reserved.forEach(OffHeap::release);
    ram.close();
  }
}
