package ebb.gdbstub;

import ebb.ir.Slot;
import ebb.ir.StateLayout;
import ebb.ir.guest.Vcpu;
import ebb.replay.DivergenceException;
import ebb.replay.SessionRecording;
import ebb.replay.Stepper;
import ebb.replay.Timeline;
import ebb.replay.TimelineStop;
import ebb.replay.query.Replica;
import ebb.replay.query.Replicas;
import ebb.replay.query.Search;
import ebb.runtime.DebugHook;
import ebb.runtime.Machine;
import ebb.runtime.Stop;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A {@link Timeline} as a debugger's target.
 *
 * <p>Beside the guest's registers it has one named {@code icount}, the same on each CPU. Setting it
 * is a seek: gdb forgets all it knew of registers when it has set one, so it sees the new state.
 *
 * <p>A change in history begins a diversion. It is over when a change of a register gives its CPU
 * the registers that it had: that is how gdb ends the call of a function. Meanwhile {@code icount}
 * is that of the place in history.
 */
public final class TimelineTarget implements DebugTarget {
  private static final String ICOUNT = "icount";

  private final Timeline timeline;
  private final Machine machine;
  private final Stepper stepper;
  private final Settings settings;
  private final Map<String, String> description;
  private final List<Register> registers;
  private final MonitorCommands commands;
  private final QueryCommands questions;
  private final Addresses addresses = new Addresses();

  /** Number of the register {@code icount}; no register has it if the guest has no description. */
  private final int icountNumber;

  /** The CPU whose break- or watchpoint is being judged, in the middle of a run; null if none. */
  private Vcpu judged;

  /** The registers of each CPU at the beginning of the last diversion. */
  private List<long[]> atDiversion = List.of();

  public TimelineTarget(Timeline timeline) {
    this.timeline = timeline;
    machine = timeline.machine();
    stepper = new Stepper(timeline);
    settings = new Settings(stepper, machine);
    Map<String, String> guests = machine.guest().gdbDescription();
    description =
        guests.isEmpty() ? guests : TargetDescription.withRegister(guests, ICOUNT, "time");
    registers =
        description.isEmpty()
            ? ofLayout(machine.guest().layout())
            : TargetDescription.registers(description);
    icountNumber = description.isEmpty() ? -1 : registers.getLast().number();
    commands = new MonitorCommands(timeline::endDiversion);
    new HistoryCommands(timeline, addresses).addTo(commands);
    questions = new QueryCommands(timeline, addresses);
    questions.addTo(commands);
    new BookmarkCommands(timeline).addTo(commands);
    settings.addTo(commands);
    new MachineCommands(this).addTo(commands);
  }

  /** Offers the debugger to record the session. */
  public void offerRecording(SessionRecording recording) {
    new RecordingCommands(recording).addTo(commands);
  }

  /**
   * Offers other machines for questions about the history.
   *
   * @param most machines at once, gdb's included
   * @return to be closed when nobody asks any more
   */
  public Replicas offerReplicas(Replica.Source others, int most) {
    return questions.offer(others, most);
  }

  /**
   * Lets commands name what they mean, not only give its address.
   *
   * @param known from a symbol, or one with an offset, to its address; empty if there is none
   */
  public void offerSymbols(Function<String, OptionalLong> known) {
    addresses.setSymbols(known);
  }

  /** A question about the history: from a search and what stands behind its name to an answer. */
  public interface Question extends BiFunction<Search, String, String> {}

  /**
   * Offers another {@code monitor} command that asks the history.
   *
   * @param arguments as a user is told about them
   * @param help what it answers, in a line
   */
  public void offerQuestion(String name, String arguments, String help, Question question) {
    commands.add(
        name, arguments, help, given -> questions.ask(search -> question.apply(search, given)));
  }

  /** Offers another {@code monitor} command about the state that the guest is in. */
  public void offerLook(String name, String help, Supplier<String> look) {
    commands.addStill(name, "", help, given -> look.get());
  }

  private static List<Register> ofLayout(StateLayout layout) {
    return layout.slots().stream()
        .filter(slot -> slot.gdbNumber() >= 0)
        .sorted(Comparator.comparingInt(Slot::gdbNumber))
        .map(slot -> new Register(slot.name(), slot.gdbNumber(), slot.type().bytes * 8))
        .toList();
  }

  private Vcpu vcpu(int cpu) {
    return machine.vcpus().get(cpu);
  }

  // ---- state
  // ---------------------------------------------------------------------------------------

  @Override
  public boolean inHistory() {
    return !timeline.live();
  }

  @Override
  public int cpus() {
    return machine.vcpus().size();
  }

  @Override
  public int currentCpu() {
    return machine.currentVcpu();
  }

  @Override
  public String cpuState(int cpu) {
    return switch (vcpu(cpu).getInt(StateLayout.HALTED)) {
      case 0 -> "running";
      case 1 -> "halted";
      default -> "off";
    };
  }

  @Override
  public Map<String, String> description() {
    return description;
  }

  @Override
  public List<Register> registers() {
    return registers;
  }

  @Override
  public long register(int cpu, int number) {
    if (number == icountNumber) {
      if (timeline.diverted()) {
        return timeline.divertedAt();
      }
      return judged == null ? timeline.now() : judged.limit - judged.budget;
    }
    return vcpu(cpu).register(number);
  }

  @Override
  public void setRegister(int cpu, int number, long value) throws Refused {
    if (number == icountNumber) {
      seek(value);
      return;
    }
    rememberRegisters();
    timeline.writeRegister(cpu, number, value);
    if (timeline.diverted() && Arrays.equals(savedRegisters(cpu), atDiversion.get(cpu))) {
      timeline.endDiversion();
    }
  }

  @Override
  public long pc(int cpu) {
    return vcpu(cpu).pc();
  }

  @Override
  public int read(int cpu, long address, byte[] into, int length) {
    return machine.readVirtual(cpu, address, into, 0, length);
  }

  @Override
  public boolean write(int cpu, long address, byte[] data) {
    // Whatever can be read is asked for first: a write that fails half-way must not be in the log.
    byte[] before = new byte[data.length];
    if (machine.readVirtual(cpu, address, before, 0, data.length) < data.length) {
      return false;
    }
    rememberRegisters();
    return Arrays.equals(before, data) || timeline.writeMemory(cpu, address, data);
  }

  private void seek(long icount) throws Refused {
    if (icount < timeline.begin() || icount > timeline.end()) {
      throw new Refused(
          "icount " + icount + " is not between " + timeline.begin() + " and " + timeline.end());
    }
    TimelineStop stop = motion(() -> timeline.seek(icount));
    if (timeline.now() != icount) {
      String message = StopReply.message(stop);
      throw new Refused(message == null ? "interrupted on the way" : message.strip());
    }
  }

  /** Before a change that may begin a diversion. */
  private void rememberRegisters() {
    if (!timeline.live() && !timeline.diverted()) {
      atDiversion = IntStream.range(0, cpus()).mapToObj(this::savedRegisters).toList();
    }
  }

  /** What gdb restores when it has called a function. */
  private long[] savedRegisters(int cpu) {
    return registers.stream()
        .filter(Register::saved)
        .mapToLong(register -> register(cpu, register.number()))
        .toArray();
  }

  @Override
  public void endDiversion() {
    timeline.endDiversion();
  }

  @Override
  public boolean readPhysical(long address, byte[] into, int length) {
    return machine.dma().read(address, into, 0, length);
  }

  // ---- motion
  // --------------------------------------------------------------------------------------

  @Override
  public TimelineStop step(int cpu) {
    return motion(() -> stepper.forward(cpu));
  }

  @Override
  public TimelineStop stepOver(int cpu) {
    return motion(() -> timeline.stepForward(cpu));
  }

  @Override
  public TimelineStop cont() {
    return motion(timeline::contWatching);
  }

  @Override
  public TimelineStop reverseStep(int cpu) {
    return motion(() -> stepper.backward(cpu));
  }

  @Override
  public TimelineStop reverseCont() {
    return motion(timeline::reverseCont);
  }

  private static TimelineStop motion(Supplier<TimelineStop> motion) {
    try {
      return motion.get();
    } catch (DivergenceException e) {
      return new TimelineStop.Stopped(new Stop.Halted(e.getMessage()));
    }
  }

  @Override
  public void interrupt() {
    questions.interrupt();
    timeline.interrupt();
  }

  // ---- stops
  // ---------------------------------------------------------------------------------------

  @Override
  public void addBreakpoint(long address) {
    stepper.addBreakpoint(address);
  }

  @Override
  public void removeBreakpoint(long address) {
    stepper.removeBreakpoint(address);
  }

  @Override
  public void addWatchpoint(long address, long bytes, boolean read, boolean write) {
    if (read) {
      machine.addWatchpoint(address, bytes, true, write);
    } else {
      // gdb itself passes over writes that change nothing, at the cost of a stop each.
      machine.addChangeWatchpoint(address, bytes);
    }
  }

  @Override
  public void removeWatchpoint(long address, long bytes, boolean read, boolean write) {
    if (read) {
      machine.removeWatchpoint(address, bytes, true, write);
    } else {
      machine.removeChangeWatchpoint(address, bytes);
    }
  }

  @Override
  public void setCondition(DebugHook condition) {
    stepper.setCondition(condition == null ? null : new Judge(condition));
  }

  @Override
  public String monitor(String command) {
    return commands.run(command);
  }

  @Override
  public String progress() {
    return String.format("... at icount %,d%n", timeline.now());
  }

  /** Makes known which CPU is in the middle of a run while a condition looks at the guest. */
  private final class Judge implements DebugHook {
    private final DebugHook condition;

    Judge(DebugHook condition) {
      this.condition = condition;
    }

    @Override
    public boolean breakpoint(int vcpu, long pc) {
      if (settings.elsewhere(vcpu(vcpu))) {
        return false;
      }
      judged = vcpu(vcpu);
      try {
        return condition.breakpoint(vcpu, pc);
      } finally {
        judged = null;
      }
    }

    @Override
    public boolean watchpoint(int vcpu, long pc, long va, int bytes, boolean write) {
      judged = vcpu(vcpu);
      try {
        return condition.watchpoint(vcpu, pc, va, bytes, write);
      } finally {
        judged = null;
      }
    }
  }
}
